"""Starting and ending a server on a free port of the loopback, with a home of its own."""

import os
import secrets
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import neo4j

from graph_model.store.neo4j import Address
from tests.neo4j_server.launch import Launch, launch
from tests.neo4j_server.programs import LONG_TERM, NAMED_SERVER

_START_S = 240
_FIRST = "neo4j"
_SECOND = secrets.token_urlsafe()

# Below the ports that systems give to outgoing connections: nobody takes it while a server is down.
_LOWEST_PORT, _PORTS = 20_000, 12_000

SETTINGS = {
    "server.bolt.enabled": "true",
    "dbms.security.auth_enabled": "true",
    "dbms.usage_report.enabled": "false",
    "db.tx_log.preallocate": "false",
    "server.memory.pagecache.size": "64m",
    # A server that ends in good order would wait ten seconds for nobody.
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
}


def free_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = _LOWEST_PORT + secrets.randbelow(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def chosen_version() -> str:
    """The version of the server that the tests run against: ``HILFENETZ_TEST_NEO4J_VERSION``."""
    return os.environ.get("HILFENETZ_TEST_NEO4J_VERSION", LONG_TERM)


class Server:
    """One server process; may be killed and started again on the same data and port.

    Parameters
    ----------
    home
        Folder for its data, settings and logs.
    how
        What it takes to start it.

    Attributes
    ----------
    settings
        Those of the next start.
    """

    def __init__(self, home: Path, how: Launch) -> None:
        self.home = home
        self.port = free_port()
        self.settings = {**SETTINGS, "server.bolt.listen_address": f"127.0.0.1:{self.port}"}
        self._how = how
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> Address:
        """Where the server listens and who may come in."""
        return Address(uri=f"bolt://127.0.0.1:{self.port}", password=_SECOND)

    @property
    def address_at_first(self) -> Address:
        """The same with the password that a new server has, before anybody has changed it."""
        return replace(self.address, password=_FIRST)

    @property
    def process_id(self) -> int:
        """The number of the process that runs.

        Raises
        ------
        RuntimeError
            If it does not run.
        """
        if self._process is None:
            raise RuntimeError("The Neo4j server does not run.")
        return self._process.pid

    def start(self) -> None:
        """Start the process and wait until it takes connections.

        Raises
        ------
        RuntimeError
            If it ends, or is not ready in time; the message holds the end of its log.
        """
        file = self.home / "server.conf"
        lines = [f"{name}={value}\n" for name, value in self.settings.items()]
        file.write_text("".join(lines), encoding="utf-8")
        log = (self.home / "server.out").open("w", encoding="utf-8")
        with log:
            self._process = subprocess.Popen(
                self._how.command(self.home, file),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        if not self._is_ready():
            self.kill()
            said = (self.home / "server.out").read_text(encoding="utf-8")[-2000:]
            raise RuntimeError(f"The Neo4j server did not start: {said}")

    def _is_ready(self) -> bool:
        process = self._process
        if process is None or process.stdout is None:
            return False
        stuck = threading.Timer(_START_S, process.kill)
        stuck.start()
        try:
            return any(line.strip() == "ready" for line in process.stdout)
        finally:
            stuck.cancel()

    def set_password(self) -> None:
        """Change the password that every new server has."""
        first = self.address_at_first
        with (
            neo4j.GraphDatabase.driver(first.uri, auth=(first.user, first.password)) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                old=first.password,
                new=self.address.password,
            ).consume()

    def stop(self) -> None:
        """End the process in good order, its data files complete."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write("x")
            self._process.stdin.flush()
            self._process.wait()
        self.kill()

    def kill(self) -> None:
        """End the process at once, as a failing machine would."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()


@contextmanager
def new_server(version: str | None = None) -> Iterator[Server]:
    """A server that has never been started, with a home that is deleted in the end."""
    with tempfile.TemporaryDirectory(prefix="hilfenetz-neo4j-") as folder:
        server = Server(Path(folder), launch(version or chosen_version()))
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def running_server(version: str | None = None) -> Iterator[Server]:
    """A server with an empty database, its password set."""
    with new_server(version) as server:
        server.start()
        server.set_password()
        yield server


@contextmanager
def address_for_tests() -> Iterator[Address]:
    """The server that ``HILFENETZ_TEST_NEO4J`` names, or one started for these tests.

    ``HILFENETZ_TEST_NEO4J_VERSION`` chooses its version.
    """
    named = os.environ.get(NAMED_SERVER)
    if named is not None:
        password = os.environ.get("HILFENETZ_TEST_NEO4J_PASSWORD", "")
        yield Address.parse(named, password=password)
        return
    with running_server() as server:
        yield server.address
