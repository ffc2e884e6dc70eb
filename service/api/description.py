"""The OpenAPI description: who may call, and what faults look like."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service import age
from service.schemas.answers import Problem

_OPEN = "/health/"
_LIVE = "/health/live"
_PROBLEM_MEDIA = "application/problem+json"
_FAULTS = {
    400: "The request cannot be read.",
    401: "No valid key came with the request.",
    403: "The key's role does not permit this.",
    404: "There is nothing of that id (that the key may see).",
    405: "This method does not work here.",
    409: "What is stored, or a rule of the work, stands against it.",
    412: "Somebody changed the record in between.",
    413: "The body is too large.",
    422: "Values are missing or not allowed; `errors` says which.",
    428: "The If-Match header is missing.",
    503: "The store does not answer right now; try again shortly.",
    507: "The store has no room left; nothing was changed.",
}
_LATER = (503, 507)
_READING = (400, 401, 403, 404, 405, 422, 503)
_WRITING = (400, 401, 403, 404, 405, 409, 413, 422, 503, 507)
_CHANGING = (*_WRITING, 412, 428)
_ABOUT = """\
Recording is idempotent with `Idempotency-Key`: a call that is repeated with the same key and the
same content has one effect, and the first answer comes again (`Idempotency-Replayed: true`).

What changes a record takes its `ETag` as `If-Match`; if somebody else was faster, the answer is
412. Lists come in pages in order of id; `after` of one page is the cursor of the next. Faults are
problem details after RFC 9457, in German or English as `Accept-Language` asks, with a stable
`code`.

While the database is away, reading goes on from the last known state for whoever signed in lately.
Such an answer carries `Hilfenetz-As-Of`, the moment at which it was last known to be current; its
records have no `ETag` and the revision 0. What that state cannot answer, and all recording, is 503
with `Retry-After`.
"""
_AS_OF = {
    "description": "Only while the database is away: when this was last known to be current.",
    "schema": {"type": "string", "format": "date-time"},
}
_RETRY_AFTER = {
    "description": "Seconds to wait before the same call is made again.",
    "schema": {"type": "integer", "minimum": 1},
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of an application's routes, OpenAPI 3.1."""
    description = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=_ABOUT,
        routes=app.routes,
    )
    parts = description["components"]
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    parts["schemas"]["Problem"] = Problem.model_json_schema()
    parts["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key from `hilfenetz keys add`.",
        }
    }
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            operation["security"] = [] if path.startswith(_OPEN) else [{"key": []}]
            if method == "get" and path != _LIVE:
                operation["responses"]["200"]["headers"] = {age.HEADER: _AS_OF}
            _tell_faults(operation, _faults_of(path, method))
    return description


def _faults_of(path: str, method: str) -> tuple[int, ...]:
    if path.startswith(_OPEN):
        return (405, 503)
    if method == "get":
        return _READING
    return _CHANGING if "{" in path else _WRITING


def _tell_faults(operation: dict[str, Any], statuses: tuple[int, ...]) -> None:
    operation["responses"].pop("422", None)
    for status in sorted(statuses):
        fault: dict[str, Any] = {
            "description": _FAULTS[status],
            "content": {_PROBLEM_MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        if status in _LATER:
            fault["headers"] = {"Retry-After": _RETRY_AFTER}
        operation["responses"][str(status)] = fault
