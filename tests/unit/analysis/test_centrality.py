"""Betweenness: worked by hand, against NetworkX, the same to the bit on any number of threads."""

import signal
import subprocess
import sys
import threading

import networkit
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.structure.centrality import GRAIN, betweenness, is_settled, rounded
from graph_model.analysis.structure.net import Net
from tests.structures import TWO_ENDS, Flows, net_of

NAMES = "abcdefg"

flows = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    st.integers(1, 6),
)


def by_networkx(net: Net) -> list[float]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(net.size))
    for tail, head, count in zip(
        net.tail.tolist(), net.head.tolist(), net.referrals.tolist(), strict=True
    ):
        graph.add_edge(tail, head, distance=1 / count)
    found = nx.betweenness_centrality(graph, weight="distance")
    return [found[node] for node in range(net.size)]


def wide(*, seed: int, nodes: int = 300, edges: int = 1500) -> Net:
    """A random network of frequent and rare ties, with many ways that are equally short."""
    rng = np.random.default_rng(seed)
    keys = np.unique(rng.integers(0, nodes * nodes, edges))
    tail, head = np.divmod(keys, nodes)
    kept = tail != head
    return Net(
        ids=tuple(f"p{number:04}" for number in range(nodes)),
        tail=tail[kept],
        head=head[kept],
        referrals=rng.geometric(0.3, int(kept.sum())),
    )


def test_it_counts_the_pairs_whose_shortest_ways_lead_through() -> None:
    net = net_of(TWO_ENDS)
    found = dict(zip(net.ids, betweenness(net).tolist(), strict=True))
    expected = {"p1": 4 / 30, "b1": 6 / 30, "q1": 7 / 30, "k1": 0, "p2": 0, "q2": 0, "q3": 0}
    assert found == pytest.approx(expected, abs=1e-9)


def test_of_several_shortest_ways_each_counts_in_part() -> None:
    # a to d by b or by c, both 2 long, but not by e, which is 1 + 1/2 + 1 long.
    net = net_of({("a", "b"): 1, ("b", "d"): 1, ("a", "c"): 1, ("c", "d"): 1, ("b", "c"): 2})
    assert betweenness(net).tolist() == pytest.approx([0, 0.5 / 6, 0.5 / 6, 0], abs=1e-9)


@pytest.mark.parametrize("nodes", [0, 1, 2, 3])
def test_without_a_way_through_nobody_lies_between(nodes: int) -> None:
    assert betweenness(net_of({}, NAMES[:nodes])).tolist() == [0.0] * nodes


@settings(max_examples=150, deadline=None)
@given(flows)
def test_it_equals_networkx(flows: Flows) -> None:
    net = net_of(flows, NAMES)
    assert betweenness(net).tolist() == pytest.approx(by_networkx(net), abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_wide_network_equals_networkx(seed: int) -> None:
    net = wide(seed=seed)
    assert betweenness(net).tolist() == pytest.approx(by_networkx(net), abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_number_of_threads_gives_the_same_bytes(seed: int) -> None:
    net = wide(seed=seed)
    expected = betweenness(net, threads=1).tobytes()
    for threads in (2, 3, 4, None):
        assert betweenness(net, threads=threads).tobytes() == expected


def test_the_order_of_adding_up_shows_without_rounding() -> None:
    # Else the test above would show nothing: the backend alone differs from one order to another.
    net = wide(seed=1)
    order = np.random.default_rng(5).permutation(net.size)
    renamed = Net(ids=net.ids, tail=order[net.tail], head=order[net.head], referrals=net.referrals)
    ends = [(one.tail.astype(np.uint64), one.head.astype(np.uint64)) for one in (net, renamed)]
    graphs = [
        networkit.GraphFromCoo((net.distance, end), n=net.size, weighted=True, directed=True)
        for end in ends
    ]
    raw = [np.array(networkit.centrality.Betweenness(graph).run().scores()) for graph in graphs]
    assert raw[0].tobytes() != raw[1][order].tobytes()
    assert betweenness(net).tobytes() == betweenness(renamed)[order].tobytes()


def test_what_another_order_might_round_otherwise_is_not_settled() -> None:
    edge = 0.381966 * GRAIN
    assert is_settled(np.array([0.0, 0.5, 1 / 3]))
    for share in (0.0, 1000 * GRAIN, 0.25):
        assert not is_settled(np.array([0.5, share + edge]))
    assert rounded(np.array([0.25 + 0.9 * edge, 0.25 + 1.1 * edge])).tolist() == [
        0.25,
        0.25 + GRAIN,
    ]


def test_a_result_near_the_end_of_a_step_is_worked_out_in_one_order() -> None:
    # h lies between 34 * 53 of 165 * 164 pairs, by chance within a millionth of the end of a step.
    senders = {(f"a{number:02}", "h"): 1 for number in range(34)}
    receivers = {("h", f"z{number:02}"): 1 for number in range(53)}
    net = net_of(senders | receivers, [f"n{number:03}" for number in range(166 - 34 - 53 - 1)])
    share = 34 * 53 / (165 * 164)
    assert not is_settled(np.array([share]))
    found = betweenness(net, threads=3)
    assert found.max() == pytest.approx(share, abs=1e-9)
    assert found.tobytes() == betweenness(net, threads=1).tobytes()


def test_nothing_is_left_changed_in_the_process() -> None:
    threads = networkit.getMaxNumberOfThreads()
    handler = signal.getsignal(signal.SIGINT)
    betweenness(wide(seed=1), threads=1)
    assert networkit.getMaxNumberOfThreads() == threads
    assert signal.getsignal(signal.SIGINT) is handler


def test_questions_in_several_threads_do_not_disturb_one_another() -> None:
    nets = [wide(seed=seed) for seed in range(4)]
    expected = [betweenness(net, threads=1).tobytes() for net in nets]
    found: dict[int, bytes] = {}

    def ask(place: int) -> None:
        found[place] = betweenness(nets[place]).tobytes()

    asking = [threading.Thread(target=ask, args=(place,)) for place in range(len(nets))]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert [found[place] for place in range(len(nets))] == expected


def test_an_interrupt_while_it_runs_reaches_the_program() -> None:
    script = """
import os, signal, sys, threading
from tests.unit.analysis.test_centrality import betweenness, wide

def interrupt():
    while sys._current_frames()[main].f_code.co_name != "_scores":
        pass
    os.kill(os.getpid(), signal.SIGINT)

main = threading.get_ident()
betweenness(wide(seed=1, nodes=10, edges=20))
net = wide(seed=1, nodes=9000, edges=90000)
threading.Thread(target=interrupt).start()
try:
    betweenness(net)
except KeyboardInterrupt:
    print("stopped")
"""
    program = [sys.executable, "-c", script]
    assert subprocess.check_output(program, text=True, timeout=120) == "stopped\n"
