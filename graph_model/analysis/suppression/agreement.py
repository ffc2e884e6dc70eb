"""Two ways of putting the same facts into blocks, made to go together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph_model.analysis.suppression.blocks import Blocks, blocks_from, blocks_of
from graph_model.analysis.suppression.people import Integers, People, Truths, dense


def settled(
    people: People, network: Blocks, *, house: Blocks, houses: Integers, minimum: int
) -> tuple[Blocks, Blocks]:
    """Both divisions, with blocks joined where figures of both together would give somebody away.

    Parameters
    ----------
    people
        Whom each fact is about, as for ``blocks_of``.
    network, house
        Two divisions of the same facts. Figures made up of whole blocks of either are shown.
    houses
        To which house each fact belongs. Blocks of ``house`` are joined within one house, so that
        its own sum stays what it is; only where that does not help, blocks of the network are.
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
    clusters remain that share too few, they are joined until none do.
    """
    if not (network.are_safe.all() and house.are_safe.all()):
        return network, house
    while True:
        graph = _Graph.of(network, house, people=people)
        cluster = graph.clusters(minimum)
        weak = np.flatnonzero(cluster[graph.tail] != cluster[graph.head])
        if not len(weak):
            return network, house
        joining = _Joining(graph, cluster, owner=_owners(house, houses), size=house.sizes)
        for number in weak.tolist():
            joining.join(number)
        network = _joined(network, joining.ones)
        house = _joined(house, joining.others)


def _joined(blocks: Blocks, sets: "_Sets") -> Blocks:
    """Safe blocks put together in sets, which are safe too."""
    numbers, block = dense(sets.of_all(len(blocks.sizes)))
    sizes = np.bincount(block, weights=blocks.sizes, minlength=len(numbers)).astype(np.int64)
    return Blocks(block[blocks.of], sizes, np.ones(len(numbers), dtype=np.bool_))


def refined(
    people: People,
    both: tuple[Blocks, Blocks],
    *,
    splits: Sequence[Integers],
    minimum: int,
) -> tuple[Blocks, Blocks]:
    """Two divisions that go together, divided further in the same way, so that they still do.

    What two blocks have in common is divided as ``blocks_of`` divides. Each part becomes a block of
    both divisions, but for what was not divided further, which stays in the blocks it was in.

    Notes
    -----
    A part that is a block of both is shown with nothing else, and holds enough people. What stays
    holds enough of them too, so that what hung together before still does (see ``settled``).
    """
    network, house = both
    edge = people.groups(network.of * len(house.sizes) + house.of).of
    part = blocks_of(people, splits, minimum=minimum, within=edge).of
    parts = int(part.max(initial=-1)) + 1
    lowest = np.full(int(edge.max(initial=-1)) + 1, parts, dtype=np.int64)
    np.minimum.at(lowest, edge, part)
    stays = np.zeros(parts, dtype=np.bool_)
    stays[lowest] = True

    def divided(blocks: Blocks) -> Blocks:
        block = np.where(stays[part], blocks.of, len(blocks.sizes) + part)
        return blocks_from(block, people, minimum=minimum)

    return divided(network), divided(house)


def _owners(house: Blocks, houses: Integers) -> Integers:
    """The house of each block, a number of its own below 0 where it holds facts of several."""
    low = np.full(len(house.sizes), np.iinfo(np.int64).max)
    high = np.full(len(house.sizes), -1)
    np.minimum.at(low, house.of, houses)
    np.maximum.at(high, house.of, houses)
    found: Integers = np.where(low == high, low, -1 - np.arange(len(low)))
    return found


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
    people: People
    crowd: Integers

    @classmethod
    def of(cls, one: Blocks, other: Blocks, *, people: People) -> "_Graph":
        ones, others = len(one.sizes), len(other.sizes)
        edges = people.groups(one.of * others + other.of)
        return cls(
            ones=ones,
            others=others,
            tail=edges.keys // others,
            head=ones + edges.keys % others,
            edge=edges.of,
            people=people,
            crowd=edges.crowd,
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
            link = ends[0] * nodes + ends[1]
            facts = self.people.order
            facts = facts[is_between[self.edge[facts]]]
            links = self.people.groups_among(facts, link[self.edge[facts]])
            is_enough = links.crowd >= minimum
            if not is_enough.any():
                return cluster
            ends = np.stack([links.keys // nodes, links.keys % nodes])
            merged = _components(ends[0], ends[1], chosen=is_enough, nodes=nodes)
            cluster = merged[cluster]


def _components(tail: Integers, head: Integers, *, chosen: Truths, nodes: int) -> Integers:
    ends = (tail[chosen], head[chosen])
    matrix = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(nodes, nodes))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


class _Sets:
    """Numbers put together in sets; each set goes by its lowest number."""

    def __init__(self) -> None:
        self._below: dict[int, int] = {}

    def lowest(self, number: int) -> int:
        """The number that the set of another goes by."""
        found = number
        while found in self._below:
            found = self._below[found]
        while number != found:
            self._below[number], number = found, self._below[number]
        return found

    def put(self, one: int, other: int) -> bool:
        """Put the sets of two together; whether they were apart."""
        first, second = sorted((self.lowest(one), self.lowest(other)))
        if first != second:
            self._below[second] = first
        return first != second

    def of_all(self, count: int) -> Integers:
        """What the set of each number from 0 on goes by."""
        found: Integers = np.arange(count)
        for number in self._below:
            found[number] = self.lowest(number)
        return found


class _Joining:
    """Which blocks of the one kind are put together, and which of the other.

    ``owner`` and ``size`` are those of the blocks of the other kind.
    """

    def __init__(
        self, graph: _Graph, cluster: Integers, *, owner: Integers, size: Integers
    ) -> None:
        self._graph = graph
        self._cluster = cluster
        self._clusters = _Sets()
        self.ones = _Sets()
        self.others = _Sets()
        is_weak = cluster[graph.tail] != cluster[graph.head]
        ends = cluster[np.concatenate([graph.tail[is_weak], graph.head[is_weak]])]
        self._smallest = _smallest(cluster[graph.ones :], owner, size=size, among=ends)
        is_near = np.zeros(len(cluster), dtype=np.bool_)
        is_near[graph.head[is_weak]] = True
        edges = np.flatnonzero(is_near[graph.head])
        columns = (graph.head[edges], graph.crowd[edges], graph.tail[edges])
        self._around: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for head, crowd, tail in zip(*(one.tolist() for one in columns), strict=True):
            self._around[head].append((crowd, tail))

    def join(self, number: int) -> None:
        """Put the clusters at both ends of an edge together, if they are not yet."""
        tail, head = int(self._graph.tail[number]), int(self._graph.head[number])
        one, other = int(self._cluster[tail]), int(self._cluster[head])
        if not self._clusters.put(one, other):
            return
        mine, theirs = self._smallest[one], self._smallest[other]
        shared = mine.keys() & theirs.keys()
        if shared:
            owner = min(shared, key=lambda own: (mine[own][0] + theirs[own][0], own))
            self.others.put(mine[owner][1], theirs[owner][1])
            return
        near = min(
            (block for block in self._around[head] if block[1] != tail),
            key=lambda block: (int(self._cluster[block[1]]) != other, *block),
        )
        self.ones.put(tail, near[1])


def _smallest(
    cluster: Integers, owner: Integers, *, size: Integers, among: Integers
) -> dict[int, dict[int, tuple[int, int]]]:
    """For some clusters, and each owner there, size and number of the smallest block."""
    is_asked = np.zeros(int(max(cluster.max(), among.max())) + 1, dtype=np.bool_)
    is_asked[among] = True
    blocks = np.flatnonzero(is_asked[cluster])
    blocks = blocks[np.lexsort((blocks, size[blocks], owner[blocks], cluster[blocks]))]
    is_first = np.ones(len(blocks), dtype=np.bool_)
    for column in (cluster[blocks], owner[blocks]):
        is_first[1:] &= column[1:] == column[:-1]
    is_first[1:] = ~is_first[1:]
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    first = blocks[is_first]
    columns = (cluster[first], owner[first], size[first], first)
    for of_cluster, own, count, block in zip(*(one.tolist() for one in columns), strict=True):
        found[of_cluster][own] = (count, block)
    return found
