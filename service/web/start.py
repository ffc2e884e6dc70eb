"""The start page, for each role what it came for."""

from fastapi import APIRouter, Response

from graph_model.domain.vocabulary import AreaLevel, Role
from graph_model.snapshot.scope import Scope
from service.access import Permission, Principal, bound_cooperative, demand
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.web import rows
from service.web.finding import find_page
from service.web.frame import framed
from service.web.queries import Wish
from service.web.render import stylesheet
from service.web.session import demand_signed_in
from service.words import words

router = APIRouter(include_in_schema=False)
questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_SHOWN = 12


@router.get("/static/pages.css")
def read_stylesheet() -> Response:
    """The style sheet of the pages."""
    return stylesheet()


@questions.get("/")
def start(caller: CallerOf) -> Response:
    """What this visitor came for."""
    principal = demand_signed_in(caller, caller.reader)
    if principal.role is Role.KUEMMERER:
        return find_page(caller, principal, Wish())
    if principal.role is Role.ADMIN:
        return framed(caller, principal, "admin.html", title="Hilfenetz")
    return _for_coordination(caller, principal)


def _for_coordination(caller: Caller, principal: Principal) -> Response:
    demand(principal, Permission.READ_FIGURES)
    scope = Scope(cooperative_id=bound_cooperative(principal, None))
    asked = caller.figures
    language = language_of_request(caller.request)
    gaps = asked.gaps(scope, AreaLevel.MUNICIPALITY)
    load = asked.load(scope, staff_of=principal.cooperative_id)
    return framed(
        caller,
        principal,
        "coordination.html",
        title=words(language)["coordination_title"],
        loads=rows.of_load(load, language)[:_SHOWN],
        gaps=rows.of_gaps(gaps, asked.snapshot.directory, language)[:_SHOWN],
        flows=rows.of_flows(asked.flows(scope), language)[:_SHOWN],
        minimum=asked.house.minimum_count,
    )
