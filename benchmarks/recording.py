"""One event recorded through HTTP against the same insert by bare sqlite3, 8 clients each.

HTTP: ``POST /api/v1/contacts`` with a key, an ``Idempotency-Key`` and a chain, to the service as
``hilfenetz serve`` runs it, over kept-alive connections. Bare: the rows that this request writes
(contact, idempotency entry, revision), inserted into a database with the same schema and pragmas,
one durable transaction each, every client with a connection of its own.
"""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from graph_model.domain.vocabulary import Role
from graph_model.store.port import GraphStore, Put
from service.bootstrap import NO_PASSWORD, open_store
from service.secret import Secret
from service.use_cases.keys import KeyRequest, add_key
from tests import builders as make

CLIENTS = 8
SECONDS = 3.0
ROUNDS = 3
NOTHING: Mapping[str, str] = MappingProxyType({})
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
)
_VALUES = ("k1", "t1", 1, 2, "phone", "neighbour", "loneliness", "c1", "k1")
CONTACT = {
    "from_id": "k1",
    "to_id": "t1",
    "channel": "phone",
    "initiator": "neighbour",
    "need_code": "loneliness",
    "chain_id": "c1",
    "occurred_at": "2026-03-02T14:30:00+01:00",
}


def rates() -> tuple[float, float]:
    """Events a second through HTTP and by bare inserts, medians of alternating rounds."""
    with TemporaryDirectory() as folder:
        served = Path(folder, "served.db")
        secret = prepare(f"sqlite:///{served}")
        bare = Path(folder, "bare.db")
        prepare(f"sqlite:///{bare}")
        through_http, by_hand = [], []
        with Served(f"sqlite:///{served}") as port:
            for turn in range(ROUNDS):
                through_http.append(http_rate(port, secret, turn=turn))
                by_hand.append(_bare_rate(bare, turn))
    return sorted(through_http)[ROUNDS // 2], sorted(by_hand)[ROUNDS // 2]


def prepare(address: str, *, password: Secret = NO_PASSWORD) -> str:
    """Fill a store with the least that an event refers to; the secret of a key to record with."""
    store: GraphStore = open_store(address, password=password)
    store.apply([Put(record) for record in make.directory()])
    request = KeyRequest(role=Role.KUEMMERER, label="benchmark", actor_id="k1")
    made = add_key(store, request, now=datetime(2026, 1, 1, tzinfo=UTC))
    store.close()
    return made.secret


class Served:
    """The service in a process of its own on a free port of the loopback interface."""

    def __init__(self, store: str, *, environ: Mapping[str, str] = NOTHING) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        command = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
        command += ["--port", str(self._port), "--store", store]
        variables = {**os.environ, "HILFENETZ_LOG_LEVEL": "WARNING", **environ}
        self._process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL)

    def __enter__(self) -> int:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self._port
        raise TimeoutError("The service did not start within 30 seconds.")

    def __exit__(self, *problem: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)


def http_rate(port: int, secret: str, *, turn: int, clients: int = CLIENTS) -> float:
    """Contacts recorded in a second by clients on kept-alive connections."""
    body = json.dumps(CONTACT).encode()
    head = (
        "POST /api/v1/contacts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {secret}\r\nContent-Length: {len(body)}\r\n"
    ).encode()

    def client(number: int, until: float) -> int:
        done = 0
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.perf_counter() < until:
                key = f"Idempotency-Key: turn-{turn}-{number}-{done}\r\n\r\n".encode()
                wire.sendall(head + key + body)
                _expect_created(wire)
                done += 1
        return done

    return together(client, clients=clients)


def _expect_created(wire: socket.socket) -> None:
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += wire.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 201"):
        raise RuntimeError(answer.decode())
    fields = head.lower().split(b"content-length:")[1]
    missing = int(fields.split(b"\r\n")[0]) - len(body)
    while missing > 0:
        missing -= len(wire.recv(65536))


def _bare_rate(path: Path, turn: int) -> float:
    answer = json.dumps(CONTACT)

    def client(number: int, until: float) -> int:
        wire = sqlite3.connect(path, isolation_level=None)
        for pragma in _PRAGMAS:
            wire.execute(pragma)
        done = 0
        while time.perf_counter() < until:
            name = f"contact-{turn}-{number}-{done:08d}"
            wire.execute("BEGIN IMMEDIATE")
            (revision,) = wire.execute(
                "UPDATE store SET revision = revision + 1 RETURNING revision"
            ).fetchone()
            wire.execute(
                "INSERT INTO contact VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (revision, revision, name, *_VALUES),
            )
            wire.execute(
                "INSERT INTO idempotency VALUES (?,?,?,?)", (name, "0" * 64, answer, revision)
            )
            wire.execute("COMMIT")
            done += 1
        wire.close()
        return done

    return together(client, clients=CLIENTS)


def together(client: Callable[[int, float], int], *, clients: int) -> float:
    """Run all clients side by side; how much they got done in a second."""
    done = [0] * clients
    started = time.perf_counter()

    def run(number: int) -> None:
        done[number] = client(number, started + SECONDS)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)
