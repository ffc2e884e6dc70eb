"""Waiting times with those who still wait."""

import warnings

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from scipy import stats

from graph_model.analysis.statistics.waiting import MedianWait, median_waits

# Remission in weeks of 42 children with acute leukaemia (Freireich et al. 1963, Blood 21, 699–716;
# as printed in Gehan 1965, Biometrika 52, 203–223, and in most textbooks since). "+" is censored.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def waits(**groups: str) -> pl.DataFrame:
    """Rows of ``median_waits`` from times with a plus where they went on."""
    rows = [
        (group, float(text.rstrip("+")), not text.endswith("+"))
        for group, times in groups.items()
        for text in times.split()
    ]
    schema = {"group": pl.String, "wait": pl.Float64, "is_over": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_the_medians_of_the_leukaemia_trial_are_those_of_the_textbooks() -> None:
    # Kaplan–Meier medians: 23 weeks under treatment, 8 under placebo (D. Collett, Modelling
    # Survival Data in Medical Research; D. G. Kleinbaum, M. Klein, Survival Analysis).
    found = median_waits(waits(treated=TREATED, placebo=PLACEBO))
    assert (found["treated"].median, found["placebo"].median) == (23.0, 8.0)
    assert (found["treated"].cases, found["treated"].open, found["treated"].longest) == (21, 12, 35)
    assert (found["placebo"].cases, found["placebo"].open) == (21, 0)


def test_the_interval_of_the_treated_by_hand() -> None:
    # Share S, sum V of d / (n (n - d)), and S ** exp(± 1.96 sqrt(V) / |ln S|):
    # week  n  d  S                     V                                    lower   upper
    #  6   21  3  18/21       = 0.857   3/(21*18)             = 0.00794      0.620   0.952
    #  7   17  1  * 16/17     = 0.807   + 1/(17*16)           = 0.01161      0.563   0.923
    # 10   15  1  * 14/15     = 0.753   + 1/(15*14)           = 0.01637      0.503   0.889
    # 13   12  1  * 11/12     = 0.690   + 1/(12*11)           = 0.02395      0.432   0.849
    # 16   11  1  * 10/11     = 0.627   + 1/(11*10)           = 0.03304      0.368   0.805
    # 22    7  1  * 6/7       = 0.538   + 1/(7*6)             = 0.05685      0.268   0.747
    # 23    6  1  * 5/6       = 0.448   + 1/(6*5)             = 0.09018      0.188   0.680
    # The lower bound falls to one half in week 13, the upper never does.
    found = median_waits(waits(treated=TREATED))["treated"]
    assert (found.low, found.high) == (13.0, None)


def test_the_interval_of_the_placebo_group_by_hand() -> None:
    # Nobody is censored, so V = (1 - S) / (21 S).
    # week   S              V        lower                 upper
    #  3     16/21 = 0.762  0.01488  0.762 ** 2.41 = 0.519
    #  4     14/21 = 0.667  0.02381  0.667 ** 2.11 = 0.426
    #  8      8/21 = 0.381  0.07738                        0.381 ** 0.568 = 0.578
    # 11      6/21 = 0.286  0.11905                        0.286 ** 0.583 = 0.482
    found = median_waits(waits(placebo=PLACEBO))["placebo"]
    assert (found.low, found.high) == (4.0, 11.0)


def test_leaving_out_the_open_ones_would_flatter() -> None:
    # Of ten requests one was answered after two days, nine wait for 30 days. On day 2: S = 0.9,
    # V = 1/90, and the lower bound 0.9 ** exp(1.96 * 0.1054 / 0.1054) = 0.9 ** 7.1 = 0.47.
    found = median_waits(waits(office="2 " + "30+ " * 9))["office"]
    assert found == MedianWait(cases=10, open=9, median=None, low=2.0, high=None, longest=30.0)
    assert found.exceeds(6)
    assert median_waits(waits(office="2"))["office"].median == 2.0


def test_what_is_known_of_a_median_that_is_not_reached() -> None:
    unanswered = median_waits(waits(p="3+ 3+"))["p"]
    assert unanswered.exceeds(2)
    assert unanswered.exceeds(3)
    assert not unanswered.exceeds(3.5)
    answered = median_waits(waits(p="3 3"))["p"]
    assert answered.exceeds(2)
    assert not answered.exceeds(3)


def test_exactly_half_is_the_median() -> None:
    # After 1: 5/6, 2: 4/6, 3: 3/6.
    assert median_waits(waits(p="1 2 3 4 5 6"))["p"].median == 3.0


def test_no_waits_no_groups_and_a_wait_of_nothing_counts() -> None:
    assert median_waits(waits()) == {}
    assert median_waits(waits(p="0 0 0 4"))["p"].median == 0.0


TIMES = st.lists(
    st.tuples(st.integers(min_value=0, max_value=12), st.booleans()), min_size=1, max_size=25
)


@given(st.dictionaries(st.sampled_from("abc"), TIMES, min_size=1))
def test_every_group_equals_scipy_and_a_slow_count(
    groups: dict[str, list[tuple[int, bool]]],
) -> None:
    frame = pl.DataFrame(
        [(group, wait, over) for group, rows in groups.items() for wait, over in rows],
        schema={"group": pl.Categorical, "wait": pl.Int32, "is_over": pl.Boolean},
        orient="row",
    )
    found = median_waits(frame)
    assert set(found) == set(groups)
    for group, rows in groups.items():
        assert found[group].median == slow_median(rows)
        assert (found[group].median, found[group].low, found[group].high) == scipy_median(rows)


@given(TIMES)
def test_median_and_interval_equal_those_of_lifelines(rows: list[tuple[int, bool]]) -> None:
    # Somebody always waits on: where the share falls to 0, lifelines sets both bounds to 0, while
    # scipy, as we, leaves them undefined.
    waiting_on = [*rows, (13, False)]
    schema = {"group": pl.String, "wait": pl.Int32, "is_over": pl.Boolean}
    frame = pl.DataFrame([("p", *row) for row in waiting_on], schema=schema, orient="row")
    found = median_waits(frame)["p"]
    fitter = KaplanMeierFitter().fit([wait for wait, _ in waiting_on], [o for _, o in waiting_on])
    # Read off their curves here, because they take a half that rounding made 0.5000000001 for more.
    curves = fitter.survival_function_.join(fitter.confidence_interval_)
    expected = tuple(first_at_half(curves.index.to_numpy(), curve) for curve in curves.to_numpy().T)
    assert (found.median, found.low, found.high) == expected


def slow_median(rows: list[tuple[int, bool]]) -> float | None:
    """Walk through the days and multiply the shares that got through each."""
    share = 1.0
    for day in range(13):
        at_risk = sum(1 for wait, _ in rows if wait >= day)
        ended = sum(1 for wait, over in rows if wait == day and over)
        if at_risk:
            share *= 1 - ended / at_risk
        if share <= 0.5 + 1e-9:
            return float(day)
    return None


def scipy_median(rows: list[tuple[int, bool]]) -> tuple[float | None, float | None, float | None]:
    sample = stats.CensoredData.right_censored(
        [wait for wait, _ in rows], [not over for _, over in rows]
    )
    curve = stats.ecdf(sample).sf
    with warnings.catch_warnings():  # bounds are undefined where the curve is 1 or 0
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = curve.confidence_interval(0.95, method="log-log")
    curves = (curve.probabilities, bounds.low.probabilities, bounds.high.probabilities)
    return tuple(first_at_half(curve.quantiles, shares) for shares in curves)  # type: ignore[return-value]


def first_at_half(waits_: np.ndarray, shares: np.ndarray) -> float | None:
    reached = waits_[np.nan_to_num(shares, nan=1.0) <= 0.5 + 1e-9]
    return float(reached[0]) if len(reached) else None
