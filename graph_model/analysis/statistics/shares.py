"""A share of a count, with the interval that says how sure it is."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """``count`` of ``total`` (at least 1), as a share from 0 to 1 with its 95 % interval."""

    count: int
    total: int
    share: float
    low: float
    high: float


def share_of(count: int, total: int) -> Share | None:
    """The share with its Wilson score interval; ``None`` of nothing.

    References
    ----------
    E. B. Wilson (1927): Probable inference, the law of succession, and statistical inference.
    JASA 22, 209–212. R. G. Newcombe (1998): Two-sided confidence intervals for the single
    proportion. Statistics in Medicine 17, 857–872 (method 3).

    Examples
    --------
    >>> found = share_of(0, 10)
    >>> round(found.high, 4) if found else None
    0.2775
    """
    if total == 0:
        return None
    share = count / total
    squared = _Z * _Z
    middle = share + squared / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + squared / (4 * total * total))
    scale = 1 + squared / total
    return Share(
        count=count,
        total=total,
        share=share,
        low=max(0.0, (middle - spread) / scale) if count else 0.0,
        high=min(1.0, (middle + spread) / scale) if count < total else 1.0,
    )
