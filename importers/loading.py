"""From files to the store: plan what would change, then write all of it in one batch."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from graph_model.domain.records import RecordKind
from graph_model.errors import BadRowsError, RevisionConflictError
from graph_model.store.port import Change, GraphStore, Put
from importers import csv_files, geojson, xes
from importers.checking import Checker
from importers.formats import Format
from importers.matching import Matched, Stored, match
from importers.report import ImportOptions, ImportPlan, ImportReport, KindCount, Problems
from importers.rows import Gathered, Progress, silent
from importers.text_lines import unreadable

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".csv": csv_files.open_source,
        ".tsv": csv_files.open_source,
        ".geojson": geojson.open_source,
        ".json": geojson.open_source,
        ".xes": xes.open_source,
    }
)
"""Who reads which ending of a file name; another format is one module and one line here."""

_NAMED_ONLY = frozenset({".json"})
"""Endings too general to be taken from a folder; such a file has to be named."""

TRIES = 5
"""How often an import is planned anew because somebody else wrote in between."""


def plan_import(
    store: GraphStore,
    paths: Sequence[Path],
    *,
    options: ImportOptions = ImportOptions(),  # noqa: B008 - frozen, shared on purpose
    progress: Progress = silent,
) -> ImportPlan:
    """What an import of these files would change; the store is only read.

    Parameters
    ----------
    store
        The store to compare with.
    paths
        Files, or folders whose files of a known format are taken (not those in folders below).
    options
        See ``ImportOptions``.
    progress
        Called with the phase (``read`` in bytes over all files, ``match`` and ``check`` in
        records), how much is done, and the total.

    Returns
    -------
    ImportPlan
        Changes of all good rows, and every bad row counted. A row that refers to a bad one is bad
        too, a referral with a bad step wholly.

    Raises
    ------
    UnreadableFileError
        If a file is missing, of no known format, or cannot be understood as a whole.
    PersonalColumnError
        If a column looks like a tenant's personal data.

    Notes
    -----
    Everything that is to be written is held in memory: about 3 kB a referral with its history,
    chain, contacts and consents.
    """
    files = list_files(paths)
    stored = Stored(store)
    gathered = Gathered(problems=Problems(most_shown=options.most_shown), find_stored=stored.find)
    _read_all(files, gathered, options=options, progress=progress)
    matched = match(gathered, stored, progress=progress)
    Checker(gathered, matched, stored=stored).run(progress)
    return ImportPlan(
        paths=tuple(files),
        options=options,
        changes=tuple(Put(record) for kind in RecordKind for record in matched.live(kind).values()),
        before=MappingProxyType(matched.before),
        preview=_report(gathered, matched, revision=stored.revision, options=options),
    )


def list_files(paths: Iterable[Path]) -> list[Path]:
    """Files named, and those of a known format in folders named, each once, in order.

    Raises
    ------
    UnreadableFileError
        If a file is of no known format, or a folder holds none of them.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            taken = FORMATS.keys() - _NAMED_ONLY
            inside = sorted(file for file in path.iterdir() if file.suffix.lower() in taken)
            if not inside:
                raise unreadable(
                    path, german="der Ordner enthält nichts davon", english="nothing in this folder"
                )
            found.update(dict.fromkeys(inside))
        elif path.suffix.lower() in FORMATS:
            found[path] = None
        else:
            known = ", ".join(FORMATS)
            raise unreadable(path, german=f"bekannt sind {known}", english=f"known are {known}")
    return list(found)


def _read_all(
    files: Sequence[Path], gathered: Gathered, *, options: ImportOptions, progress: Progress
) -> None:
    sources = [(FORMATS[path.suffix.lower()](path, options), path) for path in files]
    sizes = [path.stat().st_size for path in files]
    total = sum(sizes)
    done = 0
    for source, path in sorted(sources, key=lambda pair: pair[0].rank):
        source.read(gathered, _from(progress, done, whole=total))
        done += path.stat().st_size
        progress("read", done=done, total=total)
    gathered.summaries.sort(key=lambda summary: summary.file)


def _from(progress: Progress, start: int, *, whole: int) -> Progress:
    def shifted(phase: str, *, done: int, total: int) -> None:
        progress(phase, done=start + min(done, total), total=whole)

    return shifted


def _report(
    gathered: Gathered, matched: Matched, *, revision: int, options: ImportOptions
) -> ImportReport:
    problems = gathered.problems
    counts = {
        kind: KindCount(
            created=len(matched.created[kind]),
            changed=len(matched.changed[kind]),
            unchanged=matched.unchanged[kind],
        )
        for kind in RecordKind
        if matched.created[kind] or matched.changed[kind] or matched.unchanged[kind]
    }
    return ImportReport(
        revision=revision,
        files=tuple(gathered.summaries),
        counts=MappingProxyType(counts),
        problems=tuple(sorted(problems.kept, key=lambda problem: (problem.file, problem.row))),
        bad_rows=len(problems.rows),
        bad_by_code=MappingProxyType(dict(sorted(problems.by_code.items()))),
        skipped_bad_rows=options.skip_bad_rows and bool(problems.rows),
    )


Beside = Callable[[ImportPlan], Sequence[Change]]
"""What is written together with a plan, in the same batch; it may refuse the plan by raising."""


def nothing_beside(plan: ImportPlan) -> Sequence[Change]:
    """A plan is all that is written."""
    del plan
    return ()


def apply_plan(
    store: GraphStore,
    plan: ImportPlan,
    *,
    beside: Beside = nothing_beside,
    progress: Progress = silent,
) -> ImportReport:
    """Write everything a plan would change, in one batch, all of it or nothing.

    If the store has moved on since the plan was made, the files are read and compared again, so
    that nothing written in between is overwritten unseen; ``beside`` is asked anew then.

    Raises
    ------
    BadRowsError
        If rows are bad and the options do not say to skip them; nothing is written.
    RevisionConflictError
        If somebody else keeps writing, even after ``TRIES`` plans.
    """
    for attempt in range(TRIES):
        if not plan.is_clean and not plan.options.skip_bad_rows:
            raise BadRowsError(count=plan.preview.bad_rows)
        if not plan.changes:
            return plan.preview
        try:
            progress("write", done=0, total=len(plan.changes))
            receipt = store.apply(
                (*plan.changes, *beside(plan)), expected_revision=plan.preview.revision
            )
        except RevisionConflictError:
            if attempt == TRIES - 1:
                raise
            plan = plan_import(store, plan.paths, options=plan.options, progress=progress)
            continue
        progress("write", done=len(plan.changes), total=len(plan.changes))
        return _written(plan.preview, receipt.revision)
    raise AssertionError("the last try returns or raises")


def _written(preview: ImportReport, revision: int) -> ImportReport:
    return ImportReport(
        revision=revision,
        files=preview.files,
        counts=preview.counts,
        problems=preview.problems,
        bad_rows=preview.bad_rows,
        bad_by_code=preview.bad_by_code,
        skipped_bad_rows=preview.skipped_bad_rows,
    )
