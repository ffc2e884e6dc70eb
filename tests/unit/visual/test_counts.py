"""Months and needs of each flow, by hand, and equal to the flow graph's totals."""

from graph_model.analysis.flows import flow_graph
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.scenes import month, turn_of_the_month
from visual.counts import frequent_needs, month_counts


def test_months_are_those_in_germany_and_outcomes_count_for_the_month_of_the_request() -> None:
    assert month_counts(turn_of_the_month(), Scope()) == {
        ("k1", "o1"): (month("2026-01", 1, 1, 0, 0, need="debt"),),
        ("k1", "p1"): (
            month("2026-01", 2, 1, 1, 0, need="debt"),
            month("2026-02", 1, 1, 0, 1, need="lonely"),
            month("2026-04", 1, 0, 0, 0, need="lonely"),
        ),
    }


def test_months_add_up_to_the_flow_graph() -> None:
    snapshot = turn_of_the_month()
    months = month_counts(snapshot, Scope())
    edges = flow_graph(snapshot, Scope()).edges
    assert {(edge.source, edge.target) for edge in edges} == set(months)
    for edge in edges:
        counts = months[edge.source, edge.target]
        assert sum(count.referrals for count in counts) == edge.referrals
        assert sum(count.accepted for count in counts) == edge.accepted
        assert sum(count.rejected for count in counts) == edge.rejected
        assert sum(count.completed for count in counts) == edge.completed


def test_needs_come_the_most_frequent_first_ties_by_code() -> None:
    assert frequent_needs(turn_of_the_month(), Scope()) == {
        ("k1", "o1"): ("debt",),
        ("k1", "p1"): ("debt", "lonely"),
    }


def test_a_scope_limits_months_and_needs() -> None:
    scope = Scope(need_codes=("lonely",))
    assert set(month_counts(turn_of_the_month(), scope)) == {("k1", "p1")}
    assert frequent_needs(turn_of_the_month(), scope) == {("k1", "p1"): ("lonely",)}


def test_nothing_sent_gives_nothing() -> None:
    empty = Snapshot.from_records([])
    assert month_counts(empty, Scope()) == {}
    assert frequent_needs(empty, Scope()) == {}
