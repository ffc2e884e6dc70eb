"""Columns and tables: which headings a kind of record has, and which table a file holds."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from graph_model.domain.labels import LABELS
from graph_model.domain.records import Record, RecordKind
from importers.cells import (
    CellType,
    as_text,
    calendar_day,
    coded,
    decimal_number,
    instant,
    plain,
    several,
    whole_number,
    write_day,
    write_instant,
    write_several,
)

Values = dict[str, object]
"""Field name to value; cells that are empty are not there."""

TEXT = CellType(parse=as_text, write=str, german="Text", english="text", example="Tafel Sonnenberg")
ID = CellType(parse=sys.intern, write=str, german="Kennung", english="id", example="p-012")
WHOLE = CellType(
    parse=whole_number, write=str, german="ganze Zahl", english="whole number", example="40"
)
DECIMAL = CellType(
    parse=decimal_number, write=repr, german="Zahl", english="number", example="12,5"
)
DAY = CellType(
    parse=calendar_day, write=write_day, german="Tag", english="day", example="31.12.2025"
)
INSTANT = CellType(
    parse=instant,
    write=write_instant,
    german="Zeitpunkt",
    english="time",
    example="31.12.2025 14:30",
)
IDS = CellType(
    parse=lambda cell: tuple(map(sys.intern, several(cell))),
    write=write_several,
    german="Kennungen",
    english="ids",
    example="14511000|14521010",
)
LANGUAGES = CellType(
    parse=lambda cell: tuple(sys.intern(part.lower()) for part in several(cell)),
    write=write_several,
    german="Sprachkürzel",
    english="language codes",
    example="de|uk",
)


def code_of(vocabulary: type[StrEnum]) -> CellType:
    """One code of a vocabulary, or its German or English word."""
    code, (german, _) = next(iter(LABELS[vocabulary].items()))
    return CellType(
        parse=coded(vocabulary),
        write=str,
        german=f"Code `{vocabulary.__name__}`",
        english=f"code `{vocabulary.__name__}`",
        example=f"{code}` / `{german}",
    )


def codes_of(vocabulary: type[StrEnum]) -> CellType:
    """Several codes or words with ``|`` between them (words of several parts need it)."""
    parse_one = coded(vocabulary)

    def parse(cell: str) -> tuple[StrEnum, ...]:
        parts = cell.split("|") if "|" in cell else re.split(r"[,;]", cell)
        return tuple(parse_one(part.strip()) for part in parts if part.strip())

    return CellType(
        parse=parse,
        write=write_several,
        german=f"Codes `{vocabulary.__name__}`",
        english=f"codes `{vocabulary.__name__}`",
        example="|".join(list(vocabulary)[:2]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the field it fills, its German heading, further headings that are understood."""

    name: str
    german: str
    type: CellType
    aliases: tuple[str, ...] = ()
    required: bool = False
    note_de: str = ""
    note_en: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading for it, the English one first, then the German one."""
        return (self.name, self.german, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a kind of file looks: its name, what it is about, and its columns."""

    name: str
    german: str
    title_de: str
    title_en: str
    columns: tuple[Column, ...]
    is_personal: bool = False

    @property
    def required(self) -> frozenset[str]:
        """Fields that every row must fill."""
        return frozenset(column.name for column in self.columns if column.required)

    @property
    def file_name(self) -> str:
        """The file that ``write_records`` makes."""
        return f"{self.name}.csv"

    def match_header(self, header: Sequence[str]) -> dict[int, Column]:
        """Which position of a header is which column; the first of two equal ones counts."""
        by_heading = {
            plain(heading): column
            for column in reversed(self.columns)
            for heading in reversed(column.headings)
        }
        found: dict[int, Column] = {}
        for index, heading in enumerate(header):
            column = by_heading.get(plain(heading))
            if column is not None and column not in found.values():
                found[index] = column
        return found

    def missing_in(self, header: Sequence[str]) -> list[str]:
        """Required columns that a header lacks, sorted."""
        found = {column.name for column in self.match_header(header).values()}
        return sorted(self.required - found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Layout):
    """A file of records, and how a row becomes one and back.

    ``is_personal`` marks tables whose rows are about single tenants: there, columns that look like
    personal data are refused. ``extract`` gives a record's fields by name of column. ``build`` is
    ``None`` for referrals and their steps, which ``referral_rows`` puts together.
    """

    kind: RecordKind
    build: Callable[[Values], Record] | None
    extract: Callable[[Record], Mapping[str, object]]
    rank: int = 1


def fields_of(*names: str) -> Callable[[Record], Mapping[str, object]]:
    """An ``extract`` for records whose fields are the columns."""

    def extract(record: Record) -> Mapping[str, object]:
        return {name: getattr(record, name) for name in names}

    return extract


L = TypeVar("L", bound=Layout)


def recognise(stem: str, header: Sequence[str], *, tables: Sequence[L]) -> L | None:
    """The table that a file holds: by its name if that names one, else by its header.

    A name counts by whole words (``2025-contacts``, ``Kontakte Nord``), the longest match first.
    Of the tables whose required columns are all there, the header chooses the one with the most
    columns, at least two; ``None`` if two are equally good or none fits.
    """
    words = f" {plain(stem)} "
    named = [
        (len(plain(name)), table)
        for table in tables
        for name in (table.name, table.german)
        if f" {plain(name)} " in words
    ]
    if named:
        return max(named, key=lambda pair: pair[0])[1]
    fitting = sorted(
        (
            (len(table.match_header(header)), table)
            for table in tables
            if not table.missing_in(header)
        ),
        key=lambda pair: -pair[0],
    )
    if not fitting or fitting[0][0] < 2:
        return None
    is_tie = len(fitting) > 1 and fitting[0][0] == fitting[1][0]
    return None if is_tie else fitting[0][1]
