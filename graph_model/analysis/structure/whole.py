"""Measures of the network as a whole: how dense, how mutual, how much it leans on few."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.analysis.statistics.shares import Share, share_of
from graph_model.analysis.structure.net import Floats, Integers, Net


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The network in figures; shares from 0 to 1, ``None`` where there is nothing to measure.

    ``pairs`` counts pairs of sender and recipient. ``density`` is the share of all possible pairs
    that refer, ``reciprocity`` the share of referring pairs that refer the other way too.
    Centralisation is 0 if all are alike and 1 for a star; ``in_``: being referred to by many,
    ``out``: referring to many, ``between``: lying on the shortest ways. ``across_cooperatives``
    looks at pairs whose two sides both belong to a cooperative.
    """

    actors: int
    pairs: int
    referrals: int
    density: float | None
    reciprocity: float | None
    in_centralisation: float | None
    out_centralisation: float | None
    between_centralisation: float | None
    across_cooperatives: Share | None


def whole(net: Net, shares: Floats, *, houses: Sequence[str | None]) -> Whole:
    """The figures of a network.

    Parameters
    ----------
    net
        The network.
    shares
        The betweenness of each node, from 0 to 1.
    houses
        The cooperative that each node is or belongs to, ``None`` for none.

    References
    ----------
    S. Wasserman, K. Faust, "Social Network Analysis", Cambridge University Press 1994, ch. 4 and
    13; L. C. Freeman, "Centrality in social networks: conceptual clarification", Social Networks 1
    (1978/79), 215-239, in the directed form of ``centralization`` in the R package sna.

    Examples
    --------
    >>> line = Net(ids=("a", "b", "c"), tail=np.array([0, 1]), head=np.array([1, 2]),
    ...            referrals=np.array([1, 1]))
    >>> found = whole(line, np.array([0.0, 0.5, 0.0]), houses=["g1", "g1", "g2"])
    >>> found.density, found.reciprocity, found.between_centralisation
    (0.3333333333333333, 0.0, 0.5)
    """
    size, pairs = net.size, len(net.tail)
    keys = net.keys
    mutual = int(np.isin(net.head * size + net.tail, keys, assume_unique=True).sum())
    return Whole(
        actors=size,
        pairs=pairs,
        referrals=int(net.referrals.sum()),
        density=pairs / (size * (size - 1)) if size > 1 else None,
        reciprocity=mutual / pairs if pairs else None,
        in_centralisation=_of_degrees(net.sums(net.head)),
        out_centralisation=_of_degrees(net.sums(net.tail)),
        between_centralisation=_of_shares(shares),
        across_cooperatives=_across(net, houses),
    )


def _of_degrees(degrees: Integers) -> float | None:
    size = len(degrees)
    if size < 2:
        return None
    return int((degrees.max() - degrees).sum()) / (size - 1) ** 2


def _of_shares(shares: Floats) -> float | None:
    if len(shares) < 3:
        return None
    # Multiples of one step add up exactly, in whatever order.
    return float((shares.max() - shares).sum()) / (len(shares) - 1)


def _across(net: Net, houses: Sequence[str | None]) -> Share | None:
    pairs = [
        houses[sender] != houses[recipient]
        for sender, recipient in zip(net.tail.tolist(), net.head.tolist(), strict=True)
        if houses[sender] is not None and houses[recipient] is not None
    ]
    return share_of(sum(pairs), len(pairs))
