"""Faults that only HTTP knows, and how every fault becomes a problem response."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from graph_model.errors import HilfenetzError
from service import problems

_CODES = {404: "not_found", 405: "method_not_allowed", 400: "bad_request", 413: "body_too_large"}


class PreconditionRequiredError(Exception):
    """A change came without the ETag of what it changes."""


def language_of_request(request: Request) -> str:
    """The language that the envelope chose for this request."""
    language: str = request.scope["state"]["language"]
    return language


async def _ours(request: Request, error: Exception) -> Response:
    if not isinstance(error, HilfenetzError):
        raise error
    return problems.of_error(error, language_of_request(request))


async def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    entries = [
        # Where and what, never the value that came: it might be a person's data.
        {"field": ".".join(str(part) for part in found["loc"]), "problem": str(found["type"])}
        for found in error.errors()[:50]
    ]
    unreadable = any(entry["problem"] == "json_invalid" for entry in entries)
    language = language_of_request(request)
    if unreadable:
        return problems.of_code(400, "bad_request", language=language, entries=entries)
    return problems.of_code(422, "invalid_request", language=language, entries=entries)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(error.status_code, "http_error")
    response = problems.of_code(error.status_code, code, language=language_of_request(request))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _precondition(request: Request, error: Exception) -> Response:
    del error
    return problems.of_code(428, "precondition_required", language=language_of_request(request))


def install(app: FastAPI) -> None:
    """Let an application answer every fault as a problem."""
    app.add_exception_handler(HilfenetzError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(PreconditionRequiredError, _precondition)
