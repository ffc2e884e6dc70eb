"""Process map: who comes directly after whom in the chains, how often and after how long."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from graph_model.analysis.variants import Activity, DirectlyFollows, ProcessMap
from visual.catalogues import LOCALES, Words
from visual.charts.chart import INK, LINE, SOFT, Chart, Column, Json
from visual.charts.layers import layered

MOST_ACTIVITIES = 14
"""Recipients drawn; the table has them all."""

_START, _END = "\nstart", "\nend"
_TONE = "#0b5a7a"
_BOX = (132, 46)
_ROW = 96
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
    plan = _Plan.of(found, name_of=name_of, words=words)
    return Chart(
        title=words["process_title"],
        unit=words["process_unit"],
        source=source,
        language=words.language,
        option={
            "series": [
                {
                    "type": "graph",
                    "layout": "none",
                    "roam": False,
                    "left": 76,
                    "right": 76,
                    "top": 46,
                    "bottom": 46,
                    "edgeSymbol": ["none", "arrow"],
                    "edgeSymbolSize": 9,
                    "symbol": "roundRect",
                    "symbolSize": list(_BOX),
                    "label": {
                        "show": True,
                        "formatter": "@called",
                        "color": INK,
                        "fontSize": 12,
                        "width": _BOX[0] - 8,
                        "overflow": "truncate",
                    },
                    "edgeLabel": {
                        "show": True,
                        "formatter": "@called",
                        "color": INK,
                        "fontSize": 11,
                        "backgroundColor": "#ffffff",
                        "padding": [1, 3],
                    },
                    "emphasis": {"focus": "adjacency"},
                    "data": plan.nodes(),
                    "links": plan.links(),
                }
            ]
        },
        columns=(
            Column(name=words["process_from"]),
            Column(name=words["process_to"]),
            Column(name=words["process_count"], digits=0),
            Column(name=words["process_median"], digits=1),
            Column(name=words["process_p90"], digits=1),
        ),
        rows=tuple(
            (name_of(one.source), name_of(one.target), one.count, one.median_days, one.p90_days)
            for one in sorted(found.edges, key=lambda one: (-one.count, one.source, one.target))
        ),
        height=plan.height,
    )


def _most_frequent(found: ProcessMap) -> frozenset[str]:
    weight: Counter[str] = Counter({one.id: one.referrals or 0 for one in found.activities})
    for edge in found.edges:
        weight[edge.target] += edge.count
    order = sorted(weight, key=lambda one: (-weight[one], one))
    return frozenset(order[:MOST_ACTIVITIES])


def _positions(
    drawn: Sequence[Activity], edges: Sequence[DirectlyFollows]
) -> dict[str, tuple[int, float]]:
    """Columns and heights; the beginning in a column before all, the end in one behind all."""
    weights = {(one.source, one.target): float(one.count) for one in edges}
    order = sorted(drawn, key=lambda one: (-(one.starts or 0), one.id))
    inner = layered([one.id for one in order], weights)
    last = max((column for column, _ in inner.values()), default=-1)
    found = {name: (column + 1, height) for name, (column, height) in inner.items()}
    return {_START: (0, 0.0), **found, _END: (last + 2, 0.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is drawn, and where: ``positions`` are a column and a height in it."""

    activities: Sequence[Activity]
    edges: Sequence[DirectlyFollows]
    positions: Mapping[str, tuple[int, float]]
    name_of: Callable[[str], str]
    words: Words

    @classmethod
    def of(cls, found: ProcessMap, *, name_of: Callable[[str], str], words: Words) -> "_Plan":
        shown = _most_frequent(found)
        edges = [one for one in found.edges if one.source in shown and one.target in shown]
        drawn = [one for one in found.activities if one.id in shown]
        return cls(
            activities=drawn,
            edges=edges,
            positions=_positions(drawn, edges),
            name_of=name_of,
            words=words,
        )

    @property
    def height(self) -> int:
        rows = max((height for _, height in self.positions.values()), default=0.0)
        return max(260, round(_ROW * (2 * rows + 1)) + 100)

    def nodes(self) -> list[Json]:
        again = {one.source: one for one in self.edges if one.source == one.target}
        return [
            *(self._end(end) for end in (_START, _END)),
            *(self._box(one, again.get(one.id)) for one in self.activities),
        ]

    def links(self) -> list[Json]:
        between = [self._passage(one) for one in self.edges if one.source != one.target]
        starts = [
            self._frame((_START, one.id), one.starts, name=self.name_of(one.id))
            for one in self.activities
            if one.starts
        ]
        ends = [
            self._frame((one.id, _END), one.ends, name=self.name_of(one.id))
            for one in self.activities
            if one.ends
        ]
        return [*between, *starts, *ends]

    def _end(self, end: str) -> Json:
        called = self.words["process_begin" if end == _START else "process_end"]
        return {
            **self._at(end),
            "called": called,
            "says": called,
            "symbol": "circle",
            "symbolSize": 58,
            "itemStyle": {"color": "#f3f5f8", "borderColor": SOFT},
        }

    def _box(self, one: Activity, loop: DirectlyFollows | None) -> Json:
        lines = [self.name_of(one.id)]
        if one.referrals is not None:
            lines.append(self.words.many("process_referrals", one.referrals))
        if loop is not None:
            lines.append(self.words.many("process_again", loop.count))
        return {
            **self._at(one.id),
            "called": "\n".join(lines),
            "says": "\n".join(lines),
            "symbolSize": [_BOX[0], _BOX[1] + 14 * (len(lines) - 2)],
            "itemStyle": {"color": "#e3edf2", "borderColor": _TONE, "borderWidth": 1.5},
        }

    def _at(self, name: str) -> dict[str, Json]:
        column, height = self.positions[name]
        return {"name": name, "x": column * 2 * _BOX[0], "y": height * _ROW}

    def _passage(self, one: DirectlyFollows) -> Json:
        days = self._days(one.median_days)
        names = {"source": self.name_of(one.source), "target": self.name_of(one.target)}
        count = format_decimal(one.count, locale=LOCALES[self.words.language])
        return {
            **self._line((one.source, one.target), one.count),
            "called": self.words["process_link"].format(count=count, days=days),
            "says": self.words.many("process_link_says", one.count, days=days, **names),
        }

    def _frame(self, ends: tuple[str, str], count: int, *, name: str) -> Json:
        key = "process_starts" if _START in ends else "process_ends"
        return {
            **self._line(ends, count),
            "called": format_decimal(count, locale=LOCALES[self.words.language]),
            "says": self.words.many(key, count, name=name),
        }

    def _line(self, ends: tuple[str, str], count: int) -> dict[str, Json]:
        source, target = ends
        step = self.positions[target][0] - self.positions[source][0]
        # What goes back, or past a column, swings out so that it does not run through the boxes.
        curve = 0.06 if step == 1 else 0.28 if step > 1 else 0.36
        is_frame = _START in ends or _END in ends
        share = count / self._largest
        return {
            "source": source,
            "target": target,
            "value": count,
            "lineStyle": {
                "width": round(1 + (_WIDEST - 1) * share**0.5, 2),
                "color": LINE if is_frame else _TONE,
                "opacity": 0.9 if is_frame else 0.55,
                "curveness": curve,
            },
        }

    @property
    def _largest(self) -> int:
        ends = [count or 0 for one in self.activities for count in (one.starts, one.ends)]
        return max([1, *(one.count for one in self.edges), *ends])

    def _days(self, days: float) -> str:
        rounded = round(days, 1)
        written = format_decimal(rounded, format="#,##0.#", locale=LOCALES[self.words.language])
        return self.words["process_day" if rounded == 1 else "process_days"].format(days=written)
