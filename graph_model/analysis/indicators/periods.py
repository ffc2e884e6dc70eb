"""Periods of a report: the last four quarters unless somebody says, and the period before one."""

from dataclasses import replace
from datetime import date, datetime

from graph_model.analysis.calendar import months_on
from graph_model.domain.checks import LOCAL_ZONE, local_day, local_midnight
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope


def last_four_quarters(now: datetime) -> Period:
    """The four whole calendar quarters in Germany before the one that ``now`` lies in.

    Examples
    --------
    >>> from datetime import UTC
    >>> found = last_four_quarters(datetime(2026, 5, 9, 12, tzinfo=UTC))
    >>> found.start and found.start.isoformat(), found.end and found.end.isoformat()
    ('2025-03-31T22:00:00+00:00', '2026-03-31T22:00:00+00:00')
    """
    day = local_day(now)
    end = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period.of_days(end.replace(year=end.year - 1), end)


def period_before(period: Period) -> Period | None:
    """The period of the same length that ends where ``period`` begins; ``None`` if a side is open.

    Whole calendar months are followed by as many whole months back, whatever their days; anything
    else by as many days.

    Examples
    --------
    >>> found = period_before(Period.of_days(date(2024, 3, 1), date(2024, 4, 1)))
    >>> found == Period.of_days(date(2024, 2, 1), date(2024, 3, 1))  # 29 days before 31
    True
    """
    if period.start is None or period.end is None:
        return None
    if not (_is_midnight(period.start) and _is_midnight(period.end)):
        return Period(start=period.start - (period.end - period.start), end=period.start)
    start, end = local_day(period.start), local_day(period.end)
    if start.day == end.day == 1:
        months = 12 * (end.year - start.year) + end.month - start.month
        return Period.of_days(months_on(start, -months), start)
    return Period.of_days(start - (end - start), start)


def dated(scope: Scope, now: datetime) -> Scope:
    """The scope as it is, or without any period that of the last four quarters as known then."""
    if scope.period != Period():
        return scope
    until = now if scope.known_on is None else min(now, scope.known_on)
    return replace(scope, period=last_four_quarters(until))


def quarters_until(end: datetime, count: int) -> tuple[Period, ...]:
    """So many stretches of three whole months, the last of them up to the month of ``end``.

    Examples
    --------
    >>> from datetime import UTC
    >>> [one.last_day for one in quarters_until(datetime(2026, 5, 1, 12, tzinfo=UTC), 2)]
    [datetime.date(2026, 1, 31), datetime.date(2026, 4, 30)]
    """
    last = local_day(end).replace(day=1)
    return tuple(
        Period.of_days(months_on(last, -3 * back), months_on(last, 3 - 3 * back))
        for back in range(count, 0, -1)
    )


def _is_midnight(instant: datetime) -> bool:
    return local_midnight(instant.astimezone(LOCAL_ZONE).date()) == instant
