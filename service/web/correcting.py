"""Correcting an entry of the directory, or saying that it is still right; what it said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from fastapi import APIRouter, Response

from graph_model.domain.actors import Actor
from graph_model.domain.amendments import Occasion
from graph_model.domain.checks import local_day, refuse
from graph_model.domain.labels import label
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import AccessFeature, Cost, ServiceStatus
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.directory import Directory
from graph_model.store.port import GraphStore, Versioned
from service.access import Permission, Principal
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.names import language_name
from service.schemas import fields as f
from service.use_cases.amending import amendments_of
from service.use_cases.correcting import Facts, confirm, correct, former_facts, may_correct
from service.use_cases.importing import digest_of_record, digest_of_text
from service.web import choices, rows
from service.web.attempts import Attempt
from service.web.chain_view import moment
from service.web.form_data import Forms, FormState, Sent, SentForm
from service.web.frame import framed
from service.web.people import named
from service.web.session import demand_reader
from service.words import words

T = TypeVar("T")

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_FACTS, _CONFIRM = "facts", "confirm"
_WHOLE = re.compile(r"[0-9]{1,6}")
_DECIMAL = re.compile(r"[0-9]{1,4}([.,][0-9]{1,2})?")
_SPOKEN = ("de", "en", "ar", "fa", "fr", "pl", "ro", "ru", "sq", "tr", "uk", "vi")
"""Languages that can always be chosen, beside those that the directory has already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A change of an entry: when, by whom, and what it said before, fact by fact."""

    when: str
    who: str
    what: str
    before: tuple[tuple[str, str], ...]


@questions.get("/directory/{actor_id}/services/{service_id}")
def show_facts(
    actor_id: f.Id, service_id: f.Id, caller: CallerOf, done: str | None = None
) -> Response:
    """What a service says of itself, ready to be corrected or confirmed."""
    principal = demand_reader(caller, Permission.CONFIRM_ENTRIES)
    return _page(caller, principal, ids=(actor_id, service_id), is_done=done == "saved")


@questions.post("/directory/{actor_id}/services/{service_id}")
def correct_facts(actor_id: f.Id, service_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Let a service say something else."""
    attempt = Attempt(caller, sent, _FACTS)

    def corrected() -> str:
        author = attempt.author(Permission.CONFIRM_ENTRIES)
        store = caller.services.store
        held, actor = _held(store, actor_id, service_id=service_id)
        wanted = _wanted(sent, held.record, is_whole=may_correct(author.principal, actor))
        correct(store, service_id, wanted=wanted, expected=sent.revision, author=author)
        return f"/directory/{actor_id}/services/{service_id}?done=saved#done"

    return _shown(attempt.made(corrected), caller, ids=(actor_id, service_id))


@questions.post("/directory/{actor_id}/services/{service_id}/confirm")
def confirm_facts(actor_id: f.Id, service_id: f.Id, caller: CallerOf, sent: SentForm) -> Response:
    """Say that all of it is still right today."""
    attempt = Attempt(caller, sent, _CONFIRM)

    def confirmed() -> str:
        author = attempt.author(Permission.CONFIRM_ENTRIES)
        store = caller.services.store
        _held(store, actor_id, service_id=service_id)
        confirm(store, service_id, expected=sent.revision, author=author)
        return f"/directory/{actor_id}/services/{service_id}?done=saved#done"

    return _shown(attempt.made(confirmed), caller, ids=(actor_id, service_id))


def _held(store: GraphStore, actor_id: str, *, service_id: str) -> tuple[Versioned[Service], Actor]:
    actor, held = store.get(Actor, actor_id), store.get(Service, service_id)
    if actor is None or held is None or held.record.actor_id != actor_id:
        raise UnknownRecordError(kind="service", record_id=service_id)
    return held, actor.record


def _wanted(sent: Sent, service: Service, *, is_whole: bool) -> Facts:
    told = replace(
        Facts.of(service),
        maximum=_whole(sent, "maximum"),
        available=_whole(sent, "available"),
        typical_wait_days=_decimal(sent, "typical_wait_days"),
    )
    if not is_whole:
        return told
    cost, status = sent.text("cost"), sent.text("status")
    if (cost is not None and cost not in list(Cost)) or status not in list(ServiceStatus):
        raise refuse("status", "bitte aus der Liste wählen", "please choose from the list")
    return replace(
        told,
        languages=_as_before(_ticked(sent, "language-"), told.languages),
        access=_as_before(
            [one for one in AccessFeature if sent.text(f"access-{one.value}")], told.access
        ),
        cost=None if cost is None else Cost(cost),
        status=ServiceStatus(status),
        verified_at=_day(sent.text("verified_at")),
    )


def _ticked(sent: Sent, prefix: str) -> tuple[str, ...]:
    return tuple(
        sorted(name.removeprefix(prefix) for name in sent.fields if name.startswith(prefix))
    )


def _as_before(wanted: Sequence[T], before: Sequence[T]) -> tuple[T, ...]:
    """The same things in their former order, what is new after them."""
    kept = [one for one in before if one in wanted]
    return (*kept, *(one for one in wanted if one not in kept))


def _whole(sent: Sent, name: str) -> int | None:
    typed = sent.text(name)
    if typed is not None and not _WHOLE.fullmatch(typed):
        raise refuse(name, "eine ganze Zahl wird gebraucht", "a whole number is needed")
    return None if typed is None else int(typed)


def _decimal(sent: Sent, name: str) -> float | None:
    typed = sent.text(name)
    if typed is not None and not _DECIMAL.fullmatch(typed):
        raise refuse(name, "eine Zahl wird gebraucht", "a number is needed")
    return None if typed is None else float(typed.replace(",", "."))


def _day(typed: str | None) -> date | None:
    try:
        return None if typed is None else date.fromisoformat(typed)
    except ValueError as error:
        raise refuse("verified_at", "ein Tag wird gebraucht", "a day is needed") from error


def _shown(made: Response | FormState, caller: Caller, *, ids: tuple[str, str]) -> Response:
    if isinstance(made, Response):
        return made
    return _page(caller, demand_reader(caller, Permission.CONFIRM_ENTRIES), ids=ids, refused=made)


def _page(
    caller: Caller,
    principal: Principal,
    *,
    ids: tuple[str, str],
    refused: FormState | None = None,
    is_done: bool = False,
) -> Response:
    language = language_of_request(caller.request)
    texts = words(language)
    actor_id, service_id = ids
    forms = Forms(refused)
    directory = caller.cases.snapshot.directory
    held, actor = caller.look_up(lambda store: _held(store, actor_id, service_id=service_id))
    facts = Facts.of(held.record)
    telling = _Telling(language)
    return framed(
        caller,
        principal,
        "correct.html",
        title=held.record.name,
        here=f"/directory/{actor_id}/services/{service_id}",
        status=forms.status,
        forms=forms,
        actor=actor,
        service=held.record,
        revision=held.revision,
        facts=facts,
        now={name: telling.fact(facts, name) for name in _NAMES},
        is_whole=may_correct(principal, actor),
        may_write=caller.as_of is None or refused is not None,
        done=texts["correct_saved"] if is_done else "",
        today=local_day(caller.now).isoformat(),
        languages=_languages(directory, held.record, language=language),
        features=choices.of_vocabulary(AccessFeature, language),
        costs=choices.of_vocabulary(Cost, language),
        statuses=choices.of_vocabulary(ServiceStatus, language),
        former=_former(caller, directory, service=held.record, language=language),
    )


def _languages(directory: Directory, service: Service, *, language: str) -> choices.Choices:
    spoken = {one for held in directory.services.values() for one in held.languages}
    return choices.of_languages({*_SPOKEN, *spoken, *service.languages}, language)


_NAMES = (
    "available",
    "maximum",
    "typical_wait_days",
    "languages",
    "access",
    "cost",
    "status",
    "verified_at",
)


@dataclass(frozen=True, slots=True)
class _Telling:
    language: str

    def fact(self, facts: Facts, name: str) -> str:
        """One fact as people read it."""
        value = getattr(facts, name)
        if value is None or value == ():
            return "–"
        if name == "languages":
            return ", ".join(language_name(one, self.language) for one in value)
        if name == "access":
            return ", ".join(label(one, self.language) for one in value)
        if isinstance(value, Cost | ServiceStatus):
            return label(value, self.language)
        if isinstance(value, date):
            return rows.date_text(value, self.language)
        return f"{value:g}"


def _former(
    caller: Caller, directory: Directory, *, service: Service, language: str
) -> list[Former]:
    """What was changed of a service by hand, the latest first."""
    if caller.as_of is not None:
        return []
    texts, telling = words(language), _Telling(language)
    notes = amendments_of(caller.services.store, service.actor_id)
    known = named(
        caller.services.store,
        {note.made_by for note in notes},
        directory=directory,
        language=language,
    )
    after, digest = Facts.of(service), digest_of_record(service)
    found: list[Former] = []
    for note in notes:
        facts = former_facts(note, {service.id: service}).get(service.id)
        item = next((one for one in note.items if one.name == service.id), None)
        if facts is None or item is None:
            continue
        # An import in between has said something else: whose word that was is not known here.
        names = after.changed_from(facts) if item.digest == digest else frozenset(_NAMES)
        is_confirmed = note.occasion is Occasion.CONFIRMATION
        found.append(
            Former(
                when=moment(note.made_at, language),
                who=known[note.made_by],
                what=texts["former_confirmed" if is_confirmed else "former_corrected"],
                before=tuple(
                    (texts[f"fact_{name}"], telling.fact(facts, name))
                    for name in _NAMES
                    if name in names
                ),
            )
        )
        after, digest = facts, digest_of_text(item.before or "")
    return found
