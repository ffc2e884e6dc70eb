"""Starting and ending a server on a free port of the loopback, with a home of its own."""

import os
import secrets
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j

from graph_model.store.neo4j import Address
from tests.neo4j_server.programs import LONG_TERM, jars, java

_HERE = Path(__file__).resolve().parent
_START_S = 240
_FIRST = "neo4j"
_SECOND = secrets.token_urlsafe()

SETTINGS = {
    "server.bolt.enabled": "true",
    "dbms.security.auth_enabled": "true",
    "dbms.usage_report.enabled": "false",
    "db.tx_log.preallocate": "false",
    "server.memory.pagecache.size": "64m",
}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server process; may be killed and started again on the same data and port."""

    def __init__(self, home: Path, version: str = LONG_TERM) -> None:
        self._home = home
        self._java = java(version)
        self._jars = jars(version)
        self.port = free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> Address:
        """Where the server listens and who may come in."""
        return Address(uri=f"bolt://127.0.0.1:{self.port}", password=_SECOND)

    def start(self) -> None:
        """Start the process and wait until it takes connections.

        Raises
        ------
        RuntimeError
            If it ends, or is not ready in time; the message holds the end of its log.
        """
        settings = {**SETTINGS, "server.bolt.listen_address": f"127.0.0.1:{self.port}"}
        file = self._home / "server.conf"
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        file.write_text("".join(lines), encoding="utf-8")
        log = (self._home / "server.out").open("w", encoding="utf-8")
        with log:
            self._process = subprocess.Popen(
                [
                    self._java,
                    "-Xmx768m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    f"{self._jars}/*",
                    str(_HERE / "DatabaseServer.java"),
                    str(self._home),
                    str(file),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        if not self._is_ready():
            self.kill()
            said = (self._home / "server.out").read_text(encoding="utf-8")[-2000:]
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
        first = ("neo4j", _FIRST)
        with (
            neo4j.GraphDatabase.driver(self.address.uri, auth=first) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                old=_FIRST,
                new=_SECOND,
            ).consume()

    def stop(self) -> None:
        """End the process in good order."""
        self._end(is_killed=False)

    def kill(self) -> None:
        """End the process at once, as a failing machine would."""
        self._end(is_killed=True)

    def _end(self, *, is_killed: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if is_killed:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()


@contextmanager
def running_server(version: str = LONG_TERM) -> Iterator[Server]:
    """A new server with an empty database, ended and deleted in the end."""
    with tempfile.TemporaryDirectory(prefix="hilfenetz-neo4j-") as folder:
        server = Server(Path(folder), version)
        server.start()
        try:
            server.set_password()
            yield server
        finally:
            server.stop()


@contextmanager
def address_for_tests() -> Iterator[Address]:
    """The server that ``HILFENETZ_TEST_NEO4J`` names, or one started for these tests.

    ``HILFENETZ_TEST_NEO4J_VERSION`` chooses its version.
    """
    named = os.environ.get("HILFENETZ_TEST_NEO4J")
    if named is not None:
        password = os.environ.get("HILFENETZ_TEST_NEO4J_PASSWORD", "")
        yield Address.parse(named, password=password)
        return
    version = os.environ.get("HILFENETZ_TEST_NEO4J_VERSION", LONG_TERM)
    with running_server(version) as server:
        yield server.address
