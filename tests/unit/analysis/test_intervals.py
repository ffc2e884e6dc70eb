"""Intervals of rates and differences, and funnel limits, held to tables and other programs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import confint_poisson

from graph_model.analysis.statistics.differences import Difference, Estimate, difference
from graph_model.analysis.statistics.limits import funnel_limit
from graph_model.analysis.statistics.rates import rate_of
from graph_model.analysis.statistics.shares import share_of


def _share(count: int, total: int) -> Estimate:
    found = share_of(count, total)
    assert found is not None
    return Estimate(value=found.share, low=found.low, high=found.high)


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_difference_of_shares_has_newcombes_published_bounds(
    later: tuple[int, int], earlier: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 873–890, table II, method 10."""
    found = difference(_share(*later), _share(*earlier))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_difference_of_shares_equals_that_of_statsmodels(
    one: int, other: int, data: st.DataObject
) -> None:
    counts = [data.draw(st.integers(0, total)) for total in (one, other)]
    found = difference(_share(counts[0], one), _share(counts[1], other))
    low, high = confint_proportions_2indep(
        counts[0], one, counts[1], other, method="newcomb", compare="diff"
    )
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


def test_a_difference_is_clear_if_its_interval_leaves_out_nothing_at_all() -> None:
    clear = [Difference(value=v, low=v - 1, high=v + 1).is_clear for v in (-2.0, 0.5, 2.0)]
    assert clear == [True, False, True]


@given(st.integers(0, 5000), st.floats(0.5, 1e6))
def test_a_rate_has_the_exact_poisson_interval_of_statsmodels(count: int, size: float) -> None:
    found = rate_of(count, size)
    assert found is not None
    low, high = confint_poisson(count, size, method="exact-c")
    assert (found.low, found.high) == pytest.approx((np.nan_to_num(low), high), rel=1e-9)
    assert found.low <= found.value <= found.high


def test_a_rate_of_no_size_is_none() -> None:
    assert rate_of(3, 0) is None


@pytest.mark.parametrize("probability", [0.001, 0.025, 0.975, 0.999])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.93])
def test_funnel_limits_are_the_binomial_quantiles_of_scipy(
    share: float, probability: float
) -> None:
    totals = np.arange(1, 2000)
    limits = funnel_limit(totals, share, probability=probability)
    assert (limits * totals).round(9).tolist() == stats.binom.ppf(
        probability, totals, share
    ).tolist()
    normal = share + stats.norm.ppf(probability) * np.sqrt(share * (1 - share) / 1e6)
    large = funnel_limit(np.array([1_000_000]), share, probability=probability)[0]
    assert large == pytest.approx(normal, abs=1e-5)


def test_funnel_limits_worked_by_hand() -> None:
    """Two cases, common share three quarters: at most 0, 1, 2 have chances of 1/16, 7/16, 1."""
    for probability, limit in ((0.025, 0.0), (0.1, 0.5), (0.4375, 0.5), (0.975, 1.0)):
        assert funnel_limit(np.array([2]), 0.75, probability=probability).tolist() == [limit]


def test_where_all_or_none_succeed_the_limits_are_the_common_share() -> None:
    for share in (0.0, 1.0):
        assert funnel_limit(np.array([3, 50]), share, probability=0.975).tolist() == [share] * 2
