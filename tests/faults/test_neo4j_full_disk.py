"""No room left for the server: told as such; nothing acknowledged is lost, all goes on with room.

The server may not let its files grow beyond a size (``RLIMIT_FSIZE``), which needs no rights and
comes to the same as a disk that is full: its database stops until the server is started again.
"""

import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreError, StoreFullError, StoreStoppedError
from graph_model.store.neo4j import Neo4jStore
from graph_model.store.port import GraphStore, Idempotency, Put
from tests import builders as b
from tests.neo4j_server.server import Server, running_server

pytestmark = [pytest.mark.neo4j, pytest.mark.own_server]

WRITERS = 4
ROOM = 2_000_000
"""Bytes by which the server's largest file may grow."""

PARTS = 20
LONG_ANSWER = "x" * 20_000


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as found:
        yield found


@pytest.fixture
def store(server: Server) -> Iterator[GraphStore]:
    opened = Neo4jStore(server.address)
    yield opened
    opened.close()


def limit_files(server: Server, size: int) -> None:
    resource.prlimit(server.process_id, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def write(store: GraphStore, name: str) -> int:
    """Write a batch by its name, once however often it is asked for; its last revision."""
    call = Idempotency(key=name, digest="d", answer=LONG_ANSWER)
    changes = [Put(b.contact(f"{name}-{part}"), expected=0) for part in range(PARTS)]
    return store.apply(changes, idempotency=call).revision


def write_until_refused(store: GraphStore, number: int) -> tuple[dict[str, int], str, StoreError]:
    """What was acknowledged, the batch that was refused, and why."""
    acknowledged: dict[str, int] = {}
    while True:
        name = f"n{number}-{len(acknowledged)}"
        try:
            acknowledged[name] = write(store, name)
        except StoreError as error:
            return acknowledged, name, error


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(
    server: Server, store: GraphStore
) -> None:
    directory = store.apply([Put(record) for record in b.directory()]).revision
    largest = max(file.stat().st_size for file in server.home.rglob("*") if file.is_file())
    limit_files(server, largest + ROOM)
    with ThreadPoolExecutor(WRITERS) as pool:
        ends = list(pool.map(lambda number: write_until_refused(store, number), range(WRITERS)))
    acknowledged = {name: at for done, _, _ in ends for name, at in done.items()}
    assert len(acknowledged) > 20
    # Those who wrote just then hear why; the database has stopped for those who come after.
    kinds = [type(error) for _, _, error in ends]
    assert StoreFullError in kinds
    assert set(kinds) <= {StoreFullError, StoreStoppedError}
    with pytest.raises(StoreStoppedError, match="restart"):
        store.get(Contact, "n0-0-0")

    server.kill()
    server.start()
    again = {name: write(store, name) for _, name, _ in ends}
    last = {f"{name}-{PARTS - 1}": at for name, at in (acknowledged | again).items()}
    found = store.get_many(Contact, list(last))
    assert {name: one.revision for name, one in found.items()} == last
    report = store.check()
    assert report.problems == ()
    assert report.revision == directory + PARTS * len(last)
