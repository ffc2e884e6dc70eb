"""Import by clicking: what is shown is what is done, and nothing else ever is."""

import csv
import io
import logging
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from graph_model.domain.amendments import ImportBatch
from graph_model.domain.areas import Area
from graph_model.domain.records import KEPT_INSIDE, RECORD_TYPES, Record
from graph_model.store.port import Put
from service.app import create_app, enveloped
from service.context import Services
from service.snapshots import SnapshotKeeper
from service.uploads import KEPT, SILENT, State
from service.use_cases.importing import past_imports
from tests import builders as make
from tests.api.conftest import House
from tests.api.desk import Desk, form_token_of, forms_of, one_form

AREAS = "id;name;level\na8;Neustadt;municipality\na9;Altstadt;municipality\n"
BAD = "id;name;level\na8;Neustadt;municipality\na9;Altstadt;galaxy\n"
GOOD_NAME = "areas.csv"


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house, "admin")


def upload(desk: Desk, *files: tuple[str, bytes | str], **fields: str) -> httpx2.Response:
    """Send files as the form would; the page after it."""
    parts = [("files", (name, content)) for name, content in files]
    data = {"token": form_token_of(desk, "/import"), "need": "", "attribute": "", **fields}
    return desk.client.post("/import", data=data, files=parts, follow_redirects=False)


def shown(desk: Desk, *files: tuple[str, bytes | str]) -> httpx2.Response:
    """The page of a dry run."""
    answer = upload(desk, *files)
    assert answer.status_code == 303, answer.text
    return desk.get(answer.headers["location"])


def pressed(desk: Desk, page: httpx2.Response, button: str) -> httpx2.Response:
    """The page after one of the forms of a page was sent."""
    form = next(form for form in forms_of(page) if form.action.endswith(button))
    answer = desk.send(form)
    assert answer.status_code == 303, answer.text
    return desk.get(answer.headers["location"])


def state(house: House) -> dict[tuple[str, str], Record]:
    return {
        (str(kind), item.record.id): item.record
        for kind, record_type in RECORD_TYPES.items()
        if kind not in KEPT_INSIDE
        for item in house.store.page(record_type, limit=1000).items
    }


def files_kept(house: House) -> list[Path]:
    folder = Path(house.services.settings.import_folder)
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("who", ["kuemmerer", "coordination", "evaluation"])
def test_other_roles_import_nothing(house: House, who: str) -> None:
    desk = Desk(house, who)
    assert desk.get("/import").status_code == 403
    token = form_token_of(desk, "/")
    answer = desk.client.post(
        "/import", data={"token": token}, files=[("files", (GOOD_NAME, AREAS))]
    )
    assert answer.status_code == 403
    assert files_kept(house) == []
    assert 'href="/import"' not in desk.get("/directory").text


def test_the_dry_run_changes_nothing_and_applying_does_exactly_what_it_showed(
    house: House, desk: Desk
) -> None:
    before = state(house)
    page = shown(desk, (GOOD_NAME, AREAS))
    assert "Noch ist nichts geändert" in page.text
    assert cells(page)[:4] == ["Gebiete", "2", "0", "0"]
    assert state(house) == before
    done = pressed(desk, page, "/apply")
    assert "Alles ist übernommen" in done.text
    after = state(house)
    assert after.keys() - before.keys() == {("area", "a8"), ("area", "a9")}
    assert {key: after[key] for key in before} == before
    (batch,) = past_imports(house.store)
    assert batch.imported_by.startswith("key-")
    assert batch.id in desk.get("/import").text


def test_taking_an_import_back_restores_what_was_and_says_so(house: House, desk: Desk) -> None:
    before = state(house)
    renamed = "id;name;level\na1;Umbenannt;municipality\na9;Altstadt;municipality\n"
    done = pressed(desk, shown(desk, (GOOD_NAME, renamed)), "/apply")
    assert state(house) != before
    back = pressed(desk, done, "/undo")
    assert "alles ist wieder wie vorher" in back.text
    assert state(house) == before
    assert "zurückgenommen am 02.03.2026" in desk.get("/import").text
    assert [form for form in forms_of(back) if form.action.endswith("/undo")] == []


def test_an_import_that_others_built_upon_stays_and_the_page_names_why(
    house: House, desk: Desk
) -> None:
    done = pressed(desk, shown(desk, (GOOD_NAME, AREAS)), "/apply")
    house.store.apply([Put(make.partner("p9", area="a9"))])
    refused = pressed(desk, done, "/undo")
    assert "„Altstadt“ wird inzwischen gebraucht (Beteiligte)" in refused.text
    assert house.store.get(Area, "a8") is not None


def test_rows_with_errors_are_named_in_both_languages_and_can_be_left_out(
    house: House, desk: Desk
) -> None:
    page = shown(desk, (GOOD_NAME, BAD))
    assert "Eine Zeile hat einen Fehler" in page.text
    found = cells(page)
    assert found[:3] == ["areas.csv", "3", "level"]
    assert found[4] == "unknown_code"
    english = desk.get(place_of(page), **{"Accept-Language": "en"})
    assert "One row has an error" in english.text
    assert cells(english)[3] != found[3]
    pressed(desk, page, "/apply")
    assert house.store.get(Area, "a8") is not None
    assert house.store.get(Area, "a9") is None
    assert past_imports(house.store)[0].left_out == 1


def test_all_errors_come_as_a_table_whose_cells_no_spreadsheet_runs(desk: Desk) -> None:
    many = "id;name;level\n" + "".join(f"x{n};Ort;=cmd|{n}\n" for n in range(30))
    page = shown(desk, ("=areas.csv", many))
    assert "… und 10 weitere Fehler" in page.text
    answer = desk.get(f"{place_of(page)}/errors.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 31
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_columns_with_personal_data_are_refused_by_name(house: House, desk: Desk) -> None:
    tenants = "id;cooperative_id;Geburtsdatum\nt9;g1;1.1.1940\n"
    page = shown(desk, ("tenants.csv", tenants))
    assert "Geburtsdatum" in page.text
    assert "1.1.1940" not in page.text
    assert [form.action for form in forms_of(page) if form.action.endswith("/apply")] == []
    pressed(desk, page, "/discard")
    assert files_kept(house) == []


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("areas.csv", b"0" * 20_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("areas.csv", bomb()),
        ("areas.xes", bomb()),
        ("areas.geojson", b'{"type": "FeatureCollection", "features": ' + b"[" * 5000),
        ("areas.csv", AREAS.encode("utf-16")),
        ("areas.csv", b"id;name;level\na8;\xff\xfe\x00;municipality\n"),
        ("areas.csv", b""),
        ("areas.csv", b"\x00" * 10_000),
        ("log.xes", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log>&b;</log>'),
        ("areas.json", b"1e400"),
        ("../../../etc/areas.csv", b"id;name\n"),
    ],
)
def test_a_hostile_file_is_told_of_and_changes_nothing(
    house: House, desk: Desk, name: str, content: bytes
) -> None:
    before = state(house)
    page = shown(desk, (name, content))
    assert page.status_code == 200
    assert state(house) == before
    folder = Path(house.services.settings.import_folder)
    assert all(path.resolve().is_relative_to(folder.resolve()) for path in files_kept(house))


@pytest.mark.parametrize("name", ["list.xlsx", "bomb.zip", "no-ending", "a.csv.exe"])
def test_another_kind_of_file_is_not_even_kept(house: House, desk: Desk, name: str) -> None:
    answer = upload(desk, (name, bomb()))
    assert answer.status_code == 422
    assert "bitte CSV, GeoJSON oder XES" in answer.text
    assert files_kept(house) == []


def test_without_a_file_the_form_says_so(desk: Desk) -> None:
    answer = upload(desk, ("", b""))
    assert (answer.status_code, "mindestens eine Datei" in answer.text) == (422, True)


def test_html_in_every_cell_heading_and_name_is_text_on_the_page(house: House, desk: Desk) -> None:
    attack = "<img src=x onerror=alert(1)>"
    bad = ";".join([attack] * 4)
    rows = f"id;name;level;{attack}\n{bad}\na8;{attack};municipality;x\n"
    page = shown(desk, (f"areas {attack}.csv", rows))
    assert attack not in page.text
    assert "<img" not in page.text
    done = pressed(desk, page, "/apply")
    assert "<img" not in done.text
    found = house.store.get(Area, "a8")
    assert found is not None
    assert found.record.name == attack
    assert "<img" not in desk.get("/import").text


def test_only_files_may_be_large_and_only_so_large(house: House) -> None:
    settings = replace(house.services.settings, largest_import_bytes=2_000_000)
    services = replace(house.services, settings=settings)
    house.client = TestClient(enveloped(create_app(services), settings))
    desk = Desk(house, "admin")
    row = b"a8;Neustadt;municipality\n"
    large = AREAS.encode() + row * (1_900_000 // len(row))
    assert upload(desk, (GOOD_NAME, large)).status_code == 303
    too_large = upload(desk, (GOOD_NAME, large + row * 20_000))
    assert too_large.status_code == 413
    assert too_large.headers["content-type"].startswith("text/html")
    assert all(is_waiting(path) for path in files_kept(house) if path.name == GOOD_NAME)
    other = desk.client.post("/language/de", content=b"back=" + b"x" * 1_200_000)
    assert other.status_code == 413


def is_waiting(file: Path) -> bool:
    """Whether an upload with this file is there to be decided on."""
    return (file.parents[2] / "state.json").is_file()


def test_what_changed_since_the_dry_run_is_shown_anew_before_anything_is_written(
    house: House, desk: Desk
) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    house.store.apply([Put(make.area("a9", name="Von jemand anderem"))])
    before = state(house)
    again = pressed(desk, page, "/apply")
    assert "Seit dem Probelauf hat sich der Bestand geändert" in again.text
    assert cells(again)[:4] == ["Gebiete", "1", "1", "0"]
    assert state(house) == before
    pressed(desk, again, "/apply")
    assert state(house) != before


def test_another_digest_applies_nothing(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    before = state(house)
    form = one_form(page, f"{place_of(page)}/apply")
    desk.send(form, digest="0" * 64)
    assert state(house) == before


def test_sent_twice_it_is_imported_once(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    form = one_form(page, f"{place_of(page)}/apply")
    answers = [desk.send(form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len(past_imports(house.store)) == 1


def test_nobody_else_sees_what_somebody_uploaded(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    house.add_key("colleague", role="admin")
    other = Desk(house, "colleague")
    for path in ("", "/errors.csv"):
        assert other.get(place_of(page) + path).status_code == 404
    token = form_token_of(other, "/import")
    for action in ("apply", "discard", "undo"):
        answer = other.client.post(f"{place_of(page)}/{action}", data={"token": token})
        assert answer.status_code == 404
    assert one_form(desk.get(place_of(page)), f"{place_of(page)}/apply")


def test_a_foreign_form_leaves_nothing_behind(house: House, desk: Desk) -> None:
    for token in ({}, {"token": "x"}):
        answer = desk.client.post("/import", data=token, files=[("files", (GOOD_NAME, AREAS))])
        assert answer.status_code == 403
    page = shown(desk, (GOOD_NAME, AREAS))
    before = state(house)
    for action in ("apply", "discard", "undo"):
        assert desk.client.post(f"{place_of(page)}/{action}", data={}).status_code == 403
    assert state(house) == before
    assert len([path for path in files_kept(house) if path.name == GOOD_NAME]) == 1


def test_what_is_no_form_with_files_is_a_bad_request(desk: Desk) -> None:
    for headers, body in (
        ({"content-type": "application/json"}, b"{}"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x\r\nno head"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"y" * 100),
    ):
        answer = desk.client.post("/import", content=body, headers=headers)
        assert answer.status_code == 400


def test_another_worker_goes_on_where_this_one_stopped(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    parts = house.services
    other = Services(
        settings=parts.settings,
        store=parts.store,
        clock=parts.clock,
        snapshots=SnapshotKeeper(parts.store),
    )
    house.client = TestClient(enveloped(create_app(other), other.settings))
    same = desk.get(place_of(page))
    assert cells(same) == cells(page)
    assert "Alles ist übernommen" in pressed(desk, same, "/apply").text


def put_state(house: House, page: httpx2.Response, **changed: object) -> None:
    found = house.services.uploads.find(place_of(page).rpartition("/")[2])
    assert found is not None
    upload, held = found
    assert isinstance(held, State)
    upload.put(replace(held, **changed))  # type: ignore[arg-type]


def test_while_it_works_the_page_says_how_far_and_asks_again(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    put_state(house, page, step="applying", phase="write", done=1, total=4)
    running = desk.get(place_of(page))
    assert running.headers["refresh"] == "2"
    assert "25 %" in running.text
    assert "Schreiben" in running.text
    assert [form for form in forms_of(running) if "/import/" in form.action] == []


def test_work_that_was_broken_off_has_changed_nothing_or_is_done(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    put_state(house, page, step="applying")
    house.clock.now += SILENT
    assert "es wurde nichts geändert" in desk.get(place_of(page)).text
    # The same, but the worker was lost after the store had all of it.
    import_id = place_of(page).rpartition("/")[2]
    house.store.apply([Put(make.import_batch(import_id))])
    assert "Alles ist übernommen" in desk.get(place_of(page)).text


def test_nobody_decides_for_an_hour_and_the_files_are_gone(house: House, desk: Desk) -> None:
    page = shown(desk, (GOOD_NAME, AREAS))
    house.clock.now += KEPT - timedelta(seconds=1)
    desk.get("/import")
    assert files_kept(house)
    house.clock.now += timedelta(seconds=1)
    desk.get("/import")
    assert files_kept(house) == []
    assert desk.get(place_of(page)).status_code == 404


def test_after_the_import_the_files_are_gone_and_their_names_nowhere(
    house: House, desk: Desk
) -> None:
    pressed(desk, shown(desk, ("Frau Mustermann areas.csv", AREAS)), "/apply")
    assert [path.name for path in files_kept(house) if "Mustermann" in path.name] == []
    (held,) = house.store.page(ImportBatch).items
    assert "Mustermann" not in repr(held)
    assert "Mustermann" not in desk.get("/import").text


def test_nothing_of_a_file_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rows = "id;name;level\na8;Kanarienvogel;municipality\nKanarienvogel;x;Kanarienvogel\n"
    pressed(desk, shown(desk, ("Kanarienvogel areas.csv", rows)), "/apply")
    shown(desk, ("tenants.csv", "id;Telefon Kanarienvogel\n"))
    ours = [record for record in caplog.records if record.name.startswith(("service", "graph"))]
    assert ours
    assert "Kanarienvogel" not in " ".join(f"{vars(record)}" for record in ours)


def place_of(page: httpx2.Response) -> str:
    """Where a page is, without its question."""
    return page.url.path


def cells(page: httpx2.Response) -> list[str]:
    """The texts of all table cells in order."""
    return [
        re.sub(r"<[^>]+>", "", cell).strip()
        for cell in re.findall(r"<td[^>]*>(.*?)</td>", page.text, re.DOTALL)
    ]
