"""Several processes on one file: made by all at once, written in one order, waited for."""

import sqlite3
import time
from pathlib import Path

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreUnavailableError
from graph_model.store.port import Put
from graph_model.store.sqlite import SqliteStore
from tests import builders as b
from tests.faults.processes import batches_in, start_writer


def test_processes_that_make_the_store_at_once_and_write_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    writers = [start_writer(path, f"n{number}", threads=2, batches=30) for number in range(4)]
    said = [writer.communicate()[0].splitlines() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    acknowledged = {line for lines in said for line in lines if line != "open"}
    assert len(acknowledged) == 4 * 2 * 30
    store = SqliteStore(path)
    found = batches_in(store)
    assert found == {name: {"0", "1", "2"} for name in acknowledged}
    # 11 records of the directory, written by one and left alone by the others, then 720 contacts.
    assert store.revision() == 11 + 720
    revisions = [entry.revision for entry in store.changes_since(0, 10_000)]
    assert revisions == list(range(1, 732))
    assert store.check().problems == ()
    store.close()


@pytest.fixture
def locked(tmp_path: Path) -> sqlite3.Connection:
    """A connection of somebody else; ``BEGIN IMMEDIATE`` keeps all others from writing."""
    store = SqliteStore(tmp_path / "locked.db")
    store.apply([Put(record) for record in b.directory()])
    store.close()
    return sqlite3.connect(tmp_path / "locked.db", isolation_level=None)


def test_a_lock_held_too_long_is_reported_and_waited_out(
    locked: sqlite3.Connection, tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "locked.db", busy_timeout_s=0.1)
    locked.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="SQLITE_BUSY"):
        store.apply([Put(b.contact())])
    assert store.get(Contact, "n1") is None  # reading goes on meanwhile
    locked.execute("ROLLBACK")
    store.apply([Put(b.contact())])
    assert store.get(Contact, "n1") is not None
    store.close()
    locked.close()


def test_an_erasure_that_a_reader_holds_up_is_finished_by_the_next_call(
    locked: sqlite3.Connection, tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "locked.db", busy_timeout_s=0.1)
    store.apply([Put(b.tenant("t-1f83d9abfb41bd6b"))])
    locked.execute("BEGIN")
    locked.execute("SELECT count(*) FROM tenant").fetchone()
    began = time.monotonic()
    with pytest.raises(StoreUnavailableError, match="reader"):
        store.erase("t-1f83d9abfb41bd6b")
    assert time.monotonic() - began < 30
    locked.execute("ROLLBACK")
    locked.close()
    assert store.erase("t-1f83d9abfb41bd6b").deleted == 0
    files = [file.read_bytes() for file in tmp_path.iterdir()]
    assert len(files) == 3  # the database, its log, the log's index
    assert not any(b"t-1f83d9abfb41bd6b" in content for content in files)
    store.close()
