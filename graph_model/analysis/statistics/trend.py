"""Whether a series of weekly figures rises: Theil–Sen slopes for many series at once."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slopes:
    """Slope per step with its 95 % interval, one entry per series."""

    slope: Floats
    low: Floats
    high: Floats


def theil_sen(series: npt.NDArray[np.int64] | Floats) -> Slopes:
    """The median of all slopes between two points of a series, with Sen's interval.

    Parameters
    ----------
    series
        One row per series, one column per step, at least 2 columns, evenly spaced.

    Raises
    ------
    ValueError
        If there are fewer than two columns.

    References
    ----------
    P. K. Sen (1968): Estimates of the regression coefficient based on Kendall's tau. JASA 63,
    1379–1389. ``scipy.stats.theilslopes`` gives the same for one series; all are done at once
    here.

    Notes
    -----
    One outlying week does not move it. The interval takes the weeks as independent; a backlog is
    carried on from week to week, so it is rather too narrow. Rows × columns² numbers are held.

    Examples
    --------
    >>> float(theil_sen(np.array([[1, 2, 3, 9, 5]])).slope[0])
    1.0
    """
    rows, steps = series.shape
    if steps < 2:
        raise ValueError("A slope needs two points")
    first, second = np.triu_indices(steps, k=1)
    slopes = np.sort((series[:, second] - series[:, first]) / (second - first), axis=1)
    pairs = len(first)
    half_width = _Z * np.sqrt(_variance(series))
    low = np.maximum(np.round((pairs - half_width) / 2).astype(np.int64) - 1, 0)
    high = np.minimum(np.round((pairs + half_width) / 2).astype(np.int64), pairs - 1)
    row = np.arange(rows)
    return Slopes(slope=np.median(slopes, axis=1), low=slopes[row, low], high=slopes[row, high])


def _variance(series: npt.NDArray[np.int64] | Floats) -> Floats:
    """Variance of Kendall's score, less for equal values (equation 2.6 of Sen)."""
    steps = series.shape[1]
    alike = np.sum(series[:, :, None] == series[:, None, :], axis=2)
    ties = np.sum((alike - 1) * (2 * alike + 5), axis=1)
    variance: Floats = (steps * (steps - 1) * (2 * steps + 5) - ties) / 18
    return variance
