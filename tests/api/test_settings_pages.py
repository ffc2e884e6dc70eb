"""Einstellungen: keys shown once, rules that hold at once, needs, and no secret anywhere."""

import logging
import re
from dataclasses import replace

import httpx2
import pytest
from starlette.testclient import TestClient

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.amendments import Amendment, Occasion
from graph_model.domain.house import HOUSE, HouseChoices
from graph_model.domain.needs import Need
from graph_model.store.port import Put
from service.app import create_app, enveloped
from service.secret import Secret
from tests import builders as make
from tests.api.conftest import House
from tests.api.desk import Desk, form_token_of, forms_of, one_form

PLACES = ("/settings", "/settings/keys", "/settings/rules", "/settings/needs", "/settings/system")


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house, "admin")


@pytest.mark.parametrize("who", ["kuemmerer", "coordination", "evaluation"])
def test_other_roles_have_no_settings(house: House, who: str) -> None:
    desk = Desk(house, who)
    revision = house.store.revision()
    token = form_token_of(desk, "/")
    for place in PLACES:
        assert desk.get(place).status_code == 403, place
    for place in (
        "/settings/keys",
        "/settings/keys/key1/revoke",
        "/settings/rules",
        "/settings/rules/defaults",
        "/settings/needs",
        "/settings/needs/debt",
        "/settings/needs/debt/remove",
    ):
        body = {"token": token, "key": "key-00000001", "revision": "0"}
        assert desk.client.post(place, data=body).status_code == 403, place
        admin = Desk(house, "admin").client
        assert admin.post(place, data={**body, "token": "x"}).status_code == 403, place
    assert house.store.revision() == revision


def keys_of(house: House) -> dict[str, AccessKey]:
    return {item.record.label: item.record for item in house.store.page(AccessKey).items}


def test_a_key_is_shown_once_and_opens_what_was_chosen(house: House, desk: Desk) -> None:
    form = desk.form("/settings/keys", "/settings/keys")
    wanted = {"label": "Fachprogramm", "role": "kuemmerer", "actor_id": "k1", "days": "30"}
    answer = desk.send(form, **wanted, language="en")
    (secret,) = re.findall(r'class="secret">(hn_[\w-]+)<', answer.text)
    key = keys_of(house)["Fachprogramm"]
    assert (key.cooperative_id, key.actor_id, key.language) == ("g1", "k1", "en")
    assert secret not in desk.get("/settings/keys").text
    house.secrets["program"] = secret
    assert house.get("/chains", "program").status_code == 200
    again = desk.send(form, **wanted, language="en")
    assert again.status_code == 422
    assert secret not in again.text
    assert len(keys_of(house)) == 6


def test_a_revoked_key_opens_nothing_and_the_own_one_cannot_go(house: House, desk: Desk) -> None:
    key = keys_of(house)["Evaluation"]
    place = f"/settings/keys/{key.id}/revoke"
    answer = desk.send(desk.form("/settings/keys", place))
    assert answer.status_code == 303
    assert house.get("/actors", "evaluation").status_code == 401
    assert "Evaluation" in desk.get("/settings/keys").text
    own = keys_of(house)["Systempflege"]
    assert [f for f in forms_of(desk.get("/settings/keys")) if own.id in f.action] == []
    token = form_token_of(desk, "/settings/keys")
    refused = desk.client.post(
        f"/settings/keys/{own.id}/revoke", data={"token": token, "key": "key-00000001"}
    )
    assert refused.status_code == 422
    assert house.get("/actors", "admin").status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"label": "", "role": "admin"}, "label"),
        ({"label": "x", "role": ""}, "role"),
        ({"label": "x", "role": "boss"}, "role"),
        ({"label": "x", "role": "kuemmerer"}, "cooperative"),
        ({"label": "x", "role": "kuemmerer", "cooperative": "p1"}, "cooperative"),
        ({"label": "x", "role": "kuemmerer", "actor_id": "k1", "cooperative": "g2"}, "cooperative"),
        ({"label": "x", "role": "admin", "actor_id": "nobody"}, "actor_id"),
        ({"label": "x", "role": "admin", "language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    house: House, desk: Desk, typed: dict[str, str], field: str
) -> None:
    before = keys_of(house)
    answer = desk.send(desk.form("/settings/keys", "/settings/keys"), **typed)
    assert 400 <= answer.status_code < 500
    form = one_form(answer, "/settings/keys")
    assert list(form.errors) == [field]
    assert keys_of(house) == before


def test_whoever_belongs_to_one_house_gives_keys_to_that_house_only(house: House) -> None:
    house.add_key("own", role="admin", cooperative="g1")
    desk = Desk(house, "own")
    page = desk.get("/settings/keys")
    assert "k2" not in page.text
    form = one_form(page, "/settings/keys")
    assert desk.send(form, label="x", role="coordination", cooperative="g2").status_code == 404
    assert desk.send(form, label="y", role="coordination").status_code == 200
    assert keys_of(house)["y"].cooperative_id == "g1"
    assert "x" not in keys_of(house)
    for place in ("/import", "/settings/rules", "/settings/needs"):
        found = desk.get(place)
        assert found.status_code == (403 if place == "/import" else 200)
    body = {"token": form_token_of(desk, "/settings/keys"), "key": "key-00000001", "revision": "0"}
    body |= {"code": "x", "label_de": "x", "label_en": "x"}
    for place in ("/settings/rules", "/settings/rules/defaults", "/settings/needs"):
        assert desk.client.post(place, data=body).status_code == 403


def saved(desk: Desk, **typed: str) -> httpx2.Response:
    return desk.send(desk.form("/settings/rules", "/settings/rules"), **typed)


def settled(house: House) -> HouseChoices | None:
    found = house.store.get(HouseChoices, HOUSE)
    return None if found is None else found.record


def test_without_a_choice_the_page_shows_the_defaults(desk: Desk) -> None:
    form = desk.form("/settings/rules", "/settings/rules")
    assert form.fields["response_days"] == "2"
    assert form.fields["weight_room"] == "20"
    assert form.fields["revision"] == "0"


def test_rules_hold_at_once_for_whoever_asks_next(house: House, desk: Desk) -> None:
    def parts() -> dict[str, float]:
        found = house.get("/recommendations", need="loneliness", area="a1").json()
        return {part["part"]: part["share"] for part in found["suggestions"][0]["parts"]}

    assert parts()["room"] == pytest.approx(0.20)
    answer = saved(
        desk,
        response_days="4",
        new_need="debt",
        new_days="1",
        **{f"weight_{name}": "0" for name in ("fit", "nearness", "speed", "success", "balance")},
        weight_familiarity="1",
        weight_room="3",
    )
    assert answer.status_code == 303, answer.text
    assert parts()["room"] == pytest.approx(0.75)
    held = settled(house)
    assert held is not None
    assert (held.response_days, [(one.need_code, one.days) for one in held.days_by_need]) == (
        4,
        [("debt", 1)],
    )
    page = desk.get("/settings/rules")
    assert "So festgelegt am 02.03.2026" in page.text
    assert one_form(page, "/settings/rules").fields["days-debt"] == "1"


def test_an_answer_is_overdue_by_the_standard_of_the_page(house: House, desk: Desk) -> None:
    # Asked on Thursday, 26 February; on Monday, 2 March, two business days have passed.
    house.store.apply([Put(make.referral("r1", steps=["requested 2026-02-25"], need="debt"))])

    def is_overdue() -> bool:
        return "Überfällig" in Desk(house).get("/chains/c1").text

    first = is_overdue()
    saved(desk, response_days="10")
    assert (first, is_overdue()) == (True, False)


def test_every_change_of_the_rules_leaves_a_note_with_what_was_before(
    house: House, desk: Desk
) -> None:
    saved(desk, response_days="4")
    saved(desk, response_days="5")
    notes = [item.record for item in house.store.page(Amendment).items]
    assert [note.occasion for note in notes] == [Occasion.SETTINGS] * 2
    befores = [item.before for note in notes for item in note.items]
    assert befores.count(None) == 1
    assert any('"response_days":4' in before for before in befores if before)
    assert {note.made_by for note in notes} == {keys_of(house)["Systempflege"].id}


def test_two_people_at_once_and_only_the_first_is_saved(house: House, desk: Desk) -> None:
    form = desk.form("/settings/rules", "/settings/rules")
    assert desk.send(form, response_days="4").status_code == 303
    other = {**form.fields, "key": "key-00000002"}
    answer = desk.client.post("/settings/rules", data={**other, "response_days": "5"})
    assert answer.status_code == 412
    assert "hat jemand anderes etwas geändert" in answer.text
    held = settled(house)
    assert held is not None
    assert held.response_days == 4


def test_the_defaults_come_back(house: House, desk: Desk) -> None:
    saved(desk, response_days="4")
    answer = desk.send(desk.form("/settings/rules", "/settings/rules/defaults"))
    assert answer.status_code == 303
    assert settled(house) is None
    assert desk.form("/settings/rules", "/settings/rules").fields["response_days"] == "2"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"response_days": "0"}, "response_days"),
        ({"response_days": "61"}, "response_days"),
        ({"response_days": "1e400"}, "response_days"),
        ({"response_days": ""}, "response_days"),
        ({"new_days": "3"}, "new_need"),
        ({"new_need": "debt"}, "new_days"),
        ({"new_need": "debt", "new_days": "-1"}, "new_days"),
        ({"weight_fit": "nan"}, "weight_fit"),
        ({"weight_fit": "101"}, "weight_fit"),
        ({"weight_fit": "1e9"}, "weight_fit"),
    ],
)
def test_a_figure_out_of_range_is_told_beside_its_field(
    house: House, desk: Desk, typed: dict[str, str], field: str
) -> None:
    answer = saved(desk, **typed)
    assert answer.status_code == 422
    assert field in one_form(answer, "/settings/rules").errors
    assert settled(house) is None


def test_weights_that_are_all_nought_are_refused(house: House, desk: Desk) -> None:
    form = desk.form("/settings/rules", "/settings/rules")
    zero = {name: "0" for name in form.fields if name.startswith("weight_")}
    answer = desk.send(form, **zero)
    assert answer.status_code == 422
    assert "Mindestens ein Gewicht über 0" in answer.text
    assert settled(house) is None


def need(house: House, code: str) -> Need | None:
    found = house.store.get(Need, code)
    return None if found is None else found.record


def test_a_need_is_added_renamed_and_removed(house: House, desk: Desk) -> None:
    form = desk.form("/settings/needs", "/settings/needs")
    wanted = {"code": "pets", "label_de": "Haustiere", "label_en": "Pets", "parent_code": "debt"}
    assert desk.send(form, **wanted).status_code == 303
    assert need(house, "pets") == Need(**wanted)
    assert desk.send(form, **wanted).status_code == 303
    renamed = desk.form("/settings/needs", "/settings/needs/pets")
    assert desk.send(renamed, label_de="Tiere").status_code == 303
    assert need(house, "pets") == Need(**{**wanted, "label_de": "Tiere"})
    assert "Tiere" in Desk(house).get("/find").text
    gone = desk.form("/settings/needs", "/settings/needs/pets/remove")
    assert desk.send(gone).status_code == 303
    assert need(house, "pets") is None


def test_a_need_in_use_stays_and_the_page_says_why(house: House, desk: Desk) -> None:
    answer = desk.send(desk.form("/settings/needs", "/settings/needs/loneliness/remove"))
    assert answer.status_code == 422
    assert "Der Bedarf wird noch gebraucht" in answer.text
    assert need(house, "loneliness") is not None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "debt"}, "code"),
        ({"code": "two words"}, "code"),
        ({"code": ""}, "code"),
        ({"label_de": ""}, "label_de"),
        ({"label_en": "x" * 201}, "label_en"),
        ({"parent_code": "made-up"}, "need_id"),
    ],
)
def test_a_need_that_cannot_be_is_refused(
    house: House, desk: Desk, typed: dict[str, str], field: str
) -> None:
    wanted = {"code": "pets", "label_de": "Haustiere", "label_en": "Pets", **typed}
    answer = desk.send(desk.form("/settings/needs", "/settings/needs"), **wanted)
    assert 400 <= answer.status_code < 500
    assert need(house, "pets") is None
    if field != "need_id":
        assert field in one_form(answer, "/settings/needs").errors


def test_a_need_renamed_by_somebody_else_meanwhile_is_not_overwritten(
    house: House, desk: Desk
) -> None:
    form = desk.form("/settings/needs", "/settings/needs/debt")
    house.store.apply([Put(make.need("debt", label_de="Schulden", label_en="Debts"))])
    answer = desk.send(form, label_de="Geldnot")
    assert answer.status_code == 412
    found = need(house, "debt")
    assert found is not None
    assert found.label_de == "Schulden"


def test_html_in_labels_and_keys_is_text(desk: Desk) -> None:
    attack = "<img src=x onerror=alert(1)>"
    desk.send(
        desk.form("/settings/needs", "/settings/needs"), code="x1", label_de=attack, label_en=attack
    )
    desk.send(desk.form("/settings/keys", "/settings/keys"), label=attack, role="admin")
    for place in PLACES:
        assert "<img" not in desk.get(place).text


def test_no_secret_stands_on_a_page_or_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = replace(
        house.services.settings,
        store="neo4j://neo4j:hunter2@db:7687",
        store_password=Secret("hunter2"),
        source_password=Secret("hunter3"),
    )
    services = replace(house.services, settings=settings)
    house.client = TestClient(enveloped(create_app(services), settings))
    desk = Desk(house, "admin")
    text = desk.get("/settings/system").text
    assert "hunter" not in text
    assert "HILFENETZ_STORE_PASSWORD" in text
    assert "gesetzt" in text
    made = desk.send(desk.form("/settings/keys", "/settings/keys"), label="x", role="admin")
    (secret,) = re.findall(r'class="secret">(hn_[\w-]+)<', made.text)
    logged = " ".join(f"{vars(record)}" for record in caplog.records if "service" in record.name)
    assert secret not in logged
    assert "hunter" not in logged
    assert made.headers["cache-control"] == "no-store"
