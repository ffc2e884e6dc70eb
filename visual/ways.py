"""The shortest way between two participants of a map, for whoever reads it without the drawing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Referrals that went from one participant to another, at least 1."""

    source: str
    target: str
    referrals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The steps of a way in their order; ``is_along`` if all follow the referrals."""

    steps: tuple[Walk, ...]
    is_along: bool


def shortest_way(walks: Iterable[Walk], start: str, *, end: str) -> Way | None:
    """The way with the fewest steps, of several such the one on which most is referred.

    Parameters
    ----------
    walks
        Flows, each pair of ends once.
    start, end
        Ids of two different participants.

    Returns
    -------
    Of ways with equally many steps the one whose sum of 1 / referrals is smallest; ties by the
    order of the flows. It follows the referrals; where none does, it goes along flows whichever way
    they run. ``None`` if the two are not connected.

    Notes
    -----
    The page's script does the same (``static/ways.js``), with the flows that its filters leave.

    Examples
    --------
    >>> first = Walk(source="a", target="b", referrals=3)
    >>> walks = [first, Walk(source="b", target="c", referrals=1)]
    >>> [step.target for step in shortest_way(walks, "a", end="c").steps]
    ['b', 'c']
    """
    along: dict[str, list[tuple[Walk, str, int]]] = {}
    either: dict[str, list[tuple[Walk, str, int]]] = {}
    for number, walk in enumerate(walks):
        along.setdefault(walk.source, []).append((walk, walk.target, number))
        either.setdefault(walk.source, []).append((walk, walk.target, number))
        either.setdefault(walk.target, []).append((walk, walk.source, number))
    for neighbours in (along, either):
        steps = _search(neighbours, start, end=end)
        if steps is not None:
            return Way(steps=steps, is_along=neighbours is along)
    return None


@dataclass(frozen=True, slots=True)
class _Reached:
    length: float
    number: int
    step: Walk | None
    before: str


def _search(
    neighbours: Mapping[str, list[tuple[Walk, str, int]]], start: str, *, end: str
) -> tuple[Walk, ...] | None:
    best = {start: _Reached(0.0, -1, None, "")}
    front = [start]
    while front and end not in best:
        reached: dict[str, _Reached] = {}
        for here in front:
            for walk, there, number in neighbours.get(here, ()):
                found = _Reached(best[here].length + 1 / walk.referrals, number, walk, here)
                known = reached.get(there)
                if there not in best and (known is None or _order(found) < _order(known)):
                    reached[there] = found
        best |= reached
        front = list(reached)
    if end not in best:
        return None
    steps = []
    last = best[end]
    while last.step is not None:
        steps.append(last.step)
        last = best[last.before]
    return tuple(reversed(steps))


def _order(found: _Reached) -> tuple[float, int]:
    return found.length, found.number
