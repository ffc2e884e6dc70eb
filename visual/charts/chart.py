"""One chart: title, unit, source, what is drawn, and the table that says the same."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""Plain values as JSON knows them."""

Cell = str | int | float | date | None
"""One cell of a chart's table; None says that there is nothing to say."""

TYPEFACE = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'
INK = "#1c2430"
SOFT = "#4c5868"
LINE = "#c5ccd6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A cell that leads somewhere: its text and the address."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a chart's table: its heading, and the decimals if it holds numbers.

    Attributes
    ----------
    digits
        At most so many decimals; None in a column of words.
    """

    name: str
    digits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a figure shows, before anything is drawn.

    Attributes
    ----------
    title
        What the figure finds, as a sentence or a subject: read first, and aloud.
    unit
        What is counted or measured, in which unit.
    source
        From how many records of which period the figure comes.
    language
        ``de`` or ``en``: how numbers and days are written on it.
    option
        What ECharts draws, as plain values. Where ECharts takes a function, a value names one of
        ``frontend/functions.js``: ``@number``, ``@percent``, ``@day`` (milliseconds since 1970,
        UTC), ``@says``, which shows the text ``says`` of a datum, or ``@called`` for its
        ``called``. A datum with an ``href`` leads where the link with the same address in the table
        leads.
    columns, rows
        The table with the same figures.
    maps
        Boundaries (GeoJSON feature collections) by the names that ``option`` gives them.
    height
        Height of the drawing in pixels.
    least_width
        Narrower than so many pixels it cannot be read; a narrow screen moves sideways over it.
    """

    title: str
    unit: str
    source: str
    language: str
    option: Mapping[str, Json]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | Link, ...], ...]
    maps: Mapping[str, Json] = field(default_factory=dict)
    height: int = 320
    least_width: int = 0

    @property
    def values(self) -> dict[str, Json]:
        """What the scripts draw from."""
        return {
            "title": self.title,
            "language": self.language,
            "height": self.height,
            "least_width": self.least_width,
            "maps": self.maps,
            "option": {**_COMMON, **self.option},
        }

    def values_json(self) -> str:
        """The same as text; equal charts give equal text."""
        return json.dumps(self.values, ensure_ascii=False, sort_keys=True, allow_nan=False)


_COMMON: Mapping[str, Json] = {
    "textStyle": {"fontFamily": TYPEFACE, "color": INK},
    "tooltip": {"renderMode": "richText", "confine": True, "formatter": "@says"},
}
