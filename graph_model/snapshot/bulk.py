"""Rows of the bulk feed as typed columns, and records as such rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import polars as pl

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, kind_of
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import (
    AgeBand,
    Channel,
    Initiator,
    Mobility,
    Trigger,
    Urgency,
)
from graph_model.snapshot.columns import INSTANT, NAME, OUTCOME, REASON, STATUS, enum_of
from graph_model.store.port import (
    ROW_COLUMNS,
    BulkItem,
    EndOfFeed,
    EntryBatch,
    FeedEntry,
    RowBatch,
    RowKind,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TEXT = pl.String()

_TYPES: dict[str, pl.DataType] = {
    "age_band": enum_of(AgeBand),
    "mobility": enum_of(Mobility),
    "trigger": enum_of(Trigger),
    "initiator": enum_of(Initiator),
    "channel": enum_of(Channel),
    "urgency": enum_of(Urgency),
    "status": STATUS,
    "reason": REASON,
    "outcome": OUTCOME,
    "position": pl.UInt16(),
    **dict.fromkeys(
        (
            "cooperative_id",
            "area_id",
            "opened_by",
            "sender_id",
            "recipient_id",
            "service_id",
            "need_code",
            "decided_by",
            "recorded_by",
        ),
        NAME,
    ),
    **dict.fromkeys(
        ("opened_at", "recorded_at", "closed_at", "closed_recorded_at", "occurred_at"), INSTANT
    ),
}

RAW_TYPES: Mapping[RowKind, Mapping[str, pl.DataType]] = MappingProxyType(
    {
        kind: {column: _TYPES.get(column, _TEXT) for column in columns}
        for kind, columns in ROW_COLUMNS.items()
    }
)
"""Types of the columns of each row kind; ids that become keys are still text."""


def frame_of(batch: RowBatch) -> pl.DataFrame:
    """The rows of a batch as columns in the types of ``RAW_TYPES``."""
    types = RAW_TYPES[batch.kind]
    if not batch.rows:
        return pl.DataFrame(schema=dict(types))
    columns = zip(*batch.rows, strict=True)
    return pl.DataFrame(
        [
            _column(name, values, dtype=dtype)
            for (name, dtype), values in zip(types.items(), columns, strict=True)
        ]
    )


def _column(name: str, values: tuple[object, ...], *, dtype: pl.DataType) -> pl.Series:
    if dtype == INSTANT:
        return pl.Series(name, values, dtype=pl.Int64).cast(INSTANT)
    return pl.Series(name, values, dtype=dtype)


def items_of(records: Iterable[Record], *, revision: int) -> Iterator[BulkItem]:
    """Records as a bulk read of them would give them, in order of kind and id.

    Of several records of one kind and id the last counts.
    """
    latest = {(kind_of(record), record.id): record for record in records}
    entries: list[FeedEntry] = []
    rows: dict[RowKind, list[tuple[object, ...]]] = defaultdict(list)
    for kind, record_id in sorted(latest):
        record = latest[kind, record_id]
        match record:
            case Tenant():
                rows[RowKind.TENANT].append(tenant_row(record))
            case HelpChain():
                rows[RowKind.CHAIN].append(chain_row(record))
            case Referral():
                rows[RowKind.REFERRAL].append(referral_row(record))
                rows[RowKind.STATUS] += status_rows(record)
            case Contact():
                rows[RowKind.CONTACT].append(contact_row(record))
            case _:
                entries.append(
                    FeedEntry(revision=revision, kind=kind, record_id=record_id, record=record)
                )
    yield EntryBatch(entries=entries)
    for row_kind in RowKind:
        yield RowBatch(kind=row_kind, rows=rows[row_kind])
    yield EndOfFeed(revision=revision)


def tenant_row(tenant: Tenant) -> tuple[object, ...]:
    """A tenant as a row."""
    return (
        tenant.id,
        tenant.cooperative_id,
        tenant.area_id,
        tenant.age_band,
        ",".join(tenant.languages),
        tenant.mobility,
    )


def chain_row(chain: HelpChain) -> tuple[object, ...]:
    """A chain as a row."""
    return (
        chain.id,
        chain.tenant_id,
        chain.cooperative_id,
        chain.area_id,
        chain.opened_by,
        chain.trigger,
        chain.initiator,
        _micros(chain.opened_at),
        _micros(chain.recorded_at),
        _micros(chain.closed_at),
        _micros(chain.closed_recorded_at),
        chain.outcome,
    )


def referral_row(referral: Referral) -> tuple[object, ...]:
    """A referral as a row, without its history."""
    return (
        referral.id,
        referral.chain_id,
        referral.tenant_id,
        referral.sender_id,
        referral.recipient_id,
        referral.service_id,
        referral.need_code,
        referral.urgency,
        referral.previous_id,
        referral.parent_id,
    )


def status_rows(referral: Referral) -> list[tuple[object, ...]]:
    """The history of a referral as rows, in order."""
    return [
        (
            referral.id,
            position,
            change.status,
            _micros(change.occurred_at),
            _micros(change.recorded_at),
            change.decided_by,
            change.recorded_by,
            change.reason,
            change.outcome,
        )
        for position, change in enumerate(referral.history)
    ]


def contact_row(contact: Contact) -> tuple[object, ...]:
    """A contact as a row."""
    return (
        contact.id,
        contact.from_id,
        contact.to_id,
        _micros(contact.occurred_at),
        _micros(contact.recorded_at),
        contact.channel,
        contact.initiator,
        contact.need_code,
        contact.chain_id,
        contact.recorded_by,
    )


def _micros(instant: datetime | None) -> int | None:
    return None if instant is None else (instant - _EPOCH) // _MICROSECOND
