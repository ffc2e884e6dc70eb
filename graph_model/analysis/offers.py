"""Who offers help for a need: services, and companions, who need no entry for their one need."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_model.domain.actors import Actor
from graph_model.domain.areas import AreaTree, Position
from graph_model.domain.needs import Need
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory

COMPANION_NEED = "everyday_company"
"""Need that a companion answers without a service of their own."""

ASSUMED_LANGUAGE = "de"
"""What is spoken where nobody has listed languages."""


class Match(StrEnum):
    """How what is offered relates to what is asked for."""

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An actor with one service, or a companion without."""

    actor: Actor
    service: Service | None = None

    @property
    def id(self) -> str:
        """The service's id, or the companion's own."""
        return self.service.id if self.service is not None else self.actor.id

    @property
    def name(self) -> str:
        """What people call it: the actor, with the service where there is one."""
        return f"{self.actor.name} ({self.service.name})" if self.service else self.actor.name

    @property
    def area_ids(self) -> tuple[str, ...]:
        """Areas served; a companion without a service serves where they live."""
        if self.service is not None:
            return self.service.area_ids
        return (self.actor.area_id,) if self.actor.area_id is not None else ()

    @property
    def languages(self) -> frozenset[str]:
        """Languages of service and actor together; German where none is listed."""
        listed = {*self.actor.languages, *(self.service.languages if self.service else ())}
        return frozenset(listed or {ASSUMED_LANGUAGE})

    @property
    def position(self) -> Position | None:
        """Where it is: of the service, else of the actor."""
        of_service = self.service.position if self.service is not None else None
        return of_service or self.actor.position

    def is_active_on(self, day: date) -> bool:
        """Whether actor and service take people on that day."""
        return self.actor.is_active_on(day) and (
            self.service is None or self.service.is_active_on(day)
        )

    def covers(self, area_id: str, areas: AreaTree) -> bool:
        """Whether the area, or one above it, is served (for a companion: or one inside it)."""
        path = areas.path(area_id)
        if not frozenset(path).isdisjoint(self.area_ids):
            return True
        return self.service is None and any(areas.covers(area_id, home) for home in self.area_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferIndex:
    """Offers found by need, without a walk through all services; made once per directory."""

    needs: Mapping[str, Need]
    _by_need: Mapping[str, tuple[Offer, ...]]
    _below: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, directory: Directory) -> "OfferIndex":
        """The index of a directory; services of actors that are not in it are left out."""
        by_need: dict[str, list[Offer]] = defaultdict(list)
        for service_id in sorted(directory.services):
            service = directory.services[service_id]
            actor = directory.actors.get(service.actor_id)
            if actor is not None:
                for code in service.need_codes:
                    by_need[code].append(Offer(actor=actor, service=service))
        listed = {offer.actor.id for offer in by_need[COMPANION_NEED]}
        for actor_id in sorted(directory.actors):
            actor = directory.actors[actor_id]
            if actor.kind is ActorKind.COMPANION and actor_id not in listed:
                by_need[COMPANION_NEED].append(Offer(actor=actor))
        below: dict[str, list[str]] = defaultdict(list)
        for code in sorted(directory.needs):
            parent = directory.needs[code].parent_code
            if parent is not None:
                below[parent].append(code)
        return cls(
            needs=directory.needs,
            _by_need={code: tuple(found) for code, found in by_need.items()},
            _below={code: tuple(codes) for code, codes in below.items()},
        )

    def addressing(self, need_code: str) -> tuple[tuple[Offer, Match], ...]:
        """Offers for the need, its parent or its children, each once at its best match, by id."""
        found: dict[str, tuple[Offer, Match]] = {}
        for match, codes in (
            (Match.EXACT, (need_code,)),
            (Match.BROADER, self._above(need_code)),
            (Match.NARROWER, self._under(need_code)),
        ):
            for code in codes:
                for offer in self._by_need.get(code, ()):
                    found.setdefault(offer.id, (offer, match))
        return tuple(found[offer_id] for offer_id in sorted(found))

    def related(self, need_code: str) -> tuple[Offer, ...]:
        """Offers for sister needs only (same top need), by id."""
        addressing = {offer.id for offer, _ in self.addressing(need_code)}
        top = (need_code, *self._above(need_code))[-1]
        found = {
            offer.id: offer
            for code in (top, *self._under(top))
            for offer in self._by_need.get(code, ())
            if offer.id not in addressing
        }
        return tuple(found[offer_id] for offer_id in sorted(found))

    def _above(self, need_code: str) -> tuple[str, ...]:
        path: list[str] = [need_code]
        while (need := self.needs.get(path[-1])) is not None and need.parent_code is not None:
            if need.parent_code in path:
                break
            path.append(need.parent_code)
        return tuple(path[1:])

    def _under(self, need_code: str) -> tuple[str, ...]:
        found: list[str] = []
        waiting = [need_code]
        while waiting:
            below = [code for code in self._below.get(waiting.pop(), ()) if code not in found]
            found += below
            waiting += below
        return tuple(found)
