"""Lines of a CSV file to cells: delimiter, header, quotation marks, bounded and never failing."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from importers.cells import LONGEST_CELL
from importers.columns import Column, L, Layout, recognise
from importers.report import ImportOptions
from importers.rows import Progress, silent
from importers.text_lines import (
    LONGEST_LINE,
    check_file,
    detect_encoding,
    read_lines,
    unreadable,
)

DELIMITERS = (";", ",", "\t")
MOST_COLUMNS = 500

_UNDECODED = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFile(Generic[L]):
    """A CSV file whose header is understood.

    ``columns`` maps the position in a row to the column; ``first_row`` is the line after it.
    """

    path: Path
    table: L
    header: tuple[str, ...]
    columns: dict[int, Column]
    encoding: str
    delimiter: str
    first_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that cannot be split into cells: a code of ``ROW_SENTENCES`` and its details."""

    code: str
    details: dict[str, object]


def open_csv(path: Path, options: ImportOptions, *, tables: Sequence[L]) -> CsvFile[L]:
    """Find out encoding, delimiter and table of a CSV file.

    Raises
    ------
    UnreadableFileError
        If it is missing, too large, empty, or holds none of the tables.
    """
    check_file(path, options.max_bytes)
    encoding = detect_encoding(path)
    lines = read_lines(path, encoding)
    number, line = 1, next(lines, "")
    if re.fullmatch(r"sep=.", line):
        number, line = 2, next(lines, "")
    if not line.strip():
        raise unreadable(path, german="die Kopfzeile fehlt", english="the header is missing")
    delimiter, header = _split_header(line, tables)
    if len(header) > MOST_COLUMNS:
        raise unreadable(path, german="zu viele Spalten", english="too many columns")
    table = recognise(path.stem, header, tables=tables)
    if table is None:
        known = ", ".join(table.file_name for table in tables)
        raise unreadable(
            path,
            german=f"der Inhalt ist nicht zu erkennen; bitte nach dem Inhalt benennen ({known})",
            english=f"the content is not recognised; please name it after its content ({known})",
        )
    _check_complete(path, table, header=header)
    return CsvFile(
        path=path,
        table=table,
        header=tuple(header),
        columns=table.match_header(header),
        encoding=encoding,
        delimiter=delimiter,
        first_row=number + 1,
    )


def _check_complete(path: Path, table: Layout, *, header: Sequence[str]) -> None:
    missing = table.missing_in(header)
    if missing:
        german = {column.name: column.german for column in table.columns}
        named = ", ".join(f"{name} ({german[name]})" for name in missing)
        raise unreadable(
            path, german=f"es fehlen Spalten: {named}", english=f"columns are missing: {named}"
        )


def _split_header(line: str, tables: Sequence[Layout]) -> tuple[str, list[str]]:
    """The delimiter under which most headings are known, and the headings."""

    def known(delimiter: str) -> tuple[int, int]:
        cells = split_cells(line, delimiter) or []
        return max(len(table.match_header(cells)) for table in tables), len(cells)

    line = line[:LONGEST_LINE]
    delimiter = max(DELIMITERS, key=known)
    return delimiter, split_cells(line, delimiter) or []


def split_cells(line: str, delimiter: str) -> list[str] | None:
    """Cells of one line; ``None`` if its quotation marks do not fit."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def read_rows(
    file: CsvFile[L], *, progress: Progress = silent
) -> Iterator[tuple[int, list[str] | BadLine]]:
    """Rows with their line numbers; empty ones are left out, unsplittable ones are named.

    Cells beyond the header are let go if they are empty.
    """
    width = len(file.header)
    delimiter = file.delimiter
    blank = frozenset(delimiter + " \t")
    lines = read_lines(file.path, file.encoding, progress=progress)
    for number, line in enumerate(lines, start=1):
        if number < file.first_row or not line or (line[0] in blank and blank.issuperset(line)):
            continue
        if not line.isprintable() or len(line) > LONGEST_CELL:
            bad = _hidden_fault(line)
            if bad is not None:
                yield number, bad
                continue
        cells = line.split(delimiter) if '"' not in line else split_cells(line, delimiter)
        if cells is not None and len(cells) == width:
            yield number, cells
        else:
            yield number, _other_width(cells, width)


def _other_width(cells: list[str] | None, width: int) -> list[str] | BadLine:
    if cells is None:
        return BadLine(code="quotes_open", details={})
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return BadLine(code="cell_count", details={"found": len(cells), "expected": width})


def _hidden_fault(line: str) -> BadLine | None:
    if len(line) > LONGEST_LINE or _longest_cell_may_exceed(line):
        return BadLine(code="too_long", details={"longest": LONGEST_CELL})
    if _UNDECODED.search(line):
        return BadLine(code="bad_encoding", details={})
    if _CONTROL.search(line):
        return BadLine(code="control_character", details={})
    return None


def _longest_cell_may_exceed(line: str) -> bool:
    return any(len(part) > LONGEST_CELL for part in re.split("[;,\t]", line))
