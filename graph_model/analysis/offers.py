"""Who offers help for a need: services, and companions, who need no entry for their one need."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Position
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferIndex:
    """Offers found by need and area, without a walk through all services; made once per directory.

    A service covers its areas and all below them. A companion without a service covers the area
    where they live, all below it, and every area that it lies in.
    """

    directory: Directory
    _by_need: Mapping[str, tuple[Offer, ...]]
    _serving: Mapping[tuple[str, str], tuple[Offer, ...]]
    _homes: Mapping[str, tuple[Offer, ...]]
    _below: Mapping[str, tuple[str, ...]]
    _addressing: dict[str, Mapping[str, tuple[Offer, Match]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _idle: dict[date, frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _taking: dict[tuple[date, str], Mapping[str, Offer]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, directory: Directory) -> "OfferIndex":
        """The index of a directory; services of actors that are not in it are left out."""
        by_need: dict[str, list[Offer]] = defaultdict(list)
        serving: dict[tuple[str, str], list[Offer]] = defaultdict(list)
        homes: dict[str, list[Offer]] = defaultdict(list)
        for offer, codes in _offers(directory):
            for code in codes:
                by_need[code].append(offer)
                for area_id in offer.area_ids:
                    serving[code, area_id].append(offer)
            if offer.service is None and offer.actor.area_id is not None:
                for area_id in directory.areas.path(offer.actor.area_id):
                    homes[area_id].append(offer)
        return cls(
            directory=directory,
            _by_need={code: tuple(found) for code, found in by_need.items()},
            _serving={key: tuple(found) for key, found in serving.items()},
            _homes={area_id: tuple(found) for area_id, found in homes.items()},
            _below=_children(directory),
        )

    @property
    def need_codes(self) -> tuple[str, ...]:
        """Needs that somebody names in an offer, in order."""
        return tuple(sorted(self._by_need))

    def addressing(self, need_code: str) -> tuple[tuple[Offer, Match], ...]:
        """Offers for the need, its parent or its children, each once at its best match, by id."""
        return tuple(self.answering(need_code).values())

    def answering(self, need_code: str) -> Mapping[str, tuple[Offer, Match]]:
        """Those of ``addressing`` under their ids, in order of id; worked out once."""
        found = self._addressing.get(need_code)
        if found is None:
            found = self._answers(need_code)
            if found:  # Whatever code somebody asks for must not be remembered.
                self._addressing[need_code] = found
        return found

    def idle_on(self, day: date) -> frozenset[str]:
        """Ids of the offers that take nobody on that day; worked out once for a day."""
        found = self._idle.get(day)
        if found is None:
            offers = (offer for offers in self._by_need.values() for offer in offers)
            found = frozenset(offer.id for offer in offers if not offer.is_active_on(day))
            self._idle.clear()
            self._taking.clear()
            self._idle[day] = found
        return found

    def taking(self, need_code: str, day: date) -> Mapping[str, Offer]:
        """Offers that answer a need and take people on that day, in order of id; worked out once.

        Kept for the day that was last asked about.
        """
        idle = self.idle_on(day)
        found = self._taking.get((day, need_code))
        if found is None:
            answering = self.answering(need_code)
            found = {one: offer for one, (offer, _) in answering.items() if one not in idle}
            if found:  # Whatever code somebody asks for must not be remembered.
                self._taking[day, need_code] = found
        return found

    def _answers(self, need_code: str) -> Mapping[str, tuple[Offer, Match]]:
        found: dict[str, tuple[Offer, Match]] = {}
        for match, codes in self._codes(need_code):
            for code in codes:
                for offer in self._by_need.get(code, ()):
                    found.setdefault(offer.id, (offer, match))
        return {offer_id: found[offer_id] for offer_id in sorted(found)}

    def covering(self, need_code: str, area_id: str) -> dict[str, Offer]:
        """Those of ``addressing`` that cover an area, by id, in no order."""
        codes = [code for _, codes in self._codes(need_code) for code in codes]
        return self._covering(codes, area_id)

    def related(self, need_code: str, area_id: str) -> dict[str, Offer]:
        """Offers that cover an area for sister needs only (same top need), by id, in no order."""
        top = (need_code, *self._above(need_code))[-1]
        found = self._covering((top, *self._under(top)), area_id)
        answering = self.answering(need_code)
        return {offer_id: offer for offer_id, offer in found.items() if offer_id not in answering}

    def _covering(self, codes: Sequence[str], area_id: str) -> dict[str, Offer]:
        found: dict[str, Offer] = {}
        for area in self.directory.areas.path(area_id):
            for code in codes:
                found.update((offer.id, offer) for offer in self._serving.get((code, area), ()))
        if COMPANION_NEED in codes:
            found.update((offer.id, offer) for offer in self._homes.get(area_id, ()))
        return found

    def _codes(self, need_code: str) -> tuple[tuple[Match, tuple[str, ...]], ...]:
        return (
            (Match.EXACT, (need_code,)),
            (Match.BROADER, self._above(need_code)),
            (Match.NARROWER, self._under(need_code)),
        )

    def _above(self, need_code: str) -> tuple[str, ...]:
        needs = self.directory.needs
        path: list[str] = [need_code]
        while (need := needs.get(path[-1])) is not None and need.parent_code is not None:
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


def _offers(directory: Directory) -> Iterator[tuple[Offer, tuple[str, ...]]]:
    """Every offer with the needs it answers: services first, then companions without one."""
    accompanying = set()
    for service_id in sorted(directory.services):
        service = directory.services[service_id]
        actor = directory.actors.get(service.actor_id)
        if actor is not None:
            yield Offer(actor=actor, service=service), service.need_codes
            if COMPANION_NEED in service.need_codes:
                accompanying.add(actor.id)
    for actor_id in sorted(directory.actors):
        actor = directory.actors[actor_id]
        if actor.kind is ActorKind.COMPANION and actor_id not in accompanying:
            yield Offer(actor=actor), (COMPANION_NEED,)


def _children(directory: Directory) -> Mapping[str, tuple[str, ...]]:
    below: dict[str, list[str]] = defaultdict(list)
    for code in sorted(directory.needs):
        parent = directory.needs[code].parent_code
        if parent is not None:
            below[parent].append(code)
    return {code: tuple(codes) for code, codes in below.items()}
