"""What the past tells of each recipient, once per snapshot: waits, success, load, ties."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from graph_model.analysis.gaps.neighbours import Pair, pair_of
from graph_model.analysis.offers import OfferIndex
from graph_model.analysis.outcomes import CLIENT_REASONS, HELPED_OUTCOMES, LEFT_OUTCOMES
from graph_model.analysis.statistics.waiting import median_waits
from graph_model.domain.actors import Actor
from graph_model.domain.checks import check_instant, local_day
from graph_model.domain.referrals import OPEN_LOAD_STATUSES
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

WINDOW_DAYS = 730
"""Days before ``now`` whose referrals tell of waits and success."""

REFUSAL_DAYS = 180
"""Days for which a refusal of a tenant for a need keeps a recipient off the list."""

PRIOR_CASES = 8.0
"""Weight of the need's mean in a partner's success, in cases."""

LEAST_ANSWERS = 3
"""Acceptances from which a recipient's own median counts."""

_ACCEPTED = pl.col("decision") == ReferralStatus.ACCEPTED.value


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
class Tie:
    """What passed between two actors, both ways: accepted referrals, contacts, an agreement."""

    referrals: int = 0
    contacts: int = 0
    has_agreement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A recipient's refusal of a tenant for a need."""

    recipient_id: str
    need_code: str
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStatistics:
    """What ``recommend`` needs to know of everybody, worked out once.

    ``load`` counts accepted and not ended referrals per recipient; ``waits`` is per recipient,
    ``need_waits`` per need; ``successes`` per (recipient, need) and ``need_success``
    the mean rate per need, 0 to 1 (``overall_success`` for needs without history); ``familiarity``
    counts completed referrals per (sender, recipient); ``ties`` what passed between two actors;
    ``refusals`` per row key of a tenant, those of the last 180 days; ``members`` who belongs to
    each cooperative.
    """

    revision: int
    now: datetime
    offers: OfferIndex
    load: Mapping[str, int]
    waits: Mapping[str, AnswerWait]
    need_waits: Mapping[str, AnswerWait]
    successes: Mapping[tuple[str, str], Success]
    need_success: Mapping[str, float]
    overall_success: float
    familiarity: Mapping[tuple[str, str], int]
    ties: Mapping[str, Mapping[str, Tie]]
    refusals: Mapping[int, tuple[Refusal, ...]]
    members: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, snapshot: Snapshot, *, now: datetime) -> "PartnerStatistics":
        """Read the statistics from all referrals and contacts up to now.

        Parameters
        ----------
        snapshot
            The network; an empty one gives empty statistics.
        now
            The moment up to which open requests have waited; aware UTC.

        Notes
        -----
        One pass over the columns for each figure, about a second for a million referrals. Keep the
        result as long as the snapshot stays the same and the day does not turn.

        References
        ----------
        Project definition: docs/analyses/recommendation.md. Waits: ``waiting.median_waits``.
        """
        check_instant("now", now)
        referrals = snapshot.referrals(Scope())
        recent = referrals.filter(pl.col("requested_at") >= now - timedelta(days=WINDOW_DAYS))
        waits = _waits(recent, now=now)
        ended = _ended(recent)
        overall = (float(ended["helped"].sum()) + 1) / (float(ended["ended"].sum()) + 2)
        return cls(
            revision=snapshot.revision,
            now=now,
            offers=OfferIndex.of(snapshot.directory),
            load=_load(referrals),
            waits=_answer_waits(waits.rename({"recipient": "group"})),
            need_waits=_answer_waits(waits.rename({"need": "group"})),
            successes={
                (recipient, need): Success(helped=helped, ended=count)
                for recipient, need, helped, count in ended.iter_rows()
            },
            need_success=_need_success(ended, overall=overall),
            overall_success=overall,
            familiarity=_familiarity(referrals),
            ties=_ties(snapshot, referrals, now=now),
            refusals=_refusals(referrals, since=now - timedelta(days=REFUSAL_DAYS)),
            members=_members(snapshot.directory.actors.values()),
        )

    def success_of(self, recipient_id: str, need_code: str) -> tuple[float, Success]:
        """The share of referrals that helped, shrunk to the need's mean, and the counts behind it.

        The mean of a Beta distribution whose prior is worth eight cases at the need's mean.
        """
        prior = self.need_success.get(need_code, self.overall_success)
        counts = self.successes.get((recipient_id, need_code), Success(helped=0, ended=0))
        share = (counts.helped + PRIOR_CASES * prior) / (counts.ended + PRIOR_CASES)
        return share, counts


def _load(referrals: pl.DataFrame) -> Mapping[str, int]:
    open_load = [status.value for status in OPEN_LOAD_STATUSES]
    counted = referrals.filter(pl.col("status").is_in(open_load)).group_by("recipient").len()
    return dict(counted.iter_rows())


def _waits(referrals: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Days from request to acceptance; refusals, cancellations and open requests did not end."""
    until = pl.coalesce("decided_at", "ended_at", pl.lit(now))
    days = (until - pl.col("requested_at")).dt.total_microseconds() / 86_400_000_000
    return referrals.select(
        "recipient",
        "need",
        wait=pl.max_horizontal(days, pl.lit(0.0)),
        is_over=_ACCEPTED.fill_null(value=False),
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
        referrals.filter(ended)
        .group_by("recipient", "need")
        .agg(helped=helped.sum(), ended=pl.len())
        .sort("recipient", "need")
    )


def _need_success(ended: pl.DataFrame, *, overall: float) -> Mapping[str, float]:
    by_need = ended.group_by("need").agg(pl.col("helped").sum(), pl.col("ended").sum())
    return {
        need: (helped + PRIOR_CASES * overall) / (count + PRIOR_CASES)
        for need, helped, count in by_need.iter_rows()
    }


def _familiarity(referrals: pl.DataFrame) -> Mapping[tuple[str, str], int]:
    completed = referrals.filter(pl.col("status") == ReferralStatus.COMPLETED.value)
    counted = completed.group_by("sender", "recipient").len()
    return {(sender, recipient): count for sender, recipient, count in counted.iter_rows()}


def _ties(
    snapshot: Snapshot, referrals: pl.DataFrame, *, now: datetime
) -> Mapping[str, Mapping[str, Tie]]:
    accepted = _pairs(referrals.filter(_ACCEPTED), ends=("sender", "recipient"))
    contacts = _pairs(
        snapshot.contacts(Scope()).drop_nulls(["from_actor", "to_actor"]),
        ends=("from_actor", "to_actor"),
    )
    agreements = {pair_of(*pair) for pair in _agreements(snapshot, now=now)}
    found: dict[str, dict[str, Tie]] = defaultdict(dict)
    for pair in {*accepted, *contacts, *agreements}:
        one, other = pair
        tie = Tie(
            referrals=accepted.get(pair, 0),
            contacts=contacts.get(pair, 0),
            has_agreement=pair in agreements,
        )
        found[one][other] = tie
        found[other][one] = tie
    return found


def _pairs(frame: pl.DataFrame, *, ends: tuple[str, str]) -> dict[Pair, int]:
    found: dict[Pair, int] = defaultdict(int)
    for one, other, count in frame.group_by(*ends).len().iter_rows():
        found[pair_of(one, other)] += count
    return found


def _agreements(snapshot: Snapshot, *, now: datetime) -> Iterable[tuple[str, str]]:
    day = local_day(now)
    for agreement in snapshot.directory.cooperations:
        starts, ends = agreement.valid_from, agreement.valid_to
        if (starts is None or starts <= day) and (ends is None or day < ends):
            yield agreement.from_id, agreement.to_id


def _refusals(referrals: pl.DataFrame, *, since: datetime) -> Mapping[int, tuple[Refusal, ...]]:
    refused = (pl.col("decision") == ReferralStatus.REJECTED.value) & (
        pl.col("decided_at") >= since
    )
    rows = (
        referrals.filter(refused & pl.col("tenant").is_not_null())
        .select("tenant", "recipient", "need", "decided_at")
        .sort("tenant", "decided_at", "recipient", "need")
    )
    found: dict[int, list[Refusal]] = defaultdict(list)
    for tenant, recipient, need, at in rows.iter_rows():
        found[tenant].append(Refusal(recipient_id=recipient, need_code=need, refused_at=at))
    return {tenant: tuple(refusals) for tenant, refusals in found.items()}


def _members(actors: Iterable[Actor]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for actor in actors:
        if actor.cooperative_id is not None:
            found[actor.cooperative_id].add(actor.id)
    return {cooperative: frozenset(members) for cooperative, members in found.items()}
