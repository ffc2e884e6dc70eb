"""Several processes on one database: made by all at once, written and read in one order."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore
from tests.conftest import ROOT
from tests.neo4j_store.conftest import Ask, place_of

pytestmark = pytest.mark.neo4j

PROCESSES = 3
EACH = 25
ALL = PROCESSES * EACH


def started(prefix: str, address: Address) -> "subprocess.Popen[str]":
    settings = {
        "HILFENETZ_STORE": place_of(address),
        "HILFENETZ_STORE_PASSWORD": address.password,
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("HILFENETZ_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.neo4j_store.writer", prefix, str(EACH)],
        cwd=ROOT,
        env=own | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(writer: "subprocess.Popen[str]") -> list[int]:
    return [int(line) for line in writer.communicate()[0].split()]


@pytest.fixture
def writers(neo4j_address: Address) -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that are ready to open the database, and wait for a line to begin."""
    processes = [started(f"w{number}", neo4j_address) for number in range(PROCESSES)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "loaded\n"
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def begin(writers: list["subprocess.Popen[str]"]) -> None:
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("begin\n")
        writer.stdin.flush()


def followed(store: GraphStore, writers: list["subprocess.Popen[str]"]) -> list[int]:
    """Revisions as the feed shows them, a few at a time, to whoever reads on from the last."""
    seen: list[int] = []
    while True:
        is_over = all(writer.poll() is not None for writer in writers)
        found = store.changes_since(seen[-1] if seen else 0, 7)
        seen += [entry.revision for entry in found]
        if is_over and not found:
            return seen


def test_processes_that_open_a_new_database_at_once_make_it_once_and_share_no_revision(
    bare: Ask, neo4j_address: Address, writers: list["subprocess.Popen[str]"]
) -> None:
    begin(writers)
    follower = Neo4jStore(neo4j_address, timeout_s=60)
    seen = followed(follower, writers)
    receipts = [said(writer) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * PROCESSES
    # Each new area is one revision: all of them, once, none before an earlier one.
    assert sorted(revision for own in receipts for revision in own) == list(range(1, ALL + 1))
    assert all(own == sorted(own) for own in receipts)
    assert seen == list(range(1, ALL + 1))
    assert bare("MATCH (l:Hilfenetz) RETURN count(l), max(l.revision)") == [[1, ALL]]
    assert follower.check().problems == ()  # every constraint and index is there, too
    follower.close()
