"""Somebody who knows how many people there are, what they may be, and the program itself.

He lets the program answer for every small world that there can be. Worlds that are told alike he
cannot tell apart; a count that is the same in all of them he knows. He wins if such a count is one
of few people: one or two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product

from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.attacking import MINIMUM, months

Told = Callable[[Snapshot, Sequence[Scope]], object]
"""All that is told of a network in some scopes, to be compared."""

_AREAS = ("a1", "a2")
_HOUSES = ("g1", "g2")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody may be in a world: month (from 1), area, house, whom asked and what came."""

    month: int = 1
    area: str = "a1"
    house: str = "g1"
    recipient: str = "p1"
    course: str = "accepted"


@dataclass(frozen=True, kw_only=True)
class Universe:
    """All worlds of so many people in some places, and the scopes that are asked for."""

    places: tuple[Place, ...]

    @classmethod
    def of(cls, **values: Sequence[object]) -> "Universe":
        """Every combination of some values; what is not named is always the same."""
        rows = product(*values.values())
        return cls(places=tuple(Place(**dict(zip(values, row, strict=True))) for row in rows))  # type: ignore[arg-type]

    def worlds(self, people: int) -> Iterator[tuple[Place, ...]]:
        """Where everybody may be; who is who does not matter."""
        return combinations_with_replacement(self.places, people)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """All areas, houses and periods of whole months in which somebody may be."""
        known = sorted({place.month for place in self.places})
        spans = combinations([*known, known[-1] + 1], 2) if len(known) > 1 else ()
        periods = [months(2025, first, count=end - first) for first, end in spans]
        return tuple(
            Scope(area_id=area, cooperative_id=house, period=period)
            for area in (None, *self._several("area", _AREAS))
            for house in (None, *self._several("house", _HOUSES))
            for period in (Period(), *periods)
        )

    def _several(self, name: str, values: Sequence[str]) -> tuple[str, ...]:
        found = {getattr(place, name) for place in self.places}
        return tuple(one for one in values if one in found) if len(found) > 1 else ()

    def counts(self, world: Sequence[Place]) -> tuple[int, ...]:
        """How many people are in each place, and in all that have some values in common."""
        groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
        names = ("month", "area", "house", "recipient", "course")
        for size in range(1, len(names) + 1):
            for chosen in combinations(names, size):
                for place in self.places:
                    key = (chosen, *(getattr(place, name) for name in chosen))
                    groups[key].append(place)
        return tuple(sum(one in members for one in world) for members in groups.values())


def snapshot_of(world: Sequence[Place]) -> Snapshot:
    """The network of a world: everybody with one chain and one referral."""
    records: list[Record] = [
        make.area("a0", level="district"),
        *(make.area(area, "a0") for area in _AREAS),
        make.need("n1"),
        *(make.cooperative(house) for house in _HOUSES),
        *(make.kuemmerer(f"k-{house}", cooperative=house) for house in _HOUSES),
        *(make.partner(one) for one in ("p1", "p2", "p3")),
    ]
    for number, place in enumerate(world):
        records += _records(f"{number}", place)
    return Snapshot.from_records(records)


def _records(number: str, place: Place) -> Iterator[Record]:
    asked = f"2025-{place.month:02}-10"
    steps = [f"requested {asked}"]
    steps += {
        "accepted": [f"accepted 2025-{place.month:02}-12"],
        "rejected": [f"rejected 2025-{place.month:02}-12 no_capacity"],
        "open": [],
    }[place.course]
    yield make.tenant(f"t{number}", cooperative=place.house, area=place.area)
    yield make.chain(
        f"c{number}",
        tenant=f"t{number}",
        cooperative=place.house,
        area=place.area,
        opened_by=f"k-{place.house}",
        opened=make.at(asked),
    )
    yield make.referral(
        f"r{number}",
        chain=f"c{number}",
        tenant=f"t{number}",
        sender=f"k-{place.house}",
        recipient=place.recipient,
        need="n1",
        steps=steps,
    )


def worked_out(universe: Universe, told: Told, *, people: int) -> list[tuple[Place, ...]]:
    """The worlds in which he knows of a count that it is one of few people."""
    alike: dict[object, list[tuple[Place, ...]]] = defaultdict(list)
    for world in universe.worlds(people):
        alike[told(snapshot_of(world), universe.scopes)].append(world)
    return [
        world
        for worlds in alike.values()
        if _knows_few([universe.counts(world) for world in worlds])
        for world in worlds
    ]


def _knows_few(counts: Sequence[Sequence[int]]) -> bool:
    return any(len(set(same)) == 1 and 0 < same[0] < MINIMUM for same in zip(*counts, strict=True))
