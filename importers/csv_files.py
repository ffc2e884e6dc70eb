"""CSV files of every kind of record, read; ``csv_writing`` writes the same tables."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from graph_model.domain.records import RecordKind
from graph_model.errors import HilfenetzError, InvalidValueError
from importers.area_keys import AreaRows, has_official_keys
from importers.cells import unprotect
from importers.columns import Column, Table, Values
from importers.csv_rows import BadLine, CsvFile, open_csv, read_rows
from importers.personal import (
    check_headings,
    is_personal_id,
    is_personal_value,
    personal_columns,
)
from importers.referral_rows import add_referral, shelve_step
from importers.report import FileSummary, ImportOptions
from importers.rows import Gathered, Place, Progress
from importers.tables import TABLES
from importers.tables_events import REFERRALS, STEPS

Handler = Callable[[Values, Place], None]


class Converter:
    """Cells of a row to values by field."""

    def __init__(self, columns: dict[int, Column], required: frozenset[str]) -> None:
        self._plan = [(index, column.name, column.type.parse) for index, column in columns.items()]
        self._required = required
        self._columns = columns

    def values(self, cells: list[str]) -> Values:
        """Values of a row.

        Raises
        ------
        InvalidValueError
            If a cell is not what its column takes, or a required one is empty.
        """
        found: Values = {}
        for index, name, parse in self._plan:
            cell = cells[index].strip()
            if cell:
                found[name] = parse(unprotect(cell) if cell[0] == "'" else cell)
        if not self._required <= found.keys():
            raise InvalidValueError(field="?", rule_de="fehlt", rule_en="is missing")
        return found

    def faults(self, cells: list[str]) -> list[tuple[int, InvalidValueError | None]]:
        """Every bad cell of a row by position; ``None`` for a required one that is empty."""
        found: list[tuple[int, InvalidValueError | None]] = []
        for index, name, parse in self._plan:
            cell = cells[index].strip()
            try:
                if cell:
                    parse(unprotect(cell))
                elif name in self._required:
                    found.append((index, None))
            except InvalidValueError as error:
                found.append((index, error))
        return found


@dataclass(frozen=True, slots=True)
class CsvSource:
    """One CSV file, its header understood and free of personal columns."""

    file: CsvFile[Table]

    @property
    def rank(self) -> int:
        """Steps come before everything, referrals after everything."""
        return self.file.table.rank

    def read(self, gathered: Gathered, progress: Progress) -> None:
        """Hand over every row; see ``formats.Source``."""
        _Reading(self.file, gathered).run(progress)


def open_source(path: Path, options: ImportOptions) -> CsvSource:
    """Open a CSV file of any kind of record.

    Raises
    ------
    UnreadableFileError
        If it is missing, too large, empty, or holds none of the tables.
    PersonalColumnError
        If a column looks like a tenant's personal data.
    """
    file = open_csv(path, options, tables=TABLES)
    check_headings(
        path.name, file.header, understood=file.columns, is_personal=file.table.is_personal
    )
    return CsvSource(file)


class _Reading:
    """The state of reading one file."""

    def __init__(self, file: CsvFile[Table], gathered: Gathered) -> None:
        self._file = file
        self._gathered = gathered
        self._number = gathered.file_number(file.path.name)
        self._converter = Converter(file.columns, file.table.required)
        self._handle = self._handler()
        self._positions = {column.name: index for index, column in file.columns.items()}
        unknown = [index for index in range(len(file.header)) if index not in file.columns]
        self._watched = unknown if file.table.is_personal else []
        self._ignored = tuple(file.header[index].strip()[:60] for index in unknown)

    def _handler(self) -> Handler:
        table, gathered = self._file.table, self._gathered
        if table is STEPS:
            return partial(shelve_step, gathered=gathered)
        if table is REFERRALS:
            return partial(add_referral, gathered=gathered)
        if table.kind is RecordKind.AREA:
            return AreaRows(gathered, is_official=has_official_keys(self._file.header)).add
        build = table.build
        if build is None:
            raise AssertionError(table.name)

        def handle(values: Values, place: Place) -> None:
            gathered.add(build(values), place)

        return handle

    def run(self, progress: Progress) -> None:
        gathered, values_of, handle = self._gathered, self._converter.values, self._handle
        start = gathered.place(self._number, 0)
        count = 0
        for row, cells in read_rows(self._file, progress=progress):
            count += 1
            if isinstance(cells, BadLine):
                gathered.problems.add(
                    cells.code, (self._file.path.name, row), column=None, **cells.details
                )
                continue
            if self._watched:
                self._refuse_personal(cells)
            try:
                handle(values_of(cells), start | row)
            except HilfenetzError as error:
                self._report(error, cells, row=row)
        self._check_pseudonyms()
        self._summarise(count)

    def _refuse_personal(self, cells: list[str]) -> None:
        found = [index for index in self._watched if is_personal_value(cells[index])]
        if found:
            headings = [self._file.header[index] for index in found]
            raise personal_columns(self._file.path.name, headings)

    def _check_pseudonyms(self) -> None:
        if self._file.table.kind is not RecordKind.TENANT:
            return
        tenants = self._gathered.records[RecordKind.TENANT]
        if any(is_personal_id(tenant_id) for tenant_id in tenants):
            heading = self._file.header[self._positions["id"]]
            raise personal_columns(self._file.path.name, [heading])

    def _report(self, error: HilfenetzError, cells: list[str], *, row: int) -> None:
        place = (self._file.path.name, row)
        problems, header = self._gathered.problems, self._file.header
        faults = self._converter.faults(cells)
        for index, fault in faults:
            if fault is None:
                problems.add("cell_missing", place, column=header[index])
            else:
                problems.add_error(fault, place, column=header[index])
        if not faults:
            index = self._positions.get(str(error.details.get("field")), -1)
            problems.add_error(error, place, column=header[index] if index >= 0 else None)
        self._remember(cells)

    def _remember(self, cells: list[str]) -> None:
        """Keep the id of a bad row, so that rows which refer to it can say so."""
        table = self._file.table
        first = table.columns[0].name
        if first not in self._positions:
            return
        record_id = cells[self._positions[first]].strip()
        if table is STEPS:
            self._gathered.steps.spoil(record_id)
        elif record_id not in self._gathered.records[table.kind]:
            self._gathered.bad[table.kind].add(record_id)
        if table.kind is RecordKind.CONSENT:
            self._gathered.spoilt_tenants.add(cells[self._positions["tenant_id"]].strip())

    def _summarise(self, count: int) -> None:
        self._gathered.summaries.append(
            FileSummary(
                file=self._file.path.name,
                content=self._file.table.name,
                rows=count,
                encoding=self._file.encoding,
                delimiter=self._file.delimiter,
                ignored=self._ignored,
            )
        )
