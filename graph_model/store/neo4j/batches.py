"""A call of ``apply`` as work for a transaction: idempotency, expected revision, the batch."""

from collections.abc import Callable, Sequence

from graph_model.errors import IdempotencyConflictError, RevisionConflictError
from graph_model.store.neo4j import statements
from graph_model.store.neo4j.connection import Row, Run
from graph_model.store.neo4j.planning import wanted
from graph_model.store.neo4j.writing import write
from graph_model.store.port import Change, Idempotency, Put, Receipt

_NO_KEY = ""


def prepared(
    changes: Sequence[Change],
    *,
    expected_revision: int | None,
    idempotency: Idempotency | None,
) -> Callable[[Run], Receipt]:
    """Do what needs no server before the turn to write; the rest is the work, fit to run twice.

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
    ready = [wanted(change) for change in changes]

    def work(run: Run) -> Receipt:
        revision, first = _begin(run, idempotency)
        if first is not None:
            return first
        if expected_revision is not None and expected_revision != revision:
            raise RevisionConflictError(
                kind="store", record_id="store", expected=expected_revision, found=revision
            )
        after = write(run, ready, revision=revision)
        if idempotency is not None:
            run.do(
                statements.REMEMBER,
                key=idempotency.key,
                digest=idempotency.digest,
                answer=idempotency.answer,
                revision=after,
            )
        return Receipt(revision=after, answer=idempotency.answer if idempotency else "")

    return work


def first_receipt(run: Run, idempotency: Idempotency) -> Receipt | None:
    """What a call with this key was answered, if there was one.

    Raises
    ------
    IdempotencyConflictError
        If that call had another digest.
    """
    found = run.one(statements.CALLED, key=idempotency.key)
    return None if found is None else _receipt(idempotency, found)


def _begin(run: Run, idempotency: Idempotency | None) -> tuple[int, Receipt | None]:
    """Take the lock; the revision, and the first answer if the call was made before."""
    key = _NO_KEY if idempotency is None else idempotency.key
    found = run.one(statements.LOCK, key=key)
    if found is None:
        return 0, None
    revision, _, *call = found
    first = None
    if idempotency is not None and call[0] is not None:
        first = _receipt(idempotency, call)
    return (revision if isinstance(revision, int) else 0), first


def _receipt(idempotency: Idempotency, call: Row) -> Receipt:
    digest, answer, at = call
    if digest != idempotency.digest:
        raise IdempotencyConflictError(key=idempotency.key)
    return Receipt(revision=at if isinstance(at, int) else 0, replayed=True, answer=str(answer))
