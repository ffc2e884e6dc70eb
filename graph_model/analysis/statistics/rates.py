"""A count held against a size, such as tenants for 1,000 flats, with its interval."""

from scipy.special import gammaincinv

from graph_model.analysis.statistics.differences import Estimate

_TAIL = 0.025


def rate_of(count: int, size: float, *, per: float = 1.0) -> Estimate | None:
    """``per × count ÷ size`` with the exact interval of a Poisson count; ``None`` without a size.

    Parameters
    ----------
    count
        What was counted, from 0 up, each independent of the others.
    size
        What it is held against, above 0 (flats, people, years), taken as known exactly.

    References
    ----------
    F. Garwood (1936): Fiducial limits for the Poisson distribution. Biometrika 28, 437–442.

    Examples
    --------
    >>> found = rate_of(10, 1000, per=1000)
    >>> (found.value, round(found.low, 3), round(found.high, 2)) if found else None
    (10.0, 4.795, 18.39)
    """
    if size <= 0:
        return None
    low = float(gammaincinv(count, _TAIL)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - _TAIL))
    return Estimate(value=per * count / size, low=per * low / size, high=per * high / size)
