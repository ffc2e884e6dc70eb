"""How surprising small counts are, one by one and many at once."""

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

Floats = npt.NDArray[np.float64]


def so_few(counts: npt.NDArray[np.int64], expected: Floats) -> Floats:
    """Probability of so small a count or a smaller one, if ``expected`` is its Poisson mean.

    Parameters
    ----------
    counts, expected
        Counts from 0 up and their means from 0 up, in the same shape.

    Examples
    --------
    None where 3 are expected: e to the power of −3.

    >>> so_few(np.array([0, 5]), np.array([3.0, 0.0])).round(5).tolist()
    [0.04979, 1.0]
    """
    found: Floats = np.asarray(pdtr(counts, expected), dtype=np.float64)
    return found


def adjusted(p_values: Floats) -> Floats:
    """P-values adjusted so that calling all below a level false is right but for that share.

    Among the findings called at a level of 5 %, at most 5 % are expected to be none, however many
    were looked at. One-dimensional, in any order; holds for p-values that are independent or depend
    on each other positively.

    References
    ----------
    Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", Journal of the Royal
    Statistical Society B 57 (1995), 289–300; positive dependence: Y. Benjamini, D. Yekutieli,
    "The control of the false discovery rate in multiple testing under dependency", The Annals of
    Statistics 29 (2001), 1165–1188.

    Examples
    --------
    >>> adjusted(np.array([0.04, 0.01, 0.03, 0.5])).round(4).tolist()
    [0.0533, 0.04, 0.0533, 0.5]
    """
    order = np.argsort(p_values, kind="stable")
    ranks = np.arange(1, len(p_values) + 1)
    stepped = p_values[order] * len(p_values) / ranks
    lowest = np.minimum.accumulate(stepped[::-1])[::-1]
    found = np.empty_like(p_values)
    found[order] = np.minimum(lowest, 1.0)
    return found
