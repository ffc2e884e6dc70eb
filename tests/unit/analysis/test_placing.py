"""How many find a place: against NetworkX, against every cut, and what must hold for any flow."""

from collections import defaultdict
from itertools import chain, combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.resilience.placing import Placement, Way, place
from graph_model.analysis.resilience.rooms import Room

CELLS = [("debt", "a1"), ("debt", "a2"), ("care", "a1"), ("care", "a2")]
WAYS = [
    Way(offer_id=f"s{actor}{number}", actor_id=f"p{actor}") for actor in "abc" for number in (1, 2)
]

Town = tuple[dict[tuple[str, str], int], dict[tuple[str, str], list[Way]], dict[str, Room]]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    seeking = {cell: draw(st.integers(0, 6)) for cell in CELLS}
    ways = {cell: draw(st.lists(st.sampled_from(WAYS), unique=True)) for cell in CELLS}
    rooms = {}
    for actor in "abc":
        told = draw(st.sets(st.sampled_from([f"s{actor}1", f"s{actor}2"])))
        rooms[f"p{actor}"] = Room(
            told={one: draw(st.integers(0, 4)) for one in sorted(told)},
            shared=draw(st.none() | st.integers(0, 4)) if len(told) < 2 else None,
            change=draw(st.integers(-3, 3)),
        )
    return seeking, ways, rooms


def placed(town: Town, units: int = 1) -> Placement:
    seeking, ways, rooms = town
    return place(seeking, ways, rooms=rooms.__getitem__, units=units)


def room_for(ways: set[Way], rooms: dict[str, Room]) -> int:
    """What offers take in all: by actor the least of all limits, each written out."""
    total = 0
    for actor_id, room in rooms.items():
        more = max(0, room.change)
        own = {way.offer_id for way in ways if way.actor_id == actor_id}
        by_offer = sum(room.told[one] + more for one in own if one in room.told)
        if any(one not in room.told for one in own):
            by_offer += (room.shared or 0) + more
        whole = max(0, sum(room.told.values()) + (room.shared or 0) + room.change)
        total += min(by_offer, whole)
    return total


@settings(max_examples=120, deadline=None)
@given(towns())
def test_as_many_are_placed_as_no_group_of_cells_forbids(town: Town) -> None:
    # Hall's condition in numbers: the most that can be placed is the least, over all groups of
    # cells, of what the others seek and what the offers of the group take.
    seeking, ways, rooms = town
    groups = chain.from_iterable(combinations(CELLS, size) for size in range(len(CELLS) + 1))
    bound = min(
        sum(count for cell, count in seeking.items() if cell not in group)
        + room_for({way for cell in group for way in ways[cell]}, rooms)
        for group in groups
    )
    assert placed(town).placed == bound


@settings(max_examples=60, deadline=None)
@given(towns())
def test_it_equals_networkx(town: Town) -> None:
    seeking, ways, rooms = town
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(["from", "to"])
    for cell, count in seeking.items():
        graph.add_edge("from", str(cell), capacity=count)
        for way in ways[cell]:
            graph.add_edge(str(cell), way.offer_id)
    for way in WAYS:
        room = rooms[way.actor_id]
        more = max(0, room.change)
        if way.offer_id in room.told:
            graph.add_edge(way.offer_id, way.actor_id, capacity=room.told[way.offer_id] + more)
        else:
            graph.add_edge(way.offer_id, f"others {way.actor_id}")
            shared = (room.shared or 0) + more
            graph.add_edge(f"others {way.actor_id}", way.actor_id, capacity=shared)
        graph.add_edge(way.actor_id, "to", capacity=room.free)
    assert placed(town).placed == nx.maximum_flow_value(graph, "from", "to")


@settings(max_examples=60, deadline=None)
@given(towns())
def test_the_ways_shown_are_possible_and_add_up(town: Town) -> None:
    seeking, ways, rooms = town
    found = placed(town)
    assert found.seeking == sum(seeking.values())
    assert sum(one.units for one in found.ways) == found.placed
    by_cell: dict[tuple[str, str], int] = defaultdict(int)
    by_actor: dict[str, set[Way]] = defaultdict(set)
    taken: dict[str, int] = defaultdict(int)
    for one in found.ways:
        assert one.units > 0
        assert Way(offer_id=one.offer_id, actor_id=one.actor_id) in ways[one.cell]
        by_cell[one.cell] += one.units
        taken[one.actor_id] += one.units
        by_actor[one.actor_id].add(Way(offer_id=one.offer_id, actor_id=one.actor_id))
    assert all(by_cell[cell] <= seeking[cell] for cell in CELLS)
    assert all(taken[one] <= room_for(by_actor[one], {one: rooms[one]}) for one in by_actor)


@settings(max_examples=60, deadline=None)
@given(towns(), st.sampled_from("abc"), st.integers(1, 3))
def test_more_places_never_place_fewer(town: Town, actor: str, more: int) -> None:
    seeking, ways, rooms = town
    before = rooms[f"p{actor}"]
    roomier = Room(told=before.told, shared=before.shared, change=before.change + more)
    after = placed((seeking, ways, rooms | {f"p{actor}": roomier}))
    assert placed(town).placed <= after.placed <= placed(town).placed + more


@settings(max_examples=50, deadline=None)
@given(towns())
def test_the_order_of_input_does_not_matter(town: Town) -> None:
    seeking, ways, rooms = town
    turned = {cell: list(reversed(ways[cell])) for cell in reversed(CELLS)}
    assert placed((dict(reversed(seeking.items())), turned, rooms)) == placed(town)


def test_room_counts_in_whole_cases_whatever_the_units() -> None:
    ways = {("debt", "a1"): [WAYS[0]]}
    rooms = {"pa": Room(told={"sa1": 2}, shared=None)}
    found = placed(({("debt", "a1"): 30}, ways, rooms), units=12)
    assert (found.seeking, found.placed) == (30, 24)


@pytest.mark.parametrize("seeking", [{}, {("debt", "a1"): 0}, {("debt", "a1"): 5}])
def test_without_seekers_or_ways_nobody_is_placed(seeking: dict[tuple[str, str], int]) -> None:
    found = place(seeking, {}, rooms={}.__getitem__)
    assert (found.placed, found.ways) == (0, ())
