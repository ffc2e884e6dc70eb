"""Errors as RFC 9457 problem details: one table from our error classes to HTTP statuses."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from starlette.responses import Response

from graph_model import errors

STATUSES: Mapping[type[errors.HilfenetzError], int] = MappingProxyType(
    {
        errors.HilfenetzError: 500,
        errors.InvalidValueError: 422,
        errors.UnknownCodeError: 422,
        errors.RuleError: 409,
        errors.TransitionError: 409,
        errors.WrongPartyError: 409,
        errors.MissingReasonError: 422,
        errors.MissingOutcomeError: 422,
        errors.MissingConsentError: 409,
        errors.ChainLinkError: 409,
        errors.ChainClosedError: 409,
        errors.OpenReferralsError: 409,
        errors.UnknownRecordError: 404,
        errors.ConflictError: 409,
        errors.RevisionConflictError: 412,
        errors.IdempotencyConflictError: 422,
        errors.BrokenReferenceError: 409,
        errors.StoreError: 500,
        errors.StoreUnavailableError: 503,
        errors.StoreRefusedError: 503,
        errors.StoreFullError: 507,
        errors.StoreDamagedError: 500,
        errors.StoreVersionError: 500,
        errors.ImportRefusedError: 422,
        errors.UnreadableFileError: 422,
        errors.PersonalColumnError: 422,
        errors.BadRowsError: 422,
        errors.AccessError: 403,
        errors.NotSignedInError: 401,
        errors.ForbiddenError: 403,
        errors.SettingsError: 500,
    }
)
"""Status of each class; a test fails when one is missing."""

_TITLES = {
    "bad_request": ("Die Anfrage ist nicht lesbar.", "The request cannot be read."),
    "invalid_request": (
        "Die Anfrage enthält Angaben, die so nicht gehen; siehe errors.",
        "The request holds values that do not work; see errors.",
    ),
    "not_found": ("Das gibt es hier nicht.", "There is nothing here."),
    "method_not_allowed": ("Diese Methode geht hier nicht.", "This method does not work here."),
    "body_too_large": ("Die Anfrage ist zu groß.", "The request is too large."),
    "precondition_required": (
        "Bitte die Kopfzeile If-Match mit dem zuletzt gelesenen ETag mitschicken.",
        "Please send the If-Match header with the ETag that you read last.",
    ),
    "internal_error": (
        "Im Dienst ist ein Fehler aufgetreten. Bitte die Vorgangsnummer weitergeben.",
        "The service made an error. Please pass on the request id.",
    ),
    "http_error": ("Diese Anfrage geht so nicht.", "This request does not work."),
}

_EXTRA_HEADERS: Mapping[int, dict[str, str]] = MappingProxyType(
    {
        401: {"WWW-Authenticate": 'Bearer realm="hilfenetz"'},
        503: {"Retry-After": "5"},
        507: {"Retry-After": "60"},
    }
)


def of_error(error: errors.HilfenetzError, language: str) -> Response:
    """One of our errors as a response; nothing of the request is repeated but ids."""
    sentence = error.sentence(language)
    return _response(STATUSES[type(error)], error.code, sentence=sentence, language=language)


def of_code(
    status: int, code: str, *, language: str, entries: list[dict[str, str]] | None = None
) -> Response:
    """A problem that the HTTP layer itself found; ``entries`` name the fields that are wrong."""
    german, english = _TITLES.get(code, _TITLES["http_error"])
    sentence = german if language == "de" else english
    return _response(status, code, sentence=sentence, language=language, entries=entries)


def _response(
    status: int,
    code: str,
    *,
    sentence: str,
    language: str,
    entries: list[dict[str, str]] | None = None,
) -> Response:
    body: dict[str, object] = {
        "type": f"urn:hilfenetz:problem:{code}",
        "title": sentence,
        "status": status,
        "code": code,
    }
    if entries:
        body["errors"] = entries
    headers = {
        "Content-Language": language,
        "Cache-Control": "no-store",
        **_EXTRA_HEADERS.get(status, {}),
    }
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )
