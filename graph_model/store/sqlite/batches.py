"""A call of ``apply`` as work for a transaction: idempotency, expected revision, pieces."""

import sqlite3
from collections.abc import Sequence

from graph_model.errors import IdempotencyConflictError, RevisionConflictError
from graph_model.store.port import Change, Idempotency, Put, Receipt
from graph_model.store.sqlite.group_commit import Work
from graph_model.store.sqlite.writing import PIECE, BatchWriter, pieces


def prepared(
    changes: Sequence[Change],
    *,
    expected_revision: int | None,
    idempotency: Idempotency | None,
) -> Work[Receipt]:
    """Do what needs no store before the turn to write; the rest is the work.

    Raises
    ------
    UnicodeEncodeError
        If a text cannot be stored at all.
    """
    if idempotency is not None:
        f"{idempotency.key}{idempotency.digest}{idempotency.answer}".encode()
    for change in changes:
        if not isinstance(change, Put):
            change.record_id.encode()
    # A large batch is made ready piece by piece while it is written, to spare memory.
    ready = list(pieces(changes)) if len(changes) <= PIECE else None

    def work(connection: sqlite3.Connection, revision: int) -> tuple[Receipt, int]:
        if idempotency is not None:
            first = first_receipt(connection, idempotency)
            if first is not None:
                return first, revision
        if expected_revision is not None and expected_revision != revision:
            raise RevisionConflictError(
                kind="store", record_id="store", expected=expected_revision, found=revision
            )
        writer = BatchWriter(connection, revision)
        for piece in pieces(changes) if ready is None else ready:
            writer.write(piece)
        writer.finish()
        receipt = Receipt(
            revision=writer.revision, answer=idempotency.answer if idempotency is not None else ""
        )
        if idempotency is not None:
            _remember(connection, idempotency, revision=writer.revision)
        return receipt, writer.revision

    return work


def first_receipt(connection: sqlite3.Connection, idempotency: Idempotency) -> Receipt | None:
    """What a call with this key was answered, if there was one.

    Raises
    ------
    IdempotencyConflictError
        If that call had another digest.
    """
    select = "SELECT digest, answer, revision FROM idempotency WHERE key = ?"
    found = connection.execute(select, (idempotency.key,)).fetchone()
    if found is None:
        return None
    digest, answer, revision = found
    if digest != idempotency.digest:
        raise IdempotencyConflictError(key=idempotency.key)
    return Receipt(revision=revision, replayed=True, answer=answer)


def _remember(connection: sqlite3.Connection, idempotency: Idempotency, *, revision: int) -> None:
    connection.execute(
        "INSERT INTO idempotency (key, digest, answer, revision) VALUES (?, ?, ?, ?)",
        (idempotency.key, idempotency.digest, idempotency.answer, revision),
    )
