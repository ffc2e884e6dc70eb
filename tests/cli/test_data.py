"""Commands on data: in, out, checked, erased, made up."""

import sqlite3
from pathlib import Path

import pytest

from graph_model.domain.records import KEPT_INSIDE, RECORD_TYPES, Record, RecordKind
from service.bootstrap import open_store
from service.record_names import RECORDS
from tests.cli.conftest import Call

BAD = "id;name;level\na1;Stadt;municipality\na2;Ort;galaxy\n"


def everything(path: Path) -> dict[RecordKind, list[Record]]:
    """All that an import could bring, by kind."""
    store = open_store(f"sqlite:///{path}")
    found = {
        kind: [item.record for item in store.page(RECORD_TYPES[kind], limit=1000).items]
        for kind in RecordKind
        if kind not in KEPT_INSIDE
    }
    store.close()
    return found


def test_what_is_exported_and_imported_into_a_new_store_is_equal(
    call: Call, store_path: Path, tmp_path: Path
) -> None:
    assert call("export", tmp_path / "csv").code == 0
    run = call("import", tmp_path / "csv", "--store", tmp_path / "new.db")
    assert run.code == 0, run.err
    assert everything(tmp_path / "new.db") == everything(store_path)
    again = call("import", tmp_path / "csv", "--store", tmp_path / "new.db", "--json")
    counts = again.json["counts"].values()
    assert {(count["created"], count["changed"]) for count in counts} == {(0, 0)}


def test_a_dry_run_shows_what_would_change_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    call("export", tmp_path / "csv")
    run = call("import", tmp_path / "csv", "--dry-run", "--store", tmp_path / "new.db")
    assert run.code == 0, run.err
    assert "Vermittlungen" in run.out
    assert "Es wurde nichts geschrieben" in run.err
    assert not any(everything(tmp_path / "new.db").values())


def test_bad_rows_are_told_with_place_and_reason_and_nothing_is_written(
    call: Call, tmp_path: Path
) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(BAD, encoding="utf-8")
    new = ("--store", str(tmp_path / "new.db"))
    refused = call("import", file, *new)
    assert refused.code == 3
    (row,) = [line for line in refused.out.splitlines() if line.startswith("areas.csv")]
    assert row.split()[:3] == ["areas.csv", "3", "level"]
    assert "1 Zeile(n) haben Fehler" in refused.err
    assert not any(everything(tmp_path / "new.db").values())
    english = call("import", file, *new, "--language", "en", "--json")
    assert english.code == 3
    assert english.json["bad_rows"] == 1
    skipped = call("import", file, *new, "--skip-bad-rows")
    assert skipped.code == 0, skipped.err
    assert [record.id for record in everything(tmp_path / "new.db")[RecordKind.AREA]] == ["a1"]


def test_personal_columns_and_unknown_files_are_refused(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "tenants.csv"
    file.write_text("id;Nachname;Geburtsdatum\nt1;Muster;1.1.1950\n", encoding="utf-8")
    run = call("import", file)
    assert run.code == 3
    assert "persönlichen Angaben" in run.err
    assert "Muster" not in run.err + run.out
    assert call("import", tmp_path / "none.pdf").code == 3
    assert call("import", tmp_path / "none.csv").code == 3


def test_a_sound_store_is_told_to_be_sound(call: Call) -> None:
    run = call("check")
    assert run.code == 0, run.err
    assert "Der Speicher ist in Ordnung." in run.err
    assert call("check", "--json").json["problems"] == []


def test_what_a_check_finds_ends_in_the_store_s_exit_code(call: Call, store_path: Path) -> None:
    with sqlite3.connect(store_path) as connection:
        connection.execute("UPDATE referral SET recipient_id = 'p1' WHERE id = 'r2'")
    connection.close()
    run = call("check")
    assert run.code == 5
    assert "r2" in run.out


def test_a_person_is_erased_after_a_question_only(
    call: Call, store_path: Path, tmp_path: Path
) -> None:
    asked = call("erase", "t1", input="n\n")
    assert asked.code == 1
    assert [tenant.id for tenant in everything(store_path)[RecordKind.TENANT]] == ["t1"]
    done = call("erase", "t1", "--yes")
    assert done.code == 0, done.err
    found = everything(store_path)
    assert found[RecordKind.TENANT] == []
    assert len(found[RecordKind.REFERRAL]) == 2
    assert all(b"t1" not in file.read_bytes() for file in tmp_path.glob("net.db*"))
    assert call("erase", "t9", "--yes").code == 4


def test_every_kind_of_record_has_a_name_for_people() -> None:
    assert set(RECORDS) == set(RecordKind)


@pytest.mark.parametrize("seed", ["3"])
def test_a_network_is_made_up_and_goes_in_as_it_is(call: Call, tmp_path: Path, seed: str) -> None:
    made = call("generate", tmp_path / "net", "--referrals", "1500", "--seed", seed)
    assert made.code == 0, made.err
    run = call("import", tmp_path / "net", "--store", tmp_path / "made.db", "--json")
    assert run.code == 0, run.err
    assert run.json["counts"]["referral"]["created"] == 1500
    assert call("generate", tmp_path / "net", "--referrals", "10").code == 3


def test_an_import_is_taken_back_by_the_id_that_it_was_told_with(
    call: Call, store_path: Path, tmp_path: Path
) -> None:
    before = everything(store_path)
    file = tmp_path / "areas.csv"
    file.write_text("id;name;level\na77;Neustadt;municipality\n", encoding="utf-8")
    made = call("import", file)
    assert made.code == 0, made.err
    import_id = made.err.strip().rpartition(" ")[2]
    assert everything(store_path)[RecordKind.AREA] != before[RecordKind.AREA]
    back = call("import", "--undo", import_id)
    assert back.code == 0, back.err
    assert "alles ist wieder wie vorher" in back.err
    assert everything(store_path) == before
    assert call("import", "--undo", import_id).code != 0


def test_files_or_an_import_to_take_back_are_needed_and_not_both(call: Call) -> None:
    assert call("import").code != 0
    assert call("import", "areas.csv", "--undo", "import-1").code != 0
