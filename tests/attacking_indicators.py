"""What the attacker of ``attacking`` learns from indicators: course, funnel, faults, people."""

from collections.abc import Iterable
from dataclasses import replace

from graph_model.analysis.indicators.course import Course, CourseQuery, course
from graph_model.analysis.indicators.figures import Figure
from graph_model.analysis.indicators.funnel import Funnel, funnel
from graph_model.analysis.indicators.indicators import Indicators, indicators
from graph_model.analysis.indicators.quality import QualityCode
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.suppression.indicators import indicator_views, quality_views
from graph_model.analysis.suppression.views import Views
from graph_model.domain.actors import Tenant
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import (
    MINIMUM,
    NOW,
    Attacker,
    Bounds,
    Town,
    ground,
    is_unanswered,
    months,
)
from tests.attacking_chains import Chain, chains_within, sees_parts, taking_of
from tests.attacking_ways import Taking

QUARTERS = tuple(months(2025, first, count=3) for first in (1, 4, 7, 10))
MONTHS = tuple(months(2025, first, count=1) for first in (4, 5, 6))
SPOKEN = (("de",), ("tr",))
CLOSED = make.at("2026-03-01")
"""When all chains of the town end that do."""
RULES = IndicatorRules()
EARLY = IndicatorCode.EARLY_DETECTION


def _views(snapshot: Snapshot, code: IndicatorCode) -> Views:
    return indicator_views(snapshot, code, now=NOW, rules=RULES, minimum=MINIMUM)


def sees_share(
    taking: Taking, figure: Figure | None, parts: tuple[list[str], list[str]], *, scope: Scope
) -> None:
    """Take down a share of facts that are counted and others; there is none without either."""
    yes, no = parts
    if figure is not None:
        taking.sees(figure.numerator, yes, scope=scope)
        sees_parts(taking, figure.denominator, (yes, no), scope=scope)
    elif taking.bounds is not None:
        assert not all(taking.bounds.within(part, scope) for part in parts)


def _by_trigger(chains: Iterable[Chain]) -> tuple[list[str], list[str]]:
    early: list[str] = []
    late: list[str] = []
    for one in chains:
        (late if one.hops[0].trigger == "crisis" else early).append(one.id)
    return early, late


def attack_course(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Chains begun early or late, quarter by quarter and month by month."""
    known, snapshot = ground(place.snapshot), place.snapshot
    taking = taking_of(place, _views(snapshot, EARLY), hides, snapshot=snapshot)
    for scope in scopes:
        query = CourseQuery(code=EARLY, periods=(scope.period, *QUARTERS, *MONTHS))
        found: Course = course(snapshot, scope, query=query, now=NOW)
        told = disclosed(found, known) if hides else found
        for point in told.points:
            own = replace(scope, period=point.period)
            parts = _by_trigger(chains_within(place, own))
            sees_share(taking, point.figure, parts, scope=own)
    return taking.attacker


def attack_funnel(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Chains begun early or late, of all together and of each house."""
    known, snapshot = ground(place.snapshot), place.snapshot
    taking = taking_of(place, _views(snapshot, EARLY), hides, snapshot=snapshot)
    for scope in scopes:
        found: Funnel = funnel(snapshot, scope, code=EARLY, now=NOW)
        told = disclosed(found, known) if hides else found
        chains = chains_within(place, scope)
        sees_share(taking, told.target, _by_trigger(chains), scope=scope)
        points = {one.cooperative_id: one.figure for one in told.points}
        # Without the figure of all nothing is held against it.
        for house in ("g1", "g2") if told.target is not None else ():
            own = [one for one in chains if one.hops[0].house == house]
            of_house = replace(scope, cooperative_id=house)
            sees_share(taking, points.get(house), _by_trigger(own), scope=of_house)
    return taking.attacker


def attack_faults(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Closed chains, in some of which a referral still runs."""
    known, snapshot = ground(place.snapshot), place.snapshot
    code = QualityCode.CLOSED_TOO_EARLY
    views = quality_views(snapshot, now=NOW, rules=RULES, minimum=MINIMUM)[code]
    taking = taking_of(place, views, hides, snapshot=snapshot)
    for scope in scopes:
        found: Indicators = indicators(snapshot, scope, now=NOW)
        told = disclosed(found, known) if hides else found
        fault = next(one for one in told.quality if one.code is code)
        of_all_time = chains_within(place, replace(scope, period=Period()))
        is_asked = CLOSED in scope.period
        closed = [one for one in of_all_time if one.hops[0].is_closed and is_asked]
        taking.sees(fault.total, (one.id for one in closed), scope=scope)
        runs = (one.id for one in closed if any(f.is_open or is_unanswered(f) for f in one.hops))
        taking.sees(fault.count, runs, scope=scope)
    return taking.attacker


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
    taking, known = _taking_of_people(people, snapshot, hides), ground(snapshot)
    for scope in scopes:
        found: Indicators = indicators(snapshot, scope, now=NOW)
        told = disclosed(found, known) if hides else found
        reached = {one.person for one in chains_within(place, scope)}
        figures = {one.code: one.figure for one in told.indicators}
        others = [one for one in reached if spoken[one] != ("de",)]
        german = [one for one in reached if spoken[one] == ("de",)]
        share = figures[IndicatorCode.OTHER_LANGUAGES]
        sees_share(taking, share, (others, german), scope=scope)
        each = figures[IndicatorCode.TENANTS_PER_KUEMMERER]
        if each is not None:
            taking.sees(each.numerator, reached, scope=scope)
        speakers = {one.language: one.tenants for one in told.languages}
        for language, who in (("tr", others), ("de", german)):
            taking.sees(speakers.get(language), who, scope=scope)
    return taking.attacker


def _taking_of_people(people: Iterable[str], snapshot: Snapshot, hides: bool) -> Taking:
    """People are the facts here; all figures on them have the same blocks."""
    attacker = Attacker({one: one for one in people})
    if not hides:
        return Taking(attacker=attacker, bounds=None)
    views = _views(snapshot, IndicatorCode.OTHER_LANGUAGES)
    names = snapshot.tenant_ids(views.keys.tolist())
    return Taking(attacker=attacker, bounds=Bounds.of(views, names, people=attacker.people))
