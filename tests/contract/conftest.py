"""A store of each adapter, empty or holding the directory that the builders' defaults refer to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_model.store.neo4j import Address
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.contract import counts
from tests.contract.adapters import Adapter, Neo4jAdapter, SqliteAdapter


@pytest.fixture(scope="session")
def neo4j_adapter(neo4j_address: Address) -> Neo4jAdapter:
    return Neo4jAdapter(neo4j_address)


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def adapter(request: pytest.FixtureRequest) -> Adapter:
    request.node.user_properties.append((counts.STORE, request.param))
    if request.param == "neo4j":
        found: Neo4jAdapter = request.getfixturevalue("neo4j_adapter")
        return found
    return SqliteAdapter()


@pytest.fixture
def open_again(adapter: Adapter, tmp_path: Path) -> Iterator[Callable[[], GraphStore]]:
    """Open the same data once more, as another process or a restart would."""
    opened: list[GraphStore] = []

    def open_store() -> GraphStore:
        opened.append(adapter(tmp_path))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def empty(open_again: Callable[[], GraphStore]) -> GraphStore:
    return open_again()


@pytest.fixture
def store(empty: GraphStore) -> GraphStore:
    """Holds ``builders.directory()``, one change a record."""
    empty.apply([Put(record) for record in b.directory()])
    return empty
