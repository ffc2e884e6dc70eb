"""Constraint, brokerage, cuts, agreement of divisions: by hand, by definition, by others."""

from itertools import permutations, product
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score

from graph_model.analysis.structure.agreement import agreement
from graph_model.analysis.structure.brokerage import BrokerRoles, broker_roles
from graph_model.analysis.structure.communities import communities
from graph_model.analysis.structure.constraint import constraint
from graph_model.analysis.structure.cuts import cuts
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.whole import whole
from tests.structures import SECTORS, TWO_ENDS, Flows, net_of

NAMES = "abcdefgh"

flows = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    st.integers(1, 6),
    max_size=20,
)
divisions = st.integers(1, 24).flatmap(
    lambda size: st.tuples(*[st.lists(st.sampled_from("pqrst"), min_size=size, max_size=size)] * 2)
)


def ties_of(flows: Flows) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(NAMES)
    for (one, other), count in flows.items():
        before = graph.get_edge_data(one, other, {"weight": 0})["weight"]
        graph.add_edge(one, other, weight=before + count)
    return graph


def named(net: Net, nodes: tuple[int, ...]) -> str:
    return " ".join(net.ids[node] for node in nodes)


# Burt's constraint


def test_constraint_adds_up_both_ways_and_the_ways_over_common_neighbours() -> None:
    net = net_of(TWO_ENDS)
    found = dict(zip(net.ids, constraint(net), strict=True))
    # b1 has 4 of 6 with p1 and 2 of 6 with q1, who do not know one another.
    assert found["b1"] == pytest.approx((4 / 6) ** 2 + (2 / 6) ** 2)
    # p2, to whom people are only sent, has 1/2 with k1 and with p1. k1 has 2/3 with p1, p1 2/7
    # with k1: towards k1 1/2 + 1/2 * 2/7, towards p1 1/2 + 1/2 * 2/3.
    assert found["p2"] == pytest.approx((1 / 2 + 1 / 7) ** 2 + (1 / 2 + 1 / 3) ** 2)
    assert (found["q2"], found["q3"]) == (1.0, 1.0)


def test_without_ties_constraint_is_not_defined() -> None:
    assert constraint(net_of({("a", "b"): 1}, "abc")) == (1.0, 1.0, None)
    assert constraint(net_of({})) == ()


@settings(max_examples=150, deadline=None)
@given(flows)
def test_constraint_equals_networkx(flows: Flows) -> None:
    net = net_of(flows, NAMES)
    expected = nx.constraint(ties_of(flows), weight="weight")
    for name, found in zip(net.ids, constraint(net), strict=True):
        # NetworkX says NaN where there is nothing to divide by.
        assert (found is None) == (expected[name] != expected[name])
        assert found is None or found == pytest.approx(expected[name], rel=1e-12)
        assert found is None or 0 < found <= 2


def test_constraint_is_highest_where_the_others_mostly_work_with_one_another() -> None:
    # Three who are tied alike: towards each of the others 1/2 + 1/2 * 1/2.
    alike = net_of({("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1})
    assert constraint(alike) == pytest.approx((9 / 8, 9 / 8, 9 / 8))
    # b and c have 99 of 100 with one another: towards each 1/2 + 1/2 * 99/100.
    apart = net_of({("a", "b"): 1, ("b", "c"): 99, ("a", "c"): 1})
    assert constraint(apart)[0] == pytest.approx(2 * (1 / 2 + 1 / 2 * 0.99) ** 2)


# Gould and Fernandez


def test_each_pair_that_a_broker_stands_between_gives_one_role() -> None:
    # b (care) is asked by a1 (care) and a2 (money), asks c1 (care), c2 (money), c3 (housing):
    # a1-c1 coordinator; a1-c2, a1-c3 representative; a2-c1 gatekeeper; a2-c2 itinerant; a2-c3
    # liaison.
    net = net_of({(a, "b"): 1 for a in ("a1", "a2")} | {("b", c): 9 for c in ("c1", "c2", "c3")})
    groups = {"a1": "care", "a2": "money", "b": "care", "c1": "care", "c2": "money"}
    roles = broker_roles(net, [groups.get(name, "housing") for name in net.ids])
    assert roles[net.ids.index("b")] == BrokerRoles(
        coordinator=1, itinerant=1, gatekeeper=1, representative=2, liaison=1
    )
    assert [one.total for one in roles] == [0, 0, 6, 0, 0, 0]


def test_whoever_can_be_reached_directly_needs_no_broker() -> None:
    # k1 refers to p2 itself; q1 and q2 refer to one another, which is no pair of two others.
    net = net_of(TWO_ENDS)
    roles = dict(
        zip(net.ids, broker_roles(net, [SECTORS.get(name, "-") for name in net.ids]), strict=True)
    )
    assert roles["p1"] == BrokerRoles(liaison=1)
    assert roles["b1"] == BrokerRoles(liaison=1)
    # b1-q2 enters housing, b1-q3 leads from money to care, q2-q3 leaves housing.
    assert roles["q1"] == BrokerRoles(gatekeeper=1, liaison=1, representative=1)
    assert roles["k1"].total == roles["q2"].total == 0


def test_with_one_group_every_broker_coordinates() -> None:
    net = net_of(TWO_ENDS)
    roles = broker_roles(net, ["care"] * net.size)
    assert [one.coordinator for one in roles] == [one.total for one in roles]
    assert sum(one.total for one in roles) == 5
    assert broker_roles(net_of({}), []) == ()


def roles_by_definition(net: Net, groups: list[str]) -> list[dict[str, int]]:
    """Every triple looked at one by one, as the documentation of R's sna has it."""
    edges = set(zip(net.tail.tolist(), net.head.tolist(), strict=True))
    names = {"AAA": "coordinator", "ABA": "itinerant", "ABB": "gatekeeper"}
    names |= {"AAB": "representative", "ABC": "liaison"}
    found = [dict.fromkeys(names.values(), 0) for _ in range(net.size)]
    for a, b, c in permutations(range(net.size), 3):
        if {(a, b), (b, c)} <= edges and (a, c) not in edges:
            letters: dict[str, str] = {}
            for node in (a, b, c):
                letters.setdefault(groups[node], "ABC"[len(letters)])
            found[b][names["".join(letters[groups[node]] for node in (a, b, c))]] += 1
    return found


@settings(max_examples=150, deadline=None)
@given(flows, st.lists(st.sampled_from("xyz"), min_size=len(NAMES), max_size=len(NAMES)))
def test_roles_equal_their_definition(flows: Flows, groups: list[str]) -> None:
    net = net_of(flows, NAMES)
    found = broker_roles(net, groups)
    for roles, expected in zip(found, roles_by_definition(net, groups), strict=True):
        assert {name: getattr(roles, name) for name in expected} == expected


# Where it falls apart


def test_cut_points_and_bridges_name_whom_they_hold() -> None:
    net = net_of(TWO_ENDS)
    found = cuts(net)
    parts = {net.ids[one.node]: [named(net, part) for part in one.parts] for one in found.points}
    # Without b1 two pieces of three are left; the one with the first node counts as the larger.
    assert parts == {"b1": ["q1 q2 q3"], "p1": ["k1 p2"], "q1": ["q2", "q3"]}
    held = {(net.ids[one.near], net.ids[one.far]): named(net, one.cut_off) for one in found.bridges}
    assert held == {
        ("b1", "p1"): "k1 p1 p2",
        ("b1", "q1"): "q1 q2 q3",
        ("q1", "q2"): "q2",
        ("q1", "q3"): "q3",
    }
    assert [named(net, one) for one in found.components] == ["b1 k1 p1 p2 q1 q2 q3"]


def test_pieces_stand_by_size_and_nobody_is_lost() -> None:
    net = net_of({("e", "f"): 1, ("b", "c"): 1, ("c", "d"): 1}, "abcdef")
    found = cuts(net)
    assert [named(net, one) for one in found.components] == ["b c d", "e f", "a"]
    assert [(one.node, one.parts) for one in found.points] == [(2, ((3,),))]
    nothing = cuts(net_of({}))
    assert (nothing.components, nothing.points, nothing.bridges) == ((), (), ())


@settings(max_examples=200, deadline=None)
@given(flows)
def test_cuts_equal_networkx_and_what_removing_leaves(flows: Flows) -> None:
    net, graph = net_of(flows, NAMES), ties_of(flows)
    found = cuts(net)
    pieces = {frozenset(named(net, one).split()) for one in found.components}
    assert pieces == {frozenset(one) for one in nx.connected_components(graph)}
    assert [net.ids[one.node] for one in found.points] == sorted(nx.articulation_points(graph))
    for point in found.points:
        name = net.ids[point.node]
        rest = graph.subgraph(nx.node_connected_component(graph, name) - {name})
        left = sorted((sorted(one) for one in nx.connected_components(rest)), key=by_size)
        assert [named(net, part).split() for part in point.parts] == left[1:]
    ends = {frozenset((net.ids[one.near], net.ids[one.far])) for one in found.bridges}
    assert ends == {frozenset(one) for one in nx.bridges(graph)}
    for bridge in found.bridges:
        cut = nx.restricted_view(graph, [], [(net.ids[bridge.near], net.ids[bridge.far])])
        lost = nx.node_connected_component(cut, net.ids[bridge.far])
        assert sorted(lost) == named(net, bridge.cut_off).split()
        assert len(lost) <= len(nx.node_connected_component(cut, net.ids[bridge.near]))


def by_size(members: list[str]) -> tuple[int, str]:
    return -len(members), members[0]


# The whole


def test_the_whole_network_in_figures() -> None:
    net = net_of(TWO_ENDS)
    houses = {"k1": "g1", "p1": "g1", "p2": "g2", "b1": "g2"}
    shares = {"p1": 4, "b1": 6, "q1": 7}
    found = whole(
        net,
        np.array([shares.get(name, 0) / 30 for name in net.ids]),
        houses=[houses.get(name) for name in net.ids],
    )
    assert (found.actors, found.pairs, found.referrals) == (7, 8, 13)
    assert found.density == pytest.approx(8 / 42)
    # q1 and q2 refer to one another: 2 of 8 pairs.
    assert found.reciprocity == 0.25
    # Asked by 2 at most (p2, q1), by 1 (p1, b1, q2, q3), by nobody (k1): 4 * 1 + 2 of 6 * 6.
    assert found.in_centralisation == pytest.approx(6 / 36)
    # Asking 2 at most (k1, p1, q1), 1 (b1, q2), nobody (p2, q3): 2 * 1 + 2 * 2 of 6 * 6.
    assert found.out_centralisation == pytest.approx(6 / 36)
    # 7 - 4, 7 - 6 and four times 7, of 30, of six others at most.
    assert found.between_centralisation == pytest.approx(32 / 30 / 6)
    # k1-p1 within g1, p1-p2, k1-p2, p1-b1 between houses; b1-p2 is none; the q belong to nobody.
    assert found.across_cooperatives is not None
    assert (found.across_cooperatives.count, found.across_cooperatives.total) == (3, 4)


def test_a_star_is_wholly_centralised() -> None:
    net = net_of({("hub", name): 1 for name in "abcd"} | {(name, "hub"): 1 for name in "abcd"})
    found = whole(net, np.array([0, 0, 0, 0, 1]), houses=[None] * 5)
    assert (found.between_centralisation, found.reciprocity) == (1.0, 1.0)
    # The hub is asked by 4, each other by 1: 4 * 3 of 4 * 4; only one way it would be 4 * 4.
    assert found.in_centralisation == 0.75
    one_way = net_of({("hub", name): 1 for name in "abcd"})
    out = whole(one_way, np.array([0] * 5), houses=[None] * 5)
    assert (out.out_centralisation, out.in_centralisation) == (1.0, 1 / 16)


def test_of_nothing_nothing_is_measured() -> None:
    found = whole(net_of({}), np.array([]), houses=[])
    measures = (found.density, found.reciprocity, found.in_centralisation, found.out_centralisation)
    assert measures == (None, None, None, None)
    assert (found.between_centralisation, found.across_cooperatives) == (None, None)


@settings(max_examples=100, deadline=None)
@given(flows.filter(bool))
def test_density_and_reciprocity_equal_networkx(flows: Flows) -> None:
    net = net_of(flows, NAMES)
    graph = nx.DiGraph(list(flows))
    graph.add_nodes_from(NAMES)
    found = whole(net, np.array([0] * net.size), houses=[None] * net.size)
    assert found.density == pytest.approx(nx.density(graph))
    assert found.reciprocity == pytest.approx(nx.overall_reciprocity(graph))


# Two divisions


def test_what_two_divisions_share_by_hand() -> None:
    # a: 2 and 2; x: 3 and 1. Together (a, x) 2, (b, x) 1, (b, y) 1 of 4.
    found = agreement(["a", "a", "b", "b"], ["x", "x", "x", "y"])
    shared = 1 / 2 * log(4 / 3) + 1 / 4 * log(2 / 3) + 1 / 4 * log(2)
    entropies = log(2) + 3 / 4 * log(4 / 3) + 1 / 4 * log(4)
    assert found is not None
    assert found.nmi == pytest.approx(2 * shared / entropies)


def test_ami_leaves_out_what_chance_gives() -> None:
    one, other = list("aabbb"), list("xxyyz")
    found = agreement(one, other)
    assert found is not None
    # The mean over all ways to deal the second division out is what chance gives.
    entropy_one = -(2 / 5 * log(2 / 5) + 3 / 5 * log(3 / 5))
    entropy_other = -(4 / 5 * log(2 / 5) + 1 / 5 * log(1 / 5))
    mean = (entropy_one + entropy_other) / 2
    dealt = [agreement(one, list(order)) for order in permutations(other)]
    by_chance = sum(two.nmi for two in dealt if two is not None) * mean / len(dealt)
    expected = (found.nmi * mean - by_chance) / (mean - by_chance)
    assert found.ami == pytest.approx(expected)
    assert sum(two.ami for two in dealt if two is not None) == pytest.approx(0, abs=1e-9)


def test_equal_divisions_agree_wholly_and_one_group_tells_nothing() -> None:
    same = agreement(list("aabbc"), list("xxyyz"))
    assert same is not None
    assert (same.nmi, same.ami) == (1.0, 1.0)
    nothing = agreement(list("aabbc"), list("xxxxx"))
    assert nothing is not None
    assert (nothing.nmi, nothing.ami) == (0.0, 0.0)
    assert agreement([], []) is None


@settings(max_examples=300, deadline=None)
@given(divisions)
def test_agreement_equals_scikit_learn(pair: tuple[list[str], list[str]]) -> None:
    one, other = pair
    found = agreement(one, other)
    assert found is not None
    assert found.nmi == pytest.approx(normalized_mutual_info_score(one, other), abs=1e-9)
    assert found.ami == pytest.approx(adjusted_mutual_info_score(one, other), abs=1e-9)
    back = agreement(other, one)
    assert back is not None
    assert back.ami == pytest.approx(found.ami, abs=1e-12)


# Communities


def test_cliques_with_a_thread_between_them_are_communities() -> None:
    ties = [(one, other, 5) for side in ("abc", "xyz") for one, other in product(side, side)]
    ties = [tie for tie in ties if tie[0] < tie[1]]
    assert communities([*ties, ("c", "x", 1)], seed=3) == (("a", "b", "c"), ("x", "y", "z"))
    assert communities([], seed=3) == ()
