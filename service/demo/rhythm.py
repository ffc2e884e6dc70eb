"""When things happen: business days, winters, holidays; instants as whole minutes of UTC.

Minutes since 1970 are what the generator reckons in, because a large network holds millions of
instants; they become ``datetime`` or text only where they leave it.
"""

from bisect import bisect
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from graph_model.analysis.calendar import is_business_day
from graph_model.domain.checks import local_midnight

YEARS = 3
_BEYOND_DAYS = 1500
"""How far ahead of the reference day plans can reach; what lies there is cut off in the end."""

_DAY = 1440
_EPOCH = date(1970, 1, 1)
_MONTHS = (1.35, 1.3, 1.1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.95, 1.0, 1.2, 1.15)
"""Invented shares of chains by month, January first: more is needed in winter."""

_LULL = 0.5
_WEEKEND = 0.02


def is_lull(day: date) -> bool:
    """Whether it is quiet: a fixed rule, about when schools are shut, not their calendar."""
    spot = (day.month, day.day)
    return (
        (7, 10) <= spot < (8, 15)
        or (10, 10) <= spot < (10, 23)
        or (2, 12) <= spot < (2, 24)
        or spot >= (12, 22)
        or spot < (1, 4)
    )


class Rhythm:
    """The days of a network, counted from 0, three years before the reference day.

    Parameters
    ----------
    today
        The reference day; nothing is recorded on it or later.
    """

    def __init__(self, today: date) -> None:
        self.first = _years_before(today)
        self.days = (today - self.first).days
        self._day0 = (self.first - _EPOCH).days
        self.span = self.days + _BEYOND_DAYS
        span = [self.first + timedelta(days=number) for number in range(self.span)]
        midnights = [local_midnight(day) for day in span]
        self._midnight = [int(instant.timestamp()) // 60 for instant in midnights]
        self._business = [n for n, day in enumerate(span) if is_business_day(day)]
        self._position = self._positions()
        self.cut = self._midnight[self.days]
        self._weights = list(accumulate(_weight(day) for day in span[: self.days]))

    def _positions(self) -> list[int]:
        """For each day the place, among the business days, of the first that is not before it."""
        positions = []
        place = 0
        for day in range(self.span):
            while place < len(self._business) - 1 and self._business[place] < day:
                place += 1
            positions.append(place)
        return positions

    def at(self, day: int, minute: int) -> int:
        """The instant at a minute of a local day (between 3:00 and 22:00)."""
        return self._midnight[day] + minute

    def day_of(self, instant: int) -> int:
        """The day on which an instant made by ``at`` falls."""
        return instant // _DAY - self._day0

    def later(self, day: int, business_days: int) -> int:
        """So many business days on; a day that is none counts as the next that is."""
        return self._business[self._position[day] + business_days]

    def opening_day(self, random: Callable[[], float]) -> int:
        """A day on which a chain opens: more in winter, few in holidays, hardly any at weekends."""
        return bisect(self._weights, random() * self._weights[-1])

    def saturday_after(self, day: int) -> int:
        """The next Saturday that is not before a day."""
        return day + (5 - (self.first.weekday() + day)) % 7

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=day)


def as_datetime(instant: int) -> datetime:
    """An instant as the domain knows it."""
    return datetime.fromtimestamp(instant * 60, UTC)


def _years_before(today: date) -> date:
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return date(today.year - YEARS, today.month, day)


def _weight(day: date) -> float:
    if not is_business_day(day):
        return _WEEKEND
    return _MONTHS[day.month - 1] * (_LULL if is_lull(day) else 1.0)
