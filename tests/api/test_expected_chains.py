"""Expected help chains over the API: what is expected, where chains first depart, who sees it."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_model.store.port import Put
from service.app import create_app, enveloped
from service.settings import Settings
from tests import builders as make
from tests.api.conftest import House
from tests.crowds import fourfold
from tests.expected_chains import debts_as_expected_and_not

ROWS = "Bedarf;Schritt;Art;Angebot;Tage\ndebt;1;Sozialpartner;;7\ndebt;2;Amt;;14\n"


@pytest.fixture
def expecting(house: House, tmp_path: Path) -> House:
    """Four times the twelve chains of ``g1``, with the chain for debts expected."""
    file = tmp_path / "hilfeketten.csv"
    file.write_text(ROWS + "moving;1;;s-9;3\n", encoding="utf-8")
    house.store.apply([Put(record) for record in fourfold(debts_as_expected_and_not())])
    house.clock.now = make.at("2026-01-30")
    services = replace(house.services, settings=Settings(templates_file=str(file)))
    app = enveloped(create_app(services), services.settings)
    return replace(house, app=app, client=TestClient(app), services=services)


def test_what_is_expected_is_told_with_what_is_not_on_record(expecting: House) -> None:
    found = expecting.get("/expected-chains", "evaluation").json()
    steps = [
        (template["need_code"], step["kind"], step["service_id"], step["days"])
        for template in found["templates"]
        for step in template["steps"]
    ]
    assert steps == [
        ("debt", "partner", None, 7),
        ("debt", "administration", None, 14),
        ("moving", None, "s-9", 3),
    ]
    assert found["unknown"] == ["moving", "s-9"]


def test_where_nothing_is_expected_nothing_is_told(house: House) -> None:
    assert house.get("/expected-chains").json() == {"templates": [], "unknown": []}
    assert house.get("/analyses/chains", "coordination").json()["templates"] == []


def test_the_path_of_a_chain_tells_its_first_departure(expecting: House) -> None:
    (deviation,) = expecting.get("/chains/c2/path").json()["deviations"]
    assert (deviation["code"], deviation["step"], deviation["days"]) == ("late", 2, 20)
    assert "Schritt 2 (Amt) kam spät" in deviation["german"]
    assert "What helps:" in deviation["english"]
    assert expecting.get("/chains/c1/path").json()["deviations"] == []


def test_the_coordination_gets_counts_and_sentences_but_no_single_chain(expecting: House) -> None:
    found = expecting.get("/analyses/chains", "coordination", need="debt").json()
    debt, moving = found["templates"]
    courses = [debt[name] for name in ("chains", "as_expected", "under_way", "ended_before")]
    assert (*courses, debt["deviating"]) == (44, 8, 4, 4, 28)
    assert moving["chains"] is None
    assert found["counts_are_at_least"] is True
    places = [(one["step"], one["code"], one["chains"]) for one in debt["deviations"]]
    assert places[:2] == [(1, "missing", 4), (1, "extra", 4)]
    assert all(one["sentence"]["de"] and one["sentence"]["en"] for one in debt["deviations"])
    assert found["deviations"] == []
    assert '"c2"' not in str(found)
