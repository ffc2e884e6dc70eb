"""The one place that looks at the clock; everything else is told what time it is."""

from datetime import UTC, datetime


def system_clock() -> datetime:
    """This moment, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here it is looked at, and handed on as an argument
