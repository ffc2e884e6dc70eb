"""The graph for structural questions says the same as the flow graph."""

import networkx as nx
import pytest

from graph_model.analysis.flows import flow_graph
from graph_model.domain.periods import Period
from graph_model.snapshot.projection import projection
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b
from tests.networks import two_towns


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(period=Period(start=b.at("2026-01-07"), end=b.at("2026-01-12"))),
        Scope(known_on=b.at("2026-01-10")),
        Scope(need_codes=("debt",)),
    ],
)
def test_the_projection_has_the_edges_of_the_flow_graph(scope: Scope) -> None:
    snapshot = Snapshot.from_records(two_towns())
    graph, flows = projection(snapshot, scope), flow_graph(snapshot, scope)
    counts = ("referrals", "accepted", "rejected", "completed", "failed")
    assert {(u, v): [d[name] for name in counts] for u, v, d in graph.edges(data=True)} == {
        (e.source, e.target): [getattr(e, name) for name in counts] for e in flows.edges
    }
    assert {u: (d["kind"], d["name"]) for u, d in graph.nodes(data=True)} == {
        node.id: (node.kind, node.label) for node in flows.nodes
    }


def test_the_nearer_the_more_people_are_referred() -> None:
    graph = projection(Snapshot.from_records(two_towns()), Scope())
    # k1 to o1 directly is 1 / 1; over p1 it is 1 / 4 + 1 / 1.
    assert nx.shortest_path_length(graph, "k1", "o1", weight="distance") == 1.0
    assert graph["k1"]["p1"]["distance"] == 0.25


def test_tenants_and_those_without_referrals_are_no_nodes() -> None:
    graph = projection(Snapshot.from_records(two_towns()), Scope())
    assert list(graph) == ["k1", "o1", "p1"]
