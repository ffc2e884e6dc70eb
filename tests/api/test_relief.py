"""``/analyses/relief``: what could go to whom, and who is told what."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from graph_model.domain.records import Record
from graph_model.store.port import Put
from service.app import create_app, enveloped
from service.settings import Settings
from tests import builders as make
from tests.api.conftest import House
from tests.crowded_advice import NOW, cases, crowded_advice

PATH = "/analyses/relief"


def told(house: House, *records: Record) -> House:
    """The crowded town in place of the house's own services, on the day it was worked out for."""
    house.clock.now = NOW
    closed = [make.service(f"s{n}", actor=f"p{n}", status="closed") for n in (1, 2)]
    house.store.apply([Put(record) for record in (*closed, *crowded_advice(), *records)])
    return house


@pytest.fixture
def crowded(house: House) -> House:
    """The town worked by hand."""
    return told(house)


def test_the_plan_names_who_what_and_how_much(crowded: House) -> None:
    found = crowded.get(PATH, "coordination").json()
    assert (found["excess"], found["moved"], found["unsolved"]) == (2, None, None)
    moves = [(one["from_id"], one["area_id"], one["to_id"], one["cases"]) for one in found["moves"]]
    assert moves == [("p1", "a1", "p2", None), ("p1", "a1", "p3", None)]
    sentence = found["moves"][0]["sentence"]["en"]
    assert sentence.startswith("'Debt' from Döbeln: a part of the new referrals to")
    assert found["receivers"][0]["taken"] is None


def test_areas_are_told_at_the_level_asked_for(crowded: House) -> None:
    found = crowded.get(PATH, "evaluation", level="district").json()
    assert {move["area_id"] for move in found["moves"]} == {"a0"}
    assert crowded.get(PATH, "coordination", level="galaxy").status_code == 422


def test_who_is_bound_to_one_cooperative_plans_its_own_cases(house: House) -> None:
    own = cases(4, at="b1", need="everyday_company", cooperative="g1")
    told(
        house,
        make.need("everyday_company"),
        make.companion("b1", weekly_hours=6.0, cooperative="g1"),
        make.companion("b2", weekly_hours=60.0, cooperative="g2"),
        *own,
        # The two chains of the house alone would take the companions with them out of sight.
        *(make.chain(f"c-k1-{number}", tenant=None) for number in range(3)),
    )
    house.add_key("bound", role="coordination", cooperative="g1")
    everybody = house.get(PATH, "coordination").json()
    assert {"b1", "p1"} == {one["actor_id"] for one in everybody["relieved"]}
    assert "b2" in {move["to_id"] for move in everybody["moves"]}
    bound = house.get(PATH, "bound")
    assert bound.json()["scope"]["cooperative_id"] == "g1"
    assert '"b2"' not in bound.text
    house.add_key("other", role="coordination", cooperative="g2")
    assert house.get(PATH, "other").json()["relieved"] == []
    assert house.get(PATH, "other", cooperative="g1").status_code == 404


def test_the_price_follows_the_weights_of_the_house(crowded: House) -> None:
    # Brücke sits in the same town, Caritas two steps away, at half the nearness: 0 and 0.5.
    others = {f"weight_{part}": 0.0 for part in ("fit", "room", "speed", "success")}
    settings = Settings(**others, weight_balance=0.0, weight_familiarity=0.0)
    services = replace(crowded.services, settings=settings)
    client = TestClient(enveloped(create_app(services), settings))
    found = replace(crowded, client=client).get(PATH, "coordination").json()
    assert [(move["to_id"], move["cost"]) for move in found["moves"]] == [("p2", 0.0), ("p3", 0.5)]
