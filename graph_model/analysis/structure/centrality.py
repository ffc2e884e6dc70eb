"""Exact betweenness on a compiled backend, NetworKit; nothing else in the project imports it."""

import signal
from typing import TYPE_CHECKING

import numpy as np

from graph_model.analysis.structure.net import Floats, Net

if TYPE_CHECKING:
    import networkit

MOST_THREADS = 4
"""Threads that one question may take, however many cores there are."""

GRAIN = 2.0**-31
"""Step to which betweenness is rounded, about 5e-10 of all pairs."""

_EDGE = 0.381966
"""Where a step ends: at no simple fraction, since sums of simple fractions are what comes out."""


def betweenness(net: Net, *, threads: int | None = None) -> Floats:
    """Share of all ordered pairs whose shortest ways lead through a node, for each node.

    Parameters
    ----------
    net
        The network; an edge is ``1 / referrals`` long.
    threads
        How many threads may work on it, by default as many as there are cores, at most
        ``MOST_THREADS``. The result is the same to the bit whatever their number.

    Returns
    -------
    From 0 (on no shortest way) to 1 (on all of them), in multiples of ``GRAIN``; in order of the
    nodes. With several shortest ways each counts in part. All 0 below three nodes.

    References
    ----------
    L. C. Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977),
    35-41; U. Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical
    Sociology 25 (2001), 163-177. Why NetworKit: docs/decisions/0023-compiled-centrality.md.

    Notes
    -----
    Time grows with nodes times edges: two seconds for 3,000 nodes and 24,000 edges. Lengths are
    floating-point numbers, as in NetworkX: two ways count as equally short if their sums, added
    up from the start, are equal to the last bit.

    Examples
    --------
    >>> line = Net(ids=("a", "b", "c"), tail=np.array([0, 1]), head=np.array([1, 2]),
    ...            referrals=np.array([4, 1]))
    >>> betweenness(line).tolist()
    [0.0, 0.5, 0.0]
    """
    return rounded(unrounded(net, threads=threads))


def unrounded(net: Net, *, threads: int | None = None) -> Floats:
    """``betweenness`` as it was added up; the order decides where that changes what is rounded."""
    if net.size < 3:
        return np.zeros(net.size)
    pairs = (net.size - 1) * (net.size - 2)
    graph = _graph(net)
    shares = _scores(graph, threads=threads) / pairs
    return shares if is_settled(shares) else _scores(graph, threads=1) / pairs


def rounded(shares: Floats) -> Floats:
    """Shares from 0 to 1 in multiples of ``GRAIN``, off by at most 0.62 of it."""
    return np.floor(shares / GRAIN + (1 - _EDGE)) * GRAIN


def is_settled(shares: Floats, doubt: Floats | float = 0.0) -> bool:
    """Whether adding up in any other order would be rounded to the same steps.

    ``doubt`` is how far off the shares may be beyond the order in which they were added up.

    Each value is a sum of fewer than n terms >= 0, which in whatever order is off by less than n
    times half an epsilon of it (N. J. Higham, "Accuracy and stability of numerical algorithms",
    2nd ed. 2002, section 4.2), so that two orders differ by less than n epsilons; twice that is
    taken. Finding the step is itself exact to 2 ** -21 of it.
    """
    margin = (2 * len(shares) * np.finfo(np.float64).eps * shares + doubt) / GRAIN + 2.0**-20
    place = shares / GRAIN - _EDGE
    return bool(np.all(np.abs(place - np.rint(place)) > margin))


def _graph(net: Net) -> "networkit.Graph":
    # Half a second to two seconds, asked for rarely: a command that needs none should not wait.
    import networkit  # noqa: PLC0415

    ends = (net.tail.astype(np.uint64), net.head.astype(np.uint64))
    return networkit.GraphFromCoo((net.distance, ends), n=net.size, weighted=True, directed=True)


def _scores(graph: "networkit.Graph", *, threads: int | None) -> Floats:
    import networkit  # noqa: PLC0415

    before = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(threads or min(before, MOST_THREADS))
    try:
        scores = networkit.centrality.Betweenness(graph).run().scores()
    except RuntimeError as error:
        # It takes the interrupt for itself while it runs; whoever pressed the keys meant all of us.
        if "SIGINT" in str(error):
            signal.raise_signal(signal.SIGINT)
        raise
    finally:
        networkit.setNumberOfThreads(before)
    return np.array(scores, dtype=np.float64)
