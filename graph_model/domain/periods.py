"""A stretch of time that includes its start and excludes its end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graph_model.domain.checks import check_instant, check_order, local_day, local_midnight

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Time from ``start`` on, up to but without ``end``; aware UTC, either side may be open."""

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        check_instant("start", self.start, optional=True)
        check_instant("end", self.end, optional=True)
        check_order("period", self.start, self.end)

    @classmethod
    def of_days(cls, first: date, end: date) -> "Period":
        """Calendar days in Germany from ``first`` up to but without ``end``.

        Examples
        --------
        >>> from datetime import date
        >>> Period.of_days(date(2026, 3, 29), date(2026, 3, 30)).hours
        23.0
        """
        return cls(start=local_midnight(first), end=local_midnight(end))

    @property
    def hours(self) -> float | None:
        """Length in hours (23 or 25 on a day of the clock change); ``None`` if a side is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).total_seconds() / 3600

    @property
    def last_day(self) -> date | None:
        """The last day in Germany of which a part belongs to it; ``None`` if the end is open.

        Examples
        --------
        >>> Period.of_days(date(2026, 1, 1), date(2026, 2, 1)).last_day
        datetime.date(2026, 1, 31)
        """
        return None if self.end is None else local_day(self.end - _MOMENT)

    def __contains__(self, instant: datetime) -> bool:
        return (self.start is None or instant >= self.start) and (
            self.end is None or instant < self.end
        )
