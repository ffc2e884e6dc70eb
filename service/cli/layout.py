"""Tables that fit the terminal: figures to the right, and reasons in full width under their row."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP = 2
_NARROWEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table ready to be printed; ``notes`` has one text a row, or is empty.

    ``figures`` says of each column whether it holds figures, which stand to the right.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[bool]
    notes: Sequence[str] = ()

    def print(self, console: Console) -> None:
        """Print it; cells that do not fit are wrapped, never cut."""
        console.print(Text(self.title, style="bold"))
        widths = self._widths(console.width)
        if not self.rows:
            return
        console.print(self._grid(self.columns, widths, style="bold"))
        console.print(Text("─" * min(console.width, sum(widths) + _GAP * (len(widths) - 1))))
        for number, row in enumerate(self.rows):
            console.print(self._grid(row, widths))
            if self.notes and self.notes[number]:
                console.print(Padding(Text(self.notes[number], style="dim"), (0, 0, 0, 4)))

    def _grid(self, cells: Sequence[str], widths: Sequence[int], *, style: str = "") -> Table:
        grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
        for width, is_figure in zip(widths, self.figures, strict=True):
            grid.add_column(width=width, justify="right" if is_figure else "left", overflow="fold")
        grid.add_row(*(Text(cell, style=style) for cell in cells))
        return grid

    def _widths(self, available: int) -> list[int]:
        wanted = [
            max([_longest_word(head), *(cell_len(row[place]) for row in self.rows)])
            for place, head in enumerate(self.columns)
        ]
        room = available - _GAP * (len(wanted) - 1)
        while sum(wanted) > room:
            texts = [
                width
                for width, is_figure in zip(wanted, self.figures, strict=True)
                if not is_figure
            ]
            widest = max(texts, default=0)
            if widest <= _NARROWEST:
                break
            wanted[_place_of(widest, wanted, figures=self.figures)] -= 1
        return wanted


def _place_of(width: int, widths: Sequence[int], *, figures: Sequence[bool]) -> int:
    return next(
        place
        for place, (found, is_figure) in enumerate(zip(widths, figures, strict=True))
        if found == width and not is_figure
    )


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split()), default=0)
