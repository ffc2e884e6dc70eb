"""The line to the server breaks: no doubt about what was written, and well again at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Idempotency, Put, Receipt
from tests import builders as b
from tests.contract.adapters import Neo4jAdapter
from tests.faults.bolt import Ask
from tests.faults.bolt_proxy import BoltProxy, Fault, When, bolt_proxy
from tests.faults.proxy import Proxy, proxy_to

pytestmark = pytest.mark.neo4j

CALL = Idempotency(key="call-1", digest="d1", answer='{"id":"n1"}')
WRITERS = 8
TURNS = 6


@pytest.fixture
def town(neo4j_address: Address, tmp_path: Path) -> Address:
    """A server whose store holds the directory."""
    direct = Neo4jAdapter(neo4j_address)(tmp_path)
    direct.apply([Put(record) for record in b.directory()])
    direct.close()
    return neo4j_address


@pytest.fixture
def proxy(town: Address) -> Iterator[Proxy]:
    with proxy_to(town.uri) as found:
        yield found


@pytest.fixture
def store(proxy: Proxy, town: Address) -> Iterator[GraphStore]:
    opened = Neo4jStore(replace(town, uri=f"bolt://127.0.0.1:{proxy.port}"), timeout_s=1)
    yield opened
    opened.close()


@pytest.fixture
def knowing(town: Address) -> Iterator[BoltProxy]:
    """A proxy that knows a commit when it sees one."""
    with bolt_proxy(town.uri) as found:
        yield found


@pytest.fixture
def doubtful(knowing: BoltProxy, town: Address) -> Iterator[GraphStore]:
    """The store behind it."""
    opened = Neo4jStore(replace(town, uri=f"bolt://127.0.0.1:{knowing.port}"))
    yield opened
    opened.close()


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("call", [None, CALL])
def test_a_line_cut_at_the_commit_leaves_exactly_one_effect(
    doubtful: GraphStore, knowing: BoltProxy, when: When, call: Idempotency | None
) -> None:
    before = doubtful.revision()
    knowing.fail(Fault(Ask.COMMIT, when))
    # Written a second time, it would find itself there.
    receipt = doubtful.apply([Put(b.contact("n1"), expected=0)], idempotency=call)
    assert knowing.faults_left == 0
    assert receipt.revision == doubtful.revision() == before + 1
    assert [one.record.id for one in doubtful.page(Contact).items] == ["n1"]
    if call is not None:
        again = doubtful.apply([Put(b.contact("n2"))], idempotency=call)
        assert (again.replayed, again.revision) == (True, before + 1)


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("has_keys", [True, False])
def test_lines_cut_at_the_commits_of_a_crowd_leave_one_effect_each(
    doubtful: GraphStore, knowing: BoltProxy, when: When, has_keys: bool
) -> None:
    start = threading.Barrier(WRITERS)

    def write(number: int) -> dict[str, Receipt]:
        receipts = {}
        start.wait()
        for turn in range(TURNS):
            name = f"n{number}-{turn}"
            call = Idempotency(key=name, digest="d") if has_keys else None
            receipts[name] = doubtful.apply([Put(b.contact(name), expected=0)], idempotency=call)
        return receipts

    knowing.fail(Fault(Ask.COMMIT, when, times=3))
    with ThreadPoolExecutor(WRITERS) as pool:
        receipts = {
            name: one for part in pool.map(write, range(WRITERS)) for name, one in part.items()
        }
    assert knowing.faults_left == 0
    assert len(receipts) == WRITERS * TURNS
    entries = [entry for entry in doubtful.changes_since(0) if entry.record_id in receipts]
    assert {entry.record_id: entry.revision for entry in entries} == {
        name: receipt.revision for name, receipt in receipts.items()
    }
    assert len({receipt.revision for receipt in receipts.values()}) == len(receipts)
    assert doubtful.check().problems == ()


def test_lines_cut_while_idle_are_made_anew(store: GraphStore, proxy: Proxy) -> None:
    for number in range(5):
        proxy.cut_all()
        store.apply([Put(b.contact(f"n{number}"))])
    assert len(store.page(Contact).items) == 5


def test_a_server_that_is_gone_is_told_and_the_store_is_well_when_it_is_back(
    store: GraphStore, proxy: Proxy, town: Address
) -> None:
    proxy.close()
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        store.apply([Put(b.contact("n1"))])
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        store.revision()
    with proxy_to(town.uri, at=proxy.port):
        assert store.get(Contact, "n1") is None
        store.apply([Put(b.contact("n1"))])
        assert store.get(Contact, "n1") is not None
