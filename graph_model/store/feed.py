"""The change feed as values: entry by entry, and in bulk as plain rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from graph_model.domain.records import Record, RecordKind

_MARK = "erased:"


def erased_mark(tenant_id: str) -> str:
    """What stands for an erased tenant in the feed, so that the store need not keep the id.

    Who still holds the id (a snapshot, another store) recognises it by this; nobody else can.

    Examples
    --------
    >>> erased_mark("t1")
    'erased:628b49d96dcde97a430dd4f597705899'
    """
    return _MARK + sha256(tenant_id.encode()).hexdigest()[:32]


def is_erased_mark(record_id: str) -> bool:
    """Whether a tombstone's id stands for an erased tenant."""
    return record_id.startswith(_MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """The latest change of one record; a tombstone has no record.

    The tombstone of an erased tenant carries ``erased_mark`` of the id instead of the id.
    """

    revision: int
    kind: RecordKind
    record_id: str
    record: Record | None


class RowKind(StrEnum):
    """Tables of the bulk feed."""

    TENANT = "tenant"
    CHAIN = "chain"
    REFERRAL = "referral"
    STATUS = "status"
    CONTACT = "contact"


ROW_COLUMNS: MappingProxyType[RowKind, tuple[str, ...]] = MappingProxyType(
    {
        RowKind.TENANT: (
            "id",
            "cooperative_id",
            "area_id",
            "age_band",
            "languages",
            "mobility",
        ),
        RowKind.CHAIN: (
            "id",
            "tenant_id",
            "cooperative_id",
            "area_id",
            "opened_by",
            "trigger",
            "initiator",
            "opened_at",
            "recorded_at",
            "closed_at",
            "closed_recorded_at",
            "outcome",
        ),
        RowKind.REFERRAL: (
            "id",
            "chain_id",
            "tenant_id",
            "sender_id",
            "recipient_id",
            "service_id",
            "need_code",
            "urgency",
            "previous_id",
            "parent_id",
        ),
        RowKind.STATUS: (
            "referral_id",
            "position",
            "status",
            "occurred_at",
            "recorded_at",
            "decided_by",
            "recorded_by",
            "reason",
            "outcome",
        ),
        RowKind.CONTACT: (
            "id",
            "from_id",
            "to_id",
            "occurred_at",
            "recorded_at",
            "channel",
            "initiator",
            "need_code",
            "chain_id",
            "recorded_by",
        ),
    }
)
"""Columns of each row kind, in order. Times are integers: microseconds since 1970, UTC; codes and
ids are text; ``languages`` is one text with commas; ``position`` counts a history from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBatch:
    """Rows of one kind as plain tuples in the order of ``ROW_COLUMNS``."""

    kind: RowKind
    rows: Sequence[tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryBatch:
    """Changes of all kinds that have no rows, and tombstones of every kind."""

    entries: Sequence[FeedEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfFeed:
    """Last item of a bulk read: the revision at which all before it was true."""

    revision: int


BulkItem = RowBatch | EntryBatch | EndOfFeed
