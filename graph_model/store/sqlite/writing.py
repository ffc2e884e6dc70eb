"""A batch written into an open transaction; nothing here begins, commits or rolls back."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from graph_model.domain.records import Record, RecordKind, kind_of, references
from graph_model.errors import RevisionConflictError, UnknownRecordError
from graph_model.store.port import Change, Delete, Expect, Put
from graph_model.store.sqlite.fetching import Stored, among, by_id, chunks
from graph_model.store.sqlite.references import References
from graph_model.store.sqlite.rows import STEP_COLUMNS, Row
from graph_model.store.sqlite.tables import TABLES, Table, facets_of, steps_of

PIECE = 10_000
"""Changes that are looked up and written together."""


class Wanted(NamedTuple):
    """A change made ready: the table, and for ``Put`` the rows that are to be there."""

    table: Table
    change: Change
    record_id: str
    row: Row = ()
    steps: tuple[Row, ...] = ()


def wanted(change: Change) -> Wanted:
    """Make one change ready; needs no store, so that it can be done before the turn to write."""
    if isinstance(change, Put):
        record = change.record
        table = TABLES[kind_of(record)]
        return Wanted(table, change, record.id, table.encode(record), steps_of(record))
    return Wanted(TABLES[change.kind], change, change.record_id)


def pieces(changes: Iterable[Change]) -> Iterator[list[Wanted]]:
    """Parts of a batch in which no record occurs twice, so that each part can go in one go."""
    piece: list[Wanted] = []
    seen: set[tuple[RecordKind, str]] = set()
    for change in changes:
        one = wanted(change)
        name = (one.table.kind, one.record_id)
        if name in seen or len(piece) == PIECE:
            yield piece
            piece, seen = [], set()
        piece.append(one)
        seen.add(name)
    if piece:
        yield piece


class BatchWriter:
    """Writes the pieces of one batch, counting the store's revision on."""

    def __init__(self, connection: sqlite3.Connection, revision: int) -> None:
        self.revision = revision
        self._connection = connection
        self._references = References()

    def write(self, piece: Sequence[Wanted]) -> None:
        """Write one piece, in the order of its changes.

        Raises
        ------
        RevisionConflictError, UnknownRecordError
            As the port says.
        """
        work = _Work()
        stored = self._stored(piece)
        for one in piece:
            found = stored[one.table.kind].get(one.record_id)
            _check_expected(one.change, found)
            if isinstance(one.change, Expect):
                continue
            if found is None:
                if isinstance(one.change, Delete):
                    raise UnknownRecordError(kind=one.table.kind, record_id=one.record_id)
                work.inserts[one.table.kind].append((self._next(), one))
            elif isinstance(one.change, Delete):
                work.deletes[one.table.kind].append((self._next(), found))
            elif (found.row, found.steps) != (one.row, one.steps):
                work.updates[one.table.kind].append((self._next(), found, one))
        for kind, inserts in work.inserts.items():
            self._insert(TABLES[kind], inserts)
        for kind, updates in work.updates.items():
            self._update(TABLES[kind], updates)
        for kind, deletes in work.deletes.items():
            self._delete(TABLES[kind], deletes)

    def finish(self) -> None:
        """Check the references of all pieces.

        Raises
        ------
        BrokenReferenceError
            As the port says.
        """
        self._references.check(self._connection)

    def _next(self) -> int:
        self.revision += 1
        return self.revision

    def _stored(self, piece: Sequence[Wanted]) -> dict[RecordKind, dict[str, Stored]]:
        ids: dict[RecordKind, list[str]] = defaultdict(list)
        for one in piece:
            ids[one.table.kind].append(one.record_id)
        return {kind: by_id(self._connection, TABLES[kind], ids=ids[kind]) for kind in ids}

    def _insert(self, table: Table, inserts: Sequence[tuple[int, Wanted]]) -> None:
        self._forget_tombstones(table, [one.record_id for _, one in inserts])
        rows = [(revision, revision, *one.row) for revision, one in inserts]
        self._connection.executemany(table.insert, rows)
        if table.has_history:
            self._insert_steps((revision, step) for revision, one in inserts for step in one.steps)
        self._note(table, [one for _, one in inserts])

    def _insert_steps(self, steps: Iterable[tuple[int, Row]]) -> None:
        marks = ", ".join("?" * (len(STEP_COLUMNS) + 1))
        self._connection.executemany(
            f"INSERT INTO referral_status VALUES ({marks})",
            [(key, *step) for key, step in steps],
        )

    def _forget_tombstones(self, table: Table, ids: Sequence[str]) -> None:
        for chunk in chunks(ids):
            comparison, value = among(chunk)
            self._connection.execute(
                f"DELETE FROM tombstone WHERE kind = ? AND id {comparison}", (table.name, value)
            )

    def _update(self, table: Table, updates: Sequence[tuple[int, Stored, Wanted]]) -> None:
        for revision, before, after in updates:
            # Only columns that change are set: the others' indexes stay untouched.
            changed = [index for index, value in enumerate(after.row) if value != before.row[index]]
            columns = "".join(f', "{table.columns[index]}" = ?' for index in changed)
            self._connection.execute(
                f"UPDATE {table.name} SET revision = ?{columns} WHERE key = ?",
                (revision, *(after.row[index] for index in changed), before.key),
            )
            if before.steps != after.steps:
                self._replace_steps(before, after)
        if table.in_body:
            self._forget_body(table, [after.record_id for _, _, after in updates])
        self._note(table, [after for _, _, after in updates])

    def _replace_steps(self, before: Stored, after: Wanted) -> None:
        same = 0
        while before.steps[same : same + 1] == after.steps[same : same + 1] != ():
            same += 1
        if same < len(before.steps):
            self._connection.execute(
                "DELETE FROM referral_status WHERE referral_key = ? AND position >= ?",
                (before.key, same),
            )
        self._insert_steps((before.key, step) for step in after.steps[same:])

    def _delete(self, table: Table, deletes: Sequence[tuple[int, Stored]]) -> None:
        ids = [found.record_id for _, found in deletes]
        self._connection.executemany(
            f"DELETE FROM {table.name} WHERE key = ?", [(found.key,) for _, found in deletes]
        )
        if table.in_body:
            self._forget_body(table, ids)
        self._connection.executemany(
            "INSERT INTO tombstone (revision, kind, id) VALUES (?, ?, ?)",
            [(revision, table.name, found.record_id) for revision, found in deletes],
        )
        self._references.removed(table, ids)

    def _note(self, table: Table, written: Sequence[Wanted]) -> None:
        """Keep what was written findable, and its references for the check at the end."""
        if not table.in_body:
            self._references.of_rows(table, [one.row for one in written])
            return
        for one in written:
            record = _record_of(one)
            links = references(record)
            self._references.of_links(links)
            self._connection.executemany(
                "INSERT OR IGNORE INTO link (to_kind, to_id, kind, id) VALUES (?, ?, ?, ?)",
                [(str(kind), to_id, table.name, record.id) for kind, to_id in links],
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO facet (kind, name, value, id) VALUES (?, ?, ?, ?)",
                [(table.name, name, value, record.id) for name, value in facets_of(record)],
            )

    def _forget_body(self, table: Table, ids: Sequence[str]) -> None:
        for side in ("link", "facet"):
            for chunk in chunks(ids):
                comparison, value = among(chunk)
                self._connection.execute(
                    f"DELETE FROM {side} WHERE kind = ? AND id {comparison}", (table.name, value)
                )


class _Work:
    """What a piece comes down to, by kind."""

    def __init__(self) -> None:
        self.inserts: dict[RecordKind, list[tuple[int, Wanted]]] = defaultdict(list)
        self.updates: dict[RecordKind, list[tuple[int, Stored, Wanted]]] = defaultdict(list)
        self.deletes: dict[RecordKind, list[tuple[int, Stored]]] = defaultdict(list)


def _record_of(one: Wanted) -> Record:
    if not isinstance(one.change, Put):
        raise TypeError("only a Put carries a record")
    return one.change.record


def _check_expected(change: Change, found: Stored | None) -> None:
    expected = change.revision if isinstance(change, Expect) else change.expected
    revision = 0 if found is None else found.revision
    if expected is None or expected == revision:
        return
    kind = kind_of(change.record) if isinstance(change, Put) else change.kind
    record_id = change.record.id if isinstance(change, Put) else change.record_id
    raise RevisionConflictError(kind=kind, record_id=record_id, expected=expected, found=revision)
