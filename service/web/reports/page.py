"""A report as one HTML file: its own style, drawings inside, nothing from anywhere else."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

_FOLDER = resources.files("service.web.reports").joinpath("templates")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a report may do when it is opened: be looked at."""


def html_of(report: Mapping[str, object]) -> str:
    """The file; every text is escaped, and drawings are taken as they were drawn."""
    style = _FOLDER.joinpath("report.css").read_text(encoding="utf-8")
    return _template().render(report=report, style=Markup(style), policy=POLICY)  # noqa: S704 - our own file


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(lambda name: _FOLDER.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What draws has escaped every text in it, as the tests of the drawings hold it to.
    environment.filters["drawing"] = lambda svg: Markup(svg)  # noqa: S704, PLW0108
    return environment.get_template("report.html")
