"""What more places do to loads, and what is lost without somebody, on random networks."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.overload.levels import Level
from graph_model.analysis.overload.overload import ActorLoad, overload
from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import what_if
from graph_model.domain.actors import Actor
from graph_model.domain.records import Record
from graph_model.domain.services import Service
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import at
from tests.unit.analysis.crowded_networks import network

NOW = at("2026-01-20")
SEEDS = st.integers(0, 10_000)
PARTNERS = ("p0", "p1", "p2", "q0", "q1", "q2")
WORST_FIRST = list(Level)


def with_places(records: tuple[Record, ...], places: int) -> list[Record]:
    return [
        replace(one, capacity=replace(one.capacity, maximum=places))
        if isinstance(one, Service) and one.capacity is not None
        else one
        for one in records
    ]


def loads_of(records: tuple[Record, ...], places: int) -> dict[str, ActorLoad]:
    found = overload(Snapshot.from_records(with_places(records, places)), Scope(), now=NOW)
    return {load.actor_id: load for load in found.loads}


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(0, 4), st.integers(1, 4))
def test_more_places_never_raise_a_utilisation_or_a_level(
    seed: int, places: int, more: int
) -> None:
    records = network(seed)
    poorer, richer = loads_of(records, places), loads_of(records, places + more)
    assert poorer.keys() == richer.keys()
    for actor_id, before in poorer.items():
        after = richer[actor_id]
        assert after.open_load == before.open_load
        if before.utilisation is not None:
            assert after.utilisation is not None
            assert after.utilisation <= before.utilisation
        assert WORST_FIRST.index(after.level) >= WORST_FIRST.index(before.level)


def without(records: tuple[Record, ...], gone: set[str]) -> list[Record]:
    return [
        one
        for one in records
        if not (isinstance(one, Service) and one.actor_id in gone)
        and not (isinstance(one, Actor) and one.id in gone)
    ]


def covered(net: Standing) -> set[tuple[str, str]]:
    return {cell for cell, supply in net.served().cells.items() if supply.providers}


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.sets(st.sampled_from(PARTNERS), min_size=1, max_size=5))
def test_removing_equals_rebuilding_without(seed: int, gone: set[str]) -> None:
    records = network(seed)
    whole = Standing.of(Snapshot.from_records(records), Scope(), now=NOW)
    rebuilt = Standing.of(Snapshot.from_records(without(records, gone)), Scope(), now=NOW)
    found = what_if(whole, Changes(without=tuple(sorted(gone))))
    assert {(cell.need_code, cell.area_id) for cell in found.lost} == covered(whole) - covered(
        rebuilt
    )
    assert found.gained == ()


@pytest.mark.parametrize("seed", range(4))
def test_who_is_lost_besides_never_makes_a_loss_smaller(seed: int) -> None:
    net = Standing.of(Snapshot.from_records(network(seed)), Scope(), now=NOW)
    alone = {one: what_if(net, Changes(without=(one,))) for one in PARTNERS}
    for pair in combinations(PARTNERS, 2):
        both = what_if(net, Changes(without=pair))
        lost = {(cell.need_code, cell.area_id) for cell in both.lost}
        for one in pair:
            assert {(cell.need_code, cell.area_id) for cell in alone[one].lost} <= lost
            assert both.seeking >= alone[one].seeking - 1e-9
            assert both.unplaced >= alone[one].unplaced - 1e-9
