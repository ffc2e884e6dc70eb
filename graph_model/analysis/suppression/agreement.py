"""Two ways of putting the same facts into blocks, made to go together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph_model.analysis.suppression.blocks import (
    Blocks,
    Integers,
    Truths,
    blocks_from,
    dense,
    people_in,
)


def settled(people: Integers, one: Blocks, *, other: Blocks, minimum: int) -> Blocks:
    """The ``other`` blocks, joined where figures of both kinds together would give somebody away.

    Parameters
    ----------
    people
        Whom each fact is about, as for ``blocks_of``.
    one, other
        Two divisions of the same facts. Figures made up of whole blocks of either are shown.
    minimum
        How many people are enough.

    Returns
    -------
    Blocks such that every weighted sum of figures of both kinds counts no facts, or facts about at
    least ``minimum`` people.

    References
    ----------
    D. Gusfield (1988): A graph theoretic approach to statistical data security. SIAM Journal on
    Computing 17, 552–571. There a table is a bipartite graph of its rows and columns, and a cell
    can be worked out if it is a bridge. Here the blocks of both kinds are the nodes, and what two
    have in common is an edge.

    Notes
    -----
    A weighted sum gives each fact the weight of its block of the one kind plus that of its block of
    the other. It may be other than 0 for too few people only if it is 0 on each edge with enough of
    them, so that all blocks that hang together by such edges have the same weight, up to the sign.
    The same holds for two such clusters that share enough people on all edges between them. Where
    clusters remain that share too few, blocks of the other kind are joined until none do.
    """
    person = dense(people)[1]
    if not (one.are_safe.all() and other.are_safe.all()):
        return other
    found = other
    while True:
        graph = _Graph.of(one, found, person=person)
        cluster = graph.clusters(minimum)
        weak = np.flatnonzero(cluster[graph.tail] != cluster[graph.head])
        if not len(weak):
            return found
        joined = _joined(graph, cluster, weak=weak)
        found = blocks_from(joined[found.of], person, minimum=minimum)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graph:
    """Blocks of the one kind, then those of the other, and an edge for what two have in common.

    ``tail`` and ``head`` are the nodes of each edge, ``edge`` the edge of each fact, ``crowd`` the
    people on each edge.
    """

    ones: int
    others: int
    tail: Integers
    head: Integers
    edge: Integers
    person: Integers
    crowd: Integers

    @classmethod
    def of(cls, one: Blocks, other: Blocks, *, person: Integers) -> "_Graph":
        ones, others = len(one.sizes), len(other.sizes)
        pairs, edge = dense(one.of * others + other.of)
        return cls(
            ones=ones,
            others=others,
            tail=pairs // others,
            head=ones + pairs % others,
            edge=edge,
            person=person,
            crowd=people_in(edge, person, groups=len(pairs)),
        )

    def clusters(self, minimum: int) -> Integers:
        """The cluster of each node: those that hang together by enough people."""
        nodes = self.ones + self.others
        cluster = _components(self.tail, self.head, chosen=self.crowd >= minimum, nodes=nodes)
        while True:
            ends = np.sort(np.stack([cluster[self.tail], cluster[self.head]]), axis=0)
            is_between = ends[0] != ends[1]
            if not is_between.any():
                return cluster
            pairs, of_edge = dense(ends[0] * nodes + ends[1])
            facts = is_between[self.edge]
            link = of_edge[self.edge[facts]]
            crowd = people_in(link, self.person[facts], groups=len(pairs))
            is_enough = crowd >= minimum
            if not is_enough.any():
                return cluster
            merged = _components(pairs // nodes, pairs % nodes, chosen=is_enough, nodes=nodes)
            cluster = merged[cluster]


def _components(tail: Integers, head: Integers, *, chosen: Truths, nodes: int) -> Integers:
    ends = (tail[chosen], head[chosen])
    matrix = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(nodes, nodes))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def _joined(graph: _Graph, cluster: Integers, *, weak: Integers) -> Integers:
    """For each block of the other kind the one that it is joined to (the lowest of its group)."""
    neighbours = _neighbours(graph, graph.tail[weak])
    group = np.arange(graph.others, dtype=np.int64)
    for number in weak.tolist():
        tail, head = int(graph.tail[number]), int(graph.head[number])
        near = min(
            (other for other in neighbours[tail] if other[2] != head),
            key=lambda other: (cluster[other[2]] != cluster[tail], other[0], other[1]),
        )
        low, high = sorted((_root(group, head - graph.ones), _root(group, near[2] - graph.ones)))
        group[high] = low
    return np.array([_root(group, block) for block in range(graph.others)], dtype=np.int64)


def _neighbours(graph: _Graph, tails: Integers) -> Mapping[int, list[tuple[int, int, int]]]:
    """Of some blocks of the one kind those they meet: people in common, number of edge, node."""
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number in np.flatnonzero(np.isin(graph.tail, tails)).tolist():
        crowd = int(graph.crowd[number])
        found[int(graph.tail[number])].append((crowd, number, int(graph.head[number])))
    return found


def _root(group: Integers, block: int) -> int:
    while group[block] != block:
        group[block] = group[group[block]]
        block = int(group[block])
    return block
