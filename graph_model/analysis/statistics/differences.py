"""Figures with 95 % intervals, and the interval of the difference between two of them."""

from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval; ``low <= value <= high``, all in the figure's unit."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far one figure lies above another, with the 95 % interval of that."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0, so that chance alone hardly explains it."""
        return self.low > 0 or self.high < 0


def difference(later: Estimate, earlier: Estimate) -> Difference:
    """``later`` less ``earlier``, of two independent samples.

    Takes the squared distances from each figure to the bounds of its own interval together. With
    Wilson intervals of two shares this is Newcombe's method 10; with other intervals (of rates, of
    medians) it is called MOVER.

    References
    ----------
    R. G. Newcombe (1998): Interval estimation for the difference between independent proportions:
    comparison of eleven methods. Statistics in Medicine 17, 873–890 (method 10). G. Y. Zou, A.
    Donner (2008): Construction of confidence limits about effect measures: a general approach.
    Statistics in Medicine 27, 1693–1702.

    Examples
    --------
    >>> later = Estimate(value=0.5, low=0.2, high=0.7)
    >>> earlier = Estimate(value=0.4, low=0.0, high=0.8)
    >>> found = difference(later, earlier)
    >>> round(found.value, 6), round(found.low, 6), round(found.high, 6)  # 3, 4 and 5 tenths
    (0.1, -0.4, 0.547214)
    """
    value = later.value - earlier.value
    below = hypot(later.value - later.low, earlier.high - earlier.value)
    above = hypot(later.high - later.value, earlier.value - earlier.low)
    return Difference(value=value, low=value - below, high=value + above)
