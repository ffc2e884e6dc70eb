"""What goes on from an earlier snapshot tells, byte by byte, what is worked out anew."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from graph_model.analysis.flows import FlowLevel, FlowWork, flow_graph
from graph_model.analysis.gaps.following import GapWork
from graph_model.analysis.gaps.gaps import gaps
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.analysis.recommendation.following import statistics_after
from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics
from graph_model.analysis.results import to_plain
from graph_model.analysis.structure.following import StructureWork
from graph_model.analysis.structure.structure import structure
from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Change, Delete, Put
from graph_model.store.sqlite.store import SqliteStore
from tests import builders as make
from tests.builders import at
from tests.unit.analysis.crowded_networks import network, shuffled
from tests.unit.snapshot.ledger import Ledger

BEGIN = at("2026-02-10")
EVENTS = (HelpChain, Referral, Contact, UnmetSearch)
LEFT = f"{BEGIN - timedelta(days=GapRules().idle_days) + timedelta(hours=1):%Y-%m-%dT%H:%M}"
SCOPES = (
    Scope(),
    Scope(area_id="a1", need_codes=("debt",)),
    Scope(known_on=at("2026-01-08")),
)


def told(result: object) -> str:
    return json.dumps(to_plain(result))


def steps(seed: int, folder: Path) -> Iterator[tuple[Snapshot, datetime]]:
    """Snapshots that follow a store step by step, each with a moment; late and wrong records too.

    What is not an event comes first. Some histories come in two parts, some referrals are deleted,
    a tenant is erased, and the clock goes on by hours, once by days.
    """
    rng = Random(seed)
    records = shuffled(network(seed), rng)
    store = SqliteStore(folder / "net.sqlite")
    store.apply([Put(record) for record in records if not isinstance(record, EVENTS)])
    snapshot, now = Snapshot.read(store), BEGIN
    yield snapshot, now
    for batch in batches([record for record in records if isinstance(record, EVENTS)], rng):
        store.apply(batch)
        snapshot, now = snapshot.caught_up(store), now + timedelta(hours=rng.choice((0, 1, 9)))
        yield snapshot, now
    tenant = next(record for record in records if isinstance(record, Tenant))
    store.erase(tenant.id)
    yield snapshot.caught_up(store), now + timedelta(days=9)
    store.close()


def batches(records: list[Record], rng: Random) -> Iterator[list[Change]]:
    late = [
        r for r in records if isinstance(r, Referral) and len(r.history) > 1 and rng.random() < 0.5
    ]
    begun = {id(r): replace(r, history=r.history[:1]) for r in late}
    changes: list[Change] = [Put(begun.get(id(record), record)) for record in records]
    changes += [Put(record) for record in late]
    linked = {
        link for r in records if isinstance(r, Referral) for link in (r.previous_id, r.parent_id)
    }
    alone = [r for r in records if isinstance(r, Referral) and r.id not in linked]
    changes += [Delete(RecordKind.REFERRAL, r.id) for r in rng.sample(alone, min(2, len(alone)))]
    begin = 0
    while begin < len(changes):
        end = begin + rng.choice((1, 2, 5, 40))
        yield changes[begin:end]
        begin = end


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_flows_that_go_on_tell_what_is_counted_anew(seed: int) -> None:
    with TemporaryDirectory() as folder:
        works: dict[object, FlowWork] = {}
        for snapshot, _ in steps(seed, Path(folder)):
            for scope in SCOPES:
                for level in (FlowLevel.ACTOR, FlowLevel.NEED):
                    held = works.get((scope, level))
                    work = (
                        FlowWork.of(snapshot, scope, level=level)
                        if held is None
                        else held.after(snapshot)
                    )
                    works[scope, level] = work
                    assert told(work.answer) == told(flow_graph(snapshot, scope, level=level))


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_gaps_that_go_on_tell_what_is_worked_out_anew(seed: int) -> None:
    with TemporaryDirectory() as folder:
        works: dict[object, GapWork] = {}
        for snapshot, now in steps(seed, Path(folder)):
            for scope in SCOPES:
                for level in (None, AreaLevel.DISTRICT):
                    held = works.get((scope, level))
                    work = (
                        GapWork.of(snapshot, scope, now=now, level=level)
                        if held is None
                        else held.after(snapshot, now=now)
                    )
                    works[scope, level] = work
                    assert told(work.answer) == told(gaps(snapshot, scope, now=now, level=level))


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_structure_that_goes_on_tells_what_is_worked_out_anew(seed: int) -> None:
    with TemporaryDirectory() as folder:
        work: StructureWork | None = None
        for snapshot, _ in steps(seed, Path(folder)):
            work = StructureWork.of(snapshot, Scope()) if work is None else work.after(snapshot)
            assert told(work.answer) == told(structure(snapshot, Scope()))


@pytest.mark.parametrize("seed", [1])
def test_most_steps_are_known_by_their_changes(seed: int, tmp_path: Path) -> None:
    before: Snapshot | None = None
    known = []
    for snapshot, _ in steps(seed, tmp_path):
        if before is not None:
            changes = snapshot.changes_since(before.revision)
            known.append(changes is not None and changes.rows > 0)
        before = snapshot
    assert sum(known) > len(known) / 2
    assert not known[-1]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_partner_statistics_that_go_on_tell_what_is_read_anew(seed: int) -> None:
    with TemporaryDirectory() as folder:
        found: PartnerStatistics | None = None
        for snapshot, now in steps(seed, Path(folder)):
            found = (
                PartnerStatistics.of(snapshot, now=now)
                if found is None
                else statistics_after(found, snapshot)
            )
            anew = PartnerStatistics.of(snapshot, now=found.now)
            for field in fields(anew):
                if field.name != "offers":
                    assert getattr(found, field.name) == getattr(anew, field.name), field.name
            assert found.offers.directory is snapshot.directory


def test_a_correction_that_changes_no_count_changes_the_order_of_the_evidence() -> None:
    def refused(number: int, day: str) -> list[Record]:
        steps = (f"requested {day}", f"rejected {day} not_eligible")
        chain = f"c{number}"
        return [
            make.chain(chain),
            make.referral(f"r{number}", chain=chain, need="debt", steps=steps),
        ]

    store = Ledger()
    store.put(*make.directory(), *refused(1, "2026-01-05"), *refused(2, "2026-01-06"))
    before = Snapshot.read(store)
    work = GapWork.of(before, Scope(), now=BEGIN)
    assert [gap.evidence.referral_ids for gap in work.answer.gaps if gap.need_code] == [
        ("r2", "r1")
    ]
    store.put(*refused(1, "2026-01-07")[1:])
    work = work.after(before.caught_up(store), now=BEGIN)
    assert [gap.evidence.referral_ids for gap in work.answer.gaps if gap.need_code] == [
        ("r1", "r2")
    ]


def test_what_did_not_change_is_kept_and_not_made_again() -> None:
    """One cell with a change, one without: of the latter the very gap of before stands there."""
    store = Ledger()
    store.put(*make.directory(), make.chain("c1"), make.chain("c2"))
    steps = ("requested 2026-01-05", "rejected 2026-01-06 not_eligible")
    for number, need in ((1, "debt"), (2, "housing")):
        store.put(make.referral(f"r{number}", chain=f"c{number}", need=need, steps=steps))
    before = Snapshot.read(store)
    held = GapWork.of(before, Scope(), now=BEGIN)
    store.put(make.chain("c3"), make.referral("r3", chain="c3", need="debt", steps=steps))
    after = held.after(before.caught_up(store), now=BEGIN + timedelta(hours=5))
    old, new = ({gap.need_code: gap for gap in work.answer.gaps} for work in (held, after))
    assert new["housing"] is old["housing"]
    assert (old["debt"].evidence.cases, new["debt"].evidence.cases) == (1, 2)


def test_a_chain_that_moved_takes_its_referrals_with_it() -> None:
    store = Ledger()
    store.put(*make.directory(), make.area("a2"), make.chain("c1"), make.referral("r1", chain="c1"))
    before = Snapshot.read(store)
    work = FlowWork.of(before, Scope(area_id="a1"))
    assert work.answer.referrals == 1
    store.put(make.chain("c1", area="a2"))
    after = before.caught_up(store)
    assert work.after(after).answer.edges == ()
    assert FlowWork.of(before, Scope(area_id="a2")).after(after).answer.referrals == 1


def _debt(number: int, *steps: str, closed: str | None = None) -> list[Record]:
    chain = f"c{number}"
    return [
        make.chain(chain, closed=closed),
        make.referral(f"r{number}", chain=chain, need="debt", steps=steps),
    ]


@pytest.mark.parametrize(
    ("records", "part", "before", "after"),
    [
        pytest.param(
            _debt(
                1,
                "requested 2026-02-09",
                "rejected 2026-02-09 not_eligible",
                closed="2026-02-10T10:00",
            ),
            "unmet",
            0,
            1,
            id="a chain whose end is yet to come ends",
        ),
        pytest.param(
            _debt(1, "requested 2025-12-01", f"rejected {LEFT} not_eligible"),
            "unmet",
            0,
            1,
            id="nothing has happened for so long that the case counts as left",
        ),
        pytest.param(
            _debt(1, "requested 2025-02-10T10:00", "rejected 2025-02-11 not_eligible"),
            "recent",
            1,
            0,
            id="the request is a year old",
        ),
    ],
)
def test_what_time_alone_changes_is_counted_anew(
    records: list[Record], part: str, before: int, after: int
) -> None:
    snapshot = Snapshot.from_records([*make.directory(), *records])
    work = GapWork.of(snapshot, Scope(), now=BEGIN)
    later = work.after(snapshot, now=BEGIN + timedelta(hours=4))
    counts = [
        getattr(gap.evidence, part)
        for one in (work, later)
        for gap in one.answer.gaps
        if gap.need_code
    ]
    assert counts == [before, after]
    assert told(later.answer) == told(gaps(snapshot, Scope(), now=BEGIN + timedelta(hours=4)))


def test_who_last_helped_a_year_ago_no_longer_keeps_a_need_from_hanging_on_one() -> None:
    """Only p1 covers the area now; p2 took somebody in a year ago, and later that day no more."""
    help_once = ("requested 2025-02-01", "accepted 2025-02-10T10:00")
    asked = [
        record
        for number in range(2, 9)
        for record in _debt(number, "requested 2026-02-02", "accepted 2026-02-03")
    ]
    records = [
        *make.directory(),
        make.partner("p2"),
        make.service("s1", actor="p1", needs=("debt",), areas=("a1",)),
        *asked,
        make.chain("c1"),
        make.referral("r1", chain="c1", need="debt", recipient="p2", steps=help_once),
    ]
    snapshot = Snapshot.from_records(records)
    work = GapWork.of(snapshot, Scope(), now=BEGIN)
    later = work.after(snapshot, now=BEGIN + timedelta(hours=4))
    causes = [[gap.cause for gap in one.answer.gaps if gap.need_code] for one in (work, later)]
    assert causes == [[], [GapCause.SINGLE_PROVIDER]]
