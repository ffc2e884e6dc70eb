"""What a network map shows, as plain values: people, flows, chain paths; no drawing, no library.

All texts are plain text. Nothing here is escaped; :mod:`visual.payload` and the page template do
that when they write the page.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from graph_model.errors import InvalidValueError

KINDS = ("cooperative", "kuemmerer", "companion", "partner", "administration")
"""Kinds that a map can show, from the sender's side to the recipient's; tenants never appear."""

LOADS = ("red", "amber", "green", "unknown")
"""Load levels, the most urgent first."""

STATUSES = ("open", "accepted", "rejected", "completed")
"""States of a referral, each in exactly one: without a decision (or taken back before one),
accepted and not completed, refused, completed."""

LANGUAGES = ("de", "en")
"""Languages of the page's own words."""

_Key = TypeVar("_Key")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _require(is_right: bool, field_name: str, *, rules: tuple[str, str]) -> None:
    if not is_right:
        raise InvalidValueError(field=field_name, rule_de=rules[0], rule_en=rules[1])


def _require_code(field_name: str, value: str, *, allowed: tuple[str, ...]) -> None:
    codes = ", ".join(allowed)
    rules = (f"erlaubt sind {codes}", f"allowed are {codes}")
    _require(value in allowed, field_name, rules=rules)


def check_language(language: str) -> None:
    """Refuses a language that the page does not speak.

    Raises
    ------
    InvalidValueError
        If it is none of ``LANGUAGES``.
    """
    _require_code("language", language, allowed=LANGUAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the side panel, already written for a reader: ``label`` and ``value``."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something by which participants can be sized: its name in plain words and what it counts."""

    key: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneNode:
    """One participant of the network.

    ``size`` is the measure that the scene's ``size_label`` names, at least 0; ``measures`` are the
    values of the scene's further measures, at least 0, in their order. ``group`` is a community
    or any other division that the caller found; empty when there is none. ``link``
    leads to the participant's own page: a path on the same site or an ``https`` address; anything
    else is left out of the page.
    """

    id: str
    label: str
    kind: str
    load: str = "unknown"
    reasons: tuple[str, ...] = ()
    size: float = 0.0
    measures: tuple[float, ...] = ()
    figures: tuple[Figure, ...] = ()
    area_id: str = ""
    area_name: str = ""
    cooperative: str = ""
    group: str = ""
    link: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.id), "id", rules=("darf nicht leer sein", "must not be empty"))
        _require_code("kind", self.kind, allowed=KINDS)
        _require_code("load", self.load, allowed=LOADS)
        is_measure = all(0 <= value < float("inf") for value in (self.size, *self.measures))
        rules = ("muss eine Zahl ab 0 sein", "must be a number from 0 upwards")
        _require(is_measure, "size", rules=rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """Referrals of one edge requested in ``month`` (``2025-03``) and what became of them.

    ``need`` is the label of the need that they were for; empty where needs are not told apart.
    """

    month: str
    referrals: int
    need: str = ""
    accepted: int = 0
    rejected: int = 0
    completed: int = 0

    def __post_init__(self) -> None:
        is_month = _MONTH.fullmatch(self.month) is not None
        rules = ("muss wie 2025-03 aussehen", "must look like 2025-03")
        _require(is_month, "month", rules=rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneEdge:
    """All referrals from ``source`` to ``target``.

    ``median_wait_days`` is the median from request to decision, ``None`` while nothing is decided.
    ``needs`` are labels, the most frequent first. ``months`` divides the four counts by the month
    of the request and the need; the sums must be equal, so that the whole range shows the totals.
    Where ``counts_are_at_least`` there are no months, counts need not add up, and ``None`` stands
    for none and for none that may be counted alike.
    """

    source: str
    target: str
    referrals: int
    accepted: int | None = 0
    rejected: int | None = 0
    completed: int | None = 0
    median_wait_days: float | None = None
    needs: tuple[str, ...] = ()
    months: tuple[MonthCount, ...] = ()
    counts_are_at_least: bool = False

    def __post_init__(self) -> None:
        totals = (self.referrals, self.accepted, self.rejected, self.completed)
        rules = ("darf nicht negativ sein", "must not be negative")
        _require(min(total or 0 for total in totals) >= 0, "referrals", rules=rules)
        if self.counts_are_at_least:
            return
        for name, total in zip(
            ("referrals", "accepted", "rejected", "completed"), totals, strict=True
        ):
            by_month = sum(getattr(count, name) for count in self.months)
            _require(
                by_month == total,
                name,
                rules=(
                    f"die Monate ergeben {by_month}, die Summe ist {total}",
                    f"the months add up to {by_month}, the total is {total}",
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One hop of a chain's path; ``need`` and ``status`` are labels, ``wait_days`` may be open."""

    source: str
    target: str
    need: str = ""
    status: str = ""
    wait_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenePath:
    """The path of one help chain under its pseudonymous id, steps in their order."""

    id: str
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One value of the legend and how many participants, or referrals, carry it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """Everything that the legend can filter by; entries without a participant are left out."""

    loads: tuple[LegendEntry, ...]
    kinds: tuple[LegendEntry, ...]
    areas: tuple[LegendEntry, ...]
    cooperatives: tuple[LegendEntry, ...]
    groups: tuple[LegendEntry, ...]
    needs: tuple[LegendEntry, ...]
    statuses: tuple[LegendEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A network map before it is drawn.

    ``subtitle`` says what was asked (period, area, needs). ``first_month`` and ``last_month``
    (``2025-03``, both included) bound the time range; both are empty when no edge has months.
    """

    title: str
    subtitle: str = ""
    language: str = "de"
    size_label: str = ""
    measures: tuple[Measure, ...] = ()
    nodes: tuple[SceneNode, ...] = ()
    edges: tuple[SceneEdge, ...] = ()
    paths: tuple[ScenePath, ...] = ()
    first_month: str = ""
    last_month: str = ""
    months: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        check_language(self.language)
        known = _unique((node.id for node in self.nodes), "nodes")
        _unique((path.id for path in self.paths), "paths")
        _unique(((edge.source, edge.target) for edge in self.edges), "edges")
        _require(
            all(len(node.measures) == len(self.measures) for node in self.nodes),
            "measures",
            rules=(
                "jede Kennzahl braucht für alle Beteiligten einen Wert",
                "every measure needs a value for every participant",
            ),
        )
        hops = [(edge.source, edge.target) for edge in self.edges]
        hops += [(step.source, step.target) for path in self.paths for step in path.steps]
        ends = {end for hop in hops for end in hop}
        _require(
            ends <= known,
            "edges",
            rules=(
                "jede Verbindung braucht zwei bekannte Beteiligte",
                "every edge needs two known participants",
            ),
        )
        object.__setattr__(self, "months", month_range(self.first_month, self.last_month))
        used = {count.month for edge in self.edges for count in edge.months}
        _require(
            used <= set(self.months),
            "months",
            rules=(
                "ein Monat liegt außerhalb des Zeitraums",
                "a month lies outside the time range",
            ),
        )


def _unique(keys: Iterable[_Key], field_name: str) -> set[_Key]:
    listed = list(keys)
    known = set(listed)
    _require(len(known) == len(listed), field_name, rules=("ist doppelt", "exists twice"))
    return known


def month_range(first: str, last: str) -> tuple[str, ...]:
    """All months from ``first`` to ``last``, both included; empty when both are empty.

    Examples
    --------
    >>> month_range("2024-11", "2025-02")
    ('2024-11', '2024-12', '2025-01', '2025-02')
    """
    if not first and not last:
        return ()
    is_range = bool(_MONTH.fullmatch(first)) and bool(_MONTH.fullmatch(last)) and first <= last
    rules = ("der Zeitraum stimmt nicht", "the time range is not right")
    _require(is_range, "first_month", rules=rules)
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1))


def legend(scene: Scene) -> Legend:
    """Counts of participants by load, kind, area, cooperative and group, of referrals by need.

    Loads, kinds and states keep their fixed order and their code as label; the others are sorted by
    label, then by key. Empty values get no entry, but states have one wherever there is
    anybody, if it is known.
    """
    needs: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for edge in scene.edges:
        for count in edge.months:
            needs[count.need] += count.referrals
        statuses.update(status_counts(edge))
    return Legend(
        loads=_coded(LOADS, (node.load for node in scene.nodes)),
        kinds=_coded(KINDS, (node.kind for node in scene.nodes)),
        areas=_named((node.area_id, node.area_name or node.area_id) for node in scene.nodes),
        cooperatives=_named((node.cooperative, node.cooperative) for node in scene.nodes),
        groups=_named((node.group, node.group) for node in scene.nodes),
        needs=tuple(
            LegendEntry(key=need, label=need, count=needs[need]) for need in sorted(needs) if need
        ),
        statuses=tuple(
            LegendEntry(key=code, label=code, count=statuses[code])
            for code in known_states(scene)
            if scene.nodes
        ),
    )


def known_states(scene: Scene) -> tuple[str, ...]:
    """The states in which referrals can be counted: of lower bounds only two."""
    are_bounds = any(edge.counts_are_at_least for edge in scene.edges)
    return ("rejected", "completed") if are_bounds else STATUSES


def status_counts(edge: SceneEdge) -> dict[str, int]:
    """Referrals of an edge by state.

    Of lower bounds only the states that have a count of their own are told (see ``known_states``):
    what is left of a bound less another is no bound.

    Examples
    --------
    >>> edge = SceneEdge(
    ...     source="a", target="b", referrals=6, accepted=3, rejected=1, completed=2,
    ...     counts_are_at_least=True,
    ... )
    >>> status_counts(edge)
    {'rejected': 1, 'completed': 2}
    """
    if edge.counts_are_at_least:
        return {"rejected": edge.rejected or 0, "completed": edge.completed or 0}
    accepted, rejected, completed = (
        count or 0 for count in (edge.accepted, edge.rejected, edge.completed)
    )
    return {
        "open": max(edge.referrals - accepted - rejected, 0),
        "accepted": max(accepted - completed, 0),
        "rejected": rejected,
        "completed": completed,
    }


def _coded(order: tuple[str, ...], values: Iterable[str]) -> tuple[LegendEntry, ...]:
    counts = Counter(values)
    return tuple(
        LegendEntry(key=code, label=code, count=counts[code]) for code in order if counts[code]
    )


def _named(pairs: Iterable[tuple[str, str]]) -> tuple[LegendEntry, ...]:
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for key, label in pairs:
        if key:
            counts[key] += 1
            labels.setdefault(key, label)
    entries = (LegendEntry(key=key, label=labels[key], count=counts[key]) for key in counts)
    return tuple(sorted(entries, key=lambda entry: (entry.label, entry.key)))
