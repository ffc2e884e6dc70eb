"""What an import found, for people: bad rows in plain words, files read, what would change."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from graph_model.domain.records import RecordKind
from graph_model.errors import HilfenetzError, InvalidValueError
from graph_model.store.port import Change

ROW_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cell_count": (
            "Die Zeile hat {found} Zellen, die Kopfzeile {expected}. Fehlt ein Trennzeichen, oder "
            "steht eines ohne Anführungszeichen in einem Text?",
            "The row has {found} cells, the header {expected}. Is a delimiter missing, or does one "
            "stand unquoted within a text?",
        ),
        "quotes_open": (
            "Ein Anführungszeichen ist nicht geschlossen, oder in einer Zelle steht ein "
            "Zeilenumbruch. Bitte in einer Zeile schreiben.",
            "A quotation mark is not closed, or a cell holds a line break. Please write it on one "
            "line.",
        ),
        "bad_encoding": (
            "Die Zeile enthält Zeichen, die nicht lesbar sind. Bitte die Datei als „CSV UTF-8“ "
            "speichern.",
            "The row holds characters that cannot be read. Please save the file as 'CSV UTF-8'.",
        ),
        "control_character": (
            "Die Zeile enthält unsichtbare Steuerzeichen. Bitte die Zellen neu eintippen.",
            "The row holds invisible control characters. Please type the cells again.",
        ),
        "too_long": (
            "Die Zeile oder eine Zelle ist zu lang (höchstens {longest} Zeichen je Zelle).",
            "The row or a cell is too long (at most {longest} characters a cell).",
        ),
        "cell_missing": (
            "In der Spalte „{column}“ fehlt die Angabe. Bitte ergänzen.",
            "The column '{column}' is empty. Please fill it in.",
        ),
        "key_damaged": (
            "Der Gebietsschlüssel ist beschädigt: Ihm fehlt wohl die führende Null, wie wenn eine "
            "Tabellenkalkulation ihn als Zahl speichert. Bitte die Spalte als Text führen.",
            "The area key is damaged: its leading zero seems lost, as happens when a spreadsheet "
            "keeps it as a number. Please keep the column as text.",
        ),
        "duplicate_id": (
            "Die Kennung {record_id} steht schon weiter oben ({file}, Zeile {row}), dort mit "
            "anderem Inhalt. Bitte eine der beiden Zeilen löschen.",
            "The id {record_id} stands further up already ({file}, row {row}), with other content. "
            "Please delete one of the two rows.",
        ),
        "depends_on_bad_row": (
            "Die Zeile verweist auf {reference}; die Zeile dazu hat selbst Fehler. Bitte zuerst "
            "jene berichtigen.",
            "The row refers to {reference}, whose own row has errors. Please correct that one first.",
        ),
        "steps_given_twice": (
            "Zur Vermittlung {record_id} stehen Schritte hier und in der Schritte-Datei. Bitte nur "
            "an einer Stelle angeben.",
            "Referral {record_id} has steps here and in the file of steps. Please give them in one "
            "place only.",
        ),
        "steps_missing": (
            "Zur Vermittlung {record_id} fehlt jeder Schritt, mindestens „angefragt am“.",
            "Referral {record_id} has no step at all; at least 'requested_at' is needed.",
        ),
        "steps_disordered": (
            "Die Schritte der Vermittlung {record_id} sind nicht lückenlos ab 0 nummeriert.",
            "The steps of referral {record_id} are not numbered from 0 without a gap.",
        ),
        "steps_without_referral": (
            "Zu den Schritten der Vermittlung {record_id} fehlt die Zeile der Vermittlung selbst.",
            "The steps of referral {record_id} have no row for the referral itself.",
        ),
        "other_tenant": (
            "Die Hilfekette {chain_id} gehört zu einer anderen Mieterin oder einem anderen Mieter.",
            "Help chain {chain_id} belongs to another tenant.",
        ),
        "open_in_closed_chain": (
            "Die Hilfekette {chain_id} ist beendet, diese Vermittlung aber noch offen. Bitte "
            "abschließen oder zurückziehen.",
            "Help chain {chain_id} has ended but this referral is still open. Please complete or "
            "cancel it.",
        ),
        "chain_too_long": (
            "Die Hilfekette {chain_id} hat mehr als {longest} Vermittlungen. Stimmt die Kennung?",
            "Help chain {chain_id} has more than {longest} referrals. Is the id right?",
        ),
        "circle": (
            "{record_id} liegt über andere in sich selbst. Bitte die übergeordneten Einträge prüfen.",
            "{record_id} lies within itself by way of others. Please check the parents.",
        ),
        "geometry": (
            "Die Grenze stimmt nicht: {problem_de}.",
            "The boundary is wrong: {problem_en}.",
        ),
        "coordinates_swapped": (
            "Länge und Breite sind vertauscht. GeoJSON verlangt zuerst die Länge (etwa 13,5), dann "
            "die Breite (etwa 52,4).",
            "Longitude and latitude are swapped. GeoJSON wants longitude (such as 13.5) first, then "
            "latitude (such as 52.4).",
        ),
        "attribute_missing": (
            "Dem Ereignis fehlt „{attribute}“.",
            "The event lacks '{attribute}'.",
        ),
        "not_an_object": (
            "Hier wird ein Gebiet mit Eigenschaften und Grenze erwartet (GeoJSON „Feature“).",
            "An area with properties and a boundary is expected here (GeoJSON 'Feature').",
        ),
    }
)
"""Problems of rows that are no error of the domain: code to (German, English)."""


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
        self._keep(place, code, column, (german.format(**values), english.format(**values)))

    def add_error(
        self, error: HilfenetzError, place: tuple[str, int], *, column: str | None = None
    ) -> None:
        """One problem that the domain found."""
        if isinstance(error, InvalidValueError) and column is not None:
            error = type(error)(**{**error.details, "field": column})
        self._keep(place, error.code, column, (error.sentence("de"), error.sentence("en")))

    def _keep(
        self, place: tuple[str, int], code: str, column: str | None, texts: tuple[str, str]
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
    """What an import would do to the store as it stood at ``preview.revision``."""

    paths: tuple[Path, ...]
    options: ImportOptions
    changes: tuple[Change, ...]
    preview: ImportReport

    @property
    def is_clean(self) -> bool:
        """Whether every row is good."""
        return self.preview.bad_rows == 0
