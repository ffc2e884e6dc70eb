"""Boundaries in GeoJSON: checked and bounded."""

from collections.abc import Sequence

from graph_model.domain.areas import Polygon, Ring

MOST_VERTICES = 200_000
"""Points that the boundary of one area may have."""

_GERMANY = ((5.0, 16.0), (47.0, 56.0))
"""Longitudes and latitudes between which Germany lies."""


class Fault(Exception):  # noqa: N818 - does not leave the importer
    """Why a geometry cannot be taken: a code of ``ROW_SENTENCES`` and the two sentences."""

    def __init__(self, code: str, *, german: str = "", english: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.german = german
        self.english = english


def read_geometry(geometry: object) -> tuple[Polygon, ...]:
    """Polygons of a GeoJSON ``Polygon`` or ``MultiPolygon``; none for ``null``.

    Raises
    ------
    Fault
        If it is another type, a coordinate is no finite number in range, a ring is open or too
        short, the boundary has too many points, or longitude and latitude are swapped.
    """
    if geometry is None:
        return ()
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise Fault(
            "geometry",
            german="nur Polygon oder MultiPolygon",
            english="only Polygon or MultiPolygon",
        )
    polygons = tuple(tuple(map(_ring, _list(rings))) for rings in _list(coordinates))
    if any(not polygon for polygon in polygons) or not polygons:
        raise Fault("geometry", german="sie ist leer", english="it is empty")
    if sum(len(ring) for polygon in polygons for ring in polygon) > MOST_VERTICES:
        raise Fault(
            "geometry",
            german=f"mehr als {MOST_VERTICES} Punkte",
            english=f"more than {MOST_VERTICES} points",
        )
    _check_places([point for polygon in polygons for point in polygon[0]])
    return polygons


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > MOST_VERTICES:
        raise Fault("geometry", german="eine Liste wird erwartet", english="a list is expected")
    return value


def _ring(value: object) -> Ring:
    ring = tuple(map(_point, _list(value)))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise Fault(
            "geometry",
            german="jeder Ring braucht mindestens vier Punkte und endet, wo er beginnt",
            english="each ring needs at least four points and ends where it begins",
        )
    return ring


def _point(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or not 2 <= len(value) <= 4:
        raise Fault(
            "geometry", german="ein Punkt ist [Länge, Breite]", english="a point is [lon, lat]"
        )
    x, y = value[0], value[1]
    for number in (x, y):
        if not isinstance(number, int | float) or isinstance(number, bool):
            raise Fault(
                "geometry", german="Koordinaten sind Zahlen", english="coordinates are numbers"
            )
    # Compared before conversion: an integer can be too large for a float.
    if not (-1e9 < x < 1e9 and -1e9 < y < 1e9):
        raise Fault("geometry", german="Koordinaten sind endlich", english="coordinates are finite")
    return float(x), float(y)


def _check_places(points: Sequence[tuple[float, float]]) -> None:
    if all(_lies_in_germany(y, x) for x, y in points):
        raise Fault("coordinates_swapped")
    if any(abs(x) > 180 or abs(y) > 90 for x, y in points):
        if all(abs(x) <= 90 and abs(y) <= 180 for x, y in points):
            raise Fault("coordinates_swapped")
        raise Fault(
            "geometry",
            german="die Koordinaten sind keine Grade; bitte als WGS 84 (EPSG:4326) ausgeben",
            english="the coordinates are no degrees; please export as WGS 84 (EPSG:4326)",
        )


def _lies_in_germany(x: float, y: float) -> bool:
    (west, east), (south, north) = _GERMANY
    return west <= x <= east and south <= y <= north
