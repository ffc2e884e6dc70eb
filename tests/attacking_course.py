"""What the attacker of ``attacking`` learns from the course of load, told by lower bounds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from graph_model.analysis.calendar import business_days_between, months_on
from graph_model.analysis.overload.course import LoadCourse, MonthOfLoad, WaitCurve, load_course
from graph_model.analysis.suppression.blocks import Blocks
from graph_model.analysis.suppression.course import CourseViews, load_course_views
from graph_model.domain.checks import local_day
from graph_model.snapshot.scope import Scope
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import MINIMUM, NOW, Attacker, Bounds, Fact, Town, attacker_of, ground

_KINDS = {"p1": "partner", "p2": "partner", "o1": "administration"}
_LAST = 10_000
"""Business days beyond those of any wait, for steps without an end."""


def attack_months(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """The months: what is over was so in the month in which it came."""
    attacker, views = attacker_of(place), _views(place)
    came, went = (_bounds(place, views, blocks) for blocks in (views.came, views.went))
    for found, facts in _answers(place, scopes, hides):
        for one in found.months:
            if hides:
                _sees_bounds(attacker, one, facts, scope=found.scope, came=came, went=went)
                continue
            begin, end = one.month, months_on(one.month, 1)
            arrived = _came(facts, begin, end)
            attacker.sees(one.came, _ids(arrived))
            attacker.sees(one.went, _ids(fact for fact in arrived if _is_over(fact)))
            so_far = _came(facts, date.min, end)
            attacker.sees(one.open, _ids(fact for fact in so_far if not _is_over(fact)))
    return attacker


def _sees_bounds(
    attacker: Attacker,
    one: MonthOfLoad,
    facts: list[Fact],
    *,
    scope: Scope,
    came: Bounds,
    went: Bounds,
) -> None:
    end = months_on(one.month, 1)
    counted = {}
    for begin in (one.month, date.min):
        arrived = _came(facts, begin, end)
        over = (fact for fact in arrived if _is_over(fact))
        counted[begin] = came.within(_ids(arrived), scope), went.within(_ids(over), scope)
    attacker.sees_bound(one.came, counted[one.month][0])
    attacker.sees_bound(one.went, counted[one.month][1])
    # What is shown as open is a difference: who has both of its parts knows no less.
    so_far, over_so_far = counted[date.min]
    left = len(so_far) - len(over_so_far)
    assert one.open == (left if left > 0 else None)
    for part in (so_far, over_so_far):
        attacker.sees(len(part), part)


def _came(facts: list[Fact], begin: date, end: date) -> list[Fact]:
    return [fact for fact in facts if begin <= local_day(fact.at) < end]


def attack_waits(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """The curves: each step tells how many were answered in it, and how many go on waiting."""
    attacker, views = attacker_of(place), _views(place)
    known = views.waits
    bounds = Bounds.of(known, _names(place, views), people=attacker.people)
    for found, facts in _answers(place, scopes, hides):
        for curve in found.curves:
            asked = [
                fact
                for fact in facts
                if _KINDS[fact.recipient] == curve.kind.value
                and fact.at >= NOW - timedelta(weeks=52)
            ]
            if hides:
                steps = _Steps.of(place, views, scope=found.scope)
                _sees_curve(attacker, curve, steps.parts(asked), scope=found.scope, bounds=bounds)
                continue
            attacker.sees(curve.cases, _ids(asked))
            ends = [-1.0, *(point.business_days for point in curve.points)]
            for after, until in pairwise(ends):
                inside = [fact for fact in asked if after < _wait(fact) <= until]
                for is_answered in (True, False):
                    step = [f.id for f in inside if (f.decision is not None) is is_answered]
                    attacker.sees(len(step), step)
    return attacker


@dataclass(frozen=True, kw_only=True)
class _Steps:
    """Up to which wait the step of each request goes."""

    end_of: Mapping[str, int]

    @classmethod
    def of(cls, place: Town, views: CourseViews, *, scope: Scope) -> "_Steps":
        steps = views.step_network if scope.cooperative_id is None else views.step_house
        ends = (_LAST if step < 0 else step for step in steps.tolist())
        return cls(end_of=dict(zip(_names(place, views), ends, strict=True)))

    def parts(self, asked: list[Fact]) -> list[tuple[int, list[Fact]]]:
        """The steps in order, each with its end and those in it."""
        ends = sorted({self.end_of[fact.id] for fact in asked})
        return [(end, [fact for fact in asked if self.end_of[fact.id] == end]) for end in ends]


Joined = list[tuple[int, frozenset[str], frozenset[str]]]
"""Steps after joining: the end of each, who of those counted was answered, and who waits."""


def _sees_curve(
    attacker: Attacker,
    curve: WaitCurve,
    steps: list[tuple[int, list[Fact]]],
    *,
    scope: Scope,
    bounds: Bounds,
) -> None:
    """The curve must be that of those who may be counted, with the steps joined that count most.

    He is told more than the curve tells: how many these are in each step, however they are joined.
    """
    told: dict[tuple[int, int], tuple[int, frozenset[str], frozenset[str]]] = {}
    for first, after in combinations(range(len(steps) + 1), 2):
        inside = [fact for _, facts in steps[first:after] for fact in facts]
        answered, waiting = (
            bounds.within((f.id for f in inside if (f.decision is not None) is state), scope)
            for state in (True, False)
        )
        attacker.sees(len(answered), answered)
        attacker.sees(len(waiting), waiting)
        told[first, after] = steps[after - 1][0], answered, waiting
    ways = [
        [told[pair] for pair in pairwise((0, *cuts, len(steps)))]
        for count in range(len(steps))
        for cuts in combinations(range(1, len(steps)), count)
    ]
    best = max((_worth(joined) for joined in ways), default=(0, 0))
    assert (curve.cases or 0) == best[0]
    shown = [(point.business_days, pytest.approx(point.waiting)) for point in curve.points]
    assert not ways or any(_points(one) == shown for one in ways if _worth(one) == best)


def _worth(joined: Joined) -> tuple[int, int]:
    return sum(len(answered) + len(waiting) for _, answered, waiting in joined), len(joined)


def _points(joined: Joined) -> list[tuple[float, float]]:
    """After each step but the last, the share of those counted who still wait."""
    at_risk, share, found = _worth(joined)[0], 1.0, []
    for end, answered, waiting in joined:
        if answered or waiting:
            share *= 1 - len(answered) / at_risk
            at_risk -= len(answered) + len(waiting)
            found.append((end, share))
    is_any_answered = any(answered for _, answered, _ in joined)
    return [point for point in found if point[0] < _LAST] if is_any_answered else []


def _views(place: Town) -> CourseViews:
    return load_course_views(place.snapshot, Scope(), now=NOW, minimum=MINIMUM)


def _names(place: Town, views: CourseViews) -> list[str]:
    return place.snapshot.referral_ids(views.keys.tolist())


def _bounds(place: Town, views: CourseViews, blocks: Blocks) -> Bounds:
    same = replace(views.waits, network=blocks, house=blocks)
    return Bounds.of(same, _names(place, views), people=attacker_of(place).people)


def _answers(
    place: Town, scopes: Iterable[Scope], hides: bool
) -> Iterable[tuple[LoadCourse, list[Fact]]]:
    known, snapshot = ground(place.snapshot), place.snapshot
    for scope in scopes:
        found = load_course(snapshot, scope, now=NOW)
        inside = place.within(found.scope)
        told = disclosed(found, known) if hides else found
        yield told, [fact for fact in place.facts if fact.id in inside]


def _ids(facts: Iterable[Fact]) -> list[str]:
    return [fact.id for fact in facts]


def _is_over(fact: Fact) -> bool:
    return fact.decision == "rejected" or fact.status in ("completed", "failed")


def _wait(fact: Fact) -> int:
    """Business days to the decision, which comes on the 15th, or until now."""
    decided: date = local_day(fact.at).replace(day=15)
    return business_days_between(fact.at, NOW if fact.decision is None else make.at(str(decided)))
