"""``/analyses/access``: two towns and a village, and what may be asked of them."""

import pytest

from graph_model.store.port import Put
from tests.api.conftest import House
from tests.networks import two_towns_and_a_village

PATH = "/analyses/access"


@pytest.fixture
def towns(house: House) -> House:
    """The house in two towns and a village."""
    house.store.apply([Put(record) for record in two_towns_and_a_village()])
    return house


def test_access_is_told_area_by_area_with_its_sentence(towns: House) -> None:
    found = towns.get(PATH, "coordination").json()
    assert [area["area_id"] for area in found["areas"]] == ["village", "a2", "a1"]
    assert [round(area["places_per_1000"], 4) for area in found["areas"]] == [0.0, 18.6238, 20.6881]
    assert found["unserved"] == ["village"]
    assert found["areas"][0]["sentence"]["en"].startswith("Gebiet village: no place within 15 km.")


def test_access_is_asked_for_by_need_reach_and_people(towns: House) -> None:
    near = towns.get(PATH, "evaluation", reach_km="6", people="residents").json()
    assert [area["places_per_1000"] for area in near["areas"]] == [0.0, 5.0, 5.0]
    assert near["rules"]["people"] == "residents"
    lonely = towns.get(PATH, "coordination", need="loneliness", area="a1").json()
    assert [area["area_id"] for area in lonely["areas"]] == ["a1"]
    assert lonely["scope"]["need_codes"] == ["loneliness"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reach_km": "0"},
        {"reach_km": "nan"},
        {"level": "galaxy"},
        {"cooperative": "g1"},
        {"known_on": "2026-01-07T00:00:00Z"},
    ],
)
def test_what_access_does_not_depend_on_or_cannot_take_is_refused(
    towns: House, wrong: dict[str, str]
) -> None:
    assert towns.get(PATH, "coordination", **wrong).status_code == 422


def test_whoever_is_bound_to_one_cooperative_is_told_the_same(towns: House) -> None:
    towns.add_key("bound", role="coordination", cooperative="g1")
    bound, free = towns.get(PATH, "bound"), towns.get(PATH, "coordination")
    assert bound.status_code == 200
    assert bound.content == free.content
