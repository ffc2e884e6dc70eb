"""An import as its pages show it: what it would do, how far it is, what it did."""

from dataclasses import dataclass
from datetime import datetime

from graph_model.domain.amendments import ImportBatch
from graph_model.domain.records import RecordKind
from importers.tables import TABLES
from service.record_names import name_of_kind
from service.uploads import Shown, State
from service.web import rows
from service.web.chain_view import moment
from service.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """An import that was written, in words; ``lines`` are kind, new, changed."""

    import_id: str
    when: str
    by: str
    lines: tuple[tuple[str, int, int], ...]
    state: str
    is_undone: bool
    can_be_undone: bool
    left_out: int

    @classmethod
    def of(cls, batch: ImportBatch, *, by: str, language: str) -> "PastImport":
        """The import for people to read; ``by`` is what they call who made it."""
        texts = words(language)
        state = texts["import_in_place"]
        if batch.undone_at is not None:
            state = texts["import_undone"].format(day=rows.day(batch.undone_at, language))
        return cls(
            import_id=batch.id,
            when=moment(batch.imported_at, language),
            by=by,
            lines=tuple(
                (name_of_kind(RecordKind(one.kind), language), one.created, one.changed)
                for one in batch.counts
            ),
            state=state,
            is_undone=batch.undone_at is not None,
            can_be_undone=batch.undone_at is None and batch.parts > 0,
            left_out=batch.left_out,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """One import at one moment."""

    import_id: str
    state: State | None
    batch: ImportBatch | None
    now: datetime
    language: str

    @property
    def is_running(self) -> bool:
        """Whether somebody works on it."""
        return self.state is not None and self.state.is_running(self.now)

    @property
    def is_broken_off(self) -> bool:
        """Whether the work on it fell silent before anything was written."""
        return (
            self.batch is None
            and self.state is not None
            and self.state.step in {"checking", "applying"}
            and not self.is_running
        )

    @property
    def shown(self) -> Shown | None:
        """What the dry run found, while that is still to be decided on."""
        is_open = self.batch is None and not self.is_running and not self.is_broken_off
        return self.state.shown if is_open and self.state is not None else None

    @property
    def title(self) -> str:
        """The heading of the page."""
        texts = words(self.language)
        if self.is_running:
            return texts["import_running"]
        return texts["import_shown_title" if self.batch is None else "import_done_title"]

    @property
    def refusal(self) -> str:
        """Why the last step was refused, empty if it was not."""
        found = None if self.state is None or self.is_running else self.state.refusal
        return "" if found is None else found.said(self.language)

    @property
    def step(self) -> str:
        """What is being done, in words."""
        return words(self.language)[f"doing_{'' if self.state is None else self.state.step}"]

    @property
    def phase(self) -> str:
        """What part of it, in words; empty before the first."""
        phase = "" if self.state is None else self.state.phase
        return words(self.language)[f"phase_{phase}"] if phase else ""

    @property
    def percent(self) -> int | None:
        """How far that part is, ``None`` if nobody can say."""
        if self.state is None or not self.state.total:
            return None
        return min(100, 100 * self.state.done // self.state.total)

    def kinds(self) -> list[tuple[str, int, int, int]]:
        """Kind, new, changed and unchanged records of the dry run."""
        return [
            (
                name_of_kind(RecordKind(one.kind), self.language),
                one.created,
                one.changed,
                one.unchanged,
            )
            for one in (() if self.shown is None else self.shown.kinds)
        ]

    def content(self, name: str) -> str:
        """What a file is about, in words."""
        return _TITLES.get(name, (name, name))[0 if self.language == "de" else 1]


_TITLES = {table.name: (table.title_de, table.title_en) for table in TABLES}


def readable_tables(language: str) -> list[tuple[str, str]]:
    """Which tables are read, each with the headings of its columns, those needed with a star."""
    is_german = language == "de"
    return [
        (
            table.title_de if is_german else table.title_en,
            ", ".join(
                f"{column.german if is_german else column.name}{'*' if column.required else ''}"
                for column in table.columns
            ),
        )
        for table in TABLES
    ]
