"""The Neo4j server that figures are measured on: run as one that works for long."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from graph_model.store.neo4j import Address
from tests.neo4j_server.launch import launch
from tests.neo4j_server.programs import NAMED_SERVER
from tests.neo4j_server.server import Server, address_for_tests, chosen_version

# The tests start many servers for a moment each; one that works for long is compiled in full.
_FOR_TESTS = ("-Xmx", "-XX:TieredStopAtLevel", "-XX:+UseSerialGC")
_HEAP = "-Xmx1536m"
_SETTINGS = {"server.memory.pagecache.size": "512m"}


@contextmanager
def server() -> Iterator[Address]:
    """The server that ``HILFENETZ_TEST_NEO4J`` names, or one started for this, empty."""
    if os.environ.get(NAMED_SERVER) is not None:
        with address_for_tests() as named:
            yield named
        return
    how = launch(chosen_version())
    flags = (_HEAP, *(flag for flag in how.flags if not flag.startswith(_FOR_TESTS)))
    with tempfile.TemporaryDirectory(prefix="hilfenetz-neo4j-") as folder:
        started = Server(Path(folder), replace(how, flags=flags))
        started.settings |= _SETTINGS
        started.start()
        try:
            started.set_password()
            yield started.address
        finally:
            started.kill()


def as_text(address: Address) -> str:
    """An address as the settings take it."""
    return f"{address.uri.replace('://', f'://{address.user}@')}/{address.database}"
