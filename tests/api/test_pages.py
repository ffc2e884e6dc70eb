"""Pages without a browser: the link that works once, the session, and who sees which page."""

import re
from datetime import timedelta

import httpx2
import pytest

from graph_model.domain.access_keys import AccessKey
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import NOW, House

COOKIE = "hilfenetz_session"


def link(house: House) -> str:
    return f"/sign-in/{house.services.links.make(now=house.clock.now)}"


def sign_in(house: House, role: str = "kuemmerer") -> httpx2.Response:
    return house.client.post(f"{link(house)}/{role}", follow_redirects=False)


def test_looking_at_a_link_does_not_use_it_up_choosing_a_role_does(house: House) -> None:
    place = link(house)
    for _ in range(2):
        page = house.client.get(place)
        assert page.status_code == 200
        assert "Koordination" in page.text
    begun = house.client.post(f"{place}/coordination", follow_redirects=False)
    assert (begun.status_code, begun.headers["Location"]) == (303, "/")
    house.client.cookies.clear()
    assert house.client.post(f"{place}/coordination").status_code == 410
    assert house.client.get(place).status_code == 410
    assert COOKIE not in house.client.cookies


def test_who_is_signed_in_and_opens_the_used_link_again_comes_to_the_start(house: House) -> None:
    place = link(house)
    house.client.post(f"{place}/kuemmerer")
    again = house.client.get(place, follow_redirects=False)
    assert (again.status_code, again.headers["Location"]) == (303, "/")


def test_a_link_ends_after_an_hour(house: House) -> None:
    place = link(house)
    house.clock.now += timedelta(hours=1)
    assert house.client.get(place).status_code == 410
    assert house.client.post(f"{place}/kuemmerer").status_code == 410


def test_a_link_leads_to_the_roles_that_there_are_and_to_no_other(house: House) -> None:
    place = link(house)
    assert house.client.post(f"{place}/queen").status_code == 422
    assert house.client.get(place).status_code == 200
    assert house.client.post(f"{place}/admin", follow_redirects=False).status_code == 303
    assert house.client.post(f"{place}/admin").status_code == 410


def test_the_session_is_new_hidden_from_scripts_and_ends_on_time(house: House) -> None:
    house.client.cookies.set(COOKIE, "chosen-by-somebody-else")
    begun = sign_in(house)
    flags = begun.headers["Set-Cookie"].lower()
    assert "httponly" in flags
    assert "samesite=strict" in flags
    assert "max-age=43200" in flags
    assert "secure" not in flags
    assert "chosen-by-somebody-else" not in flags
    house.client.cookies.clear()
    house.client.cookies.set(COOKIE, re.search(r"=(hn_[^;]+)", begun.headers["Set-Cookie"])[1])
    assert house.client.get("/").status_code == 200
    house.clock.now = NOW + timedelta(hours=12)
    assert house.client.get("/").status_code == 401


def test_over_https_the_cookie_is_for_https_only(house: House) -> None:
    begun = house.client.post(f"https://testserver{link(house)}/kuemmerer", follow_redirects=False)
    assert "secure" in begun.headers["Set-Cookie"].lower()


def test_signing_out_ends_the_session_in_the_store(house: House) -> None:
    sign_in(house)
    secret = house.client.cookies[COOKIE]
    assert house.client.post("/sign-out", follow_redirects=False).status_code == 303
    assert COOKIE not in house.client.cookies
    house.client.cookies.set(COOKIE, secret)
    assert house.client.get("/").status_code == 401
    # Without a session there is nothing to end, and no fault.
    house.client.cookies.clear()
    assert house.client.post("/sign-out", follow_redirects=False).status_code == 303


def test_changing_the_role_ends_the_session_before(house: House) -> None:
    sign_in(house)
    before = house.client.cookies[COOKIE]
    assert house.client.post("/role/coordination").status_code == 200
    assert "Das Netz auf einen Blick" in house.client.get("/").text
    assert house.client.cookies[COOKIE] != before
    house.client.cookies.clear()
    house.client.cookies.set(COOKIE, before)
    assert house.client.get("/").status_code == 401


@pytest.mark.parametrize("path", ["/role/coordination", "/sign-out", "LINK/kuemmerer"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_page_does_nothing(house: House, path: str, site: str) -> None:
    sign_in(house)
    secret = house.client.cookies[COOKIE]
    answer = house.client.post(
        path.replace("LINK", link(house)), headers={"Sec-Fetch-Site": site}, follow_redirects=False
    )
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert house.client.cookies[COOKIE] == secret
    assert "An wen vermitteln?" in house.client.get("/").text


def test_roles_change_only_where_a_demo_runs(house: House) -> None:
    """A service that never made a link runs no demo: its sessions keep the role of their key."""
    house.client.cookies.set(COOKIE, house.secrets["kuemmerer"])
    assert house.client.post("/role/coordination").status_code == 401
    assert "/role/" not in house.client.get("/").text


def test_pages_need_somebody_signed_in_and_their_role(house: House) -> None:
    places = ("/", "/find", "/chains", "/chains/new", "/chains/c1", "/refer", "/directory")
    for path in (*places, "/chains/c1/referrals/new", "/directory/p1"):
        answer = house.client.get(path)
        assert answer.status_code == 401
        assert "Bitte anmelden" in answer.text
    sign_in(house, "coordination")
    refused = house.client.get("/chains/c1")
    assert refused.status_code == 403
    assert "Ihre Rolle erlaubt das nicht" in refused.text


def test_a_kuemmerer_finds_partners_from_the_start_page_for_own_chains_only(house: House) -> None:
    sign_in(house)
    assert 'action="/find"' in house.client.get("/").text
    found = house.client.get("/find?need=loneliness&area=a1")
    assert "Akteur p1" in found.text
    assert 'value="c1"' in found.text
    assert "c2" not in found.text
    assert found.headers["Cache-Control"] == "no-store"
    policy = found.headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert not any("unsafe" in rule for rule in policy)
    nobody = house.client.get("/find?need=loneliness&area=a2")
    assert "Akteur p1" in nobody.text.split('<details class="excluded">')[1]


def test_a_chain_page_tells_its_way_and_a_foreign_one_is_not_there(house: House) -> None:
    house.store.apply([Put(make.referral("r1", need="debt", recipient="p2"))])
    sign_in(house)
    own = house.client.get("/chains/c1")
    assert own.status_code == 200
    assert "Akteur p2" in own.text
    assert "Bedarf debt" in own.text
    assert house.client.get("/chains/c2").status_code == 404


def test_an_administrator_is_told_where_to_work(house: House) -> None:
    house.client.cookies.set(COOKIE, house.secrets["admin"])
    assert "Kommandozeile" in house.client.get("/").text


def test_names_are_shown_as_text_whatever_they_hold(house: House) -> None:
    evil = '<img src=x onerror=alert(1)>"&{{7*7}}'
    house.store.apply([Put(make.partner("p1", name=evil))])
    sign_in(house)
    page = house.client.get("/find?need=loneliness&area=a1").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page


def test_pages_speak_english_to_those_who_wish_it(house: House) -> None:
    sign_in(house)
    page = house.client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="en">' in page.text
    assert "Whom to refer to?" in page.text


def test_the_demo_says_that_all_is_invented_and_a_service_does_not(house: House) -> None:
    house.client.cookies.set(COOKIE, house.secrets["kuemmerer"])
    assert "erfunden" not in house.client.get("/").text
    sign_in(house)
    assert "erfunden" in house.client.get("/").text


def test_sessions_are_kept_as_digests_of_keys_that_expire(house: House) -> None:
    sign_in(house)
    keys = [item.record for item in house.store.page(AccessKey).items]
    (session,) = [key for key in keys if key.label == "Demo"]
    assert session.expires_at == NOW + timedelta(hours=12)
    assert session.actor_id == "k1"
    assert session.cooperative_id == "g1"
