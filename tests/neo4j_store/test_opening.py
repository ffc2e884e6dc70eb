"""Opening a database: made ready once, by however many at once; refused where it must be."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from graph_model.errors import StoreRefusedError, StoreUnavailableError, StoreVersionError
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.neo4j_server.server import free_port
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j


@pytest.fixture
def bare(empty: GraphStore, ask: Ask) -> Iterator[Ask]:
    """The database as a new server has it: no constraint, no index, no ledger."""
    empty.close()
    for (name,) in ask("SHOW CONSTRAINTS YIELD name"):
        ask(f"DROP CONSTRAINT {name}")
    for (name,) in ask("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        ask(f"DROP INDEX {name}")
    ask("MATCH (n) DETACH DELETE n")
    yield ask
    ask("MATCH (n) DETACH DELETE n")


def names(ask: Ask) -> set[object]:
    return {
        name for (name,) in ask("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    }


def test_several_that_open_a_new_database_at_once_all_find_it_ready(
    bare: Ask, neo4j_address: Address
) -> None:
    opened: list[int] = []
    start = threading.Barrier(4)

    def open_and_write(number: int) -> None:
        start.wait()
        store = Neo4jStore(neo4j_address, timeout_s=60)
        store.apply([Put(b.area(f"a{number}"))])
        opened.append(number)
        store.close()

    threads = [threading.Thread(target=open_and_write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [0, 1, 2, 3]
    assert bare("MATCH (l:Hilfenetz) RETURN l.revision, l.version") == [[4, 1]]
    assert names(bare) >= {"area_id", "referral_recipient_id_status", "actor_search_text"}


def test_opening_again_changes_nothing(bare: Ask, open_store: Callable[[], GraphStore]) -> None:
    open_store()
    before = names(bare)
    open_store()
    assert names(bare) == before


def test_what_another_program_keeps_is_left_alone(
    bare: Ask, open_store: Callable[[], GraphStore]
) -> None:
    bare("CREATE (:Film {title: 'M'})")
    with pytest.raises(StoreVersionError):
        open_store()
    assert bare("MATCH (n) RETURN labels(n)") == [[["Film"]]]


def test_a_database_of_a_newer_program_is_refused(
    bare: Ask, open_store: Callable[[], GraphStore]
) -> None:
    open_store()
    bare("MATCH (l:Hilfenetz) SET l.version = 99")
    with pytest.raises(StoreVersionError, match="99"):
        open_store()


def test_a_wrong_password_is_told(neo4j_address: Address) -> None:
    with pytest.raises(StoreRefusedError, match="Unauthorized"):
        Neo4jStore(replace(neo4j_address, password="wrong"))  # noqa: S106 - it is wrong


def test_a_database_that_does_not_exist_is_told(neo4j_address: Address) -> None:
    with pytest.raises(StoreRefusedError, match="DatabaseNotFound"):
        Neo4jStore(replace(neo4j_address, database="elsewhere"))


def test_a_server_that_is_not_there_is_told_soon(neo4j_address: Address) -> None:
    nowhere = replace(neo4j_address, uri=f"bolt://127.0.0.1:{free_port()}")
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        Neo4jStore(nowhere, timeout_s=1)
