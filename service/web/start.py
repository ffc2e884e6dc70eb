"""The start page, for each role what it came for, and a chain's page for Kümmerer."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation
from graph_model.domain.areas import AreaTree
from graph_model.domain.chains import HelpChain
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import AreaLevel, Role
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.store.port import Filter
from service import age
from service.access import Permission, Principal, bound_cooperative, demand
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas import fields as f
from service.use_cases.sight import Sight
from service.web import rows
from service.web.render import page, stylesheet
from service.web.sign_in import demo_choices, visitor
from service.web.words import words

router = APIRouter(include_in_schema=False)
questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_SHOWN = 12
_CHAINS = 50


@router.get("/static/pages.css")
def read_stylesheet() -> Response:
    """The style sheet of the pages."""
    return stylesheet()


@questions.get("/")
def start(
    caller: CallerOf,
    need: Annotated[f.Id | None, Query()] = None,
    area: Annotated[f.Id | None, Query()] = None,
) -> Response:
    """What this visitor came for."""
    principal = visitor(caller)
    language = language_of_request(caller.request)
    if principal is None:
        return page(
            "signed_out.html", language, status=401, title=words(language)["please_sign_in"]
        )
    if principal.role is Role.KUEMMERER:
        return _for_kuemmerer(caller, principal, need=need, area=area)
    if principal.role is Role.ADMIN:
        return _page(caller, principal, "admin.html", title="Hilfenetz")
    return _for_coordination(caller, principal)


@questions.get("/chains/{chain_id}")
def show_chain(chain_id: f.Id, caller: CallerOf) -> Response:
    """The way of one help chain, told for people."""
    principal = visitor(caller)
    language = language_of_request(caller.request)
    if principal is None:
        return _signed_out(language)
    demand(principal, Permission.READ_CHAINS)
    file = caller.look_up(lambda store: Sight(store, principal).chain_file(chain_id))
    asked = caller.cases
    directory = asked.snapshot.directory
    path = asked.path(file)
    return _page(
        caller,
        principal,
        "chain.html",
        title=f"{words(language)['chain']} {chain_id}",
        hops=rows.of_path(path, directory, language),
        holders=rows.holders(path, directory, language),
        findings=rows.told(path, language),
    )


def _signed_out(language: str) -> Response:
    return page("signed_out.html", language, status=401, title=words(language)["please_sign_in"])


def _for_coordination(caller: Caller, principal: Principal) -> Response:
    demand(principal, Permission.READ_FIGURES)
    scope = Scope(cooperative_id=bound_cooperative(principal, None))
    asked = caller.figures
    language = language_of_request(caller.request)
    gaps = asked.gaps(scope, AreaLevel.MUNICIPALITY)
    load = asked.load(scope, staff_of=principal.cooperative_id)
    return _page(
        caller,
        principal,
        "coordination.html",
        title=words(language)["coordination_title"],
        loads=rows.of_load(load, language)[:_SHOWN],
        gaps=rows.of_gaps(gaps, asked.snapshot.directory, language)[:_SHOWN],
        flows=rows.of_flows(asked.flows(scope), language)[:_SHOWN],
        minimum=asked.house.minimum_count,
    )


def _for_kuemmerer(
    caller: Caller, principal: Principal, *, need: str | None, area: str | None
) -> Response:
    demand(principal, Permission.RECOMMEND)
    language = language_of_request(caller.request)
    asked = caller.cases
    directory = asked.snapshot.directory
    found: Recommendation | None = None
    if need is not None and area is not None:
        query = RecommendationQuery(need_code=need, area_id=area, sender_id=principal.actor_id)
        found = asked.recommend(query)
    where = Filter(cooperative=principal.cooperative_id or "-", is_open=True)
    chains = caller.look_up(lambda store: store.page(HelpChain, where, limit=_CHAINS))
    return _page(
        caller,
        principal,
        "kuemmerer.html",
        title=words(language)["find_title"],
        needs=_need_choices(directory, language),
        areas=_area_choices(directory.areas),
        need=need,
        area=area,
        found=found,
        chains=rows.of_chains((item.record for item in chains.items), language),
        more_chains=chains.after is not None,
    )


def _page(
    caller: Caller, principal: Principal, template: str, *, title: str, **values: object
) -> Response:
    language = language_of_request(caller.request)
    is_demo = caller.services.links.were_made
    return page(
        template,
        language,
        status=200,
        title=title,
        role=principal.role.value,
        role_label=label(principal.role, language),
        roles=demo_choices(language) if is_demo else (),
        is_demo=is_demo,
        age=age.told(caller.as_of, language, now=caller.now),
        **values,
    )


def _need_choices(directory: Directory, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for need in directory.needs.values():
        if need.parent_code is not None:
            groups.setdefault(need.parent_code, []).append((need.code, need.label(language)))
    named = [
        (directory.needs[code].label(language), sorted(members, key=lambda pair: pair[1]))
        for code, members in groups.items()
    ]
    return sorted(named)


def _area_choices(tree: AreaTree) -> list[tuple[str, str]]:
    """Every area under the name of the town that it lies in, so that two of one name differ."""
    choices = []
    for area in tree.by_id.values():
        above = tree.by_id.get(area.parent_id or "")
        is_within = above is not None and area.level is AreaLevel.LOCALITY
        name = f"{above.name}: {area.name}" if above is not None and is_within else area.name
        choices.append((area.id, name))
    return sorted(choices, key=lambda pair: (pair[1], pair[0]))
