"""The drawings of a report as SVG, and its tables as text, for what is printed or kept."""

from collections.abc import Callable
from datetime import date

from service.web.reports.model import Block, Bullets, Heading, Paragraph, Report, Table
from service.web.reports.telling import Telling
from visual.charts.chart import Cell, Chart, Link

Draw = Callable[[Chart], str]
"""Makes the SVG of a chart; empty where it cannot be drawn."""

Part = dict[str, object]

_MOST_ROWS = 25


def drawn(report: Report, draw: Draw, *, telling: Telling) -> dict[str, object]:
    """A report as plain values that a template reads, each block with its ``kind``.

    A chart comes with its drawing (``svg``) and its table; rows past the twenty-fifth are counted.
    """
    return {
        "title": report.title,
        "language": report.language,
        "subject": report.subject,
        "period": report.period,
        "as_of": report.as_of,
        "page": telling.words["report_page"],
        "contents": telling.words["evaluation_contents"],
        "nothing": telling.words["report_nothing"],
        "sections": [
            {
                "key": section.key,
                "heading": section.heading,
                "blocks": [_part(block, draw, telling=telling) for block in section.blocks],
            }
            for section in report.sections
        ],
    }


def _part(block: Block, draw: Draw, *, telling: Telling) -> Part:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text, "is_note": block.is_note}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "points": list(block.points)}
    if isinstance(block, Table):
        return _table(block)
    chart = block.chart
    return {
        "kind": "chart",
        "title": chart.title,
        "about": f"{chart.unit} · {chart.source}",
        "svg": draw(chart),
        "table": None if block.is_told_below else _table(table_of(chart, telling)),
    }


def _table(table: Table) -> Part:
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": [{"text": one.text, "is_figure": one.is_figure} for one in table.columns],
        "rows": [list(row) for row in table.rows],
        "below": table.below,
    }


def table_of(chart: Chart, telling: Telling) -> Table:
    """The table of a chart as people read it."""
    rest = len(chart.rows) - _MOST_ROWS
    return Table(
        caption=telling.words["report_table_of"],
        columns=tuple(
            Heading(text=one.name, is_figure=one.digits is not None) for one in chart.columns
        ),
        rows=tuple(
            tuple(
                _cell(cell, column.digits, telling=telling)
                for cell, column in zip(row, chart.columns, strict=True)
            )
            for row in chart.rows[:_MOST_ROWS]
        ),
        below=telling.more(rest),
    )


def _cell(cell: Cell | Link, digits: int | None, *, telling: Telling) -> str:
    if cell is None:
        return telling.words["report_none"]
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return telling.day(cell)
    return telling.number(cell, digits or 0)
