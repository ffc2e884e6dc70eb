"""The shortest way, by hand and held against networkx."""

from random import Random

import networkx as nx
import pytest

from visual.ways import Walk, shortest_way


def walk(source: str, target: str, referrals: int = 1) -> Walk:
    return Walk(source=source, target=target, referrals=referrals)


def test_of_equally_short_ways_the_one_that_is_walked_more_is_taken() -> None:
    # Over b 1 + 1/9, over c 1/3 + 1/3: c, though one step over b is walked by nine.
    walks = [walk("a", "b"), walk("b", "d", 9), walk("a", "c", 3), walk("c", "d", 3)]
    way = shortest_way(walks, "a", end="d")
    assert way is not None
    assert way.is_along
    assert [(step.source, step.target) for step in way.steps] == [("a", "c"), ("c", "d")]


def test_fewer_steps_come_before_more_referrals() -> None:
    way = shortest_way([walk("a", "b", 99), walk("b", "c", 99), walk("a", "c")], "a", end="c")
    assert way is not None
    assert len(way.steps) == 1


def test_where_nobody_refers_that_way_it_runs_against_the_referrals() -> None:
    way = shortest_way([walk("b", "a", 4)], "a", end="b")
    assert way is not None
    assert not way.is_along
    assert way.steps == (walk("b", "a", 4),)


def test_two_who_are_not_connected_have_no_way() -> None:
    assert shortest_way([walk("a", "b"), walk("c", "d")], "a", end="d") is None


@pytest.mark.parametrize("seed", range(5))
def test_ways_are_as_short_and_as_much_walked_as_networkx_finds_them(seed: int) -> None:
    rng = Random(seed)
    pairs = sorted({tuple(rng.sample(range(30), 2)) for _ in range(80)})
    walks = [walk(str(one), str(two), rng.randint(1, 9)) for one, two in pairs]
    graph = nx.DiGraph()
    graph.add_edges_from((one.source, one.target, {"far": 1 / one.referrals}) for one in walks)
    compared = 0
    for start in list(graph)[:8]:
        for end in sorted(set(nx.descendants(graph, start))):
            way = shortest_way(walks, start, end=end)
            assert way is not None
            ways = list(nx.all_shortest_paths(graph, start, end))
            best = min(nx.path_weight(graph, one, "far") for one in ways)
            assert way.is_along
            assert len(way.steps) == len(ways[0]) - 1
            assert sum(1 / one.referrals for one in way.steps) == pytest.approx(best)
            compared += 1
    assert compared > 50
