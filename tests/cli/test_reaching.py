"""``analyse access``: two towns and a village, as a table and as JSON."""

from pathlib import Path

import pytest

from graph_model.store.port import Put
from service.bootstrap import open_store
from tests import builders as build
from tests.cli.conftest import WIDTH, Call
from tests.networks import two_towns_and_a_village

DAY = ("--now", "2026-06-01")


@pytest.fixture
def towns(tmp_path: Path) -> str:
    """A store with the two towns, the village, and a service whose places nobody has told."""
    address = f"sqlite:///{tmp_path / 'towns.db'}"
    store = open_store(address)
    store.apply([Put(record) for record in two_towns_and_a_village()])
    store.apply([Put(build.service("s3", actor="p2", areas=("a2",)))])
    store.close()
    return address


def test_the_table_begins_with_those_who_reach_least(call: Call, towns: str) -> None:
    run = call("analyse", "access", *DAY, "--store", towns)
    assert run.code == 0, run.err
    lines = run.out.splitlines()
    assert lines[0] == "Erreichbare Plätze: 30 für 1.750 Menschen"
    rows = [line.split() for line in lines if line.startswith("Gebiet ") and ":" not in line]
    assert [row[1] for row in rows[-3:]] == ["village", "a2", "a1"]
    # 18.6238 per 1,000; the mean is 30 places for 1,750 people, 17.1429: 109 %.
    assert rows[-2][2:] == ["500", "18,6", "109", "2", "0,0"]
    assert "kein Platz im Umkreis von 15 km. Am nächsten liegt" in run.out
    assert "Angebote ohne Zahl der Plätze: s3" in run.out
    assert max(len(line) for line in lines) <= WIDTH


def test_options_say_how_far_people_go_who_counts_and_for_what(call: Call, towns: str) -> None:
    near = call("analyse", "access", *DAY, "--store", towns, "--reach-km", "6", "--json").json
    assert [area["places_per_1000"] for area in near["areas"]] == [0.0, 20.0, 20.0]
    assert near["rules"]["fade"]["km"] == [2.0, 4.0, 6.0]
    everybody = call(
        "analyse", "access", *DAY, "--store", towns, "--people", "residents", "--json"
    ).json
    assert everybody["people"] == 7000
    bell = call("analyse", "access", *DAY, "--store", towns, "--fade", "gaussian", "--json").json
    assert bell["rules"]["fade"] == {"sigma_km": 5.0, "reach_km": 15.0}
    served = call("analyse", "access", *DAY, "--store", towns, "--served-only", "--json").json
    assert [area["suppliers"] for area in served["areas"]] == [0, 1, 1]
    narrow = call(
        "analyse", "access", *DAY, "--store", towns, "--area", "a1", "--need", "debt", "--json"
    ).json
    assert [(area["area_id"], area["suppliers"]) for area in narrow["areas"]] == [("a1", 0)]


def test_a_reach_of_nothing_is_refused_in_a_sentence(call: Call, towns: str) -> None:
    run = call("analyse", "access", *DAY, "--store", towns, "--reach-km", "0")
    assert run.code == 3
    assert "reach_km" in run.err
