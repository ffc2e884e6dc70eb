"""Where the network would fall apart: nodes and ties without which some are cut off."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph_model.analysis.structure.net import Net


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPoint:
    """A node without which its component falls apart.

    ``parts`` are the pieces that would be cut off from the largest one, larger ones first, pieces
    of one size by their first node; nodes in rising order.
    """

    node: int
    parts: tuple[tuple[int, ...], ...]

    @property
    def cut_off(self) -> tuple[int, ...]:
        """Everybody outside the largest piece that is left."""
        return tuple(sorted(node for part in self.parts for node in part))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A tie between ``near`` and ``far`` that alone holds the ``cut_off``, among them ``far``."""

    near: int
    far: int
    cut_off: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """The pieces of the network, the largest first, and where each would fall apart further."""

    components: tuple[tuple[int, ...], ...]
    points: tuple[CutPoint, ...]
    bridges: tuple[Bridge, ...]


def cuts(net: Net) -> Cuts:
    """Components, articulation points and bridges; the direction of edges does not matter.

    Returns
    -------
    Points in order of the node, bridges in order of their two nodes. Every node is in exactly one
    component; one without ties is one of its own.

    References
    ----------
    J. Hopcroft, R. Tarjan, "Algorithm 447: efficient algorithms for graph manipulation",
    Communications of the ACM 16 (1973), 372-378.

    Notes
    -----
    One walk through the graph, nodes plus edges, and the length of all pieces that are listed.

    Examples
    --------
    >>> import numpy as np
    >>> line = Net(ids=("a", "b", "c"), tail=np.array([0, 1]), head=np.array([1, 2]),
    ...            referrals=np.array([1, 1]))
    >>> found = cuts(line)
    >>> [(point.node, point.parts) for point in found.points], len(found.bridges)
    ([(1, ((2,),))], 2)
    """
    ties = net.ties()
    walk = _Walk(ties.indptr.tolist(), ties.indices.tolist())
    pieces = [walk.from_node(node) for node in range(net.size) if walk.entered[node] < 0]
    return Cuts(
        components=tuple(tuple(sorted(piece)) for piece in _largest_first(pieces)),
        points=tuple(sorted(walk.points(), key=lambda point: point.node)),
        bridges=tuple(sorted(walk.bridges(), key=lambda one: (one.near, one.far))),
    )


_Stretch = tuple[int, int]
"""From the first of them to the one after the last."""


class _Walk:
    """A walk in depth that keeps, for each node, how far back its branch can reach.

    A branch is all that was first reached through a node, a stretch of ``order``.
    """

    def __init__(self, begins: list[int], neighbours: list[int]) -> None:
        nodes = len(begins) - 1
        self._begins = begins
        self._neighbours = neighbours
        self.order: list[int] = []
        self.entered = [-1] * nodes
        self._left = [0] * nodes
        self._reach = [0] * nodes
        self._parent = [-1] * nodes
        self._root = [0] * nodes
        self._next = list(begins[:-1])

    def from_node(self, root: int) -> list[int]:
        """Everybody that can be reached from a node."""
        first = len(self.order)
        stack = [root]
        self._enter(root, root)
        while stack:
            node = stack[-1]
            if self._next[node] == self._begins[node + 1]:
                self._leave(stack.pop())
                continue
            other = self._neighbours[self._next[node]]
            self._next[node] += 1
            if self.entered[other] < 0:
                self._parent[other] = node
                self._enter(other, root)
                stack.append(other)
            elif other != self._parent[node]:
                self._reach[node] = min(self._reach[node], self.entered[other])
        return self.order[first:]

    def _enter(self, node: int, root: int) -> None:
        self.entered[node] = self._reach[node] = len(self.order)
        self._root[node] = root
        self.order.append(node)

    def _leave(self, node: int) -> None:
        self._left[node] = len(self.order)
        parent = self._parent[node]
        if parent >= 0:
            self._reach[parent] = min(self._reach[parent], self._reach[node])

    def points(self) -> Iterator[CutPoint]:
        cut: dict[int, list[int]] = {}
        for child in self.order:
            node = self._parent[child]
            if node >= 0 and self._reach[child] >= self.entered[node]:
                cut.setdefault(node, []).append(child)
        for node, children in cut.items():
            branches = [self._branch(child) for child in children]
            own = (self.entered[node], self.entered[node] + 1)
            rest = self._outside(node, [own, *branches])
            pieces = _largest_first([*(self._stretch(branch) for branch in branches), rest])
            lost = [tuple(sorted(piece)) for piece in pieces[1:] if piece]
            if lost:
                yield CutPoint(node=node, parts=tuple(lost))

    def bridges(self) -> Iterator[Bridge]:
        for far in self.order:
            near = self._parent[far]
            if near >= 0 and self._reach[far] > self.entered[near]:
                branch = self._branch(far)
                inside, outside = self._stretch(branch), self._outside(far, [branch])
                if _largest_first([inside, outside])[0] is outside:
                    yield Bridge(near=near, far=far, cut_off=tuple(sorted(inside)))
                else:
                    yield Bridge(near=far, far=near, cut_off=tuple(sorted(outside)))

    def _branch(self, node: int) -> _Stretch:
        return self.entered[node], self._left[node]

    def _stretch(self, stretch: _Stretch) -> list[int]:
        return self.order[slice(*stretch)]

    def _outside(self, node: int, stretches: list[_Stretch]) -> list[int]:
        """A node's component without some stretches of it, which are given in order."""
        after, end = self._branch(self._root[node])
        rest: list[int] = []
        for first, last in stretches:
            rest += self.order[after:first]
            after = last
        return rest + self.order[after:end]


def _largest_first(pieces: list[list[int]]) -> list[list[int]]:
    return sorted(pieces, key=lambda piece: (-len(piece), min(piece, default=0)))
