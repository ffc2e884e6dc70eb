"""Every analysis at the edges: nothing, one, none known, none free, all refused, late, merged."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from graph_model.analysis.chains.findings import chain_findings
from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.gaps.gaps import gaps
from graph_model.analysis.overload.levels import Level
from graph_model.analysis.overload.overload import overload
from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import what_if
from graph_model.analysis.structure.structure import structure
from graph_model.analysis.variants import process_map, variants
from graph_model.domain.areas import Succession
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.supply_towns import supply_towns
from tests.unit.analysis.crowded_networks import network
from tests.unit.analysis.every_analysis import answers

NOW = make.at("2026-06-15")
ALL = Scope()
FOUND = (
    '"gaps": []',
    '"findings": []',
    '"moves": []',
    '"losses": []',
    '"edges": []',
    '"loads": []',
)
"""What stands in an answer that found nothing."""


def alone(*records: Record) -> list[Record]:
    """One partner and what a test adds, with nobody beside them."""
    return [make.area(), make.need("debt"), make.partner(), *records]


def asked_of_p1(*steps: str, chains: int = 3) -> Iterator[Record]:
    """Chains in ``a1`` whose sender is nobody of the directory, each with one request."""
    for number in range(chains):
        yield make.chain(f"c{number}", tenant=None, opened_by=None, opened="2026-05-04")
        yield make.referral(
            f"r{number}",
            tenant=None,
            sender="g1",
            chain=f"c{number}",
            need="debt",
            steps=("requested 2026-05-04", *steps),
        )


EDGES: dict[str, Sequence[Record]] = {
    "nothing": (),
    "one actor": alone(),
    "one area": (make.area(),),
    "a chain without anybody": (make.chain(tenant=None, opened_by=None),),
    "a contact without a chain": (*make.directory(), make.contact()),
    "nobody in the directory": tuple(asked_of_p1("accepted 2026-05-05")),
    "no capacity known": alone(make.service(needs=("debt",)), *asked_of_p1("accepted 2026-05-05")),
    "capacity 0": alone(
        make.service(needs=("debt",), places=0), *asked_of_p1("accepted 2026-05-05")
    ),
    "all refused": alone(
        make.service(needs=("debt",), places=3), *asked_of_p1("rejected 2026-05-05 no_capacity")
    ),
    "nobody has answered": alone(make.service(needs=("debt",), places=3), *asked_of_p1()),
    "all in error": alone(*asked_of_p1("entered_in_error 2026-05-05")),
}


@pytest.mark.parametrize("records", EDGES.values(), ids=EDGES)
def test_every_analysis_answers_with_numbers_that_are_some(records: Sequence[Record]) -> None:
    snapshot = Snapshot.from_records(records)
    for scope in (ALL, Scope(area_id="a1"), Scope(cooperative_id="g1", known_on=NOW)):
        told = answers(snapshot, scope, now=NOW)
        assert all(told.values())


def test_in_an_empty_network_nothing_is_found() -> None:
    told = "".join(answers(Snapshot.from_records([]), ALL, now=NOW).values())
    assert [found for found in FOUND if found not in told] == []
    assert '"actor_id"' not in told
    assert '"referral_id"' not in told


def test_one_actor_is_green_serves_nobody_and_is_missed_by_nobody() -> None:
    snapshot = Snapshot.from_records(alone(make.service(needs=("debt",), places=2)))
    (load,) = overload(snapshot, ALL, now=NOW).loads
    assert (load.level, load.open_load, load.utilisation) == (Level.GREEN, 0, 0.0)
    assert structure(snapshot, ALL).positions == ()
    lost = what_if(Standing.of(snapshot, ALL, now=NOW), Changes(without=("p1",)))
    assert (lost.lost, lost.seeking) == ((), 0.0)
    assert gaps(snapshot, ALL, now=NOW).gaps == ()


@pytest.mark.parametrize(
    ("edge", "level", "utilisation"),
    [
        ("no capacity known", Level.GREEN, None),
        ("capacity 0", Level.RED, None),
        ("all refused", Level.RED, 0.0),
        ("nobody has answered", Level.RED, 0.0),
        ("all in error", Level.GREEN, None),
    ],
)
def test_places_that_are_unknown_or_none_are_no_number(
    edge: str, level: Level, utilisation: float | None
) -> None:
    # Nobody answered three requests for six weeks, far more than three times two business days.
    found = overload(Snapshot.from_records(EDGES[edge]), ALL, now=NOW).loads
    (load,) = (load for load in found if load.actor_id == "p1")
    assert (load.level, load.utilisation) == (level, utilisation)


def test_where_all_are_refused_the_flow_is_there_and_nothing_came_of_it() -> None:
    snapshot = Snapshot.from_records(EDGES["all refused"])
    (edge,) = flow_graph(snapshot, ALL).edges
    assert (edge.referrals, edge.rejected, edge.accepted, edge.completed) == (3, 3, 0, 0)
    causes = {gap.need_code: str(gap.cause) for gap in gaps(snapshot, ALL, now=NOW).gaps}
    assert causes == {None: "no_kuemmerer", "debt": "full"}
    found = chain_findings(snapshot, ALL, now=NOW)
    assert {(count.code.value, count.findings) for count in found.counts} >= {("dead_end", 3)}
    assert (found.first_help.helped, found.first_help.median_days) == (0, None)


# What is learnt later


def told_later(
    records: Sequence[Record], day: datetime, rng: Random
) -> tuple[list[Record], list[Record]]:
    """What was known on a day, and all of it: chains and steps of which one learnt afterwards."""
    late = {one.id for one in records if isinstance(one, HelpChain) and rng.random() < 0.4}
    known: list[Record] = []
    whole: list[Record] = []
    after = day + timedelta(days=1)
    for record in records:
        if _chain_of(record) in late:
            whole.append(_learnt(record, after))
        elif isinstance(record, Referral) and len(record.history) > 1 and rng.random() < 0.5:
            first, *rest = record.history
            known.append(replace(record, history=(first,)))
            steps = (replace(step, recorded_at=after) for step in rest)
            whole.append(replace(record, history=(first, *steps)))
        else:
            known.append(record)
            whole.append(record)
    return known, whole


def _chain_of(record: Record) -> str | None:
    match record:
        case HelpChain():
            return record.id
        case Referral() | Contact() | UnmetSearch():
            return record.chain_id
    return None


def _learnt(record: Record, after: datetime) -> Record:
    match record:
        case HelpChain():
            closing = None if record.closed_at is None else after
            return replace(record, recorded_at=after, closed_recorded_at=closing)
        case Referral():
            history = tuple(replace(step, recorded_at=after) for step in record.history)
            return replace(record, history=history)
        case Contact() | UnmetSearch():
            return replace(record, recorded_at=after)
    return record


@pytest.mark.parametrize("seed", [2, 5, 11])
def test_what_is_learnt_later_changes_no_report_of_that_day(seed: int) -> None:
    day = make.at("2026-04-01")
    known, whole = told_later(network(seed), day, Random(seed))
    assert len(whole) > len(known)
    scope = Scope(known_on=day)
    before = answers(Snapshot.from_records(known), scope, now=day)
    after = answers(Snapshot.from_records(whole), scope, now=day)
    assert [name for name in before if before[name] != after[name]] == []
    today = answers(Snapshot.from_records(whole), ALL, now=day)
    assert before["overload"] != today["overload"]


# Two areas become one


def merged(area: str, *records: Record) -> Snapshot:
    """``a1`` and ``a2`` were one from 2026 on; chains of both, recorded under ``area``."""
    heir = (Succession(area_id="new"),)
    places = {"a1": ("a1", "a2"), "new": ("new", "new")}[area]
    return Snapshot.from_records(
        [
            make.area("a0", level="district"),
            make.area("a1", "a0", valid_to="2026-01-01", successors=heir),
            make.area("a2", "a0", valid_to="2026-01-01", successors=heir),
            make.area("new", "a0", residents=1000),
            make.need("debt"),
            make.cooperative(area=None),
            make.kuemmerer(areas=("new",)),
            make.partner(area=None),
            make.service(needs=("debt",), areas=("a0",), places=0),
            *(
                record
                for number, place in enumerate(places)
                for record in (
                    make.chain(f"c{number}", tenant=None, area=place, opened="2026-04-01"),
                    make.referral(
                        f"r{number}",
                        tenant=None,
                        chain=f"c{number}",
                        need="debt",
                        steps=("requested 2026-04-01", "rejected 2026-04-02 no_capacity"),
                    ),
                )
            ),
            *records,
        ]
    )


def test_two_areas_that_were_merged_are_one_in_every_figure_by_area() -> None:
    under_old, under_new = merged("a1"), merged("new")
    compared = 0
    for level in (None, AreaLevel.MUNICIPALITY):
        found = [
            [
                (gap.need_code, gap.area_id, gap.cause, gap.evidence.cases, gap.unmet_per_1000)
                for gap in gaps(snapshot, ALL, now=NOW, level=level).gaps
            ]
            for snapshot in (under_old, under_new)
        ]
        assert found[0] == found[1]
        compared += len(found[0])
        losses = [
            what_if(Standing.of(one, ALL, now=NOW, level=level), Changes(without=("p1",)))
            for one in (under_old, under_new)
        ]
        assert [loss.lost for loss in losses] == [losses[0].lost] * 2
    assert compared > 0


def test_flows_between_areas_stay_with_the_areas_as_they_are_entered() -> None:
    # The partner's seat is in a1, which is no more: flows say so until somebody enters it anew.
    moved = merged("new", make.partner(area="a1"), make.kuemmerer(areas=("new",), area_id="new"))
    (edge,) = flow_graph(moved, ALL, level=FlowLevel.AREA).edges
    assert (edge.source, edge.target, edge.referrals) == ("new", "a1", 2)


# Days that are longer, shorter, or there only every four years


@pytest.mark.parametrize(
    ("asked", "answered", "days"),
    [
        # Noon to noon in Germany: 23 hours in spring, 25 in autumn, 24 over the leap day.
        ("2026-03-28T11:00", "2026-03-29T10:00", 23 / 24),
        ("2026-10-24T10:00", "2026-10-25T11:00", 25 / 24),
        ("2028-02-28T11:00", "2028-03-01T11:00", 2.0),
    ],
)
def test_days_are_stretches_of_24_hours_whatever_the_clock_says(
    asked: str, answered: str, days: float
) -> None:
    records = [
        *make.directory(),
        make.referral("r1", steps=(f"requested {asked}", f"accepted {answered}")),
        make.referral("r2", recipient="o1", steps=(f"requested {answered}",)),
    ]
    snapshot = Snapshot.from_records([*records, make.office()])
    first, _ = sorted(flow_graph(snapshot, ALL).edges, key=lambda edge: edge.target, reverse=True)
    assert first.median_days_to_decision == pytest.approx(days)
    (step,) = process_map(snapshot, ALL).edges
    assert (step.median_days, step.p90_days) == pytest.approx((days, days))


def test_a_year_with_a_leap_day_is_365_days_long_for_those_who_hang_on_one() -> None:
    # From 1 March 2027 to 29 February 2028 are 365 days; the cases of 28 February 2027 are out.
    for opened, recent in (("2027-03-01", 5), ("2027-02-28", 0)):
        steps = (f"requested {opened}", f"accepted {opened}")
        records = [
            make.area(),
            make.need("debt"),
            make.partner(),
            make.service(needs=("debt",)),
            *(
                record
                for number in range(5)
                for record in (
                    make.chain(f"c{number}", tenant=None, opened=opened),
                    make.referral(
                        f"r{number}", tenant=None, chain=f"c{number}", need="debt", steps=steps
                    ),
                )
            ),
        ]
        found = gaps(Snapshot.from_records(records), ALL, now=make.at("2028-02-29")).gaps
        causes = [gap.cause for gap in found if gap.need_code is not None]
        assert causes == (["single_provider"] if recent else [])


# A tenant who moves from one house to another


def test_a_tenants_chains_stay_with_the_house_in_which_they_were_opened() -> None:
    old = [one for one in supply_towns() if one.id != "t1"]
    moved = [
        *old,
        make.cooperative("g2", area="a2"),
        make.kuemmerer("k2", cooperative="g2", areas=("a2",)),
        make.tenant(cooperative="g2", area="a2"),
        make.chain("m1", cooperative="g1", area="a1", opened="2026-01-05", closed="2026-02-02"),
        make.referral("m1-1", chain="m1", need="debt", steps=("requested 2026-01-05",)),
        make.chain("m2", cooperative="g2", area="a2", opened="2026-03-02", opened_by="k2"),
        make.referral(
            "m2-1", chain="m2", sender="k2", need="debt", steps=("requested 2026-03-02",)
        ),
    ]
    snapshot = Snapshot.from_records(moved)
    before = Snapshot.from_records(supply_towns())
    first, second = (Scope(cooperative_id=house) for house in ("g1", "g2"))
    added = variants(snapshot, first).chains - variants(before, first).chains
    assert (added, variants(snapshot, second).chains) == (1, 1)
    assert chain_findings(snapshot, second, now=NOW).referrals == 1
    # k2 carries the one chain that they opened; the load of k1 has not changed.
    loads = {load.actor_id: load.open_load for load in overload(snapshot, ALL, now=NOW).loads}
    earlier = {load.actor_id: load.open_load for load in overload(before, ALL, now=NOW).loads}
    assert (loads["k2"], loads["k1"]) == (1, earlier["k1"])
    assert {edge.source for edge in flow_graph(snapshot, second).edges} == {"k2"}
