"""Calls of ``apply``, several in one transaction: idempotency, expected revisions, the batches."""

from collections.abc import Sequence

from graph_model.errors import HilfenetzError, IdempotencyConflictError, RevisionConflictError
from graph_model.store.neo4j import statements
from graph_model.store.neo4j.connection import Row, Run
from graph_model.store.neo4j.planning import Draft, wanted
from graph_model.store.neo4j.writing import look, write_plan
from graph_model.store.port import Change, Delete, Idempotency, Put, Receipt
from graph_model.store.turns import Job


class Batch(Job):
    """One call, made ready as far as that needs no server; ``receipt`` answers it.

    Raises
    ------
    UnicodeEncodeError
        If a text cannot be stored at all.
    """

    def __init__(
        self,
        changes: Sequence[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> None:
        super().__init__()
        if idempotency is not None:
            f"{idempotency.key}{idempotency.digest}{idempotency.answer}".encode()
        for change in changes:
            if not isinstance(change, Put):
                change.record_id.encode()
        self.changes = [wanted(change) for change in changes]
        self.expected_revision = expected_revision
        self.idempotency = idempotency
        self.receipt = Receipt(revision=0)
        self.deletes = any(isinstance(change, Delete) for change in changes)


def write_together(run: Run, batches: Sequence[Batch]) -> None:
    """Write batches one after the other; those that are refused get their ``error``.

    May run again from the beginning. With deletions a batch has to be by itself: whether
    something is still referred to shows only when all is written.

    Raises
    ------
    BrokenReferenceError
        If something deleted is still referred to.
    """
    keys = [batch.idempotency.key for batch in batches if batch.idempotency is not None]
    revision, calls = _begin(run, keys)
    fresh = [batch for batch in batches if not _is_known(batch, calls)]
    seen = look(run, [one for batch in fresh for one in batch.changes])
    draft = Draft(seen.held, there=seen.there, revision=revision)
    made: dict[str, Call] = {}
    for batch in fresh:
        _add(batch, draft, made=made)
    write_plan(run, draft.plan(), seen=seen)
    if draft.revision != revision or made:
        rows = [{"key": key, **call} for key, call in made.items()]
        run.do(statements.ADVANCE, revision=draft.revision, token=run.token, calls=rows)


Call = dict[str, str | int]
"""Digest, answer and revision of a call that was made."""


def first_receipt(run: Run, idempotency: Idempotency) -> Receipt | None:
    """What a call with this key was answered, if there was one.

    Raises
    ------
    IdempotencyConflictError
        If that call had another digest.
    """
    found = run.one(statements.CALLED, key=idempotency.key)
    return None if found is None else _receipt(idempotency, _call(found))


def _begin(run: Run, keys: Sequence[str]) -> tuple[int, dict[str, Call]]:
    """Take the lock; the revision, and those of the calls that were made before, by key."""
    revision, calls = 0, {}
    for at, key, *call in run.rows(statements.LOCK_AND_RECALL, keys=list(keys)):
        revision = at if isinstance(at, int) else 0
        if key is not None:
            calls[str(key)] = _call(call)
    return revision, calls


def _call(row: Row) -> Call:
    digest, answer, revision = row
    at = revision if isinstance(revision, int) else 0
    return {"digest": str(digest), "answer": str(answer), "revision": at}


def _is_known(batch: Batch, calls: dict[str, Call]) -> bool:
    """Whether the call was made before; then it has its first receipt now, or is refused."""
    batch.error = None
    call = None if batch.idempotency is None else calls.get(batch.idempotency.key)
    if batch.idempotency is None or call is None:
        return False
    try:
        batch.receipt = _receipt(batch.idempotency, call)
    except IdempotencyConflictError as error:
        batch.error = error
    return True


def _receipt(idempotency: Idempotency, call: Call) -> Receipt:
    if call["digest"] != idempotency.digest:
        raise IdempotencyConflictError(key=idempotency.key)
    return Receipt(revision=int(call["revision"]), replayed=True, answer=str(call["answer"]))


def _add(batch: Batch, draft: Draft, *, made: dict[str, Call]) -> None:
    # A call may come twice at once: the second of them is a repetition already.
    if _is_known(batch, made):
        return
    found, expected = draft.revision, batch.expected_revision
    try:
        if expected is not None and expected != found:
            raise RevisionConflictError(
                kind="store", record_id="store", expected=expected, found=found
            )
        draft.add(batch.changes)
    except HilfenetzError as error:
        batch.error = error
        return
    idempotency = batch.idempotency
    answer = "" if idempotency is None else idempotency.answer
    batch.receipt = Receipt(revision=draft.revision, answer=answer)
    if idempotency is not None:
        made[idempotency.key] = _call((idempotency.digest, answer, draft.revision))
