"""Communities held against NetworkX: as good a division, and none that a merger would better."""

from itertools import combinations

import hypothesis.strategies as st
import networkx as nx
import pytest
from hypothesis import given, settings

from graph_model.analysis.structure.communities import Tie, communities


def graph_of(ties: list[Tie]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(ties)
    return graph


def modularity(graph: "nx.Graph[str]", parts: object) -> float:
    return float(nx.community.modularity(graph, parts))


names = st.sampled_from([f"p{number}" for number in range(12)])
random_ties = st.dictionaries(
    st.tuples(names, names).filter(lambda ends: ends[0] < ends[1]), st.integers(1, 9), min_size=1
).map(lambda found: [(one, other, weight) for (one, other), weight in sorted(found.items())])


@settings(max_examples=150, deadline=None)
@given(ties=random_ties, seed=st.integers(0, 9))
def test_everybody_is_in_one_part_and_no_merger_would_better_it(ties: list[Tie], seed: int) -> None:
    graph = graph_of(ties)
    parts = communities(ties, seed=seed)
    assert sorted(name for part in parts for name in part) == sorted(graph)
    found = modularity(graph, parts)
    for one, other in combinations(parts, 2):
        rest = [part for part in parts if part not in (one, other)]
        assert modularity(graph, [*rest, one + other]) <= found + 1e-12


@pytest.mark.parametrize("seed", range(4))
def test_the_division_is_as_good_as_that_of_networkx(seed: int) -> None:
    graph = nx.planted_partition_graph(8, 25, 0.6, 0.02, seed=seed)
    ties = [(f"p{one:03}", f"p{other:03}", 1 + (one + other) % 3) for one, other in graph.edges]
    weighted = graph_of(ties)
    theirs = nx.community.louvain_communities(weighted, seed=seed)
    ours = communities(ties, seed=seed)
    assert modularity(weighted, ours) == pytest.approx(modularity(weighted, theirs), abs=0.01)
    assert {frozenset(part) for part in ours} == {
        frozenset(f"p{25 * block + place:03}" for place in range(25)) for block in range(8)
    }


def test_two_ties_of_one_pair_add_up() -> None:
    ties = [("a", "b", 1), ("b", "a", 1), ("b", "c", 1), ("c", "d", 2)]
    assert communities(ties, seed=0) == communities([("a", "b", 2), *ties[2:]], seed=0)
    assert communities(ties, seed=0) == (("a", "b"), ("c", "d"))
