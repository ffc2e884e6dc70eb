"""What the attacker of ``attacking`` learns from the course of load: its months, its curves."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from graph_model.analysis.calendar import business_days_between, months_on
from graph_model.analysis.overload.course import LoadCourse, load_course
from graph_model.domain.checks import local_day
from graph_model.snapshot.scope import Scope
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import NOW, Attacker, Fact, Town, ground

_KINDS = {"p1": "partner", "p2": "partner", "o1": "administration"}


def attack_months(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """The months: what is over was so in the month in which it came."""
    attacker = Attacker({fact.id: fact.person for fact in place.facts})
    for found, facts in _answers(place, scopes, hides):
        for one in found.months:
            until = months_on(one.month, 1)
            came = [fact for fact in facts if one.month <= local_day(fact.at) < until]
            attacker.sees(one.came, (fact.id for fact in came))
            attacker.sees(one.went, (fact.id for fact in came if _is_over(fact)))
            so_far = (f.id for f in facts if local_day(f.at) < until and not _is_over(f))
            attacker.sees(one.open, so_far)
    return attacker


def attack_waits(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """The curves: each step tells how many were answered in it, and how many go on waiting."""
    attacker = Attacker({fact.id: fact.person for fact in place.facts})
    for found, facts in _answers(place, scopes, hides):
        for curve in found.curves:
            asked = [
                fact
                for fact in facts
                if _KINDS[fact.recipient] == curve.kind.value
                and fact.at >= NOW - timedelta(weeks=52)
            ]
            attacker.sees(curve.cases, (fact.id for fact in asked))
            ends = [-1.0, *(point.business_days for point in curve.points)]
            for after, until in pairwise(ends):
                inside = [fact for fact in asked if after < _wait(fact) <= until]
                for is_answered in (True, False):
                    step = [f.id for f in inside if (f.decision is not None) is is_answered]
                    attacker.sees(len(step), step)
    return attacker


def _answers(
    place: Town, scopes: Iterable[Scope], hides: bool
) -> Iterable[tuple[LoadCourse, list[Fact]]]:
    known, snapshot = ground(place.snapshot), place.snapshot
    for scope in scopes:
        found = load_course(snapshot, scope, now=NOW)
        inside = place.within(found.scope)
        told = disclosed(found, known) if hides else found
        yield told, [fact for fact in place.facts if fact.id in inside]


def _is_over(fact: Fact) -> bool:
    return fact.decision == "rejected" or fact.status in ("completed", "failed")


def _wait(fact: Fact) -> int:
    """Business days to the decision, which comes on the 15th, or until now."""
    decided: date = local_day(fact.at).replace(day=15)
    return business_days_between(fact.at, NOW if fact.decision is None else make.at(str(decided)))
