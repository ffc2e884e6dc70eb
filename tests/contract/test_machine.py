"""Hypothesis plays with stores and with the model side by side; they may never differ.

``CONTRACT_EXAMPLES`` sets how many games are played (as many as the adapter says unless set). Neo4j
is not played alone: SQLite takes each step of the same game beside it.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.errors import HilfenetzError, UnknownRecordError
from graph_model.store.port import (
    Change,
    Delete,
    EndOfFeed,
    EntryBatch,
    Erasure,
    Expect,
    GraphStore,
    Idempotency,
    Put,
    Receipt,
    RowBatch,
    RowKind,
)
from tests import builders as b
from tests.contract.adapters import Adapter, SqliteAdapter
from tests.contract.model import Model

EXAMPLES = os.environ.get("CONTRACT_EXAMPLES")

GAMES = settings(
    max_examples=int(EXAMPLES or "25"),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

AREAS = st.sampled_from(["a1", "a2", "a3"])
NEEDS = st.sampled_from(["loneliness", "debt"])
ACTORS = st.sampled_from(["g1", "k1", "p1", "o1", "x1"])
TENANTS = st.sampled_from(["t1", "t2", "x1"])
CHAINS = st.sampled_from(["c1", "c2"])
DAYS = st.integers(1, 28).map("2026-01-{:02}".format)

HISTORIES = st.sampled_from(
    [
        ("draft 2026-01-05",),
        ("requested 2026-01-05",),
        ("draft 2026-01-05", "requested 2026-01-06"),
        ("requested 2026-01-05", "accepted 2026-01-06"),
        ("requested 2026-01-05", "accepted 2026-01-06", "in_progress 2026-01-07"),
        ("requested 2026-01-05", "accepted 2026-01-06", "completed 2026-01-07 resolved"),
        ("requested 2026-01-05", "rejected 2026-01-06 no_capacity"),
        ("requested 2026-01-05", "cancelled 2026-01-09 mistaken recorded=2026-01-12"),
    ]
)


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, min_size=1, max_size=2, unique=True).map(tuple)


ORGANISATIONS = st.one_of(
    st.builds(b.cooperative, st.just("g1"), area=AREAS | st.none()),
    st.builds(b.kuemmerer, st.just("k1"), areas=some(AREAS)),
    st.builds(b.partner, st.sampled_from(["p1", "x1"]), area=AREAS, name=st.sampled_from("AB")),
    st.builds(b.office, st.just("o1"), area=AREAS | st.none(), languages=some(st.just("de"))),
)

RECORDS: st.SearchStrategy[Record] = st.one_of(
    st.builds(b.area, AREAS, st.none(), name=st.sampled_from(["Nord", "Süd"])),
    st.builds(b.area, st.just("a3"), st.sampled_from(["a1", "a2"])),
    st.builds(b.need, NEEDS),
    ORGANISATIONS,
    st.builds(b.tenant, TENANTS, cooperative=st.just("g1") | st.none(), area=AREAS),
    st.builds(b.service, actor=ACTORS, needs=some(NEEDS), areas=some(AREAS)),
    st.builds(b.cooperation, between=st.sampled_from([("g1", "p1"), ("p1", "o1")])),
    st.builds(b.chain, CHAINS, tenant=TENANTS | st.none(), area=AREAS, opened=DAYS),
    st.builds(b.consent, st.sampled_from(["e1", "e2"]), tenant=TENANTS, recipients=some(ACTORS)),
    st.builds(
        b.contact,
        st.sampled_from(["n1", "n2", "n3"]),
        ends=st.sampled_from([("k1", "t1"), ("t2", "p1"), ("k1", "x1"), ("x1", "t1")]),
        when=DAYS,
        need=NEEDS | st.none(),
        chain=CHAINS | st.none(),
    ),
    st.builds(
        b.referral,
        st.sampled_from(["r1", "r2"]),
        recipient=st.sampled_from(["p1", "o1"]),
        steps=HISTORIES,
        chain=CHAINS,
        tenant=TENANTS | st.none(),
        need=NEEDS,
        service=st.just("s1") | st.none(),
    ),
    st.builds(b.referral, st.just("r3"), previous=st.sampled_from(["r1", "r2"]) | st.none()),
    st.builds(b.unmet_search, need=NEEDS, area=AREAS, excluded=st.just({"full": 1}) | st.none()),
    st.builds(b.access_key, digest=st.sampled_from(["a" * 64, "b" * 64])),
    st.builds(b.house_choices, days=st.sampled_from([1, 5])),
    st.builds(b.import_batch, undone=st.sampled_from([None, "2026-01-03"])),
    st.builds(b.amendment, actor=ACTORS | st.none(), before=st.sampled_from([None, "{}"])),
)

IDS = st.sampled_from(
    [
        "a1",
        "a2",
        "a3",
        "loneliness",
        "debt",
        "g1",
        "k1",
        "p1",
        "o1",
        "x1",
        "t1",
        "t2",
        "s1",
        "z1",
        "c1",
        "c2",
        "e1",
        "e2",
        "n1",
        "n2",
        "n3",
        "r1",
        "r2",
        "r3",
        "u1",
        "key1",
        "house",
        "import1",
        "amendment1",
    ]
)
NAMES = st.tuples(st.sampled_from(list(RecordKind)), IDS)


class Game(RuleBasedStateMachine):
    """Every rule does the same to all sides and compares what comes of it."""

    def __init__(self, adapters: Sequence[Adapter]) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.adapters = adapters
        self.stores = self.opened()
        self.model = Model()
        self.all([Put(record) for record in b.directory()])

    def opened(self) -> list[GraphStore]:
        return [open_store(Path(self.folder.name)) for open_store in self.adapters]

    def teardown(self) -> None:
        for store in self.stores:
            report = store.check("en")
            forbidden = [problem for problem in report.problems if not is_work_rule(problem)]
            assert forbidden == []
            store.close()
        self.folder.cleanup()

    def all(
        self,
        changes: list[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> None:
        def outcome(side: GraphStore | Model) -> Receipt | type[HilfenetzError]:
            try:
                return side.apply(
                    changes, expected_revision=expected_revision, idempotency=idempotency
                )
            except HilfenetzError as error:
                return type(error)

        expected = outcome(self.model)
        assert [outcome(store) for store in self.stores] == [expected] * len(self.stores)

    def standing(self, name: tuple[RecordKind, str], off_by: int) -> int:
        revision = self.model.records[name][1] if name in self.model.records else 0
        return max(0, revision + off_by)

    @rule(records=st.lists(RECORDS, min_size=1, max_size=5))
    def put(self, records: list[Record]) -> None:
        self.all([Put(record) for record in records])

    @rule(record=RECORDS, off_by=st.sampled_from([0, 0, 0, 1, -1]))
    def put_expecting(self, record: Record, off_by: int) -> None:
        kind = next(kind for kind, kept in RECORD_TYPES.items() if type(record) is kept)
        self.all([Put(record, expected=self.standing((kind, record.id), off_by))])

    @rule(name=NAMES)
    def delete(self, name: tuple[RecordKind, str]) -> None:
        self.all([Delete(*name)])

    @precondition(lambda self: self.model.records)
    @rule(data=st.data())
    def delete_what_is_there(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.model.records)))
        self.all([Delete(*name)])

    @rule(names=st.lists(NAMES, min_size=1, max_size=3), records=st.lists(RECORDS, max_size=4))
    def mix(self, names: list[tuple[RecordKind, str]], records: list[Record]) -> None:
        there = [name for name in names if name in self.model.records]
        self.all([*(Put(r) for r in records), *(Delete(*n) for n in there), *map(Put, records)])

    @rule(name=NAMES, off_by=st.sampled_from([0, 0, 1]), record=RECORDS)
    def expect(self, name: tuple[RecordKind, str], off_by: int, record: Record) -> None:
        self.all([Expect(*name, self.standing(name, off_by)), Put(record)])

    @rule(off_by=st.sampled_from([0, 0, 1, -1]), record=RECORDS)
    def expect_the_store(self, off_by: int, record: Record) -> None:
        self.all([Put(record)], expected_revision=self.model.revision + off_by)

    @rule(
        key=st.sampled_from(["call-1", "call-2", "call-3"]),
        digest=st.sampled_from(["d", "d", "d", "e"]),
        record=RECORDS,
    )
    def call(self, key: str, digest: str, record: Record) -> None:
        call = Idempotency(key=key, digest=digest, answer=f"{key} {digest}")
        self.all([Put(record)], idempotency=call)

    @rule(tenant_id=TENANTS)
    def erase(self, tenant_id: str) -> None:
        before = self.model.revision
        if self.model.knows(tenant_id):
            gone, kept = self.model.erase(tenant_id)
            after = before + len(gone) + len(kept)
            expected = Erasure(revision=after, deleted=len(gone), anonymised=len(kept))
            for store in self.stores:
                assert store.erase(tenant_id) == expected
            self.adopt_positions(before, gone=gone, kept=kept)
        else:
            for store in self.stores:
                with pytest.raises(UnknownRecordError, match=tenant_id):
                    store.erase(tenant_id)

    def adopt_positions(
        self, before: int, *, gone: set[tuple[RecordKind, str]], kept: set[tuple[RecordKind, str]]
    ) -> None:
        """The port leaves the order within an erasure open; but all stores keep to the same one."""
        entries = self.stores[0].changes_since(before)
        assert {(e.kind, e.record_id) for e in entries} == gone | kept
        assert [e.revision for e in entries] == list(range(before + 1, before + 1 + len(entries)))
        for entry in entries:
            name = (entry.kind, entry.record_id)
            if name in gone:
                self.model.tombstones[name] = entry.revision
            else:
                self.model.records[name] = (self.model.records[name][0], entry.revision)
        self.model.revision = before + len(entries)

    @rule(back=st.integers(0, 30), limit=st.integers(1, 40))
    def read_the_feed(self, back: int, limit: int) -> None:
        since = max(0, self.model.revision - back)
        expected = [entry for entry in self.model.feed() if entry.revision > since][:limit]
        for store in self.stores:
            assert list(store.changes_since(since, limit)) == expected

    @rule(back=st.integers(0, 30), batch_rows=st.integers(1, 5))
    def read_in_bulk(self, back: int, batch_rows: int) -> None:
        since = max(0, self.model.revision - back)
        row_kinds = {kind.value for kind in RowKind}
        expected: dict[str, list[str]] = {}
        for entry in self.model.feed():
            if entry.revision > since:
                is_row = entry.record is not None and entry.kind.value in row_kinds
                place = entry.kind.value if is_row else "entries"
                expected.setdefault(place, []).append(entry.record_id)
        for store in self.stores:
            found = self.bulk(store, since, batch_rows=batch_rows)
            steps = found.pop(RowKind.STATUS, [])
            assert set(steps) == set(found.get(RowKind.REFERRAL, []))
            assert {k: sorted(v) for k, v in found.items()} == {
                k: sorted(v) for k, v in expected.items()
            }

    def bulk(self, store: GraphStore, since: int, *, batch_rows: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for item in store.read_since(since, batch_rows=batch_rows):
            match item:
                case EntryBatch():
                    found.setdefault("entries", []).extend(e.record_id for e in item.entries)
                case RowBatch():
                    found.setdefault(item.kind, []).extend(str(row[0]) for row in item.rows)
                case EndOfFeed():
                    assert item.revision == self.model.revision
        return found

    @rule()
    def open_again(self) -> None:
        for store in self.stores:
            store.close()
        self.stores = self.opened()

    @invariant()
    def all_hold_the_same(self) -> None:
        for store in self.stores:
            assert store.revision() == self.model.revision
            assert list(store.changes_since(0)) == self.model.feed()

    @rule(name=NAMES)
    def look_up(self, name: tuple[RecordKind, str]) -> None:
        for store in self.stores:
            found = store.get(RECORD_TYPES[name[0]], name[1])
            there = self.model.records.get(name)
            assert (None if found is None else (found.record, found.revision)) == there

    @rule(kind=st.sampled_from(list(RecordKind)), limit=st.integers(1, 4))
    def page_through(self, kind: RecordKind, limit: int) -> None:
        ids = sorted(id_ for of, id_ in self.model.records if of is kind)
        expected = [self.model.records[kind, id_][0] for id_ in ids]
        for store in self.stores:
            found, after = [], None
            while True:
                page = store.page(RECORD_TYPES[kind], after=after, limit=limit)
                found += [item.record for item in page.items]
                after = page.after
                if after is None:
                    break
            assert found == expected


def is_work_rule(problem: str) -> bool:
    """Whether a problem is about chains or consents, which a store takes as they come."""
    return any(
        said in problem for said in ("does not fit its help chain", "No valid consent covers")
    )


def test_stores_and_the_model_never_differ(adapter: Adapter) -> None:
    sides = [adapter] if isinstance(adapter, SqliteAdapter) else [SqliteAdapter(), adapter]

    class GameOnAdapters(Game):
        def __init__(self) -> None:
            super().__init__(sides)

    games = GAMES if EXAMPLES else settings(GAMES, max_examples=adapter.games)
    run_state_machine_as_test(GameOnAdapters, settings=games)
