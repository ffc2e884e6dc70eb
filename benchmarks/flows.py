"""The flow graph from the snapshot against the same ``GROUP BY`` in SQLite, equal numbers.

``python -m benchmarks.flows big.sqlite small.sqlite out.json``.
"""

import sqlite3
import sys
from pathlib import Path

from benchmarks.figures import Figure, alternating, best_seconds, write_result
from graph_model.analysis.flows import FlowGraph, flow_graph
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.sqlite.store import SqliteStore

SCRIPT = "benchmarks/flows.py"
ROUNDS = 5

# Of all that the flow graph tells, SQLite has neither the median nor the reasons to compute here.
GROUP_BY = """
SELECT referral.sender_id, referral.recipient_id, count(*),
       sum(decision.status = 'accepted'), sum(decision.status = 'rejected'),
       sum(referral.status = 'completed'), sum(referral.status = 'failed')
FROM referral LEFT JOIN referral_status AS decision
     ON decision.referral_key = referral.key AND decision.status IN ('accepted', 'rejected')
WHERE referral.status NOT IN ('draft', 'entered_in_error')
GROUP BY referral.sender_id, referral.recipient_id
ORDER BY referral.sender_id, referral.recipient_id
"""
COUNTS_ONLY = """
SELECT sender_id, recipient_id, count(*) FROM referral
WHERE status NOT IN ('draft', 'entered_in_error') GROUP BY sender_id, recipient_id
"""


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    snapshot = Snapshot.read(SqliteStore(big))
    _expect_equal(flow_graph(snapshot, Scope()), _rows(big, GROUP_BY))
    grouping, flowing = alternating(
        lambda: _rows(big, GROUP_BY), lambda: flow_graph(snapshot, Scope()), rounds=ROUNDS
    )
    counting = best_seconds(lambda: _rows(big, COUNTS_ONLY), rounds=2)
    edges = len(flow_graph(snapshot, Scope()).edges)
    small_snapshot = Snapshot.read(SqliteStore(small))
    small_flowing = best_seconds(lambda: flow_graph(small_snapshot, Scope()), rounds=ROUNDS)
    return (
        [
            Figure(
                name="flow graph: faster than GROUP BY in SQLite, equal numbers",
                measured=grouping / flowing,
                goal=10,
                unit="times",
                is_at_least=True,
                script=SCRIPT,
            ),
            Figure(
                name="flow graph: ten times the referrals",
                measured=flowing / small_flowing,
                goal=11,
                unit="times",
                is_at_least=False,
                script=SCRIPT,
            ),
        ],
        [
            (
                f"The flow graph has {edges} edges, with medians and reasons; it takes"
                f" {flowing:.2f} s, SQLite {grouping:.2f} s for the counts alone (and"
                f" {counting:.2f} s without asking what was decided)."
            ),
        ],
    )


def _rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(statement).fetchall()
    connection.close()
    return rows


def _expect_equal(graph: FlowGraph, rows: list[tuple[object, ...]]) -> None:
    told = [
        (e.source, e.target, e.referrals, e.accepted, e.rejected, e.completed, e.failed)
        for e in graph.edges
    ]
    # A sum over nothing but nulls is null in SQL.
    counted = [tuple(0 if value is None else value for value in row) for row in rows]
    if told != counted:
        raise AssertionError("SQLite and the flow graph count differently.")


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
