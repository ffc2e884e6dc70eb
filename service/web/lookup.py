"""Verzeichnis: partners and services, by name, need and area, and when they were verified."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.domain.labels import label
from graph_model.domain.services import Service
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.directory import Directory
from service.access import GRANTS, Permission, Principal
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.names import area_name, language_name
from service.schemas import fields as f
from service.use_cases.catalogue import Entry, look_up
from service.web import choices, rows
from service.web.frame import framed
from service.web.queries import Lookup
from service.web.session import demand_reader
from service.web.threads import address
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_A_PART = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A service as people read it; facts are pairs of heading and text.

    ``href`` leads to referring there, ``correct`` to correcting what it says.
    """

    name: str
    status: str
    is_active: bool
    facts: tuple[tuple[str, str], ...]
    href: str
    correct: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """Somebody who offers help: name, kind, seat, and services."""

    actor_id: str
    name: str
    kind: str
    place: str
    services: tuple[ServiceLine, ...]


@questions.get("/directory")
def search_directory(caller: CallerOf, asked: Annotated[Lookup, Query()]) -> Response:
    """Who offers what, where."""
    principal = demand_reader(caller, Permission.READ_DIRECTORY)
    language = language_of_request(caller.request)
    directory = caller.cases.snapshot.directory
    found = look_up(directory, text=asked.text, need_code=asked.need, area_id=asked.area)
    first = (asked.part - 1) * _A_PART
    told = _Telling(caller, principal, directory, language)
    return framed(
        caller,
        principal,
        "directory.html",
        title=words(language)["directory_title"],
        asked=asked,
        count=len(found),
        services=sum(len(entry.services) for entry in found),
        entries=[told.entry(one, need=asked.need) for one in found[first : first + _A_PART]],
        before=_part(asked, asked.part - 1) if first > 0 else "",
        after=_part(asked, asked.part + 1) if first + _A_PART < len(found) else "",
        needs=choices.of_needs(directory, language),
        areas=choices.of_areas(directory.areas),
    )


@questions.get("/directory/{actor_id}")
def show_entry(actor_id: f.Id, caller: CallerOf) -> Response:
    """One helper or organisation with all services."""
    principal = demand_reader(caller, Permission.READ_DIRECTORY)
    directory = caller.cases.snapshot.directory
    actor = directory.actors.get(actor_id)
    if actor is None:
        raise UnknownRecordError(kind="actor", record_id=actor_id)
    told = _Telling(caller, principal, directory, language_of_request(caller.request))
    entry = Entry(actor=actor, services=directory.services_of(actor_id))
    return framed(
        caller, principal, "entry.html", title=actor.name, entry=told.entry(entry, need=None)
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    caller: Caller
    principal: Principal
    directory: Directory
    language: str

    def entry(self, entry: Entry, *, need: str | None) -> EntryLine:
        actor = entry.actor
        return EntryLine(
            actor_id=actor.id,
            name=actor.name,
            kind=label(actor.kind, self.language),
            place=area_name(self.directory.areas, actor.area_id),
            services=tuple(self.service(one, actor, need=need) for one in entry.services),
        )

    def service(self, service: Service, actor: Actor, *, need: str | None) -> ServiceLine:
        now = self.caller.now
        day = local_day(now)
        may_refer = Permission.RECORD in GRANTS[self.principal.role]
        is_active = service.is_active_on(day) and actor.is_active_on(day)
        href = address("/refer", need=need, recipient=actor.id, service=service.id)
        return ServiceLine(
            name=service.name,
            status=label(service.status, self.language),
            is_active=is_active,
            facts=tuple((name, text) for name, text in self._facts(service, now) if text),
            href=href if may_refer and is_active else "",
            correct=f"/directory/{actor.id}/services/{service.id}"
            if Permission.CONFIRM_ENTRIES in GRANTS[self.principal.role]
            else "",
        )

    def _facts(self, service: Service, now: datetime) -> list[tuple[str, str]]:
        texts, language = words(self.language), self.language
        needs = [self.directory.need_label(one, language) for one in service.need_codes]
        places = [area_name(self.directory.areas, one) for one in service.area_ids]
        spoken = [language_name(one, language) for one in service.languages]
        wait = service.typical_wait_days
        return [
            (texts["need_short"], ", ".join(needs)),
            (texts["area_short"], ", ".join(places)),
            (texts["languages"], ", ".join(spoken)),
            (texts["access"], ", ".join(label(one, language) for one in service.access)),
            (texts["cost"], "" if service.cost is None else label(service.cost, language)),
            (texts["free_places_short"], self._room(service, now)),
            (texts["usual_wait_short"], "" if wait is None else rows.days(round(wait), language)),
            (texts["verified"], self._verified(service.verified_at, now)),
        ]

    def _room(self, service: Service, now: datetime) -> str:
        texts, room = words(self.language), service.capacity
        if room.available is None:
            return texts["not_told"]
        unit = texts["hours_a_month"] if room.unit == "hours" else ""
        of_all = "" if room.maximum is None else f" {texts['of']} {room.maximum}"
        age = (
            ""
            if room.updated_at is None
            else f", {rows.ago(_age_days(room.updated_at, now), self.language)}"
        )
        return f"{room.available}{of_all} {unit}".strip() + age

    def _verified(self, verified_at: date | None, now: datetime) -> str:
        if verified_at is None:
            return words(self.language)["never"]
        age = rows.ago((local_day(now) - verified_at).days, self.language)
        return f"{rows.date_text(verified_at, self.language)} ({age})"


def _age_days(told_at: datetime, now: datetime) -> int:
    """Days since something was told, rounded as the recommendation rounds them."""
    return round((now - told_at).total_seconds() / 86_400)


def _part(asked: Lookup, part: int) -> str:
    return address("/directory", text=asked.text, need=asked.need, area=asked.area, part=str(part))
