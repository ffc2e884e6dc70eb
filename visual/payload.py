"""What the page's script gets: nodes and edges for the drawing, and their details as compact lists.

Here every foreign text is made plain: line breaks become spaces, control characters and those that
turn the writing direction of what follows are dropped, over-long texts are cut. Escaping for HTML
and JSON is the template engine's work.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from visual.layout import Arrangement
from visual.scene import (
    Measure,
    MonthCount,
    Scene,
    SceneEdge,
    SceneNode,
    ScenePath,
    known_states,
    legend,
)
from visual.strings import texts
from visual.styling import browser_styles, node_radius

Counts = tuple[int, int, int, int]
"""Referrals, accepted, rejected, completed."""

_LONGEST_TEXT = 300
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_SAFE_LINK = re.compile(r"(?:https://[^\s/\\]+|/(?![/\\]))[^\s\\]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePayload:
    """Drawn nodes and edges (vis-network's own fields) and everything else the script needs."""

    nodes: list[dict[str, object]]
    edges: list[dict[str, object]]
    details: dict[str, object]


def plain_text(text: str) -> str:
    r"""The text on one line, without characters that are not seen or that turn what follows.

    Examples
    --------
    >>> plain_text("  Haus\n\u202eSonne ")
    'Haus Sonne'
    """
    flat = _UNSEEN.sub("", _SPACES.sub(" ", text)).strip()
    return flat if len(flat) <= _LONGEST_TEXT else flat[: _LONGEST_TEXT - 1] + "…"


def safe_link(link: str) -> str:
    """The link when it is a path on the same site or an ``https`` address, else an empty text.

    Examples
    --------
    >>> safe_link("/actors/p1"), safe_link("javascript:alert(1)"), safe_link("//elsewhere.example")
    ('/actors/p1', '', '')
    """
    return link if _SAFE_LINK.fullmatch(link) and not _UNSEEN.search(link) else ""


def frequent_counts(edges: Iterable[SceneEdge]) -> list[Counts]:
    """The up to 26 most frequent rows of counts; :func:`encode_months` writes each as a letter."""
    found = Counter(_counts(month) for edge in edges for month in edge.months)
    return sorted(found, key=lambda counts: (-found[counts], counts))[: len(_LETTERS)]


def encode_months(
    months: Sequence[MonthCount], order: Mapping[str, int], *, letters: Mapping[Counts, str]
) -> str:
    """Month counts of one need as one short text: gap to the month before, then the four counts.

    Each number is one base-36 digit, or a decimal number in parentheses from 36 on; counts that are
    frequent in the scene are one capital letter instead. Months without a referral are left out.

    Examples
    --------
    >>> february = MonthCount(month="2025-02", referrals=1, accepted=1)
    >>> march = MonthCount(month="2025-03", referrals=40, accepted=2, rejected=1, completed=0)
    >>> encode_months([february, march], {"2025-02": 0, "2025-03": 1}, letters={(1, 1, 0, 0): "A"})
    '1A1(40)210'
    """
    parts, before = [], -1
    for count in sorted(months, key=lambda count: count.month):
        place = order[count.month]
        numbers = _counts(count)
        parts.append(_digit(place - before))
        parts.append(letters.get(numbers) or "".join(_digit(number) for number in numbers))
        before = place
    return "".join(parts)


def _counts(month: MonthCount) -> Counts:
    return (month.referrals, month.accepted, month.rejected, month.completed)


def _digit(number: int) -> str:
    return _DIGITS[number] if number < len(_DIGITS) else f"({number})"


def build_payload(scene: Scene, layouts: Sequence[Arrangement]) -> PagePayload:
    """The scene with its layouts as the script reads it; ids become places in the scene's order."""
    index = {node.id: number for number, node in enumerate(scene.nodes)}
    months = {month: place for place, month in enumerate(scene.months)}
    keys = legend(scene)
    places = {
        "area": {entry.key: number for number, entry in enumerate(keys.areas)},
        "cooperative": {entry.key: number for number, entry in enumerate(keys.cooperatives)},
        "group": {entry.key: number for number, entry in enumerate(keys.groups)},
    }
    needs = {entry.key: number for number, entry in enumerate(keys.needs)}
    labels = _Table()
    frequent = frequent_counts(scene.edges)
    coder = _MonthCoder(months, needs, dict(zip(frequent, _LETTERS, strict=False)))
    return PagePayload(
        nodes=_drawn_nodes(scene, layouts),
        edges=_drawn_edges(scene, index),
        details={
            "language": scene.language,
            "strings": texts(scene.language),
            "styles": browser_styles(),
            "measures": [_plain_measure(measure) for measure in scene.measures],
            "months": scene.months,
            "states": known_states(scene),
            "frequent": frequent,
            "areas": [plain_text(entry.label) for entry in keys.areas],
            "cooperatives": [plain_text(entry.label) for entry in keys.cooperatives],
            "groups": [plain_text(entry.label) for entry in keys.groups],
            "needs": [plain_text(entry.label) for entry in keys.needs],
            "nodes": [_node_details(node, places, labels=labels) for node in scene.nodes],
            "edges": [_edge_details(edge, coder, labels=labels) for edge in scene.edges],
            "paths": [_path_details(path, index, labels=labels) for path in scene.paths],
            "texts": labels.entries,
            "layouts": [_layout_details(layout) for layout in layouts],
        },
    )


@dataclass(frozen=True, slots=True)
class _MonthCoder:
    order: dict[str, int]
    needs: dict[str, int]
    letters: dict[Counts, str]

    def by_need(self, months: Iterable[MonthCount]) -> list[object]:
        """Place of a need (-1: not told apart) and its months as text, in turns."""
        found: dict[int, list[MonthCount]] = {}
        for count in months:
            found.setdefault(self.needs.get(count.need, -1), []).append(count)
        coded = (
            (need, encode_months(found[need], self.order, letters=self.letters))
            for need in sorted(found)
        )
        return [part for pair in coded for part in pair]


class _Table:
    """Texts that repeat, each kept once and named by its place."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        plain = plain_text(text)
        if plain not in self._places:
            self._places[plain] = len(self.entries)
            self.entries.append(plain)
        return self._places[plain]

    def places(self, listed: Iterable[str]) -> list[int]:
        return [self.place(text) for text in listed]


def _drawn_nodes(scene: Scene, layouts: Sequence[Arrangement]) -> list[dict[str, object]]:
    largest = max((node.size for node in scene.nodes), default=0.0)
    first = layouts[0].positions
    return [
        {
            "id": number,
            "label": plain_text(node.label) or plain_text(node.id),
            "size": node_radius(node.size, largest),
            "x": first[number][0],
            "y": first[number][1],
        }
        for number, node in enumerate(scene.nodes)
    ]


def _drawn_edges(scene: Scene, index: dict[str, int]) -> list[dict[str, object]]:
    return [{"from": index[edge.source], "to": index[edge.target]} for edge in scene.edges]


def _node_details(
    node: SceneNode, places: dict[str, dict[str, int]], *, labels: _Table
) -> list[object]:
    return [
        plain_text(node.id),
        node.kind,
        node.load,
        places["area"].get(node.area_id, -1),
        places["cooperative"].get(node.cooperative, -1),
        places["group"].get(node.group, -1),
        round(node.size, 3),
        labels.places(node.reasons),
        [[labels.place(figure.label), labels.place(figure.value)] for figure in node.figures],
        safe_link(node.link),
        [round(value, 4) for value in node.measures],
    ]


def _plain_measure(measure: Measure) -> list[str]:
    return [plain_text(measure.key), plain_text(measure.label), plain_text(measure.definition)]


def _edge_details(edge: SceneEdge, coder: "_MonthCoder", *, labels: _Table) -> list[object]:
    wait = None if edge.median_wait_days is None else round(edge.median_wait_days, 1)
    counts: list[object] = coder.by_need(edge.months)
    if not edge.months:
        counts = [edge.referrals, edge.accepted, edge.rejected, edge.completed]
    # Where months are told apart by need, the script counts the needs itself.
    is_counted = bool(edge.months) and all(month.need for month in edge.months)
    return [counts, wait] if is_counted else [counts, wait, labels.places(edge.needs)]


def _path_details(path: ScenePath, index: dict[str, int], *, labels: _Table) -> list[object]:
    steps = [
        [
            index[step.source],
            index[step.target],
            labels.place(step.need),
            labels.place(step.status),
            None if step.wait_days is None else round(step.wait_days, 1),
        ]
        for step in path.steps
    ]
    return [plain_text(path.id), steps]


def _layout_details(layout: Arrangement) -> dict[str, object]:
    flat = [value for position in layout.positions for value in position]
    return {
        # The first layout's positions stand on the drawn nodes already.
        "name": layout.name,
        "positions": [] if layout.name == "network" else flat,
        "regions": [
            [plain_text(region.label), region.x, region.y, region.width, region.height]
            for region in layout.regions
        ],
    }
