"""Cases carried at a time."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.analysis.overload.load import STILL_OPEN, Stays, microseconds
from tests.builders import at

START = at("2024-02-26")  # before a leap day


def stays(*rows: tuple[int, datetime, datetime | None], owners: int = 2) -> Stays:
    return Stays(
        owners=owners,
        owner=np.array([owner for owner, _, _ in rows], dtype=np.int64),
        start=np.array([microseconds(start) for _, start, _ in rows], dtype=np.int64),
        end=np.array(
            [STILL_OPEN if end is None else microseconds(end) for _, _, end in rows],
            dtype=np.int64,
        ),
    )


def test_a_case_counts_from_its_start_and_no_more_at_its_end() -> None:
    held = stays((0, at("2026-01-05"), at("2026-01-07")), (1, at("2026-01-06"), None))
    days = [at(f"2026-01-0{day}") for day in range(4, 9)]
    assert held.level(days).tolist() == [[0, 1, 1, 0, 0], [0, 0, 1, 1, 1]]


def test_nobody_carries_nothing() -> None:
    assert stays().level([at("2026-01-05")]).tolist() == [[0], [0]]
    assert stays().days(at("2026-01-05"), at("2026-01-06")).tolist() == [0.0, 0.0]
    assert stays(owners=0).level([at("2026-01-05")]).shape == (0, 1)


def test_arrivals_and_departures_of_a_window_leave_out_its_first_instant() -> None:
    held = stays(
        (0, at("2026-01-05"), at("2026-01-06")),
        (0, at("2026-01-06"), at("2026-01-07")),
        (1, at("2026-01-07"), None),
    )
    window = (at("2026-01-05"), at("2026-01-07"))
    assert held.begun(*window).tolist() == [1, 1]
    assert held.ended(*window).tolist() == [2, 0]


def test_the_sum_of_stays_does_not_depend_on_their_order() -> None:
    # As fractions of a day, 0.1 + 0.2 + 0.3 is another number than 0.3 + 0.2 + 0.1.
    day = at("2026-01-05")
    rows = [(0, day, day + timedelta(hours=hours)) for hours in (2.4, 4.8, 7.2)]
    window = (day, day + timedelta(days=1))
    assert stays(*rows).days(*window).tolist() == [0.6, 0.0]
    assert stays(*reversed(rows)).days(*window).tolist() == [0.6, 0.0]


def test_a_century_of_many_cases_is_summed_exactly() -> None:
    # 4,000 cases over 36,525 days are 146,100,000 days, and 1.26e19 microseconds: over 2^63.
    start = at("1950-01-01")
    held = stays(*[(0, start, None)] * 4000)
    assert held.days(start, start + timedelta(days=36_525)).tolist() == [146_100_000.0, 0.0]


def test_stays_are_clipped_to_the_window() -> None:
    # Within Tue 6 to Fri 9: two days of the first, all three of the second, none of the third.
    held = stays(
        (0, at("2026-01-01"), at("2026-01-08")),
        (0, at("2026-01-05"), None),
        (0, at("2026-01-09"), None),
    )
    assert held.days(at("2026-01-06"), at("2026-01-09")).tolist() == [5.0, 0.0]


MOMENTS = st.integers(min_value=0, max_value=400).map(lambda hours: START + timedelta(hours=hours))
CASES = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=1),
        MOMENTS,
        st.none() | st.integers(min_value=0, max_value=300),
    ).map(
        lambda case: (
            case[0],
            case[1],
            None if case[2] is None else case[1] + timedelta(hours=case[2]),
        )
    ),
    max_size=12,
)


@given(CASES, MOMENTS, st.integers(min_value=1, max_value=200))
def test_over_any_window_the_area_under_the_level_is_the_sum_of_the_stays(
    cases: list[tuple[int, datetime, datetime | None]], start: datetime, hours: int
) -> None:
    held = stays(*cases)
    end = start + timedelta(hours=hours)
    edges = {start, end}
    edges |= {m for case in cases for m in case[1:] if m is not None and start < m < end}
    ordered = sorted(edges)
    # N(t) is constant from one edge to the next.
    lengths = np.diff([moment.timestamp() for moment in ordered]) / 86_400
    area = (held.level(ordered[:-1]) * lengths).sum(axis=1)
    assert held.days(start, end) == pytest.approx(area)


@given(CASES, MOMENTS)
def test_the_level_equals_counting(
    cases: list[tuple[int, datetime, datetime | None]], moment: datetime
) -> None:
    counted = [
        sum(
            owner == wanted and begun <= moment and (ended is None or moment < ended)
            for owner, begun, ended in cases
        )
        for wanted in (0, 1)
    ]
    assert stays(*cases).level([moment])[:, 0].tolist() == counted
