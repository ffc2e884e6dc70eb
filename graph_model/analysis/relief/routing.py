"""The cheapest way to move as many cases as can be moved: a min-cost flow in whole cases."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Who has how much to give away, in which groups, and where each group could go.

    Givers, groups, offers and takers are numbered from 0. ``excess`` is what each giver should get
    rid of, ``size`` how many cases a group has, ``room`` how many an offer takes and ``free`` how
    many a taker takes in all its offers: whole numbers, at least 0. ``giver_of`` and ``taker_of``
    say whose a group and an offer are. Way ``w`` leads from ``group[w]`` to ``offer[w]`` at
    ``cost[w]`` a case, a whole number of at least 0; no pair twice.
    """

    excess: Integers
    giver_of: Integers
    size: Integers
    taker_of: Integers
    room: Integers
    free: Integers
    group: Integers
    offer: Integers
    cost: Integers


def cheapest_flow(ways: Ways) -> Integers:
    """Cases sent each way: as many as possible in all, and of these plans one of the cheapest.

    Raises
    ------
    RuntimeError
        If the solver gives up, which no input is known to make it do.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin (1993): Network Flows, chapters 9 and 11. The bounds of
    both sides are nested (groups in givers, offers in takers), so the linear programme has a
    network matrix and each of its vertices is whole; the dual simplex method of HiGHS (Q. Huangfu,
    J. A. J. Hall, 2018: Parallelizing the dual revised simplex method) stops at a vertex.

    Notes
    -----
    A case that is moved is worth more than all moved ones can cost, so no price keeps somebody
    overloaded. Equal input gives an equal answer; among plans that cost the same it is the one that
    the method meets first. 30,000 ways take about a second, ten times as many about three.
    """
    count = len(ways.cost)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    bounds = vstack(
        [
            _summed(ways.giver_of[ways.group], len(ways.excess)),
            _summed(ways.group, len(ways.size)),
            _summed(ways.offer, len(ways.room)),
            _summed(ways.taker_of[ways.offer], len(ways.free)),
        ],
        format="csr",
    )
    at_most = min(int(ways.excess.sum()), int(ways.free.sum()))
    worth = (int(ways.cost.max()) + 1) * (at_most + 1)
    found = linprog(
        ways.cost - worth,
        A_ub=bounds,
        b_ub=np.concatenate([ways.excess, ways.size, ways.room, ways.free]),
        method="highs-ds",
    )
    if found.x is None:
        raise RuntimeError(f"No plan was found: {found.message}")
    flow: Integers = np.rint(found.x).astype(np.int64)
    return flow


def _summed(places: Integers, rows: int) -> csr_array:
    """The matrix that adds up ways by the place each of them belongs to."""
    count = len(places)
    return csr_array((np.ones(count), (places, np.arange(count))), shape=(rows, count))
