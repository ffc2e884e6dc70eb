"""How many still wait for an answer after so many business days, with the band of 95 %."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_percent

from graph_model.analysis.overload.course import LoadCourse, WaitCurve, WaitPoint
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import ActorKind
from visual.catalogues import LOCALES, Words
from visual.charts.chart import Chart, Column, Json

_LOOKS: Mapping[ActorKind, tuple[str, str]] = {
    ActorKind.PARTNER: ("#0072b2", "solid"),
    ActorKind.ADMINISTRATION: ("#d55e00", "dashed"),
}
"""Colour and dash: blue and vermilion of M. Okabe, K. Ito (2008): Color Universal Design."""


def waiting_chart(
    course: LoadCourse, *, standard_days: float, source: str, words: Words
) -> Chart | None:
    """A falling curve each for partners and offices; ``None`` if there is none.

    Parameters
    ----------
    standard_days
        Business days within which an answer is expected; the title tells of that day.
    """
    curves = [curve for curve in course.curves if curve.points]
    if not curves:
        return None
    names = {curve.kind: label(curve.kind, words.language) for curve in curves}
    return Chart(
        title=_title(curves[0], standard_days, words=words),
        unit=words["waiting_unit_at_least" if course.counts_are_at_least else "waiting_unit"],
        source=source,
        language=words.language,
        option=_option(curves, names=names, words=words),
        columns=(
            Column(name=words["waiting_who"]),
            Column(name=words["waiting_axis"], digits=0),
            Column(name=words["waiting_share"]),
            Column(name=words["waiting_band"]),
        ),
        rows=tuple(
            (
                names[curve.kind],
                point.business_days,
                _percent(point.waiting, words),
                _band_text(point, words),
            )
            for curve in curves
            for point in curve.points
        ),
        height=340,
    )


def _option(
    curves: Sequence[WaitCurve], *, names: Mapping[ActorKind, str], words: Words
) -> dict[str, Json]:
    series: list[Json] = []
    for curve in curves:
        series += _series(curve, names[curve.kind], words=words)
    return {
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": 64, "containLabel": True},
        "legend": {"bottom": 0, "itemWidth": 36, "data": list(names.values())},
        "xAxis": {
            "type": "value",
            "min": 0,
            "minInterval": 1,
            "name": words["waiting_axis"],
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": 1,
            "axisLabel": {"formatter": "@percent"},
        },
        "series": series,
    }


def _series(curve: WaitCurve, name: str, *, words: Words) -> list[Json]:
    colour, dash = _LOOKS[curve.kind]
    banded = [point for point in curve.points if point.low is not None and point.high is not None]
    low: list[Json] = [[point.business_days, point.low] for point in banded]
    more: list[Json] = [
        [point.business_days, (point.high or 0) - (point.low or 0)] for point in banded
    ]
    hidden: dict[str, Json] = {
        "type": "line",
        "stack": f"band-{curve.kind.value}",
        "symbol": "none",
        "silent": True,
        "color": colour,
        "lineStyle": {"width": 0},
        "tooltip": {"show": False},
    }
    points: list[Json] = [
        {
            "value": [point.business_days, point.waiting],
            "says": f"{name}: {_told(point, words=words)}",
        }
        for point in curve.points
    ]
    return [
        {**hidden, "name": f"{name} 1", "data": low},
        {
            **hidden,
            "name": f"{name} 2",
            "data": more,
            "areaStyle": {"color": colour, "opacity": 0.18},
        },
        {
            "type": "line",
            "name": name,
            "color": colour,
            "symbolSize": 8,
            "lineStyle": {"type": dash, "width": 3},
            "data": points,
        },
    ]


def _title(curve: WaitCurve, standard_days: float, *, words: Words) -> str:
    in_time = [point for point in curve.points if point.business_days <= standard_days]
    name = label(curve.kind, words.language)
    if not in_time:
        return words["waiting_title"]
    return f"{name}: {_told(in_time[-1], words=words)}"


def _told(point: WaitPoint, *, words: Words) -> str:
    share = _percent(point.waiting, words)
    if point.business_days == 0:
        return words["waiting_same_day"].format(share=share)
    return words.many("waiting_after", round(point.business_days), share=share)


def _band_text(point: WaitPoint, words: Words) -> str | None:
    if point.low is None or point.high is None:
        return None
    return f"{_percent(point.low, words)} – {_percent(point.high, words)}"


def _percent(share: float, words: Words) -> str:
    locale = LOCALES[words.language]
    return str(format_percent(share, format="0\N{NO-BREAK SPACE}%", locale=locale))
