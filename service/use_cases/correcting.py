"""Correcting what the directory says of a service, and confirming that it is still right."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from graph_model.domain.actors import Actor
from graph_model.domain.amendments import Amendment, Occasion
from graph_model.domain.checks import local_day, refuse
from graph_model.domain.records import RecordKind
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import AccessFeature, Cost, ServiceStatus
from graph_model.errors import ForbiddenError, InvalidValueError, UnknownRecordError
from graph_model.store.codec import from_json
from graph_model.store.port import GraphStore, Versioned
from service.access import GRANTS, Permission, Principal, demand
from service.use_cases.amending import Author, Reason, has_happened, put
from service.use_cases.revisions import demand_revision

ROOM = frozenset({"maximum", "available", "typical_wait_days"})
"""What may be told anew by whoever has just asked, without a look at all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a service says of itself and people ask about; ``None`` where nothing is known."""

    maximum: int | None = None
    available: int | None = None
    typical_wait_days: float | None = None
    languages: tuple[str, ...] = ()
    access: tuple[AccessFeature, ...] = ()
    cost: Cost | None = None
    status: ServiceStatus = ServiceStatus.ACTIVE
    verified_at: date | None = None

    @classmethod
    def of(cls, service: Service) -> "Facts":
        """The facts of a service as they stand."""
        return cls(
            maximum=service.capacity.maximum,
            available=service.capacity.available,
            typical_wait_days=service.typical_wait_days,
            languages=service.languages,
            access=service.access,
            cost=service.cost,
            status=service.status,
            verified_at=service.verified_at,
        )

    def changed_from(self, other: "Facts") -> frozenset[str]:
        """Names of the facts that are another."""
        return frozenset(
            one.name for one in fields(self) if getattr(self, one.name) != getattr(other, one.name)
        )


def may_correct(principal: Principal, actor: Actor) -> bool:
    """Whether somebody may correct all facts of an entry: not those of another house's people."""
    is_foreign = (
        principal.cooperative_id is not None
        and actor.cooperative_id is not None
        and actor.cooperative_id != principal.cooperative_id
    )
    return Permission.CORRECT_ENTRIES in GRANTS[principal.role] and not is_foreign


def may_confirm(principal: Principal) -> bool:
    """Whether somebody may tell places and waiting time, and that an entry is still right."""
    return Permission.CONFIRM_ENTRIES in GRANTS[principal.role]


def correct(
    store: GraphStore, service_id: str, *, wanted: Facts, expected: int, author: Author
) -> None:
    """Let a service say something else, with a note of what it said before.

    What is told of free places holds from now on; whoever looked at the entry has verified it.

    Raises
    ------
    ForbiddenError
        If the principal may not change these facts.
    UnknownRecordError
        If there is no such service.
    RevisionConflictError
        If it is another by now than when it was looked at.
    InvalidValueError
        If a figure is out of range, or the day of verification lies ahead.
    """
    demand(author.principal, Permission.CONFIRM_ENTRIES)
    if has_happened(store, author):
        return
    found = _service(store, service_id)
    service = found.record
    before = Facts.of(service)
    changed = wanted.changed_from(before)
    actor = store.get(Actor, service.actor_id)
    is_whole = actor is not None and may_correct(author.principal, actor.record)
    if not is_whole and changed - ROOM - {"verified_at"}:
        raise ForbiddenError(permission=Permission.CORRECT_ENTRIES)
    demand_revision(found, expected)
    today = local_day(author.now)
    if wanted.verified_at is not None and wanted.verified_at > today:
        raise refuse("verified_at", "das liegt in der Zukunft", "that lies in the future")
    told = replace(
        service,
        capacity=replace(
            service.capacity,
            maximum=wanted.maximum,
            available=wanted.available,
            updated_at=author.now if changed & ROOM else service.capacity.updated_at,
        ),
        typical_wait_days=wanted.typical_wait_days,
        languages=wanted.languages,
        access=wanted.access,
        cost=wanted.cost,
        status=wanted.status,
        verified_at=wanted.verified_at,
    )
    put(
        store,
        told,
        before=found,
        author=author,
        reason=Reason(
            occasion=Occasion.CORRECTION if changed - {"verified_at"} else Occasion.CONFIRMATION,
            actor_id=service.actor_id,
        ),
    )


def confirm(store: GraphStore, service_id: str, *, expected: int, author: Author) -> None:
    """Say that all that a service says of itself is still right today; free places too.

    Raises
    ------
    ForbiddenError, UnknownRecordError, RevisionConflictError
        As ``correct`` does.
    """
    demand(author.principal, Permission.CONFIRM_ENTRIES)
    if has_happened(store, author):
        return
    found = _service(store, service_id)
    demand_revision(found, expected)
    service = found.record
    is_told = service.capacity.available is not None
    room = replace(service.capacity, updated_at=author.now) if is_told else service.capacity
    confirmed = replace(service, capacity=room, verified_at=local_day(author.now))
    put(
        store,
        confirmed,
        before=found,
        author=author,
        reason=Reason(occasion=Occasion.CONFIRMATION, actor_id=service.actor_id),
    )


def former_facts(note: Amendment, services: Mapping[str, Service]) -> dict[str, Facts]:
    """What services said before a change was made, by id; of those that are known."""
    found: dict[str, Facts] = {}
    for item in note.items:
        if item.kind == RecordKind.SERVICE and item.before is not None and item.name in services:
            try:
                found[item.name] = Facts.of(from_json(Service, item.before))
            except InvalidValueError:
                continue
    return found


def _service(store: GraphStore, service_id: str) -> Versioned[Service]:
    found = store.get(Service, service_id)
    if found is None:
        raise UnknownRecordError(kind=RecordKind.SERVICE, record_id=service_id)
    return found
