"""Templates into pages: escaped, under a policy that runs no script but our own files."""

from datetime import date, datetime
from functools import cache
from importlib import resources

from babel.numbers import format_percent
from fastapi import Response
from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from graph_model.domain.checks import local_day
from graph_model.errors import NotSignedInError
from service.problems import Problem
from service.words import words
from visual.catalogues import LOCALES, written_day, written_number

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_NOBODY: dict[str, object] = {
    "role": None,
    "roles": (),
    "is_demo": False,
    "age": "",
    "here": "",
    "places": (),
    "scripts": (),
}
_FOLDER = resources.files("service.web")
_ENVIRONMENT = Environment(
    loader=FunctionLoader(
        lambda name: _FOLDER.joinpath("templates", name).read_text(encoding="utf-8")
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, language: str, *, status: int = 200, **values: object) -> Response:
    """A page in one language; the browser keeps no copy of it."""
    text = _ENVIRONMENT.get_template(template).render(
        language=language,
        words=words(language),
        **{**_NOBODY, **values},
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return Response(text, status, headers, "text/html; charset=utf-8")


def problem_page(problem: Problem, title: str = "") -> Response:
    """A fault as a person reads it: what is wrong, and the way back or, if nobody is, in."""
    texts = words(problem.language)
    if problem.code == NotSignedInError.code and not title:
        response = page(
            "signed_out.html",
            problem.language,
            status=problem.status,
            title=texts["please_sign_in"],
            here="/",
        )
    else:
        response = page(
            "problem.html",
            problem.language,
            status=problem.status,
            title=title or texts["did_not_work"],
            sentence=problem.sentence,
            request_id=problem.request_id,
        )
    response.headers.update(problem.headers)
    return response


def stylesheet() -> Response:
    """The one style sheet of all pages: the common part first, then each area's."""
    return Response(_style(), 200, {"Cache-Control": "max-age=3600"}, "text/css; charset=utf-8")


@cache
def _style() -> str:
    files = [one for one in _FOLDER.joinpath("static").iterdir() if one.name.endswith(".css")]
    ordered = sorted(files, key=lambda one: (one.name != "pages.css", one.name))
    return "\n".join(one.read_text(encoding="utf-8") for one in ordered)


@pass_context
def _number(context: Context, value: float, digits: int = 0) -> str:
    """A number as the page's language writes it, with at most so many decimals."""
    return written_number(value, str(context["language"]), digits=digits)


@pass_context
def _percent(context: Context, share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    pattern = (
        "#,##0\N{NO-BREAK SPACE}%" if digits == 0 else f"#,##0.{'0' * digits}\N{NO-BREAK SPACE}%"
    )
    return format_percent(share, format=pattern, locale=LOCALES[str(context["language"])])


@pass_context
def _day(context: Context, when: date | datetime) -> str:
    """A calendar day, or the day of an instant in Germany."""
    found = local_day(when) if isinstance(when, datetime) else when
    return written_day(found, str(context["language"]))


_ENVIRONMENT.filters.update(number=_number, percent=_percent, day=_day)
