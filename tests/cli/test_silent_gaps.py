"""``analyse gaps`` on five towns, one of them silent."""

from pathlib import Path

from graph_model.analysis.gaps.rules import GapCause
from graph_model.store.port import Put
from service.bootstrap import open_store
from service.cli.tables import CAUSES
from tests.cli.conftest import Call
from tests.networks import five_towns_one_silent


def test_a_silent_town_is_told_in_the_table_and_as_json(call: Call, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'towns.db'}"
    store = open_store(address)
    store.apply([Put(record) for record in five_towns_one_silent()])
    store.close()
    words = (
        "analyse",
        "gaps",
        "--unsuppressed",
        "--level",
        "municipality",
        "--now",
        "2026-06-01",
        "--store",
        address,
    )
    run = call(*words)
    assert run.code == 0, run.err
    (row,) = [line for line in run.out.splitlines() if line.startswith("auffällig still")]
    assert row.split() == ["auffällig", "still", "–", "Gebiet", "t5", "0", "0,0"]
    assert "Gebiet t5: auffällig still. Von hier kommen höchstens 50 %" in run.out
    found = call(*words, "--json").json
    (gap,) = found["gaps"]
    assert (gap["cause"], gap["area_id"], gap["need_code"]) == ("silent", "t5", None)
    assert round(gap["evidence"]["silence"]["adjusted_p"], 5) == 0.00493
    assert found["compared"]["areas"] == 5


def test_areas_that_could_not_be_compared_are_named(call: Call) -> None:
    run = call("analyse", "gaps", "--unsuppressed", "--now", "2026-03-02", "--language", "en")
    assert "Not looked through for silence" in run.out
    assert run.out.splitlines()[-1].endswith("a1")


def test_every_cause_has_its_word_in_the_table() -> None:
    assert set(CAUSES) == set(GapCause)
