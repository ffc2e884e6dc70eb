"""What the Neo4j store has acknowledged survives the server's sudden end, again and again.

``FAULT_KILLS_NEO4J`` sets how often in each of the rounds (5 unless set, 20 in all).
"""

import os
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from graph_model.domain.records import RecordKind
from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Neo4jStore
from graph_model.store.port import GraphStore, Idempotency, Put
from tests import builders as b
from tests.neo4j_server.server import Server, running_server

pytestmark = [pytest.mark.neo4j, pytest.mark.own_server]

ROUNDS = range(4)
KILLS = int(os.environ.get("FAULT_KILLS_NEO4J", "5"))
WRITERS = 4
ENOUGH = 20
"""Acknowledged batches after which the server may be killed, each time anew."""

LATEST_S = 0.2
"""How long after that at most."""

PARTS = ("0", "1", "2")


@dataclass(frozen=True, slots=True)
class Town:
    """A server whose store holds the directory, and all that was ever acknowledged there."""

    server: Server
    acknowledged: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with running_server() as server:
        store = Neo4jStore(server.address)
        store.apply([Put(record) for record in b.directory()])
        store.close()
        yield Town(server)


@pytest.fixture
def store(town: Town) -> Iterator[GraphStore]:
    opened = Neo4jStore(town.server.address, timeout_s=1)
    yield opened
    opened.close()


class Writers:
    """Threads that write batches, each again with the same key until it is acknowledged."""

    def __init__(self, store: GraphStore, prefix: str) -> None:
        self._store = store
        self._prefix = prefix
        self._is_over = threading.Event()
        self._news = threading.Condition()
        self._threads = [
            threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)
        ]
        self.acknowledged: dict[str, int] = {}
        self.refused = 0

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def await_acknowledged(self, more: int) -> None:
        """Wait until so many more batches are acknowledged, all writers still at work."""
        with self._news:
            goal = len(self.acknowledged) + more
            while len(self.acknowledged) < goal:
                self._news.wait(1)
                assert all(thread.is_alive() for thread in self._threads)

    def finish(self) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        turn = 0
        while not self._is_over.is_set():
            name = f"{self._prefix}-{number}-{turn}"
            changes = [Put(b.contact(f"{name}-{part}"), expected=0) for part in PARTS]
            try:
                receipt = self._store.apply(changes, idempotency=Idempotency(key=name, digest="d"))
            except StoreUnavailableError:
                self.refused += 1
                self._is_over.wait(0.05)
                continue
            with self._news:
                self.acknowledged[name] = receipt.revision
                self._news.notify()
            turn += 1


def batches_of(store: GraphStore) -> dict[str, list[tuple[str, int]]]:
    """Each batch that is there: its parts with their revisions, in the order of the feed."""
    found: dict[str, list[tuple[str, int]]] = {}
    since = 0
    while entries := store.changes_since(since):
        since = entries[-1].revision
        for entry in entries:
            if entry.kind is RecordKind.CONTACT:
                name, part = entry.record_id.rsplit("-", 1)
                found.setdefault(name, []).append((part, entry.revision))
    return found


@pytest.mark.parametrize("number", ROUNDS)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    town: Town, store: GraphStore, number: int
) -> None:
    moments = random.Random(number)
    writers = Writers(store, f"n{number}")
    writers.start()
    try:
        for _ in range(KILLS):
            writers.await_acknowledged(ENOUGH)
            threading.Event().wait(moments.uniform(0, LATEST_S))
            town.server.kill()
            town.server.start()
    finally:
        writers.finish()
    assert writers.refused > 0
    town.acknowledged.update(writers.acknowledged)
    # Nothing lost, nothing by half, nothing twice, each where its receipt said.
    assert batches_of(store) == {
        name: [(part, revision - 2 + place) for place, part in enumerate(PARTS)]
        for name, revision in town.acknowledged.items()
    }
    assert store.check().problems == ()
