"""A point inside an area, worked out on paper."""

import pytest

from graph_model.domain.areas import Polygon, Position
from graph_model.domain.boundaries import point_inside


def ring(*points: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return (*points, points[0])


@pytest.mark.parametrize(
    ("polygons", "expected"),
    [
        ((), None),
        # A triangle, half way up: from x = 1 to x = 3.
        (((ring((0.0, 0.0), (4.0, 0.0), (2.0, 2.0)),),), Position(latitude=1.0, longitude=2.0)),
        # A square of 4 with a hole from x = 1 to 4: only the strip on the left is left.
        (
            (
                (
                    ring((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)),
                    ring((1.0, 1.0), (3.9, 1.0), (3.9, 3.0), (1.0, 3.0)),
                ),
            ),
            Position(latitude=2.0, longitude=0.5),
        ),
        # A U: its middle lies outside; the left arm is the wider one.
        (
            (
                (
                    ring(
                        (0.0, 0.0),
                        (8.0, 0.0),
                        (8.0, 6.0),
                        (6.0, 6.0),
                        (6.0, 2.0),
                        (3.0, 2.0),
                        (3.0, 6.0),
                        (0.0, 6.0),
                    ),
                ),
            ),
            Position(latitude=3.0, longitude=1.5),
        ),
    ],
)
def test_the_point_lies_inside_the_largest_polygon(
    polygons: tuple[Polygon, ...], expected: Position | None
) -> None:
    assert point_inside(polygons) == expected
