"""Free places of those who could help: by their own fresh figures, else by what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import floor

from graph_model.analysis.capacity import room_of
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.offers import Offer
from graph_model.analysis.overload.actors import places_of
from graph_model.analysis.overload.levels import OverloadRules
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.snapshot.directory import Directory

_OVERLOAD = OverloadRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Free places of one actor, in whole cases.

    ``told`` holds those of offers with a fresh figure of their own, by id; ``shared`` is what is
    left for all other offers together (places less open and unanswered cases), ``None`` if nobody
    has said how many places there are, or there are no others. ``change`` is supposed to be added.
    """

    told: Mapping[str, int]
    shared: int | None
    change: int = 0

    @property
    def free(self) -> int:
        """All of them together, after the change; nothing known is nothing free."""
        return max(0, sum(self.told.values()) + (self.shared or 0) + self.change)

    @property
    def is_known(self) -> bool:
        """Whether anybody has said how much room there is."""
        return self.shared is not None or bool(self.told)


class Rooms:
    """The free places of each actor, looked up when they are asked for.

    Parameters
    ----------
    directory
        Who there is.
    carried
        Cases accepted and not ended, and requests without an answer, by actor.
    changes
        Places supposed to be added, by actor; below 0 for those lost.
    now
        The moment at which a figure is fresh or not.
    rules
        How old a figure may be.
    """

    def __init__(
        self,
        directory: Directory,
        carried: Mapping[str, int],
        *,
        changes: Mapping[str, int],
        now: datetime,
        rules: GapRules,
    ) -> None:
        self._directory = directory
        self._carried = carried
        self._changes = changes
        self._now = now
        self._rules = rules
        self._found: dict[str, Room] = {}

    def of(self, actor_id: str) -> Room:
        """The free places of an actor in the directory."""
        if actor_id not in self._found:
            self._found[actor_id] = self._room(self._directory.actors[actor_id])
        return self._found[actor_id]

    def places(self, actor_id: str) -> int | None:
        """How many cases an actor can carry at once, ``None`` if nobody has said."""
        actor = self._directory.actors[actor_id]
        services = self._directory.services_of(actor_id)
        places = places_of(actor, services, now=self._now, rules=_OVERLOAD)
        return None if places is None else floor(places)

    def _room(self, actor: Actor) -> Room:
        day = local_day(self._now)
        services = self._directory.services_of(actor.id)
        active = [service for service in services if service.is_active_on(day)]
        told = {}
        for service in active:
            room = room_of(Offer(actor=actor, service=service), self._now)
            if room is not None and room.is_known(self._rules.figure_days) and not room.in_hours:
                told[service.id] = room.available
        places = self.places(actor.id)
        shared = None
        if places is not None and (len(told) < len(active) or not active):
            shared = max(0, places - self._carried.get(actor.id, 0))
        return Room(told=told, shared=shared, change=self._changes.get(actor.id, 0))
