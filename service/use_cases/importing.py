"""Imports as their users see them: shown first, written exactly as shown, taken back as a whole."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from graph_model.domain.amendments import (
    Amended,
    Amendment,
    ImportBatch,
    ImportedFile,
    ImportedKind,
    Occasion,
)
from graph_model.domain.records import Record, RecordKind, kind_of
from graph_model.errors import ImportChangedError
from graph_model.store.codec import to_json
from graph_model.store.port import Change, GraphStore, Put, erased_mark
from graph_model.store.walking import every
from importers.loading import apply_plan, plan_import
from importers.report import ImportOptions, ImportPlan, ImportReport
from importers.rows import Progress, silent
from service.use_cases.ids import new_id

BY_COMMAND = "command-line"
"""Who imports on the command line, where nobody has signed in."""

ABOUT_TENANTS = frozenset(
    {
        RecordKind.TENANT,
        RecordKind.CHAIN,
        RecordKind.CONSENT,
        RecordKind.CONTACT,
        RecordKind.REFERRAL,
        RecordKind.UNMET_SEARCH,
    }
)
"""Kinds about people who are helped: no former version of them is kept."""

_IN_A_PART = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Under which id an import is kept, who makes it, and when."""

    import_id: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What an import would do; ``digest`` stands for exactly that, and for nothing else."""

    plan: ImportPlan
    digest: str

    @property
    def report(self) -> ImportReport:
        """What it would do, in counts, and what is wrong."""
        return self.plan.preview

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.plan.changes

    @property
    def can_be_undone(self) -> bool:
        """Whether it could be taken back afterwards."""
        return can_be_undone(self.plan)


def new_import_id() -> str:
    """An id for an import that is about to begin."""
    return new_id("import")


def dry_run(
    store: GraphStore, paths: Sequence[Path], *, options: ImportOptions, progress: Progress = silent
) -> DryRun:
    """What an import of these files would do; the store is only read.

    Raises
    ------
    UnreadableFileError, PersonalColumnError
        As ``plan_import`` does.
    """
    plan = plan_import(store, paths, options=options, progress=progress)
    return DryRun(plan=plan, digest=digest_of_plan(plan))


def digest_of_plan(plan: ImportPlan) -> str:
    """SHA-256 of all that a plan would write and what it would replace, in hex."""
    found = hashlib.sha256()
    for change in plan.changes:
        before = plan.before.get((kind_of(change.record), change.record.id))
        for one in (change.record, before):
            text = "" if one is None else to_json(one)
            found.update(f"{len(text)}:{text}\n".encode())
    found.update(f"{plan.preview.bad_rows}".encode())
    return found.hexdigest()


def carry_out(
    store: GraphStore, shown: DryRun, *, signed: Signed, progress: Progress = silent
) -> ImportReport:
    """Write what a dry run showed, with a note of it that lets it be taken back.

    Where others have written since, the files are compared anew; only if the import would still do
    exactly what was shown is it written. Nothing new leaves no note.

    Raises
    ------
    ImportChangedError
        If it would do something else by now; nothing was written.
    BadRowsError
        If rows are bad and the options do not say to leave them out.
    RevisionConflictError
        If an import is kept under that id already, or others keep writing.
    """

    def beside(plan: ImportPlan) -> Sequence[Change]:
        if plan is not shown.plan and digest_of_plan(plan) != shown.digest:
            raise ImportChangedError(import_id=signed.import_id)
        return [Put(one, expected=0) for one in _notes(plan, signed)]

    return apply_plan(store, shown.plan, beside=beside, progress=progress)


def can_be_undone(plan: ImportPlan) -> bool:
    """Whether an import could be taken back: not if it changes what is known about tenants."""
    return not any(kind in ABOUT_TENANTS for kind, _ in plan.before)


def past_imports(store: GraphStore) -> list[ImportBatch]:
    """All imports that were written, the latest first."""
    found = (item.record for item in every(store, ImportBatch))
    return sorted(found, key=lambda one: (one.imported_at, one.id), reverse=True)


def digest_of_record(record: Record) -> str:
    """What stands for a record's content in a note of a change."""
    return digest_of_text(to_json(record))


def digest_of_text(text: str) -> str:
    """The same of a record that was written down already."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def noted_name(record: Record) -> str:
    """How a note of a change names a record: never by a tenant's id, which erasure must find."""
    return erased_mark(record.id) if kind_of(record) is RecordKind.TENANT else record.id


def amended(record: Record, digest: str, *, before: Record | None) -> Amended:
    """What a note of a change says of one record: what it became, and what it was."""
    return Amended(
        kind=kind_of(record).value,
        name=noted_name(record),
        digest=digest,
        before=None if before is None else to_json(before),
    )


def _notes(plan: ImportPlan, signed: Signed) -> list[ImportBatch | Amendment]:
    parts = list(_parts(plan)) if can_be_undone(plan) else []
    batch = ImportBatch(
        id=signed.import_id,
        imported_at=signed.now,
        imported_by=signed.by,
        files=tuple(ImportedFile(content=one.content, rows=one.rows) for one in plan.preview.files),
        counts=_counts(plan),
        left_out=plan.preview.bad_rows,
        parts=len(parts),
    )
    return [
        batch,
        *(
            Amendment(
                id=part_id,
                occasion=Occasion.IMPORT,
                made_at=signed.now,
                made_by=signed.by,
                items=items,
            )
            for part_id, items in zip(batch.part_ids(), parts, strict=True)
        ),
    ]


def _counts(plan: ImportPlan) -> tuple[ImportedKind, ...]:
    written: defaultdict[RecordKind, list[bool]] = defaultdict(list)
    for change in plan.changes:
        kind = kind_of(change.record)
        written[kind].append((kind, change.record.id) in plan.before)
    return tuple(
        ImportedKind(kind=kind.value, created=len(were) - sum(were), changed=sum(were))
        for kind, were in written.items()
    )


def _parts(plan: ImportPlan) -> Iterator[tuple[Amended, ...]]:
    items = (_item(change.record, plan.before) for change in plan.changes)
    while part := tuple(islice(items, _IN_A_PART)):
        yield part


def _item(record: Record, before: Mapping[tuple[RecordKind, str], Record]) -> Amended:
    earlier = before.get((kind_of(record), record.id))
    return amended(record, digest_of_record(record), before=earlier)


def undone(batch: ImportBatch, *, by: str, now: datetime) -> ImportBatch:
    """The same import, taken back."""
    return replace(batch, undone_at=now, undone_by=by)
