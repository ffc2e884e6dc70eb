"""The line to the server breaks: no doubt about what was written, and well again at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Idempotency, Put
from tests import builders as b
from tests.contract.adapters import Neo4jAdapter
from tests.faults.proxy import Cut, Proxy, proxy_to

pytestmark = pytest.mark.neo4j

CALL = Idempotency(key="call-1", digest="d1", answer='{"id":"n1"}')


@pytest.fixture
def proxy(neo4j_address: Address, tmp_path: Path) -> Iterator[Proxy]:
    direct = Neo4jAdapter(neo4j_address)(tmp_path)
    direct.apply([Put(record) for record in b.directory()])
    direct.close()
    with proxy_to(neo4j_address.uri) as found:
        yield found


@pytest.fixture
def store(proxy: Proxy, neo4j_address: Address) -> Iterator[GraphStore]:
    through = replace(neo4j_address, uri=f"bolt://127.0.0.1:{proxy.port}")
    opened = Neo4jStore(through, timeout_s=4)
    yield opened
    opened.close()


@pytest.mark.parametrize("where", Cut)
@pytest.mark.parametrize("call", [None, CALL])
def test_a_line_cut_at_the_commit_leaves_exactly_one_effect(
    store: GraphStore, proxy: Proxy, where: Cut, call: Idempotency | None
) -> None:
    before = store.revision()
    proxy.cut_once(where)
    receipt = store.apply([Put(b.contact("n1"))], idempotency=call)
    assert proxy.cuts == 1
    assert receipt.revision == store.revision() == before + 1
    assert [one.record.id for one in store.page(Contact).items] == ["n1"]
    if call is not None:
        again = store.apply([Put(b.contact("n2"))], idempotency=call)
        assert (again.replayed, again.revision) == (True, before + 1)
    assert store.check().problems == ()


def test_lines_cut_while_idle_are_made_anew(store: GraphStore, proxy: Proxy) -> None:
    for number in range(5):
        proxy.cut_all()
        store.apply([Put(b.contact(f"n{number}"))])
    assert len(store.page(Contact).items) == 5


def test_a_server_that_is_gone_is_told_and_the_store_is_well_when_it_is_back(
    store: GraphStore, proxy: Proxy, neo4j_address: Address
) -> None:
    proxy.close()
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        store.apply([Put(b.contact("n1"))])
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        store.revision()
    with proxy_to(neo4j_address.uri, at=proxy.port):
        assert store.get(Contact, "n1") is None
        store.apply([Put(b.contact("n1"))])
        assert store.get(Contact, "n1") is not None
