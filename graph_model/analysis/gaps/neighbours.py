"""Which areas lie side by side: borders that touch, or, without borders, children of one parent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from graph_model.domain.areas import Area, AreaTree

_DIGITS = 6
_SHARED_POINTS = 2


class Nearness(StrEnum):
    """Why two groups are near one another, nearest first."""

    SAME_AREA = "same_area"
    TOUCHING = "touching"
    SIBLINGS = "siblings"


Pair = tuple[str, str]
"""Two ids, the smaller one first."""


def pair_of(one: str, other: str) -> Pair:
    """Both ids in order."""
    return (one, other) if one <= other else (other, one)


def neighbouring(areas: AreaTree, area_ids: Iterable[str]) -> Mapping[Pair, Nearness]:
    """Pairs among ``area_ids`` that lie side by side.

    Two areas with boundaries are neighbours if these share at least two points (one is a corner);
    where one of them has no boundary, if they have the same parent.

    Notes
    -----
    Boundaries of one source share the points of a common border; those of different sources may
    not. Points are compared to six digits of a degree, about 0.1 m.

    Examples
    --------
    >>> tree = AreaTree([Area(id="s", name="S"), Area(id="x", name="X", parent_id="s"),
    ...                  Area(id="y", name="Y", parent_id="s"), Area(id="z", name="Z")])
    >>> dict(neighbouring(tree, ["x", "y", "z"]))
    {('x', 'y'): <Nearness.SIBLINGS: 'siblings'>}
    """
    known = [areas.by_id[area_id] for area_id in sorted(set(area_ids)) if area_id in areas]
    found = dict.fromkeys(_touching(known), Nearness.TOUCHING)
    by_parent: dict[str, list[Area]] = defaultdict(list)
    for area in known:
        if area.parent_id is not None:
            by_parent[area.parent_id].append(area)
    for siblings in by_parent.values():
        for index, one in enumerate(siblings):
            for other in siblings[index + 1 :]:
                if not (one.boundary and other.boundary):
                    found[one.id, other.id] = Nearness.SIBLINGS
    return found


def _touching(areas: Iterable[Area]) -> list[Pair]:
    owners: dict[tuple[float, float], set[str]] = defaultdict(set)
    for area in areas:
        for polygon in area.boundary:
            for ring in polygon:
                for longitude, latitude in ring:
                    owners[round(longitude, _DIGITS), round(latitude, _DIGITS)].add(area.id)
    shared: dict[Pair, int] = defaultdict(int)
    for ids in owners.values():
        ordered = sorted(ids)
        for index, one in enumerate(ordered):
            for other in ordered[index + 1 :]:
                shared[one, other] += 1
    return sorted(pair for pair, points in shared.items() if points >= _SHARED_POINTS)
