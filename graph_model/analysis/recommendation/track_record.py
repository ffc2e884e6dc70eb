"""What the past tells of how soon recipients accept and how often their help works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

import polars as pl

from graph_model.analysis.outcomes import CLIENT_REASONS, HELPED_OUTCOMES, LEFT_OUTCOMES
from graph_model.analysis.statistics.waiting import median_waits
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.columns import INSTANT

WINDOW_DAYS = 730
"""Days before ``now`` whose referrals tell of waits and success."""

PRIOR_CASES = 8.0
"""Weight of the need's mean in a partner's success, in cases."""

LEAST_ANSWERS = 3
"""Acceptances from which a recipient's own median counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWait:
    """How long until a recipient accepts, in days, refusals and open requests as right-censored.

    ``median`` is ``None`` with fewer than three acceptances, or while it lies beyond what was seen;
    ``at_least`` is a wait that at least three requests saw (0 with fewer), a floor for it.
    """

    cases: int
    median: float | None
    at_least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """Referrals completed with help among those that ended; both are counts."""

    helped: int
    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """Waits and success of recipients over the last two years.

    ``waits`` is per recipient, ``need_waits`` per need; ``successes`` per (recipient, need) and
    ``need_success`` the mean rate per need, 0 to 1 (``overall_success`` for needs without history).
    """

    waits: Mapping[str, AnswerWait]
    need_waits: Mapping[str, AnswerWait]
    successes: Mapping[tuple[str, str], Success]
    need_success: Mapping[str, float]
    overall_success: float

    def success_of(self, recipient_id: str, need_code: str) -> tuple[float, Success]:
        """The share of referrals that helped, shrunk to the need's mean, and the counts behind it.

        The mean of a Beta distribution whose prior is worth eight cases at the need's mean.
        """
        prior = self.need_success.get(need_code, self.overall_success)
        counts = self.successes.get((recipient_id, need_code), Success(helped=0, ended=0))
        share = (counts.helped + PRIOR_CASES * prior) / (counts.ended + PRIOR_CASES)
        return share, counts


def track_record(referrals: pl.DataFrame, *, now: datetime) -> TrackRecord:
    """Read waits and success from a timeline; its requests of the last two years count.

    Parameters
    ----------
    referrals
        Rows of ``Snapshot.referrals``; none give an empty record with an overall success of 0.5.
    now
        The moment up to which open requests have waited; aware UTC.

    References
    ----------
    Project definition: docs/analyses/recommendation.md. Waits: ``waiting.median_waits``.
    """
    recent = referrals.filter(recent_rows(now))
    ended = {
        (recipient, need): Success(helped=helped, ended=count)
        for recipient, need, helped, count in _ended(recent).iter_rows()
    }
    waits = _waits(recent, now=now)
    return TrackRecord(
        waits=_answer_waits(waits.rename({"recipient": "group"})),
        need_waits=_answer_waits(waits.rename({"need": "group"})),
        successes=ended,
        **success_rates(ended),
    )


def recent_rows(now: datetime) -> pl.Expr:
    """Which rows of a timeline a track record reads."""
    return pl.col("requested_at") >= pl.lit(now - timedelta(days=WINDOW_DAYS), dtype=INSTANT)


def need_waits(referrals: pl.DataFrame, *, now: datetime) -> Mapping[str, AnswerWait]:
    """Only the waits per need of a track record."""
    waits = _waits(referrals.filter(recent_rows(now)), now=now)
    return _answer_waits(waits.rename({"need": "group"}))


class SuccessRates(TypedDict):
    """How often help succeeds, 0 to 1: by need, and over all of them."""

    need_success: Mapping[str, float]
    overall_success: float


def success_rates(successes: Mapping[tuple[str, str], Success]) -> SuccessRates:
    """The means behind a track record, from its successes."""
    counts: dict[str, list[int]] = {need: [0, 0] for _, need in successes}
    for (_, need), one in successes.items():
        count = counts[need]
        count[0] += one.helped
        count[1] += one.ended
    all_helped = sum(helped for helped, _ in counts.values())
    overall = (all_helped + 1) / (sum(ended for _, ended in counts.values()) + 2)
    return SuccessRates(
        need_success={
            need: (helped + PRIOR_CASES * overall) / (ended + PRIOR_CASES)
            for need, (helped, ended) in counts.items()
        },
        overall_success=overall,
    )


def _waits(referrals: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Days from request to acceptance; refusals, cancellations and open requests did not end."""
    until = pl.coalesce("decided_at", "ended_at", pl.lit(now))
    days = (until - pl.col("requested_at")).dt.total_microseconds() / 86_400_000_000
    return referrals.select(
        "recipient",
        "need",
        wait=pl.max_horizontal(days, pl.lit(0.0)),
        is_over=(pl.col("decision") == ReferralStatus.ACCEPTED.value).fill_null(value=False),
    )


def _answer_waits(waits: pl.DataFrame) -> Mapping[str, AnswerWait]:
    medians = median_waits(waits)
    counted = waits.group_by("group").agg(
        answers=pl.col("is_over").sum(),
        at_least=pl.when(pl.len() >= LEAST_ANSWERS)
        .then(pl.col("wait").top_k(LEAST_ANSWERS).min())
        .otherwise(0.0),
    )
    return {
        recipient: AnswerWait(
            cases=medians[recipient].cases,
            median=medians[recipient].median if answers >= LEAST_ANSWERS else None,
            at_least=at_least,
        )
        for recipient, answers, at_least in counted.iter_rows()
    }


def _ended(referrals: pl.DataFrame) -> pl.DataFrame:
    """Per recipient and need: how many ended, by the recipient's doing, and how many helped."""
    completed = pl.col("status") == ReferralStatus.COMPLETED.value
    turned_down = pl.col("status").is_in(
        [ReferralStatus.REJECTED.value, ReferralStatus.FAILED.value]
    )
    by_client = pl.col("reason").is_in([reason.value for reason in CLIENT_REASONS])
    left = pl.col("outcome").is_in([outcome.value for outcome in LEFT_OUTCOMES])
    helped = completed & pl.col("outcome").is_in([outcome.value for outcome in HELPED_OUTCOMES])
    ended = (completed & ~left.fill_null(value=False)) | (
        turned_down & ~by_client.fill_null(value=False)
    )
    return (
        referrals.filter(ended & pl.col("ended_at").is_not_null())
        .group_by("recipient", "need")
        .agg(helped=helped.sum(), ended=pl.len())
        .sort("recipient", "need")
    )
