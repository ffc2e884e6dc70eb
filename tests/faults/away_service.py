"""The service as it runs, over real HTTP, on a store whose line to the server a test can break."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

import httpx2
from anyio import CapacityLimiter

from graph_model.domain.vocabulary import Role
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Put
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import KeyRequest, add_key
from tests import builders as b
from tests.api.conftest import Clock
from tests.contract.adapters import Neo4jAdapter
from tests.faults.proxy import Proxy
from tests.serving import served

AS_OF = "Hilfenetz-As-Of"
THREADS = 4
IN_TIME_S = 5
"""Whatever happens, a request is answered within so many seconds."""

WELL_AGAIN_S = 30

Call = Callable[[], httpx2.Response]


class Fault(Enum):
    """What can happen to the line."""

    CUT = "nobody listens"
    SILENT = "what is sent is taken and never answered"
    SLOW = "each packet takes half a minute"


class Line:
    """The way from the store to its server, on a port that stays the same."""

    def __init__(self, server: Address) -> None:
        self._host, port = server.uri.removeprefix("bolt://").split(":")
        self._server_port = int(port)
        self.proxy = Proxy(self._host, self._server_port)

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        """A fault that lasts as long as the block."""
        port = self.proxy.port
        if fault is Fault.CUT:
            self.proxy.close()
        elif fault is Fault.SILENT:
            self.proxy.fall_silent()
        else:
            self.proxy.delay_s = 30
        try:
            yield
        finally:
            if fault is Fault.CUT:
                self.proxy = Proxy(self._host, self._server_port, at=port)
            self.proxy.speak()
            self.proxy.delay_s = 0


@dataclass
class AwayService:
    """Where the service listens, and what lies behind it."""

    client: httpx2.Client
    services: Services
    line: Line
    direct: GraphStore
    clock: Clock
    secrets: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, who: str = "kuemmerer") -> httpx2.Response:
        """Read as somebody: pages by the session's cookie, the rest by key."""
        secret = self.secrets[who]
        if path.startswith(("/api/", "/health/")):
            headers = {"Authorization": f"Bearer {secret}"}
        else:
            headers = {"Cookie": f"hilfenetz_session={secret}"}
        return self.client.get(path, headers=headers)

    def record(self, key: str) -> httpx2.Response:
        """Record a contact; the key names the call."""
        return self.client.post(
            "/api/v1/contacts",
            json={"from_id": "k1", "to_id": "t1", "channel": "phone", "chain_id": "c1"},
            headers={
                "Authorization": f"Bearer {self.secrets['kuemmerer']}",
                "Idempotency-Key": key,
            },
        )

    def until_it_works(self, call: Call) -> httpx2.Response:
        """The first answer that the database had a part in, within the time that was promised."""
        began = time.monotonic()
        while (answer := in_time(call)).status_code == 503 or AS_OF in answer.headers:
            assert time.monotonic() - began < WELL_AGAIN_S, answer.text
            time.sleep(0.1)
        return answer


def in_time(call: Call) -> httpx2.Response:
    """The answer of a call, which must not take longer than was promised."""
    began = time.monotonic()
    answer = call()
    assert time.monotonic() - began < IN_TIME_S
    return answer


def at_once(calls: Sequence[Call]) -> list[httpx2.Response]:
    """The answers of calls that all begin together, each in time."""
    gate = threading.Barrier(len(calls))

    def run(call: Call) -> httpx2.Response:
        gate.wait()
        return in_time(call)

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


@contextmanager
def running_service(server: Address, folder: Path) -> Iterator[AwayService]:
    """A service with few threads, on a network of one chain."""
    direct = Neo4jAdapter(server)(folder)
    direct.apply([Put(record) for record in (*b.directory(), b.contact("n1", chain="c1"))])
    line = Line(server)
    through = replace(server, uri=f"bolt://127.0.0.1:{line.proxy.port}")
    store = Neo4jStore(through)
    clock = Clock()
    services = Services(
        settings=Settings(),
        store=store,
        clock=clock,
        snapshots=SnapshotKeeper(store),
        question_threads=CapacityLimiter(THREADS),
    )
    secrets = {
        "kuemmerer": KeyRequest(role=Role.KUEMMERER, label="K", actor_id="k1"),
        "coordination": KeyRequest(role=Role.COORDINATION, label="K"),
        "leaver": KeyRequest(role=Role.COORDINATION, label="L"),
    }
    made = {who: add_key(direct, wish, now=clock.now).secret for who, wish in secrets.items()}
    with (
        served(services, threads=THREADS) as place,
        httpx2.Client(base_url=place, timeout=IN_TIME_S) as client,
    ):
        yield AwayService(client, services, line, direct, clock, made)
    store.close()
    line.proxy.close()
    direct.close()
