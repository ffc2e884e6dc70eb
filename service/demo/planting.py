"""What was planted into a network, told once it is made."""

from collections.abc import Iterator

from service.demo.network import Network
from service.demo.offering import DROWNING_NEED, FULL_NEED
from service.demo.profiles import BROKER_PROFILES, NO_PROVIDER_NEED
from service.demo.stories import PING_PONG_NEED, ping_pong_pair
from service.demo.truth import Fault, Planted
from service.demo.world import (
    BAUTZEN,
    BROKER_TOWN,
    CHEMNITZ,
    SILENT_TOWN,
    SINGLE_CELL,
    TOWN_WITHOUT_KUEMMERER,
    UNCOVERED_CELL,
    ZWICKAU,
)


def planted_in(network: Network) -> tuple[Planted, ...]:
    """Every planted fault of a network whose households have all been made."""
    return (
        *_gaps(network),
        _staged(
            network,
            Fault.FULL_PARTNER,
            cell=(FULL_NEED, ZWICKAU),
            expected="overload: red, every place taken, over 20 % refused for lack of room",
        ),
        _staged(
            network,
            Fault.DROWNING_PARTNER,
            cell=(DROWNING_NEED, CHEMNITZ),
            expected="overload: amber, load rising over 13 weeks, answers past the standard",
        ),
        _staged(
            network,
            Fault.RELIEF,
            cell=(FULL_NEED, ZWICKAU),
            expected="relief: all that the actor carries too much could go to others",
        ),
        _no_relief(network),
        _broker(network),
        _ping_pong(network),
        *_dead_ends(network),
    )


def _gaps(network: Network) -> Iterator[Planted]:
    world = network.world
    yield Planted(
        fault=Fault.NO_PROVIDER,
        expected="gaps by municipality: cause no_provider for the need in each of the areas",
        need_code=NO_PROVIDER_NEED,
        area_ids=tuple(
            sorted(
                world.towns[town].key
                for need, town in network.searched_in_vain
                if need == NO_PROVIDER_NEED
            )
        ),
    )
    yield Planted(
        fault=Fault.OUT_OF_AREA,
        expected="gaps by municipality: cause out_of_area for the need in the area",
        need_code=UNCOVERED_CELL[0],
        area_ids=(world.towns[UNCOVERED_CELL[1]].key,),
    )
    need, town = SINGLE_CELL
    offering = world.offerings[world.offered[need, town][0]]
    yield Planted(
        fault=Fault.SINGLE_PROVIDER,
        expected="gaps by municipality: cause single_provider for the need in the area",
        need_code=need,
        area_ids=(world.towns[town].key,),
        actor_ids=(offering.actor_id,),
        service_ids=(offering.id,),
    )
    yield Planted(
        fault=Fault.NO_KUEMMERER,
        expected="gaps by municipality: cause no_kuemmerer for the area",
        area_ids=(world.towns[TOWN_WITHOUT_KUEMMERER].key,),
    )
    yield Planted(
        fault=Fault.SILENT,
        expected="gaps by municipality: cause silent for the area, all needs together",
        area_ids=(world.towns[SILENT_TOWN].key,),
    )


def _staged(network: Network, fault: Fault, *, cell: tuple[str, int], expected: str) -> Planted:
    need, town = cell
    offering = network.world.offerings[network.world.staged(need)]
    return Planted(
        fault=fault,
        expected=expected,
        need_code=need,
        area_ids=(network.world.towns[town].key,),
        actor_ids=(offering.actor_id,),
        service_ids=(offering.id,),
    )


def _no_relief(network: Network) -> Planted:
    town, people = network.full_post()
    return Planted(
        fault=Fault.NO_RELIEF,
        expected="overload: red, beyond the caseload; relief: nothing can go to a colleague",
        area_ids=(network.world.towns[town].key,),
        actor_ids=people,
    )


def _broker(network: Network) -> Planted:
    world = network.world
    offerings = [world.offerings[world.staged(profile.needs[0])] for profile in BROKER_PROFILES]
    return Planted(
        fault=Fault.BROKER,
        expected="structure: cut_point at the first actor, which cuts off the others",
        area_ids=(world.towns[BROKER_TOWN].key,),
        actor_ids=tuple(offering.actor_id for offering in offerings),
        service_ids=tuple(offering.id for offering in offerings),
    )


def _ping_pong(network: Network) -> Planted:
    places = ping_pong_pair(network.world)
    offerings = [network.world.offerings[place] for place in places]
    return Planted(
        fault=Fault.PING_PONG,
        expected="chain paths: the person went back and forth between the actors in each chain",
        need_code=PING_PONG_NEED,
        area_ids=(network.world.towns[BAUTZEN].key,),
        actor_ids=tuple(sorted(offering.actor_id for offering in offerings)),
        service_ids=tuple(sorted(offering.id for offering in offerings)),
        chain_ids=tuple(network.chains_of[Fault.PING_PONG]),
    )


def _dead_ends(network: Network) -> Iterator[Planted]:
    for chain_id in network.chains_of[Fault.DEAD_END]:
        yield Planted(
            fault=Fault.DEAD_END,
            expected="chain paths: a dead end in the chain",
            chain_ids=(chain_id,),
        )
