"""Areas on a map, coloured by how much there is in each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, radians, sin

from graph_model.domain.areas import Polygon, Position, Ring
from visual.catalogues import Words
from visual.charts.chart import INK, LINE, Cell, Chart, Column, Json, Link

COLOURS = ("#f7f7f7", "#fdcc8a", "#fc8d59", "#b30000")
"""From nothing to most: OrRd in four classes, the first one neutral. C. Brewer, M. Harrower
(ColorBrewer 2.0) list the scheme as safe for colour-blind readers, in print and on screens."""

_STEPS = ((0, 0), (1, 1), (2, 3), (4, None))
_WHITE_FROM = 4
_CORNERS = 24
_FINEST = 1 / 600
"""Of the width of the map: what is finer is less than two pixels on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area on the map.

    ``count`` is what its colour says, ``says`` what is told when somebody points at it, ``href``
    where it leads; without a boundary a circle stands at its position.
    """

    area_id: str
    name: str
    count: int
    says: str
    href: str
    boundary: tuple[Polygon, ...] = field(default=(), repr=False)
    position: Position | None = None

    @property
    def is_drawable(self) -> bool:
        """Whether anything is known of where it lies."""
        return bool(self.boundary) or self.position is not None


def choropleth(
    places: Sequence[Place], *, texts: Mapping[str, str], language: str, words: Words
) -> Chart | None:
    """The places on a map; ``None`` if of none it is known where it lies.

    Parameters
    ----------
    places
        In the order of the table.
    texts
        ``title``, ``unit`` and ``source`` of the chart, ``column`` as the heading of the counts.
    """
    drawn = [place for place in places if place.is_drawable]
    if not drawn:
        return None
    return Chart(
        title=texts["title"],
        unit=texts["unit"],
        source=texts["source"],
        language=language,
        option=_option(drawn, words=words),
        columns=(Column(name=words["area_short"]), Column(name=texts["column"], digits=0)),
        rows=tuple(_row(place) for place in places),
        maps={"areas": _collection(drawn)},
        height=420,
    )


def _option(drawn: Sequence[Place], *, words: Words) -> dict[str, Json]:
    data: list[Json] = [_datum(place) for place in drawn]
    return {
        "visualMap": {
            "type": "piecewise",
            "orient": "horizontal",
            "left": "center",
            "bottom": 0,
            "itemGap": 14,
            "pieces": [_piece(low, high, words=words) for low, high in _STEPS],
        },
        "series": [
            {
                "type": "map",
                "map": "areas",
                "top": 10,
                "bottom": 40,
                "left": 10,
                "right": 10,
                "preserveAspect": "contain",
                # A degree of longitude is shorter than one of latitude by this factor.
                "aspectScale": round(cos(radians(_middle(drawn))), 3),
                "selectedMode": False,
                "labelLayout": {"hideOverlap": True},
                "label": {"show": True, "color": INK, "fontSize": 12, "lineHeight": 15},
                "itemStyle": {"borderColor": INK, "borderWidth": 0.7, "areaColor": LINE},
                "emphasis": {"itemStyle": {"borderWidth": 2.5}},
                "data": data,
            }
        ],
    }


def _row(place: Place) -> tuple[Cell | Link, ...]:
    return Link(text=place.name, href=place.href), place.count


def _datum(place: Place) -> Json:
    text = {"color": "#ffffff"} if place.count >= _WHITE_FROM else {}
    # Braces would be read as places to fill.
    name = place.name.translate({ord("{"): "(", ord("}"): ")", ord("|"): "/"})
    label = {"formatter": f"{name}\n{place.count}" if place.count else name, **text}
    return {
        "name": place.area_id,
        "value": place.count,
        "says": place.says,
        "href": place.href,
        "label": label,
        "emphasis": {"label": label},
    }


def _piece(low: int, high: int | None, *, words: Words) -> Json:
    colour = COLOURS[_STEPS.index((low, high))]
    if high is None:
        return {"min": low, "color": colour, "label": words["chart_or_more"].format(count=low)}
    text = str(low) if low == high else f"{low}–{high}"
    return {"min": low, "max": high, "color": colour, "label": text}


def _middle(places: Iterable[Place]) -> float:
    heights = [y for place in places for _, y in _points(place)]
    return (min(heights) + max(heights)) / 2


def _points(place: Place) -> Iterator[tuple[float, float]]:
    if not place.boundary and place.position is not None:
        yield place.position.longitude, place.position.latitude
    for polygon in place.boundary:
        yield from polygon[0]


def _collection(places: Sequence[Place]) -> Json:
    """The places as GeoJSON, no finer than a page can show."""
    points = [point for place in places for point in _points(place)]
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    extent = max(wide, high) or 0.1
    features: list[Json] = []
    for place in places:
        polygons = [
            tuple(simplified(ring, tolerance=extent * _FINEST) for ring in polygon)
            for polygon in place.boundary
        ] or [_circle(place.position, radius=extent / 34)]
        features.append(
            {
                "type": "Feature",
                "properties": {"name": place.area_id},
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [
                        [[[round(x, 4), round(y, 4)] for x, y in ring] for ring in polygon]
                        for polygon in polygons
                    ],
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _circle(position: Position | None, *, radius: float) -> Polygon:
    if position is None:
        return ()
    stretch = cos(radians(position.latitude)) or 1.0
    angles = [2 * pi * corner / _CORNERS for corner in range(_CORNERS)]
    ring = [
        (
            position.longitude + radius * cos(angle) / stretch,
            position.latitude + radius * sin(angle),
        )
        for angle in angles
    ]
    return ((*ring, ring[0]),)


def simplified(ring: Ring, *, tolerance: float) -> Ring:
    """A closed line without corners that lie closer than ``tolerance`` to the line without them.

    A ring keeps at least four points, the last the same as the first.

    References
    ----------
    D. Douglas, T. Peucker (1973): Algorithms for the reduction of the number of points required to
    represent a digitized line. Cartographica 10, 112–122.

    Examples
    --------
    >>> simplified(((0, 0), (1, 0.01), (2, 0), (2, 2), (0, 2), (0, 0)), tolerance=0.1)
    ((0, 0), (2, 0), (2, 2), (0, 2), (0, 0))
    """
    if len(ring) <= 4:
        return ring
    # A ring has no ends: it is cut at its first point and at the one furthest from it.
    far = max(range(len(ring)), key=lambda place: _length(ring[0], ring[place]))
    kept = {0, far, len(ring) - 1}
    waiting = [(0, far), (far, len(ring) - 1)]
    while waiting:
        first, last = waiting.pop()
        between = range(first + 1, last)
        if not between:
            continue
        away = [_distance(ring[place], ring[first], end=ring[last]) for place in between]
        furthest = max(away)
        if furthest > tolerance:
            middle = between[away.index(furthest)]
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    found = tuple(ring[place] for place in sorted(kept))
    return found if len(found) >= 4 else ring


Point = tuple[float, float]


def _length(one: Point, other: Point) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _distance(point: Point, start: Point, *, end: Point) -> float:
    """Of a point from the stretch between two others."""
    along = _length(start, end)
    if along == 0:
        return _length(point, start)
    share = (
        (point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])
    ) / along**2
    share = min(1.0, max(0.0, share))
    nearest = (
        start[0] + share * (end[0] - start[0]),
        start[1] + share * (end[1] - start[1]),
    )
    return _length(point, nearest)
