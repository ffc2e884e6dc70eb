"""A report as plain parts: sections of paragraphs, lists, tables and charts, in one language."""

from dataclasses import dataclass

from visual.charts.chart import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Text; a note is told more quietly, in smaller print."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """Sentences, each a point of its own."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column of a table: its heading, and whether figures stand in it."""

    text: str
    is_figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings, all as people read them; ``below`` is a remark under the last row."""

    caption: str
    columns: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart; in print its table stands beneath it, unless the next block tells the same."""

    chart: Chart
    is_told_below: bool = False


Block = Paragraph | Bullets | Table | Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what belongs under it; ``key`` is its name in addresses."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report.

    ``subject`` says what was looked at, ``period`` of when and against what, ``as_of`` as of when.
    """

    title: str
    language: str
    subject: str
    period: str
    as_of: str
    sections: tuple[Section, ...]
