"""Bars with intervals and the funnel plot: what is drawn where, worked out by hand."""

from typing import Any

import pytest

from graph_model.analysis.indicators.figures import Figure
from graph_model.analysis.indicators.funnel import Funnel, FunnelPoint, Limits, Position
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.sentences import Sentence
from graph_model.snapshot.scope import Scope
from service.words import words
from tests import builders as make
from visual.charts.chart import Chart
from visual.charts.funnel_plot import funnel_plot
from visual.charts.intervals import Bar, Scale, interval_bars


def _bar(name: str, group: str, value: float | None, **more: Any) -> Bar:
    span = (None, None) if value is None else (value - 0.1, value + 0.1)
    return Bar(
        name=name,
        group=group,
        period="2025",
        value=value,
        low=span[0],
        high=span[1],
        said="–" if value is None else f"{value}",
        interval="–",
        rests_on="5 von 9",
        **more,
    )


def _bars(*bars: Bar) -> Chart:
    scale = Scale(unit="Anteil", highest=1, numbers="@percent")
    return interval_bars("Anteile", bars, scale=scale, words=words("de"), source="9 Ketten")


def test_bars_of_one_group_stand_together_and_groups_apart() -> None:
    chart = _bars(
        _bar("Hilfe", "Hilfe", 0.5),
        _bar("davor", "Hilfe", 0.4, is_other=True),
        _bar("Antwort", "Antwort", 0.9),
    )
    assert chart.option["yAxis"]["data"] == ["Hilfe", "davor", "", "Antwort"]  # type: ignore[call-overload, index]
    solid, *spans = chart.option["series"]  # type: ignore[misc]
    assert [one["value"] for one in solid["data"]] == [[0.5, 0], [0.4, 1], [0.9, 3]]  # type: ignore[call-overload, index, union-attr]
    ends = [[round(end["value"][0], 2) for end in one["data"]] for one in spans]  # type: ignore[call-overload, index, union-attr]
    assert ends == [[0.4, 0.6], [0.3, 0.5], [0.8, 1.0]]


def test_where_nothing_is_told_there_is_a_row_that_says_so_and_no_bar() -> None:
    solid, *spans = _bars(_bar("Hilfe", "Hilfe", None)).option["series"]  # type: ignore[misc]
    assert [(one["value"], one["called"]) for one in solid["data"]] == [([0, 0], "–")]  # type: ignore[call-overload, index, union-attr]
    assert spans == []


def test_an_axis_ends_somewhere_even_if_nothing_on_it_is_told() -> None:
    scale = Scale(unit="Tage")
    axes = [
        interval_bars("Tage", [bar], scale=scale, words=words("de"), source="").option["xAxis"]
        for bar in (_bar("Q1", "Tage", None), _bar("Q1", "Tage", 8.0))
    ]
    assert [axis.get("max") for axis in axes] == [1, None]  # type: ignore[union-attr]


def test_the_table_says_what_each_figure_rests_on() -> None:
    chart = _bars(_bar("Hilfe", "Hilfe bekommen", 0.5))
    assert chart.rows == (("Hilfe bekommen", "2025", "0.5", "–", "5 von 9"),)


def _share(value: float, of: int) -> Figure:
    return Figure(value=value, low=0.0, high=1.0, numerator=round(value * of), denominator=of)


def _funnel(*, at_least: bool = False) -> Funnel:
    """Half of all; of 6 cases none or all are beyond 95 % (each has a chance of 1/64 < 2.5 %)."""
    limits = Limits(low_95=0.1, high_95=0.9, low_998=0.0, high_998=1.0)
    point = FunnelPoint(
        cooperative_id="g1",
        cooperative_name="Am Hang <b>",
        figure=_share(0.5, 6),
        limits=limits,
        position=Position.BEYOND_95,
        sentence=Sentence(de="Am Hang: 50 %.", en="Am Hang: 50%."),
    )
    text = Sentence(de="Früh erkannt", en="Detected early")
    return Funnel(
        scope=Scope(),
        until=make.at("2026-01-01"),
        rules=IndicatorRules(),
        code=IndicatorCode.EARLY_DETECTION,
        name=text,
        numerator=text,
        denominator=text,
        target=_share(0.5, 40),
        points=(point,),
        without_cases=(),
        counts_are_at_least=at_least,
    )


def test_the_limits_of_the_funnel_narrow_around_the_share_of_all() -> None:
    chart = funnel_plot(_funnel(), words=words("de"), source="alle zusammen 50 %")
    *limits, middle, points = chart.option["series"]  # type: ignore[misc]
    shares = [[end["value"][1] for end in line["data"]] for line in limits]  # type: ignore[call-overload, index, union-attr]
    low_998, low_95, high_95, high_998 = shares
    at_six = [line[5] for line in shares]
    assert at_six == sorted(at_six)
    # The share is one half, so above and below it is the same.
    assert [round(1 - one, 3) for one in low_95] == [round(one, 3) for one in high_95]
    assert [round(1 - one, 3) for one in low_998] == [round(one, 3) for one in high_998]
    assert low_95[0] <= low_95[-1] < 0.5 < high_95[-1] <= high_95[0]
    assert {end["value"][1] for end in middle["data"]} == {0.5}  # type: ignore[call-overload, index, union-attr]
    (drawn,) = points["data"]  # type: ignore[call-overload, index, misc]
    assert (drawn["value"], drawn["called"], drawn["symbol"]) == (
        [6, 0.5],
        "Am Hang <b>",
        "diamond",
    )  # type: ignore[call-overload, index]


def test_the_table_of_the_funnel_says_where_each_house_lies() -> None:
    chart = funnel_plot(_funnel(), words=words("de"), source="")
    assert chart.title == "Früh erkannt: Genossenschaften im Vergleich mit dem Zufall"
    assert chart.rows == (
        ("Am Hang <b>", 50.0, 6, "10 bis 90 %", "0 bis 100 %", "außerhalb von 95 %"),
    )


@pytest.mark.parametrize(
    ("at_least", "axis", "column"),
    [(False, "Zahl der Fälle", "Fälle"), (True, "Zahl der gezählten Fälle", "Fälle, mindestens")],
)
def test_a_funnel_of_those_who_may_be_counted_says_so_on_its_axis_and_in_its_table(
    at_least: bool, axis: str, column: str
) -> None:
    chart = funnel_plot(_funnel(at_least=at_least), words=words("de"), source="")
    assert chart.option["xAxis"]["name"] == axis  # type: ignore[call-overload, index]
    assert chart.columns[2].name == column
