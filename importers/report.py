"""What an import found, for people: bad rows in plain words, files read, what would change."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph_model.domain.records import Record, RecordKind, Reference
from graph_model.errors import HilfenetzError, InvalidValueError
from graph_model.store.port import Put
from importers.sentences import ROW_SENTENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why one row cannot be taken in.

    ``row`` is the line of a CSV file (the header counts), the number of a GeoJSON feature or of an
    XES event in its file, from 1. ``column`` is the heading as the file has it, if one is to blame.
    """

    file: str
    row: int
    column: str | None
    code: str
    german: str
    english: str

    def sentence(self, language: str) -> str:
        """What is wrong and what to do, in ``de`` or (anything else) English."""
        return self.german if language == "de" else self.english


@dataclass(slots=True, kw_only=True)
class Problems:
    """Collects bad rows: every one counted, the first ``most_shown`` kept in words."""

    most_shown: int = 1000
    kept: list[RowProblem] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    rows: set[tuple[str, int]] = field(default_factory=set)

    def add(
        self, code: str, place: tuple[str, int], *, column: str | None = None, **details: object
    ) -> None:
        """One problem by a code of ``ROW_SENTENCES``; ``place`` is file and row."""
        german, english = ROW_SENTENCES[code]
        values = {**details, "column": column}
        texts = (german.format(**values), english.format(**values))
        self._keep(place, code, column=column, texts=texts)

    def add_error(
        self, error: HilfenetzError, place: tuple[str, int], *, column: str | None = None
    ) -> None:
        """One problem that the domain found."""
        if isinstance(error, InvalidValueError) and column is not None:
            error = type(error)(**{**error.details, "field": column})
        texts = (error.sentence("de"), error.sentence("en"))
        self._keep(place, error.code, column=column, texts=texts)

    def _keep(
        self, place: tuple[str, int], code: str, *, column: str | None, texts: tuple[str, str]
    ) -> None:
        self.by_code[code] += 1
        self.rows.add(place)
        if len(self.kept) < self.most_shown:
            german, english = texts
            self.kept.append(
                RowProblem(
                    file=place[0],
                    row=place[1],
                    column=column,
                    code=code,
                    german=german,
                    english=english,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSummary:
    """How one file was understood; ``ignored`` names the columns that were left out."""

    file: str
    content: str
    rows: int
    encoding: str | None = None
    delimiter: str | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """Records of one kind by what the import does with them."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import found and did; ``bad_rows`` counts all, ``problems`` shows the first.

    ``revision`` is the store's, after the import or, in a plan, when it was read.
    """

    revision: int
    files: tuple[FileSummary, ...]
    counts: Mapping[RecordKind, KindCount]
    problems: tuple[RowProblem, ...] = ()
    bad_rows: int = 0
    bad_by_code: Mapping[str, int] = field(default_factory=dict)
    skipped_bad_rows: bool = False

    @property
    def created(self) -> int:
        """Records that are new."""
        return sum(count.created for count in self.counts.values())

    @property
    def changed(self) -> int:
        """Records that replace another version of themselves."""
        return sum(count.changed for count in self.counts.values())

    @property
    def unchanged(self) -> int:
        """Records that the store holds already, exactly so."""
        return sum(count.unchanged for count in self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the person who imports may choose.

    Parameters
    ----------
    skip_bad_rows
        Write the good rows although others are bad.
    need
        Need code of the referrals of an event log, which has none of its own.
    actor_attribute
        Attribute of an XES event that names the recipient.
    max_bytes
        Largest file taken, in bytes; ``None`` for no limit (local files are streamed).
    most_shown
        How many bad rows are kept in words; all are counted.
    """

    skip_bad_rows: bool = False
    need: str = "benefits"
    actor_attribute: str = "org:resource"
    max_bytes: int | None = None
    most_shown: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do to the store as it stood at ``preview.revision``.

    ``before`` holds, by kind and id, the records that changes would replace.
    """

    paths: tuple[Path, ...]
    options: ImportOptions
    changes: tuple[Put, ...]
    before: Mapping[Reference, Record]
    preview: ImportReport

    @property
    def is_clean(self) -> bool:
        """Whether every row is good."""
        return self.preview.bad_rows == 0
