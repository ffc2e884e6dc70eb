"""The store on a real server, empty or with a small town in it, and a way to ask in Cypher."""

from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j
import pytest

from graph_model.domain.records import Record
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.contract.adapters import Neo4jAdapter

Ask = Callable[..., list[list[object]]]
"""A Cypher question with its parameters, answered in rows."""

TOWN: tuple[Record, ...] = (
    *b.directory(),
    b.area("a2", "a1"),
    b.need("debt", "loneliness"),
    b.tenant("t2"),
    b.consent("e2", recipients=["o1"]),
    b.service("s2", needs=["debt", "loneliness"], areas=["a1", "a2"], places=8, free=2),
    b.cooperation(valid_from="2024-01-01"),
    b.contact("n1", ends=("k1", "t1"), need="debt", chain="c1"),
    b.referral("r1", steps=["requested 2026-01-05", "rejected 2026-01-06 language"]),
    b.referral(
        "r2",
        previous="r1",
        recipient="o1",
        steps=["requested 2026-01-07", "accepted 2026-01-09 recorded=2026-01-10"],
    ),
    b.unmet_search(need="debt", area="a2"),
    b.access_key(),
)


def place_of(address: Address) -> str:
    """An address as people write it, user and database in it, the password not."""
    scheme, _, host = address.uri.partition("://")
    return f"{scheme}://{address.user}@{host}/{address.database}"


@pytest.fixture
def empty(neo4j_address: Address, tmp_path: Path) -> Iterator[GraphStore]:
    store = Neo4jAdapter(neo4j_address)(tmp_path)
    yield store
    store.close()


@pytest.fixture
def town(empty: GraphStore) -> GraphStore:
    empty.apply([Put(record) for record in TOWN])
    return empty


@pytest.fixture
def ask(neo4j_address: Address) -> Iterator[Ask]:
    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(
            neo4j_address.uri, auth=login, notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=neo4j_address.database) as session,
    ):
        yield lambda question, **values: session.run(question, values).values()


@pytest.fixture
def open_store(neo4j_address: Address) -> Iterator[Callable[[], GraphStore]]:
    opened: list[GraphStore] = []

    def again() -> GraphStore:
        opened.append(Neo4jStore(neo4j_address))
        return opened[-1]

    yield again
    for store in opened:
        store.close()


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
