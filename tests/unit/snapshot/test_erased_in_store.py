"""A snapshot of a real store forgets whom the store has erased, although it never hears the id."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Put
from graph_model.store.sqlite import SqliteStore
from tests import builders as b


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "store.db")
    store.apply([Put(record) for record in b.directory()])
    store.apply(
        [
            Put(b.tenant("somebody")),
            Put(b.chain("c2", tenant="somebody")),
            Put(b.contact(ends=("k1", "somebody"))),
            Put(b.referral("r2", chain="c2", tenant="somebody")),
        ]
    )
    yield store
    store.close()


def test_the_erased_go_and_the_others_stay(store: SqliteStore) -> None:
    before = Snapshot.read(store)
    key = before.tenant_key("somebody")
    assert key is not None
    store.erase("somebody")
    after = before.caught_up(store)
    assert after.tenant_key("somebody") is None
    assert after.tenant_id(key) == ""
    assert after.tenants().filter(pl.col("tenant") == key).is_empty()
    assert after.contacts(Scope()).is_empty()
    assert after.tenant_key("t1") is not None
    assert after.referral_key("r2") is not None


def test_who_was_erased_and_has_come_back_meanwhile_is_there(store: SqliteStore) -> None:
    before = Snapshot.read(store)
    store.erase("somebody")
    store.apply([Put(b.tenant("somebody", languages=["uk"]))])
    after = before.caught_up(store)
    key = after.tenant_key("somebody")
    assert key is not None
    assert after.tenants().filter(pl.col("tenant") == key).height == 1


def test_a_snapshot_made_after_the_erasure_has_never_heard_of_them(store: SqliteStore) -> None:
    store.erase("somebody")
    after = Snapshot.read(store)
    assert after.tenant_key("somebody") is None
    assert after.tenants().height == 1
