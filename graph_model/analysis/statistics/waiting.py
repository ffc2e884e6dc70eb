"""Waiting times in which those who still wait count too: Kaplan–Meier medians for many groups.

Leaving out what is still open flatters the worst: an office that answers one request in ten after
two days would seem quick. Open waits count as right-censored, longer than what was seen so far.
"""

from dataclasses import dataclass
from statistics import NormalDist

import polars as pl

_Z = NormalDist().inv_cdf(0.975)
_HALF = 0.5 + 1e-12
"""Half, with room for the rounding of a product of fractions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianWait:
    """Median of a waiting time with its 95 % interval, in the unit of what was put in.

    ``median`` is ``None`` while fewer than half are known to have ended: then it lies beyond
    what was seen. ``low`` and ``high`` are ``None`` where the data set no bound. ``longest`` is the
    longest wait seen, ended or not, ``None`` where it is hidden; ``cases`` counts all waits,
    ``open`` those still going on.
    """

    cases: int
    open: int
    median: float | None
    low: float | None
    high: float | None
    longest: float | None

    def exceeds(self, limit: float) -> bool:
        """Whether the median is known to lie above a limit, even where it is not known itself."""
        if self.median is not None:
            return self.median > limit
        return self.longest is not None and self.longest >= limit


def median_waits(waits: pl.DataFrame) -> dict[str, MedianWait]:
    """Kaplan–Meier median with a 95 % interval for each group.

    Parameters
    ----------
    waits
        One row per wait: ``group`` (text or categorical), ``wait`` (a number, at least 0), and
        ``is_over`` (false: it was still going on after ``wait``). No rows give no groups.

    Returns
    -------
    Per group: the smallest wait at which the estimated share still waiting is at most one half.
    ``low`` and ``high`` are where the lower and upper bound of that share first fall to one half.

    References
    ----------
    E. L. Kaplan, P. Meier (1958): Nonparametric estimation from incomplete observations. JASA 53,
    457–481. R. Brookmeyer, J. Crowley (1982): A confidence interval for the median survival time.
    Biometrics 38, 29–41, with the log-log transformed Greenwood variance of J. D. Kalbfleisch,
    R. L. Prentice (1980). ``scipy.stats.ecdf`` gives the same curve and bounds for one group; all
    groups are done at once here because that takes milliseconds each.

    Notes
    -----
    Sorting: n log n in the waits. Where the share falls to 0 it has no bounds, as in scipy.

    Examples
    --------
    >>> seen = {"group": ["p1"] * 4, "wait": [1, 2, 4, 9], "is_over": [True, True, True, False]}
    >>> median_waits(pl.DataFrame(seen))["p1"].median
    2.0
    """
    if waits.is_empty():
        return {}
    found = (
        _bounded(_survival(waits))
        .group_by("group")
        .agg(
            cases=pl.col("cases").sum(),
            open=pl.col("cases").sum() - pl.col("ended").sum(),
            median=_reaches_half("survival"),
            low=_reaches_half("lower"),
            high=_reaches_half("upper"),
            longest=pl.col("wait").max(),
        )
    )
    return {
        group: MedianWait(**row)
        for group, row in zip(
            found["group"].cast(pl.String), found.drop("group").iter_rows(named=True), strict=True
        )
    }


def waiting_curves(waits: pl.DataFrame) -> pl.DataFrame:
    """Share still waiting after each wait, for each group, with its 95 % band.

    Parameters
    ----------
    waits
        As for ``median_waits``.

    Returns
    -------
    One row per group and distinct wait, in order of both: ``group``, ``wait``, ``waiting`` (from 1
    down to 0), ``low`` and ``high``, null where the data set no bound.

    References
    ----------
    As for ``median_waits``.
    """
    return (
        _bounded(_survival(waits))
        .select("group", "wait", waiting="survival", low=pl.col("lower"), high=pl.col("upper"))
        .with_columns(pl.col("low", "high").fill_nan(None))
    )


def _survival(waits: pl.DataFrame) -> pl.DataFrame:
    """Per group and distinct wait, in order: who was at risk, who ended, share still waiting."""
    table = (
        waits.with_columns(pl.col("wait").cast(pl.Float64))
        .group_by("group", "wait")
        .agg(cases=pl.len().cast(pl.Int64), ended=pl.col("is_over").sum().cast(pl.Int64))
        .sort("group", "wait")
    )
    before = pl.col("cases").cum_sum() - pl.col("cases")
    at_risk = table.with_columns(at_risk=(pl.col("cases").sum() - before).over("group"))
    kept = 1 - pl.col("ended") / pl.col("at_risk")
    variance = pl.col("ended") / (pl.col("at_risk") * (pl.col("at_risk") - pl.col("ended")))
    return at_risk.with_columns(
        survival=kept.cum_prod().over("group"), variance=variance.cum_sum().over("group")
    )


def _bounded(table: pl.DataFrame) -> pl.DataFrame:
    """With log-log bounds; NaN, which is never below one half, where there are none."""
    width = _Z * pl.col("variance").sqrt() / pl.col("survival").log().abs()
    return table.with_columns(
        lower=pl.col("survival").pow(width.exp()), upper=pl.col("survival").pow((-width).exp())
    )


def _reaches_half(column: str) -> pl.Expr:
    return pl.col("wait").filter(pl.col(column) <= _HALF).min()
