"""Boundaries of areas: a point inside, for distances."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph_model.domain.areas import Polygon, Position, Ring


def point_inside(polygons: Sequence[Polygon]) -> Position | None:
    """A point within the largest polygon: the middle of its widest stretch at half its height.

    ``None`` if there are no polygons, or the largest is flat.

    Examples
    --------
    >>> square = ((0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0), (0.0, 0.0))
    >>> point_inside([(square,)])
    Position(latitude=1.0, longitude=2.0)
    """
    if not polygons:
        return None
    largest = max(polygons, key=lambda polygon: abs(_doubled_area(polygon[0])))
    heights = sorted({y for _, y in largest[0]})
    middle = (heights[0] + heights[-1]) / 2
    if middle in heights and len(heights) > 1:
        # A line through a corner would count it twice: go between the two next heights.
        index = heights.index(middle)
        middle = (heights[index - 1] + heights[index]) / 2
    stretches = list(_stretches(largest, middle))
    if not stretches:
        return None
    west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return Position(latitude=middle, longitude=(west + east) / 2)


def _doubled_area(ring: Ring) -> float:
    return math.fsum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))


def _stretches(polygon: Polygon, height: float) -> Iterator[tuple[float, float]]:
    """Where a horizontal line runs within a polygon, holes left out."""
    crossings = sorted(
        ax + (height - ay) * (bx - ax) / (by - ay)
        for ring in polygon
        for (ax, ay), (bx, by) in pairwise(ring)
        if (ay > height) != (by > height)
    )
    yield from zip(crossings[::2], crossings[1::2], strict=False)
