"""Recording what a form asks for: where to go next, or the form with what is wrong in it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from graph_model.errors import (
    BrokenReferenceError,
    ConflictError,
    HilfenetzError,
    IdempotencyConflictError,
    InvalidValueError,
    MissingConsentError,
    MissingOutcomeError,
    MissingReasonError,
    RevisionConflictError,
    RuleError,
    StoreError,
    StoreUnavailableError,
    TransitionError,
    UnknownRecordError,
)
from graph_model.store.port import Idempotency
from service import problems
from service.access import Permission, demand, demand_everywhere
from service.api.caller import Caller
from service.api.errors import language_of_request
from service.use_cases.amending import Author
from service.use_cases.recording import Recorder
from service.web.form_data import FormState, Sent, new_key
from service.web.session import demand_own_form, demand_signed_in, demand_token
from service.words import words

B = TypeVar("B", bound=BaseModel)

_TOLD = (
    InvalidValueError,
    RuleError,
    ConflictError,
    StoreError,
    UnknownRecordError,
    ValidationError,
)
_PAGE_IS_OF = frozenset({"chain", "referral"})
_INVALID = 422

_IN_WORDS: Mapping[type[HilfenetzError], str] = {
    RevisionConflictError: "changed_meanwhile",
    IdempotencyConflictError: "recorded_already",
    TransitionError: "step_gone",
    BrokenReferenceError: "gone_meanwhile",
    StoreUnavailableError: "not_recorded_now",
}
_AT_FIELD: Mapping[type[HilfenetzError], tuple[str, str]] = {
    MissingReasonError: ("reason", "reason_missing"),
    MissingOutcomeError: ("outcome", "outcome_missing"),
    MissingConsentError: ("consent", "consent_missing"),
}
_TIME = "occurred_at"
_TIMES = frozenset({_TIME, "recorded_at", "closed_at", "closed_recorded_at"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a form does when it is sent; ``name`` tells it from the other forms of its page."""

    caller: Caller
    sent: Sent
    name: str

    def recorder(self, body: str, part: str = "") -> Recorder:
        """A recorder for one part of what the form asks for; each part happens once.

        ``body`` is what must be the same when the form is sent again.

        Raises
        ------
        NotSignedInError
            If nobody is signed in.
        """
        principal = demand_signed_in(self.caller, self.caller.writer)
        return self.caller.recorder(f"{self.sent.key}{part}", body, principal=principal)

    def recorder_for(self, body: BaseModel, part: str = "") -> Recorder:
        """A recorder for a body; a change counts for the revision that its form was made for."""
        revision = self.sent.text("revision") or ""
        return self.recorder(f"{revision}{body.model_dump_json()}", part)

    def author(self, permission: Permission, *, everywhere: bool = False) -> Author:
        """Who sends the form, if they may do this; what the form asks for happens once.

        Raises
        ------
        NotSignedInError
            If nobody is signed in.
        ForbiddenError
            If the role does not grant the permission, or, for what all cooperatives share
            (``everywhere``), they belong to one of them.
        """
        principal = demand_signed_in(self.caller, self.caller.writer)
        (demand_everywhere if everywhere else demand)(principal, permission)
        asked = repr((self.caller.request.url.path, sorted(self.sent.fields.items())))
        call = Idempotency(
            key=f"{principal.key_id}:{self.sent.key}",
            digest=hashlib.sha256(asked.encode()).hexdigest(),
        )
        return Author(principal=principal, now=self.caller.now, call=call)

    def made(self, work: Callable[[], str | Response]) -> Response | FormState:
        """Do the work, and go on to the page that it names or makes; or the form as refused.

        Raises
        ------
        ForeignFormError
            If the form does not come from a page of this session.
        UnknownRecordError
            If the page's own chain is not there for whoever asks.
        """
        demand_own_form(self.caller)
        demand_token(self.caller, self.sent.text("token") or "")
        try:
            place = work()
            if isinstance(place, Response):
                return place
            return RedirectResponse(place, 303, {"Cache-Control": "no-store"})
        except _TOLD as error:
            if isinstance(error, UnknownRecordError) and error.details["kind"] in _PAGE_IS_OF:
                raise
            return self._refused(error)

    def _refused(self, error: HilfenetzError | ValidationError) -> FormState:
        language = language_of_request(self.caller.request)
        texts = words(language)
        if isinstance(error, ValidationError):
            found = {str(one["loc"][0]): one["type"] for one in error.errors() if one["loc"]}
            errors = {
                name: texts["field_missing" if kind == "missing" else "field_wrong"]
                for name, kind in found.items()
            }
            status, sentence = _INVALID, texts["look_again"]
        else:
            errors = _field_errors(error, language)
            sentence = texts["look_again"] if errors else _sentence(error, language)
            status = problems.of_error(error, language).status
        # What may have been written must not be written again under another key.
        key = self.sent.key if isinstance(error, StoreError) else new_key()
        return FormState(
            name=self.name,
            key=key,
            typed=self.sent.fields,
            errors=errors,
            sentence=sentence,
            status=status,
        )


def body_of(model: type[B], fields: Mapping[str, object]) -> B:
    """A body as the API takes it, from what a form gave; what is ``None`` was left out."""
    return model.model_validate({name: one for name, one in fields.items() if one is not None})


def _field_errors(error: HilfenetzError, language: str) -> dict[str, str]:
    texts = words(language)
    if isinstance(error, InvalidValueError):
        name = str(error.details["field"])
        rule = str(error.details["rule_de" if language == "de" else "rule_en"])
        if name in {"recorded_at", "closed_recorded_at"}:
            rule = texts["lies_ahead"]
        return {_TIME if name in _TIMES else name: f"{rule[:1].upper()}{rule[1:]}."}
    if isinstance(error, UnknownRecordError):
        return {f"{error.details['kind']}_id": texts["unknown_id"]}
    at = _AT_FIELD.get(type(error))
    return {} if at is None else {at[0]: texts[at[1]]}


def _sentence(error: HilfenetzError, language: str) -> str:
    kind = next((one for one in _IN_WORDS if isinstance(error, one)), None)
    return error.sentence(language) if kind is None else words(language)[_IN_WORDS[kind]]
