"""Sankey by step and process map: what is drawn where, worked out by hand."""

from typing import Any

import pytest

from graph_model.analysis.variants import (
    Activity,
    DirectlyFollows,
    ProcessMap,
    TraceLevel,
    Variant,
    Variants,
)
from graph_model.snapshot.scope import Scope
from service.words import words
from visual.charts.chart import Chart
from visual.charts.layers import layered
from visual.charts.process_map import process_chart
from visual.charts.sankey import sankey

WAYS = (
    Variant(trace=("a", "b", "a"), chains=4, share=0.1),
    Variant(trace=("a",), chains=3, share=0.1),
    Variant(trace=("b", "a"), chains=2, share=0.1),
)


def _ways(*ways: Variant, at_least: bool = False) -> Variants:
    return Variants(
        scope=Scope(),
        level=TraceLevel.KIND,
        chains=None,
        referrals=None,
        variants=ways,
        counts_are_at_least=at_least,
    )


def _sankey(*ways: Variant, at_least: bool = False) -> Chart:
    found = _ways(*ways, at_least=at_least)
    return sankey(found, name_of=str.upper, words=words("de"), source="9 Hilfeketten")


def _series(chart: Chart) -> Any:
    (series,) = chart.option["series"]  # type: ignore[misc, union-attr, index]
    return series


def test_a_circle_goes_on_to_the_right_and_never_back() -> None:
    series = _series(_sankey(*WAYS))
    nodes = {(node["depth"], node["called"]): node["value"] for node in series["data"]}
    assert nodes == {(0, "A 7"): 7, (0, "B 2"): 2, (1, "A 2"): 2, (1, "B 4"): 4, (2, "A 4"): 4}
    links = {(one["source"], one["target"]): one["value"] for one in series["links"]}
    assert links == {("1 a", "2 b"): 4, ("1 b", "2 a"): 2, ("2 b", "3 a"): 4}


def test_the_table_tells_each_passage_of_each_step_with_its_beginning() -> None:
    chart = _sankey(*WAYS)
    assert [column.name for column in chart.columns] == ["Schritt", "von", "an", "Hilfeketten"]
    assert chart.rows == (
        (1, "(Beginn)", "A", 7),
        (1, "(Beginn)", "B", 2),
        (2, "A", "B", 4),
        (2, "B", "A", 2),
        (3, "B", "A", 4),
    )
    assert (chart.title, chart.source) == (
        "Wege der Hilfeketten, Schritt für Schritt",
        "9 Hilfeketten",
    )


def test_beyond_twelve_in_a_step_the_rarest_are_one_and_nobody_is_lost() -> None:
    ways = [Variant(trace=(f"p{n:02}", "end"), chains=20 - n, share=0.1) for n in range(15)]
    series = _series(_sankey(*ways))
    first = {node["called"]: node["value"] for node in series["data"] if node["depth"] == 0}
    # Eleven stay; of the four others 9, 8, 7 and 6 chains come together.
    assert len(first) == 12
    assert first["Übrige 30"] == 30
    assert sum(first.values()) == sum(way.chains for way in ways) == 195
    into_end = [one["value"] for one in series["links"] if one["target"] == "2 end"]
    assert sum(into_end) == 195


def test_a_very_long_way_is_drawn_up_to_its_sixth_step_and_told_to_its_end() -> None:
    chart = _sankey(Variant(trace=tuple("abababab"), chains=5, share=0.1))
    assert max(node["depth"] for node in _series(chart)["data"]) == 5
    assert chart.rows[-1] == (8, "A", "B", 5)


def test_where_every_chain_has_one_step_bars_stand_below_one_another() -> None:
    """A Sankey of a single column has no width to be laid out in."""
    one_step = (
        Variant(trace=("a",), chains=3, share=0.1),
        Variant(trace=("b",), chains=2, share=0.1),
    )
    series = _series(_sankey(*one_step))
    assert series["type"] == "bar"
    assert [(one["called"], one["value"]) for one in series["data"]] == [("A 3", 3), ("B 2", 2)]


def test_no_way_at_all_is_an_empty_chart() -> None:
    assert _series(_sankey())["data"] == []
    assert _sankey().rows == ()


def test_who_comes_first_stands_left_and_circles_are_cut_where_least_flows() -> None:
    """K → p 10, p → o 6, o → p 2: the 2 go back, so k is left, p in the middle, o right."""
    found = layered(["k", "p", "o"], {("k", "p"): 10, ("p", "o"): 6, ("o", "p"): 2})
    assert {name: column for name, (column, _) in found.items()} == {"k": 0, "p": 1, "o": 2}


def test_those_of_one_column_stand_below_one_another_around_the_middle() -> None:
    found = layered(["k", "b", "p"], {("k", "p"): 3, ("b", "p"): 1})
    assert found["p"] == (1, 0.0)
    assert sorted(found[name] for name in ("k", "b")) == [(0, -0.5), (0, 0.5)]


def _map(*, at_least: bool = False) -> ProcessMap:
    return ProcessMap(
        scope=Scope(),
        level=TraceLevel.KIND,
        counts_are_at_least=at_least,
        chains=None,
        referrals=30,
        activities=(
            Activity(id="k", kind="kuemmerer", label="k", referrals=10, starts=10, ends=None),
            Activity(id="p", kind="partner", label="p", referrals=None, starts=None, ends=None),
        ),
        edges=(
            DirectlyFollows(source="k", target="p", count=9, median_days=1.0, p90_days=4.0),
            DirectlyFollows(source="p", target="k", count=1, median_days=2.55, p90_days=9.0),
            DirectlyFollows(source="p", target="p", count=4, median_days=7.0, p90_days=20.0),
        ),
    )


def _process(*, at_least: bool = False) -> Chart:
    found = _map(at_least=at_least)
    return process_chart(found, name_of=str.upper, words=words("de"), source="14 Übergänge")


def test_boxes_tell_what_is_known_of_them_and_nothing_of_what_is_hidden() -> None:
    boxes = {one["name"]: one for one in _series(_process())["data"]}
    assert boxes["k"]["called"].split("\n") == ["K", "10 Vermittlungen", "10-mal der Anfang"]
    assert boxes["p"]["called"].split("\n") == ["P", "4-mal erneut"]
    assert boxes["k"]["value"] == [0, 0.0]
    assert boxes["p"]["value"] == [1, 0.0]


def test_lines_tell_how_often_and_how_soon_and_are_wider_for_more() -> None:
    """The widest is 9; of 9 and 1 the roots are as 3 to 1, so the other is 1 + 8 ÷ 3 = 3.67."""
    lines = {(one["source"], one["target"]): one for one in _series(_process())["links"]}
    assert set(lines) == {("k", "p"), ("p", "k")}
    assert lines["k", "p"]["called"] == "9 · 1 Tag"
    assert lines["p", "k"]["called"] == "1 · 2,5 Tage"
    assert [lines[ends]["lineStyle"]["width"] for ends in (("k", "p"), ("p", "k"))] == [9.0, 3.67]


def test_the_table_of_the_map_has_the_most_frequent_first() -> None:
    assert _process().rows == (
        ("K", "P", 9, 1.0, 4.0),
        ("P", "P", 4, 7.0, 20.0),
        ("P", "K", 1, 2.55, 9.0),
    )


@pytest.mark.parametrize("name", ['<img src=x onerror="x">', "{b} {c}", "@number", "a" * 400])
def test_a_hostile_name_is_only_ever_text(name: str) -> None:
    for chart in (
        sankey(_ways(*WAYS), name_of=lambda _: name, words=words("en"), source=""),
        process_chart(_map(), name_of=lambda _: name, words=words("en"), source=""),
    ):
        series = _series(chart)
        assert series["label"]["formatter"] == "@called"
        assert all(name in one["called"] for one in series["data"])


def _said(chart: Chart) -> list[str]:
    series = _series(chart)
    return [one["says"].split("\n")[-1] for one in (*series["data"], *series["links"])]


def test_every_lower_bound_is_called_one_in_unit_table_and_each_mark() -> None:
    ways, process = _sankey(*WAYS, at_least=True), _process(at_least=True)
    assert ways.unit.startswith("Hilfeketten, mindestens; ")
    assert process.unit.startswith("Vermittlungen, mindestens, ")
    assert ways.columns[-1].name == "Hilfeketten, mindestens"
    assert process.columns[2].name == "wie oft mindestens"
    assert set(_said(ways) + _said(process)) == {"Mindestzahlen"}


def test_exact_counts_are_not_called_bounds() -> None:
    for chart in (_sankey(*WAYS), _process()):
        assert "ndest" not in chart.unit + "".join(column.name for column in chart.columns)
        assert "Mindestzahlen" not in _said(chart)
