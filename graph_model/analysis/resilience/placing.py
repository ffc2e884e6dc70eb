"""How many of those who look for a place find one: a maximum flow into free places."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from graph_model.analysis.gaps.demand import CellKey
from graph_model.analysis.resilience.rooms import Room


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Way:
    """An offer that could take people of a cell."""

    offer_id: str
    actor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """So many of a cell could go to an offer, in the units of the seekers."""

    cell: CellKey
    offer_id: str
    actor_id: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """How many seek a place and how many find one, and one way to share them out.

    ``placed`` is the most that is possible; ``ways`` stand in order of cell and offer and add up to
    it. Other ways may place as many.
    """

    seeking: int
    placed: int
    ways: tuple[Placed, ...]


def place(
    seeking: Mapping[CellKey, int],
    ways: Mapping[CellKey, Sequence[Way]],
    *,
    rooms: Callable[[str], Room],
    units: int = 1,
) -> Placement:
    """Place as many as possible.

    Parameters
    ----------
    seeking
        How many look for a place, by cell; counts >= 0, in any unit.
    ways
        Who could take them, by cell; a cell without a way places nobody.
    rooms
        The free places of an actor, in whole cases.
    units
        Units of ``seeking`` that make one case.

    References
    ----------
    E. A. Dinic, "Algorithm for solution of a problem of maximum flow in a network with power
    estimation", Soviet Mathematics Doklady 11 (1970), 1277-1280, as in scipy.

    Notes
    -----
    Everything is sorted first, so that the same question has the same answer.

    Examples
    --------
    >>> there = {("debt", "a1"): [Way(offer_id="s1", actor_id="p1")]}
    >>> room = Room(told={"s1": 2}, shared=None)
    >>> found = place({("debt", "a1"): 3}, there, rooms=lambda actor_id: room)
    >>> found.placed, [(one.actor_id, one.units) for one in found.ways]
    (2, [('p1', 2)])
    """
    total = sum(seeking.values())
    cells = sorted(cell for cell, count in seeking.items() if count > 0 and ways.get(cell))
    graph = _Graph(limit=total)
    for cell in cells:
        graph.add(_FROM, cell, room=seeking[cell])
        for way in sorted(ways[cell]):
            graph.add(cell, way, room=total)
    used = {way for cell in cells for way in ways[cell]}
    for way in sorted(used):
        _add_offer(graph, way, room=rooms(way.actor_id), units=units)
    for actor_id in sorted({way.actor_id for way in used}):
        graph.add(actor_id, _TO, room=rooms(actor_id).free * units)
    placed = tuple(
        Placed(cell=tail, offer_id=head.offer_id, actor_id=head.actor_id, units=flow)
        for tail, head, flow in graph.flows()
        if isinstance(tail, tuple) and isinstance(head, Way)
    )
    ordered = tuple(sorted(placed, key=lambda one: (one.cell, one.offer_id)))
    return Placement(seeking=total, placed=sum(one.units for one in ordered), ways=ordered)


def _add_offer(graph: "_Graph", way: Way, *, room: Room, units: int) -> None:
    """From an offer to its actor: by its own figure, or with others through what is left."""
    more = max(0, room.change)
    if way.offer_id in room.told:
        graph.add(way, way.actor_id, room=(room.told[way.offer_id] + more) * units)
        return
    others = _Others(way.actor_id)
    graph.add(way, others, room=graph.limit)
    graph.add(others, way.actor_id, room=((room.shared or 0) + more) * units)


@dataclass(frozen=True, slots=True)
class _Others:
    """What an actor has left for all offers without a figure of their own."""

    actor_id: str


_Node = CellKey | Way | _Others | str
_FROM, _TO = "", " "
"""Both ends of all flow; no id looks like them."""


class _Graph:
    """Arcs with room, all ends numbered in the order in which they came."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._number: dict[_Node, int] = {_FROM: 0, _TO: 1}
        self._arcs: dict[tuple[int, int], int] = {}

    def add(self, tail: _Node, head: _Node, *, room: int) -> None:
        """An arc, or the same again; more room than everybody together needs is cut to that."""
        self._arcs[self._of(tail), self._of(head)] = min(room, self.limit)

    def _of(self, node: _Node) -> int:
        return self._number.setdefault(node, len(self._number))

    def flows(self) -> Iterator[tuple[_Node, _Node, int]]:
        """Arcs that a maximum flow uses, with how much."""
        size = len(self._number)
        ends = np.array(list(self._arcs), dtype=np.int64).reshape(-1, 2)
        rooms = np.array(list(self._arcs.values()), dtype=np.int32)
        matrix = csr_array((rooms, (ends[:, 0], ends[:, 1])), shape=(size, size))
        found = maximum_flow(matrix, 0, 1).flow.tocoo()
        nodes = list(self._number)
        ends_of = zip(found.row.tolist(), found.col.tolist(), strict=True)
        for (tail, head), flow in zip(ends_of, found.data.tolist(), strict=True):
            if flow > 0:
                yield nodes[tail], nodes[head], int(flow)
