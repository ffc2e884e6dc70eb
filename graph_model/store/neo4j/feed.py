"""The change feed: a record's place in it is its revision.

Neo4j reads what is committed at each moment, not as of one moment. Whoever must see one moment
takes the lock that writers take: then everything up to the revision is there, and nothing beyond.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j import feed_statements, statements
from graph_model.store.neo4j.connection import Row, Run
from graph_model.store.neo4j.records import decode, stored
from graph_model.store.port import (
    EntryBatch,
    FeedEntry,
    RowBatch,
    RowKind,
)

_HIGHEST = 2**63 - 1
_ALL = tuple(RecordKind)
_ROW_KINDS = frozenset(
    {RecordKind.TENANT, RecordKind.CHAIN, RecordKind.REFERRAL, RecordKind.CONTACT}
)
_LANGUAGES = 4


def store_revision(run: Run) -> int:
    """Position of the latest change."""
    found = run.one(statements.REVISION)
    return 0 if found is None else _int(found[0])


def lock(run: Run) -> int:
    """Wait until nobody writes, keep it so, and say where the store stands."""
    found = run.one(statements.LOCK)
    return 0 if found is None else _int(found[0])


def changes_since(run: Run, revision: int, *, limit: int) -> tuple[FeedEntry, ...]:
    """Latest changes after a revision, oldest first, at most ``limit``; the lock must be held."""
    first, most = min(revision, _HIGHEST), min(limit, _HIGHEST)
    found = run.rows(feed_statements.positions(_ALL), first=first, limit=most)
    ahead = sorted(_int(position) for _, position in found)
    if not ahead:
        return ()
    last = ahead[:limit][-1]
    return tuple(_entries(run, _ALL, first=first, last=last))


def _entries(run: Run, kinds: Sequence[RecordKind], *, first: int, last: int) -> list[FeedEntry]:
    return _in_order(run.rows(feed_statements.entries(tuple(kinds)), first=first, last=last))


def _in_order(rows: Iterable[Row]) -> list[FeedEntry]:
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.revision)


def _entry(row: Row) -> FeedEntry:
    name, revision, found = row
    properties = stored(found)[1] if isinstance(found, dict) else {}
    record_id = str(properties["id"])
    if name == feed_statements.TOMB:
        kind = RecordKind(str(properties["kind"]))
        return FeedEntry(revision=_int(revision), kind=kind, record_id=record_id, record=None)
    kind = RecordKind(str(name))
    return FeedEntry(
        revision=_int(revision), kind=kind, record_id=record_id, record=decode(kind, properties)
    )


def bulk(
    run: Run, revision: int, *, batch_rows: int, kinds: Collection[RecordKind]
) -> Iterator[RowBatch | EntryBatch]:
    """All that changed after a revision, of some kinds, in the order that the port promises."""
    first = min(revision, _HIGHEST)
    entries = _entries(run, _whole_kinds(kinds), first=first, last=_HIGHEST)
    yield from _entry_batches(entries, kinds, batch_rows=batch_rows)
    for kind in _row_kinds(kinds):
        rows = run.stream(feed_statements.rows(kind), first=first)
        yield from _batches(kind, _rows(kind, rows), batch_rows=batch_rows)


def news(
    run: Run, revision: int, *, most: int, batch_rows: int, kinds: Collection[RecordKind]
) -> tuple[int, list[RowBatch | EntryBatch] | None]:
    """The same by one question, while nobody writes, and where the store stands then.

    ``None`` instead, if more than ``most`` changes were made since.
    """
    first = min(revision, _HIGHEST)
    question = feed_statements.news(_whole_kinds(kinds), _row_kinds(kinds))
    found: dict[object, list[Row]] = defaultdict(list)
    for row in run.rows(question, first=first, most=min(first + most, _HIGHEST)):
        found[row[0]].append(row)
    stands_at = _int(found.pop(feed_statements.STANDS_AT)[0][1])
    if stands_at - revision > most:
        return stands_at, None
    rows = {
        kind: sorted(found.pop(kind, ()), key=lambda row: _int(row[1]))
        for kind in _row_kinds(kinds)
    }
    entries = _in_order(row for of_kind in found.values() for row in of_kind)
    batches: list[RowBatch | EntryBatch] = [*_entry_batches(entries, kinds, batch_rows=batch_rows)]
    for kind, of_kind in rows.items():
        columns = (row[2] for row in of_kind if isinstance(row[2], list))
        batches += _batches(kind, _rows(kind, columns), batch_rows=batch_rows)
    return stands_at, batches


def _whole_kinds(kinds: Collection[RecordKind]) -> tuple[RecordKind, ...]:
    return tuple(kind for kind in RecordKind if kind in kinds and kind not in _ROW_KINDS)


def _row_kinds(kinds: Collection[RecordKind]) -> tuple[RowKind, ...]:
    return tuple(kind for kind in RowKind if feed_statements.record_kind(kind) in kinds)


def _entry_batches(
    entries: Iterable[FeedEntry], kinds: Collection[RecordKind], *, batch_rows: int
) -> Iterator[EntryBatch]:
    # Tombstones are found together, whatever their kind.
    wanted = [entry for entry in entries if entry.record is not None or entry.kind in kinds]
    for start in range(0, len(wanted), batch_rows):
        yield EntryBatch(entries=wanted[start : start + batch_rows])


def _batches(
    kind: RowKind, rows: Iterator[tuple[object, ...]], *, batch_rows: int
) -> Iterator[RowBatch]:
    batch: list[tuple[object, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == batch_rows:
            yield RowBatch(kind=kind, rows=batch)
            batch = []
    if batch:
        yield RowBatch(kind=kind, rows=batch)


def _rows(kind: RowKind, rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    """Rows as the port has them, of rows as the driver read them."""
    for row in rows:
        if kind is RowKind.STATUS:
            yield from _steps(row)
        elif kind is RowKind.TENANT:
            languages = row[_LANGUAGES]
            text = ",".join(languages) if isinstance(languages, list) else ""
            yield (*row[:_LANGUAGES], text, *row[_LANGUAGES + 1 :])
        else:
            yield tuple(row)


def _steps(row: Row) -> Iterator[tuple[object, ...]]:
    columns = [column for column in row[1:] if isinstance(column, list)]
    for position, step in enumerate(zip(*columns, strict=True)):
        *values, reason, outcome = step
        yield (row[0], position, *values, reason or None, outcome or None)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
