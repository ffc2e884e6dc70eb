"""The change feed: a record's place in it is its revision, in whatever table it lies."""

import sqlite3
from collections.abc import Collection, Iterator

from graph_model.domain.records import RecordKind
from graph_model.store.port import (
    ROW_COLUMNS,
    BulkItem,
    EndOfFeed,
    EntryBatch,
    FeedEntry,
    RowBatch,
    RowKind,
)
from graph_model.store.sqlite.fetching import store_revision, where
from graph_model.store.sqlite.rows import STEP_COLUMNS, quoted
from graph_model.store.sqlite.tables import TABLES, Table

_HIGHEST = 2**63 - 1
_ROW_KINDS = frozenset(
    {RecordKind.TENANT, RecordKind.CHAIN, RecordKind.REFERRAL, RecordKind.CONTACT}
)


def changes_since(
    connection: sqlite3.Connection, revision: int, *, limit: int
) -> tuple[FeedEntry, ...]:
    """Latest changes after a revision, oldest first, at most ``limit``."""
    first = min(revision, _HIGHEST)
    names = [*(table.name for table in TABLES.values()), "tombstone"]
    ahead = sorted(
        position
        for name in names
        for (position,) in connection.execute(
            f"SELECT revision FROM {name} WHERE revision > ? ORDER BY revision LIMIT ?",
            (first, min(limit, _HIGHEST)),
        )
    )
    if not ahead:
        return ()
    last = ahead[:limit][-1]
    entries = [
        *_tombstones(connection, first, last=last),
        *(
            entry
            for table in TABLES.values()
            for entry in _entries(connection, table, first=first, last=last)
        ),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.revision))


def _entries(
    connection: sqlite3.Connection, table: Table, *, first: int, last: int
) -> list[FeedEntry]:
    condition = "revision > ? AND revision <= ? ORDER BY revision"
    return [
        FeedEntry(
            revision=stored.revision,
            kind=table.kind,
            record_id=stored.record_id,
            record=table.decode(stored.row, stored.steps),
        )
        for stored in where(connection, table, condition=condition, parameters=(first, last))
    ]


def _tombstones(connection: sqlite3.Connection, first: int, *, last: int) -> list[FeedEntry]:
    select = "SELECT revision, kind, id FROM tombstone WHERE revision > ? AND revision <= ?"
    return [
        FeedEntry(revision=revision, kind=RecordKind(kind), record_id=record_id, record=None)
        for revision, kind, record_id in connection.execute(select, (first, last))
    ]


def read_since(
    connection: sqlite3.Connection,
    revision: int,
    *,
    batch_rows: int,
    kinds: Collection[RecordKind],
) -> Iterator[BulkItem]:
    """The feed in bulk, of some kinds; see the port."""
    stands_at = store_revision(connection)
    if stands_at <= revision:
        yield EndOfFeed(revision=stands_at)
        return
    first = min(revision, _HIGHEST)
    entries = _tombstones(connection, first, last=_HIGHEST)
    entries = [entry for entry in entries if entry.kind in kinds]
    for table in TABLES.values():
        if table.kind in kinds and table.kind not in _ROW_KINDS:
            entries += _entries(connection, table, first=first, last=_HIGHEST)
    entries.sort(key=lambda entry: entry.revision)
    for start in range(0, len(entries), batch_rows):
        yield EntryBatch(entries=entries[start : start + batch_rows])
    for kind in RowKind:
        record_kind = RecordKind.REFERRAL if kind is RowKind.STATUS else RecordKind(kind)
        if record_kind in kinds:
            yield from _rows(connection, kind, first=first, batch_rows=batch_rows)
    yield EndOfFeed(revision=stands_at)


def _rows(
    connection: sqlite3.Connection, kind: RowKind, *, first: int, batch_rows: int
) -> Iterator[RowBatch]:
    cursor = connection.execute(_select(kind, is_all=first <= 0), () if first <= 0 else (first,))
    while rows := cursor.fetchmany(batch_rows):
        yield RowBatch(kind=kind, rows=rows)


def _select(kind: RowKind, *, is_all: bool) -> str:
    """Everything in the order of the table, or what changed in the order of its changes."""
    if kind is not RowKind.STATUS:
        order = "ORDER BY key" if is_all else "WHERE revision > ? ORDER BY revision"
        return f"SELECT {quoted(ROW_COLUMNS[kind])} FROM {kind} {order}"
    order = "" if is_all else "WHERE referral.revision > ?"
    steps = ", ".join(f"step.{column}" for column in STEP_COLUMNS)
    # The join follows the referrals, whose key leads to a stretch of the steps' table.
    return f"""
        SELECT referral.id, {steps} FROM referral
        CROSS JOIN referral_status AS step ON step.referral_key = referral.key
        {order} ORDER BY {"referral.key" if is_all else "referral.revision"}, step.position
    """
