"""How load has gone: requests that came and went month by month, and how long answers take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import polars as pl

from graph_model.analysis.calendar import business_days, local_days, months_on
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.statistics.waiting import waiting_curves
from graph_model.domain.checks import check_instant, local_day
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.columns import INSTANT
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

MONTHS = 24
"""So many closed months are looked back on."""

ANSWERING = (ActorKind.PARTNER, ActorKind.ADMINISTRATION)
"""Whose answers are waited for, in the order of the curves."""

_COHORT_WEEKS = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfLoad:
    """A closed calendar month: requests that came, that were over, and were open at its end.

    Over is what was refused, withdrawn, or ended after help; open is what waits for an answer or is
    being helped. On ``None`` see ``LoadCourse``.
    """

    month: date
    came: int | None
    went: int | None
    open: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPoint:
    """After so many business days this share (0 to 1) of requests still waits for an answer.

    ``low`` and ``high`` bound it with 95 %, ``None`` where the data set no bound.
    """

    business_days: float
    waiting: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCurve:
    """How long those of a kind took to answer ``cases`` requests; see ``LoadCourse``."""

    kind: ActorKind
    cases: int | None
    points: tuple[WaitPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCourse:
    """The course of load in a scope; see ``load_course``.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``None`` stands for nobody and for nobody who may be counted alike. Only ``open`` is none: it is
    what was counted as come so far less what was counted as over so far. Curves are those of the
    requests counted in them.
    """

    scope: Scope
    now: datetime
    months: tuple[MonthOfLoad, ...]
    curves: tuple[WaitCurve, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


def load_course(snapshot: Snapshot, scope: Scope, *, now: datetime) -> LoadCourse:
    """How many requests came, ended and lay open month by month, and how soon they were answered.

    Parameters
    ----------
    snapshot, scope
        Which referrals: area, needs and cooperative. A period is left out of account: the months
        are always the last ones, and the curves count the requests of the last 52 weeks.
    now
        The end of what is looked at; aware UTC.

    Returns
    -------
    The last 24 closed calendar months (in Germany), the oldest first, and a Kaplan–Meier curve each
    for partners and offices that were asked, in business days. Requests without an answer count as
    waiting longer than what was seen.

    References
    ----------
    Project definition: docs/analyses/overload.md. Curves: ``statistics.waiting``.
    """
    check_instant("now", now)
    scope = replace(scope, period=Period())
    rows = course_rows(snapshot, scope, now=now)
    return LoadCourse(
        scope=scope,
        now=now,
        months=_months(rows, months_before(now)),
        curves=tuple(
            curve_of(kind, rows.filter(pl.col("kind") == kind.value)) for kind in ANSWERING
        ),
    )


def months_before(now: datetime) -> list[date]:
    """First days of the closed months that are looked at, the oldest first."""
    running = local_day(now).replace(day=1)
    return [months_on(running, -back) for back in range(MONTHS, 0, -1)]


def course_rows(snapshot: Snapshot, scope: Scope, *, now: datetime) -> pl.DataFrame:
    """One row per referral of a scope (without a period) requested up to now.

    Columns: ``referral``, ``tenant``, ``chain``, ``cooperative``, ``need``, ``area``; ``came`` and
    ``went`` (days in Germany, the latter null while open); and for requests that the curves count,
    ``kind`` of the recipient, ``wait`` in business days and ``is_over``, else null.
    """
    moment = pl.lit(now, dtype=INSTANT)
    kinds = {
        actor.id: actor.kind.value
        for actor in snapshot.directory.actors.values()
        if actor.kind in ANSWERING
    }
    in_cohort = pl.col("requested_at") >= now - timedelta(weeks=_COHORT_WEEKS)
    ended = pl.when(pl.col("ended_at") <= moment).then(pl.col("ended_at"))
    decided = pl.when(pl.col("decided_at") <= moment).then(pl.col("decided_at"))
    kind = (
        pl.col("recipient")
        .cast(pl.String)
        .replace_strict(kinds, default=None, return_dtype=pl.String)
    )
    return (
        snapshot.referrals(scope)
        .filter(pl.col("requested_at") <= moment)
        .with_columns(ended=ended, decided=decided)
        .select(
            *("referral", "tenant", "chain", "cooperative", "need", "area"),
            came=local_days(pl.col("requested_at")),
            went=local_days(pl.col("ended")),
            kind=pl.when(in_cohort).then(kind),
            wait=business_days(pl.col("requested_at"), pl.coalesce("decided", "ended", moment)),
            is_over=pl.col("decided").is_not_null(),
        )
    )


def _months(rows: pl.DataFrame, months: Sequence[date]) -> tuple[MonthOfLoad, ...]:
    came, went = (_by_month(rows[name]) for name in ("came", "went"))
    open_before = sum(n for month, n in came.items() if month < months[0]) - sum(
        n for month, n in went.items() if month < months[0]
    )
    found = []
    for month in months:
        open_before += came.get(month, 0) - went.get(month, 0)
        found.append(
            MonthOfLoad(
                month=month, came=came.get(month, 0), went=went.get(month, 0), open=open_before
            )
        )
    return tuple(found)


def _by_month(days: pl.Series) -> dict[date, int]:
    counts = days.drop_nulls().dt.truncate("1mo").value_counts()
    return dict(counts.iter_rows())


def curve_of(kind: ActorKind, rows: pl.DataFrame) -> WaitCurve:
    """The curve of some requests (``wait``, ``is_over``); without points if there are none."""
    waits = rows.select("wait", "is_over", group=pl.lit(kind.value))
    points = () if waits.is_empty() else waiting_curves(waits).drop("group").iter_rows()
    return WaitCurve(
        kind=kind,
        cases=waits.height,
        points=tuple(
            WaitPoint(business_days=wait, waiting=waiting, low=low, high=high)
            for wait, waiting, low, high in points
        ),
    )
