"""Load, relief and suppositions as the page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph_model.analysis.overload.course import LoadCourse
from graph_model.analysis.overload.overload import ActorLoad, Level
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.resilience.changes import Changes, Opening, PlaceChange
from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.what_if import CellChange, WhatIf
from graph_model.analysis.resilience.worst import WorstThree
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.snapshot import Snapshot
from service.web.queries import LoadAsked
from service.words import words
from visual.charts.backlog import backlog_chart
from visual.charts.chart import Chart
from visual.charts.waiting import waiting_chart

CARRIERS = (
    ActorKind.PARTNER,
    ActorKind.ADMINISTRATION,
    ActorKind.KUEMMERER,
    ActorKind.COMPANION,
)
"""Who carries cases, in the order of the page's choice."""

_IN_DIRECTORY = frozenset({ActorKind.PARTNER, ActorKind.ADMINISTRATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """Somebody who carries cases; what is ``None`` is hidden, or nobody has said it (places)."""

    name: str
    href: str
    kind: str
    level: Level | None
    open_load: int | None
    places: float | None
    utilisation: float | None
    per_week: float | None
    wait: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One thing that would change: what, how it is today, and how it would be."""

    what: str
    today: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """The answer to a supposition: in a sentence, beside today, and where people could go."""

    sentence: str
    beside: tuple[Beside, ...]
    moves: tuple[tuple[str, str, str], ...]


def load_rows(
    loads: Iterable[ActorLoad], *, kind: ActorKind | None, language: str
) -> list[LoadRow]:
    """Everybody of a kind, in the order of the analysis: the worst first."""
    return [
        LoadRow(
            name=load.actor_name,
            href=f"/directory/{load.actor_id}" if load.actor_kind in _IN_DIRECTORY else "",
            kind=label(load.actor_kind, language),
            level=load.level,
            open_load=load.open_load,
            places=load.places,
            utilisation=load.utilisation,
            per_week=load.requests_per_week,
            wait=_wait(load, language),
            reasons=" ".join(reason.said(language) for reason in load.reasons)
            or words(language)["too_few"],
        )
        for load in loads
        if kind is None or load.actor_kind is kind
    ]


def _wait(load: ActorLoad, language: str) -> str:
    wait = load.wait_to_decision_business_days
    texts = words(language)
    if wait is None:
        return texts["count_hidden"]
    if wait.median is None:
        return texts["wait_most_open"]
    days = round(wait.median)
    return texts.many("business_days", days) if days else texts["wait_same_day"]


def relief_sentences(found: Relief, language: str) -> dict[str, list[str]]:
    """Who carries too much, what could go elsewhere, and what stays, each as sentences."""
    return {
        "relieved": [one.sentence.said(language) for one in found.relieved],
        "moves": [one.sentence.said(language) for one in found.moves],
        "rests": [one.sentence.said(language) for one in found.rests],
    }


def course_charts(found: LoadCourse, standards: ResponseStandards, *, language: str) -> list[Chart]:
    """How load has gone and how soon answers come, as far as it may be told."""
    texts = words(language)
    asked = [curve.cases for curve in found.curves if curve.cases]
    charts = (
        backlog_chart(found, source=texts["course_source"], words=texts),
        waiting_chart(
            found,
            standard_days=standards.default_business_days,
            source=texts.many("waiting_source", sum(asked)),
            words=texts,
        ),
    )
    return [chart for chart in charts if chart is not None]


def changes_of(asked: LoadAsked) -> Changes | None:
    """What is supposed to change; ``None`` where nothing is, or only half is said.

    Raises
    ------
    InvalidValueError
        If the changes make no sense.
    """
    places: tuple[PlaceChange, ...] = ()
    opened: tuple[Opening, ...] = ()
    if asked.places_at is not None and asked.places_by:
        places = (PlaceChange(actor_id=asked.places_at, places=asked.places_by),)
    if asked.open_need and asked.open_area and asked.open_places:
        opening = Opening(
            need_code=asked.open_need, area_id=asked.open_area, places=asked.open_places
        )
        opened = (opening,)
    if not (asked.without or places or opened):
        return None
    return Changes(without=tuple(sorted(set(asked.without))), places=places, opened=opened)


def is_half_said(asked: LoadAsked) -> bool:
    """Whether a part of a supposition is missing."""
    of_places = (asked.places_at, asked.places_by)
    of_opening = (asked.open_need, asked.open_area, asked.open_places)
    return any(any(parts) and not all(parts) for parts in (of_places, of_opening))


def supposed(found: WhatIf, snapshot: Snapshot, *, language: str) -> Supposed:
    """What a supposition would change, beside what is there today."""
    directory = snapshot.directory
    texts = words(language)
    areas = directory.areas.by_id
    return Supposed(
        sentence=found.sentence.said(language),
        beside=(
            *_gone(found, directory, language=language),
            *(_lost(cell, directory, language=language) for cell in found.lost),
            *(
                Beside(
                    what=_cell(cell, directory, language=language),
                    today=texts["nobody"],
                    then=texts["new_service"],
                )
                for cell in found.gained
            ),
        ),
        moves=tuple(
            (
                directory.need_label(move.need_code, language),
                areas[move.area_id].name if move.area_id in areas else move.area_id,
                directory.actor_name(move.actor_id),
            )
            for move in found.moves
        ),
    )


def _gone(found: WhatIf, directory: Directory, *, language: str) -> Iterable[Beside]:
    texts = words(language)
    for actor_id in found.changes.without:
        yield Beside(
            what=directory.actor_name(actor_id), today=texts["is_there"], then=texts["is_away"]
        )
    for change in found.changes.places:
        key = "places_more" if change.places > 0 else "places_fewer"
        yield Beside(
            what=directory.actor_name(change.actor_id),
            today=texts["places_today"],
            then=texts.many(key, abs(change.places)),
        )


def _lost(cell: CellChange, directory: Directory, *, language: str) -> Beside:
    texts = words(language)
    elsewhere = ", ".join(directory.actor_name(one) for one in cell.elsewhere_ids)
    return Beside(
        what=_cell(cell, directory, language=language),
        today=", ".join(directory.actor_name(one) for one in cell.provider_ids),
        then=texts["nobody_elsewhere"].format(names=elsewhere) if elsewhere else texts["nobody"],
    )


def _cell(cell: CellChange, directory: Directory, *, language: str) -> str:
    return f"{directory.need_label(cell.need_code, language)} – {cell.area_name}"


def losses(found: LossRanking, *, most: int, language: str) -> list[str]:
    """Whose loss would cost most, as sentences: at most so many, and only those that cost."""
    return [one.sentence.said(language) for one in found.losses if one.lost_cells][:most]


def worst(found: WorstThree, language: str) -> str:
    """Which three together would be missed most; empty if the loss of no three matters."""
    return found.loss.sentence.said(language) if found.loss.lost else ""
