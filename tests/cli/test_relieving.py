"""``analyse relief`` as tables and as JSON; ``analyse load`` with its outlook."""

from pathlib import Path

import pytest

from graph_model.store.port import Put
from service.bootstrap import open_store
from tests.cli.conftest import WIDTH, Call
from tests.crowded_advice import cases, crowded_advice

DAY = ("--now", "2026-03-31")


@pytest.fixture
def town(tmp_path: Path) -> str:
    """A store with the town, and three more cases from Werdau, where nobody else helps."""
    address = f"sqlite:///{tmp_path / 'town.db'}"
    store = open_store(address)
    more = cases(8, at="p1", area="a2", since="2026-03-02")
    store.apply([Put(record) for record in (*crowded_advice(), *more)])
    store.close()
    return address


def test_the_tables_tell_who_is_too_full_what_could_go_and_what_stays(
    call: Call, town: str
) -> None:
    run = call("analyse", "relief", "--unsuppressed", *DAY, "--store", town)
    assert run.code == 0, run.err
    lines = run.out.splitlines()
    rows = [line.split() for line in lines if line.startswith("Anker ")]
    # 18 cases where 8 would be below 85 %: ten too many, of which six are from Döbeln.
    assert lines[0] == "Entlastung: zu viel 10, davon zu anderen 6, bleibt 4"
    assert rows == [
        ["Anker", "18", "10", "10", "6", "4"],
        # Brücke has room for one. A case of six is 0.084 a month, five are 0.42.
        ["Anker", "Schulden", "Döbeln", "Caritas", "5", "0,4", "23"],
        ["Anker", "Schulden", "Döbeln", "Brücke", "1", "0,1", "12"],
        ["Anker", "Schulden", "Werdau", "12"],
    ]
    assert "Andere helfen dabei, aber nicht in diesem Gebiet" in one_line(run.out)
    assert max(len(line) for line in lines) <= WIDTH


def test_the_same_in_english_and_as_json(call: Call, town: str) -> None:
    run = call("analyse", "relief", "--unsuppressed", *DAY, "--store", town, "--language", "en")
    assert run.out.startswith("Relief: too many 10, of these to others 6, left 4")
    found = call(
        "analyse",
        "relief",
        "--unsuppressed",
        *DAY,
        "--store",
        town,
        "--level",
        "district",
        "--json",
    ).json
    assert {move["area_id"] for move in found["moves"]} == {"a0"}
    assert [rest["reason"] for rest in found["rests"]] == ["out_of_area"]


def test_the_load_tells_what_it_rests_on_and_what_might_help(call: Call, town: str) -> None:
    run = call("analyse", "load", "--unsuppressed", *DAY, "--store", town)
    assert run.code == 0, run.err
    (row,) = [line.split() for line in run.out.splitlines() if line.startswith("grün   Brücke")]
    # 7 of 10; 7 came in 13 weeks and none ended: the last three places are gone in 5.57 weeks.
    assert row == ["grün", "Brücke", "Sozialpartner", "7", "10", "70", "5,6", "–"]
    text = one_line(run.out)
    assert "Grundlage: 18 Fälle offen; in 13 Wochen 18 Anfragen und 0 Abschlüsse." in text
    assert "Was hilft: neue Anfragen eine Zeit lang an andere lenken" in text
    assert "* so lange wartet man im Mittel auf einen Platz" in text


def one_line(text: str) -> str:
    return " ".join(text.split())
