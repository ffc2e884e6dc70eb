"""Shares with their interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from graph_model.analysis.statistics.shares import share_of


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Newcombe (1998), table I, method 3 (score without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # 0 of 10: z² / (10 + z²) = 3.8415 / 13.8415.
        (0, 10, 0.0, 0.2775),
    ],
)
def test_intervals_are_those_of_the_literature(
    count: int, total: int, low: float, high: float
) -> None:
    found = share_of(count, total)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.share == count / total


def test_of_nothing_there_is_no_share() -> None:
    assert share_of(0, 0) is None


@given(st.integers(min_value=1, max_value=300), st.integers(min_value=0, max_value=300))
def test_intervals_equal_those_of_scipy(total: int, count: int) -> None:
    count = min(count, total)
    found = share_of(count, total)
    assert found is not None
    expected = stats.binomtest(count, total).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= found.low <= found.share <= found.high <= 1


@given(st.integers(min_value=1, max_value=300), st.integers(min_value=0, max_value=300))
def test_intervals_equal_those_of_statsmodels(total: int, count: int) -> None:
    count = min(count, total)
    found = share_of(count, total)
    assert found is not None
    expected = proportion_confint(count, total, alpha=0.05, method="wilson")
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)
