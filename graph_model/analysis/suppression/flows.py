"""Flows in numbers that tell of nobody: lower bounds, see ``ways``."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from graph_model.analysis.flows import (
    FlowEdge,
    FlowGraph,
    FlowLevel,
    days_to_decision,
    flow_ends,
)
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.levels import area_of_actor, cooperative_of_actor, kind_of_actor
from graph_model.analysis.suppression.facts import referral_facts, state
from graph_model.analysis.suppression.labels import Pairs, labelled
from graph_model.analysis.suppression.people import Integers, Truths
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

Ends = tuple[str, str]


def flow_views(snapshot: Snapshot, *, minimum: int, by_need: bool = False) -> Views:
    """The blocks of referrals for flows between actors, kinds, areas and cooperatives.

    With ``by_need`` those for flows from need to need, which are a table of their own.
    """
    facts = referral_facts(snapshot)
    if by_need:
        ends = flow_ends(snapshot, Scope(), rows=facts, level=FlowLevel.NEED, area_level=None)
        cells = [Pairs.of(*ends).numbered(lambda code: code or "")]
    else:
        cells = _between_actors(snapshot, facts)
    states = labelled(facts.select(state=state())["state"])
    return views_of(facts, snapshot.directory, cells=[*cells, states], minimum=minimum)


def _between_actors(snapshot: Snapshot, facts: pl.DataFrame) -> list[Integers]:
    directory = snapshot.directory
    pairs = Pairs.of(facts["sender"], facts["recipient"])
    meanings: tuple[Callable[[str | None], str], ...] = (
        lambda actor: kind_of_actor(directory, actor or ""),
        lambda actor: cooperative_of_actor(directory, actor or ""),
        lambda actor: area_of_actor(directory, actor or "", level=None),
        lambda actor: actor or "",
    )
    return [pairs.numbered(meaning) for meaning in meanings]


def flows_for_many(found: FlowGraph, snapshot: Snapshot, *, views: Views) -> FlowGraph:
    """A flow graph whose counts are lower bounds.

    An edge without a referral that may be counted is left out; medians are those of the decided
    referrals that may be.
    """
    counting = _Counting(found, snapshot, views=views)
    edges = counting.edges(found.edges)
    ends = {edge.source for edge in edges} | {edge.target for edge in edges}
    return replace(
        found,
        referrals=counting.referrals(),
        nodes=tuple(node for node in found.nodes if node.id in ends),
        edges=edges,
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


class _Counting:
    """The referrals of a flow graph, the number of the edge of each, and how many may be told."""

    def __init__(self, found: FlowGraph, snapshot: Snapshot, *, views: Views) -> None:
        self._scope, self._views = found.scope, views
        self._rows = snapshot.referrals(found.scope)
        pairs = Pairs.of(
            *flow_ends(
                snapshot,
                found.scope,
                rows=self._rows,
                level=found.level,
                area_level=found.area_level,
            )
        )
        number: dict[tuple[str | None, str | None], int] = {
            (edge.source, edge.target): place for place, edge in enumerate(found.edges)
        }
        edges: Integers = np.array([number[ends] for ends in pairs.texts], dtype=np.int64)
        self._edge = edges[pairs.place]

    def referrals(self) -> int | None:
        """How many there are at least."""
        return self._views.count(self._scope, self._rows["referral"]) or None

    def edges(self, found: Sequence[FlowEdge]) -> tuple[FlowEdge, ...]:
        """The edges with how many referrals of each kind they have at least."""
        decision, status = pl.col("decision"), pl.col("status")
        is_rejected = decision == ReferralStatus.REJECTED.value
        groups = len(found)
        referrals = self._counts(pl.lit(value=True), groups)
        accepted = self._counts(decision == ReferralStatus.ACCEPTED.value, groups)
        rejected = self._counts(is_rejected, groups)
        completed = self._counts(status == ReferralStatus.COMPLETED.value, groups)
        failed = self._counts(status == ReferralStatus.FAILED.value, groups)
        reasons = {
            reason: self._counts(is_rejected & (pl.col("reason") == reason.value), groups)
            for reason in sorted({one for edge in found for one in edge.rejected_by})
        }
        medians = self._medians()
        return tuple(
            replace(
                edge,
                referrals=referrals[number],
                accepted=accepted[number] or None,
                rejected=rejected[number] or None,
                rejected_by={
                    reason: count[number] for reason, count in reasons.items() if count[number]
                },
                completed=completed[number] or None,
                failed=failed[number] or None,
                median_days_to_decision=medians.get(number),
            )
            for number, edge in enumerate(found)
            if referrals[number]
        )

    def _counts(self, chosen: pl.Expr, edges: int) -> list[int]:
        counted: list[int] = np.bincount(self._edge[self._kept(chosen)], minlength=edges).tolist()
        return counted

    def _medians(self) -> dict[int, float]:
        kept = self._kept(pl.col("decision").is_not_null())
        rows = self._rows.filter(pl.Series(kept)).with_columns(edge=pl.Series(self._edge[kept]))
        return dict(rows.group_by("edge").agg(days_to_decision()).iter_rows())

    def _kept(self, chosen: pl.Expr) -> Truths:
        """Which of the chosen referrals may be counted on their edge."""
        is_chosen = self._rows.select(chosen.fill_null(value=False).alias("chosen"))["chosen"]
        # A literal has one row for all.
        flags = np.broadcast_to(is_chosen.to_numpy(), len(self._rows))
        keys = self._rows["referral"]
        return self._views.kept_among(self._scope, keys, group=self._edge, chosen=flags)
