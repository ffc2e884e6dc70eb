"""From a question to the file of a report."""

from enum import StrEnum

from service.use_cases.evaluation import EvaluationQuery, evaluation_of
from service.use_cases.questions import Questions
from service.web.reports.building import report_of
from service.web.reports.drawn import drawn
from service.web.reports.page import html_of
from service.web.reports.paper import pdf_of
from service.web.reports.telling import Telling
from visual.charts.chart import Chart
from visual.charts.drawing import ChartDrawer

_WIDTH = 760
"""Pixels across a drawing; on A4 they become the width of the text."""


class ReportKind(StrEnum):
    """What file a report is."""

    HTML = "html"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """What the file is to a browser."""
        return "application/pdf" if self is ReportKind.PDF else "text/html; charset=utf-8"


def report_file(
    asked: Questions,
    query: EvaluationQuery,
    *,
    kind: ReportKind,
    language: str,
    drawer: ChartDrawer | None,
) -> bytes:
    """The report as a file; without a ``drawer`` its charts are told by their tables alone."""
    directory = asked.snapshot.directory
    report = report_of(evaluation_of(asked, query), directory, language=language)

    def draw(chart: Chart) -> str:
        return "" if drawer is None else drawer.svg(chart, width=_WIDTH)

    values = drawn(report, draw, telling=Telling(language, directory))
    if kind is ReportKind.PDF:
        return pdf_of(values, made_at=asked.now)
    return html_of(values).encode()
