"""What the Neo4j store has acknowledged survives the server's sudden end, again and again.

``FAULT_KILLS_NEO4J`` sets how often (2 unless set; a start takes a quarter of a minute).
"""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Neo4jStore
from graph_model.store.port import GraphStore, Idempotency, Put
from tests import builders as b
from tests.neo4j_server.server import Server, running_server

pytestmark = pytest.mark.neo4j

KILLS = int(os.environ.get("FAULT_KILLS_NEO4J", "2"))
WRITERS = 4
ENOUGH = 20
"""Acknowledged writes after which the server is killed, each time anew."""


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as found:
        yield found


class Writers:
    """Threads that write contacts, each again with the same key until it is acknowledged."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)
        ]
        self.acknowledged: list[tuple[str, int]] = []
        self.refused = 0

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def are_all_writing(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def finish(self) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        turn = 0
        while not self._is_over.is_set():
            name = f"n{number}-{turn}"
            call = Idempotency(key=name, digest="d")
            try:
                receipt = self._store.apply([Put(b.contact(name))], idempotency=call)
            except StoreUnavailableError:
                self.refused += 1
                time.sleep(0.2)
                continue
            self.acknowledged.append((name, receipt.revision))
            turn += 1


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(server: Server) -> None:
    store = Neo4jStore(server.address, timeout_s=4)
    store.apply([Put(record) for record in b.directory()])
    writers = Writers(store)
    writers.start()
    try:
        for _ in range(KILLS):
            goal = len(writers.acknowledged) + ENOUGH
            while len(writers.acknowledged) < goal:
                assert writers.are_all_writing()
                time.sleep(0.01)
            server.kill()
            server.start()
    finally:
        writers.finish()
    assert writers.refused > 0
    known = {
        name: found.revision
        for name, found in store.get_many(
            Contact, [name for name, _ in writers.acknowledged]
        ).items()
    }
    assert known == dict(writers.acknowledged)
    assert len(set(known.values())) == len(known)
    assert store.check().problems == ()
    store.close()
