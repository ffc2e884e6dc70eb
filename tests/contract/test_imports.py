"""Imports that are written exactly as they were shown, and taken back as a whole."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from graph_model.domain.amendments import Amendment, ImportBatch
from graph_model.domain.needs import standard_needs
from graph_model.domain.records import KEPT_INSIDE, RECORD_TYPES, Record, RecordKind
from graph_model.domain.services import Service
from graph_model.errors import (
    BadRowsError,
    ImportChangedError,
    UndoRefusedError,
    UnknownRecordError,
)
from graph_model.store.port import Delete, GraphStore, Put
from importers.csv_writing import write_records
from importers.report import ImportOptions
from service.use_cases.importing import (
    DryRun,
    Signed,
    carry_out,
    dry_run,
    past_imports,
)
from service.use_cases.undoing import undo
from tests import builders as b

NOW = b.at("2026-02-01")
LATER = b.at("2026-02-02")
NEW = (
    b.partner("p2", name="Beratung Nord"),
    b.service("s2", actor="p2", name="Sprechstunde"),
)


@pytest.fixture
def store(empty: GraphStore) -> GraphStore:
    """The directory with all needs of the shipped list: then an import brings none along."""
    needs = [need for need in standard_needs() if need.code != b.need().code]
    empty.apply([Put(record) for record in (*b.directory(), *needs)])
    return empty


def state(store: GraphStore) -> dict[tuple[RecordKind, str], Record]:
    """All records that an import could bring, by kind and id."""
    return {
        (kind, item.record.id): item.record
        for kind, record_type in RECORD_TYPES.items()
        if kind not in KEPT_INSIDE
        for item in store.page(record_type, limit=1000).items
    }


def shown(store: GraphStore, folder: Path, records: Iterable[Record]) -> DryRun:
    """A dry run of files that hold these records."""
    paths = write_records(folder, records)
    return dry_run(store, paths, options=ImportOptions())


def brought(store: GraphStore, folder: Path, *records: Record, id: str = "import-1") -> DryRun:
    """These records imported from files."""
    found = shown(store, folder, records)
    carry_out(store, found, signed=Signed(import_id=id, by="key1", now=NOW))
    return found


def taken_back(store: GraphStore, id: str = "import-1") -> ImportBatch:
    return undo(store, id, by="key2", now=LATER)


def test_an_import_is_noted_with_who_when_and_what_but_not_what_files_were_called(
    store: GraphStore, tmp_path: Path
) -> None:
    brought(store, tmp_path, *NEW)
    (batch,) = past_imports(store)
    assert (batch.id, batch.imported_at, batch.imported_by) == ("import-1", NOW, "key1")
    assert {(one.content, one.rows) for one in batch.files} == {("actors", 1), ("services", 1)}
    assert {(one.kind, one.created, one.changed) for one in batch.counts} == {
        ("actor", 1, 0),
        ("service", 1, 0),
    }
    assert store.check().problems == ()


def test_what_an_import_made_is_gone_when_it_is_taken_back(
    store: GraphStore, tmp_path: Path
) -> None:
    before = state(store)
    brought(
        store,
        tmp_path,
        *NEW,
        b.tenant("t2"),
        b.chain("c2", tenant="t2"),
        b.consent("e2", tenant="t2", recipients=["p2"]),
        b.referral("r2", chain="c2", tenant="t2", recipient="p2"),
        b.contact("n2", ends=("k1", "t2"), chain="c2"),
    )
    assert len(state(store)) == len(before) + 7
    batch = taken_back(store)
    assert state(store) == before
    assert (batch.undone_at, batch.undone_by) == (LATER, "key2")
    assert past_imports(store) == [batch]
    assert store.check().problems == ()


def test_what_an_import_changed_is_again_as_it_was(store: GraphStore, tmp_path: Path) -> None:
    before = state(store)
    service = replace(b.service(), name="Neuer Name", languages=("de", "uk"))
    brought(store, tmp_path, service, b.partner(name="Umbenannt"), *NEW)
    assert state(store)[RecordKind.SERVICE, "s1"] == service
    taken_back(store)
    assert state(store) == before


def test_taking_back_is_one_more_stretch_of_the_feed_that_replays_to_the_state(
    store: GraphStore, tmp_path: Path
) -> None:
    brought(store, tmp_path, *NEW)
    imported = store.revision()
    taken_back(store)
    entries = store.changes_since(imported)
    assert [(entry.kind, entry.record is None) for entry in entries] == [
        (RecordKind.SERVICE, True),
        (RecordKind.ACTOR, True),
        (RecordKind.IMPORT_BATCH, False),
    ]


def test_more_than_one_part_is_taken_back_too(store: GraphStore, tmp_path: Path) -> None:
    before = state(store)
    brought(store, tmp_path, *(b.area(f"x{number:04}") for number in range(700)))
    (batch,) = past_imports(store)
    assert batch.parts == 2
    assert len(store.page(Amendment).items) == 2
    taken_back(store)
    assert state(store) == before


def test_what_others_changed_since_stays_and_is_named(store: GraphStore, tmp_path: Path) -> None:
    brought(store, tmp_path, *NEW)
    store.apply([Put(replace(NEW[1], name="Offene Sprechstunde"))])
    held = state(store)
    with pytest.raises(UndoRefusedError) as refused:
        taken_back(store)
    assert "Angebote: 1; „Offene Sprechstunde“" in refused.value.sentence("de")
    assert "services: 1" in refused.value.sentence("en")
    assert state(store) == held
    assert past_imports(store)[0].undone_at is None


def test_what_others_deleted_since_is_named(store: GraphStore, tmp_path: Path) -> None:
    brought(store, tmp_path, *NEW)
    store.apply([Delete(RecordKind.SERVICE, "s2")])
    with pytest.raises(UndoRefusedError, match="services: 1; s2"):
        taken_back(store)


def test_what_is_in_use_by_now_is_named(store: GraphStore, tmp_path: Path) -> None:
    brought(store, tmp_path, *NEW)
    store.apply([Put(b.consent("e9", recipients=["p2"]))])
    held = state(store)
    with pytest.raises(UndoRefusedError) as refused:
        taken_back(store)
    assert "„Beratung Nord“ wird inzwischen gebraucht (Einwilligungen)" in (
        refused.value.sentence("de")
    )
    assert state(store) == held


def test_it_is_taken_back_once_and_an_unknown_one_never(store: GraphStore, tmp_path: Path) -> None:
    brought(store, tmp_path, *NEW)
    taken_back(store)
    with pytest.raises(UndoRefusedError, match="taken back already"):
        taken_back(store)
    with pytest.raises(UnknownRecordError):
        taken_back(store, "import-9")


def test_after_taking_back_the_same_files_can_come_again(store: GraphStore, tmp_path: Path) -> None:
    brought(store, tmp_path, *NEW)
    held = state(store)
    taken_back(store)
    brought(store, tmp_path, *NEW, id="import-2")
    assert state(store) == held
    assert {(one.id, one.undone_at is None) for one in past_imports(store)} == {
        ("import-1", False),
        ("import-2", True),
    }


def test_of_people_no_former_version_is_kept_and_that_is_told_beforehand(
    store: GraphStore, tmp_path: Path
) -> None:
    found = brought(store, tmp_path, replace(b.tenant(), languages=("de", "ar")))
    assert not found.can_be_undone
    assert store.page(Amendment).items == ()
    with pytest.raises(UndoRefusedError, match="no former version"):
        taken_back(store)


def test_no_note_holds_the_id_of_a_tenant_and_an_erased_one_stays_erased(
    store: GraphStore, tmp_path: Path
) -> None:
    brought(store, tmp_path, b.tenant("ten-7777"), *NEW)
    kept = [item.record for kind in (ImportBatch, Amendment) for item in store.page(kind).items]
    assert "ten-7777" not in repr(kept)
    store.erase("ten-7777")
    with pytest.raises(UndoRefusedError, match="tenants: 1"):
        taken_back(store)


def test_what_changed_elsewhere_does_not_stop_an_import_that_does_the_same(
    store: GraphStore, tmp_path: Path
) -> None:
    found = shown(store, tmp_path, NEW)
    store.apply([Put(b.area("a9"))])
    carry_out(store, found, signed=Signed(import_id="import-1", by="key1", now=NOW))
    assert state(store)[RecordKind.SERVICE, "s2"] == NEW[1]


def test_an_import_that_would_do_something_else_by_now_is_not_written(
    store: GraphStore, tmp_path: Path
) -> None:
    found = shown(store, tmp_path, NEW)
    store.apply([Put(b.partner("p2", name="Schon da, anders"))])
    held = state(store)
    with pytest.raises(ImportChangedError, match="something else"):
        carry_out(store, found, signed=Signed(import_id="import-1", by="key1", now=NOW))
    assert state(store) == held
    assert past_imports(store) == []


def test_a_file_that_is_another_by_now_is_not_written(store: GraphStore, tmp_path: Path) -> None:
    found = shown(store, tmp_path, NEW)
    write_records(tmp_path, (NEW[0], replace(NEW[1], name="Untergeschoben")))
    store.apply([Put(b.area("a9"))])
    with pytest.raises(ImportChangedError):
        carry_out(store, found, signed=Signed(import_id="import-1", by="key1", now=NOW))
    assert store.get(Service, "s2") is None


def test_rows_with_errors_stop_everything_unless_they_are_left_out(
    store: GraphStore, tmp_path: Path
) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("id;name;level\na8;Ort;municipality\na9;Ort;galaxy\n", encoding="utf-8")
    signed = Signed(import_id="import-1", by="key1", now=NOW)
    held = state(store)
    with pytest.raises(BadRowsError):
        carry_out(store, dry_run(store, [file], options=ImportOptions()), signed=signed)
    assert state(store) == held
    lenient = dry_run(store, [file], options=ImportOptions(skip_bad_rows=True))
    carry_out(store, lenient, signed=signed)
    assert state(store).keys() - held.keys() == {(RecordKind.AREA, "a8")}
    assert past_imports(store)[0].left_out == 1


def test_files_with_nothing_new_leave_no_note(store: GraphStore, tmp_path: Path) -> None:
    found = brought(store, tmp_path, b.service())
    assert found.is_empty
    assert past_imports(store) == []
