"""Positions of a directed graph from left to right: who mostly comes before stands before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Weights = Mapping[tuple[str, str], float]
"""How strongly each edge pulls, by source and target."""

_SWEEPS = 6


def layered(names: Sequence[str], weights: Weights) -> dict[str, tuple[int, float]]:
    """A column (from 0) and a height (0 is the middle of its column) for each name.

    Parameters
    ----------
    names
        All nodes, none twice; ties keep their order.
    weights
        Edges between them, loops left aside. Circles are cut where the least flows back.

    Notes
    -----
    Nothing is left to chance: the same graph gives the same positions. Cost n² for the order of n
    nodes, then a few passes over the edges.

    Examples
    --------
    >>> layered(["b", "a", "c"], {("a", "b"): 2, ("b", "a"): 1, ("a", "c"): 1})
    {'b': (1, -0.5), 'a': (0, 0.0), 'c': (1, 0.5)}
    """
    order = _in_order(names, weights)
    place = {name: number for number, name in enumerate(order)}
    forward = [ends for ends in weights if place.get(ends[0], 0) < place.get(ends[1], 0)]
    column = dict.fromkeys(names, 0)
    for name in order:
        for source, target in forward:
            if source == name:
                column[target] = max(column[target], column[name] + 1)
    height = _heights(column, weights, order=order)
    return {name: (column[name], height[name]) for name in names}


def _in_order(names: Sequence[str], weights: Weights) -> list[str]:
    """Again and again the one into which least comes, for what goes out, from those left."""
    left = list(names)
    found = []
    while left:
        within = set(left)

        def balance(name: str, within: set[str] = within) -> float:
            out = _sum(w for (a, b), w in weights.items() if a == name and b in within and b != a)
            come = _sum(w for (a, b), w in weights.items() if b == name and a in within and b != a)
            return come - out

        first = min(left, key=balance)
        found.append(first)
        left.remove(first)
    return found


def _sum(weights: Iterable[float]) -> float:
    return float(sum(weights))


def _heights(
    column: Mapping[str, int], weights: Weights, *, order: Sequence[str]
) -> dict[str, float]:
    """Heights within each column: drawn towards those on the other end of the edges."""
    members: dict[int, list[str]] = defaultdict(list)
    for name in order:
        members[column[name]].append(name)
    height: dict[str, float] = {}
    for here in members.values():
        height |= _stacked(here)
    for _ in range(_SWEEPS):
        for number in sorted(members):
            pulled = {name: _pull(name, height, weights=weights) for name in members[number]}
            members[number].sort(key=lambda name, pulled=pulled: pulled[name])  # type: ignore[misc]
            height |= _stacked(members[number])
    return height


def _stacked(here: Sequence[str]) -> dict[str, float]:
    return {name: slot - (len(here) - 1) / 2 for slot, name in enumerate(here)}


def _pull(name: str, height: Mapping[str, float], *, weights: Weights) -> float:
    total, weight = height[name], 1.0
    for (source, target), pull in weights.items():
        if name in (source, target) and source != target:
            total += pull * height[target if source == name else source]
            weight += pull
    return total / weight
