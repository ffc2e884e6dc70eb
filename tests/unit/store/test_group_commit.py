"""Writers that wait together share one commit, and only that."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_model.errors import (
    HilfenetzError,
    StoreFullError,
    StoreUnavailableError,
    UnknownRecordError,
)
from graph_model.store.sqlite.connections import prepare
from graph_model.store.sqlite.group_commit import GroupCommit


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = prepare(tmp_path / "group.db", busy_timeout_s=1)
    connection.execute("CREATE TABLE note (text TEXT, revision INTEGER)")
    yield connection
    connection.close()


Work = Callable[[sqlite3.Connection, int], tuple[str, int]]


def note(text: str) -> Work:
    """Write a note and count the revision on."""

    def work(connection: sqlite3.Connection, revision: int) -> tuple[str, int]:
        connection.execute("INSERT INTO note VALUES (?, ?)", (text, revision + 1))
        return f"{text} done", revision + 1

    return work


def refused(text: str) -> Work:
    """Write a note, then find out that it must not be."""

    def work(connection: sqlite3.Connection, revision: int) -> tuple[str, int]:
        note(text)(connection, revision)
        raise UnknownRecordError(kind="note", record_id=text)

    return work


def notes(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    return connection.execute("SELECT text, revision FROM note ORDER BY revision").fetchall()


def as_one_group(commits: GroupCommit, works: list[Work]) -> list[str | Exception]:
    """Let works form one group: while somebody writes, all of them come to wait."""
    first_runs, first_may_end = threading.Event(), threading.Event()

    def first(_: sqlite3.Connection, revision: int) -> tuple[str, int]:
        first_runs.set()
        first_may_end.wait()
        return "", revision

    outcomes: list[str | Exception] = [""] * len(works)

    def call(place: int) -> None:
        try:
            outcomes[place] = commits.write(works[place])
        except (HilfenetzError, ZeroDivisionError) as error:
            outcomes[place] = error

    threads = [threading.Thread(target=commits.write, args=(first,))]
    threads[0].start()
    first_runs.wait()
    for place in range(len(works)):
        threads.append(threading.Thread(target=call, args=(place,)))
        threads[-1].start()
        while commits.waiting() <= place:
            time.sleep(0.001)
    first_may_end.set()
    for thread in threads:
        thread.join()
    return outcomes


def commits_of(connection: sqlite3.Connection) -> list[str]:
    """Statements as they run from now on."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    return statements


def test_one_alone_is_written_and_answered(connection: sqlite3.Connection) -> None:
    commits = GroupCommit(connection)
    assert commits.write(note("a")) == "a done"
    assert commits.write(note("b")) == "b done"
    assert notes(connection) == [("a", 1), ("b", 2)]


def test_those_who_wait_together_are_committed_once(connection: sqlite3.Connection) -> None:
    commits = GroupCommit(connection)
    statements = commits_of(connection)
    outcomes = as_one_group(commits, [note(text) for text in "abcde"])
    connection.set_trace_callback(None)
    assert outcomes == ["a done", "b done", "c done", "d done", "e done"]
    assert notes(connection) == [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)]
    assert statements.count("COMMIT") == 2  # the one they waited for, and theirs


def test_a_refused_one_leaves_its_neighbours_and_no_gap(connection: sqlite3.Connection) -> None:
    outcomes = as_one_group(
        GroupCommit(connection), [note("a"), refused("b"), note("c"), refused("d")]
    )
    assert outcomes[0] == "a done"
    assert isinstance(outcomes[1], UnknownRecordError)
    assert outcomes[2] == "c done"
    assert isinstance(outcomes[3], UnknownRecordError)
    assert notes(connection) == [("a", 1), ("c", 2)]


def test_a_refused_one_alone_leaves_nothing(connection: sqlite3.Connection) -> None:
    commits = GroupCommit(connection)
    with pytest.raises(UnknownRecordError, match="a"):
        commits.write(refused("a"))
    assert notes(connection) == []
    assert commits.write(note("b")) == "b done"


def test_one_that_does_not_fit_on_the_disk_does_not_keep_the_others_from_it(
    connection: sqlite3.Connection,
) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    outcomes = as_one_group(GroupCommit(connection), [note("a"), note("x" * 99_000), note("c")])
    assert outcomes[0] == "a done"
    assert isinstance(outcomes[1], StoreFullError)
    assert outcomes[2] == "c done"
    assert notes(connection) == [("a", 1), ("c", 2)]


def test_when_another_process_keeps_the_lock_one_hears_of_it_and_the_next_can_write(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    commits = GroupCommit(connection)
    connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "group.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="SQLITE_BUSY"):
        commits.write(note("a"))
    other.execute("ROLLBACK")
    other.close()
    assert commits.write(note("b")) == "b done"


def test_a_defect_in_one_work_rises_and_the_next_can_write(connection: sqlite3.Connection) -> None:
    commits = GroupCommit(connection)

    def broken(_: sqlite3.Connection, revision: int) -> tuple[str, int]:
        raise ZeroDivisionError(f"at {revision}")

    with pytest.raises(ZeroDivisionError, match="at 0"):
        commits.write(broken)
    assert not connection.in_transaction
    assert commits.write(note("a")) == "a done"


def test_neighbours_of_a_defect_are_told_that_nothing_was_written(
    connection: sqlite3.Connection,
) -> None:
    def broken(_: sqlite3.Connection, revision: int) -> tuple[str, int]:
        raise ZeroDivisionError(f"at {revision}")

    commits = GroupCommit(connection)
    outcomes = as_one_group(commits, [note("a"), broken, note("c")])
    # The defect rises in the thread that led; the two others hear that their group broke off.
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "StoreError",
        "StoreError",
        "ZeroDivisionError",
    ]
    assert notes(connection) == []
    assert commits.write(note("d")) == "d done"


def test_the_connection_alone_waits_for_the_group_and_has_no_transaction(
    connection: sqlite3.Connection,
) -> None:
    commits = GroupCommit(connection)
    started, seen = threading.Event(), []

    def slow(inside: sqlite3.Connection, revision: int) -> tuple[str, int]:
        started.set()
        time.sleep(0.05)
        return note("a")(inside, revision)

    writer = threading.Thread(target=commits.write, args=(slow,))
    writer.start()
    started.wait()
    commits.alone(lambda inside: seen.append((inside.in_transaction, notes(inside))))
    writer.join()
    assert seen == [(False, [("a", 1)])]


def test_after_closing_everybody_is_refused(connection: sqlite3.Connection) -> None:
    commits = GroupCommit(connection)
    commits.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        commits.write(note("a"))
    with pytest.raises(StoreUnavailableError, match="closed"):
        commits.alone(notes)
