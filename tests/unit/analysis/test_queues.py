"""Waiting in line, against fractions worked by hand, another package, and the chain of states."""

from fractions import Fraction
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.analysis.statistics.queues import erlang_c, rough_wait


@pytest.mark.parametrize(
    ("places", "offered_load", "share"),
    [
        # One place: the share of time that it is taken.
        (1, 0.75, 0.75),
        # Two places, one wanted: 1/2 · 2 = 1 against 1 + 1 + 1.
        (2, 1.0, 1 / 3),
        # Three places, two wanted: 8/6 · 3 = 4 against 1 + 2 + 2 + 4.
        (3, 2.0, 4 / 9),
        # Four places, three wanted: 81/24 · 4 = 27/2 against 1 + 3 + 9/2 + 9/2 + 27/2 = 53/2.
        (4, 3.0, 27 / 53),
        # README of the package ErlangC for R: 100 calls of 180 s in 30 minutes, 14 and 11 agents.
        (14, 10.0, 0.1741319),
        (11, 10.0, 0.6821182),
    ],
)
def test_the_share_that_waits_is_that_of_hand_and_of_another_package(
    places: int, offered_load: float, share: float
) -> None:
    assert erlang_c(places, offered_load) == pytest.approx(share, abs=5e-8)


def test_the_mean_wait_is_that_of_another_package() -> None:
    # The same README: 14 agents answer after 7.83593701177724 s on average.
    found = rough_wait(14, requests_per_day=100 / 1800, mean_stay_days=180)
    assert found is not None
    assert found.mean_days == pytest.approx(7.83593701177724)
    assert (found.places, found.offered_load) == (14, pytest.approx(10.0))


def test_two_places_by_hand() -> None:
    # A request every ten days that stays ten days: one place wanted, a third of them wait, and
    # the mean of all is 1/3 · 10 / (2 - 1).
    found = rough_wait(2, requests_per_day=0.1, mean_stay_days=10)
    assert found is not None
    assert found.waiting_share == pytest.approx(1 / 3)
    assert found.mean_days == pytest.approx(10 / 3)


def test_who_is_wanted_more_than_there_is_has_a_line_without_end() -> None:
    for wanted in (2.0, 5.0):
        found = rough_wait(2, requests_per_day=wanted / 10, mean_stay_days=10)
        assert found is not None
        assert (found.waiting_share, found.mean_days) == (1.0, None)


def test_nobody_comes_and_nobody_waits() -> None:
    found = rough_wait(3, requests_per_day=0.0, mean_stay_days=30)
    assert found is not None
    assert (found.waiting_share, found.mean_days) == (0.0, 0.0)


def test_a_part_of_a_place_is_none() -> None:
    assert rough_wait(0.9, requests_per_day=0.1, mean_stay_days=10) is None
    assert rough_wait(0, requests_per_day=0.1, mean_stay_days=10) is None
    assert rough_wait(5.33, requests_per_day=0.1, mean_stay_days=10) == rough_wait(
        5, requests_per_day=0.1, mean_stay_days=10
    )


def test_thousands_of_places_stay_within_bounds() -> None:
    assert 0 < erlang_c(10_000, 9_990.0) < 1
    assert erlang_c(1_000_000, 10.0) == pytest.approx(0.0, abs=1e-300)


@given(st.integers(min_value=1, max_value=40), st.integers(min_value=1, max_value=99))
def test_the_share_equals_the_balance_of_the_states_in_fractions(places: int, percent: int) -> None:
    wanted = Fraction(places * percent, 100)
    states = [wanted**count / factorial(count) for count in range(places)]
    # From the last place on every state is the one before times the same ratio.
    waiting = wanted**places / factorial(places) / (1 - wanted / places)
    expected = waiting / (sum(states) + waiting)
    assert erlang_c(places, float(wanted)) == pytest.approx(float(expected), rel=1e-9)


@given(
    st.integers(min_value=1, max_value=30),
    st.floats(min_value=0.01, max_value=29),
)
def test_one_place_more_never_makes_the_wait_longer(places: int, wanted: float) -> None:
    fewer = rough_wait(places, requests_per_day=wanted / 10, mean_stay_days=10)
    more = rough_wait(places + 1, requests_per_day=wanted / 10, mean_stay_days=10)
    assert fewer is not None
    assert more is not None
    assert more.waiting_share <= fewer.waiting_share
    if fewer.mean_days is not None:
        assert more.mean_days is not None
        assert more.mean_days <= fewer.mean_days
