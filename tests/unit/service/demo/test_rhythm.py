"""Days of the demo against the calendar, worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from service.demo.rhythm import Rhythm, as_datetime, is_lull

RHYTHM = Rhythm(date(2026, 6, 30))


def day(when: date) -> int:
    return (when - date(2023, 6, 30)).days


def test_three_years_end_before_the_reference_day() -> None:
    assert RHYTHM.first == date(2023, 6, 30)
    # 2024 is a leap year: 366 + 365 + 365 days.
    assert RHYTHM.days == 1096
    # Midnight in Germany, two hours before that of UTC in summer.
    assert as_datetime(RHYTHM.cut) == datetime(2026, 6, 29, 22, 0, tzinfo=UTC)


def test_a_leap_day_has_a_neighbour_three_years_before() -> None:
    assert Rhythm(date(2024, 2, 29)).first == date(2021, 2, 28)


@pytest.mark.parametrize(
    ("start", "business_days", "end"),
    [
        # Wednesday, and two days on: Friday.
        (date(2025, 9, 10), 2, date(2025, 9, 12)),
        # Thursday before German Unity Day (a Friday): next is Monday.
        (date(2025, 10, 2), 1, date(2025, 10, 6)),
        # A Saturday counts as the Monday after.
        (date(2025, 9, 13), 0, date(2025, 9, 15)),
        # Maundy Thursday 2026: Good Friday, weekend and Easter Monday are free.
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        # Buß- und Bettag, 19 November 2025, is free in Saxony alone.
        (date(2025, 11, 18), 1, date(2025, 11, 20)),
    ],
)
def test_business_days_are_counted_by_the_saxon_calendar(
    start: date, business_days: int, end: date
) -> None:
    assert RHYTHM.date_of(RHYTHM.later(day(start), business_days)) == end


def test_minutes_are_those_of_the_clock_in_germany() -> None:
    # 9:30 is 8:30 UTC in winter and 7:30 UTC in summer.
    winter = RHYTHM.at(day(date(2026, 1, 15)), 570)
    summer = RHYTHM.at(day(date(2025, 7, 15)), 570)
    assert as_datetime(winter) == datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
    assert as_datetime(summer) == datetime(2025, 7, 15, 7, 30, tzinfo=UTC)


def test_an_instant_knows_its_day() -> None:
    assert all(
        RHYTHM.day_of(RHYTHM.at(number, minute)) == number
        for number in range(RHYTHM.days)
        for minute in (180, 720, 1319)
    )


def test_saturday_is_the_same_day_or_the_next_one() -> None:
    # 13 September 2025 is a Saturday, 14 September a Sunday.
    assert RHYTHM.date_of(RHYTHM.saturday_after(day(date(2025, 9, 13)))) == date(2025, 9, 13)
    assert RHYTHM.date_of(RHYTHM.saturday_after(day(date(2025, 9, 14)))) == date(2025, 9, 20)


def test_christmas_and_high_summer_are_quiet() -> None:
    assert is_lull(date(2025, 12, 27))
    assert is_lull(date(2026, 1, 2))
    assert is_lull(date(2025, 7, 28))
    assert not is_lull(date(2025, 11, 11))
