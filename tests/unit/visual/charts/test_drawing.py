"""Charts drawn on the server by the script that the pages draw with."""

import re
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest

from service.bundle import Bundle
from visual.charts.chart import Chart
from visual.charts.drawing import ChartDrawer

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawer() -> ChartDrawer:
    """One V8 for all tests of this file."""
    found = Bundle().drawer
    assert found is not None, "make setup builds the scripts"
    return found


def bars(*values: float, title: str = "Befund", name: str = "Döbeln") -> Chart:
    return Chart(
        title=title,
        unit="Lücken",
        source="aus 3 Fällen",
        language="de",
        option={
            "xAxis": {"type": "category", "data": [name] * len(values)},
            "yAxis": {"type": "value", "axisLabel": {"formatter": "@number"}},
            "series": [{"type": "bar", "data": list(values), "itemStyle": {"color": "#0072b2"}}],
        },
        columns=(),
        rows=(),
    )


def texts(svg: str) -> list[str]:
    """All writing of a drawing; it must be well-formed XML."""
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_a_bar_of_twice_the_value_is_twice_as_high(drawer: ChartDrawer) -> None:
    svg = drawer.svg(bars(2000, 1000), width=400, height=300)
    heights = [
        abs(float(re.search(r"l0 (-?[\d.]+)", path.get("d", ""))[1]))  # type: ignore[index]
        for path in ET.fromstring(svg).iter(f"{SVG}path")  # noqa: S314 - our own
        if path.get("fill") == "#0072b2"
    ]
    assert len(heights) == 2
    assert heights[0] == pytest.approx(2 * heights[1], rel=0.02)


def test_numbers_are_written_the_german_way_and_the_title_is_the_name(drawer: ChartDrawer) -> None:
    svg = drawer.svg(bars(2000, 1000), width=400, height=300)
    assert "1.500" in texts(svg)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert (root.get("role"), root.get("aria-label")) == ("img", "Befund")
    assert root.get("viewBox") == "0 0 400 300"


def test_the_same_chart_is_the_same_text_and_two_share_no_id(drawer: ChartDrawer) -> None:
    line = bars(1, 2)
    line.option["series"][0]["type"] = "line"  # type: ignore[index,call-overload]
    other = bars(3, 4)
    other.option["series"][0]["type"] = "line"  # type: ignore[index,call-overload]
    first, again = (drawer.svg(line, width=400) for _ in range(2))
    assert first == again
    ids = [set(re.findall(r'\bid="([^"]+)"', drawer.svg(one, width=400))) for one in (line, other)]
    assert ids[0]
    assert ids[1]
    assert ids[0].isdisjoint(ids[1])


def test_what_a_name_or_a_title_holds_is_written_and_never_markup(drawer: ChartDrawer) -> None:
    hostile = "</text><script>alert(1)</script>\"&'{a|b}"
    svg = drawer.svg(bars(1, 2, title=hostile, name=hostile), width=900)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.get("aria-label") == hostile
    assert not list(root.iter(f"{SVG}script"))
    assert hostile in texts(svg)


def test_a_drawing_needs_no_inline_style_and_nothing_from_elsewhere(drawer: ChartDrawer) -> None:
    svg = drawer.svg(bars(1, 2), width=400)
    assert not re.search(r"\sstyle=|<style|\shref=|url\((?!#)", svg)


def test_several_threads_may_draw(drawer: ChartDrawer) -> None:
    charts = [bars(number, 1) for number in range(1, 7)]
    alone = [drawer.svg(chart, width=300) for chart in charts]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda chart: drawer.svg(chart, width=300), charts))
    assert together == alone
