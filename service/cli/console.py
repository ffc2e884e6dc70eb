"""What all commands share: where they print, in which language, and how they fail."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graph_model import errors
from graph_model.analysis.results import to_plain
from graph_model.store.port import GraphStore
from service.bootstrap import open_store
from service.settings import Settings

EXIT_REFUSED = 3
EXIT_NOT_FOUND = 4
EXIT_STORE = 5
EXIT_CONFLICT = 6
EXIT_SETTINGS = 7
EXIT_OTHER = 1

_EXITS: tuple[tuple[type[errors.HilfenetzError], int], ...] = (
    (errors.ImportRefusedError, EXIT_REFUSED),
    (errors.InvalidValueError, EXIT_REFUSED),
    (errors.RuleError, EXIT_REFUSED),
    (errors.UnknownRecordError, EXIT_NOT_FOUND),
    (errors.StoreError, EXIT_STORE),
    (errors.ConflictError, EXIT_CONFLICT),
    (errors.SettingsError, EXIT_SETTINGS),
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Settings and consoles of one run: results go to standard output, all else to error."""

    settings: Settings
    out: Console
    err: Console

    @property
    def language(self) -> str:
        """``de`` or ``en``."""
        return self.settings.language

    def say(self, german: str, english: str) -> None:
        """Tell the user something that is no result."""
        self.err.print(escape(german if self.language == "de" else english), highlight=False)

    def json(self, result: object) -> None:
        """Print a result for programs: the same result, the same bytes."""
        text = json.dumps(to_plain(result), ensure_ascii=False, allow_nan=False, indent=2)
        self.out.file.write(text + "\n")

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print a result for people; figures stand to the right."""
        table = Table(title=escape(title), title_justify="left", header_style="bold")
        for place, column in enumerate(columns):
            figures = all(isinstance(row[place], int | float | None) for row in rows)
            right = bool(rows) and figures
            table.add_column(escape(column), justify="right" if right else "left")
        for row in rows:
            table.add_row(*(escape(self.shown(cell)) for cell in row))
        self.out.print(table)

    def shown(self, cell: object) -> str:
        """A cell as people read it: decimal comma in German, a dash for nothing."""
        if cell is None:
            return "–"
        if isinstance(cell, float):
            text = f"{cell:,.1f}"
            if self.language == "de":
                return text.replace(",", " ").replace(".", ",")
            return text
        return str(cell)

    @contextmanager
    def store(self) -> Iterator[GraphStore]:
        """The store of the settings, closed in the end."""
        store = open_store(self.settings.store)
        try:
            yield store
        finally:
            store.close()


def terminal(store: str | None = None, language: str | None = None) -> Terminal:
    """A terminal from the environment and the options of a command."""
    environ = dict(os.environ)
    if store is not None:
        environ["HILFENETZ_STORE"] = store if "://" in store else f"sqlite:///{store}"
    if language is not None:
        environ["HILFENETZ_LANGUAGE"] = language
    return Terminal(Settings.from_environ(environ), Console(), Console(stderr=True))


def fail(error: errors.HilfenetzError, language: str) -> NoReturn:
    """End the command with the error's sentence and an exit code that says what kind it is."""
    Console(stderr=True).print(
        escape(f"{error.sentence(language)} [{error.code}]"), style="red", highlight=False
    )
    raise typer.Exit(exit_code(error))


def exit_code(error: errors.HilfenetzError) -> int:
    """The exit code of an error class."""
    return next((code for kind, code in _EXITS if isinstance(error, kind)), EXIT_OTHER)
