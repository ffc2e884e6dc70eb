"""Small counts and many of them at once, against tables, ``scipy.stats`` and ``statsmodels``."""

from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson
from statsmodels.stats.multitest import multipletests

from graph_model.analysis.statistics.rarity import adjusted, so_few

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@pytest.mark.parametrize(("count", "expected"), [(0, 2.0), (1, 9.25), (4, 4.0), (7, 0.5)])
def test_the_chance_of_so_few_is_the_sum_of_the_poisson_terms(count: int, expected: float) -> None:
    terms = sum(exp(-expected) * expected**k / factorial(k) for k in range(count + 1))
    assert so_few(np.array([count]), np.array([expected])) == pytest.approx([terms])


@given(count=st.integers(0, 5000), expected=st.floats(0, 5000, allow_subnormal=False))
def test_the_chance_of_so_few_is_what_another_program_finds(count: int, expected: float) -> None:
    found = so_few(np.array([count]), np.array([expected]))
    assert found == pytest.approx([poisson.cdf(count, expected)], rel=1e-9, abs=1e-300)


def test_where_nothing_is_expected_nothing_is_no_surprise() -> None:
    assert so_few(np.array([0, 3]), np.array([0.0, 0.0])).tolist() == [1.0, 1.0]


def test_the_example_of_benjamini_and_hochberg() -> None:
    # Table of the paper, 15 p-values: at 5 % the four smallest are called, as 0.0095 ≤ 4/15 × 0.05
    # and 0.0201 > 5/15 × 0.05.
    table = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    called = adjusted(np.array(table)) <= 0.05
    assert called.tolist() == [True] * 4 + [False] * 11


@given(p_values=P_VALUES)
def test_adjusted_p_values_are_those_of_another_program(p_values: list[float]) -> None:
    _, expected, _, _ = multipletests(p_values, alpha=0.05, method="fdr_bh")
    assert adjusted(np.array(p_values)) == pytest.approx(expected, rel=1e-12)


@given(p_values=P_VALUES, data=st.data())
def test_the_order_of_p_values_does_not_matter(p_values: list[float], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(p_values))))
    straight, mixed = np.array(p_values), np.array([p_values[place] for place in order])
    assert adjusted(mixed).tolist() == adjusted(straight)[list(order)].tolist()


def test_no_p_values_give_none() -> None:
    assert adjusted(np.array([])).tolist() == []
