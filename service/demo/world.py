"""The directory of a demo network while it is being made: who is where, who offers what to whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.vocabulary import AccessFeature, Cost
from service.demo.places import Town
from service.demo.profiles import ALL_NEEDS, Pace

OLBERNHAU, SCHNEEBERG, WERDAU, ZWICKAU, CHEMNITZ, BAUTZEN, DOEBELN = 6, 7, 5, 2, 1, 3, 4
"""Places of the towns with planted faults in ``places.DEMO_TOWNS``."""

UNCOVERED_CELL = ("dementia", WERDAU)
"""Offered elsewhere, but not in this town."""

SINGLE_CELL = ("addiction", SCHNEEBERG)
"""Hangs on one provider in this town."""

TOWN_WITHOUT_KUEMMERER = OLBERNHAU

BROKER_TOWN = ZWICKAU
"""Where one partner alone knows some others."""

SILENT_TOWN = DOEBELN
"""As many people live here as its size says, but few of them ever turn to anybody."""


@dataclass(slots=True)
class Offering:
    """A service in the making; its room is known only when all referrals are.

    ``towns`` are places in the list of towns; ``is_staged`` says that only planted stories refer
    here; ``places`` is a fixed number of places, where there is one.
    """

    id: str
    actor_id: str
    name: str
    needs: tuple[str, ...]
    towns: set[int]
    pace: Pace
    languages: tuple[str, ...] = ("de",)
    access: tuple[AccessFeature, ...] = ()
    cost: Cost = Cost.FREE
    is_office: bool = False
    is_staged: bool = False
    places: int | None = None


@dataclass(slots=True)
class World:
    """Everybody in the directory, with the look-ups that the making of chains needs.

    ``cooperatives_of`` lists cooperatives by town, ``kuemmerer_of`` Kümmerer by cooperative and
    town, ``companions_of`` companions by town. ``offered`` lists, by need and town, the places in
    ``offerings`` of those that regular chains may choose. ``offerings_for`` counts all by need,
    ``uncovered`` holds, by town, the needs that nobody answers there.
    """

    towns: tuple[Town, ...]
    areas: list[Area]
    actors: list[Actor] = field(default_factory=list)
    offerings: list[Offering] = field(default_factory=list)
    cooperations: list[Cooperation] = field(default_factory=list)
    cooperatives_of: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    kuemmerer_of: dict[tuple[str, int], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    companions_of: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    offered: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    offerings_for: dict[str, int] = field(default_factory=dict)
    uncovered: list[frozenset[str]] = field(default_factory=list)

    def index_offerings(self) -> None:
        """Fill ``offered`` and ``offerings_for`` from the offerings."""
        self.offered.clear()
        self.offerings_for = dict(Counter(need for o in self.offerings for need in o.needs))
        for place, offering in enumerate(self.offerings):
            if not offering.is_staged:
                for need in offering.needs:
                    for town in offering.towns:
                        self.offered[need, town].append(place)
        self.uncovered = [
            frozenset(need for need in ALL_NEEDS if (need, town) not in self.offered)
            for town in range(len(self.towns))
        ]

    def responsible(self, cooperative_id: str, town: int) -> list[str]:
        """Kümmerer for a cooperative's tenants in a town; without any, its others stand in."""
        found = self.kuemmerer_of.get((cooperative_id, town))
        return found or [
            kuemmerer
            for (cooperative, _), members in self.kuemmerer_of.items()
            if cooperative == cooperative_id
            for kuemmerer in members
        ]

    def staged(self, need: str) -> int:
        """Place of the offering that only planted stories refer to, by its need."""
        return next(
            place
            for place, offering in enumerate(self.offerings)
            if offering.is_staged and need in offering.needs
        )

    def providers(self, need: str, town: int) -> Iterable[int]:
        """Places of the offerings for a need in a town that regular chains may choose."""
        return self.offered.get((need, town), ())
