"""How the file is opened: what is set on a connection, and readers that are lent out."""

import sqlite3
from pathlib import Path

import pytest

from graph_model.errors import StoreUnavailableError
from graph_model.store.sqlite.connections import Readers, prepare
from graph_model.store.sqlite.schema import APPLICATION_ID, LATEST


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    prepare(path, busy_timeout_s=1).close()
    return path


def value_of(connection: sqlite3.Connection, setting: str) -> object:
    return connection.execute(f"PRAGMA {setting}").fetchone()[0]


def test_a_commit_is_flushed_and_what_is_deleted_overwritten(path: Path) -> None:
    connection = prepare(path, busy_timeout_s=2.5)
    settings = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    # synchronous 2 is FULL.
    assert [value_of(connection, name) for name in settings] == ["wal", 2, 1, 1, 2500]
    connection.close()


def test_the_file_says_what_it_is(path: Path) -> None:
    connection = prepare(path, busy_timeout_s=1)
    assert value_of(connection, "application_id") == APPLICATION_ID
    assert value_of(connection, "user_version") == LATEST
    connection.close()


def test_a_reader_cannot_write(path: Path) -> None:
    readers = Readers(path, busy_timeout_s=1)
    with readers.reading() as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM store")
    readers.close()


def test_readers_are_used_again_and_two_at_once_are_two(path: Path) -> None:
    readers = Readers(path, busy_timeout_s=1)
    with readers.reading() as first:
        assert first.in_transaction
    with readers.reading() as again, readers.reading() as second:
        assert again is first
        assert second is not first
    readers.close()


def test_a_reader_that_comes_back_after_closing_is_closed(path: Path) -> None:
    readers = Readers(path, busy_timeout_s=1)
    with readers.reading() as connection:
        readers.close()
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
    with pytest.raises(StoreUnavailableError, match="closed"), readers.reading():
        pass
