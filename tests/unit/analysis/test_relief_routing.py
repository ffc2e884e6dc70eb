"""The cheapest flow, against trying out every plan and against NetworkX."""

from dataclasses import replace
from itertools import product
from random import Random

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph_model.analysis.relief.routing import Ways, cheapest_flow

Plan = tuple[int, ...]


def ways(
    *,
    excess: list[int],
    groups: list[tuple[int, int]],
    offers: list[tuple[int, int]],
    free: list[int],
    leads: list[tuple[int, int, int]],
) -> Ways:
    """Groups as (giver, cases), offers as (taker, room), ways as (group, offer, cost)."""

    def column(rows: list[tuple[int, ...]], place: int) -> np.ndarray:
        return np.array([row[place] for row in rows], dtype=np.int64)

    return Ways(
        excess=np.array(excess, dtype=np.int64),
        giver_of=column(groups, 0),
        size=column(groups, 1),
        taker_of=column(offers, 0),
        room=column(offers, 1),
        free=np.array(free, dtype=np.int64),
        group=column(leads, 0),
        offer=column(leads, 1),
        cost=column(leads, 2),
    )


def random_ways(rng: Random, most: int) -> Ways:
    """A small network with up to ``most`` givers, groups, offers and takers each."""
    givers, takers = rng.randint(1, most), rng.randint(1, most)
    groups = [(rng.randrange(givers), rng.randint(0, 3)) for _ in range(rng.randint(2, most))]
    offers = [(rng.randrange(takers), rng.randint(0, 3)) for _ in range(rng.randint(2, most))]
    pairs = [pair for pair in product(range(len(groups)), range(len(offers))) if rng.random() < 0.7]
    return ways(
        excess=[rng.randint(0, 4) for _ in range(givers)],
        groups=groups,
        offers=offers,
        free=[rng.randint(0, 4) for _ in range(takers)],
        leads=[(*pair, rng.choice((0, 1, 5, 100))) for pair in pairs],
    )


def within(network: Ways, plans: np.ndarray) -> np.ndarray:
    """Which plans, one a row, keep every bound."""
    bounds = (
        (network.giver_of[network.group], network.excess),
        (network.group, network.size),
        (network.offer, network.room),
        (network.taker_of[network.offer], network.free),
    )
    kept = np.ones(len(plans), dtype=bool)
    for places, most in bounds:
        for place, bound in enumerate(most.tolist()):
            kept &= plans[:, places == place].sum(axis=1) <= bound
    return kept


def price(network: Ways, plan: Plan) -> tuple[int, int]:
    """The least for the best plan: cases moved, counted down from none, then cost."""
    return -sum(plan), int(np.dot(plan, network.cost))


def flow_of(network: Ways) -> Plan:
    return tuple(int(cases) for cases in cheapest_flow(network))


def test_the_nearer_place_is_taken_first_and_the_farther_one_for_the_rest() -> None:
    # Three too many; the near one takes two, at 10 a case, the far one the third, at 30.
    found = flow_of(
        ways(
            excess=[3],
            groups=[(0, 5)],
            offers=[(0, 9), (1, 9)],
            free=[2, 9],
            leads=[(0, 0, 10), (0, 1, 30)],
        )
    )
    assert found == (2, 1)


def test_who_has_only_one_way_out_gets_it_though_it_costs_more() -> None:
    # Both could go to the first offer, which has one place; only the first can go to the second.
    # Cheapest for one alone would be 0; for both it is 100 + 50.
    found = flow_of(
        ways(
            excess=[1, 1],
            groups=[(0, 1), (1, 1)],
            offers=[(0, 1), (1, 1)],
            free=[1, 1],
            leads=[(0, 0, 0), (0, 1, 100), (1, 0, 50)],
        )
    )
    assert found == (0, 1, 1)


def test_a_long_row_of_making_room_is_worth_its_price() -> None:
    # Each of four could stay where it costs nothing; then the fifth finds no place. All move over
    # by one, at 1,000 a case: 4,000 for one case more.
    leads = [(n, n, 0) for n in range(4)] + [(n, n + 1, 1000) for n in range(4)] + [(4, 0, 1000)]
    network = ways(
        excess=[1] * 5,
        groups=[(n, 1) for n in range(5)],
        offers=[(n, 1) for n in range(5)],
        free=[1] * 5,
        leads=leads,
    )
    assert flow_of(network) == (0, 0, 0, 0, 1, 1, 1, 1, 1)


def test_no_way_and_no_room_move_nothing() -> None:
    none = ways(excess=[2], groups=[(0, 2)], offers=[(0, 2)], free=[2], leads=[])
    assert flow_of(none) == ()
    full = ways(excess=[2], groups=[(0, 2)], offers=[(0, 2)], free=[0], leads=[(0, 0, 1)])
    assert flow_of(full) == (0,)


@given(st.integers(min_value=0, max_value=10**9))
def test_no_plan_of_all_there_are_moves_more_or_costs_less(seed: int) -> None:
    network = random_ways(Random(seed), most=3)
    network = replace(
        network, **{name: getattr(network, name)[:6] for name in ("group", "offer", "cost")}
    )
    found = flow_of(network)
    every = np.array(list(product(range(4), repeat=len(network.cost))), dtype=np.int64)
    plans = every[within(network, every)]
    assert np.array(found, dtype=np.int64).tolist() in plans.tolist()
    assert price(network, found) == min(price(network, tuple(plan)) for plan in plans)


@given(st.integers(min_value=0, max_value=10**9))
def test_larger_networks_equal_networkx(seed: int) -> None:
    network = random_ways(Random(seed), most=8)
    found = flow_of(network)
    assert within(network, np.array([found], dtype=np.int64)).all()
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    for giver, most in enumerate(network.excess.tolist()):
        graph.add_edge("from", ("giver", giver), capacity=most, weight=0)
    for group, (giver, size) in enumerate(
        zip(network.giver_of.tolist(), network.size.tolist(), strict=True)
    ):
        graph.add_edge(("giver", giver), ("group", group), capacity=size, weight=0)
    for offer, (taker, room) in enumerate(
        zip(network.taker_of.tolist(), network.room.tolist(), strict=True)
    ):
        graph.add_edge(("offer", offer), ("taker", taker), capacity=room, weight=0)
    for taker, most in enumerate(network.free.tolist()):
        graph.add_edge(("taker", taker), "to", capacity=most, weight=0)
    columns = (network.group.tolist(), network.offer.tolist(), network.cost.tolist())
    for group, offer, cost in zip(*columns, strict=True):
        graph.add_edge(("group", group), ("offer", offer), weight=cost)
    expected = nx.max_flow_min_cost(graph, "from", "to")
    moved = sum(expected["from"].values())
    assert price(network, found) == (-moved, nx.cost_of_flow(graph, expected))


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(("room", "free", "size")))
def test_more_room_never_leaves_more_behind(seed: int, field: str) -> None:
    rng = Random(seed)
    network = random_ways(rng, most=5)
    more = getattr(network, field).copy()
    more[rng.randrange(len(more))] += rng.randint(1, 3)
    roomier = replace(network, **{field: more})
    assert sum(flow_of(roomier)) >= sum(flow_of(network))
