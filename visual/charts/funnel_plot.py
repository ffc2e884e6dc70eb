"""Funnel plot: one share across cooperatives, with the limits that chance hardly passes."""

import numpy as np

from graph_model.analysis.indicators.funnel import Funnel, FunnelPoint, Position
from graph_model.analysis.statistics.limits import funnel_limit
from visual.catalogues import Words
from visual.charts.chart import INK, LINE, SOFT, Chart, Column, Json

_LINES = (
    (0.001, "funnel_998", "dotted"),
    (0.025, "funnel_95", "dashed"),
    (0.975, "funnel_95", "dashed"),
    (0.999, "funnel_998", "dotted"),
)
_SIGNS = {Position.WITHIN: "circle", Position.BEYOND_95: "diamond", Position.BEYOND_998: "triangle"}
_TONES = {
    Position.WITHIN: "#0b5a7a",
    Position.BEYOND_95: "#7a4d00",
    Position.BEYOND_998: "#a3201d",
}
_MOST_SIZES = 120


def funnel_plot(found: Funnel, *, words: Words, source: str) -> Chart:
    """Each cooperative's share over its number of cases, within the limits for that number.

    Parameters
    ----------
    found
        The funnel; without the figure of all together nothing is drawn.
    words, source
        The words of the language, and what the figures rest on.

    References
    ----------
    D. J. Spiegelhalter (2005): Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185–1202.
    """
    language = words.language
    name = found.name.said(language)
    share = None if found.target is None else found.target.value
    bound = "_at_least" if found.counts_are_at_least else ""
    return Chart(
        title=words["funnel_title"].format(name=name),
        unit=words["funnel_unit"],
        source=source,
        language=language,
        option={
            "grid": {"left": 12, "right": 30, "top": 20, "bottom": 30, "containLabel": True},
            "xAxis": {
                "type": "value",
                "min": 0,
                "name": words[f"funnel_cases{bound}"],
                "nameLocation": "middle",
                "nameGap": 26,
                "axisLabel": {"formatter": "@number", "color": SOFT},
                "splitLine": {"show": False},
            },
            "yAxis": {
                "type": "value",
                "min": 0,
                "max": 1,
                "axisLabel": {"formatter": "@percent", "color": SOFT},
                "splitLine": {"lineStyle": {"color": LINE}},
            },
            "series": [] if share is None else _series(found, share, words=words),
        },
        columns=(
            Column(name=words["funnel_house"]),
            Column(name=words["funnel_share"], digits=1),
            Column(name=words[f"funnel_of{bound}"], digits=0),
            Column(name=words["funnel_95"]),
            Column(name=words["funnel_998"]),
            Column(name=words["funnel_position"]),
        ),
        rows=tuple(_row(point, words=words) for point in found.points),
        height=360,
    )


def _series(found: Funnel, share: float, *, words: Words) -> list[Json]:
    largest = max((point.figure.denominator for point in found.points), default=10.0)
    sizes = np.unique(np.linspace(1, 1.08 * largest + 1, _MOST_SIZES).astype(np.int64))
    lines: list[Json] = [
        {
            "type": "line",
            "symbol": "none",
            "silent": True,
            "lineStyle": {"color": SOFT, "type": stroke, "width": 1.5},
            "data": [
                {"value": [size, limit], "says": words[name]}
                for size, limit in zip(
                    sizes.tolist(),
                    np.round(funnel_limit(sizes, share, probability=chance), 4).tolist(),
                    strict=True,
                )
            ],
        }
        for chance, name, stroke in _LINES
    ]
    middle: Json = {
        "type": "line",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": INK, "width": 1.5},
        "data": [{"value": [int(size), share]} for size in (sizes[0], sizes[-1])],
    }
    return [*lines, middle, _points(found, words=words)]


def _points(found: Funnel, *, words: Words) -> Json:
    return {
        "type": "scatter",
        "symbolSize": 13,
        "label": {
            "show": True,
            "formatter": "@called",
            "position": "right",
            "color": INK,
            "width": 160,
            "overflow": "truncate",
        },
        "labelLayout": {"hideOverlap": True},
        "data": [
            {
                "value": [point.figure.denominator, point.figure.value],
                "called": point.cooperative_name,
                "says": point.sentence.said(words.language),
                "symbol": _SIGNS[point.position],
                "itemStyle": {"color": _TONES[point.position]},
            }
            for point in found.points
        ],
    }


def _row(point: FunnelPoint, *, words: Words) -> tuple[str | float | int | None, ...]:
    value, limits = point.figure.value, point.limits
    return (
        point.cooperative_name,
        None if value is None else 100 * value,
        round(point.figure.denominator),
        _between(limits.low_95, limits.high_95, words=words),
        _between(limits.low_998, limits.high_998, words=words),
        words[f"funnel_{point.position.value}"],
    )


def _between(low: float, high: float, *, words: Words) -> str:
    return words["funnel_between"].format(low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")
