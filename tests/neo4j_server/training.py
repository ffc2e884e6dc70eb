"""One run of a server from which the JVM takes the archive of classes that later starts map."""

import dataclasses
import tempfile
from pathlib import Path

from graph_model.store.neo4j import Neo4jStore
from graph_model.store.port import Put
from tests import builders as b
from tests.neo4j_server.launch import launch
from tests.neo4j_server.server import Server


def archive_classes(version: str) -> Path:
    """Make the archive of classes unless it is there; the store's first calls are part of it.

    A JVM that cannot make one makes none; starts then take longer, and nothing else is lost.
    """
    how = launch(version)
    if how.archive.is_file():
        return how.archive
    with tempfile.TemporaryDirectory(dir=how.archive.parent) as folder:
        made = Path(folder, how.archive.name)
        watched = dataclasses.replace(how, flags=(*how.flags, f"-XX:ArchiveClassesAtExit={made}"))
        home = Path(folder, "home")
        home.mkdir()
        server = Server(home, watched)
        server.start()
        try:
            server.set_password()
            _use(server)
            server.stop()
        finally:
            server.kill()
        if made.is_file():
            made.rename(how.archive)
    return how.archive


def _use(server: Server) -> None:
    store = Neo4jStore(server.address, timeout_s=60)
    store.apply([Put(record) for record in b.directory()])
    store.apply([Put(b.contact())])
    store.check()
    store.close()
