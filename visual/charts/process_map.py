"""Process map: who comes directly after whom in the chains, how often and after how long."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graph_model.analysis.variants import Activity, DirectlyFollows, ProcessMap
from visual.catalogues import Words, written_number
from visual.charts.chart import INK, Chart, Column, Json
from visual.charts.layers import layered

MOST_ACTIVITIES = 14
"""Recipients drawn; the table has them all."""

_TONE = "#0b5a7a"
_WIDTH = 138
_ROW = 110
_WIDEST = 9.0


def process_chart(
    found: ProcessMap,
    *,
    name_of: Callable[[str], str],
    words: Words,
    source: str,
) -> Chart:
    """The directly-follows graph from left to right; wider lines for more chains.

    Parameters
    ----------
    found
        The process map; counts that are ``None`` are hidden and not drawn.
    name_of
        What people call a step.
    words, source
        The words of the language, and what the figures rest on.
    """
    at_least = found.counts_are_at_least
    plan = _Plan.of(found, name_of=name_of, words=words)
    return Chart(
        title=words["process_title"],
        unit=words["process_unit_at_least" if at_least else "process_unit"],
        source=source,
        language=words.language,
        option=plan.option(),
        columns=(
            Column(name=words["process_from"]),
            Column(name=words["process_to"]),
            Column(name=words["process_count_at_least" if at_least else "process_count"], digits=0),
            Column(name=words["process_median"], digits=1),
            Column(name=words["process_p90"], digits=1),
        ),
        rows=tuple(
            (name_of(one.source), name_of(one.target), one.count, one.median_days, one.p90_days)
            for one in sorted(found.edges, key=lambda one: (-one.count, one.source, one.target))
        ),
        height=plan.height,
        least_width=620,
    )


def _most_frequent(found: ProcessMap) -> frozenset[str]:
    weight: Counter[str] = Counter({one.id: one.referrals or 0 for one in found.activities})
    for edge in found.edges:
        weight[edge.target] += edge.count
    order = sorted(weight, key=lambda one: (-weight[one], one))
    return frozenset(order[:MOST_ACTIVITIES])


def _axis(low: float, high: float) -> dict[str, Json]:
    # A single column or row stands in the middle.
    margin = 0.5 if low == high else 0.0
    return {"type": "value", "show": False, "min": low - margin, "max": high + margin}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is drawn, and where: ``positions`` are a column and a height in it."""

    activities: Sequence[Activity]
    edges: Sequence[DirectlyFollows]
    positions: Mapping[str, tuple[int, float]]
    name_of: Callable[[str], str]
    words: Words
    at_least: bool

    @classmethod
    def of(cls, found: ProcessMap, *, name_of: Callable[[str], str], words: Words) -> "_Plan":
        shown = _most_frequent(found)
        edges = [one for one in found.edges if one.source in shown and one.target in shown]
        drawn = sorted(
            (one for one in found.activities if one.id in shown),
            key=lambda one: (-(one.starts or 0), one.id),
        )
        weights = {(one.source, one.target): float(one.count) for one in edges}
        return cls(
            activities=drawn,
            edges=edges,
            positions=layered([one.id for one in drawn], weights),
            name_of=name_of,
            words=words,
            at_least=found.counts_are_at_least,
        )

    @property
    def columns(self) -> tuple[float, float]:
        return 0.0, float(max((column for column, _ in self.positions.values()), default=0))

    @property
    def rows(self) -> tuple[float, float]:
        heights = [height for _, height in self.positions.values()]
        return min(heights, default=0.0), max(heights, default=0.0)

    @property
    def height(self) -> int:
        low, high = self.rows
        return round(max(200.0, _ROW * (high - low) + 110))

    def option(self) -> dict[str, Json]:
        return {
            "grid": {"left": 70, "right": 70, "top": 46, "bottom": 46},
            "xAxis": _axis(*self.columns),
            "yAxis": {**_axis(*self.rows), "inverse": True},
            "series": [
                {
                    "type": "graph",
                    "coordinateSystem": "cartesian2d",
                    "edgeSymbol": ["none", "arrow"],
                    "edgeSymbolSize": 9,
                    "symbol": "roundRect",
                    "label": {
                        "show": True,
                        "formatter": "@called",
                        "color": INK,
                        "fontSize": 12,
                        "lineHeight": 16,
                        "width": _WIDTH - 8,
                        "overflow": "truncate",
                    },
                    "edgeLabel": {
                        "show": True,
                        "formatter": "@called",
                        "color": INK,
                        "fontSize": 11,
                        "opacity": 1,
                        "textBorderColor": "#ffffff",
                        "textBorderWidth": 3,
                    },
                    "emphasis": {"focus": "adjacency"},
                    "data": self.nodes(),
                    "links": self.links(),
                }
            ],
        }

    def nodes(self) -> list[Json]:
        again = {one.source: one for one in self.edges if one.source == one.target}
        return [self._box(one, again.get(one.id)) for one in self.activities]

    def links(self) -> list[Json]:
        return [self._passage(one) for one in self.edges if one.source != one.target]

    def _box(self, one: Activity, loop: DirectlyFollows | None) -> Json:
        counts = (
            ("process_referrals", one.referrals),
            ("process_starts", one.starts),
            ("process_ends", one.ends),
            ("process_again", None if loop is None else loop.count),
        )
        lines = [self.name_of(one.id)]
        lines += [self.words.many(key, count) for key, count in counts if count]
        column, height = self.positions[one.id]
        return {
            "name": one.id,
            "value": [column, height],
            "called": "\n".join(lines),
            "says": self._said("\n".join(lines)),
            "symbolSize": [_WIDTH, 16 * len(lines) + 16],
            "itemStyle": {"color": "#e3edf2", "borderColor": _TONE, "borderWidth": 1.5},
        }

    def _passage(self, one: DirectlyFollows) -> Json:
        days = self._days(one.median_days)
        names = {"source": self.name_of(one.source), "target": self.name_of(one.target)}
        count = written_number(one.count, self.words.language)
        widest = max(edge.count for edge in self.edges)
        return {
            "source": one.source,
            "target": one.target,
            "value": one.count,
            "called": self.words["process_link"].format(count=count, days=days),
            "says": self._said(self.words.many("process_link_says", one.count, days=days, **names)),
            "lineStyle": {
                "width": round(1 + (_WIDEST - 1) * (one.count / widest) ** 0.5, 2),
                "color": _TONE,
                "opacity": 0.5,
                "curveness": self._curve(one),
            },
        }

    def _said(self, text: str) -> str:
        return f"{text}\n{self.words['ways_counted_at_least']}" if self.at_least else text

    def _curve(self, one: DirectlyFollows) -> float:
        """How far a line swings out: there and back apart, and around what stands between."""
        step = self.positions[one.target][0] - self.positions[one.source][0]
        return 0.16 if step == 1 else 0.32

    def _days(self, days: float) -> str:
        rounded = round(days, 1)
        written = written_number(rounded, self.words.language, digits=1)
        return self.words["process_day" if rounded == 1 else "process_days"].format(days=written)
