"""Business days in Saxony and days in Germany."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.analysis.calendar import (
    business_day_after,
    business_days,
    business_days_between,
    days,
    days_between,
    is_business_day,
    local_days,
    saxon_holidays,
)
from tests.builders import at

INSTANTS = st.integers(min_value=788_918_400, max_value=2_840_140_800).map(
    lambda second: datetime.fromtimestamp(second, tz=UTC)
)


def test_saxony_has_its_own_holidays() -> None:
    # Feiertagsgesetz Sachsen, 2026: Easter Sunday is 5 April.
    assert {day for day in saxon_holidays() if day.year == 2026} == {
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 10, 3),
        date(2026, 10, 31),
        date(2026, 11, 18),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 6), True),  # Epiphany is a holiday in Bavaria, not in Saxony
        (date(2026, 11, 18), False),  # Buß- und Bettag
        (date(2025, 10, 31), False),  # Reformationstag, a Friday
        (date(2026, 6, 4), True),  # Corpus Christi
        (date(2026, 1, 3), False),  # Saturday
        (date(2024, 2, 29), True),  # leap day, a Thursday
    ],
)
def test_business_days_are_those_of_saxony(day: date, expected: bool) -> None:
    assert is_business_day(day) is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-05T08:00", "2026-01-05T15:00", 0),  # the same Monday
        ("2026-01-05", "2026-01-06", 1),  # Monday to Tuesday
        ("2026-01-09", "2026-01-12", 1),  # Friday to Monday
        ("2026-01-10", "2026-01-12", 1),  # Saturday to Monday
        ("2026-01-10", "2026-01-11", 0),  # Saturday to Sunday
        ("2026-01-05", "2026-01-12", 5),  # a week
        ("2026-04-02", "2026-04-07", 1),  # over Easter
        ("2024-02-28", "2024-03-01", 2),  # over a leap day: 29 February, 1 March
        ("2023-02-28", "2023-03-01", 1),  # the same in a common year
        ("2026-03-27", "2026-03-30", 1),  # over the night of the clock change
        ("2026-01-06", "2026-01-05", 0),  # backwards
    ],
)
def test_the_first_day_does_not_count_and_free_days_neither(
    start: str, end: str, expected: int
) -> None:
    assert business_days_between(at(start), at(end)) == expected


def test_a_late_evening_in_utc_is_the_next_day_in_germany() -> None:
    # 22:30 UTC on Monday 6 July 2026 is 00:30 on Tuesday in summer time;
    # 22:30 UTC on Monday 5 January is still 23:30 on Monday.
    assert business_days_between(at("2026-07-06T12:00"), at("2026-07-06T22:30")) == 1
    assert business_days_between(at("2026-01-05T12:00"), at("2026-01-05T22:30")) == 0


def test_days_of_the_clock_change_are_days_of_23_and_25_hours() -> None:
    column = pl.DataFrame(
        {
            "instant": [
                at("2026-03-28T22:59"),  # 23:59 on 28 March, winter time
                at("2026-03-28T23:00"),  # 00:00 on 29 March
                at("2026-03-29T21:59"),  # 23:59 on 29 March, summer time
                at("2026-03-29T22:00"),  # 00:00 on 30 March
                at("2026-10-24T22:00"),  # 00:00 on 25 October, summer time
                at("2026-10-25T22:59"),  # 23:59 on 25 October, winter time
            ]
        }
    )
    assert column.select(local_days(pl.col("instant"))).to_series().to_list() == [
        date(2026, 3, 28),
        date(2026, 3, 29),
        date(2026, 3, 29),
        date(2026, 3, 30),
        date(2026, 10, 25),
        date(2026, 10, 25),
    ]


def test_calendar_days_are_stretches_of_24_hours() -> None:
    assert days_between(at("2024-02-28T08:00"), at("2024-03-01T20:00")) == 2.5
    assert days_between(at("2026-01-02"), at("2026-01-01")) == 0.0


@given(INSTANTS, st.integers(min_value=0, max_value=60))
def test_counting_equals_walking_day_by_day(start: datetime, length: int) -> None:
    noon = start.replace(hour=11)  # the same day in Germany all year round
    walked = sum(is_business_day(noon.date() + timedelta(days=day + 1)) for day in range(length))
    assert business_days_between(noon, noon + timedelta(days=length)) == walked


@given(INSTANTS.map(datetime.date), st.integers(min_value=1, max_value=40))
def test_the_last_day_of_a_period_is_a_business_day_with_as_many_counted(
    day: date, count: int
) -> None:
    last = business_day_after(day, count)
    assert is_business_day(last)
    noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, 11, tzinfo=UTC)
    assert business_days_between(noon, end) == count


@given(st.lists(st.tuples(st.none() | INSTANTS, st.none() | INSTANTS), min_size=1, max_size=20))
def test_columns_and_single_values_agree(
    pairs: list[tuple[datetime | None, datetime | None]],
) -> None:
    kind = pl.Datetime("us", "UTC")
    table = pl.DataFrame(pairs, schema={"start": kind, "end": kind}, orient="row")
    found = table.select(
        business=business_days(pl.col("start"), pl.col("end")),
        calendar=days(pl.col("start"), pl.col("end")),
    )
    for (start, end), row in zip(pairs, found.iter_rows(named=True), strict=True):
        if start is None or end is None:
            assert row == {"business": None, "calendar": None}
        else:
            assert row["business"] == business_days_between(start, end)
            assert row["calendar"] == pytest.approx(days_between(start, end), rel=1e-12)


def test_one_instant_can_stand_against_a_column() -> None:
    table = pl.DataFrame({"start": [at("2026-01-05"), at("2026-01-09")]})
    now = pl.lit(at("2026-01-12"), dtype=pl.Datetime("us", "UTC"))
    assert table.select(business_days(pl.col("start"), now)).to_series().to_list() == [5, 1]
