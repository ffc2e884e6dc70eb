"""Suppositions through the API: what is answered, what is refused, what is not told."""

import pytest

from graph_model.domain.vocabulary import Role
from graph_model.store.port import Put
from service.use_cases.keys import KeyRequest, add_key
from tests import builders as make
from tests.api.conftest import NOW, House, alike

WHAT_IF = "/analyses/what-if"


@pytest.fixture
def told(house: House) -> House:
    """p2 alone answers debt in a1 and has four cases there."""
    referral = make.referral(
        "r1", need="debt", recipient="p2", steps=("requested 2026-02-02", "accepted 2026-02-03")
    )
    house.store.apply([Put(referral), *alike(referral)])
    return house


def test_a_loss_is_answered_without_the_cases_behind_it(told: House) -> None:
    found = told.get(WHAT_IF, "coordination", without="p2").json()
    assert [(cell["need_code"], cell["area_id"]) for cell in found["lost"]] == [("debt", "a1")]
    assert (found["hanging"], found["hanging_ids"]) == (None, [])
    worst = told.get(f"{WHAT_IF}/worst-three", "coordination").json()
    assert worst["actor_ids"] == ["p1", "p2"]
    assert (worst["loss"]["hanging"], worst["loss"]["hanging_ids"]) == (None, [])
    ranking = told.get(f"{WHAT_IF}/ranking", "coordination").json()
    assert [one["actor_id"] for one in ranking["losses"]] == ["p2", "p1"]


def test_places_and_openings_come_as_text(told: House) -> None:
    asked = {"places": "p2=-2", "open": "debt@a2=4", "level": "municipality"}
    found = told.get(WHAT_IF, "coordination", **asked).json()
    assert found["changes"]["places"] == [{"actor_id": "p2", "places": -2}]
    assert found["opened_ids"] == ["opened:1"]
    assert found["level"] == "municipality"


@pytest.mark.parametrize(
    "asked",
    [
        {"places": "p2"},
        {"places": "p2=0"},
        {"places": "p2=1000001"},
        {"open": "debt=4"},
        {"open": "debt@a1=0"},
        {"without": "../x"},
        {"level": "street"},
    ],
)
def test_what_makes_no_sense_is_refused(told: House, asked: dict[str, str]) -> None:
    assert told.get(WHAT_IF, "coordination", **asked).status_code == 422


def test_who_is_not_there_is_not_found(told: House) -> None:
    answer = told.get(WHAT_IF, "coordination", without="p9")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_same_question_has_the_same_bytes(told: House) -> None:
    for path in (WHAT_IF, f"{WHAT_IF}/ranking", f"{WHAT_IF}/worst-three"):
        first = told.get(path, "coordination")
        assert first.status_code == 200
        assert first.content == told.get(path, "evaluation").content


def test_coordination_of_one_cooperative_is_not_told_of_other_houses_people(house: House) -> None:
    request = KeyRequest(role=Role.COORDINATION, label="g1", cooperative_id="g1")
    house.secrets["own"] = add_key(house.store, request, now=NOW).secret
    company = ("everyday_company",)
    referral = make.referral(
        "r1", need=company[0], recipient="p1", steps=("requested 2026-02-02", "accepted 2026-02-03")
    )
    house.store.apply(
        [
            Put(make.need("everyday_company")),
            Put(make.companion("b1", cooperative="g1")),
            Put(make.companion("b2", cooperative="g2")),
            Put(make.service("s3", actor="p1", needs=company, places=9)),
            Put(make.consent("e2", recipients=("p1", "b2"))),
            Put(referral),
            *alike(referral),
        ]
    )
    ways = {}
    for who in ("own", "coordination"):
        seen = house.get(WHAT_IF, who, without="p1", places="b1=-5").json()
        ways[who] = {move["actor_id"] for move in seen["moves"]}
    # Without p1, and b1 who has no places left, it is b2; only who has no bound may hear of them.
    assert ways["own"] == set()
    assert ways["coordination"] == {"b2"}
    own, foreign = (house.get(WHAT_IF, "own", without=name).status_code for name in ("b1", "b2"))
    assert (own, foreign) == (200, 404)
    assert house.get(WHAT_IF, "coordination", without="b2").status_code == 200
