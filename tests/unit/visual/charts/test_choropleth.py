"""The map of areas: colours by count, shapes no finer than can be seen, the same in the table."""

from math import sqrt

import pytest

from graph_model.domain.areas import Position
from service.web.words import words
from visual.charts.chart import Chart, Link
from visual.charts.choropleth import COLOURS, Place, choropleth, simplified

TEXTS = {"title": "Befund", "unit": "Lücken", "source": "aus 5 Fällen", "column": "Lücken"}
SQUARE = (((10.0, 50.0), (11.0, 50.0), (11.0, 51.0), (10.0, 51.0), (10.0, 50.0)),)


def place(area_id: str, count: int, **more: object) -> Place:
    return Place(
        area_id=area_id,
        name=f"Ort {area_id}",
        count=count,
        says=f"{count} hier",
        href=f"/gaps?area={area_id}",
        **more,  # type: ignore[arg-type]
    )


def drawn(*places: Place, language: str = "de") -> Chart:
    chart = choropleth(places, texts=TEXTS, language=language, words=words(language))
    assert chart is not None
    return chart


def test_a_boundary_and_its_count_are_drawn_and_stand_in_the_table() -> None:
    chart = drawn(place("a1", 2, boundary=(SQUARE,)))
    (feature,) = chart.maps["areas"]["features"]  # type: ignore[index,call-overload]
    assert feature["properties"] == {"name": "a1"}
    assert feature["geometry"]["coordinates"] == [[[list(point) for point in SQUARE[0]]]]
    (datum,) = chart.option["series"][0]["data"]  # type: ignore[index,call-overload]
    assert (datum["name"], datum["value"], datum["says"]) == ("a1", 2, "2 hier")
    assert chart.rows == ((Link(text="Ort a1", href="/gaps?area=a1"), 2),)


def test_an_area_without_a_boundary_is_a_circle_around_its_position() -> None:
    chart = drawn(
        place("a1", 0, boundary=(SQUARE,)),
        place("a2", 1, position=Position(latitude=50.0, longitude=12.0)),
    )
    features = chart.maps["areas"]["features"]  # type: ignore[index,call-overload]
    ((ring,),) = features[1]["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    # The map is 2 degrees wide; the radius is a 34th of that, from north to south.
    heights = [y for _, y in ring]
    assert max(heights) - min(heights) == pytest.approx(2 * 2 / 34, abs=2e-4)
    assert sum(heights[:-1]) / len(heights[:-1]) == pytest.approx(50.0, abs=1e-4)


def test_what_lies_nowhere_is_in_the_table_only() -> None:
    chart = drawn(place("a1", 1, boundary=(SQUARE,)), place("a2", 3))
    assert len(chart.rows) == 2
    assert len(chart.maps["areas"]["features"]) == 1  # type: ignore[index,arg-type,call-overload]
    assert choropleth([place("a2", 3)], texts=TEXTS, language="de", words=words("de")) is None


def test_every_count_has_one_colour_and_dark_ones_carry_white_writing() -> None:
    chart = drawn(*(place(f"a{count}", count, boundary=(SQUARE,)) for count in (0, 1, 3, 4, 70)))
    pieces = chart.option["visualMap"]["pieces"]  # type: ignore[index,call-overload]

    def colour(count: int) -> list[str]:
        return [
            piece["color"] for piece in pieces if piece["min"] <= count <= piece.get("max", count)
        ]

    assert [colour(count) for count in (0, 1, 2, 3, 4, 70)] == [
        [COLOURS[0]],
        [COLOURS[1]],
        [COLOURS[2]],
        [COLOURS[2]],
        [COLOURS[3]],
        [COLOURS[3]],
    ]
    assert pieces[-1]["label"] == "4 oder mehr"
    data = chart.option["series"][0]["data"]  # type: ignore[index,call-overload]
    writing = [datum["label"].get("color", "#1c2430") for datum in data]
    for datum, ink in zip(data, writing, strict=True):
        assert contrast(ink, colour(datum["value"])[0]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_name_with_braces_is_written_as_it_is_meant() -> None:
    chart = drawn(
        place("a1", 1, boundary=(SQUARE,)).__class__(
            area_id="a1", name="{b}|x", count=1, says="", href="", boundary=(SQUARE,)
        )
    )
    (datum,) = chart.option["series"][0]["data"]  # type: ignore[index,call-overload]
    assert datum["label"]["formatter"] == "(b)/x\n1"


def test_corners_closer_to_the_line_than_the_tolerance_go() -> None:
    # The corner at (2, 0.1) lies 0.1 from the line beside it, the one at (2, 4.5) lies 0.5 away.
    ring = ((0.0, 0.0), (2.0, 0.1), (4.0, 0.0), (4.0, 4.0), (2.0, 4.5), (0.0, 4.0), (0.0, 0.0))
    assert simplified(ring, tolerance=0.2) == (ring[0], *ring[2:])
    assert simplified(ring, tolerance=0.05) == ring


def test_a_distance_is_taken_to_the_stretch_and_not_beyond_its_ends() -> None:
    # (5, 1) lies sqrt(2) from the end (4, 0), not 1 from the line through it.
    spur = ((0.0, 0.0), (5.0, 1.0), (4.0, 0.0), (4.0, -6.0), (0.0, -6.0), (0.0, 0.0))
    assert spur[1] in simplified(spur, tolerance=sqrt(2) - 0.01)


def test_a_ring_never_falls_below_a_triangle() -> None:
    tiny = ((0.0, 0.0), (1e-6, 0.0), (1e-6, 1e-6), (0.0, 1e-6), (0.0, 0.0))
    assert simplified(tiny, tolerance=1.0) == tiny
