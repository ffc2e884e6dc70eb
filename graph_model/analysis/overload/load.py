"""How many cases somebody carries at a time: stays, their level at an instant, their area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STILL_OPEN = np.iinfo(np.int64).max
"""End of a stay that has not ended."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_US = 86_400_000_000


def microseconds(instant: datetime) -> int:
    """Microseconds from 1970 on, as the columns of a snapshot hold instants."""
    return (instant - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Cases with their time at somebody, from ``start`` up to but without ``end``.

    ``owner`` numbers who carries each case, from 0 to ``owners - 1``; times are microseconds since
    1970, ``STILL_OPEN`` for what has not ended. All three have one entry per case, in any order.
    """

    owners: int
    owner: Integers
    start: Integers
    end: Integers

    def level(self, instants: Sequence[datetime]) -> Integers:
        """Cases carried at each instant, N(t): one row per owner, one column per instant.

        The instants must be in order; a case counts from its start on, and no more at its end.
        """
        ticks = np.array([microseconds(instant) for instant in instants], dtype=np.int64)
        begun = self._before(self.start, ticks)
        ended = self._before(self.end, ticks)
        return np.cumsum(begun - ended, axis=1)

    def _before(self, moments: Integers, ticks: Integers) -> Integers:
        """How many moments fall after the tick before and up to and with each tick."""
        column = np.searchsorted(ticks, moments, side="left")
        width = len(ticks) + 1  # the last column holds what comes after all of them
        counted = np.bincount(self.owner * width + column, minlength=self.owners * width)
        return counted.reshape(self.owners, width)[:, :-1].astype(np.int64)

    def days(self, start: datetime, end: datetime) -> Floats:
        """Days that the cases of each owner lasted within a window, summed: the area under N(t).

        References
        ----------
        Over any window the integral of N(t) equals the sum of the stays clipped to it, the
        identity behind J. D. C. Little (1961): A proof for the queuing formula L = λW. Operations
        Research 9, 383–387.
        """
        first, last = microseconds(start), microseconds(end)
        clipped = np.clip(self.end, first, last) - np.clip(self.start, first, last)
        # Whole numbers add up to the same sum in whatever order; whole days apart, none overflows.
        days, rest = np.divmod(clipped, _DAY_US)
        return self._summed(days) + self._summed(rest) / _DAY_US

    def _summed(self, numbers: Integers) -> Integers:
        total: Integers = np.zeros(self.owners, dtype=np.int64)
        np.add.at(total, self.owner, numbers)
        return total

    def begun(self, after: datetime, until: datetime) -> Integers:
        """Cases of each owner that began after an instant, up to and with another."""
        return self._before(self.start, _ticks(after, until))[:, 1]

    def ended(self, after: datetime, until: datetime) -> Integers:
        """Cases of each owner that ended after an instant, up to and with another."""
        return self._before(self.end, _ticks(after, until))[:, 1]


def _ticks(after: datetime, until: datetime) -> Integers:
    return np.array([microseconds(after), microseconds(until)], dtype=np.int64)
