"""Templates into pages: escaped, under a policy that runs no script but our own files."""

from importlib import resources

from fastapi import Response
from jinja2 import Environment, FunctionLoader, StrictUndefined

from service.problems import Problem
from service.web.words import words

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
    """A fault as a person reads it: what is wrong, and the way back."""
    response = page(
        "problem.html",
        problem.language,
        status=problem.status,
        title=title or words(problem.language)["did_not_work"],
        sentence=problem.sentence,
        request_id=problem.request_id,
    )
    response.headers.update(problem.headers)
    return response


def stylesheet() -> Response:
    """The one style sheet of all pages."""
    text = _FOLDER.joinpath("static", "pages.css").read_text(encoding="utf-8")
    return Response(text, 200, {"Cache-Control": "max-age=3600"}, "text/css; charset=utf-8")
