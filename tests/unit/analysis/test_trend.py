"""Whether a series rises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from graph_model.analysis.statistics.trend import theil_sen


def test_a_slope_worked_by_hand() -> None:
    # Points 1, 4, 2, 6: slopes of the six pairs are 3, 1/2, 5/3, -2, 1, 4;
    # in order -2, 1/2, 1, 5/3, 3, 4, the median (1 + 5/3) / 2 = 4/3.
    # Variance 4 * 3 * 13 / 18 = 8.667; 1.96 * sqrt of it = 5.770;
    # low: round((6 - 5.77) / 2) - 1 = -1, so the first; high: round((6 + 5.77) / 2) = 6, the last.
    found = theil_sen(np.array([[1, 4, 2, 6]]))
    assert found.slope[0] == pytest.approx(4 / 3)
    assert (found.low[0], found.high[0]) == (-2.0, 4.0)


def test_a_steady_rise_is_certain_and_one_wild_week_changes_nothing() -> None:
    steady = np.arange(13)
    wild = steady.copy()
    wild[6] = 60
    found = theil_sen(np.array([steady, wild, np.full(13, 5)]))
    assert found.slope.tolist() == [1.0, 1.0, 0.0]
    assert found.low[0] == 1.0
    assert found.low[1] > 0
    assert (found.low[2], found.high[2]) == (0.0, 0.0)


def test_up_and_down_does_not_rise() -> None:
    found = theil_sen(np.array([[4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4]]))
    assert found.low[0] <= 0 <= found.high[0]


def test_no_series_no_slopes_but_one_point_is_none() -> None:
    assert theil_sen(np.empty((0, 13))).slope.tolist() == []
    with pytest.raises(ValueError, match="two points"):
        theil_sen(np.array([[1]]))


@given(
    st.integers(min_value=2, max_value=13).flatmap(
        lambda steps: st.lists(
            st.lists(st.integers(min_value=0, max_value=9), min_size=steps, max_size=steps),
            min_size=1,
            max_size=4,
        )
    )
)
def test_every_series_equals_scipy(series: list[list[int]]) -> None:
    found = theil_sen(np.array(series))
    for row, values in enumerate(series):
        expected = stats.theilslopes(values, np.arange(len(values)), 0.95)
        assert found.slope[row] == pytest.approx(expected.slope)
        assert found.low[row] == pytest.approx(expected.low_slope)
        assert found.high[row] == pytest.approx(expected.high_slope)
