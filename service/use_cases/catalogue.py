"""Looking something up in the directory: who offers what, where, and how old that word is."""

from dataclasses import dataclass

from graph_model.domain.actors import Actor
from graph_model.domain.areas import AreaTree
from graph_model.domain.services import Service
from graph_model.snapshot.directory import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody who offers help, with those services that were asked for."""

    actor: Actor
    services: tuple[Service, ...]


def look_up(
    directory: Directory,
    *,
    text: str | None = None,
    need_code: str | None = None,
    area_id: str | None = None,
) -> tuple[Entry, ...]:
    """Who offers something that fits, in order of name, then id.

    Parameters
    ----------
    directory
        The directory; an empty one gives nothing.
    text
        Part of the name of the actor or the service, in any case.
    need_code
        A need, with those below it, and services for the need above it.
    area_id
        An area; services count that cover it, or a part of it.

    Returns
    -------
    Services in order of name, then id. Without need and area, organisations without services are
    there too, with none. Closed and paused services are there as well, for their status says so.
    """
    wanted = (text or "").casefold()
    found = []
    for actor in directory.actors.values():
        offered = directory.services_of(actor.id)
        fitting = [
            one for one in offered if _fits(one, directory, need_code=need_code, area_id=area_id)
        ]
        is_named = wanted in actor.name.casefold()
        named = [one for one in fitting if is_named or wanted in one.name.casefold()]
        lists_itself = actor.is_organisation and is_named and not (need_code or area_id)
        if named or lists_itself:
            services = tuple(sorted(named, key=lambda one: (one.name.casefold(), one.id)))
            found.append(Entry(actor=actor, services=services))
    return tuple(sorted(found, key=lambda one: (one.actor.name.casefold(), one.actor.id)))


def _fits(
    service: Service, directory: Directory, *, need_code: str | None, area_id: str | None
) -> bool:
    return (need_code is None or _helps(service, directory, need_code=need_code)) and (
        area_id is None or _works_in(service, directory.areas, area_id=area_id)
    )


def _helps(service: Service, directory: Directory, *, need_code: str) -> bool:
    need = directory.needs.get(need_code)
    above = {need.parent_code} if need is not None and need.parent_code is not None else set()
    return not (directory.needs_below([need_code]) | above).isdisjoint(service.need_codes)


def _works_in(service: Service, tree: AreaTree, *, area_id: str) -> bool:
    return any(tree.covers(one, area_id) or tree.covers(area_id, one) for one in service.area_ids)
