"""Figures with their intervals side by side: one period beside another, or several in a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from visual.catalogues import Words
from visual.charts.chart import INK, LINE, SOFT, Chart, Column, Json

_ROW = 30
_NOW = "#0b5a7a"
_BEFORE = "#b9c6d2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One figure: how its row is headed, of which period it is, and where its interval runs.

    ``value``, ``low`` and ``high`` are in the chart's unit; ``value`` is ``None`` where it is
    not known or not told. ``said`` and ``interval`` are the same in words, ``rests_on`` is what is
    counted. ``is_other`` marks the figure that another one is held against.
    """

    name: str
    group: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    said: str
    interval: str
    rests_on: str
    is_other: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Unit of a chart of bars, the end of its axis, if it has one, and how numbers stand on it."""

    unit: str
    highest: float | None = None
    numbers: str = "@number"


def interval_bars(
    title: str,
    bars: Sequence[Bar],
    *,
    scale: Scale,
    words: Words,
    source: str,
) -> Chart:
    """Bars with a line over each from the low to the high end of its 95 % interval.

    Parameters
    ----------
    title
        What is shown.
    bars
        From the top down; those of one ``group`` stand together.
    scale
        The unit and its axis.
    words, source
        The words of the language, and what the figures rest on.
    """
    rows = _spaced(bars)
    drawn = [(place, one) for place, one in enumerate(rows) if one is not None]
    return Chart(
        title=title,
        unit=scale.unit,
        source=source,
        language=words.language,
        option={
            "grid": {"left": 8, "right": 24, "top": 8, "bottom": 8, "containLabel": True},
            "xAxis": {
                "type": "value",
                "min": 0,
                **_end_of_axis(bars, scale),
                "axisLabel": {"formatter": scale.numbers, "color": SOFT},
                "splitLine": {"lineStyle": {"color": LINE}},
            },
            "yAxis": {
                "type": "category",
                "inverse": True,
                "data": ["" if one is None else one.name for one in rows],
                "axisTick": {"show": False},
                "axisLine": {"lineStyle": {"color": LINE}},
                "axisLabel": {"color": INK, "interval": 0, "width": 170, "overflow": "truncate"},
            },
            "series": [
                _solid(drawn),
                *(_span(place, one) for place, one in drawn if one.value is not None),
            ],
        },
        columns=(
            Column(name=words["bars_what"]),
            Column(name=words["bars_period"]),
            Column(name=words["bars_value"]),
            Column(name=words["bars_interval"]),
            Column(name=words["bars_rests_on"]),
        ),
        rows=tuple((one.group, one.period, one.said, one.interval, one.rests_on) for one in bars),
        height=max(120, _ROW * len(rows) + 40),
    )


def _end_of_axis(bars: Sequence[Bar], scale: Scale) -> dict[str, Json]:
    """The end of the axis; where nothing is to be drawn, one is needed for it to be one."""
    if scale.highest is not None:
        return {"max": scale.highest}
    return {} if any(one.value for one in bars) else {"max": 1}


def _spaced(bars: Sequence[Bar]) -> list[Bar | None]:
    """The bars with an empty row between two groups."""
    rows: list[Bar | None] = []
    before: Bar | None = None
    for one in bars:
        if before is not None and before.group != one.group:
            rows.append(None)
        rows.append(one)
        before = one
    return rows


def _solid(drawn: Sequence[tuple[int, Bar]]) -> dict[str, Json]:
    return {
        "type": "bar",
        "barWidth": 16,
        "label": {"show": True, "formatter": "@called", "position": "insideLeft"},
        "data": [
            {
                "value": [one.value or 0, place],
                "called": one.said,
                "says": _says(one),
                "label": _label(one),
                "itemStyle": {
                    "color": _BEFORE if one.is_other else _NOW,
                    "borderColor": SOFT if one.is_other else _NOW,
                },
            }
            for place, one in drawn
        ],
    }


def _span(place: int, one: Bar) -> dict[str, Json]:
    ends = () if one.low is None or one.high is None else (one.low, one.high)
    return {
        "type": "line",
        "symbol": "rect",
        "symbolSize": [2, 10],
        "silent": True,
        "lineStyle": {"color": INK, "width": 2},
        "itemStyle": {"color": INK},
        "z": 5,
        "data": [{"value": [end, place], "says": _says(one)} for end in ends],
    }


def _label(one: Bar) -> Json:
    """White on the dark bars, dark on the light ones, beside the axis where there is no bar."""
    if one.value is None:
        return {"position": "right", "color": SOFT, "fontStyle": "italic"}
    return {"color": INK if one.is_other else "#ffffff"}


def _says(one: Bar) -> str:
    parts = (one.group, f"{one.period}: {one.said}", one.interval, one.rests_on)
    return "\n".join(part for part in parts if part)
