"""What the attacker of ``attacking`` learns from indicators: their course, and who was reached."""

from collections.abc import Iterable
from dataclasses import replace

from graph_model.analysis.indicators.course import Course, CourseQuery, course
from graph_model.analysis.indicators.figures import Figure
from graph_model.analysis.indicators.indicators import Indicators, indicators
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.domain.actors import Tenant
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests.attacking import NOW, Attacker, Town, ground, months
from tests.attacking_chains import attacker_on_chains, chains_within

QUARTERS = tuple(months(2025, first, count=3) for first in (1, 4, 7, 10))
MONTHS = tuple(months(2025, first, count=1) for first in (4, 5, 6))
SPOKEN = (("de",), ("tr",))


def attack_course(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Chains begun early or late, quarter by quarter and month by month."""
    attacker, known, snapshot = attacker_on_chains(place), ground(place.snapshot), place.snapshot
    code = IndicatorCode.EARLY_DETECTION
    for scope in scopes:
        query = CourseQuery(code=code, periods=(scope.period, *QUARTERS, *MONTHS))
        found: Course = course(snapshot, scope, query=query, now=NOW)
        told = disclosed(found, known) if hides else found
        chains = chains_within(place, replace(scope, period=Period()))
        for point in told.points:
            if point.figure is not None:
                own = [one for one in chains if one.hops[0].at in point.period]
                early = (one.id for one in own if one.hops[0].trigger != "crisis")
                attacker.sees(point.figure.denominator, (one.id for one in own))
                attacker.sees(point.figure.numerator, early)
    return attacker


def attack_people(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Who was reached, who of them speaks which language, and of whom none is known."""
    people = sorted({fact.person for fact in place.facts})
    spoken = {one: SPOKEN[number % len(SPOKEN)] for number, one in enumerate(people)}
    records = (
        replace(one, languages=spoken[one.id])
        if isinstance(one, Tenant) and one.id in spoken
        else one
        for one in place.records
    )
    snapshot = Snapshot.from_records(records)
    attacker, known = Attacker({one: one for one in people}), ground(snapshot)
    for scope in scopes:
        found: Indicators = indicators(snapshot, scope, now=NOW)
        told = disclosed(found, known) if hides else found
        reached = {one.person for one in chains_within(place, scope)}
        figures = {one.code: one.figure for one in told.indicators}
        _sees_languages(attacker, figures[IndicatorCode.OTHER_LANGUAGES], reached, spoken)
        each = figures[IndicatorCode.TENANTS_PER_KUEMMERER]
        attacker.sees(None if each is None else each.numerator, reached)
        for one in told.languages:
            who = (person for person in reached if one.language in spoken[person])
            attacker.sees(one.tenants, who)
    return attacker


def _sees_languages(
    attacker: Attacker,
    figure: Figure | None,
    reached: set[str],
    spoken: dict[str, tuple[str, ...]],
) -> None:
    if figure is None:
        return
    known = [person for person in reached if spoken[person]]
    attacker.sees(figure.denominator, known)
    attacker.sees(figure.numerator, (one for one in known if set(spoken[one]) != {"de"}))
    attacker.sees(figure.left_out, reached - set(known))
