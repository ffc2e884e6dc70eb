"""A copy holds what the original holds, in however many runs, and says so only if it does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.domain.actors import Tenant
from graph_model.domain.areas import Succession
from graph_model.domain.records import RECORD_TYPES, Record
from graph_model.errors import CopyDiffersError
from graph_model.store.port import Change, GraphStore, Put, Receipt, erased_mark
from graph_model.store.sqlite import SqliteStore
from service.use_cases.copying import CopyReport, copy_store
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


def everything(store: GraphStore) -> list[Record]:
    return [one.record for kind in RECORD_TYPES.values() for one in store.page(kind).items]


class Breaking(SqliteStore):
    """Takes only so many batches, as if the line were cut then."""

    batches = 3

    def apply(self, changes: list[Change], **options: object) -> Receipt:  # type: ignore[override]
        if self.batches == 0:
            raise ConnectionError("cut")
        self.batches -= 1
        return super().apply(changes, **options)  # type: ignore[arg-type]


def test_a_copy_holds_what_the_original_holds(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    report = copy_store(source, target, progress=heard)
    # 11 records of the directory and ten more.
    assert report == CopyReport(records=21, written=21)
    assert everything(target) == everything(source)
    assert target.check("en").problems == source.check("en").problems


def test_a_second_copy_writes_nothing(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    copy_store(source, target, progress=heard)
    assert copy_store(source, target, progress=heard) == CopyReport(records=21, written=0)


def test_a_copy_that_was_interrupted_goes_on(
    stores: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    source, _ = stores
    target = Breaking(tmp_path / "c.db")
    with pytest.raises(ConnectionError, match="cut"):
        copy_store(source, target, progress=heard)
    # Areas, needs and actors had come: 3, 2 and 6.
    assert target.revision() == 11
    target.batches = 100
    assert copy_store(source, target, progress=heard) == CopyReport(records=21, written=10)
    target.close()


def test_changes_of_the_original_are_brought_over_later(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    copy_store(source, target, progress=heard)
    source.apply([Put(b.partner("p2", name="Umbenannt"))])
    assert copy_store(source, target, progress=heard).written == 1


def test_areas_that_became_each_other_come_together(
    stores: tuple[GraphStore, GraphStore],
) -> None:
    source, target = stores
    first = b.area("b1", successors=(Succession(area_id="b2"),))
    second = b.area("b2", successors=(Succession(area_id="b1"),))
    source.apply([Put(first), Put(second)])
    assert copy_store(source, target, progress=heard).records == 23


def test_an_erased_tenant_stays_erased(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    source.erase("t2")
    copy_store(source, target, progress=heard)
    assert target.get(Tenant, "t2") is None
    marks = [e.record_id for e in target.changes_since(0) if e.record is None]
    assert marks == [erased_mark("t2")]
    assert copy_store(source, target, progress=heard).written == 0


def test_a_target_that_holds_more_is_no_copy(stores: tuple[GraphStore, GraphStore]) -> None:
    source, target = stores
    target.apply([Put(b.area("zz")), Put(b.need("zz"))])
    with pytest.raises(CopyDiffersError, match="differ in 2 records, first in area zz"):
        copy_store(source, target, progress=heard)
