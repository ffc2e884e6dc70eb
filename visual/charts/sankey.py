"""Sankey diagram of the ways that chains take: one column a step, so that no circle breaks it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graph_model.analysis.variants import Variant, Variants
from visual.catalogues import Words, written_number
from visual.charts.chart import INK, SOFT, Chart, Column, Json

MOST_STEPS = 6
"""Columns drawn; what comes after them is in the table of ways."""

MOST_IN_A_STEP = 12
"""Recipients drawn in a column; all others of it are one together."""

_OTHERS = "\n"
_TONES = ("#0b5a7a", "#7a4d00", "#1d6b3a", "#5b3a86", "#8a2f4a", "#3f5365", "#4f6b12", "#a3541d")
_ROW = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """So many chains that went to ``source`` as their step ``step`` (from 1), then to ``target``.

    Without a ``source`` they began there.
    """

    step: int
    source: str | None
    target: str
    chains: int


def passages(ways: Iterable[Variant]) -> tuple[Passage, ...]:
    """Who follows whom at which step, over all ways; by step, the most chains first.

    Examples
    --------
    >>> [(p.step, p.source, p.target, p.chains) for p in passages(
    ...     [Variant(trace=("a", "b", "a"), chains=2, share=0.4),
    ...      Variant(trace=("a",), chains=3, share=0.6)])]
    [(1, None, 'a', 5), (2, 'a', 'b', 2), (3, 'b', 'a', 2)]
    """
    counted: Counter[tuple[int, str | None, str]] = Counter()
    for way in ways:
        before: Sequence[str | None] = (None, *way.trace[:-1])
        for step, (source, target) in enumerate(zip(before, way.trace, strict=True), start=1):
            counted[step, source, target] += way.chains
    order = sorted(
        counted.items(), key=lambda one: (one[0][0], -one[1], one[0][1] or "", one[0][2])
    )
    return tuple(
        Passage(step=step, source=source, target=target, chains=chains)
        for (step, source, target), chains in order
    )


def sankey(
    found: Variants,
    *,
    name_of: Callable[[str], str],
    words: Words,
    source: str,
) -> Chart:
    """The ways of chains as flows from step to step.

    Parameters
    ----------
    found
        Ways with the number of chains that took each; what is hidden is not among them.
    name_of
        What people call a step of a way.
    words, source
        The words of the language, and from how many chains of when the figures come.
    """
    steps = passages(found.variants)
    drawn = _joined([one for one in steps if one.step <= MOST_STEPS])
    at: Counter[tuple[int, str]] = Counter()
    for one in drawn:
        at[one.step, one.target] += one.chains
    tones = _tones(at)
    at_least = found.counts_are_at_least
    telling = _Telling(name_of=name_of, words=words, at_least=at_least)
    nodes = [
        telling.node((step, who), chains, tone=tones[who])
        for (step, who), chains in sorted(at.items())
    ]
    links = [telling.link(one) for one in drawn if one.source is not None]
    tallest = max(Counter(step for step, _ in at).values(), default=0)
    return Chart(
        title=words["sankey_title"],
        unit=words["sankey_unit_at_least" if at_least else "sankey_unit"],
        source=source,
        language=words.language,
        option=_flowing(nodes, links) if links else _standing(nodes),
        columns=(
            Column(name=words["sankey_step"], digits=0),
            Column(name=words["sankey_from"]),
            Column(name=words["sankey_to"]),
            Column(name=words["sankey_chains_at_least" if at_least else "sankey_chains"], digits=0),
        ),
        rows=tuple(
            (
                one.step,
                words["sankey_begin"] if one.source is None else name_of(one.source),
                name_of(one.target),
                one.chains,
            )
            for one in steps
        ),
        least_width=680,
        height=max(260, min(640, _ROW * max(tallest, 4) + 40)),
    )


def _flowing(nodes: list[Json], links: list[Json]) -> dict[str, Json]:
    return {
        "series": [
            {
                "type": "sankey",
                "left": 6,
                "right": 150,
                "top": 10,
                "bottom": 10,
                "nodeGap": 14,
                "nodeWidth": 14,
                "draggable": False,
                "layoutIterations": 32,
                "emphasis": {"focus": "adjacency"},
                "label": {
                    "formatter": "@called",
                    "color": INK,
                    "fontSize": 12,
                    "textBorderColor": "#ffffff",
                    "textBorderWidth": 2,
                },
                "lineStyle": {"color": "source", "opacity": 0.35, "curveness": 0.5},
                "data": nodes,
                "links": links,
            }
        ]
    }


def _standing(nodes: list[Json]) -> dict[str, Json]:
    """Where every chain has one step there is nothing to flow: one bar for each recipient."""
    return {
        "grid": {"left": 6, "right": 180, "top": 10, "bottom": 10},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "show": False, "inverse": True},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 28,
                "label": {
                    "show": True,
                    "formatter": "@called",
                    "position": "right",
                    "color": INK,
                    "fontSize": 12,
                },
                "data": nodes,
            }
        ],
    }


def _joined(found: Iterable[Passage]) -> list[Passage]:
    """The passages with all but the most frequent recipients of each step put together."""
    at: Counter[tuple[int, str]] = Counter()
    for one in found:
        at[one.step, one.target] += one.chains
    kept: set[tuple[int, str]] = set()
    for place in {step for step, _ in at}:
        here = sorted(
            ((chains, who) for (step, who), chains in at.items() if step == place),
            key=lambda pair: (-pair[0], pair[1]),
        )
        room = len(here) if len(here) <= MOST_IN_A_STEP else MOST_IN_A_STEP - 1
        kept |= {(place, who) for _, who in here[:room]}
    counted: Counter[tuple[int, str | None, str]] = Counter()
    for one in found:
        source = one.source
        if source is not None and (one.step - 1, source) not in kept:
            source = _OTHERS
        target = one.target if (one.step, one.target) in kept else _OTHERS
        counted[one.step, source, target] += one.chains
    return [
        Passage(step=step, source=source, target=target, chains=chains)
        for (step, source, target), chains in sorted(
            counted.items(), key=lambda pair: (pair[0][0], pair[0][1] or "", pair[0][2])
        )
    ]


def _tones(at: Counter[tuple[int, str]]) -> dict[str, str]:
    """A colour for everybody, the same in each column; the most frequent have their own."""
    total: Counter[str] = Counter()
    for (_, who), chains in at.items():
        total[who] += chains
    order = sorted(total, key=lambda who: (who == _OTHERS, -total[who], who))
    return {
        who: SOFT if who == _OTHERS else _TONES[place % len(_TONES)]
        for place, who in enumerate(order)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    name_of: Callable[[str], str]
    words: Words
    at_least: bool

    def name(self, who: str) -> str:
        return self.words["sankey_others"] if who == _OTHERS else self.name_of(who)

    def node(self, place: tuple[int, str], chains: int, *, tone: str) -> Json:
        step, name = place[0], self.name(place[1])
        return {
            "name": _key(*place),
            "depth": step - 1,
            "value": chains,
            "called": f"{name} {written_number(chains, self.words.language)}",
            "says": self.said(self.words.many("sankey_node_says", chains, name=name, step=step)),
            "itemStyle": {"color": tone},
        }

    def link(self, one: Passage) -> Json:
        source = one.source or ""
        names = {"source": self.name(source), "target": self.name(one.target)}
        return {
            "source": _key(one.step - 1, source),
            "target": _key(one.step, one.target),
            "value": one.chains,
            "says": self.said(self.words.many("sankey_link_says", one.chains, **names)),
        }

    def said(self, text: str) -> str:
        return f"{text}\n{self.words['ways_counted_at_least']}" if self.at_least else text


def _key(step: int, who: str) -> str:
    return f"{step} {who}"
