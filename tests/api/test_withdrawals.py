"""Taking a consent back on the chain's page, and the language of an account."""

import pytest

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.consents import Consent
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import NOW, House
from tests.api.desk import Desk, form_token_of, forms_of, status_of, step_forms, with_referral

PLACE = "/chains/c1/consents/e1/withdrawal"


def consent(house: House, id: str = "e1") -> Consent:
    found = house.store.get(Consent, id)
    assert found is not None
    return found.record


def test_a_consent_is_taken_back_where_the_chain_is(house: House) -> None:
    desk = Desk(house)
    answer = desk.send(desk.form("/chains/c1", PLACE))
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/chains/c1?done=withdrawal#done",
    )
    assert consent(house).withdrawn_at == NOW
    page = desk.get("/chains/c1?done=withdrawal")
    assert "Die Einwilligung ist zurückgenommen." in page.text
    assert "zurückgenommen am 02.03.2026" in page.text
    assert [form for form in forms_of(page) if form.action == PLACE] == []


def test_the_page_says_beforehand_what_it_stops_and_what_it_is_shown_on(house: House) -> None:
    with_referral(house, "requested 2026-01-05")
    house.store.apply(
        [Put(make.referral("r2", recipient="p2", need="debt", steps=["draft 2026-01-06"]))]
    )
    text = Desk(house).get("/chains/c1").text
    stopped = text.split("Noch nicht abgeschickt und damit gestoppt:")[1].split("</p>")[0]
    shown = text.split("zurückgenommen ist. Bitte sprechen Sie mit:")[1].split("</p>")[0]
    assert ("p2" in stopped, "p1" in stopped) == (True, False)
    assert ("p1" in shown, "p2" in shown) == (True, False)


def test_what_is_not_sent_cannot_be_sent_and_what_is_carries_the_word(house: House) -> None:
    with_referral(house, "draft 2026-01-05")
    house.store.apply([Put(make.referral("r2", recipient="p2", need="debt"))])
    desk = Desk(house)
    before = step_forms(desk)["requested"]
    desk.send(desk.form("/chains/c1", PLACE))
    answer = desk.send(before)
    assert answer.status_code == 409
    assert status_of(house, "r1") is ReferralStatus.DRAFT
    assert "hat die Einwilligung" in desk.get("/chains/c1").text


def test_a_day_before_something_was_sent_on_it_is_refused_beside_the_field(house: House) -> None:
    with_referral(house, "requested 2026-02-20")
    desk = Desk(house)
    form = desk.form("/chains/c1", PLACE)
    for typed in ("2026-02-10T10:00", "2026-04-01T10:00"):
        refused = desk.send(form, withdrawn_at=typed)
        assert refused.status_code == 422
        (again,) = [one for one in forms_of(refused) if one.action == PLACE]
        assert list(again.errors) == ["withdrawn_at"]
    assert consent(house).withdrawn_at is None


def test_a_consent_that_has_changed_meanwhile_is_looked_at_again(house: House) -> None:
    desk = Desk(house)
    form = desk.form("/chains/c1", PLACE)
    house.store.apply([Put(make.consent("e1", tenant="t1", recipients=("p1",)))])
    assert desk.send(form).status_code == 412
    assert consent(house).withdrawn_at is None


def test_nobody_takes_back_what_is_not_of_that_chain(house: House) -> None:
    house.store.apply([Put(make.consent("e2", tenant="t2", recipients=("p1",)))])
    desk, foreign = Desk(house), Desk(house, "foreign")
    token, other = form_token_of(desk, "/chains/c1"), form_token_of(foreign, "/chains/c2")
    body = {"key": "key-00000001", "revision": "1"}
    for who, place, made_for in (
        (desk, "/chains/c1/consents/e2/withdrawal", token),
        (foreign, "/chains/c2/consents/e1/withdrawal", other),
        (foreign, PLACE, other),
    ):
        answer = who.client.post(place, data={**body, "token": made_for})
        assert answer.status_code == 404, place
    admin = Desk(house, "admin")
    data = {**body, "token": form_token_of(admin, "/directory")}
    assert admin.client.post(PLACE, data=data).status_code == 403
    assert [consent(house, one).withdrawn_at for one in ("e1", "e2")] == [None, None]


def key_of(house: House, label: str) -> AccessKey:
    (found,) = [
        item.record for item in house.store.page(AccessKey).items if item.record.label == label
    ]
    return found


def test_the_language_of_the_account_goes_before_cookie_and_browser(house: House) -> None:
    desk = Desk(house)
    english = {"Accept-Language": "en"}
    assert '<html lang="en">' in desk.get("/find", **english).text
    desk.client.post("/language/de", data={"back": "/find"}, follow_redirects=False)
    assert key_of(house, "k1").language == "de"
    # Another browser, which has no cookie of ours and wishes English.
    assert '<html lang="de">' in Desk(house).get("/find", **english).text
    other = Desk(house).client
    other.cookies.set("hilfenetz_language", "en")
    assert '<html lang="de">' in other.get("/find", headers=english).text
    answer = house.client.get(
        "/api/v1/chains/none", headers={**house.headers("kuemmerer"), **english}
    )
    assert "nichts verzeichnet" in answer.json()["title"]


def test_of_accounts_without_a_language_the_cookie_decides_then_the_browser(house: House) -> None:
    client = Desk(house).client
    client.cookies.set("hilfenetz_language", "en")
    assert '<html lang="en">' in client.get("/find", headers={"Accept-Language": "de"}).text
    assert key_of(house, "k1").language is None


def test_whoever_is_not_signed_in_changes_the_browser_only(house: House) -> None:
    before = house.store.revision()
    house.client.cookies.clear()
    answer = house.client.post("/language/en", data={"back": "/"}, follow_redirects=False)
    assert answer.status_code == 303
    assert "hilfenetz_language=en" in answer.headers["set-cookie"]
    assert house.store.revision() == before


@pytest.mark.parametrize("wish", ["fr", "de%00", ".."])
def test_there_are_two_languages(house: House, wish: str) -> None:
    assert Desk(house).client.post(f"/language/{wish}", data={}).status_code in (404, 405, 422)
    assert key_of(house, "k1").language is None
