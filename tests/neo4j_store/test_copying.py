"""A network moves to the server and back: with the server gone in the middle, and killed."""

from pathlib import Path

import pytest

from graph_model.domain.records import Record, RecordKind
from graph_model.store.neo4j import Address
from graph_model.store.port import GraphStore, Put
from graph_model.store.sqlite import SqliteStore
from service.bootstrap import place_of as place_of_store
from service.use_cases.copying import copy_store
from tests import builders as b
from tests.command import killed_at, run, started
from tests.faults.proxy import proxy_to
from tests.neo4j_store.conftest import TOWN, place_of

pytestmark = pytest.mark.neo4j

CONTACTS = 5_000
RECORDS = len(TOWN) + CONTACTS


@pytest.fixture
def source(tmp_path: Path) -> Path:
    store = SqliteStore(tmp_path / "net.db")
    store.apply([Put(record) for record in TOWN])
    store.apply([Put(b.tenant("t9")), Put(b.consent("e9", tenant="t9"))])
    store.apply([Put(b.contact(f"x{number:04}", chain="c1")) for number in range(CONTACTS)])
    store.erase("t9")
    store.close()
    return tmp_path / "net.db"


def told(store: GraphStore) -> set[tuple[RecordKind, str, Record | None]]:
    """What a feed holds, but for its order and tombstones of what was deleted, not erased."""
    return {
        (entry.kind, entry.record_id, entry.record)
        for entry in store.changes_since(0, 2 * RECORDS)
        if entry.record is not None or entry.kind is RecordKind.TENANT
    }


def nobody(_phase: str, _done: int, _total: int) -> None:
    """Hears nothing."""


def test_a_network_comes_over_whatever_breaks_and_goes_back_as_it_was(
    empty: GraphStore, neo4j_address: Address, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text(neo4j_address.password + "\n", encoding="utf-8")
    there = ("copy", "--from", source, "--to-password-file", "password", "--to")
    half = f"Kopieren: 4.000 von 5.0{len(TOWN)}"
    with (
        proxy_to(neo4j_address.uri) as proxy,
        started(tmp_path, *there, f"bolt://127.0.0.1:{proxy.port}") as copying,
    ):
        assert copying.stderr is not None
        assert half in (line.strip() for line in copying.stderr)
        proxy.close()
        said = copying.stderr.read()
    assert copying.returncode == 5
    assert "[store_unavailable]" in said
    assert neo4j_address.password not in said
    killed_at(started(tmp_path, *there, place_of(neo4j_address)), half)
    original, returned = SqliteStore(source), SqliteStore(tmp_path / "back.db")
    done = copy_store(original, empty, name=place_of_store(f"sqlite:///{source}"), progress=nobody)
    assert done.records == RECORDS
    assert 0 < done.written < RECORDS
    assert empty.check().problems == ()
    copy_store(empty, returned, name="back", progress=nobody)
    assert told(returned) == told(original) == told(empty)
    original.close()
    returned.close()


def test_a_target_on_the_server_that_holds_something_else_is_left_as_it_is(
    town: GraphStore, neo4j_address: Address, source: Path, tmp_path: Path
) -> None:
    before = town.revision()
    words = ("copy", "--from", source, "--to", place_of(neo4j_address))
    done = run(tmp_path, *words, HILFENETZ_STORE_PASSWORD=neo4j_address.password)
    assert done.returncode == 6
    assert "[copy_target_taken]" in done.stderr
    assert neo4j_address.password not in done.stderr
    assert town.revision() == before
