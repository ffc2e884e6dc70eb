"""Names and types of the columns that events are kept in."""

from enum import StrEnum

import polars as pl

from graph_model.domain.vocabulary import (
    AgeBand,
    Channel,
    Initiator,
    Mobility,
    Outcome,
    Reason,
    ReferralStatus,
    Trigger,
    Urgency,
)

KEY = pl.UInt32()
"""Row keys of tenants, chains, referrals and contacts."""

NAME = pl.Categorical()
"""Ids of actors, areas, needs and services: few, repeated, strings on the outside."""

INSTANT = pl.Datetime("us", "UTC")


def enum_of(vocabulary: type[StrEnum]) -> pl.Enum:
    """The column type of a vocabulary, in its own order."""
    return pl.Enum([member.value for member in vocabulary])


def bytes_of(frame: pl.DataFrame) -> int:
    """Bytes that a frame's columns hold.

    Column by column: polars 2.1 counts a frame that was put together from frames of one row as if
    it had one.
    """
    return sum(int(column.estimated_size()) for column in frame.iter_columns())


STATUS = enum_of(ReferralStatus)
DECISION = pl.Enum([ReferralStatus.ACCEPTED.value, ReferralStatus.REJECTED.value])
REASON = enum_of(Reason)
OUTCOME = enum_of(Outcome)

TENANTS: dict[str, pl.DataType] = {
    "tenant": KEY,
    "cooperative": NAME,
    "area": NAME,
    "age_band": enum_of(AgeBand),
    "languages": pl.String(),
    "mobility": enum_of(Mobility),
}

CHAINS: dict[str, pl.DataType] = {
    "chain": KEY,
    "tenant": KEY,
    "cooperative": NAME,
    "area": NAME,
    "opened_by": NAME,
    "trigger": enum_of(Trigger),
    "initiator": enum_of(Initiator),
    "opened_at": INSTANT,
    "recorded_at": INSTANT,
    "closed_at": INSTANT,
    "closed_recorded_at": INSTANT,
    "outcome": OUTCOME,
}

REFERRALS: dict[str, pl.DataType] = {
    "referral": KEY,
    "chain": KEY,
    "tenant": KEY,
    "sender": NAME,
    "recipient": NAME,
    "service": NAME,
    "need": NAME,
    "urgency": enum_of(Urgency),
    "previous": KEY,
    "parent": KEY,
}

PROGRESS: dict[str, pl.DataType] = {
    "status": STATUS,
    "requested_at": INSTANT,
    "decided_at": INSTANT,
    "decision": DECISION,
    "started_at": INSTANT,
    "ended_at": INSTANT,
    "reason": REASON,
    "outcome": OUTCOME,
}
"""What the history of a referral comes to."""

HELD: dict[str, pl.DataType] = {**REFERRALS, **PROGRESS}
"""A referral as it is held: its own fields and what its history comes to."""

TIMELINE = (
    "referral",
    "chain",
    "tenant",
    "sender",
    "recipient",
    "service",
    "need",
    "area",
    "cooperative",
    "urgency",
    "previous",
    "parent",
    *PROGRESS,
)
"""Columns of the timeline, in order: one row per referral that was sent."""

STEPS: dict[str, pl.DataType] = {
    "referral": KEY,
    "position": pl.UInt16(),
    "status": STATUS,
    "occurred_at": INSTANT,
    "recorded_at": INSTANT,
    "decided_by": NAME,
    "recorded_by": NAME,
    "reason": REASON,
    "outcome": OUTCOME,
}

CONTACTS: dict[str, pl.DataType] = {
    "contact": KEY,
    "from_actor": NAME,
    "from_tenant": KEY,
    "to_actor": NAME,
    "to_tenant": KEY,
    "occurred_at": INSTANT,
    "recorded_at": INSTANT,
    "channel": enum_of(Channel),
    "initiator": enum_of(Initiator),
    "need": NAME,
    "chain": KEY,
    "recorded_by": NAME,
}
