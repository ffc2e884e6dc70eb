"""The flow graph: who sends how many people to whom, and what becomes of it."""

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.instances import instances
from graph_model.analysis.levels import (
    Named,
    area_of_actor,
    cooperative_of_actor,
    kind_of_actor,
    named,
    named_area,
    named_kind,
    named_need,
    regrouped,
)
from graph_model.domain.vocabulary import AreaLevel, Reason, ReferralStatus
from graph_model.snapshot.changes import Changes
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_DAY_US = 86_400_000_000
_REASONS = {reason.value: reason for reason in Reason}
_NO_REASONS: Mapping[Reason, int] = MappingProxyType({})


class FlowLevel(StrEnum):
    """What the nodes of a flow graph are."""

    ACTOR = "actor"
    KIND = "kind"
    AREA = "area"
    COOPERATIVE = "cooperative"
    NEED = "need"


FlowNode = Named
"""An end of at least one edge; never a tenant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEdge:
    """All referrals from ``source`` to ``target``, counts of referrals.

    ``rejected`` is the sum of ``rejected_by``. ``median_days_to_decision`` is in calendar days,
    from requested to accepted or rejected; ``None`` while none was decided. Where counts are lower
    bounds (see ``FlowGraph``), they need not add up, and the median is that of those counted.
    """

    source: str
    target: str
    referrals: int
    accepted: int | None
    rejected: int | None
    rejected_by: Mapping[Reason, int]
    completed: int | None
    failed: int | None
    median_days_to_decision: float | None

    @property
    def distance(self) -> float:
        """Length of the edge where a path measure needs one: 1 / ``referrals``."""
        return 1 / self.referrals


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowGraph:
    """A directed graph; nodes by id, edges by source and target, parallel referrals added up.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``None`` stands for none and for none that may be counted alike, and edges without any are left
    out.
    """

    scope: Scope
    level: FlowLevel
    area_level: AreaLevel | None
    referrals: int | None
    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


def flow_graph(
    snapshot: Snapshot,
    scope: Scope,
    *,
    level: FlowLevel | str = FlowLevel.ACTOR,
    area_level: AreaLevel | None = None,
) -> FlowGraph:
    """Who refers to whom, how often and with what success.

    Parameters
    ----------
    snapshot
        The network.
    scope
        Which referrals count: those requested in its period. None gives a graph without nodes.
    level
        ``actor``: organisations and helpers. ``kind``: kinds of actor. ``area``: where the two
        sides sit, at ``area_level`` if given. ``cooperative``: people of a cooperative are one
        with it, all others stay alone. ``need``: from the need of the referral whose recipient
        passed the person on to the need referred for; a referral that nobody passed on starts at
        ``-``. What has no group at a level is the node ``-``, so that no referral is lost.

    Returns
    -------
    Edges run from sender to recipient; a loop is a referral within one group.

    Raises
    ------
    ValueError
        If the level is none of these.

    Notes
    -----
    One pass over the referrals; the result is bounded by the organisations.

    Examples
    --------
    >>> flow_graph(Snapshot.from_records([]), Scope()).edges
    ()
    """
    level = FlowLevel(level)
    rows = snapshot.referrals(scope)
    source, target = flow_ends(snapshot, scope, rows=rows, level=level, area_level=area_level)
    edges = _edges(_flows(rows, source, target=target))
    ends = {edge.source for edge in edges} | {edge.target for edge in edges}
    name_of = _NAMES[level]
    return FlowGraph(
        scope=scope,
        level=level,
        area_level=area_level,
        referrals=len(rows),
        nodes=tuple(name_of(snapshot.directory, node_id) for node_id in sorted(ends)),
        edges=edges,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowWork:
    """A flow graph, and what it takes to go on from there when something changes."""

    answer: FlowGraph
    revision: int
    directory: Directory

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        scope: Scope,
        *,
        level: FlowLevel | str = FlowLevel.ACTOR,
        area_level: AreaLevel | None = None,
    ) -> "FlowWork":
        """Count from the beginning; parameters and errors as in ``flow_graph``."""
        graph = flow_graph(snapshot, scope, level=level, area_level=area_level)
        return cls(answer=graph, revision=snapshot.revision, directory=snapshot.directory)

    def after(self, snapshot: Snapshot) -> "FlowWork":
        """The same for a later snapshot: counted anew are pairs between whom a referral changed.

        Returns
        -------
        To the byte what ``of`` gives. All is counted anew after a change of the directory, a
        deletion or very many changes at once, where actors are grouped, and for what was known on
        a day.
        """
        before, changes = self.answer, snapshot.changes_since(self.revision)
        is_narrow = before.level is FlowLevel.ACTOR and before.scope.known_on is None
        if changes is None or not is_narrow or self.directory is not snapshot.directory:
            return FlowWork.of(
                snapshot, before.scope, level=before.level, area_level=before.area_level
            )
        graph = _recounted(before, snapshot, changes=changes)
        return FlowWork(answer=graph, revision=snapshot.revision, directory=self.directory)


def _recounted(before: FlowGraph, snapshot: Snapshot, *, changes: Changes) -> FlowGraph:
    rows = changes.referrals
    if before.scope.area_id is not None or before.scope.cooperative_id is not None:
        # A chain that came to another place takes referrals along that did not change themselves.
        in_chains = pl.col("chain").is_in(changes.chains.tolist())
        moved = snapshot.referrals(Scope(), among=in_chains).select(rows.columns)
        rows = pl.concat([rows, moved])
    pairs = rows.select("sender", "recipient").unique()
    if pairs.is_empty():
        return before
    keys = pairs.select(pair_key("sender", "recipient")).to_series().to_list()
    rows = snapshot.referrals(before.scope, among=pair_key("sender", "recipient").is_in(keys))
    counted = (before.referrals or 0) + len(rows)
    edges, lost = list(before.edges), set()
    for pair in pairs.cast(pl.String).iter_rows():
        place = bisect_left(edges, pair, key=_ends_of)
        if place < len(edges) and _ends_of(edges[place]) == pair:
            counted -= edges.pop(place).referrals
            lost.add(pair)
    anew = _edges(_flows(rows, rows["sender"], target=rows["recipient"]))
    for edge in anew:
        insort(edges, edge, key=_ends_of)
    lost.difference_update(map(_ends_of, anew))
    # Only with an edge can a node go; to look through all edges takes longer than all the rest.
    ends = {end for edge in (edges if lost else anew) for end in _ends_of(edge)}
    if not lost:
        ends.update(node.id for node in before.nodes)
    nodes = {node.id: node for node in before.nodes}
    return replace(
        before,
        referrals=counted,
        nodes=tuple(nodes.get(one) or named(snapshot.directory, one) for one in sorted(ends)),
        edges=tuple(edges),
    )


def _ends_of(edge: FlowEdge) -> tuple[str, str]:
    return edge.source, edge.target


def pair_key(source: str, target: str) -> pl.Expr:
    """Two columns of names as one whole number, which stands for the pair within this process."""
    return pl.col(source).to_physical().cast(pl.UInt64) * 2**32 + pl.col(target).to_physical()


def _flows(rows: pl.DataFrame, source: pl.Series, *, target: pl.Series) -> pl.DataFrame:
    return rows.select(
        source.alias("source"),
        target.alias("target"),
        "requested_at",
        "decided_at",
        "decision",
        "status",
        "reason",
    )


_NAMES: Mapping[FlowLevel, Callable[[Directory, str], Named]] = MappingProxyType(
    {
        FlowLevel.ACTOR: named,
        FlowLevel.KIND: named_kind,
        FlowLevel.AREA: named_area,
        FlowLevel.COOPERATIVE: named,
        FlowLevel.NEED: named_need,
    }
)


def flow_ends(
    snapshot: Snapshot,
    scope: Scope,
    *,
    rows: pl.DataFrame,
    level: FlowLevel,
    area_level: AreaLevel | None,
) -> tuple[pl.Series, pl.Series]:
    """Source and target of each referral in ``rows``, the timeline of the scope."""
    directory = snapshot.directory
    if level is FlowLevel.NEED:
        return _needs(snapshot, scope, rows=rows)
    if level is FlowLevel.ACTOR:
        return rows["sender"], rows["recipient"]
    groups: dict[FlowLevel, Callable[[str], str]] = {
        FlowLevel.KIND: lambda actor_id: kind_of_actor(directory, actor_id),
        FlowLevel.AREA: lambda actor_id: area_of_actor(directory, actor_id, level=area_level),
        FlowLevel.COOPERATIVE: lambda actor_id: cooperative_of_actor(directory, actor_id),
    }
    group_of = groups[level]
    return regrouped(rows["sender"], group_of), regrouped(rows["recipient"], group_of)


def _needs(snapshot: Snapshot, scope: Scope, *, rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    # The parent may lie outside the scope: it was sent earlier, perhaps for another need.
    known = snapshot.referrals(Scope(known_on=scope.known_on)).select(
        pl.col("referral").alias("parent"), pl.col("need").alias("source")
    )
    origin = rows.select("parent").join(known, on="parent", how="left", maintain_order="left")
    return regrouped(origin["source"], lambda code: code), rows["need"]


def _edges(flows: pl.DataFrame) -> tuple[FlowEdge, ...]:
    # One whole number for both ends: grouping by it takes half the time of two columns of names.
    rows = flows.with_columns(pair=pair_key("source", "target"))
    rejected = pl.col("decision") == ReferralStatus.REJECTED.value
    sums = (
        rows.group_by("pair")
        .agg(
            pl.col("source", "target").first().cast(pl.String),
            pl.len().alias("referrals"),
            (pl.col("decision") == ReferralStatus.ACCEPTED.value).sum().alias("accepted"),
            rejected.sum().alias("rejected"),
            (pl.col("status") == ReferralStatus.COMPLETED.value).sum().alias("completed"),
            (pl.col("status") == ReferralStatus.FAILED.value).sum().alias("failed"),
            days_to_decision().alias("median_days_to_decision"),
        )
        .sort("source", "target")
    )
    reasons = _rejections(rows.filter(rejected))
    pairs = sums.drop_in_place("pair").to_list()
    columns: dict[str, list[object]] = {name: sums[name].to_list() for name in sums.columns}
    columns["rejected_by"] = [reasons.get(pair, _NO_REASONS) for pair in pairs]
    return instances(FlowEdge, columns)


def days_to_decision() -> pl.Expr:
    """The median of the calendar days from requested to accepted or rejected."""
    waited = pl.col("decided_at") - pl.col("requested_at")
    return waited.to_physical().median() / _DAY_US


def _rejections(rejected: pl.DataFrame) -> dict[int, Mapping[Reason, int]]:
    """Rejected referrals of each pair by reason, in the order of the reasons."""
    counted = rejected.group_by("pair", "reason").len().sort("reason")
    found: dict[int, dict[Reason, int]] = {pair: {} for pair in counted["pair"].to_list()}
    columns = (column.to_list() for column in counted.iter_columns())
    for pair, reason, count in zip(*columns, strict=True):
        found[pair][_REASONS[reason]] = count
    return {pair: MappingProxyType(by_reason) for pair, by_reason in found.items()}
