"""Moving a network from one store to another, whatever they are: batch by batch, resumable.

Each batch leaves a mark in the target, as a call that must not happen twice does. So a copy that
was interrupted is known again and goes on, and a target that somebody else wrote to is refused.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from graph_model.domain.actors import Tenant
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, references
from graph_model.errors import (
    BrokenReferenceError,
    CopyDiffersError,
    CopyTargetError,
    IdempotencyConflictError,
    RevisionConflictError,
)
from graph_model.store.port import (
    Change,
    Delete,
    GraphStore,
    Idempotency,
    Put,
    Receipt,
    erased_mark,
)
from graph_model.store.walking import every
from service.use_cases.feed_digest import FeedDigest, digest_of

BATCH = 2_000
"""Records that are written at once; an interruption loses no more than these."""

_PAGE = 1_000
_ERASING = "erasing"


Progress = Callable[[str, int, int], None]
"""Hears the phase (``read``, ``copy``, ``compare``), how much is done and out of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReport:
    """How many records both stores hold, and how many changes this run made to get there."""

    records: int
    written: int


def copy_store(
    source: GraphStore, target: GraphStore, *, name: str, progress: Progress
) -> CopyReport:
    """Make a store hold what another one holds, then hold the feeds of both against each other.

    What is already there and equal is left alone, so that a copy which was interrupted goes on
    where it stopped, and one made again brings over only what has changed: new and changed records,
    deletions, erasures. Tombstones are not copied, but for those of erased tenants.

    Parameters
    ----------
    source, target
        The original, which is only read, and the copy.
    name
        Where the original is; a copy goes on only from there.
    progress
        Hears how far it is.

    Raises
    ------
    CopyTargetError
        If the target is neither empty nor a copy of this original as the last run left it.
    CopyDiffersError
        If the feeds differ in the end, because somebody wrote to the original meanwhile.
    """
    log = _Log(target, name)
    original = digest_of(source, lambda done, total: progress("read", done, total))
    log.erase(original.erased)
    try:
        _bring(source, target, log=log, progress=progress, total=original.records)
    except BrokenReferenceError as error:
        if source.revision() == original.revision:
            raise
        # What the record refers to was made after we had passed there.
        raise CopyDiffersError(count=1, first=error.details["record_id"]) from error
    marks = log.mark_erased(original.erased)
    copy = digest_of(target, lambda done, _: progress("compare", done, max(done, original.records)))
    _demand_equal(source, target, original=original, copy=copy)
    return CopyReport(records=copy.records, written=log.changes - 2 * marks)


class _Log:
    """The batches written to a target, each with a numbered mark that only this copy leaves."""

    def __init__(self, target: GraphStore, name: str) -> None:
        self._target = target
        self._digest = sha256(name.encode()).hexdigest()
        self._count = self._marks()
        last = self._mark(self._count - 1) if self._count else None
        self._revision = self._began = target.revision()
        # An erasure leaves no mark of its own; the one before it says that it was to come.
        is_ours = last is not None and last.answer == _ERASING
        if not is_ours and self._revision != (last.revision if last else 0):
            raise CopyTargetError

    @property
    def changes(self) -> int:
        """How many changes were made to the target since this log was opened."""
        return self._revision - self._began

    def write(self, changes: Sequence[Change], answer: str = "") -> None:
        """Write one batch with its mark.

        Raises
        ------
        CopyTargetError
            If somebody else has written since the batch before.
        """
        call = self._call(self._count, answer)
        try:
            receipt = self._target.apply(
                changes, expected_revision=self._revision, idempotency=call
            )
        except RevisionConflictError as error:
            raise CopyTargetError from error
        if receipt.replayed:
            raise CopyTargetError
        self._revision = receipt.revision
        self._count += 1

    def erase(self, marks: frozenset[str]) -> None:
        """Erase tenants that an earlier run copied and that were erased from the original since."""
        gone = [
            tenant.id
            for tenant in (_records(self._target, RecordKind.TENANT) if marks else ())
            if erased_mark(tenant.id) in marks
        ]
        if not gone:
            return
        self.write([], answer=_ERASING)
        for tenant_id in gone:
            self._revision = self._target.erase(tenant_id).revision
        self.write([])

    def mark_erased(self, marks: frozenset[str]) -> int:
        """Leave the tombstones of tenants that never came here; how many."""
        known = digest_of(self._target, _nobody, kinds=(RecordKind.TENANT,)).erased
        missing = sorted(marks - known)
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            self.write(
                [
                    *(Put(Tenant(id=mark)) for mark in part),
                    *(Delete(RecordKind.TENANT, mark) for mark in part),
                ]
            )
        return len(missing)

    def _marks(self) -> int:
        """How many marks there are; they are numbered without a gap."""
        most = 1
        while self._mark(most - 1) is not None:
            most *= 2
        return bisect_left(range(most), True, key=lambda number: self._mark(number) is None)

    def _mark(self, number: int) -> Receipt | None:
        try:
            return self._target.replay(self._call(number))
        except IdempotencyConflictError as error:
            raise CopyTargetError from error

    def _call(self, number: int, answer: str = "") -> Idempotency:
        return Idempotency(key=f"copy {number}", digest=self._digest, answer=answer)


def _nobody(_done: int, _total: int) -> None:
    """Hears nothing."""


def _bring(
    source: GraphStore, target: GraphStore, *, log: _Log, progress: Progress, total: int
) -> None:
    """Bring over what is new or changed, and delete what is no longer there."""
    gone: list[Change] = []
    done = 0

    def wanted(kind: RecordKind) -> Iterator[tuple[Record, bool]]:
        nonlocal done
        for mine, yours in _pairs(_records(source, kind), _records(target, kind)):
            if mine is None and yours is not None:
                gone.append(Delete(kind, yours.id))
            if mine is None:
                continue
            yield mine, mine == yours
            done += 1
            if done % _PAGE == 0:
                progress("copy", done, max(done, total))

    for kind in RecordKind:
        for batch in _batches(_in_order(wanted(kind), kind)):
            log.write([Put(record) for record in batch])
    if gone:
        log.write(gone)
    progress("copy", done, done)


def _records(store: GraphStore, kind: RecordKind) -> Iterator[Record]:
    return (item.record for item in every(store, RECORD_TYPES[kind]))


Pair = tuple[Record | None, Record | None]
"""Records of the same id, in the original and in the copy."""


def _pairs(here: Iterator[Record], there: Iterator[Record]) -> Iterator[Pair]:
    """Records of two stores side by side, by id; either may be missing, never both."""
    mine, yours = next(here, None), next(there, None)
    while mine is not None or yours is not None:
        first = min(record.id for record in (mine, yours) if record is not None)
        is_mine = mine is not None and mine.id == first
        is_yours = yours is not None and yours.id == first
        yield (mine if is_mine else None), (yours if is_yours else None)
        mine = next(here, None) if is_mine else mine
        yours = next(there, None) if is_yours else yours


def _batches(groups: Iterable[list[Record]]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for group in groups:
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _in_order(records: Iterable[tuple[Record, bool]], kind: RecordKind) -> Iterator[list[Record]]:
    """Hold back what refers to a record of its own kind that has not come yet; groups to write.

    Of each record is told whether it is in the target as it is: then nothing is to be done for it.
    """
    passed: set[str] = set()
    waiting: dict[str, list[Record]] = {}
    for record, is_there in records:
        ready = [record]
        while ready:
            one = ready.pop()
            is_equal = is_there and one is record
            missing = None if is_equal else _missing(one, kind, passed=passed)
            if missing is not None:
                waiting.setdefault(missing, []).append(one)
                continue
            passed.add(one.id)
            if not is_equal:
                yield [one]
            ready += waiting.pop(one.id, [])
    # Only circles are left (two areas that each became the other): they must come together.
    if waiting:
        yield [record for held in waiting.values() for record in held]


def _missing(record: Record, kind: RecordKind, *, passed: set[str]) -> str | None:
    own = (id_ for of, id_ in references(record) if of is kind and id_ != record.id)
    return next((id_ for id_ in own if id_ not in passed), None)


def _demand_equal(
    source: GraphStore, target: GraphStore, *, original: FeedDigest, copy: FeedDigest
) -> None:
    """Raise ``CopyDiffersError`` unless both feeds hold the same."""
    if source.revision() != original.revision:
        original = digest_of(source, _nobody)
    if original.equals(copy):
        return
    differing = [
        f"{kind} {record.id}"
        for kind in RecordKind
        for mine, yours in _pairs(_records(source, kind), _records(target, kind))
        if mine != yours
        for record in [mine or yours]
        if record is not None
    ]
    differing += [f"tenant {mark}" for mark in sorted(original.erased ^ copy.erased)]
    # A feed that tells otherwise than the lists: the parts of it that do.
    differing += [
        part
        for part in sorted(original.sums.keys() | copy.sums.keys())
        if not differing and original.sums.get(part) != copy.sums.get(part)
    ]
    raise CopyDiffersError(count=len(differing), first=differing[0])
