"""What all commands that ask need: a terminal, the questions, and how many rows to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from service.bootstrap import questions_of
from service.cli import options as o
from service.cli.console import Terminal, terminal
from service.clock import system_clock
from service.use_cases.questions import Questions

FEW_ROWS = 20
"""Rows of a table that fit a screen."""

_ALL_ROWS = 1_000_000

All = Annotated[bool, typer.Option("--all", help="Alle Zeilen zeigen / show every row.")]


def rows_of(*, every: bool) -> int:
    """How many rows of a table to show at most."""
    return _ALL_ROWS if every else FEW_ROWS


@contextmanager
def asking(
    store: str | None,
    language: str | None,
    *,
    now: datetime | None = None,
    unsuppressed: bool = False,
) -> Iterator[tuple[Terminal, Questions]]:
    """A terminal and the questions to its store, as of the end of a day or of this moment."""
    screen = terminal(store, language)
    moment = system_clock() if now is None else o.day_end("--now", now.date())
    with screen.store() as opened:
        yield screen, questions_of(opened, screen.settings, now=moment, for_many=not unsuppressed)
