"""Betweenness that goes on from an earlier net is, to the bit, what is worked out anew."""

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from graph_model.analysis.structure.centrality import betweenness
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.shortest_ways import Ways
from tests.structures import net_of

NODES = 40


def sparse(seed: int) -> Net:
    """A random net with many ways that are equally short; some nodes cannot be reached."""
    rng = np.random.default_rng(seed)
    keys = np.unique(rng.integers(0, NODES * NODES, 90))
    tail, head = np.divmod(keys, NODES)
    kept = tail != head
    return Net(
        ids=tuple(f"p{number:02}" for number in range(NODES)),
        tail=tail[kept],
        head=head[kept],
        referrals=rng.geometric(0.4, int(kept.sum())),
    )


def with_more(net: Net, more: dict[tuple[int, int], int]) -> Net:
    """The net with so many referrals more between two nodes, who may not have been tied before."""
    columns = (net.tail.tolist(), net.head.tolist(), net.referrals.tolist())
    counts = {(tail, head): count for tail, head, count in zip(*columns, strict=True)}
    for ends, count in more.items():
        counts[ends] = counts.get(ends, 0) + count
    ends = sorted(ends for ends, count in counts.items() if count > 0)
    return replace(
        net,
        tail=np.array([tail for tail, _ in ends]),
        head=np.array([head for _, head in ends]),
        referrals=np.array([counts[one] for one in ends]),
    )


pairs = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(
    lambda pair: pair[0] != pair[1]
)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    steps=st.lists(st.dictionaries(pairs, st.integers(-1, 3), max_size=3), max_size=6),
)
def test_however_often_it_goes_on_the_bytes_are_the_same(
    seed: int, steps: list[dict[tuple[int, int], int]]
) -> None:
    ways = Ways.of(sparse(seed))
    for more in steps:
        ways = ways.after(with_more(ways.net, more))
        assert ways.betweenness.tolist() == betweenness(ways.net).tolist()


def test_a_shorter_edge_takes_over_the_ways() -> None:
    # From a to d by b and by c, each way as short as the other: half of the pair each.
    even = net_of({("a", "b"): 1, ("b", "d"): 1, ("a", "c"): 1, ("c", "d"): 1})
    ways = Ways.of(even)
    assert ways.betweenness.tolist() == pytest.approx([0, 1 / 12, 1 / 12, 0])
    after = ways.after(net_of({("a", "b"): 2, ("b", "d"): 1, ("a", "c"): 1, ("c", "d"): 1}))
    assert after.betweenness.tolist() == pytest.approx([0, 1 / 6, 0, 0])
    # It went on: what was worked out anew would be in no doubt.
    assert after.doubt.max() > 0


def test_a_new_edge_that_shortens_no_way_leaves_all_as_it_was() -> None:
    near = {("a", "b"): 4, ("b", "c"): 4}
    ways = Ways.of(net_of(near))
    # 1 / 4 + 1 / 4 is shorter than 1 / 1.
    after = ways.after(net_of(near | {("a", "c"): 1}))
    assert after.shares.tolist() == ways.shares.tolist()
    assert after.betweenness.tolist() == pytest.approx([0, 1 / 2, 0])
