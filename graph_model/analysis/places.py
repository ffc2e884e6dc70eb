"""Areas in time and space: what an old one became, where it counts, how far two are apart."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from graph_model.domain.areas import AreaTree, Position
from graph_model.domain.vocabulary import AreaLevel

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG), for great-circle distances."""


def current_area(areas: AreaTree, area_id: str, *, day: date) -> str:
    """The area that stands for ``area_id`` on a day: itself, or what it was merged into.

    An area that no longer exists is followed to its successor with the largest share (ties by
    id), again and again; one without successors stays what it was.

    Examples
    --------
    >>> from graph_model.domain.areas import Area, Succession
    >>> old = Area(id="a", name="A", valid_to=date(2025, 1, 1),
    ...            successors=(Succession(area_id="b"),))
    >>> current_area(AreaTree([old, Area(id="b", name="B")]), "a", day=date(2026, 1, 1))
    'b'
    """
    seen: set[str] = set()
    current = area_id
    while current not in seen:
        seen.add(current)
        area = areas.by_id.get(current)
        if area is None or area.is_valid_on(day) or not area.successors:
            break
        heir = min(area.successors, key=lambda successor: (-successor.share, successor.area_id))
        current = heir.area_id
    return current


def cell_area(areas: AreaTree, area_id: str, *, level: AreaLevel | None, day: date) -> str | None:
    """The area of a level that an event in ``area_id`` counts for, after mergers.

    ``None`` where no area of that level lies above; without a level the area itself.
    """
    current = current_area(areas, area_id, day=day)
    return current if level is None else areas.at_level(current, level)


def current_shares(areas: AreaTree, area_id: str, *, day: date) -> dict[str, float]:
    """The areas that stand for ``area_id`` on a day, each with the share of it that it took over.

    Like ``current_area``, but a split is followed to all of its successors. Shares add up to 1, or
    to less where the successors account for less.

    Examples
    --------
    >>> from graph_model.domain.areas import Area, Succession
    >>> old = Area(id="a", name="A", valid_to=date(2025, 1, 1), successors=(
    ...     Succession(area_id="b", share=0.75), Succession(area_id="c", share=0.25)))
    >>> tree = AreaTree([old, Area(id="b", name="B"), Area(id="c", name="C")])
    >>> current_shares(tree, "a", day=date(2026, 1, 1))
    {'b': 0.75, 'c': 0.25}
    """
    found: dict[str, float] = {}
    waiting: list[tuple[str, float, tuple[str, ...]]] = [(area_id, 1.0, ())]
    while waiting:
        current, share, way = waiting.pop(0)
        area = areas.by_id.get(current)
        heirs = () if area is None or area.is_valid_on(day) else area.successors
        ahead = [heir for heir in heirs if heir.area_id not in (*way, current)]
        if not ahead:
            found[current] = found.get(current, 0.0) + share
        waiting += [(heir.area_id, share * heir.share, (*way, current)) for heir in ahead]
    return found


def steps_between(areas: AreaTree, one: str, *, other: str) -> int | None:
    """How many steps up and down the tree lead from one area to the other; ``None``: no way.

    Examples
    --------
    >>> from graph_model.domain.areas import Area
    >>> tree = AreaTree([Area(id="s", name="S"), Area(id="x", name="X", parent_id="s"),
    ...                  Area(id="y", name="Y", parent_id="s")])
    >>> steps_between(tree, "x", other="y")
    2
    """
    up = areas.path(one)
    down = areas.path(other)
    for steps, area_id in enumerate(up):
        if area_id in down:
            return steps + down.index(area_id)
    return None


def distance_km(one: Position, other: Position) -> float:
    """Great-circle distance in kilometres.

    References
    ----------
    R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), p. 159.

    Examples
    --------
    >>> dresden = Position(latitude=51.0504, longitude=13.7373)
    >>> chemnitz = Position(latitude=50.8278, longitude=12.9214)
    >>> round(distance_km(dresden, chemnitz))
    62
    """
    lat_one, lat_other = math.radians(one.latitude), math.radians(other.latitude)
    lat_half = (lat_other - lat_one) / 2
    lon_half = math.radians(other.longitude - one.longitude) / 2
    chord = (
        math.sin(lat_half) ** 2 + math.cos(lat_one) * math.cos(lat_other) * math.sin(lon_half) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def distances_km(ones: Sequence[Position], others: Sequence[Position]) -> npt.NDArray[np.float64]:
    """Great-circle distances in kilometres: a row for each of ``ones``, a column for each other.

    The same as ``distance_km``, all at once: the haversine is a quarter of the squared chord.

    Examples
    --------
    >>> dresden = Position(latitude=51.0504, longitude=13.7373)
    >>> chemnitz = Position(latitude=50.8278, longitude=12.9214)
    >>> distances_km([dresden], [chemnitz, dresden]).round().tolist()
    [[62.0, 0.0]]
    """
    start, end = _on_unit_sphere(ones), _on_unit_sphere(others)
    chord = np.zeros((len(ones), len(others)))
    for axis in range(3):
        chord += np.square(start[axis][:, np.newaxis] - end[axis])
    np.sqrt(chord, out=chord)
    np.divide(chord, 2, out=chord)
    np.minimum(chord, 1, out=chord)
    np.arcsin(chord, out=chord)
    return np.multiply(chord, 2 * EARTH_RADIUS_KM, out=chord)


def _on_unit_sphere(positions: Sequence[Position]) -> npt.NDArray[np.float64]:
    """One column for each position: x, y, z."""
    latitude = np.radians([position.latitude for position in positions])
    longitude = np.radians([position.longitude for position in positions])
    flat = np.cos(latitude)
    return np.array([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
