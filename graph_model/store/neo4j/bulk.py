"""The feed in bulk as of one moment, although Neo4j reads what is committed at each moment.

Much is first read while others go on writing, into a file that has no name; then what they changed
meanwhile is read once more while nobody writes, and takes the place of what was read before. So
writers wait for the little that is late, never for the whole.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Self

from graph_model.domain.records import RecordKind, Reference
from graph_model.store.neo4j import feed
from graph_model.store.neo4j.connection import Connection, Run
from graph_model.store.neo4j.feed_statements import record_kind
from graph_model.store.port import BulkItem, EndOfFeed, EntryBatch, RowBatch, RowKind

FEW = 2_000
"""So many changes are read at once while nobody writes: that takes no longer than a batch."""

_ANY = 2**62
_IN_MEMORY_BYTES = 64 * 1024 * 1024

Batches = list[RowBatch | EntryBatch]


def read_since(
    connection: Connection, revision: int, *, batch_rows: int, kinds: Collection[RecordKind]
) -> Iterator[BulkItem]:
    """The feed in bulk, of some kinds; no transaction is open while its items are taken."""

    def few(run: Run) -> tuple[int, Batches | None]:
        return feed.news(run, revision, most=FEW, batch_rows=batch_rows, kinds=kinds)

    def late(run: Run) -> tuple[int, Batches | None]:
        return feed.news(run, began, most=_ANY, batch_rows=batch_rows, kinds=kinds)

    stands_at = connection.read(feed.store_revision)
    if stands_at <= revision:
        yield EndOfFeed(revision=stands_at)
        return
    began, found = connection.write(few, size=FEW)
    if found is not None:
        yield from found
        yield EndOfFeed(revision=began)
        return
    early = connection.read(
        lambda run: _spooled(feed.bulk(run, revision, batch_rows=batch_rows, kinds=kinds)),
        size=began - revision,
    )
    with early:
        now, found = connection.write(late, size=FEW)
        yield from _merged(early, found or [], batch_rows=batch_rows)
    yield EndOfFeed(revision=now)


class _Spool:
    """Batches put by until they are wanted: rows in a file, entries in memory."""

    def __init__(self) -> None:
        self.entries: list[EntryBatch] = []
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by __exit__
            max_size=_IN_MEMORY_BYTES, mode="w+", encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, batch: RowBatch | EntryBatch) -> None:
        """Put a batch by."""
        if isinstance(batch, EntryBatch):
            self.entries.append(batch)
            return
        json.dump([batch.kind.value, batch.rows], self._file, ensure_ascii=False)
        self._file.write("\n")

    def batches(self) -> Iterator[RowBatch]:
        """Rows in the order in which they were put by."""
        self._file.seek(0)
        for line in self._file:
            kind, rows = json.loads(line)
            yield RowBatch(kind=RowKind(kind), rows=[tuple(row) for row in rows])


def _spooled(batches: Iterator[RowBatch | EntryBatch]) -> _Spool:
    spool = _Spool()
    for batch in batches:
        spool.add(batch)
    return spool


def _merged(early: _Spool, late: Batches, *, batch_rows: int) -> Iterator[RowBatch | EntryBatch]:
    """What was read early, but for what changed since, and that as it was read late."""
    changed = set(_names(late))
    entries = [
        entry
        for batch in early.entries
        for entry in batch.entries
        if (entry.kind, entry.record_id) not in changed
    ]
    entries += [entry for batch in late if isinstance(batch, EntryBatch) for entry in batch.entries]
    for start in range(0, len(entries), batch_rows):
        yield EntryBatch(entries=entries[start : start + batch_rows])
    late_rows: dict[RowKind, list[RowBatch]] = defaultdict(list)
    for batch in late:
        if isinstance(batch, RowBatch):
            late_rows[batch.kind].append(batch)
    for batch in early.batches():
        for kind in [kind for kind in late_rows if _place(kind) < _place(batch.kind)]:
            yield from late_rows.pop(kind)
        of_kind = record_kind(batch.kind)
        rows = [row for row in batch.rows if (of_kind, str(row[0])) not in changed]
        if rows:
            yield RowBatch(kind=batch.kind, rows=rows)
    for kind in sorted(late_rows, key=_place):
        yield from late_rows[kind]


def _place(kind: RowKind) -> int:
    return list(RowKind).index(kind)


def _names(batches: Batches) -> Iterator[Reference]:
    for batch in batches:
        if isinstance(batch, EntryBatch):
            for entry in batch.entries:
                yield entry.kind, entry.record_id
        else:
            for row in batch.rows:
                yield record_kind(batch.kind), str(row[0])
