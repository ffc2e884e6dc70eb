"""The importers take the demo in whole, and a second time change nothing."""

from importers.loading import plan_import
from tests.demo.conftest import Imported


def test_every_row_is_taken_in(imported: Imported) -> None:
    assert imported.report.bad_rows == 0
    created = {str(kind): count.created for kind, count in imported.report.counts.items()}
    assert created == imported.truth.counts


def test_the_same_folder_again_changes_nothing(imported: Imported) -> None:
    plan = plan_import(imported.store, [imported.folder])
    assert plan.changes == ()
    assert plan.preview.bad_rows == 0


def test_the_store_finds_nothing_wrong_with_it(imported: Imported) -> None:
    report = imported.store.check()
    assert report.problems == ()
    assert {str(kind): count for kind, count in report.counts.items() if count} == (
        imported.truth.counts
    )


def test_no_column_of_any_file_is_about_a_person(imported: Imported) -> None:
    headers = {
        file.stem: file.read_text(encoding="utf-8-sig").splitlines()[0].split(";")
        for file in imported.folder.glob("*.csv")
    }
    assert len(headers) == 12
    # All that is kept of a tenant, as `safety.md` allows it.
    assert headers["tenants"] == [
        "id",
        "cooperative_id",
        "area_id",
        "age_band",
        "languages",
        "mobility",
    ]
    personal = ("name", "birth", "phone", "mail", "street", "note", "text", "comment")
    about_tenants = set(headers) - {"areas", "needs", "actors", "services", "cooperations"}
    for file in about_tenants:
        assert not any(word in column for column in headers[file] for word in personal)
