"""The figures in the examples of the analyses' pages are those that the code comes to.

What the code comes to is held elsewhere against work by hand and other programs; here only the page
is held against the code.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from graph_model.analysis.access.access import spatial_access
from graph_model.analysis.chains.findings import chain_findings
from graph_model.analysis.chains.paths import chain_path
from graph_model.analysis.chains.rules import ChainRules
from graph_model.analysis.flows import flow_graph
from graph_model.analysis.gaps.gaps import Gap, gaps
from graph_model.analysis.indicators.funnel import funnel
from graph_model.analysis.indicators.indicators import Indicator, indicators
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.analysis.relief.relief import relief
from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.ranking import rank_losses
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import what_if
from graph_model.analysis.structure.structure import structure
from graph_model.analysis.suppression.flows import flow_views, flows_for_many
from graph_model.analysis.variants import process_map, variants
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.crowded_advice import NOW as MARCH
from tests.crowded_advice import crowded_advice
from tests.debt_town import debt_helped, debt_service, debt_town
from tests.docs.test_analyses import FOLDER, PAGES, parts_of
from tests.expected_chains import DEBT_CHAIN, debts_as_expected_and_not
from tests.networks import (
    a_year_of_two_cooperatives,
    chain_file,
    five_towns_one_silent,
    sent_in_a_circle,
    two_towns_and_a_village,
)
from tests.structures import two_ends
from tests.supply_towns import NOW as JULY
from tests.supply_towns import supply_towns
from tests.unit.analysis.test_overload import load_of as load_in_overload
from tests.unit.analysis.test_overload import one_more_in_each_of_15_weeks
from tests.unit.analysis.test_overload_outlook import STEADY
from tests.unit.analysis.test_overload_outlook import load_of as load_of_steady
from tests.unit.analysis.test_scoring import adviser_with_two_free_places, suggestion
from tests.unit.analysis.test_variants import three_chains

ALL = Scope()
JUNE = make.at("2026-06-01")
Told = Iterator[str]


def access() -> Told:
    found = spatial_access(Snapshot.from_records(two_towns_and_a_village()), ALL, now=JUNE)
    village, second, first = (area.places_per_1000 for area in found.areas)
    yield f"{first:.1f} in the first town, {second:.1f} in the second, {village:.0f} in the village"
    yield f"mean {found.places:.0f} ÷ {found.people:.0f} = {found.mean_per_1000:.1f}"
    yield f"1000 × {first / 1000:.7f} + 500 × {second / 1000:.7f} = {found.places_in_reach:.0f}"


def chain_paths() -> Told:
    now = make.at("2026-01-30")
    path = chain_path(chain_file(sent_in_a_circle()), now=now)
    by_code = {finding.code.value: finding for finding in path.findings}
    yield f"overdue since {by_code['overdue'].business_days} business days"
    yield f"advice centre, {by_code['sent_round'].days:.0f} days)"
    yield f"first help after {path.days_to_first_help:.1f} days"
    records = Snapshot.from_records(debts_as_expected_and_not())
    rules = ChainRules(templates=(DEBT_CHAIN,))
    (late,) = (
        one
        for one in chain_findings(records, ALL, now=now, rules=rules).deviations
        if one.chain_id == "c2"
    )
    yield f"`{late.code}` at step {late.step}, told as „{late.german}“"


def flows() -> Told:
    asked = [
        ("2026-01-05T08:00", "accepted 2026-01-05T20:00"),
        ("2026-01-06T08:00", "rejected 2026-01-07T20:00 no_capacity"),
        ("2026-01-09T08:00",),
    ]
    referrals = [
        make.referral(f"r{n}", steps=(f"requested {when}", *then))
        for n, (when, *then) in enumerate(asked)
    ]
    (edge,) = flow_graph(Snapshot.from_records([*make.directory(), *referrals]), ALL).edges
    yield f"edge has {edge.referrals} referrals, {edge.accepted} accepted, {edge.rejected} rejected"
    yield f"(`no_capacity`: {edge.rejected_by['no_capacity']})"
    yield f"median of {edge.median_days_to_decision} days to decision"
    assert edge.distance == 1 / 3
    yield "its distance is 1/3"


def gap_pages() -> Told:
    gap = gap_in_doebeln()
    evidence = gap.evidence
    yield f"Cases {evidence.cases}, helped {evidence.helped}, unmet {evidence.unmet}"
    yield f"open {evidence.cases - evidence.helped - evidence.unmet}"
    yield f"the cause is `{gap.cause}`"
    yield f"1000 × 1 ÷ 24,000 = {gap.unmet_per_1000:.2f} per 1,000"
    (silent,) = gaps(Snapshot.from_records(five_towns_one_silent()), ALL, now=JUNE).gaps
    silence = silent.evidence.silence
    assert silence is not None
    yield f"so {silence.expected} are to be expected in the fifth"
    yield f"= {silence.p_value:.5f}, adjusted for ten cells {silence.adjusted_p:.4f}"
    yield f"`{silent.cause}`"


def gap_in_doebeln() -> Gap:
    def refused(number: int, when: str, closed: str | None) -> tuple[Record, ...]:
        outcome = None if closed is None else "unresolved"
        return (
            make.chain(f"c{number}", opened=when, closed=closed, outcome=outcome),
            make.referral(
                f"r{number}",
                chain=f"c{number}",
                need="debt",
                steps=(f"requested {when}", f"rejected {when} no_capacity"),
            ),
        )

    town = debt_town(
        make.area("a1", name="Döbeln", residents=24_000),
        debt_service(places=10, free=0, counted="2026-05-25"),
        *debt_helped(1, when="2026-03-02"),
        *refused(2, "2026-04-01", "2026-05-01"),
        *refused(3, "2026-05-26", None),
    )
    (gap,) = (one for one in gaps(town, ALL, now=JUNE).gaps if one.need_code is not None)
    return gap


def indicator_page() -> Told:
    year = Snapshot.from_records(a_year_of_two_cooperatives())
    scope = Scope(period=Period.of_days(make.day("2025-01-01"), make.day("2026-01-01")))
    before = Period.of_days(make.day("2024-01-01"), make.day("2025-01-01"))
    end = make.at("2026-12-31")
    found = indicators(year, scope, now=end, compared=before).indicators
    early = of(found, IndicatorCode.EARLY_DETECTION)
    reached = of(found, IndicatorCode.TENANTS_REACHED)
    assert early.figure
    assert early.earlier
    assert early.change
    assert reached.figure
    figure, earlier, change = early.figure, early.earlier, early.change
    yield f"early are {figure.numerator} of {figure.denominator:.0f} chains of 2025"
    yield f"{100 * (figure.value or 0):.0f} %, Wilson {100 * (figure.low or 0):.0f}"
    yield f"to {100 * (figure.high or 0):.0f} %"
    yield f"it was {earlier.numerator} of {earlier.denominator:.0f} ({100 * (earlier.low or 0):.0f}"
    yield f"is −{-100 * change.value:.0f} percentage points"
    yield f"= −{-100 * change.low:.1f} to"
    yield f"= {100 * change.high:.1f}: may be chance"
    rate = reached.figure
    yield f"1,500 flats are {rate.value:.1f} for 1,000, from {rate.low:.1f} to {rate.high:.1f}"
    shares = funnel(year, scope, code=IndicatorCode.ANSWERED_IN_TIME, now=end)
    assert shares.target is not None
    counts = [f"{p.figure.numerator} of {p.figure.denominator:.0f} in g" for p in shares.points]
    yield f"{counts[0]}1, {counts[1]}2, together {shares.target.numerator} of"
    assert {(p.limits.low_95, p.limits.high_95, p.position) for p in shares.points} == {
        (0.0, 1.0, "within")
    }
    yield "the limits are 0 and 2 of 2, so both lie within"


def of(found: tuple[Indicator, ...], code: IndicatorCode) -> Indicator:
    return next(one for one in found if one.code is code)


def overload_page() -> Told:
    load = load_in_overload("p1", *one_more_in_each_of_15_weeks())
    weekly = load.backlog.weekly
    yield f"load {load.open_load}, utilisation {load.utilisation}, backlog {weekly[0]}"
    yield f"…, {weekly[-1]}, slope {load.backlog.slope:.0f} a week"
    yield f"so {'amber' if load.level == 'amber' else load.level}. Arrivals are"
    yield f"13 ÷ 13 = {load.arrivals_per_week:.0f} a week"
    yield f"full in {load.weeks_until_full:.0f} weeks"
    steady = load_of_steady(make.partner(), make.service(places=2), *STEADY)
    assert steady.rough_wait is not None
    assert steady.rough_wait.waiting_share == pytest.approx(8 / 15)
    yield "= 8/15"
    yield f"= {steady.rough_wait.mean_days:.1f} days"


def recommendation() -> Told:
    found = suggestion(*adviser_with_two_free_places())
    assert found is not None
    for part in found.parts:
        value = f"{part.value:.3f}"
        short = value.rstrip("0").rstrip(".")
        yield f"| {short} | {part.points:.3f} |"
    yield f"**{found.score:.3f}**"


def relief_page() -> Told:
    found = relief(Snapshot.from_records(crowded_advice()), ALL, now=MARCH)
    near, far = found.moves
    yield f"÷ 0.65 = {near.cost:.3f} |"
    yield f"÷ 0.65 = {far.cost:.3f} |"
    yield f"One case goes to {near.to_name} and one to {far.to_name}"
    yield f"in 364 days, {near.accepted_per_month:.2f} a month"
    yield f"six places takes {near.referrals_per_month:.2f} a month"
    yield f"every {1 / near.referrals_per_month:.0f} months"


def structure_page() -> Told:
    found = structure(Snapshot.from_records(two_ends()), ALL)
    b1 = next(one for one in found.positions if one.actor_id == "b1")
    yield f"betweenness {b1.betweenness:.1f}"
    yield f"= {b1.constraint:.2f}"
    (told,) = found.findings
    yield f"a `{told.code}`"
    assert (b1.cut_off, b1.roles.liaison, b1.roles.total) == (3, 1, 1)
    yield "one pair, `liaison`"


def variants_page() -> Told:
    records = Snapshot.from_records(three_chains())
    found = variants(records, ALL)
    assert [variant.chains for variant in found.variants] == [1, 1, 1]
    yield f"a share of {found.variants[0].share:.2f}"
    there, back = sorted(process_map(records, ALL).edges, key=lambda one: one.target)
    yield f"p1 → o1 occurs {there.count} times, median (2 + 6) ÷ 2 = {there.median_days} days"
    yield f"90 % at 2 + 0.9 · (6 − 2) = {there.p90_days:.1f} days"
    yield f"o1 → p1 once, after {back.median_days} days"


def what_if_page() -> Told:
    net = Standing.of(Snapshot.from_records(supply_towns()), ALL, now=JULY)
    found = what_if(net, Changes(without=("p1",)))
    yield f"{found.hanging} referrals hang, 24 ÷ 12 = {found.per_month:.0f} come a month"
    yield f"{found.seeking:.0f} seek a place in the first month, and {found.placed:.0f} find one"
    first = rank_losses(net).losses[0]
    assert (first.actor_id, first.lost_cells, first.per_month) == ("p3", 1, 1.0)
    yield "that loss ranks first, with one case a month"


def suppression_page() -> Told:
    people = [make.tenant(f"t{number}") for number in range(5)]
    chains = [make.chain(f"c{number}", tenant=f"t{number}") for number in range(5)]
    accepted = ("requested 2026-01-05", "accepted 2026-01-06")
    refused = ("requested 2026-01-05", "rejected 2026-01-06 no_capacity")
    asked = [
        make.referral(f"r{number}", chain=f"c{number}", tenant=f"t{number}", steps=steps)
        for number, steps in enumerate([refused, *4 * [accepted]])
    ]
    snapshot = Snapshot.from_records([*make.directory(), *people, *chains, *asked])
    views = flow_views(snapshot, minimum=3)
    (edge,) = flows_for_many(flow_graph(snapshot, ALL), snapshot, views=views).edges
    assert (edge.accepted, edge.rejected) == (None, None)
    yield f"The five are one block: at least {edge.referrals} referrals, and no figure for accepted"
    first_days = ("2026-01-05", "2026-02-05", "2026-03-05")
    one_each = [
        make.referral(
            f"r{place}", chain=f"c{place}", tenant=f"t{place}", steps=(f"requested {day}",)
        )
        for place, day in enumerate(first_days)
    ]
    snapshot = Snapshot.from_records([*make.directory(), *people, *chains, *one_each])
    year = Period(start=make.at("2025-12-31T23:00"), end=make.at("2026-12-31T23:00"))
    january = Period(start=year.start, end=make.at("2026-01-31T23:00"))
    views = flow_views(snapshot, minimum=3)
    counts = [
        flows_for_many(flow_graph(snapshot, scope), snapshot, views=views).referrals
        for scope in (Scope(period=year), Scope(period=january))
    ]
    assert counts[1] is None
    yield f"The year counts {counts[0]}, every month –"


EXAMPLES: dict[str, Callable[[], Told]] = {
    "access": access,
    "chain-paths": chain_paths,
    "flows": flows,
    "gaps": gap_pages,
    "indicators": indicator_page,
    "overload": overload_page,
    "recommendation": recommendation,
    "relief": relief_page,
    "structure": structure_page,
    "suppression": suppression_page,
    "variants": variants_page,
    "what-if": what_if_page,
}


def test_every_page_has_an_example_that_is_held() -> None:
    assert set(EXAMPLES) == {page.stem for page in PAGES}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_says_what_the_code_comes_to(name: str) -> None:
    parts = parts_of(FOLDER / f"{name}.md")
    (example,) = (text for heading, text in parts.items() if "Example" in heading)
    said = re.sub(r"\s+", " ", example)
    assert [told for told in EXAMPLES[name]() if told not in said] == []
