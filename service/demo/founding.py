"""Founds a demo network's directory: cooperatives, Kümmerer, companions, and who works together."""

from random import Random

from graph_model.domain.actors import Actor, FlatCount
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.vocabulary import ActorKind, CooperationKind
from service.demo.names import cooperative_name, person_name
from service.demo.offering import found_organisations
from service.demo.places import home_areas, make_areas, size_of, towns_of
from service.demo.sizes import NetworkSpec
from service.demo.world import TOWN_WITHOUT_KUEMMERER, World

_DEMO_MEMBERS = ((0, 3), (1, 6), (2, 7), (3,), (4, 1), (5, 2))
"""Towns of the six cooperatives of the demo."""

_MOTHER_TONGUES = ("pl", "ru", "uk", "ar", "vi", "tr", "en", "cs")


def found_world(spec: NetworkSpec, rng: Random) -> World:
    """The whole directory of a network, its services without room."""
    towns = towns_of(spec.sizes.towns)
    world = World(towns=towns, areas=make_areas(towns, rng))
    members = _found_cooperatives(world, spec.sizes.cooperatives)
    _found_kuemmerer(world, members, count=spec.sizes.kuemmerer, rng=rng)
    _found_companions(world, spec.sizes.companions, rng=rng)
    found_organisations(world, spec.sizes.organisations, rng=rng)
    _found_cooperations(world, rng)
    return world


def _members(count: int, towns: int) -> list[tuple[int, ...]]:
    """Towns of each cooperative: those of the demo, then one each for the further towns."""
    further = towns - len(_DEMO_MEMBERS) - 2
    members: list[tuple[int, ...]] = list(_DEMO_MEMBERS)
    for number in range(count - len(_DEMO_MEMBERS)):
        home = 8 + number % further if further else number % TOWN_WITHOUT_KUEMMERER
        members.append((home,))
    return members


def _found_cooperatives(world: World, count: int) -> list[tuple[str, int]]:
    """Make the cooperatives and share each area's flats among those that are there."""
    members = _members(count, len(world.towns))
    for number, towns in enumerate(members):
        for town in towns:
            world.cooperatives_of[town].append(f"coop-{number + 1:03d}")
    flats = {area.id: area.flats or 0 for area in world.areas}
    for number, towns in enumerate(members):
        counts = [
            FlatCount(
                area_id=area, flats=_share(flats[area], world.cooperatives_of[town], number=number)
            )
            for town in towns
            for area in home_areas(world.towns[town])
        ]
        world.actors.append(
            Actor(
                id=f"coop-{number + 1:03d}",
                kind=ActorKind.COOPERATIVE,
                name=cooperative_name(number),
                area_id=world.towns[towns[0]].key,
                sector="housing",
                flats=tuple(counts),
            )
        )
    return [(f"coop-{n + 1:03d}", town) for n, towns in enumerate(members) for town in towns]


def _share(flats: int, cooperatives: list[str], *, number: int) -> int:
    """Equal parts, the rest to the first."""
    part, rest = divmod(flats, len(cooperatives))
    return part + (rest if cooperatives[0] == f"coop-{number + 1:03d}" else 0)


def _found_kuemmerer(
    world: World, members: list[tuple[str, int]], *, count: int, rng: Random
) -> None:
    """One for each cooperative and town but the planted one, the others where most tenants are."""
    posts = {pair: 1 for pair in members if pair[1] != TOWN_WITHOUT_KUEMMERER}
    while sum(posts.values()) < count:
        neediest = max(posts, key=lambda pair: (_need_of(world, pair, posts=posts[pair]), pair))
        posts[neediest] += 1
    number = 0
    for (cooperative_id, town), people in posts.items():
        for _ in range(people):
            number += 1
            kuemmerer_id = f"kuemmerer-{number:04d}"
            world.kuemmerer_of[cooperative_id, town].append(kuemmerer_id)
            world.actors.append(
                Actor(
                    id=kuemmerer_id,
                    kind=ActorKind.KUEMMERER,
                    name=person_name(rng),
                    area_id=world.towns[town].key,
                    cooperative_id=cooperative_id,
                    responsible_area_ids=(world.towns[town].key,),
                    languages=_languages(rng),
                )
            )


def _need_of(world: World, pair: tuple[str, int], *, posts: int) -> float:
    return size_of(pair[1]) / len(world.cooperatives_of[pair[1]]) / (posts + 0.5)


def _found_companions(world: World, count: int, *, rng: Random) -> None:
    weighted = [town for town in range(len(world.towns)) for _ in range(size_of(town))]
    for number in range(count):
        town = number if number < len(world.towns) else weighted[int(rng.random() * len(weighted))]
        homes = home_areas(world.towns[town])
        cooperatives = world.cooperatives_of[town]
        companion_id = f"companion-{number + 1:04d}"
        world.companions_of[town].append(companion_id)
        world.actors.append(
            Actor(
                id=companion_id,
                kind=ActorKind.COMPANION,
                name=person_name(rng),
                area_id=homes[int(rng.random() * len(homes))],
                cooperative_id=cooperatives[int(rng.random() * len(cooperatives))],
                weekly_hours=4.5 + int(rng.random() * 6) / 2,
                languages=_languages(rng),
            )
        )


def _languages(rng: Random) -> tuple[str, ...]:
    if rng.random() < 0.7:
        return ("de",)
    return ("de", _MOTHER_TONGUES[int(rng.random() * len(_MOTHER_TONGUES))])


def _found_cooperations(world: World, rng: Random) -> None:
    """Each cooperative agrees with a few of the organisations that serve its first town."""
    kinds = tuple(CooperationKind)
    number = 0
    for cooperative in world.actors:
        if cooperative.kind is not ActorKind.COOPERATIVE:
            continue
        near = sorted(
            actor.id
            for actor in world.actors
            if actor.kind in (ActorKind.PARTNER, ActorKind.ADMINISTRATION)
            and actor.area_id == cooperative.area_id
        )
        for partner_id in near[: 3 + int(rng.random() * 4)]:
            number += 1
            world.cooperations.append(
                Cooperation(
                    id=f"agreement-{number:04d}",
                    from_id=cooperative.id,
                    to_id=partner_id,
                    kind=kinds[int(rng.random() * len(kinds))],
                )
            )
