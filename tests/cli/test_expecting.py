"""Expected help chains on the command line: shown, held against chains, and refused when wrong."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph_model.domain.records import Record
from graph_model.store.port import Put
from service.bootstrap import open_store
from service.cli.app import app
from tests.cli.conftest import WIDTH, Call, Run
from tests.crowds import fourfold
from tests.expected_chains import debts_as_expected_and_not

DAY = ("--now", "2026-01-29")
ROWS = "Bedarf;Schritt;Art;Tage\ndebt;1;Sozialpartner;7\ndebt;2;Amt;14\n"


@pytest.fixture
def expecting(tmp_path: Path) -> Call:
    """Call ``hilfenetz`` on the twelve chains, with the expected one set."""
    return calling(tmp_path, ROWS)


def calling(folder: Path, rows: str, records: Iterable[Record] | None = None) -> Call:
    path, file = folder / "chains.db", folder / "hilfeketten.csv"
    store = open_store(f"sqlite:///{path}")
    found = debts_as_expected_and_not() if records is None else records
    store.apply([Put(record) for record in found])
    store.close()
    file.write_text(rows, encoding="utf-8")
    runner = CliRunner(
        env={
            "COLUMNS": str(WIDTH),
            "HILFENETZ_STORE": f"sqlite:///{path}",
            "HILFENETZ_TEMPLATES_FILE": str(file),
        }
    )

    def run(*words: str | Path, input: str | None = None) -> Run:
        result = runner.invoke(app, [str(word) for word in words], input=input)
        return Run(result.exit_code, result.stdout, result.stderr)

    return run


def test_a_chain_tells_where_it_first_departs(expecting: Call) -> None:
    run = expecting("chain", "c2", *DAY)
    assert run.code == 0, run.err
    told = " ".join(run.out.split())
    assert "Schritt 2 (Amt) kam spät: Sozialamt wurde am 26.01.2026 angefragt" in told
    (deviation,) = expecting("chain", "c2", *DAY, "--json").json["deviations"]
    assert (deviation["code"], deviation["step"], deviation["days"]) == ("late", 2, 20)
    assert expecting("chain", "c1", *DAY, "--json").json["deviations"] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_chains_are_counted_by_how_they_went_and_where_they_departed(
    expecting: Call, language: str
) -> None:
    run = expecting("analyse", "chains", "--unsuppressed", *DAY, "--language", language)
    assert run.code == 0, run.err
    assert max(len(line) for line in run.out.splitlines()) <= WIDTH
    # 11 chains about debts: 2 as expected, 1 under way, 1 ended before, 7 departed.
    name = "Schulden" if language == "de" else "Debt"
    rows = [line.split() for line in run.out.splitlines() if line.startswith(name)]
    assert [name, "11", "2", "1", "1", "7"] in rows


def test_many_are_told_at_least_so_many_and_of_no_single_chain(tmp_path: Path) -> None:
    """Of 44 chains about debts 8 went as expected, 4 are under way, 4 ended before, 28 departed."""
    expecting = calling(tmp_path, ROWS, fourfold(debts_as_expected_and_not()))
    run = expecting("analyse", "chains", *DAY)
    assert run.code == 0, run.err
    assert max(len(line) for line in run.out.splitlines()) <= WIDTH
    rows = [line.split() for line in run.out.splitlines() if line.startswith("Schulden")]
    assert ["Schulden", "44", "8", "4", "4", "28"] in rows
    assert "Was bei mindestens 48 Hilfeketten auffällt" in run.out
    assert "Gegen die vereinbarten Hilfeketten (mindestens)" in run.out
    # Nobody was sent round: neither that nor how many is told.
    assert ["im", "Kreis", "geschickt", "–", "–"] in [one.split() for one in run.out.splitlines()]
    assert "Fälle, an denen jemand erkennbar würde" in run.out
    assert "im Einzelnen" not in run.out.replace("Im", "im")
    assert "•" not in run.out


def test_the_same_figures_come_as_json(expecting: Call) -> None:
    found = expecting("analyse", "chains", "--unsuppressed", *DAY, "--json").json
    (count,) = found["templates"]
    assert (count["chains"], count["deviating"]) == (11, 7)
    assert found["rules"]["templates"][0]["need_code"] == "debt"
    assert len(found["deviations"]) == 7


def test_without_expected_chains_nothing_is_said_of_them(call: Call) -> None:
    assert "vereinbarten" not in call("analyse", "chains", "--unsuppressed", *DAY).out
    assert "Nichts gefunden." in call("templates").out


def test_the_expected_chains_are_shown_and_what_is_unknown_is_named(
    expecting: Call, tmp_path: Path
) -> None:
    run = expecting("templates")
    assert run.code == 0, run.err
    rows = [line.split() for line in run.out.splitlines() if line.startswith("Schulden")]
    assert rows == [["Schulden", "1", "Sozialpartner", "7"], ["Schulden", "2", "Amt", "14"]]
    assert "Nicht verzeichnet" not in run.out
    other = tmp_path / "other.csv"
    other.write_text("Bedarf;Schritt;Angebot;Tage\nhousing;1;s-9;3\n", encoding="utf-8")
    assert "Nicht verzeichnet: housing, s-9." in expecting("templates", other).out
    told = expecting("templates", other, "--json").json
    assert told["templates"][0]["steps"][0]["service_id"] == "s-9"
    assert told["unknown"] == ["housing", "s-9"]


def test_a_wrong_file_stops_with_the_row(expecting: Call, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("Bedarf;Schritt;Art;Tage\ndebt;1;Zauberer;3\n", encoding="utf-8")
    tried = expecting("templates", bad)
    assert (tried.code, "Zeile 2" in tried.err) == (3, True)


@pytest.mark.parametrize("command", [("analyse", "chains"), ("templates",)])
def test_a_wrong_file_in_the_settings_names_the_setting(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    run = calling(tmp_path, "Bedarf;Schritt;Art;Tage\ndebt;2;Amt;3\n")(*command)
    assert run.code == 7
    assert "HILFENETZ_TEMPLATES_FILE" in run.err
