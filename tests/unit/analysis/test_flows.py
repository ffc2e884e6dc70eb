"""The flow graph against numbers worked by hand in ``tests.networks.two_towns``."""

import pytest

from graph_model.analysis.flows import FlowEdge, FlowGraph, FlowNode, flow_graph
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel, Reason
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b
from tests.networks import two_towns

ALL = Scope()


def counts(graph: FlowGraph) -> dict[tuple[str, str], int]:
    return {(edge.source, edge.target): edge.referrals for edge in graph.edges}


def edge(graph: FlowGraph, source: str, target: str) -> FlowEdge:
    return next(e for e in graph.edges if (e.source, e.target) == (source, target))


def test_parallel_referrals_add_up_to_one_edge_with_what_became_of_them() -> None:
    graph = flow_graph(Snapshot.from_records(two_towns()), ALL)
    # r1 to r4; decided after 2, 3 and 10 days, of which 3 is the middle; r4 waits still.
    assert edge(graph, "k1", "p1") == FlowEdge(
        source="k1",
        target="p1",
        referrals=4,
        accepted=1,
        rejected=2,
        rejected_by={Reason.NO_CAPACITY: 1, Reason.NOT_OFFERED: 1},
        completed=1,
        failed=0,
        median_days_to_decision=3.0,
    )
    assert edge(graph, "p1", "o1") == FlowEdge(
        source="p1",
        target="o1",
        referrals=1,
        accepted=1,
        rejected=0,
        rejected_by={},
        completed=0,
        failed=1,
        median_days_to_decision=4.0,
    )


def test_edges_have_a_direction_and_drafts_are_none() -> None:
    graph = flow_graph(Snapshot.from_records(two_towns()), ALL)
    assert counts(graph) == {("k1", "o1"): 1, ("k1", "p1"): 4, ("p1", "o1"): 1}
    assert graph.referrals == 6


def test_nodes_are_those_who_send_or_receive() -> None:
    graph = flow_graph(Snapshot.from_records(two_towns()), ALL)
    assert graph.nodes == (
        FlowNode(id="k1", kind="kuemmerer", label="Kim"),
        FlowNode(id="o1", kind="administration", label="Sozialamt"),
        FlowNode(id="p1", kind="partner", label="Treffpunkt"),
    )


def test_the_distance_is_one_by_the_referrals() -> None:
    graph = flow_graph(Snapshot.from_records(two_towns()), ALL)
    assert edge(graph, "k1", "p1").distance == 0.25


def test_nobody_has_decided_yet() -> None:
    # Before 7 January r1 and r2 were asked, and nobody had answered.
    graph = flow_graph(Snapshot.from_records(two_towns()), Scope(known_on=b.at("2026-01-06")))
    assert counts(graph) == {("k1", "p1"): 2}
    assert edge(graph, "k1", "p1").median_days_to_decision is None


@pytest.mark.parametrize(
    ("level", "area_level", "expected"),
    [
        (
            "kind",
            None,
            {
                ("kuemmerer", "administration"): 1,
                ("kuemmerer", "partner"): 4,
                ("partner", "administration"): 1,
            },
        ),
        # k1 has no seat but answers for a1 alone; p1 sits in a1, o1 in a2.
        ("area", None, {("a1", "a1"): 4, ("a1", "a2"): 2}),
        ("area", AreaLevel.DISTRICT, {("a0", "a0"): 6}),
        # There is no borough above any of them.
        ("area", AreaLevel.BOROUGH, {("-", "-"): 6}),
        ("cooperative", None, {("g1", "o1"): 1, ("g1", "p1"): 4, ("p1", "o1"): 1}),
        # r1 to r4 and r7 start a path, r5 goes on from r1.
        ("need", None, {("-", "debt"): 1, ("-", "loneliness"): 4, ("loneliness", "debt"): 1}),
    ],
)
def test_coarser_levels_lose_no_referral(
    level: str, area_level: AreaLevel | None, expected: dict[tuple[str, str], int]
) -> None:
    snapshot = Snapshot.from_records(two_towns())
    graph = flow_graph(snapshot, ALL, level=level, area_level=area_level)
    assert counts(graph) == expected
    assert sum(counts(graph).values()) == graph.referrals


def test_a_coarser_median_is_that_of_all_its_referrals() -> None:
    # a1 to a2 holds r5 (4 days) and r7 (1 day): (4 + 1) / 2.
    graph = flow_graph(Snapshot.from_records(two_towns()), ALL, level="area")
    assert edge(graph, "a1", "a2").median_days_to_decision == 2.5


def test_coarser_nodes_have_names() -> None:
    snapshot = Snapshot.from_records(two_towns())
    by_level = {
        level: [node.label for node in flow_graph(snapshot, ALL, level=level).nodes]
        for level in ("kind", "area", "cooperative", "need")
    }
    assert by_level == {
        "kind": ["Amt", "Sozialer Kümmerer", "Sozialpartner"],
        "area": ["Gebiet a1", "Gebiet a2"],
        "cooperative": ["Akteur g1", "Sozialamt", "Treffpunkt"],
        "need": ["-", "Bedarf debt", "Bedarf loneliness"],
    }


def test_a_parent_outside_the_period_still_tells_where_the_path_came_from() -> None:
    february = Scope(period=Period(start=b.at("2026-01-10")))
    graph = flow_graph(Snapshot.from_records(two_towns()), february, level="need")
    assert counts(graph) == {("-", "debt"): 1, ("loneliness", "debt"): 1}


def test_who_has_no_seat_sits_where_the_areas_meet_or_with_the_cooperative() -> None:
    records = (
        b.area("a0"),
        b.area("a1", "a0"),
        b.area("a2", "a0"),
        b.cooperative(area="a2"),
        b.kuemmerer(areas=("a1", "a2")),
        b.companion(area=None),
        b.partner(area=None),
        b.chain(tenant=None),
        b.referral("r1", recipient="b1", tenant=None),
        b.referral("r2", recipient="p1", tenant=None),
    )
    graph = flow_graph(Snapshot.from_records(records), ALL, level="area")
    assert counts(graph) == {("a0", "-"): 1, ("a0", "a2"): 1}


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="street"):
        flow_graph(Snapshot.from_records([]), ALL, level="street")
