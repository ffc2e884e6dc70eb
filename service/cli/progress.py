"""A progress bar on standard error for work that takes a while."""

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


@contextmanager
def bars(screen: Terminal) -> Iterator[Listener]:
    """One bar a phase while the work lasts; nothing where nobody watches (no terminal)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=screen.err) as progress:
        tasks: dict[str, int] = {}

        def listen(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                german, english = _PHASES.get(phase, (phase, phase))
                text = german if screen.language == "de" else english
                tasks[phase] = progress.add_task(text, total=total)
            progress.update(progress.task_ids[tasks[phase]], completed=done, total=total)

        yield listen
