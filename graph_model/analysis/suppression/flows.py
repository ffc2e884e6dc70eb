"""Flows without what would tell of too few people."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from graph_model.analysis.flows import FlowEdge, FlowGraph, FlowLevel, flow_ends
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.levels import area_of_actor, cooperative_of_actor, kind_of_actor
from graph_model.analysis.suppression.facts import STATES, referral_facts, state
from graph_model.analysis.suppression.labels import Pairs, labelled
from graph_model.analysis.suppression.people import Integers, Truths
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.analysis.suppression.zeros import told_together
from graph_model.domain.vocabulary import Reason, ReferralStatus
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
    """A flow graph without edges and counts that tell of too few people.

    Edges that are not shown are left out, counts below ``referrals`` are ``None``, and with them
    the median where not all decided referrals may be counted.
    """
    rows = snapshot.referrals(found.scope)
    cells = _Cells(found, snapshot, rows=rows, views=views)
    edges = tuple(
        cells.edge(number, edge)
        for number, edge in enumerate(found.edges)
        if cells.is_shown[number]
    )
    ends = {edge.source for edge in edges} | {edge.target for edge in edges}
    left_out = len(found.edges) - len(edges) + sum(map(_missing, edges))
    is_whole = views.is_whole(found.scope, rows["referral"])
    return replace(
        found,
        referrals=found.referrals if is_whole else None,
        nodes=tuple(node for node in found.nodes if node.id in ends),
        edges=edges,
        hidden=Hidden(minimum=views.minimum, cells=left_out),
    )


def _missing(edge: FlowEdge) -> int:
    return sum(one is None for one in (edge.accepted, edge.rejected, edge.completed, edge.failed))


class _Cells:
    """Which edges, and which counts on them, may be shown; all by number of the edge."""

    def __init__(
        self, found: FlowGraph, snapshot: Snapshot, *, rows: pl.DataFrame, views: Views
    ) -> None:
        source, target = flow_ends(
            snapshot, found.scope, rows=rows, level=found.level, area_level=found.area_level
        )
        self._scope, self._views = found.scope, views
        self._groups = len(found.edges)
        pairs = Pairs.of(source, target)
        number: dict[tuple[str | None, str | None], int] = {
            (edge.source, edge.target): place for place, edge in enumerate(found.edges)
        }
        edges: Integers = np.array([number[ends] for ends in pairs.texts], dtype=np.int64)
        self._edge = edges[pairs.place]
        self._rows = rows.select("referral", *STATES)
        self.is_shown = self._whole(pl.col("referral").is_not_null())
        decision, status = pl.col("decision"), pl.col("status")
        self._counts = {
            "accepted": self._whole(decision == ReferralStatus.ACCEPTED.value),
            "rejected": self._whole(decision == ReferralStatus.REJECTED.value),
            "completed": self._whole(status == ReferralStatus.COMPLETED.value),
            "failed": self._whole(status == ReferralStatus.FAILED.value),
        }
        self._decided = self._whole(decision.is_not_null())
        self._reasons: Mapping[Reason, Truths] = {
            reason: self._whole(
                (decision == ReferralStatus.REJECTED.value) & (pl.col("reason") == reason.value)
            )
            for reason in sorted({one for edge in found.edges for one in edge.rejected_by})
        }

    def _whole(self, chosen: pl.Expr) -> Truths:
        is_chosen = self._rows.select(chosen.fill_null(value=False)).to_series()
        return self._views.whole(
            self._scope,
            self._rows["referral"].filter(is_chosen),
            group=self._edge[is_chosen.to_numpy()],
            groups=self._groups,
        )

    def edge(self, number: int, edge: FlowEdge) -> FlowEdge:
        """One edge with the counts that may be shown."""
        completed, failed = told_together(
            [
                edge.completed if self._counts["completed"][number] else None,
                edge.failed if self._counts["failed"][number] else None,
            ]
        )
        return replace(
            edge,
            accepted=edge.accepted if self._counts["accepted"][number] else None,
            rejected=edge.rejected if self._counts["rejected"][number] else None,
            rejected_by={
                reason: count
                for reason, count in edge.rejected_by.items()
                if self._reasons[reason][number]
            },
            completed=completed,
            failed=failed,
            median_days_to_decision=(
                edge.median_days_to_decision if self._decided[number] else None
            ),
        )
