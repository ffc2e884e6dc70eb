"""Places of the demo: real keys and names, invented numbers."""

import csv
from pathlib import Path
from random import Random

import pytest

from graph_model.domain.areas import AreaTree
from graph_model.domain.vocabulary import AreaLevel
from service.demo.places import (
    DEMO_TOWNS,
    DISTRICT_NAMES,
    FURTHER_TOWNS,
    home_areas,
    make_areas,
    towns_of,
)


@pytest.fixture(scope="module")
def register(shared_data: Path) -> dict[str, dict[str, str]]:
    with (shared_data / "saxony-municipalities.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["ags"]: row for row in csv.DictReader(file)}


@pytest.mark.shared
def test_every_town_stands_in_the_register_under_its_key(
    register: dict[str, dict[str, str]],
) -> None:
    for town in (*DEMO_TOWNS, *FURTHER_TOWNS):
        assert register[town.key]["name"].split(",")[0] == town.name
        assert register[town.key]["district_ags"] == town.district_key


@pytest.mark.shared
def test_every_locality_stands_in_the_register_of_its_town(
    register: dict[str, dict[str, str]],
) -> None:
    for town in DEMO_TOWNS:
        for locality in town.localities:
            assert locality in register[town.key]["localities"]


@pytest.mark.shared
def test_districts_carry_the_name_of_the_register(register: dict[str, dict[str, str]]) -> None:
    rural = {key: name for key, name in DISTRICT_NAMES.items() if "kreisfrei" not in name}
    assert rural == {key: register[key]["name"] for key in rural}
    # The three cities that are no part of a district: their key ends in zeros.
    assert all(f"{key}000" in register for key in DISTRICT_NAMES.keys() - rural.keys())


def test_the_demo_stands_in_the_eight_towns() -> None:
    assert sorted(town.name for town in towns_of(8)) == [
        "Bautzen",
        "Chemnitz",
        "Dresden",
        "Döbeln",
        "Olbernhau",
        "Schneeberg",
        "Werdau",
        "Zwickau",
    ]


def test_no_town_comes_twice() -> None:
    towns = towns_of(1_000)
    assert len(towns) == len(DEMO_TOWNS) + len(FURTHER_TOWNS)
    assert len({town.key for town in towns}) == len(towns)


def test_areas_hang_together_from_the_state_to_where_people_live() -> None:
    areas = AreaTree(make_areas(towns_of(12), Random(1)))
    for town in towns_of(12):
        for home in home_areas(town):
            assert areas.covers("14", home)
            assert areas.at_level(home, AreaLevel.MUNICIPALITY) == town.key


def test_residents_of_a_town_are_those_of_its_localities() -> None:
    areas = {area.id: area for area in make_areas(towns_of(8), Random(1))}
    for town in DEMO_TOWNS:
        parts = [areas[home] for home in home_areas(town)]
        assert areas[town.key].residents == sum(part.residents or 0 for part in parts)
        assert areas[town.key].residents_65_plus == sum(p.residents_65_plus or 0 for p in parts)
