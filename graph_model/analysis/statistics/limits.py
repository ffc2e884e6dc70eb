"""How far shares of small groups stray from a common share by chance alone: funnel limits."""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrik

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def funnel_limit(totals: Integers, share: float, *, probability: float) -> Floats:
    """The share up to which a group of each size comes with at least this probability.

    Parameters
    ----------
    totals
        Sizes of the groups, at least 1 each.
    share
        The common share of all, from 0 to 1.
    probability
        Such as 0.025 for the lower and 0.975 for the upper 95 % limit, strictly between 0 and 1.

    Returns
    -------
    Quantiles of the binomial distribution, divided by the size. Whoever lies below the lower limit
    or above the upper one lies where chance leads with at most 2.5 % each; on the limit is within.

    References
    ----------
    D. J. Spiegelhalter (2005): Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185–1202. He interpolates between counts, for a smooth line; that would flag 2 of
    2 where three quarters are common, so here limits are counts that can occur.

    Examples
    --------
    Four cases, common share one half: at most 3 have a chance of 15 in 16, which is below 0.975.

    >>> funnel_limit(np.array([4]), 0.5, probability=0.975).tolist()
    [1.0]
    """
    if share in (0.0, 1.0):
        return np.full(len(totals), share)
    found = np.clip(np.ceil(bdtrik(probability, totals, share)), 0, totals).astype(np.int64)
    # The inverse is rounded: the smallest count whose chance reaches the probability is wanted.
    found -= (found > 0) & (_at_most(found - 1, totals, share=share) >= probability)
    found += _at_most(found, totals, share=share) < probability
    limits: Floats = found / totals
    return limits


def _at_most(counts: Integers, totals: Integers, *, share: float) -> Floats:
    """The chance of at most so many."""
    chance: Floats = np.asarray(bdtr(np.maximum(counts, 0), totals, share), dtype=np.float64)
    return chance
