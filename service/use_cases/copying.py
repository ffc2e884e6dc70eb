"""Moving a network from one store to another, whatever they are: batch by batch, resumable."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph_model.domain.actors import Tenant
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, references
from graph_model.errors import CopyDiffersError
from graph_model.store.port import Delete, EntryBatch, GraphStore, Put, is_erased_mark

BATCH = 5_000
"""Records that are written at once; an interruption loses no more than these."""

_PAGE = 1_000

Progress = Callable[[str, int, int], None]
"""Hears the phase, how much is done and out of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReport:
    """How many records both stores hold, and how many of them this run had to write."""

    records: int
    written: int


def copy_store(source: GraphStore, target: GraphStore, *, progress: Progress) -> CopyReport:
    """Bring all records of one store into another, then hold both against each other.

    What is already there and equal is left alone, so that a copy which was interrupted goes on
    where it stopped. Records that were deleted are not copied; that a tenant was erased is.

    Raises
    ------
    CopyDiffersError
        If the stores differ in the end: somebody wrote meanwhile, or the target held other records.
    """
    before = target.revision()
    total = source.revision()
    done = 0
    for kind in RecordKind:
        for batch in _batches(source, kind):
            target.apply([Put(record) for record in batch])
            done += len(batch)
            progress("copy", min(done, total), total)
    marks = _erased(source) - _erased(target)
    for mark in sorted(marks):
        target.apply([Put(Tenant(id=mark)), Delete(RecordKind.TENANT, mark)])
    written = target.revision() - before - 2 * len(marks)
    progress("copy", total, total)
    return CopyReport(records=_compared(source, target, progress=progress), written=written)


def _records(store: GraphStore, kind: RecordKind) -> Iterator[Record]:
    after = None
    while True:
        page = store.page(RECORD_TYPES[kind], after=after, limit=_PAGE)
        yield from (item.record for item in page.items)
        after = page.after
        if after is None:
            return


def _batches(store: GraphStore, kind: RecordKind) -> Iterator[list[Record]]:
    """Records of a kind, each after those of its kind that it refers to."""
    batch: list[Record] = []
    for group in _in_order(_records(store, kind), kind):
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _in_order(records: Iterator[Record], kind: RecordKind) -> Iterator[list[Record]]:
    """Hold back what refers to a record of its own kind that has not come yet; groups to write."""
    passed: set[str] = set()
    waiting: dict[str, list[Record]] = {}
    for record in records:
        ready = [record]
        while ready:
            one = ready.pop()
            missing = next((id_ for id_ in _own_kind(one, kind) if id_ not in passed), None)
            if missing is not None:
                waiting.setdefault(missing, []).append(one)
                continue
            passed.add(one.id)
            yield [one]
            ready += waiting.pop(one.id, [])
    # Only circles are left (two areas that each became the other): they must come together.
    if waiting:
        yield [record for held in waiting.values() for record in held]


def _own_kind(record: Record, kind: RecordKind) -> list[str]:
    return [id_ for of, id_ in references(record) if of is kind and id_ != record.id]


def _erased(store: GraphStore) -> set[str]:
    return {
        entry.record_id
        for item in store.read_since(0, kinds=(RecordKind.TENANT,))
        if isinstance(item, EntryBatch)
        for entry in item.entries
        if is_erased_mark(entry.record_id)
    }


def _compared(source: GraphStore, target: GraphStore, *, progress: Progress) -> int:
    """How many records both hold, if they hold the same."""
    differing: list[str] = []
    total = source.revision()
    count = 0
    for kind in RecordKind:
        here, there = _records(source, kind), _records(target, kind)
        mine, yours = next(here, None), next(there, None)
        while mine is not None or yours is not None:
            ids = [record.id for record in (mine, yours) if record is not None]
            first = min(ids)
            if mine != yours:
                differing.append(f"{kind} {first}")
            if mine is not None and mine.id == first:
                mine, count = next(here, None), count + 1
                if count % _PAGE == 0:
                    progress("compare", min(count, total), total)
            if yours is not None and yours.id == first:
                yours = next(there, None)
    if differing:
        raise CopyDiffersError(count=len(differing), first=differing[0])
    progress("compare", total, total)
    return count
