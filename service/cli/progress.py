"""How far work is that takes a while: bars on a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service.cli.console import Terminal

_PHASES = {
    "read": ("Lesen", "Reading"),
    "match": ("Vergleichen", "Comparing"),
    "check": ("Prüfen", "Checking"),
    "write": ("Schreiben", "Writing"),
    "generate": ("Erzeugen", "Generating"),
    "export": ("Ausgeben", "Exporting"),
    "copy": ("Kopieren", "Copying"),
    "compare": ("Gegenüberstellen", "Holding against each other"),
}


class Listener(Protocol):
    """Hears how far a phase is."""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Take note of ``done`` out of ``total``."""
        ...


_WORTH_A_LINE = 5_000
"""Less than this is done before anybody has read a line about it."""


@contextmanager
def bars(screen: Terminal) -> Iterator[Listener]:
    """Tell on standard error, while the work lasts, how far each phase is."""
    if not screen.err.is_terminal:
        yield _Lines(screen)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=screen.err) as progress:
        tasks: dict[str, int] = {}

        def listen(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = progress.add_task(_name(screen, phase), total=total)
            progress.update(progress.task_ids[tasks[phase]], completed=done, total=total)

        yield listen


def _name(screen: Terminal, phase: str) -> str:
    german, english = _PHASES.get(phase, (phase, phase))
    return german if screen.language == "de" else english


class _Lines:
    """A line for each tenth of a phase, for logs and other programs."""

    def __init__(self, screen: Terminal) -> None:
        self._screen = screen
        self._tenths: dict[str, int] = {}

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Take note of ``done`` out of ``total``."""
        tenth = 10 * done // total if total else 10
        if total < _WORTH_A_LINE or tenth <= self._tenths.get(phase, 0):
            return
        self._tenths[phase] = tenth
        name, so_far, all_ = _name(self._screen, phase), *map(self._screen.shown, (done, total))
        self._screen.say(f"{name}: {so_far} von {all_}", f"{name}: {so_far} of {all_}")
