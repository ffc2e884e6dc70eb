"""Gould and Fernandez' roles of brokers: who passes on between which groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph_model.analysis.structure.net import Integers, Net

_PATHS_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerRoles:
    """How often a node b stands between a and c: a refers to b, b to c, and a never to c.

    ``coordinator``: all three of one group; ``itinerant``: a and c of one group, b of another;
    ``gatekeeper``: b and c of one group, a of another (b lets in); ``representative``: a and b of
    one group, c of another (b speaks for its own); ``liaison``: three groups. Counts of ordered
    pairs (a, c), a and c different.
    """

    coordinator: int = 0
    itinerant: int = 0
    gatekeeper: int = 0
    representative: int = 0
    liaison: int = 0

    @property
    def total(self) -> int:
        """All of them together."""
        return (
            self.coordinator + self.itinerant + self.gatekeeper + self.representative + self.liaison
        )


def broker_roles(net: Net, groups: Sequence[str]) -> tuple[BrokerRoles, ...]:
    """The roles of each node, in order of the nodes.

    Parameters
    ----------
    net
        The network; how often somebody refers does not matter here.
    groups
        The group of each node.

    References
    ----------
    R. V. Gould, R. M. Fernandez, "Structures of mediation: a formal approach to brokerage in
    transaction networks", Sociological Methodology 19 (1989), 89-126. Same counts as ``brokerage``
    in the R package sna: w_I, w_O, b_OI, b_IO, b_O in the order of the fields.

    Notes
    -----
    Time grows with the number of paths of two edges, memory does not.

    Examples
    --------
    >>> line = Net(ids=("a", "b", "c"), tail=np.array([0, 1]), head=np.array([1, 2]),
    ...            referrals=np.array([1, 1]))
    >>> broker_roles(line, ["care", "care", "money"])[1]
    BrokerRoles(coordinator=0, itinerant=0, gatekeeper=0, representative=1, liaison=0)
    """
    codes = np.unique(np.array(groups, dtype=str), return_inverse=True)[1].astype(np.int64)
    keys = net.keys
    counts = np.zeros((net.size, 5), dtype=np.int64)
    for first, second in _paths(net):
        start, broker, end = net.tail[first], net.head[first], net.head[second]
        key = start * net.size + end
        place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        is_open = (keys[place] != key) & (start != end)
        roles = _roles(codes[start[is_open]], codes[broker[is_open]], end=codes[end[is_open]])
        seen = np.bincount(broker[is_open] * 5 + roles, minlength=5 * net.size)
        counts += seen.reshape(-1, 5)
    return tuple(
        BrokerRoles(
            coordinator=row[0], itinerant=row[1], gatekeeper=row[2], representative=row[3],
            liaison=row[4],
        )
        for row in counts.tolist()
    )  # fmt: skip


def _roles(start: Integers, broker: Integers, *, end: Integers) -> Integers:
    """The role in each path by its number among the fields of ``BrokerRoles``."""
    cases: list[npt.NDArray[np.bool_]] = [
        (start == broker) & (broker == end),
        start == end,
        broker == end,
        start == broker,
    ]
    return np.select(cases, [0, 1, 2, 3], default=4)


def _paths(net: Net) -> Iterator[tuple[Integers, Integers]]:
    """All pairs of edges of which the second begins where the first ends, in portions."""
    if not len(net.tail):
        return
    begins = np.searchsorted(net.tail, np.arange(net.size + 1))
    follow = np.diff(begins)[net.head]
    so_far = np.cumsum(follow)
    portion = so_far // _PATHS_AT_ONCE
    for cut in np.split(np.arange(len(net.tail)), np.flatnonzero(np.diff(portion)) + 1):
        counted = follow[cut]
        first = np.repeat(cut, counted)
        offset = np.arange(len(first)) - np.repeat(np.cumsum(counted) - counted, counted)
        yield first, begins[net.head[first]] + offset
