"""How far two ways of dividing the same things agree: NMI, and AMI, which leaves out chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log

import numpy as np
from scipy.special import gammaln

from graph_model.analysis.structure.net import Floats, Integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How much one division tells about another, of ``compared`` things.

    ``nmi`` from 0 (nothing) to 1 (the same division) grows with the number of groups even by
    chance; ``ami`` is 0 on average by chance, a little below at times, and 1 for the same division.
    Both divided by the mean of the two entropies. 1 where both have one group or only groups of
    one; without anything to compare there is no agreement at all, and no result.
    """

    compared: int
    nmi: float
    ami: float


def agreement(one: Sequence[str], other: Sequence[str]) -> Agreement | None:
    """Compare two divisions: for each thing its group in the one and its group in the other.

    References
    ----------
    N. X. Vinh, J. Epps, J. Bailey, "Information theoretic measures for clusterings comparison:
    variants, properties, normalization and correction for chance", Journal of Machine Learning
    Research 11 (2010), 2837-2854: NMI_sum, and AMI_sum with the expectation under the
    hypergeometric model (equations 24a and 31).

    Notes
    -----
    Time grows with the number of different pairs of group sizes times the smaller size.

    Examples
    --------
    >>> agreement(["a", "a", "b", "b"], ["x", "x", "y", "y"])
    Agreement(compared=4, nmi=1.0, ami=1.0)
    >>> agreement([], []) is None
    True
    """
    if not len(one):
        return None
    table = _table(one, other)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if _is_trivial(rows) and _is_trivial(columns) and len(rows) == len(columns):
        return Agreement(compared=len(one), nmi=1.0, ami=1.0)
    one_alone, other_alone, both = (_entropy(sizes) for sizes in (rows, columns, table.ravel()))
    shared = one_alone + (other_alone - both)
    expected = _expected(rows, columns)
    mean = (one_alone + other_alone) / 2
    return Agreement(
        compared=len(one),
        nmi=min(1.0, max(0.0, shared / mean)),
        ami=min(1.0, (shared - expected) / _room(mean - expected)),
    )


def _room(difference: float) -> float:
    """What is left above chance; where that is nothing, agreement is no better than chance."""
    smallest = float(np.finfo(np.float64).eps)
    return min(difference, -smallest) if difference < 0 else max(difference, smallest)


def _table(one: Sequence[str], other: Sequence[str]) -> Integers:
    _, first = np.unique(np.array(one, dtype=str), return_inverse=True)
    _, second = np.unique(np.array(other, dtype=str), return_inverse=True)
    table = np.zeros((int(first.max()) + 1, int(second.max()) + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    return table


def _is_trivial(sizes: Integers) -> bool:
    """Whether there is one group, or everything is a group of its own."""
    return len(sizes) == 1 or bool(np.all(sizes == 1))


def _entropy(sizes: Integers) -> float:
    """In nats; sums are rounded once, so that the order of the groups does not matter."""
    total = int(sizes.sum())
    return log(total) - fsum(size * log(size) for size in sizes.tolist() if size) / total


def _expected(rows: Integers, columns: Integers) -> float:
    """Mutual information that chance gives on average, both lists of sizes being as they are."""
    total = int(rows.sum())
    log_factorial: Floats = gammaln(np.arange(total + 2) + 1.0)
    of_rows, of_columns = (Counter(sizes.tolist()) for sizes in (rows, columns))
    expected = 0.0
    for a, how_many_a in sorted(of_rows.items()):
        for b, how_many_b in sorted(of_columns.items()):
            n = np.arange(max(1, a + b - total), min(a, b) + 1)
            chance = np.exp(
                log_factorial[a] + log_factorial[b]
                + log_factorial[total - a] + log_factorial[total - b]
                - log_factorial[total] - log_factorial[n]
                - log_factorial[a - n] - log_factorial[b - n]
                - log_factorial[total - a - b + n]
            )  # fmt: skip
            told = n / total * (np.log(total * n) - np.log(a * b))
            expected += how_many_a * how_many_b * float(np.sum(told * chance))
    return expected
