"""Backlog lines and waiting curves as values: figures, titles, and what is left out."""

from dataclasses import replace
from datetime import date

import pytest

from graph_model.analysis.overload.course import LoadCourse, MonthOfLoad, WaitCurve, WaitPoint
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from service.words import words
from tests.builders import at
from visual.charts.backlog import backlog_chart
from visual.charts.chart import Chart
from visual.charts.waiting import waiting_chart


def month(back: int, came: int | None, went: int | None, still: int | None) -> MonthOfLoad:
    """So many months before February 2026."""
    years, number = divmod(12 * 2026 + 1 - back, 12)
    return MonthOfLoad(month=date(years, number + 1, 1), came=came, went=went, open=still)


def course(*months: MonthOfLoad, curves: tuple[WaitCurve, ...] = ()) -> LoadCourse:
    return LoadCourse(scope=Scope(), now=at("2026-03-20"), months=months, curves=curves)


def backlog(*months: MonthOfLoad, language: str = "de") -> Chart:
    chart = backlog_chart(course(*months), source="s", words=words(language))
    assert chart is not None
    return chart


YEAR = [month(back, 1, 1, 1000) for back in range(12, 0, -1)]


@pytest.mark.parametrize(
    ("still", "title"),
    [
        (1019, "Ende Feb. 2026 waren 1.019 Anfragen offen, 19 mehr als ein Jahr zuvor."),
        (1, "Ende Feb. 2026 war eine Anfrage offen, 999 weniger als ein Jahr zuvor."),
        (1000, "Ende Feb. 2026 waren 1.000 Anfragen offen, so viele wie ein Jahr zuvor."),
        (None, "Anfragen Monat für Monat"),
    ],
)
def test_the_title_says_what_has_become_of_the_open_ones(still: int | None, title: str) -> None:
    said = backlog(*YEAR, month(0, 3, 2, still)).title
    assert said.replace("Feb ", "Feb. ") == title


def test_without_a_year_before_the_title_tells_of_the_last_month_only() -> None:
    assert backlog(month(0, 3, 2, 5), language="en").title == (
        "At the end of Feb 2026, 5 requests were open."
    )


def test_each_line_and_the_table_hold_the_same_figures_and_gaps_where_some_are_hidden() -> None:
    chart = backlog(month(1, 4, 2, 7), month(0, None, 3, None))
    series = {line["name"]: line for line in chart.option["series"]}  # type: ignore[union-attr,call-overload,index]
    assert [datum["value"] for datum in series["neu gekommen"]["data"]] == [4, None]
    assert [datum["value"] for datum in series["abgeschlossen oder abgelehnt"]["data"]] == [2, 3]
    assert [datum["value"] for datum in series["offen"]["data"]] == [7, None]
    assert series["offen"]["data"][0]["says"].endswith("2026: 7 offen")
    assert [row[1:] for row in chart.rows] == [(4, 2, 7), (None, 3, None)]
    looks = {(line["lineStyle"]["type"], line["symbol"]) for line in series.values()}
    assert len(looks) == 3


def test_where_everything_is_hidden_there_is_no_chart() -> None:
    found = course(
        month(0, None, None, None),
        curves=(WaitCurve(kind=ActorKind.PARTNER, cases=None, points=()),),
    )
    assert backlog_chart(found, source="s", words=words("de")) is None
    assert waiting_chart(found, standard_days=2, source="s", words=words("de")) is None


POINTS = (
    WaitPoint(business_days=0, waiting=0.75, low=0.7, high=0.8),
    WaitPoint(business_days=2, waiting=0.5, low=0.4, high=0.6),
    WaitPoint(business_days=5, waiting=0.0, low=None, high=None),
)


def waiting(standard_days: float) -> Chart:
    curve = WaitCurve(kind=ActorKind.PARTNER, cases=40, points=POINTS)
    chart = waiting_chart(
        course(curves=(curve,)), standard_days=standard_days, source="s", words=words("de")
    )
    assert chart is not None
    return chart


@pytest.mark.parametrize(
    ("standard_days", "title"),
    [
        (1, "Sozialpartner: am selben Tag hatten noch 75 % keine Antwort."),
        (2, "Sozialpartner: nach 2 Arbeitstagen warten noch 50 % auf eine Antwort."),
        (4, "Sozialpartner: nach 2 Arbeitstagen warten noch 50 % auf eine Antwort."),
    ],
)
def test_the_title_tells_of_the_day_on_which_an_answer_is_due(
    standard_days: float, title: str
) -> None:
    assert waiting(standard_days).title.replace("\N{NO-BREAK SPACE}", " ") == title


def test_the_band_lies_between_its_bounds_and_ends_where_there_are_none() -> None:
    chart = waiting(2)
    low, more, line = chart.option["series"]  # type: ignore[misc]
    assert low["data"] == [[0, 0.7], [2, 0.4]]  # type: ignore[index,call-overload]
    widths = [value for _, value in more["data"]]  # type: ignore[index,call-overload]
    assert widths == [pytest.approx(0.1), pytest.approx(0.2)]
    assert [datum["value"] for datum in line["data"]] == [[0, 0.75], [2, 0.5], [5, 0.0]]  # type: ignore[index,call-overload]
    assert chart.option["legend"]["data"] == ["Sozialpartner"]  # type: ignore[index,call-overload]
    assert [row[3] for row in chart.rows][-1] is None


def test_of_minimum_counts_the_charts_say_so_and_hold_no_two_months_against_each_other() -> None:
    """Whoever is counted in one month may not be in another, so more or less is not told."""
    curve = WaitCurve(kind=ActorKind.PARTNER, cases=40, points=POINTS)
    found = replace(
        course(*YEAR, month(0, 3, None, 1019), curves=(curve,)), counts_are_at_least=True
    )
    lines = backlog_chart(found, source="s", words=words("de"))
    falling = waiting_chart(found, standard_days=2, source="s", words=words("de"))
    assert lines is not None
    assert falling is not None
    said = lines.title.replace("Feb ", "Feb. ")
    assert said == "Von den gezählten Anfragen waren Ende Feb. 2026 1.019 offen."
    assert [column.name for column in lines.columns[1:]] == [
        "neu gekommen (mindestens)",
        "abgeschlossen oder abgelehnt (mindestens)",
        "offen (von den gezählten)",
    ]
    assert "Mindestzahlen" in lines.unit
    last = lines.option["series"][1]["data"][-1]  # type: ignore[index,call-overload]
    assert last["says"].endswith("2026: 3 neu gekommen (mindestens)")
    assert lines.rows[-1][1:] == (3, None, 1019)
    assert "der gezählten Anfragen" in falling.unit
    unknown = replace(found, months=(month(0, 3, 2, None),))
    of_month = backlog_chart(unknown, source="s", words=words("de"))
    assert of_month is not None
    assert of_month.title == "Anfragen Monat für Monat"
