"""Faults that only HTTP knows, and how every fault becomes a response."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from graph_model.errors import HilfenetzError
from service import problems
from service.middleware import FOR_PROGRAMS
from service.problems import Problem

_CODES = {404: "not_found", 405: "method_not_allowed", 400: "bad_request", 413: "body_too_large"}

PageOf = Callable[[Problem], Response]
"""Shows a problem to a person."""


class PreconditionRequiredError(Exception):
    """A change came without the ETag of what it changes."""


class ForeignFormError(Exception):
    """A form was sent from a page that is not ours."""


def language_of_request(request: Request) -> str:
    """The language that the envelope chose for this request."""
    language: str = request.scope["state"]["language"]
    return language


def install(app: FastAPI, page_of: PageOf) -> None:
    """Let an application answer every fault: to programs as a problem, to people as a page."""
    makers: Mapping[type[Exception], Callable[[Request, Exception], Problem]] = {
        HilfenetzError: _ours,
        RequestValidationError: _invalid,
        HTTPException: _http,
        PreconditionRequiredError: _precondition,
        ForeignFormError: _foreign_form,
        Exception: _internal,
    }
    for kind, make in makers.items():
        app.add_exception_handler(kind, _handler(make, page_of))


def _handler(
    make: Callable[[Request, Exception], Problem], page_of: PageOf
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handle(request: Request, error: Exception) -> Response:
        problem = make(request, error)
        if request.url.path.startswith(FOR_PROGRAMS):
            response = problem.response()
        else:
            response = page_of(problem)
        if isinstance(error, HTTPException):
            for name, value in (error.headers or {}).items():
                response.headers[name] = value
        return response

    return handle


def _ours(request: Request, error: Exception) -> Problem:
    if not isinstance(error, HilfenetzError):
        raise error
    return problems.of_error(error, language_of_request(request))


def _invalid(request: Request, error: Exception) -> Problem:
    if not isinstance(error, RequestValidationError):
        raise error
    entries = [_entry(found["type"], found["loc"]) for found in error.errors()[:50]]
    unreadable = any(entry["problem"] == "json_invalid" for entry in entries)
    status, code = (400, "bad_request") if unreadable else (422, "invalid_request")
    return problems.of_code(status, code, language=language_of_request(request), entries=entries)


def _entry(problem: str, place: tuple[int | str, ...]) -> dict[str, str]:
    """Where and what, never what came: a value or an unknown name might be a person's data."""
    known = place[:-1] if problem == "extra_forbidden" else place
    return {"field": ".".join(str(part) for part in known), "problem": problem}


def _http(request: Request, error: Exception) -> Problem:
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, "http_error")
    return problems.of_code(error.status_code, code, language=language_of_request(request))


def _precondition(request: Request, error: Exception) -> Problem:
    del error
    return problems.of_code(428, "precondition_required", language=language_of_request(request))


def _foreign_form(request: Request, error: Exception) -> Problem:
    del error
    return problems.of_code(403, "form_from_elsewhere", language=language_of_request(request))


def _internal(request: Request, error: Exception) -> Problem:
    # The envelope logs the error; the server layer hands it on after this answer.
    del error
    return problems.of_code(
        500,
        "internal_error",
        language=language_of_request(request),
        request_id=request.scope["state"]["request_id"],
    )
