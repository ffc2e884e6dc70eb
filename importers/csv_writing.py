"""Records written as CSV files that read back equal, safe to open in a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from graph_model.domain.areas import Area
from graph_model.domain.records import KEPT_INSIDE, Record, RecordKind, kind_of
from graph_model.domain.referrals import Referral, StatusChange
from importers.cells import protect, write_instant
from importers.columns import DECIMAL, Column, Table
from importers.geojson import write_areas
from importers.tables import TABLES
from importers.tables_events import REFERRALS, STEP_DAYS, STEPS

_TABLE_OF: Mapping[RecordKind, Table] = {
    table.kind: table for table in TABLES if table is not STEPS
}
_HAND_MADE = frozenset({*(name for name, _ in STEP_DAYS.values()), "reason", "outcome"}) | {
    "on_hold_reason",
    "recorded_by",
}
_BOUNDARIES = "areas.geojson"


def write_records(folder: Path, records: Iterable[Record]) -> list[Path]:
    """Write records into a folder, one CSV file a kind; the files, sorted.

    Parameters
    ----------
    folder
        Made if it is not there; files of the same names are replaced.
    records
        In any order and of any kinds; streamed. Access keys are left out: they never leave a store.

    Returns
    -------
    list of Path
        ``areas.csv``, ``needs.csv`` and so on. The histories of referrals stand in
        ``referral_steps.csv``; areas with a boundary in ``areas.geojson``.

    Notes
    -----
    UTF-8 with a byte order mark, semicolons, decimal commas: what a German spreadsheet opens as it
    is. Times are UTC and end in ``Z``. Cells that start like a formula get a leading ``'``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Area] = []
    with ExitStack() as stack:
        writer = _Writer(folder, stack)
        for record in records:
            if isinstance(record, Area) and record.boundary:
                drawn.append(record)
            elif kind_of(record) not in KEPT_INSIDE:
                writer.write(record)
    if drawn:
        write_areas(folder / _BOUNDARIES, drawn)
        writer.paths.append(folder / _BOUNDARIES)
    return sorted(writer.paths)


class _Writer:
    """Open files by table; each is opened when its first record comes."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._rows: dict[str, Callable[[Iterable[str]], object]] = {}
        self.paths: list[Path] = []

    def write(self, record: Record) -> None:
        """Append a record to the file of its kind, a referral's history to the steps."""
        table = _TABLE_OF[kind_of(record)]
        columns = _columns(table)
        fields = table.extract(record)
        self._row(table)([_cell(column, fields.get(column.name)) for column in columns])
        if isinstance(record, Referral):
            write_step = self._row(STEPS)
            for position, change in enumerate(record.history):
                write_step(_step_cells(record.id, position, change=change))

    def _row(self, table: Table) -> Callable[[Iterable[str]], object]:
        found = self._rows.get(table.name)
        if found is None:
            path = self._folder / table.file_name
            file: TextIO = self._stack.enter_context(
                path.open("w", encoding="utf-8-sig", newline="")
            )
            self.paths.append(path)
            found = self._rows[table.name] = csv.writer(file, delimiter=";").writerow
            found([column.name for column in _columns(table)])
        return found


def _columns(table: Table) -> list[Column]:
    """The columns that are written: those for hand-made referrals are left to the steps."""
    if table is REFERRALS:
        return [column for column in table.columns if column.name not in _HAND_MADE]
    return [column for column in table.columns if column.name != "district_ags"]


def _cell(column: Column, value: object) -> str:
    if value is None or value == ():
        return ""
    text = column.type.write(value)
    return protect(text.replace(".", ",") if column.type is DECIMAL else text)


def _step_cells(referral_id: str, position: int, *, change: StatusChange) -> list[str]:
    """One row of steps; ids and codes cannot start like a formula."""
    occurred = write_instant(change.occurred_at)
    is_at_once = change.recorded_at == change.occurred_at
    return [
        referral_id,
        str(position),
        change.status.value,
        occurred,
        occurred if is_at_once else write_instant(change.recorded_at),
        change.decided_by,
        change.recorded_by,
        change.reason.value if change.reason is not None else "",
        change.outcome.value if change.outcome is not None else "",
    ]
