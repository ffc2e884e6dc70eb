"""As of when an answer holds that could not be brought up to date: as a header, and for people."""

from datetime import UTC, datetime

from graph_model.domain.checks import LOCAL_ZONE, local_day

HEADER = "Hilfenetz-As-Of"
"""Header of such an answer: when what it says was last known to be current."""

STATE = "as_of"
"""Where the state of a request holds that moment."""


def rfc_3339(instant: datetime) -> str:
    """An instant in UTC to the full second, as the header gives it.

    Examples
    --------
    >>> rfc_3339(datetime(2026, 3, 2, 13, 3, 59, 900_000, tzinfo=UTC))
    '2026-03-02T13:03:59Z'
    """
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def told(as_of: datetime | None, language: str, *, now: datetime) -> str:
    """The same by the clock in Germany, with the day unless it is today; empty if up to date.

    Examples
    --------
    >>> as_of = datetime(2026, 3, 2, 13, 3, tzinfo=UTC)
    >>> told(as_of, "de", now=datetime(2026, 3, 2, 15, tzinfo=UTC))
    'Stand: 14:03 Uhr'
    >>> told(as_of, "en", now=datetime(2026, 3, 3, 8, tzinfo=UTC))
    'As of 2026-03-02, 14:03'
    """
    if as_of is None:
        return ""
    local = as_of.astimezone(LOCAL_ZONE)
    is_today = local_day(as_of) == local_day(now)
    if language == "de":
        return f"Stand: {local:%H:%M} Uhr" if is_today else f"Stand: {local:%d.%m.%Y, %H:%M} Uhr"
    return f"As of {local:%H:%M}" if is_today else f"As of {local:%Y-%m-%d, %H:%M}"
