"""Calendar days in Germany and business days in Saxony, for one instant or for whole columns.

A business day is Monday to Friday without Saxon public holidays, Buß- und Bettag and
Reformationstag among them. Corpus Christi, a holiday in a few Sorbian municipalities only, counts
as a business day. Holidays are known from 1991 on; before that only weekends are free.
"""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.domain.checks import local_day

_FIRST = date(1899, 12, 31)
_AFTER_LAST = date(2200, 1, 2)
_EPOCH = date(1970, 1, 1)
_OFFSET = (_EPOCH - _FIRST).days
_DAY = timedelta(days=1)
_DAY_US = 86_400_000_000.0


def months_on(first: date, months: int) -> date:
    """The first day of a month so many months later; earlier if below 0.

    Examples
    --------
    >>> months_on(date(2025, 11, 1), 2), months_on(date(2025, 1, 1), -1)
    (datetime.date(2026, 1, 1), datetime.date(2024, 12, 1))
    """
    years, month = divmod(12 * first.year + first.month - 1 + months, 12)
    return first.replace(year=years, month=month + 1)


@cache
def saxon_holidays() -> frozenset[date]:
    """All public holidays in Saxony that fall into the years the domain knows."""
    years = range(_FIRST.year, _AFTER_LAST.year)
    return frozenset(holidays.country_holidays("DE", subdiv="SN", years=years))


@cache
def _counts() -> npt.NDArray[np.int32]:
    """Business days from the first known day up to and with each day."""
    days = np.arange(np.datetime64(_FIRST), np.datetime64(_AFTER_LAST))
    free = np.array(sorted(saxon_holidays()), dtype="datetime64[D]")
    counts: npt.NDArray[np.int32] = np.cumsum(np.is_busday(days, holidays=free), dtype=np.int32)
    return counts


@cache
def _count_column() -> pl.Series:
    return pl.Series("business_days", _counts())


def is_business_day(day: date) -> bool:
    """Whether offices in Saxony work on that day.

    Examples
    --------
    >>> is_business_day(date(2026, 11, 18))  # Buß- und Bettag, a holiday in Saxony only
    False
    """
    return day.weekday() < 5 and day not in saxon_holidays()


def business_days_between(start: datetime, end: datetime) -> int:
    """Business days after the day of ``start``, up to and with the day of ``end``.

    The day on which something happens does not count, as with a period under German law; so a
    request of Friday that is answered on Monday took one business day, one of Saturday too.

    Parameters
    ----------
    start, end
        Instants, aware; their days are days in Germany. An ``end`` before ``start`` gives 0.

    References
    ----------
    Sections 187 (1), 188 (1) and 193 of the German Civil Code (BGB).

    Examples
    --------
    >>> from datetime import UTC
    >>> maundy_thursday = datetime(2026, 4, 2, 12, tzinfo=UTC)
    >>> business_days_between(maundy_thursday, datetime(2026, 4, 7, tzinfo=UTC))
    1
    """
    counts = _counts()
    before, after = _index(local_day(start)), _index(local_day(end))
    return max(0, int(counts[after]) - int(counts[before]))


def business_day_after(day: date, count: int) -> date:
    """The ``count``-th business day after a day (``count`` at least 1): the last day of a period.

    Examples
    --------
    >>> business_day_after(date(2026, 4, 2), 1)  # Maundy Thursday; Easter Monday is free
    datetime.date(2026, 4, 7)
    """
    counts = _counts()
    wanted = int(counts[_index(day)]) + count
    return _FIRST + timedelta(days=int(np.searchsorted(counts, wanted)))


def days_between(start: datetime, end: datetime) -> float:
    """Calendar days of 24 hours from ``start`` to ``end``; 0.0 if ``end`` lies before it."""
    return max(0.0, (end - start) / _DAY)


def dates_between(start: datetime, end: datetime) -> int:
    """Dates from the day of ``start`` to the day of ``end`` in Germany, negative if that is before.

    Whatever the hour, and however long the night between: a summer's day of 23 hours counts as one.

    Examples
    --------
    >>> from datetime import UTC
    >>> before_midnight = datetime(2024, 2, 28, 22, 59, tzinfo=UTC)
    >>> dates_between(before_midnight, datetime(2024, 3, 1, 12, tzinfo=UTC))
    2
    """
    return (local_day(end) - local_day(start)).days


def dates(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """``dates_between`` for columns of instants in UTC: Int32, null where one is null."""
    return local_days(end).to_physical() - local_days(start).to_physical()


def local_days(instants: pl.Expr) -> pl.Expr:
    """The days in Germany of a column of instants in UTC; null stays null."""
    return instants.dt.convert_time_zone("Europe/Berlin").dt.date()


def business_days(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """``business_days_between`` for columns of instants in UTC: Int32, null where one is null."""
    counts = pl.lit(_count_column())
    before = counts.gather(local_days(start).to_physical() + _OFFSET)
    after = counts.gather(local_days(end).to_physical() + _OFFSET)
    return pl.max_horizontal(
        after - before, pl.when(before.is_not_null() & after.is_not_null()).then(0)
    )


def days(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """``days_between`` for columns of instants: Float64, null where one is null."""
    return ((end - start).dt.total_microseconds() / _DAY_US).clip(lower_bound=0.0)


def _index(day: date) -> int:
    return (day - _FIRST).days
