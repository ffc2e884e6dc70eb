"""Founds partners and offices and shares the towns among their services, so that each is covered.

Every need that somebody answers has at least three providers in every town, as far as there are
three at all; only the planted cells of ``world`` have none or one.
"""

from dataclasses import replace
from random import Random

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Position
from graph_model.domain.needs import standard_needs
from graph_model.domain.vocabulary import AccessFeature, ActorKind, Cost
from service.demo.names import office_name, partner_name
from service.demo.places import Town, size_of
from service.demo.profiles import (
    BROKER_PROFILES,
    OFFICE_PACE,
    OFFICE_PROFILES,
    PARTNER_PACE,
    PARTNER_PROFILES,
    Profile,
)
from service.demo.world import (
    BROKER_TOWN,
    CHEMNITZ,
    SINGLE_CELL,
    UNCOVERED_CELL,
    ZWICKAU,
    Offering,
    World,
)

PROVIDERS_PER_CELL = 3
FULL_PLACES = 6
DROWNING_PLACES = 20
FULL_NEED = "debt"
DROWNING_NEED = "mental_health"

_OFFICE_SHARE = 0.225
_PLANTED_CELLS = frozenset({UNCOVERED_CELL, SINGLE_CELL})
_LANGUAGES = ((), (), ("en",), ("ru",), ("uk", "ru"), ("ar",), ("vi",), ("en", "ar"), ("pl", "cs"))


def found_organisations(world: World, count: int, *, rng: Random) -> None:
    """Make so many partners and offices with their services, the two staged partners among them.

    The planted broker and those behind it come on top.
    """
    offices = round(count * _OFFICE_SHARE)
    partners = count - offices - 2
    weighted = [town for town in range(len(world.towns)) for _ in range(size_of(town))]
    for number in range(partners):
        profile = PARTNER_PROFILES[number % len(PARTNER_PROFILES)]
        _found_partner(
            world,
            number,
            profile=profile,
            town=weighted[int(rng.random() * len(weighted))],
            rng=rng,
        )
    for number in range(offices):
        _found_office(world, number, rng=rng)
    _found_staged(world, partners, rng=rng)
    for number, profile in enumerate(BROKER_PROFILES, start=partners + 2):
        _found_partner(world, number, profile=profile, town=BROKER_TOWN, rng=rng)
        world.offerings[-1].is_staged = True
        world.offerings[-1].towns = {BROKER_TOWN}
    world.index_offerings()
    _cover(world)
    _name_single_provider(world)
    world.index_offerings()


def _found_partner(world: World, number: int, *, profile: Profile, town: int, rng: Random) -> None:
    actor = Actor(
        id=f"partner-{number + 1:04d}",
        kind=ActorKind.PARTNER,
        name=partner_name(profile.title, number),
        area_id=world.towns[town].key,
        sector=profile.sector,
        position=_near(world.towns[town], rng),
    )
    world.actors.append(actor)
    for needs in _bundles(profile.needs, rng):
        _offer(world, actor, needs=needs, towns=_reach(world, town, rng=rng), rng=rng)


def _found_office(world: World, number: int, *, rng: Random) -> None:
    turn, kind = divmod(number, len(OFFICE_PROFILES))
    profile = OFFICE_PROFILES[kind]
    again, town = divmod(kind + turn, len(world.towns))
    actor = Actor(
        id=f"office-{number + 1:04d}",
        kind=ActorKind.ADMINISTRATION,
        name=office_name(profile.title, world.towns[town].name, number=again),
        area_id=world.towns[town].key,
        sector=profile.sector,
        position=_near(world.towns[town], rng),
    )
    world.actors.append(actor)
    for needs in _bundles(profile.needs, rng):
        _offer(world, actor, needs=needs, towns=_reach(world, town, rng=rng), rng=rng)


def _found_staged(world: World, partners: int, *, rng: Random) -> None:
    """The partner that is full and the one that is drowning; regular chains do not go there."""
    for number, (town, need, places) in enumerate(
        ((ZWICKAU, FULL_NEED, FULL_PLACES), (CHEMNITZ, DROWNING_NEED, DROWNING_PLACES))
    ):
        profile = next(p for p in PARTNER_PROFILES if p.needs[0] == need)
        _found_partner(
            world, partners + number, profile=replace(profile, needs=(need,)), town=town, rng=rng
        )
        offering = world.offerings[-1]
        offering.is_staged = True
        offering.places = places
        offering.towns = {town}


def _bundles(needs: tuple[str, ...], rng: Random) -> list[tuple[str, ...]]:
    """An organisation's needs by service: planted needs alone, the others together or in two."""
    alone = [need for need in needs if need in (UNCOVERED_CELL[0], SINGLE_CELL[0])]
    others = tuple(need for need in needs if need not in alone)
    cut = len(others) // 2 if rng.random() < 0.5 else 0
    bundles = [others[:cut], others[cut:], *((need,) for need in alone)]
    return [bundle for bundle in bundles if bundle]


def _reach(world: World, home: int, *, rng: Random) -> set[int]:
    """Home and up to two more towns."""
    further = {int(rng.random() * len(world.towns)) for _ in range(int(rng.random() * 3))}
    return {home, *further}


def _offer(
    world: World, actor: Actor, *, needs: tuple[str, ...], towns: set[int], rng: Random
) -> None:
    is_office = actor.kind is ActorKind.ADMINISTRATION
    features = [AccessFeature.STEP_FREE] if rng.random() < 0.8 else []
    features += [AccessFeature.BY_PHONE] if rng.random() < 0.7 else []
    features += [AccessFeature.HOME_VISITS] if not is_office and rng.random() < 0.6 else []
    features += [AccessFeature.ONLINE] if rng.random() < 0.3 else []
    cost = Cost.INSURANCE if "home_care" in needs else Cost.FREE
    world.offerings.append(
        Offering(
            id=f"service-{len(world.offerings) + 1:05d}",
            actor_id=actor.id,
            name=_service_name(needs),
            needs=needs,
            towns={town for town in towns if not _is_planted(needs, town)},
            pace=OFFICE_PACE if is_office else PARTNER_PACE,
            languages=("de", *_LANGUAGES[int(rng.random() * len(_LANGUAGES))]),
            access=tuple(features),
            cost=cost if rng.random() < 0.9 else Cost.REDUCED,
            is_office=is_office,
        )
    )


def _is_planted(needs: tuple[str, ...], town: int) -> bool:
    return any((need, town) in _PLANTED_CELLS for need in needs)


def _cover(world: World) -> None:
    """Extend services, those with the fewest towns first, until every cell has its providers."""
    by_need: dict[str, list[Offering]] = {}
    for offering in world.offerings:
        if not offering.is_staged:
            for need in offering.needs:
                by_need.setdefault(need, []).append(offering)
    for need, offerings in by_need.items():
        for town in range(len(world.towns)):
            if (need, town) not in _PLANTED_CELLS:
                _cover_cell(offerings, town)


def _cover_cell(offerings: list[Offering], town: int) -> None:
    present = {offering.actor_id for offering in offerings if town in offering.towns}
    while len(present) < PROVIDERS_PER_CELL:
        absent = [
            offering
            for offering in offerings
            if offering.actor_id not in present and not _is_planted(offering.needs, town)
        ]
        if not absent:
            return
        chosen = min(absent, key=lambda offering: (len(offering.towns), offering.id))
        chosen.towns.add(town)
        present.add(chosen.actor_id)


def _name_single_provider(world: World) -> None:
    need, town = SINGLE_CELL
    offerings = [o for o in world.offerings if need in o.needs and not o.is_office]
    min(offerings, key=lambda o: (len(o.towns), o.id)).towns.add(town)


def _near(town: Town, rng: Random) -> Position | None:
    """An invented spot within about two kilometres of the town's centre."""
    if town.position is None:
        return None
    return Position(
        latitude=round(town.position.latitude + (rng.random() - 0.5) * 0.03, 4),
        longitude=round(town.position.longitude + (rng.random() - 0.5) * 0.05, 4),
    )


def _service_name(needs: tuple[str, ...]) -> str:
    labels = {need.code: need.label_de for need in standard_needs()}
    return ", ".join(labels[need] for need in needs)
