"""What all tables of results share: the language, names of needs, a bounded number of rows."""

from collections.abc import Sequence
from typing import TypeVar

from graph_model.analysis.hidden import Hidden as What
from graph_model.snapshot.directory import Directory
from service.cli.console import HIDDEN, Hidden, Terminal

T = TypeVar("T")


def word(texts: tuple[str, str], language: str) -> str:
    """One of two texts: German, or English if asked for."""
    return texts[1] if language == "en" else texts[0]


def shown(
    screen: Terminal,
    title: str,
    columns: Sequence[str],
    *,
    rows: Sequence[Sequence[object]],
    most: int,
    notes: Sequence[str] = (),
    legend: str = "",
) -> None:
    """A table with at most so many rows; below it how many more there are, or that there is none.

    ``notes`` has one text a row, or is empty.
    """
    rest = len(rows) - most
    below = [legend] if legend and rows else []
    if rest > 0:
        below.append(chosen(screen, f"… und {screen.shown(rest)} weitere", f"… and {rest:,} more"))
    if not rows:
        below.append(chosen(screen, "Nichts gefunden.", "Nothing found."))
    screen.table(title, columns, rows=rows[:most], notes=notes[:most], below=below)


def chosen(screen: Terminal, german: T, english: T) -> T:
    """The German, or the English if the terminal speaks that."""
    return english if screen.language == "en" else german


def need_label(directory: Directory, code: str | None, language: str) -> str | None:
    """A need for people to read; nothing where there is none."""
    return None if code is None else directory.need_label(code, language)


def count(value: T | None) -> T | Hidden:
    """A count; that it is not there can only mean that it is hidden."""
    return HIDDEN if value is None else value


def headed(name: str, bound: str, *, at_least: bool) -> str:
    """The heading of a column of counts, with what makes them bounds if they are."""
    return f"{name} ({bound})" if at_least else name


def show_hidden(screen: Terminal, hidden: What | None) -> None:
    """What is left out of a result, and why; nothing for whoever sees all."""
    if hidden is None:
        return
    screen.print(
        "Fälle, an denen jemand erkennbar würde (weniger als "
        f"{hidden.minimum} Menschen), sind nicht gezählt; Teile ergeben deshalb nicht immer das "
        "Ganze. Anteile und Dauern sind die der gezählten. Wo keine Zahl steht: nichts da, oder zu "
        "wenige.",
        "Cases by which somebody could be made out (fewer than "
        f"{hidden.minimum} people) are not counted, so parts do not always add up. Shares and "
        "times are those of the counted. Where there is no figure: nothing there, or too few.",
    )


def few(screen: Terminal, ids: Sequence[str]) -> str:
    """The first five of some ids, the rest as a number."""
    named = ", ".join(ids[:5])
    rest = len(ids) - 5
    if rest <= 0:
        return named
    return named + chosen(screen, f" und {rest} weitere", f" and {rest} more")
