"""``analyse indicators`` and ``analyse funnel`` on the year that was counted by hand."""

from pathlib import Path

import pytest

from graph_model.store.port import Put
from service.bootstrap import open_store
from tests.cli.conftest import Call
from tests.crowds import fourfold
from tests.networks import a_year_of_two_cooperatives

YEAR = ("--from", "2025-01-01", "--to", "2026-01-01", "--now", "2026-12-31")


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """A store with the year 2025 of two cooperatives."""
    path = tmp_path / "year.db"
    store = open_store(f"sqlite:///{path}")
    store.apply([Put(record) for record in a_year_of_two_cooperatives()])
    store.close()
    return path


def test_indicators_stand_in_a_table_with_what_they_rest_on(call: Call, year: Path) -> None:
    run = call("analyse", "indicators", "--unsuppressed", *YEAR, "--store", year)
    assert run.code == 0, run.err
    lines = run.out.splitlines()
    assert lines[0] == "Indikatoren 01.01.2025 – 31.12.2025"
    (row,) = [line.split() for line in lines if line.startswith("Früh erkannt")]
    assert row == [
        "Früh",
        "erkannt",
        "60,0",
        "%",
        "23,1",
        "%",
        "–",
        "88,2",
        "%",
        "3",
        "5",
        "100,0",
        "%",
    ]
    (reached,) = [line.split() for line in lines if line.startswith("Erreichte je 1.000")]
    assert reached[4:] == ["3,3", "1,1", "–", "7,8", "5", "1.500", "0,7"]
    assert "„davor“ ist 01.01.2024 – 31.12.2024" in lines
    assert "Sprachen der Erreichten: de 2, ar 1, ru 1" in lines
    assert [line.split()[-2:] for line in lines if "noch läuft" in line] == [["1", "4"]]


def test_the_same_in_english_and_against_a_period_of_ones_own(call: Call, year: Path) -> None:
    other = ("--compare-from", "2025-01-01", "--compare-to", "2025-07-01")
    run = call(
        "analyse",
        "indicators",
        "--unsuppressed",
        *YEAR,
        *other,
        "--store",
        year,
        "--language",
        "en",
    )
    assert "'before' is 2025-01-01 – 2025-06-30" in run.out
    assert "Detected early: 60% (3 of 5 help chains; 95% sure: 23% to 88%)." in run.out.replace(
        "\n    ", " "
    )


def test_as_json_with_the_period_compared(call: Call, year: Path) -> None:
    found = call("analyse", "indicators", "--unsuppressed", *YEAR, "--store", year, "--json").json
    assert found["compared"] == {
        "start": "2023-12-31T23:00:00Z",
        "end": "2024-12-31T23:00:00Z",
    }
    early = next(one for one in found["indicators"] if one["code"] == "early_detection")
    assert early["figure"]["numerator"] == 3
    assert early["change"]["value"] == pytest.approx(-0.4)


def test_without_a_period_the_last_four_quarters_count(call: Call, year: Path) -> None:
    found = call(
        "analyse", "indicators", "--unsuppressed", "--now", "2026-02-01", "--store", year, "--json"
    ).json
    assert found["scope"]["period"] == {
        "start": "2024-12-31T23:00:00Z",
        "end": "2025-12-31T23:00:00Z",
    }
    known = ("--known-on", "2025-11-15", "--now", "2026-02-01")
    found = call("analyse", "indicators", "--unsuppressed", *known, "--store", year, "--json").json
    assert found["scope"]["period"]["end"] == "2025-09-30T22:00:00Z"


def test_a_report_as_known_on_a_day_comes_out_again_to_the_byte(call: Call, year: Path) -> None:
    asked = ("analyse", "indicators", *YEAR[:4], "--known-on", "2026-03-31", "--json")
    first = call(*asked, "--store", year, "--now", "2026-04-01").out
    assert first == call(*asked, "--store", year, "--now", "2027-05-01").out


def test_the_funnel_names_the_cooperatives_with_their_limits(call: Call, year: Path) -> None:
    run = call("analyse", "funnel", "--unsuppressed", *YEAR, "--store", year)
    assert run.code == 0, run.err
    lines = run.out.splitlines()
    assert lines[0] == "Rechtzeitige Antwort: alle zusammen 75,0 %"
    rows = [line.split()[:5] for line in lines if line.startswith("Akteur")]
    # Of two cases with a common share of 3/4 none comes with a chance of 1/16: all is possible.
    assert rows == [
        ["Akteur", "g1", "50,0", "2", "0,0"],
        ["Akteur", "g2", "100,0", "2", "0,0"],
    ]
    assert "im Rahmen" in run.out


def test_only_shares_of_cases_have_a_funnel(call: Call, year: Path) -> None:
    run = call(
        "analyse", "funnel", "--unsuppressed", "--indicator", "tenants_reached", "--store", year
    )
    assert run.code == 3
    assert "Anteilen an Fällen" in run.err.replace("\n", " ")


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """The same year with four people for each of its people."""
    path = tmp_path / "crowded.db"
    store = open_store(f"sqlite:///{path}")
    store.apply([Put(record) for record in fourfold(a_year_of_two_cooperatives())])
    store.close()
    return path


def test_what_many_see_is_told_as_at_least_so_many(call: Call, crowded: Path) -> None:
    """3 of 5 fourfold. Of the records 4 contradict themselves; none is without an area."""
    run = call("analyse", "indicators", *YEAR, "--store", crowded)
    assert run.code == 0, run.err
    told = " ".join(run.out.split())
    assert "Zähler Nenner davor (mind.) (mind.)" in told
    assert "Früh erkannt: 60 % (12 von 20 gezählten Hilfeketten;" in told
    (row,) = [line.split() for line in run.out.splitlines() if line.startswith("Früh erkannt")]
    # Before, all four chains were detected early: a share is told of some and others only.
    assert row[-3:] == ["12", "20", "–"]
    assert "Sprachen der Erreichten (mindestens): " in told
    assert [line.split()[-2:] for line in run.out.splitlines() if "noch läuft" in line] == [
        ["4", "16"]
    ]
    assert [line.split()[-2:] for line in run.out.splitlines() if "ohne Gebiet" in line] == [
        ["–", "24"]
    ]
    assert "Fälle, an denen jemand erkennbar würde" in told
    assert "•" not in run.out


def test_the_funnel_that_many_see_is_one_of_those_counted(call: Call, crowded: Path) -> None:
    """g1 answered 4 of 8 in time; g2 all of 8, which is no share of some and others."""
    run = call("analyse", "funnel", *YEAR, "--store", crowded, "--language", "en")
    assert run.code == 0, run.err
    rows = [line.split()[:4] for line in run.out.splitlines() if line.startswith("Akteur")]
    assert rows == [["Akteur", "g1", "50.0", "8"]]
    told = " ".join(run.out.split())
    assert "(counted)" in told
    assert "Akteur g1: 50% (4 of 8 counted referrals)." in told
    assert "Cases by which somebody could be made out" in told
