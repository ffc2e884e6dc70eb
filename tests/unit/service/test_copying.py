"""A copy holds what the original holds, in however many runs, and says so only if it does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_model.domain.actors import Tenant
from graph_model.domain.areas import Succession
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.errors import CopyDiffersError, CopyTargetError, StoreFullError
from graph_model.store.port import (
    BulkItem,
    Change,
    Delete,
    EntryBatch,
    FeedEntry,
    GraphStore,
    Put,
    Receipt,
    erased_mark,
)
from graph_model.store.sqlite import SqliteStore
from service.use_cases.copying import BATCH, CopyReport, copy_store
from tests import builders as b

RECORDS: tuple[Record, ...] = (
    *b.directory(),
    # Ids in an order that is not that of the references.
    b.area("a0", "a9"),
    b.area("a9", "a1"),
    b.need("again", "loneliness"),
    b.partner("p2"),
    b.tenant("t2"),
    b.contact("n1", chain="c1"),
    b.referral("r1", previous="r2"),
    b.referral("r2", steps=["requested 2026-01-05", "rejected 2026-01-06 language"]),
    b.unmet_search(),
    b.access_key(),
)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[GraphStore, GraphStore]]:
    source, target = SqliteStore(tmp_path / "a.db"), SqliteStore(tmp_path / "b.db")
    source.apply([Put(record) for record in RECORDS])
    yield source, target
    source.close()
    target.close()


def heard(_phase: str, done: int, total: int) -> None:
    assert done <= total


def copy(source: GraphStore, target: GraphStore, name: str = "here") -> CopyReport:
    return copy_store(source, target, name=name, progress=heard)


def everything(store: GraphStore) -> list[Record]:
    return [one.record for kind in RECORD_TYPES.values() for one in store.page(kind).items]


def tombstones(store: GraphStore) -> set[tuple[RecordKind, str]]:
    return {(e.kind, e.record_id) for e in store.changes_since(0) if e.record is None}


class Breaking(SqliteStore):
    """Takes only so many batches, as if its disk were full then."""

    batches = 3

    def apply(self, changes: list[Change], **options: object) -> Receipt:  # type: ignore[override]
        if self.batches == 0:
            raise StoreFullError(problem="disk")
        self.batches -= 1
        return super().apply(changes, **options)  # type: ignore[arg-type]


def test_a_copy_holds_what_the_original_holds(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    # 11 records of the directory and ten more.
    assert copy(source, target) == CopyReport(records=21, written=21)
    assert everything(target) == everything(source)
    assert target.check("en").problems == source.check("en").problems


def test_an_empty_store_has_an_empty_copy(tmp_path: Path) -> None:
    source, target = SqliteStore(tmp_path / "a.db"), SqliteStore(tmp_path / "b.db")
    assert copy(source, target) == CopyReport(records=0, written=0)
    source.close()
    target.close()


def test_a_second_copy_writes_nothing(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    copy(source, target)
    before = target.revision()
    assert copy(source, target) == CopyReport(records=21, written=0)
    assert target.revision() == before


@pytest.mark.parametrize("batches", range(11))
def test_a_copy_that_was_interrupted_anywhere_goes_on(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path, batches: int
) -> None:
    source, _ = stores
    target = Breaking(tmp_path / "c.db")
    target.batches = batches
    with pytest.raises(StoreFullError, match="disk"):
        copy(source, target)
    there = target.revision()
    target.batches = 100
    assert copy(source, target) == CopyReport(records=21, written=21 - there)
    assert everything(target) == everything(source)
    target.close()


def test_changes_of_the_original_are_brought_over_later(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    copy(source, target)
    source.apply(
        [
            Put(b.partner("p2", name="Umbenannt")),
            Put(b.area("a0", "a10")),
            Put(b.area("a10", "a9")),
            Delete(RecordKind.REFERRAL, "r1"),
            Delete(RecordKind.REFERRAL, "r2"),
            Delete(RecordKind.CONTACT, "n1"),
        ]
    )
    # Three records put, three deleted.
    assert copy(source, target) == CopyReport(records=19, written=6)
    assert everything(target) == everything(source)


def test_areas_that_became_each_other_come_together(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    first = b.area("b1", successors=(Succession(area_id="b2"),))
    second = b.area("b2", successors=(Succession(area_id="b1"),))
    source.apply([Put(first), Put(second)])
    assert copy(source, target).records == 23


def test_an_erased_tenant_stays_erased(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    source.erase("t2")
    copy(source, target)
    assert target.get(Tenant, "t2") is None
    assert tombstones(target) == {(RecordKind.TENANT, erased_mark("t2"))}
    assert copy(source, target).written == 0


def test_who_is_erased_after_a_first_copy_is_erased_from_it_without_a_trace(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, target = stores
    somebody = "t-1f83d9abfb41bd6b"
    source.apply([Put(b.tenant(somebody)), Put(b.chain("c9", tenant=somebody))])
    copy(source, target)
    source.erase(somebody)
    # The tenant is gone, the chain has lost them.
    assert copy(source, target) == CopyReport(records=22, written=2)
    found = target.get(HelpChain, "c9")
    assert found is not None
    assert found.record.tenant_id is None
    assert copy(source, target).written == 0
    target.close()
    assert not any(somebody.encode() in file.read_bytes() for file in tmp_path.glob("b.db*"))


def test_a_copy_stopped_while_it_erases_goes_on(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, _ = stores
    source.apply([Put(b.tenant("t3"))])
    target = Breaking(tmp_path / "c.db")
    target.batches = 100
    copy(source, target)
    source.erase("t3")
    target.batches = 1  # The mark before an erasure is written, the one after it is not.
    with pytest.raises(StoreFullError, match="disk"):
        copy(source, target)
    assert target.get(Tenant, "t3") is None
    target.batches = 100
    assert copy(source, target).records == 21
    target.close()


def test_the_feed_of_a_copy_tells_the_same_but_for_its_order(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    source.erase("t2")
    copy(source, target)

    def told(store: GraphStore) -> set[tuple[RecordKind, str, Record | None]]:
        return {(e.kind, e.record_id, e.record) for e in store.changes_since(0)}

    assert told(target) == told(source)


TAKEN = "neither empty nor a copy of this original"


def test_a_target_that_holds_something_else_is_left_as_it_is(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    # Even where the original has a record of that id.
    target.apply([Put(b.area("a1", name="Eine andere Stadt"))])
    with pytest.raises(CopyTargetError, match=TAKEN):
        copy(source, target)
    assert everything(target) == [b.area("a1", name="Eine andere Stadt")]


def test_a_copy_that_somebody_has_changed_is_left_as_it_is(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    copy(source, target)
    target.apply([Put(b.contact("n7"))])
    with pytest.raises(CopyTargetError, match=TAKEN):
        copy(source, target)
    assert target.get(Contact, "n7") is not None


def test_a_copy_of_another_original_is_left_as_it_is(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    copy(source, target, "one place")
    with pytest.raises(CopyTargetError, match=TAKEN):
        copy(source, target, "another place")


def test_a_store_is_no_copy_of_itself(stores: tuple[GraphStore, GraphStore]) -> None:
    source, _ = stores
    with pytest.raises(CopyTargetError, match=TAKEN):
        copy(source, source)


class Meddling(SqliteStore):
    """Somebody else writes to it as soon as the first batch has come."""

    def apply(self, changes: list[Change], **options: object) -> Receipt:  # type: ignore[override]
        receipt = super().apply(changes, **options)  # type: ignore[arg-type]
        super().apply([Put(b.need("theirs"))])
        return receipt


def test_who_writes_to_the_target_meanwhile_is_not_overwritten(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, _ = stores
    target = Meddling(tmp_path / "c.db")
    with pytest.raises(CopyTargetError, match=TAKEN):
        copy(source, target)
    target.close()


class Busy(SqliteStore):
    """A copy whose original is written to once, when ``when`` batches have come."""

    def __init__(self, path: Path, *, write: Callable[[], object], when: int) -> None:
        super().__init__(path)
        self._write, self._left = write, when

    def apply(self, changes: list[Change], **options: object) -> Receipt:  # type: ignore[override]
        self._left -= 1
        if self._left == 0:
            self._write()
        return super().apply(changes, **options)  # type: ignore[arg-type]


# Batches come kind by kind; the last one, access keys, is the eleventh: no agreement is there.
@pytest.mark.parametrize(
    ("late", "when", "count", "first"),
    [
        ([b.contact("n8")], 11, 1, "contact n8"),
        # A chain made when chains had passed; its referral came.
        ([b.chain("c5"), b.referral("r5", chain="c5")], 8, 1, "r5"),
    ],
)
def test_what_was_written_to_the_original_meanwhile_is_told_and_comes_with_the_next_copy(
    stores: tuple[GraphStore, GraphStore],
    tmp_path: Path,
    late: list[Record],
    when: int,
    count: int,
    first: str,
) -> None:
    source, _ = stores
    target = Busy(
        tmp_path / "c.db", write=lambda: source.apply([Put(one) for one in late]), when=when
    )
    with pytest.raises(CopyDiffersError, match=f"differ in {count} records, first in {first}"):
        copy(source, target)
    assert copy(source, target).records == 21 + len(late)
    target.close()


class Forgetful(SqliteStore):
    """Says that it has written what it has not."""

    def apply(self, changes: list[Change], **options: object) -> Receipt:  # type: ignore[override]
        kept = [c for c in changes if not isinstance(c, Put) or c.record.id != "u1"]
        return super().apply(kept, **options)  # type: ignore[arg-type]


def test_a_copy_that_lacks_something_is_told(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, _ = stores
    target = Forgetful(tmp_path / "c.db")
    with pytest.raises(CopyDiffersError, match="differ in 1 records, first in unmet_search u1"):
        copy(source, target)
    target.close()


class Misleading(SqliteStore):
    """Its feed says otherwise than its lists."""

    def read_since(self, *given: object, **options: object) -> Iterator[BulkItem]:  # type: ignore[override]
        yield EntryBatch(
            entries=[FeedEntry(revision=0, kind=RecordKind.NEED, record_id="x", record=b.need("x"))]
        )
        yield from super().read_since(*given, **options)  # type: ignore[arg-type]


def test_a_feed_that_tells_otherwise_than_the_lists_is_told(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, _ = stores
    target = Misleading(tmp_path / "c.db")
    with pytest.raises(CopyDiffersError, match="differ in 1 records, first in need"):
        copy(source, target)
    target.close()


def test_a_large_store_comes_in_several_batches(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, _ = stores
    source.apply([Put(b.contact(f"x{i:05}")) for i in range(BATCH + 1)])
    target = Breaking(tmp_path / "c.db")
    # Areas, needs, actors, tenants, services, chains, consents, and the first of contacts.
    target.batches = 8
    with pytest.raises(StoreFullError, match="disk"):
        copy(source, target)
    assert target.get(Contact, f"x{BATCH - 2:05}") is not None
    assert target.get(Contact, f"x{BATCH:05}") is None
    target.batches = 100
    assert copy(source, target).records == 21 + BATCH + 1
    target.close()
