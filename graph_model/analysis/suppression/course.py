"""The course of load in numbers that tell of nobody: every count is a lower bound."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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
from graph_model.analysis.suppression.blocks import Blocks, blocks_of
from graph_model.analysis.suppression.facts import person
from graph_model.analysis.suppression.labels import labelled, of_needs, of_places
from graph_model.analysis.suppression.people import Integers, People, dense
from graph_model.analysis.suppression.views import Views
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_NO_END = 1 << 40
"""More business days than anybody waits: where the last step of a curve would end."""


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


def load_course_views(
    snapshot: Snapshot, scope: Scope, *, now: datetime, minimum: int
) -> CourseViews:
    """The blocks of all referrals of a scope that says no more than what was known when."""
    rows = course_rows(snapshot, scope, now=now).with_columns(person=person()).sort("referral")
    people = People.of(dense(rows["person"].to_numpy().astype(np.int64))[1])
    directory, houses = snapshot.directory, labelled(rows["cooperative"])
    came = blocks_of(people, _of_months(rows["came"]), minimum=minimum)
    went = blocks_of(people, _of_months(rows["went"]), minimum=minimum)
    both = settled(people, came, house=went, houses=np.zeros_like(people.number), minimum=minimum)
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
    rows: pl.DataFrame, people: People, *, houses: Integers, minimum: int
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
                wait[chosen], is_over[chosen], people=people.number[chosen], minimum=minimum
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


def load_course_for_many(
    found: LoadCourse, snapshot: Snapshot, *, views: CourseViews
) -> LoadCourse:
    """The course of the requests that may be counted: by month, and how soon they were answered."""
    rows = course_rows(snapshot, found.scope, now=found.now)
    return replace(
        found,
        months=tuple(_months(found.months, rows, views=views)),
        curves=tuple(_curve(curve, rows, scope=found.scope, views=views) for curve in found.curves),
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


def _months(
    months: Sequence[MonthOfLoad], rows: pl.DataFrame, *, views: CourseViews
) -> Iterable[MonthOfLoad]:
    places = views.places(rows["referral"])

    def kept(blocks: Blocks, chosen: pl.Series) -> int:
        facts = places[chosen.fill_null(value=False).to_numpy()]
        return int(blocks.kept(facts, np.zeros_like(facts)).sum())

    for one in months:
        end = months_on(one.month, 1)
        came, went = (
            (kept(blocks, (days >= one.month) & (days < end)), kept(blocks, days < end))
            for blocks, days in ((views.came, rows["came"]), (views.went, rows["went"]))
        )
        so_far = came[1] - went[1]
        yield replace(
            one, came=came[0] or None, went=went[0] or None, open=so_far if so_far > 0 else None
        )


def _curve(curve: WaitCurve, rows: pl.DataFrame, *, scope: Scope, views: CourseViews) -> WaitCurve:
    """The curve of the requests that may be counted, in those steps that count most of them.

    What was answered within a step counts at its end, and is not told of the last step, which has
    none.
    """
    counted = rows.filter(pl.col("kind") == curve.kind.value)
    places = views.places(counted["referral"])
    steps = (views.step_network if scope.cooperative_id is None else views.step_house)[places]
    ends, step = np.unique(np.where(steps < 0, _NO_END, steps), return_inverse=True)
    is_over = counted["is_over"].to_numpy()

    def kept(first: int, after: int) -> Integers:
        """Which of those in some steps that are joined may be counted, each state by itself."""
        inside = np.flatnonzero((step >= first) & (step < after))
        keys = counted["referral"].gather(inside)
        group = is_over[inside].astype(np.int64)
        return inside[views.waits.kept(scope, keys, group=group)]

    joined = _joined(len(ends), kept)
    waits = [counted[one].with_columns(wait=pl.lit(ends[after - 1])) for after, one in joined]
    told = curve_of(curve.kind, pl.concat([counted.clear(), *waits], how="vertical_relaxed"))
    is_any_over = any(is_over[one].any() for _, one in joined)
    points = tuple(point for point in told.points if point.business_days < _NO_END)
    return replace(told, cases=told.cases or None, points=points if is_any_over else ())


def _joined(steps: int, kept: Callable[[int, int], Integers]) -> list[tuple[int, Integers]]:
    """Steps joined with those after them so that most requests are counted, in as many as can be.

    Which these are depends on nothing but on how many of each may be counted.

    Parameters
    ----------
    steps
        How many there are.
    kept
        Which requests may be counted of those from one step on and before another.

    Returns
    -------
    For each step after joining the number of the step it goes up to, and what is counted in it.
    """
    best: list[tuple[int, list[tuple[int, Integers]]]] = [(0, [])]
    for after in range(1, steps + 1):
        found = []
        for first in range(after):
            own, (count, before) = kept(first, after), best[first]
            found.append((count + len(own), [*before, (after, own)]))
        best.append(max(found, key=lambda one: (one[0], len(one[1]))))
    return best[steps][1]
