"""What was read from all files of one import, each record with the row it came from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graph_model.domain.consents import Consent
from graph_model.domain.records import Record, RecordKind, kind_of
from importers.report import FileSummary, Problems
from importers.step_shelf import StepShelf

_ROW_BITS = 40
_ROW_MASK = (1 << _ROW_BITS) - 1

Place = int
"""File and row in one number, since millions of them are kept."""


class Progress(Protocol):
    """Hears how far an import is: ``read`` in bytes, ``check`` and ``write`` in records."""

    def __call__(self, phase: str, *, done: int, total: int) -> None:
        """Take note of ``done`` out of ``total`` in a phase."""
        ...


Find = Callable[[RecordKind, Iterable[str]], Mapping[str, Record]]
"""Looks ids up in the store."""


def _nothing(kind: RecordKind, ids: Iterable[str]) -> Mapping[str, Record]:
    del kind, ids
    return {}


def silent(phase: str, *, done: int, total: int) -> None:
    """Progress that nobody watches."""
    del phase, done, total


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All rows of one import, good ones as records, bad ones as problems.

    ``find_stored`` asks the store for records by id. ``optional`` holds references to records that
    are only brought along: what the store has under the same id stands. ``steps`` wait for their
    referrals. ``guessed_parents`` names areas whose parent is the first of some candidates that is
    known, if any is. ``bad`` are ids of rows that could not be taken in,
    ``spoilt_tenants`` those whose consent is among them.
    """

    problems: Problems
    find_stored: Find = _nothing
    records: dict[RecordKind, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in RecordKind}
    )
    places: dict[RecordKind, dict[str, Place]] = field(
        default_factory=lambda: {kind: {} for kind in RecordKind}
    )
    bad: dict[RecordKind, set[str]] = field(
        default_factory=lambda: {kind: set() for kind in RecordKind}
    )
    optional: set[tuple[RecordKind, str]] = field(default_factory=set)
    steps: StepShelf = field(default_factory=StepShelf)
    guessed_parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spoilt_tenants: set[str] = field(default_factory=set)
    summaries: list[FileSummary] = field(default_factory=list)
    _files: list[str] = field(default_factory=list)

    def file_number(self, name: str) -> int:
        """A number for a file that rows are going to come from."""
        self._files.append(name)
        return len(self._files) - 1

    def place(self, file_number: int, row: int) -> Place:
        """File and row as one number."""
        return file_number << _ROW_BITS | row

    def named(self, place: Place) -> tuple[str, int]:
        """File name and row of a place."""
        return self._files[place >> _ROW_BITS], place & _ROW_MASK

    def add(self, record: Record, place: Place) -> None:
        """Take a record in; the same twice is fine, another under the same id is a problem."""
        kind = kind_of(record)
        records = self.records[kind]
        earlier = records.get(record.id)
        if earlier is None:
            records[record.id] = record
            self.places[kind][record.id] = place
        elif earlier != record:
            file, row = self.named(self.places[kind][record.id])
            self.problems.add(
                "duplicate_id", self.named(place), record_id=record.id, file=file, row=row
            )

    def bring_along(self, records: Iterable[Record], place: Place) -> None:
        """Take records in that count only where neither a file nor the store has them."""
        for record in records:
            kind = kind_of(record)
            if record.id not in self.records[kind]:
                self.records[kind][record.id] = record
                self.places[kind][record.id] = place
                self.optional.add((kind, record.id))

    def drop(self, kind: RecordKind, record_id: str) -> Place:
        """Take a record out again because it turned out bad; where it came from."""
        record = self.records[kind].pop(record_id)
        if isinstance(record, Consent):
            self.spoilt_tenants.add(record.tenant_id)
        self.bad[kind].add(record_id)
        return self.places[kind][record_id]
