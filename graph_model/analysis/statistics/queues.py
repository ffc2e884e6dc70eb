"""Waiting in one line for several places, where requests and stays come at random: Erlang C."""

from dataclasses import dataclass
from math import exp, floor, lgamma, log

from scipy.special import pdtr


@dataclass(frozen=True, slots=True, kw_only=True)
class RoughWait:
    """What waiting for one of ``places`` comes to in the long run, roughly.

    ``offered_load`` is how many places are wanted at a time on average; ``waiting_share`` the share
    (0 to 1) of requests that find none free; ``mean_days`` the mean wait of all requests, those
    that need not wait included, ``None`` where so much is wanted that the line never ends.
    """

    places: int
    offered_load: float
    waiting_share: float
    mean_days: float | None


def erlang_c(places: int, offered_load: float) -> float:
    """The share of requests that find every place taken, from 0 to 1.

    Parameters
    ----------
    places
        Places that one line waits for, at least 1.
    offered_load
        Requests per unit of time × mean stay in the same unit, at least 0; from ``places`` on
        everybody waits.

    References
    ----------
    A. K. Erlang (1917): Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges. L. Kleinrock (1975): Queueing Systems I, section 3.5. The loss
    probability of the same places is a ratio of Poisson probabilities, from which this follows.

    Examples
    --------
    >>> round(erlang_c(2, 1.0), 6)  # (1/2 · 2) / (1 + 1 + 1/2 · 2)
    0.333333
    """
    if offered_load <= 0:
        return 0.0
    if offered_load >= places:
        return 1.0
    all_taken = exp(places * log(offered_load) - offered_load - lgamma(places + 1))
    lost = all_taken / float(pdtr(places, offered_load))
    return lost / (1 - offered_load / places * (1 - lost))


def rough_wait(
    places: float, *, requests_per_day: float, mean_stay_days: float
) -> RoughWait | None:
    """How long a request waits for a place if all goes on as now; ``None`` without a whole place.

    Parameters
    ----------
    places
        Cases that can be carried at once; a part of a place is none.
    requests_per_day, mean_stay_days
        How often a place is wanted, and how long it is taken then; at least 0.

    Notes
    -----
    Rough: requests come one by one without a season, stays are exponential, nobody gives up, and
    the line is served in order. Real waits of people who go elsewhere are shorter.

    Examples
    --------
    >>> found = rough_wait(2, requests_per_day=0.1, mean_stay_days=10)
    >>> round(found.mean_days, 2) if found and found.mean_days is not None else None
    3.33
    """
    whole = floor(places)
    if whole < 1:
        return None
    wanted = requests_per_day * mean_stay_days
    share = erlang_c(whole, wanted)
    return RoughWait(
        places=whole,
        offered_load=wanted,
        waiting_share=share,
        mean_days=share * mean_stay_days / (whole - wanted) if wanted < whole else None,
    )
