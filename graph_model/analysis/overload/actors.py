"""Who is looked at for overload, and how many cases each can carry."""

from collections.abc import Iterable
from datetime import datetime

from graph_model.analysis.capacity import cases_at_once
from graph_model.analysis.overload.levels import OverloadRules
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

CARRYING = frozenset(
    {ActorKind.PARTNER, ActorKind.ADMINISTRATION, ActorKind.KUEMMERER, ActorKind.COMPANION}
)
"""Kinds of actors that carry cases."""


def actors_in(snapshot: Snapshot, scope: Scope) -> tuple[Actor, ...]:
    """Those who carry cases and have to do with the scope, by id.

    Without area, needs and cooperative that is everybody. Else who was asked in a referral of the
    scope or opened one of its chains, offers a service for its needs in its area, is responsible
    for one of its areas, or belongs to its cooperative. The period does not matter.
    """
    carrying = [a for a in snapshot.directory.actors.values() if a.kind in CARRYING]
    carrying.sort(key=lambda actor: actor.id)
    narrow = Scope(
        area_id=scope.area_id,
        need_codes=scope.need_codes,
        cooperative_id=scope.cooperative_id,
        known_on=scope.known_on,
    )
    if narrow == Scope(known_on=scope.known_on):
        return tuple(carrying)
    taking_part = set(snapshot.referrals(narrow)["recipient"].unique().to_list())
    taking_part |= set(snapshot.chains(narrow)["opened_by"].unique().to_list())
    return tuple(
        actor
        for actor in carrying
        if actor.id in taking_part or belongs(actor, scope, directory=snapshot.directory)
    )


def belongs(actor: Actor, scope: Scope, *, directory: Directory) -> bool:
    """Whether somebody has to do with a scope by what the directory says of them."""
    if scope.cooperative_id is not None:
        return actor.cooperative_id == scope.cooperative_id
    if not scope.need_codes and scope.area_id is not None:
        inside = directory.areas.subtree(scope.area_id)
        if not inside.isdisjoint(actor.responsible_area_ids):
            return True
    return any(
        _serves(service, scope, directory=directory) for service in directory.services_of(actor.id)
    )


def _serves(service: Service, scope: Scope, *, directory: Directory) -> bool:
    if scope.need_codes:
        wanted = directory.needs_below(scope.need_codes)
        if wanted.isdisjoint(directory.needs_below(service.need_codes)):
            return False
    if scope.area_id is None:
        return True
    areas = directory.areas
    return any(
        areas.covers(area_id, scope.area_id) or areas.covers(scope.area_id, area_id)
        for area_id in service.area_ids
    )


def places_of(
    actor: Actor, services: Iterable[Service], *, now: datetime, rules: OverloadRules
) -> float | None:
    """How many cases somebody can carry at once; ``None`` where nobody has said.

    A Kümmerer's caseload, a companion's weekly hours by the hours that a case takes, otherwise
    the places of all active services together.
    """
    if actor.kind is ActorKind.COMPANION and actor.weekly_hours is not None:
        return actor.weekly_hours / rules.hours_per_case
    return cases_at_once(actor, services, day=local_day(now))
