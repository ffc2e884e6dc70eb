"""A report as PDF: A4, tagged, with title, language, page numbers and repeated heads of tables."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources

import typst

_TEMPLATE = resources.files("service.web.reports").joinpath("templates", "report.typ")


def pdf_of(report: Mapping[str, object], *, made_at: datetime) -> bytes:
    """The file; the same report of the same moment gives the same bytes.

    The template reads the report as data, so that no text in it is ever taken for markup.
    """
    made: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
        timestamp=made_at.replace(microsecond=0),
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """The typefaces that come with the library, whatever this machine has."""
    return typst.Fonts(include_system_fonts=False)
