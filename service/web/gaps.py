"""Lücken: which need has no answer where, why, and what that rests on."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.gaps.gaps import Gap
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import AreaLevel
from service.access import Permission, Principal, bound_cooperative
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.web import choices, gap_view
from service.web.frame import framed
from service.web.queries import GapsAsked, scope_of
from service.web.session import demand_reader
from service.web.threads import address
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)


@questions.get("/gaps")
def show_gaps(caller: CallerOf, asked: Annotated[GapsAsked, Query()]) -> Response:
    """Where help is missing, as a table, on a map, and gap by gap."""
    principal = demand_reader(caller, Permission.READ_FIGURES)
    return _page(caller, principal, asked)


def _page(caller: Caller, principal: Principal, asked: GapsAsked) -> Response:
    language = language_of_request(caller.request)
    figures = caller.figures
    directory = figures.snapshot.directory
    scope = scope_of(asked, bound_cooperative(principal, asked.cooperative))
    found = figures.gaps(scope, asked.level or AreaLevel.MUNICIPALITY)
    chosen = gap_view.chosen_gap(found.gaps, asked.gap_need, area_id=asked.gap_area)

    def evidence(gap: Gap) -> str:
        return asked.address("/gaps", gap_need=gap.need_code, gap_area=gap.area_id)

    def narrowed(area_id: str) -> str:
        return asked.address("/gaps", area=area_id, gap_need=None, gap_area=None)

    return framed(
        caller,
        principal,
        "gaps.html",
        title=words(language)["gaps_title"],
        draws=True,
        asked=asked,
        found=found,
        heat=gap_view.heat_table(found, directory, language=language, chosen=chosen, link=evidence),
        is_asked_for_gap=asked.gap_area is not None,
        proof=None if chosen is None else gap_view.proof(chosen, directory, language=language),
        map=gap_view.gap_map(
            found,
            directory,
            language=language,
            link=narrowed,
            source=_source(found.cases, language),
        ),
        dependences=gap_view.dependences(found, directory, language=language),
        of_places=gap_view.of_whole_places(found, language),
        minimum=figures.house.minimum_count,
        needs=choices.of_needs(directory, language),
        areas=choices.of_areas(directory.areas),
        levels=[(level.value, label(level, language)) for level in gap_view.LEVELS],
        cooperatives=choices.of_cooperatives(directory, principal.cooperative_id),
        to_load=address("/load", area=asked.area, need=asked.need),
    )


def _source(cases: int | None, language: str) -> str:
    texts = words(language)
    return texts["gaps_source_none"] if cases is None else texts.many("gaps_source", cases)
