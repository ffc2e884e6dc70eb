"""The course of load without what would tell of too few people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import polars as pl

from graph_model.analysis.calendar import months_on
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.overload.course import (
    LoadCourse,
    MonthOfLoad,
    WaitCurve,
    course_rows,
    curve_of,
)
from graph_model.analysis.suppression.agreement import refined, settled
from graph_model.analysis.suppression.blocks import (
    Blocks,
    Integers,
    Truths,
    blocks_of,
    dense,
)
from graph_model.analysis.suppression.facts import person
from graph_model.analysis.suppression.labels import labelled, of_needs, of_places
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CourseViews:
    """All referrals by key, and their blocks: by the month they came, by the month they went.

    ``waits`` are the blocks of the requests that the curves count; ``step_network`` and
    ``step_house`` say for each referral up to which wait its step of the curve goes, in the network
    and within its house (below 0: it is in none, or in the last, which has no end).
    """

    minimum: int
    keys: Integers
    came: Blocks
    went: Blocks
    waits: Views
    step_network: Integers
    step_house: Integers

    def places(self, keys: pl.Series) -> Integers:
        """Where some referrals, all of them known, are among the keys."""
        return np.searchsorted(self.keys, keys.cast(pl.Int64).to_numpy()).astype(np.int64)


def course_views(snapshot: Snapshot, scope: Scope, *, now: datetime, minimum: int) -> CourseViews:
    """The blocks of all referrals of a scope that says no more than what was known when."""
    rows = course_rows(snapshot, scope, now=now).with_columns(person=person()).sort("referral")
    people = dense(rows["person"].to_numpy().astype(np.int64))[1]
    directory, houses = snapshot.directory, labelled(rows["cooperative"])
    came = blocks_of(people, _of_months(rows["came"]), minimum=minimum)
    went = blocks_of(people, _of_months(rows["went"]), minimum=minimum)
    both = settled(people, came, house=went, houses=np.zeros_like(people), minimum=minimum)
    splits = (
        houses,
        *of_places(rows["area"], directory),
        *of_needs(rows["need"], directory),
    )
    came, went = refined(people, both, splits=splits, minimum=minimum)
    keys = rows["referral"].cast(pl.Int64).to_numpy()
    waits, of_network, of_house = _waits(rows, people, houses=houses, minimum=minimum)
    return CourseViews(
        minimum=minimum,
        keys=keys,
        came=came,
        went=went,
        waits=replace(waits, keys=keys),
        step_network=of_network,
        step_house=of_house,
    )


def _of_months(days: pl.Series) -> list[Integers]:
    """Years, quarters and months; what is still open is a time of its own."""
    month = (days.dt.year() * 12 + days.dt.month() - 1).cast(pl.Int64).fill_null(-1).to_numpy()
    return [dense(month // size)[1] for size in (12, 3, 1)]


def _waits(
    rows: pl.DataFrame, people: Integers, *, houses: Integers, minimum: int
) -> tuple[Views, Integers, Integers]:
    kind = labelled(rows["kind"])
    counted = rows["kind"].is_not_null().to_numpy()
    # What no curve counts is alike.
    is_over = rows["is_over"].to_numpy().astype(np.int64) * counted
    wait = rows["wait"].to_numpy().astype(np.int64)
    ends: list[Integers] = []
    blocks: list[Blocks] = []
    for group in (kind, dense(houses * (int(kind.max(initial=0)) + 1) + kind)[1]):
        steps = np.full(len(wait), -1, dtype=np.int64)
        for number in np.unique(group[counted]):
            chosen = np.flatnonzero(counted & (group == number))
            steps[chosen] = _steps(
                wait[chosen], is_over[chosen], people=people[chosen], minimum=minimum
            )
        labels = dense((group * (int(wait.max(initial=0)) + 3) + steps + 1) * 2 + is_over)[1]
        splits = [labels] if not blocks else [houses, labels]
        blocks.append(blocks_of(people, splits, minimum=minimum))
        ends.append(steps)
    network, house = settled(people, blocks[0], house=blocks[1], houses=houses, minimum=minimum)
    nothing = np.empty(0, dtype=np.int64)
    views = Views(minimum=minimum, keys=nothing, network=network, house=house)
    return views, ends[0], ends[1]


def _steps(wait: Integers, is_over: Integers, *, people: Integers, minimum: int) -> Integers:
    """Up to which wait the step of each request goes; -1 in the last step, which has no end.

    Each step but the last holds answers to enough people, and none or enough people who wait; the
    last holds none or enough of both.
    """

    def may_be(after: int, until: int, *, least: int) -> bool:
        inside = (wait > after) & (wait <= until)
        waiting, answered = (
            len(np.unique(people[inside & (is_over == state)])) for state in (0, 1)
        )
        return not 0 < waiting < minimum and (answered >= minimum or answered == least)

    # The longest wait is that of one person, so the last step has no end.
    longest = int(wait.max())
    possible = [int(end) for end in np.unique(wait) if end < longest]
    ends: list[int] = []
    for end in possible:
        if may_be(ends[-1] if ends else -1, end, least=minimum):
            ends.append(end)
    while ends and not may_be(ends[-1], longest, least=0):
        begin = ends[-2] if len(ends) > 1 else -1
        later = [
            end
            for end in possible
            if end > ends[-1]
            and may_be(begin, end, least=minimum)
            and may_be(end, longest, least=0)
        ]
        ends[-1:] = later[:1]
    place = np.searchsorted(np.array(ends, dtype=np.int64), wait)
    return np.array([*ends, -1], dtype=np.int64)[place]


def course_for_many(found: LoadCourse, snapshot: Snapshot, *, views: CourseViews) -> LoadCourse:
    """The course with the months and the steps of the curves that tell of enough people."""
    rows = course_rows(snapshot, found.scope, now=found.now)
    months = tuple(_shown_months(found.months, rows, views=views))
    curves = tuple(
        _shown_curve(curve, rows, scope=found.scope, views=views) for curve in found.curves
    )
    missing = sum((one.came is None) + (one.went is None) + (one.open is None) for one in months)
    return replace(
        found,
        months=months,
        curves=curves,
        hidden=Hidden(
            minimum=views.minimum, cells=missing + sum(curve.cases is None for curve in curves)
        ),
    )


def _shown_months(
    months: Sequence[MonthOfLoad], rows: pl.DataFrame, *, views: CourseViews
) -> Iterable[MonthOfLoad]:
    places = views.places(rows["referral"])

    def whole(blocks: Blocks, column: str, *, first: date | None, end: date) -> bool:
        chosen = rows[column] < end
        if first is not None:
            chosen &= rows[column] >= first
        return blocks.is_whole(places[chosen.fill_null(value=False).to_numpy()])

    for one in months:
        end = months_on(one.month, 1)
        came = whole(views.came, "came", first=one.month, end=end)
        went = whole(views.went, "went", first=one.month, end=end)
        so_far = all(
            whole(blocks, column, first=None, end=end)
            for blocks, column in ((views.came, "came"), (views.went, "went"))
        )
        yield replace(
            one,
            came=one.came if came else None,
            went=one.went if went else None,
            open=one.open if so_far else None,
        )


def _shown_curve(
    curve: WaitCurve, rows: pl.DataFrame, *, scope: Scope, views: CourseViews
) -> WaitCurve:
    counted = rows.filter(pl.col("kind") == curve.kind.value)
    places = views.places(counted["referral"])
    steps = (views.step_network if scope.cooperative_id is None else views.step_house)[places]
    longest = int(counted["wait"].cast(pl.Int64).max() or 0)  # type: ignore[arg-type]
    # The last step has no end: it goes beyond every wait.
    until = np.where(steps < 0, longest + 1, steps)
    is_over = counted["is_over"].to_numpy()
    ends = _joined(
        until,
        is_over,
        shown=lambda one: views.waits.is_whole(scope, counted["referral"].filter(one)),
    )
    if not ends or ends[-1] <= longest:
        return replace(curve, cases=None, points=())
    rounded = np.array(ends)[np.searchsorted(ends, until)]
    told = curve_of(curve.kind, counted.with_columns(wait=pl.Series(rounded)))
    return replace(told, points=tuple(p for p in told.points if p.business_days <= longest))


def _joined(until: Integers, is_over: Truths, *, shown: Callable[[pl.Series], bool]) -> list[int]:
    """Ends of the steps that may be shown; one that may not is joined with those after it."""
    ends: list[int] = []
    for end in np.unique(until):
        inside = (until > (ends[-1] if ends else -1)) & (until <= end)
        if all(shown(pl.Series(inside & (is_over == state))) for state in (True, False)):
            ends.append(int(end))
    return ends
