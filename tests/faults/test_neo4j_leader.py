"""The server answers that it cannot just now, as it does while a cluster changes its leader.

A proxy in front of the real server answers so in its place; as several members of a cluster it
names another leader. The store tries again, and gives up in the end.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Idempotency, Put
from tests import builders as b
from tests.contract.adapters import Neo4jAdapter
from tests.faults.bolt import Ask
from tests.faults.bolt_proxy import BoltProxy, Cluster, Fault, When, bolt_proxy

pytestmark = pytest.mark.neo4j

CALL = Idempotency(key="call-1", digest="d1", answer='{"id":"n1"}')

NOT_A_LEADER = "Neo.ClientError.Cluster.NotALeader"
PASSING = (
    NOT_A_LEADER,
    "Neo.TransientError.General.DatabaseUnavailable",
    "Neo.TransientError.Transaction.DeadlockDetected",
    "Neo.TransientError.Cluster.ReplicationFailure",
)

OpenStore = Callable[..., GraphStore]
"""Opens the store at an address; closed in the end."""

PATIENCE_S = 1.0
BOUND_S = 30
"""Far beyond the patience of the store, far below a wait without end."""


@pytest.fixture
def town(neo4j_address: Address, tmp_path: Path) -> Address:
    """A server whose store holds the directory."""
    direct = Neo4jAdapter(neo4j_address)(tmp_path)
    direct.apply([Put(record) for record in b.directory()])
    direct.close()
    return neo4j_address


@pytest.fixture
def proxy(town: Address) -> Iterator[BoltProxy]:
    with bolt_proxy(town.uri) as found:
        yield found


@pytest.fixture
def open_store(town: Address) -> Iterator[OpenStore]:
    with ExitStack() as stack:

        def opened(uri: str, *, timeout_s: float = 4) -> GraphStore:
            store = Neo4jStore(replace(town, uri=uri), timeout_s=timeout_s)
            stack.callback(store.close)
            return store

        yield opened


@pytest.fixture
def store(proxy: BoltProxy, open_store: OpenStore) -> GraphStore:
    return open_store(f"bolt://127.0.0.1:{proxy.port}")


def contacts(store: GraphStore) -> list[str]:
    return [one.record.id for one in store.page(Contact).items]


@pytest.mark.parametrize("code", PASSING)
@pytest.mark.parametrize("ask", [Ask.BEGIN, Ask.RUN, Ask.COMMIT])
def test_a_write_refused_in_passing_is_tried_again_and_happens_once(
    store: GraphStore, proxy: BoltProxy, ask: Ask, code: str
) -> None:
    before = store.revision()
    proxy.fail(Fault(ask, code=code, times=2))
    receipt = store.apply([Put(b.contact("n1"), expected=0)])
    assert proxy.faults_left == 0
    assert receipt.revision == store.revision() == before + 1
    assert contacts(store) == ["n1"]


@pytest.mark.parametrize("code", PASSING)
def test_a_read_refused_in_passing_is_tried_again(
    store: GraphStore, proxy: BoltProxy, code: str
) -> None:
    store.apply([Put(b.contact("n1"))])
    proxy.fail(Fault(Ask.RUN, code=code, times=2))
    assert store.get(Contact, "n1") is not None
    assert proxy.faults_left == 0


@pytest.mark.parametrize("call", [None, CALL])
def test_a_commit_that_happened_though_a_fault_was_told_is_not_done_again(
    store: GraphStore, proxy: BoltProxy, call: Idempotency | None
) -> None:
    before = store.revision()
    proxy.fail(Fault(Ask.COMMIT, When.AFTER, code="Neo.TransientError.Cluster.ReplicationFailure"))
    receipt = store.apply([Put(b.contact("n1"), expected=0)], idempotency=call)
    assert proxy.faults_left == 0
    assert receipt.revision == store.revision() == before + 1
    assert contacts(store) == ["n1"]


@pytest.mark.parametrize("code", PASSING)
def test_a_fault_that_does_not_pass_is_told_in_the_end_and_nothing_was_written(
    open_store: OpenStore, proxy: BoltProxy, code: str
) -> None:
    store = open_store(f"bolt://127.0.0.1:{proxy.port}", timeout_s=PATIENCE_S)
    before = store.revision()
    proxy.fail(Fault(Ask.RUN, code=code, times=1_000_000))
    began = time.monotonic()
    # The driver has a name of its own for having met nobody who leads.
    named = "WriteServiceUnavailable" if code == NOT_A_LEADER else code.rpartition(".")[2]
    with pytest.raises(StoreUnavailableError, match=named):
        store.apply([Put(b.contact("n1"))])
    assert time.monotonic() - began < BOUND_S
    proxy.fail(Fault(Ask.RUN, times=0))
    assert store.revision() == before
    store.apply([Put(b.contact("n1"))])


@pytest.fixture
def members(town: Address) -> Iterator[list[BoltProxy]]:
    """Three members of a cluster, of which the first leads."""
    cluster = Cluster()
    with ExitStack() as stack:
        found = [stack.enter_context(bolt_proxy(town.uri, cluster=cluster)) for _ in range(3)]
        cluster.leader = found[0].port
        yield found


@pytest.fixture
def cluster(members: list[BoltProxy]) -> Cluster:
    found = members[0].cluster
    assert found is not None
    return found


def test_writes_follow_the_leader(
    open_store: OpenStore, members: list[BoltProxy], cluster: Cluster
) -> None:
    store = open_store(f"neo4j://127.0.0.1:{members[0].port}")
    for number, member in enumerate(members):
        cluster.leader = member.port
        commits = member.passed[Ask.COMMIT]
        store.apply([Put(b.contact(f"n{number}"), expected=0)])
        assert member.passed[Ask.COMMIT] > commits
    assert contacts(store) == ["n0", "n1", "n2"]


def test_a_write_waits_for_an_election_and_happens_once(
    open_store: OpenStore, members: list[BoltProxy], cluster: Cluster
) -> None:
    store = open_store(f"neo4j://127.0.0.1:{members[0].port}", timeout_s=20)
    before = store.revision()
    cluster.leader = None
    cluster.elections = [None, None, members[2].port]
    receipt = store.apply([Put(b.contact("n1"), expected=0)])
    assert receipt.revision == store.revision() == before + 1
    assert members[2].passed[Ask.COMMIT] > 0


def test_without_a_leader_writes_are_refused_in_the_end_and_reads_go_on(
    open_store: OpenStore, members: list[BoltProxy], cluster: Cluster
) -> None:
    store = open_store(f"neo4j://127.0.0.1:{members[0].port}", timeout_s=PATIENCE_S)
    store.apply([Put(b.contact("n1"))])
    cluster.leader = None
    began = time.monotonic()
    with pytest.raises(StoreUnavailableError, match=r"SessionExpired|Unavailable"):
        store.apply([Put(b.contact("n2"))])
    assert time.monotonic() - began < BOUND_S
    assert contacts(store) == ["n1"]
    cluster.leader = members[1].port
    store.apply([Put(b.contact("n2"))])
    assert contacts(store) == ["n1", "n2"]
