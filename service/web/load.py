"""Auslastung: who carries how much, how that has gone, what would relieve, and what if."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from service.access import Permission, Principal, bound_cooperative
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.use_cases.questions import Questions
from service.web import choices, load_view
from service.web.frame import framed
from service.web.queries import LoadAsked, scope_of
from service.web.session import demand_reader
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_SHOWN = 10
_LOSSES = 10


@questions.get("/load")
def show_load(caller: CallerOf, asked: Annotated[LoadAsked, Query()]) -> Response:
    """Who is overloaded, and what could be done about it."""
    principal = demand_reader(caller, Permission.READ_FIGURES)
    return _page(caller, principal, asked)


def _page(caller: Caller, principal: Principal, asked: LoadAsked) -> Response:
    language = language_of_request(caller.request)
    figures = caller.figures
    directory = figures.snapshot.directory
    scope = scope_of(asked, bound_cooperative(principal, asked.cooperative))
    staff_of = principal.cooperative_id
    found = figures.load(scope, staff_of=staff_of)
    rows = load_view.load_rows(found.loads, kind=asked.kind, language=language)
    return framed(
        caller,
        principal,
        "load.html",
        title=words(language)["load_title"],
        draws=True,
        asked=asked,
        found=found,
        rows=rows if asked.everybody else rows[:_SHOWN],
        count=len(rows),
        to_everybody=asked.address("/load", everybody=True),
        relief=load_view.relief_sentences(figures.relief(scope, staff_of=staff_of), language),
        charts=load_view.course_charts(
            figures.load_course(scope), figures.standards, language=language
        ),
        supposed=_supposed(figures, asked, scope=scope, staff_of=staff_of, language=language),
        is_half_said=load_view.is_half_said(asked),
        losses=load_view.losses(
            figures.losses(scope, staff_of=staff_of), most=_LOSSES, language=language
        ),
        worst=load_view.worst(figures.worst_three(scope, staff_of=staff_of), language),
        minimum=figures.house.minimum_count,
        kinds=[(kind.value, label(kind, language)) for kind in load_view.CARRIERS],
        partners=_partners(directory),
        needs=choices.of_needs(directory, language),
        areas=choices.of_areas(directory.areas),
        cooperatives=choices.of_cooperatives(directory, staff_of),
    )


def _supposed(
    figures: Questions,
    asked: LoadAsked,
    *,
    scope: Scope,
    staff_of: str | None,
    language: str,
) -> load_view.Supposed | None:
    """The answer to what is supposed to change, if anything is."""
    changes = load_view.changes_of(asked)
    if changes is None:
        return None
    found = figures.what_if(scope, changes=changes, staff_of=staff_of)
    return load_view.supposed(found, figures.snapshot, language=language)


def _partners(directory: Directory) -> choices.Choices:
    kinds = (ActorKind.PARTNER, ActorKind.ADMINISTRATION)
    found = [(one.id, one.name) for one in directory.actors.values() if one.kind in kinds]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
