"""Betweenness that goes on from that of an earlier net when actors refer more often to one another.

A referral more makes one edge shorter. From most actors that changes no shortest way, from others
only its length; only where the ways themselves change is there anything to add up anew.
"""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from graph_model.analysis.structure.centrality import is_settled, rounded, unrounded
from graph_model.analysis.structure.net import Floats, Integers, Net

MOST_NODES = 4_000
"""Larger nets are worked out anew: all distances of this one take 128 MB."""

_EDGES_AT_MOST = 32
_SOURCES_AT_MOST = 500
_NUMBERS_AT_ONCE = 1 << 20
_EPS = float(np.finfo(np.float64).eps)

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ways:
    """The shortest ways of a net: how long they are, and which share runs through each node.

    ``distance[t, s]`` is how far it is from s to t, infinite without a way; ``None`` for a net of
    more than ``MOST_NODES``. ``shares`` are the betweenness before it is rounded, off by at most
    ``doubt`` beyond the order in which they were added up.
    """

    net: Net
    distance: Floats | None
    shares: Floats
    doubt: Floats

    @classmethod
    def of(cls, net: Net) -> "Ways":
        """Work all ways out; nodes times edges."""
        return cls(
            net=net,
            distance=_distances(net) if 3 <= net.size <= MOST_NODES else None,
            shares=unrounded(net),
            doubt=np.zeros(net.size),
        )

    @property
    def betweenness(self) -> Floats:
        """As ``centrality.betweenness`` gives it, to the bit."""
        return rounded(self.shares)

    def after(self, net: Net) -> "Ways":
        """The ways of a later net.

        All are worked out anew where actors came or went, where a pair refers less often than
        before or much changed at once, and where rounding would decide.

        Notes
        -----
        Lengths are added up from the start of a way, as everywhere, so distances are the same to
        the bit and with them which ways are shortest. What is taken off and added to the shares is
        rounded otherwise than if it were added up anew; ``doubt`` bounds that. The method is that
        of affected sources, after M. Nasre, M. Pontecorvi, V. Ramachandran, "Betweenness
        centrality: incremental and faster", MFCS 2014, LNCS 8635, 577-588.
        """
        changed = _shortened(self.net, net)
        if self.distance is None or changed is None:
            return Ways.of(net)
        if not len(changed):
            return Ways(net=net, distance=self.distance, shares=self.shares, doubt=self.doubt)
        distance, nearer = _relaxed(self.distance, net, changed=changed)
        sources = _rerouted(
            (self.net, self.distance), (net, distance), changed=changed, nearer=nearer
        )
        if len(sources) > _SOURCES_AT_MOST:
            return Ways.of(net)
        pairs = (net.size - 1) * (net.size - 2)
        gone = _through(self.net, self.distance[:, sources], sources=sources) / pairs
        come = _through(net, distance[:, sources], sources=sources) / pairs
        shares = np.maximum(self.shares - gone + come, 0.0)
        doubt = self.doubt + _EPS * (2 * net.size * (gone + come) + 4 * (self.shares + come))
        if not is_settled(shares, doubt):
            return Ways.of(net)
        return Ways(net=net, distance=distance, shares=shares, doubt=doubt)


def _distances(net: Net) -> Floats:
    lengths = csr_array((net.distance, (net.tail, net.head)), shape=(net.size, net.size))
    return np.ascontiguousarray(dijkstra(lengths).T)


def _shortened(before: Net, after: Net) -> Integers | None:
    """Places in ``after`` of the edges that are new or shorter; ``None`` if there is more to it."""
    if before.ids != after.ids:
        return None
    place = np.searchsorted(after.keys, before.keys)
    if len(after.keys) < len(before.keys) or not np.array_equal(
        after.keys[np.minimum(place, len(after.keys) - 1)], before.keys
    ):
        return None
    more = after.referrals.copy()
    more[place] -= before.referrals
    if (more < 0).any():
        return None
    changed: Integers = np.flatnonzero(more)
    return changed if len(changed) <= _EDGES_AT_MOST else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Nearer:
    """What has come nearer: from these ``sources``, some of the nodes ``touched``."""

    sources: Integers
    touched: Marks


def _relaxed(before: Floats, net: Net, *, changed: Integers) -> tuple[Floats, _Nearer]:
    """Distances with some edges shorter, and what has come nearer."""
    lengths = net.distance
    improved = np.zeros(net.size, dtype=np.bool_)
    for edge in changed.tolist():
        improved |= before[net.tail[edge]] + lengths[edge] < before[net.head[edge]]
    sources = np.flatnonzero(improved)
    near = before[:, sources]
    touched = np.zeros(net.size, dtype=np.bool_)
    begins = np.searchsorted(net.tail, np.arange(net.size + 1)).tolist()
    head, length = net.head.tolist(), lengths.tolist()
    # Every node from which a changed edge leads is looked at once; then whoever has come nearer.
    waiting = deque(dict.fromkeys(net.tail[changed].tolist()) if len(sources) else ())
    is_waiting = np.zeros(net.size, dtype=np.bool_)
    is_waiting[list(waiting)] = True
    while waiting:
        node = waiting.popleft()
        is_waiting[node] = False
        for edge in range(begins[node], begins[node + 1]):
            other = head[edge]
            reached = near[node] + length[edge]
            if (reached < near[other]).any():
                np.minimum(reached, near[other], out=near[other])
                touched[other] = True
                if not is_waiting[other]:
                    is_waiting[other] = True
                    waiting.append(other)
    distance = before.copy()
    distance[:, sources] = near
    return distance, _Nearer(sources=sources, touched=touched)


def _rerouted(
    before: tuple[Net, Floats], after: tuple[Net, Floats], *, changed: Integers, nearer: _Nearer
) -> Integers:
    """Sources from which other edges than before lie on shortest ways.

    From a source from which nothing has come nearer, only the changed edges themselves can.
    """
    (old, old_distance), (net, distance) = before, after
    lengths, lengths_before = net.distance, np.full(len(net.tail), np.inf)
    lengths_before[np.searchsorted(net.keys, old.keys)] = old.distance

    def differ(edges: Integers, one: Floats, *, other: Floats) -> Marks:
        was = _are_shortest(net, edges, lengths=lengths_before, distance=one)
        found: Marks = (was != _are_shortest(net, edges, lengths=lengths, distance=other)).any(
            axis=0
        )
        return found

    found = differ(changed, old_distance, other=distance)
    sources = nearer.sources
    if len(sources):
        near_before, near = old_distance[:, sources], distance[:, sources]
        looked_at = np.flatnonzero(nearer.touched[net.tail] | nearer.touched[net.head])
        at_once = max(1, _NUMBERS_AT_ONCE // len(sources))
        for begin in range(0, len(looked_at), at_once):
            edges = looked_at[begin : begin + at_once]
            found[sources] |= differ(edges, near_before, other=near)
    return np.flatnonzero(found)


def _are_shortest(net: Net, edges: Integers, *, lengths: Floats, distance: Floats) -> Marks:
    """Whether edges lie on shortest ways: a row for each, a column for each source."""
    reached = distance[net.head[edges]]
    on_way: Marks = distance[net.tail[edges]] + lengths[edges, np.newaxis] == reached
    return on_way & np.isfinite(reached)


def _through(net: Net, distance: Floats, *, sources: Integers) -> Floats:
    """How much of the shortest ways from some sources leads through each node, added up.

    ``distance`` has a row for each node, a column for each source. The accumulation of U. Brandes
    (2001), for all sources at once: node by node in order of the distance.
    """
    wide = len(sources)
    if not wide:
        return np.zeros(net.size)
    on_way = distance[net.tail] + net.distance[:, np.newaxis] == distance[net.head]
    edge, column = np.nonzero(on_way & np.isfinite(distance[net.head]))
    rank = np.empty(distance.shape, dtype=np.int64)
    order = np.argsort(distance, axis=0, kind="stable")
    np.put_along_axis(rank, order, np.arange(net.size)[:, np.newaxis], axis=0)
    reached = rank[net.head[edge], column]
    by_rank = np.argsort(reached, kind="stable")
    tail = (net.tail[edge] * wide + column)[by_rank]
    head = (net.head[edge] * wide + column)[by_rank]
    cuts = np.searchsorted(reached[by_rank], np.arange(net.size + 1)).tolist()
    spans = [slice(*cut) for cut in pairwise(cuts) if cut[0] < cut[1]]
    ways = np.zeros(net.size * wide)
    ways[sources * wide + np.arange(wide)] = 1.0
    for span in spans:
        np.add.at(ways, head[span], ways[tail[span]])
    rests = np.zeros(net.size * wide)
    for span in reversed(spans):
        ahead, behind = head[span], tail[span]
        # At one rank there is one node for each source, so no place comes twice.
        rests[behind] += ways[behind] / ways[ahead] * (1.0 + rests[ahead])
    rests[sources * wide + np.arange(wide)] = 0.0
    total: Floats = rests.reshape(net.size, wide).sum(axis=1)
    return total
