"""Errors as RFC 9457 problem details: one table from our error classes to HTTP statuses."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
        errors.CopyTargetError: 409,
        errors.ImportChangedError: 412,
        errors.UndoRefusedError: 409,
        errors.StoreError: 500,
        errors.StoreUnavailableError: 503,
        errors.StoreStoppedError: 503,
        errors.StoreRefusedError: 503,
        errors.PasswordExpiredError: 503,
        errors.StoreReadOnlyError: 503,
        errors.StoreFullError: 507,
        errors.StoreDamagedError: 500,
        errors.StoreVersionError: 500,
        errors.CopyDiffersError: 500,
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
        (
            "Im Dienst ist ein Fehler aufgetreten. "
            "Bitte die Vorgangsnummer (X-Request-Id) weitergeben."
        ),
        "The service made an error. Please pass on the request id (X-Request-Id).",
    ),
    "form_from_elsewhere": (
        "Diese Eingabe kam nicht von einer Seite dieses Dienstes. Bitte hier neu beginnen.",
        "This form was not sent from a page of this service. Please start again here.",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong, ready to be told: as problem details, or on a page.

    ``entries`` name the fields that are wrong, ``request_id`` the log line that belongs to it.
    """

    status: int
    code: str
    sentence: str
    language: str
    entries: tuple[Mapping[str, str], ...] = ()
    request_id: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Headers that go with it in any form."""
        extra = _EXTRA_HEADERS.get(self.status, {})
        return {"Content-Language": self.language, "Cache-Control": "no-store", **extra}

    def response(self) -> Response:
        """The problem as ``application/problem+json``."""
        body: dict[str, object] = {
            "type": f"urn:hilfenetz:problem:{self.code}",
            "title": self.sentence,
            "status": self.status,
            "code": self.code,
        }
        if self.request_id is not None:
            body["instance"] = f"urn:hilfenetz:request:{self.request_id}"
        if self.entries:
            body["errors"] = [dict(entry) for entry in self.entries]
        content = json.dumps(body, ensure_ascii=False).encode()
        return Response(content, self.status, self.headers, "application/problem+json")


def of_error(error: errors.HilfenetzError, language: str) -> Problem:
    """One of our errors; nothing of the request is repeated but ids."""
    return Problem(
        status=STATUSES[type(error)],
        code=error.code,
        sentence=error.sentence(language),
        language=language,
    )


def of_code(
    status: int,
    code: str,
    *,
    language: str,
    entries: Sequence[Mapping[str, str]] = (),
    request_id: str | None = None,
) -> Problem:
    """A problem that the HTTP layer itself found."""
    german, english = _TITLES.get(code, _TITLES["http_error"])
    return Problem(
        status=status,
        code=code,
        sentence=german if language == "de" else english,
        language=language,
        entries=tuple(entries),
        request_id=request_id,
    )
