"""What the past tells of each recipient, once per snapshot: waits, success, load, ties."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from graph_model.analysis.gaps.neighbours import Pair, pair_of
from graph_model.analysis.offers import OfferIndex
from graph_model.analysis.recommendation.track_record import (
    WINDOW_DAYS,
    TrackRecord,
    track_record,
)
from graph_model.domain.actors import Actor
from graph_model.domain.checks import check_instant, local_day
from graph_model.domain.referrals import OPEN_LOAD_STATUSES
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

REFUSAL_DAYS = 180
"""Days for which a refusal of a tenant for a need keeps a recipient off the list."""

_ACCEPTED = pl.col("decision") == ReferralStatus.ACCEPTED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What passed between two actors, both ways, in the last two years, and an agreement in force.

    ``referrals`` are those accepted, ``completed`` those of them that were completed; ``last_at``
    is when the last of them was asked for, or the last contact took place; ``None`` without any.
    """

    referrals: int = 0
    completed: int = 0
    contacts: int = 0
    has_agreement: bool = False
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A recipient's refusal of a tenant for a need."""

    recipient_id: str
    need_code: str
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStatistics(TrackRecord):
    """What ``recommend`` needs to know of everybody, worked out once.

    Beside the track record: ``load`` counts accepted and not ended referrals per recipient;
    ``familiarity`` counts completed referrals per (sender, recipient); ``ties`` what passed between
    two actors in the last two years; ``refusals`` per row key of a tenant, those of the last 180
    days; ``members`` who belongs to each cooperative.
    """

    revision: int
    now: datetime
    offers: OfferIndex
    load: Mapping[str, int]
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
        Project definition: docs/analyses/recommendation.md.
        """
        check_instant("now", now)
        referrals = snapshot.referrals(Scope())
        return cls.joined(
            track_record(referrals, now=now),
            revision=snapshot.revision,
            now=now,
            offers=OfferIndex.of(snapshot.directory),
            load=load_of(referrals),
            familiarity=familiarity_of(referrals),
            ties=ties_of(
                agreements(snapshot, now=now),
                passed(referrals, snapshot.contacts(Scope()), now=now),
            ),
            refusals=refusals_of(referrals, now=now),
            members=_members(snapshot.directory.actors.values()),
        )

    @classmethod
    def joined(cls, record: TrackRecord, **others: Any) -> "PartnerStatistics":
        """A track record and the other statistics as one."""
        return cls(
            **{field.name: getattr(record, field.name) for field in fields(record)}, **others
        )


def load_of(referrals: pl.DataFrame) -> Mapping[str, int]:
    """Accepted and not ended referrals per recipient."""
    open_load = [status.value for status in OPEN_LOAD_STATUSES]
    counted = referrals.filter(pl.col("status").is_in(open_load)).group_by("recipient").len()
    return dict(counted.iter_rows())


def familiarity_of(referrals: pl.DataFrame) -> Mapping[tuple[str, str], int]:
    """Completed referrals per sender and recipient."""
    completed = referrals.filter(pl.col("status") == ReferralStatus.COMPLETED.value)
    counted = completed.group_by("sender", "recipient").len()
    return {(sender, recipient): count for sender, recipient, count in counted.iter_rows()}


def ties_of(
    agreed: Iterable[tuple[str, str]], passed_between: pl.DataFrame
) -> Mapping[str, Mapping[str, Tie]]:
    """What is between two actors, from both sides: agreements, and what ``passed``."""
    pairs: dict[Pair, Tie] = {pair_of(*ends): Tie(has_agreement=True) for ends in agreed}
    for one, other, sent, completed, contacts, at in passed_between.iter_rows():
        pair = pair_of(one, other)
        before = pairs.get(pair, Tie())
        pairs[pair] = Tie(
            referrals=before.referrals + sent,
            completed=before.completed + completed,
            contacts=before.contacts + contacts,
            has_agreement=before.has_agreement,
            last_at=at if before.last_at is None else max(at, before.last_at),
        )
    found: dict[str, dict[str, Tie]] = defaultdict(dict)
    for (one, other), tie in pairs.items():
        found[one][other] = tie
        found[other][one] = tie
    return found


def passed(referrals: pl.DataFrame, contacts: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Who sent to whom, or met whom, in the last two years: counts, and when they last did."""
    since = now - timedelta(days=WINDOW_DAYS)
    completed = pl.col("status") == ReferralStatus.COMPLETED.value
    sent = referrals.filter(_ACCEPTED, pl.col("requested_at") >= since).select(
        one="sender",
        other="recipient",
        at="requested_at",
        referrals=pl.lit(1),
        completed=completed.cast(pl.Int32),
        contacts=pl.lit(0),
    )
    between_actors = pl.all_horizontal(pl.col("from_actor", "to_actor").is_not_null())
    met = contacts.filter(between_actors, pl.col("occurred_at") >= since)
    meetings = met.select(
        one="from_actor",
        other="to_actor",
        at="occurred_at",
        referrals=pl.lit(0),
        completed=pl.lit(0),
        contacts=pl.lit(1),
    )
    return (
        pl.concat([sent, meetings])
        .group_by("one", "other")
        .agg(pl.col("referrals", "completed", "contacts").sum(), pl.col("at").max())
    )


def agreements(snapshot: Snapshot, *, now: datetime) -> Iterable[tuple[str, str]]:
    """Who has an agreement in force with whom."""
    day = local_day(now)
    for agreement in snapshot.directory.cooperations:
        starts, ends = agreement.valid_from, agreement.valid_to
        if (starts is None or starts <= day) and (ends is None or day < ends):
            yield agreement.from_id, agreement.to_id


def refusals_of(referrals: pl.DataFrame, *, now: datetime) -> Mapping[int, tuple[Refusal, ...]]:
    """Refusals of the last 180 days per row key of a tenant, in order of time."""
    since = now - timedelta(days=REFUSAL_DAYS)
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
