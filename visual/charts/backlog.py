"""Requests that came, that were over and that lay open, month by month."""

from collections.abc import Mapping

from babel.dates import format_date

from graph_model.analysis.overload.course import LoadCourse, MonthOfLoad
from visual.catalogues import LOCALES, Words, written_number
from visual.charts.chart import Chart, Column, Json

_LINES: Mapping[str, tuple[str, str, str, float]] = {
    "open": ("#0072b2", "solid", "circle", 3),
    "came": ("#d55e00", "dashed", "triangle", 2),
    "went": ("#007a5a", "dotted", "rect", 2),
}
"""Colour, dash, symbol and width of each line. Blue, vermilion and (darkened for contrast) bluish
green of M. Okabe, K. Ito (2008): Color Universal Design; no line is told by its colour alone."""

_NAMES = {"open": "course_open_line", "came": "course_came", "went": "course_went"}
_BOUNDS = {
    "open": "course_open_line_at_least",
    "came": "course_came_at_least",
    "went": "course_went_at_least",
}

_YEAR = 12


def backlog_chart(course: LoadCourse, *, source: str, words: Words) -> Chart | None:
    """Three lines over the closed months; ``None`` if there is not one figure."""
    months, at_least = course.months, course.counts_are_at_least
    if all(getattr(one, name) is None for one in months for name in _LINES):
        return None
    names = {name: words[key] for name, key in (_BOUNDS if at_least else _NAMES).items()}
    series: list[Json] = [_line(name, months, called=names[name], words=words) for name in _LINES]
    return Chart(
        title=_counted_title(months[-1], words) if at_least else _title(months, words=words),
        unit=words["course_unit_at_least" if at_least else "course_unit"],
        source=source,
        language=words.language,
        option={
            "grid": {"left": 8, "right": 16, "top": 16, "bottom": 40, "containLabel": True},
            "legend": {"bottom": 0, "itemWidth": 36},
            "tooltip": {
                "renderMode": "richText",
                "confine": True,
                "trigger": "axis",
                "formatter": "@says",
            },
            "xAxis": {
                "type": "category",
                "data": [_month(one, words=words) for one in months],
                "boundaryGap": False,
            },
            "yAxis": {"type": "value", "minInterval": 1, "axisLabel": {"formatter": "@number"}},
            "series": series,
        },
        columns=(
            Column(name=words["course_month"]),
            *(Column(name=names[name], digits=0) for name in ("came", "went", "open")),
        ),
        rows=tuple((_month(one, words=words), one.came, one.went, one.open) for one in months),
        height=340,
    )


def _line(name: str, months: tuple[MonthOfLoad, ...], *, called: str, words: Words) -> Json:
    colour, dash, symbol, width = _LINES[name]
    return {
        "type": "line",
        "name": words[_NAMES[name]],
        "symbol": symbol,
        "symbolSize": 7,
        "color": colour,
        "lineStyle": {"type": dash, "width": width},
        "data": [_datum(name, one, called=called, words=words) for one in months],
    }


def _datum(name: str, month: MonthOfLoad, *, called: str, words: Words) -> Json:
    count: int | None = getattr(month, name)
    if count is None:
        return {"value": None}
    return {
        "value": count,
        "says": f"{_month(month, words=words)}: {_number(count, words)} {called}",
    }


def _title(months: tuple[MonthOfLoad, ...], *, words: Words) -> str:
    """What has become of the open ones within a year, where both ends may be told."""
    last = months[-1]
    before = months[-1 - _YEAR] if len(months) > _YEAR else last
    if last.open is None:
        return words["course_title"]
    month = _month(last, words=words)
    if before is last or before.open is None:
        return words.many("course_open", last.open, month=month)
    change = last.open - before.open
    key = "course_more" if change > 0 else "course_fewer" if change < 0 else "course_same"
    difference = _number(abs(change), words)
    return words.many(key, last.open, month=month, difference=difference)


def _counted_title(last: MonthOfLoad, words: Words) -> str:
    """What is open of those counted; not more or less than before, since others are counted."""
    if last.open is None:
        return words["course_title"]
    return words.many("course_open_counted", last.open, month=_month(last, words=words))


def _month(month: MonthOfLoad, *, words: Words) -> str:
    return format_date(month.month, format="LLL yyyy", locale=LOCALES[words.language])


def _number(count: float, words: Words) -> str:
    return written_number(count, words.language)
