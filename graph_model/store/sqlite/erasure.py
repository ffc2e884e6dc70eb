"""Taking a person out: their records, their id on what stays, and every copy on the disk."""

import re
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

from graph_model.domain.chains import HelpChain
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import StoreUnavailableError, UnknownRecordError
from graph_model.store.port import Change, Delete, Erasure, Put, erased_mark
from graph_model.store.sqlite.fetching import by_id, where
from graph_model.store.sqlite.tables import TABLES
from graph_model.store.sqlite.writing import BatchWriter, pieces

_READ = 1 << 20
_RETRY_S = 0.05
_ID_CHARACTER = "[A-Za-z0-9._:-]"


def erase(connection: sqlite3.Connection, revision: int, *, tenant_id: str) -> tuple[Erasure, int]:
    """Take a tenant out of all tables, in the transaction that is open.

    Raises
    ------
    UnknownRecordError
        If there is no such tenant, and none was erased.
    """
    if not by_id(connection, TABLES[RecordKind.TENANT], ids=[tenant_id]):
        if not _was_erased(connection, tenant_id):
            raise UnknownRecordError(kind=RecordKind.TENANT, record_id=tenant_id)
        return Erasure(revision=revision, deleted=0, anonymised=0), revision
    kept = _without_tenant(connection, tenant_id)
    deleted = _deletions(connection, tenant_id)
    writer = BatchWriter(connection, revision)
    for piece in pieces([*kept, *deleted]):
        writer.write(piece)
    writer.finish()
    _mark(connection, tenant_id)
    erasure = Erasure(revision=writer.revision, deleted=len(deleted), anonymised=len(kept))
    return erasure, writer.revision


def _was_erased(connection: sqlite3.Connection, tenant_id: str) -> bool:
    select = "SELECT 1 FROM tombstone WHERE kind = 'tenant' AND id = ?"
    return connection.execute(select, (erased_mark(tenant_id),)).fetchone() is not None


def _without_tenant(connection: sqlite3.Connection, tenant_id: str) -> list[Change]:
    changes: list[Change] = []
    for kind in (RecordKind.CHAIN, RecordKind.REFERRAL):
        for stored in where(
            connection, TABLES[kind], condition="tenant_id = ? ORDER BY id", parameters=(tenant_id,)
        ):
            record = TABLES[kind].decode(stored.row, stored.steps)
            if isinstance(record, HelpChain | Referral):
                changes.append(Put(replace(record, tenant_id=None)))
    return changes


def _deletions(connection: sqlite3.Connection, tenant_id: str) -> list[Change]:
    # An actor may have the same id as a tenant; then the contact's end is taken for the tenant.
    selects = {
        RecordKind.CONTACT: "SELECT id FROM contact WHERE from_id = :id OR to_id = :id ORDER BY id",
        RecordKind.CONSENT: "SELECT id FROM consent WHERE tenant_id = :id ORDER BY id",
    }
    changes: list[Change] = [
        Delete(kind, record_id)
        for kind, select in selects.items()
        for (record_id,) in connection.execute(select, {"id": tenant_id})
    ]
    return [*changes, Delete(RecordKind.TENANT, tenant_id)]


def _mark(connection: sqlite3.Connection, tenant_id: str) -> None:
    """Put the mark where the id would stay: the tombstone, and answers kept for repeated calls."""
    mark = erased_mark(tenant_id)
    connection.execute(
        "UPDATE OR REPLACE tombstone SET id = ? WHERE kind = 'tenant' AND id = ?", (mark, tenant_id)
    )
    whole_id = re.compile(f"(?<!{_ID_CHARACTER}){re.escape(tenant_id)}(?!{_ID_CHARACTER})")
    select = "SELECT rowid, key, answer FROM idempotency WHERE instr(key || ' ' || answer, ?) > 0"
    for row_id, key, answer in connection.execute(select, (tenant_id,)).fetchall():
        connection.execute(
            "UPDATE OR REPLACE idempotency SET key = ?, answer = ? WHERE rowid = ?",
            (whole_id.sub(mark, key), whole_id.sub(mark, answer), row_id),
        )


def clean(connection: sqlite3.Connection, path: Path, *, text: str, timeout_s: float) -> None:
    """Leave no copy of a text in the file and its log, outside a transaction.

    The log is written back and cut off. SQLite overwrites what it deletes, but a page that was
    split before may still hold a stale copy; only if one is found is the file written anew.

    Raises
    ------
    StoreUnavailableError
        If a reader keeps the log in use for longer than ``timeout_s`` seconds.
    """
    deadline = time.monotonic() + timeout_s
    _cut_log(connection, deadline)
    if holds(path, text.encode()):
        connection.execute("VACUUM")
        _cut_log(connection, deadline + timeout_s)


def _cut_log(connection: sqlite3.Connection, deadline: float) -> None:
    while True:
        (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not is_busy:
            return
        if time.monotonic() > deadline:
            raise StoreUnavailableError(problem="SQLITE_BUSY: log in use by a reader")
        time.sleep(_RETRY_S)


def holds(path: Path, wanted: bytes) -> bool:
    """Whether the bytes lie anywhere in a file."""
    before = b""
    with path.open("rb") as file:
        while block := file.read(_READ):
            if wanted in before + block:
                return True
            before = block[-len(wanted) :]
    return False
