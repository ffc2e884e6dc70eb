"""Periods: start in, end out, days in Germany, whatever the clocks do."""

from datetime import date

import pytest

from graph_model.domain.checks import LOCAL_ZONE, local_day, local_midnight
from graph_model.domain.periods import Period
from graph_model.errors import InvalidValueError
from tests import builders as b


def test_the_start_is_in_and_the_end_is_out() -> None:
    period = Period(start=b.at("2026-01-05"), end=b.at("2026-01-10"))
    assert b.at("2026-01-05") in period
    assert b.at("2026-01-09T23:59") in period
    assert b.at("2026-01-10") not in period
    assert b.at("2026-01-04") not in period


def test_an_open_side_has_no_end() -> None:
    assert b.at("1900-01-01") in Period(end=b.at("2026-01-01"))
    assert b.at("2199-12-31") in Period(start=b.at("2026-01-01"))
    assert b.at("2026-01-01") in Period()
    assert Period(start=b.at("2026-01-01")).hours is None
    assert Period(end=b.at("2026-01-01")).hours is None


@pytest.mark.parametrize(
    ("first", "end", "start_utc", "end_utc", "hours"),
    [
        # Winter: one hour ahead of UTC; summer: two.
        ("2026-01-05", "2026-01-06", "2026-01-04T23:00", "2026-01-05T23:00", 24),
        ("2026-07-01", "2026-07-02", "2026-06-30T22:00", "2026-07-01T22:00", 24),
        # Clocks go forward on 29 March 2026 and back on 25 October 2026.
        ("2026-03-29", "2026-03-30", "2026-03-28T23:00", "2026-03-29T22:00", 23),
        ("2026-10-25", "2026-10-26", "2026-10-24T22:00", "2026-10-25T23:00", 25),
        # A year is 365 days whatever the clocks did.
        ("2026-01-01", "2027-01-01", "2025-12-31T23:00", "2026-12-31T23:00", 365 * 24),
        # The first half-year lost an hour that the second gives back.
        ("2026-01-01", "2026-07-01", "2025-12-31T23:00", "2026-06-30T22:00", 181 * 24 - 1),
    ],
)
def test_days_are_days_in_germany(
    first: str, end: str, start_utc: str, end_utc: str, hours: int
) -> None:
    period = Period.of_days(b.day(first), b.day(end))
    assert period == Period(start=b.at(start_utc), end=b.at(end_utc))
    assert period.hours == hours


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-01-05T22:59", "2026-01-05"),
        ("2026-01-05T23:00", "2026-01-06"),
        ("2026-07-05T21:59", "2026-07-05"),
        ("2026-07-05T22:00", "2026-07-06"),
        ("2026-03-28T22:59", "2026-03-28"),
        ("2026-03-28T23:00", "2026-03-29"),
        ("2026-03-29T21:59", "2026-03-29"),
        ("2026-03-29T22:00", "2026-03-30"),
    ],
)
def test_the_day_of_an_instant(instant: str, day: str) -> None:
    assert local_day(b.at(instant)) == b.day(day)


def test_midnight_and_day_agree_on_every_day_of_the_year() -> None:
    for number in range(b.day("2026-01-01").toordinal(), b.day("2027-01-01").toordinal()):
        day = date.fromordinal(number)
        assert local_day(local_midnight(day)) == day


def test_a_period_has_a_length() -> None:
    with pytest.raises(InvalidValueError, match="the end must follow the start"):
        Period(start=b.at("2026-01-05"), end=b.at("2026-01-05"))
    with pytest.raises(InvalidValueError, match="the end must follow the start"):
        Period.of_days(b.day("2026-01-05"), b.day("2026-01-04"))


def test_times_without_zone_or_in_another_are_refused() -> None:
    naive = b.at("2026-01-05").replace(tzinfo=None)
    with pytest.raises(InvalidValueError, match="an instant in UTC"):
        Period(start=naive)
    with pytest.raises(InvalidValueError, match="an instant in UTC"):
        Period(start=local_midnight(b.day("2026-01-05")).astimezone(LOCAL_ZONE))
