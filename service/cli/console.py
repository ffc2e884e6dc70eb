"""What all commands share: where they print, in which language, and how they fail."""

import functools
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ParamSpec

import typer
from rich.console import Console
from rich.text import Text

from graph_model import errors
from graph_model.analysis.results import to_plain
from graph_model.store.port import GraphStore
from service.bootstrap import store_of
from service.cli.layout import Sheet
from service.settings import Settings

P = ParamSpec("P")

EXIT_OTHER = 1
EXIT_REFUSED = 3
EXIT_NOT_FOUND = 4
EXIT_STORE = 5
EXIT_CONFLICT = 6
EXIT_SETTINGS = 7

EXITS: Mapping[type[object], int] = MappingProxyType(
    {
        errors.ImportRefusedError: EXIT_REFUSED,
        errors.InvalidValueError: EXIT_REFUSED,
        errors.RuleError: EXIT_REFUSED,
        errors.UnknownRecordError: EXIT_NOT_FOUND,
        errors.StoreError: EXIT_STORE,
        errors.ConflictError: EXIT_CONFLICT,
        errors.SettingsError: EXIT_SETTINGS,
    }
)
"""Exit code of each class of error and of those below it; any other error ends in 1."""

_WIDTH_OF_FILES = 100


class Hidden:
    """Stands in a table for a figure that is there and must not be shown."""


HIDDEN = Hidden()


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
        text = german if self.language == "de" else english
        self.err.print(Text(text), highlight=False, soft_wrap=not self.err.is_terminal)

    def print(self, german: str, english: str) -> None:
        """Print a sentence that belongs to the result."""
        self.out.print(Text(german if self.language == "de" else english))

    def json(self, result: object) -> None:
        """Print a result for programs: the same result, the same bytes."""
        text = json.dumps(to_plain(result), ensure_ascii=False, allow_nan=False, indent=2)
        self.out.file.write(text + "\n")

    def table(
        self,
        title: str,
        columns: Sequence[str],
        *,
        rows: Sequence[Sequence[object]],
        notes: Sequence[str] = (),
        below: Sequence[str] = (),
    ) -> None:
        """Print a result for people; figures stand to the right, notes under their rows."""
        figures = [
            bool(rows) and all(isinstance(row[place], int | float | Hidden | None) for row in rows)
            for place in range(len(columns))
        ]
        shown = [[self.shown(cell) for cell in row] for row in rows]
        sheet = Sheet(title=title, columns=columns, rows=shown, figures=figures, notes=notes)
        sheet.print(self.out)
        for line in below:
            self.out.print(Text(line))
        self.out.print()

    def shown(self, cell: object) -> str:
        """A cell as people read it: decimal comma in German, – for nothing, • for hidden."""
        if cell is None:
            return "–"
        if isinstance(cell, Hidden):
            return "•"
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return str(cell)
        text = f"{cell:,.1f}" if isinstance(cell, float) else f"{cell:,}"
        if self.language == "de":
            return text.translate({ord(","): ".", ord("."): ","})
        return text

    @contextmanager
    def store(self) -> Iterator[GraphStore]:
        """The store of the settings, closed in the end."""
        store = store_of(self.settings)
        try:
            yield store
        finally:
            store.close()


def address_of_store(text: str) -> str:
    """The address of a store that may be given as the path of a file."""
    return text if "://" in text else f"sqlite:///{text}"


def terminal(store: str | None = None, language: str | None = None) -> Terminal:
    """A terminal from the environment and the options of a command."""
    environ = dict(os.environ)
    if store is not None:
        environ["HILFENETZ_STORE"] = address_of_store(store)
    if language is not None:
        environ["HILFENETZ_LANGUAGE"] = language
    settings = Settings.from_environ(environ)
    # A file or another program has no width; lines of it should still be readable.
    is_seen = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Terminal(
        settings, Console(width=None if is_seen else _WIDTH_OF_FILES), Console(stderr=True)
    )


def telling(work: Callable[P, None]) -> Callable[P, None]:
    """A command that ends every error in a sentence and a telling exit code."""

    @functools.wraps(work)
    def told(*args: P.args, **options: P.kwargs) -> None:
        language = str(options.get("language") or os.environ.get("HILFENETZ_LANGUAGE", "de"))
        try:
            work(*args, **options)
        except errors.HilfenetzError as error:
            _tell(f"{error.sentence(language)} [{error.code}]")
            raise typer.Exit(exit_code(error)) from error
        except (BrokenPipeError, typer.Exit, typer.Abort):
            raise
        except OSError as error:
            _tell(f"{error.strerror or type(error).__name__}: {error.filename or '–'}")
            raise typer.Exit(EXIT_OTHER) from error
        except Exception as error:
            _tell(_unexpected(error, language))
            raise typer.Exit(EXIT_OTHER) from error

    return told


def exit_code(error: errors.HilfenetzError) -> int:
    """The exit code of an error."""
    return next((EXITS[kind] for kind in type(error).__mro__ if kind in EXITS), EXIT_OTHER)


def _unexpected(error: Exception, language: str) -> str:
    # Where it happened, not what was at hand there: a message may hold somebody's data.
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
    if language == "de":
        return f"Im Programm ist ein Fehler aufgetreten ({where}). Bitte diese Angabe weitergeben."
    return f"The program made an error ({where}). Please pass this on."


def _tell(sentence: str) -> None:
    console = Console(stderr=True)
    console.print(Text(sentence, style="red"), highlight=False, soft_wrap=not console.is_terminal)
