"""The pages that search and list, as the API answers: partners, own chains; words and languages."""

import re

import pytest

from graph_model.domain.searches import UnmetSearch
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House
from tests.api.desk import (
    CASEWORK,
    Desk,
    one_form,
    with_referral,
)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_the_search_page_ranks_and_excludes_as_the_api_does(desk: Desk) -> None:
    house = desk.house
    house.store.apply(
        [
            Put(make.partner("p3")),
            Put(make.service("s3", actor="p3", places=5, free=0, counted="2026-03-01")),
            Put(make.service("s4", actor="p2")),
        ]
    )
    answer = house.get("/recommendations", need="loneliness", area="a1").json()
    page = desk.get("/find?need=loneliness&area=a1&language=&age_band=&care_level=&chain=").text
    names = re.findall(r'<h3><a href="/directory/(\w+)">', page)
    assert names == [one["actor_id"] for one in answer["suggestions"]]
    assert set(names) == {"p1", "p2"}
    assert answer["sentence"]["de"] in page
    excluded = page.split('class="excluded"')[1]
    assert "Wer nicht in Frage kommt, und warum (1)" in excluded
    assert "Akteur p3 (Angebot s3): hat nach letztem Stand keinen Platz." in excluded
    # Two free places, counted ten days and four hours before.
    assert re.search(r"<strong>2</strong>\s*<span class=\"hint\">\(Angabe vor 10 Tagen\)", page)


def test_each_filter_of_the_address_reaches_the_question(desk: Desk) -> None:
    house = desk.house
    house.store.apply([Put(make.service("s1", languages=("de",), access=("by_phone",)))])
    for wish in ("language=vi", "access=step_free", "chain=c1&language=vi"):
        page = desk.get(f"/find?need=loneliness&area=a1&{wish}").text
        assert "Niemand kommt in Frage." in page, wish
    assert "1 Angebot kommt in Frage." in desk.get("/find?need=loneliness&area=a1&language=de").text


def test_what_is_missing_in_a_search_is_told_beside_its_field(desk: Desk) -> None:
    page = desk.get("/find?need=loneliness&area=")
    form = one_form(page, "/find")
    assert form.errors == {"area": "Bitte ein Gebiet wählen."}
    assert form.fields["need"] == "loneliness"


def test_a_chain_brings_its_area_to_the_search_and_its_need_to_the_next_try(desk: Desk) -> None:
    with_referral(
        desk.house, "requested 2026-01-05", "rejected 2026-01-06 no_capacity", need="debt"
    )
    form = one_form(desk.get("/find?chain=c1&previous=r1"), "/find")
    assert (form.fields["need"], form.fields["area"]) == ("debt", "a1")
    assert (form.fields["chain"], form.fields["previous"]) == ("c1", "r1")


def test_a_search_that_found_nobody_is_recorded_once_with_the_rules_of_the_api(desk: Desk) -> None:
    house = desk.house
    place = "/find?need=loneliness&area=a2&chain=c1"
    counts = house.get("/recommendations", need="loneliness", area="a2", chain="c1").json()
    form = one_form(desk.get(place), place)
    sent = [desk.send(form) for _ in range(2)]
    assert [answer.headers["Location"] for answer in sent] == [f"{place}&done=search"] * 2
    (search,) = [item.record for item in house.store.page(UnmetSearch).items]
    assert (search.need_code, search.area_id, search.chain_id) == ("loneliness", "a2", "c1")
    assert [(one.rule.value, one.excluded) for one in search.excluded_by] == [
        (one["rule"], one["excluded"]) for one in counts["excluded_by"]
    ]
    assert search.cooperative_id == "g1"
    after = desk.get(f"{place}&done=search")
    assert "Die vergebliche Suche ist festgehalten." in after.text
    assert "Diese vergebliche Suche festhalten" not in after.text


def test_my_chains_puts_first_what_needs_somebody_and_says_who_has_each(desk: Desk) -> None:
    house = desk.house
    house.store.apply(
        [
            Put(make.chain("c3", opened="2025-12-01")),
            Put(make.chain("c4", opened="2026-02-27", opened_by=None)),
            Put(make.chain("c5", opened="2025-12-01", closed="2026-01-01")),
            Put(make.referral("r4", chain="c4", recipient="p2", steps=("requested 2026-01-05",))),
        ]
    )
    page = desk.get("/chains").text
    assert re.findall(r'<h2><a href="/chains/(\w+)">', page) == ["c4", "c3", "c1"]
    assert "1 brauchen jetzt jemanden" not in page
    assert "1 braucht jetzt jemanden" in page
    assert "Antwort überfällig" in page
    # From 5 January to 2 March 2026 there are 40 business days: eight weeks without a holiday.
    assert "Jetzt bei Akteur p2, seit 40 Arbeitstagen" in page
    mine = desk.get("/chains?mine=true").text
    assert re.findall(r'<h2><a href="/chains/(\w+)">', mine) == ["c3", "c1"]
    assert re.findall(r'<h2><a href="/chains/(\w+)">', desk.get("/chains?text=C3").text) == ["c3"]


def test_a_page_told_in_english_holds_no_german(desk: Desk) -> None:
    with_referral(desk.house)
    for place in (*CASEWORK, "/directory", "/directory/p1"):
        page = desk.get(place, **{"Accept-Language": "en"})
        assert '<html lang="en">' in page.text
        assert not re.search(r"Vermittl|Kette|Bedarf\b(?! \w)|Gebiet\b(?! a\d)|bitte", page.text), (
            place
        )


def test_hostile_names_are_text_on_every_page(desk: Desk) -> None:
    house = desk.house
    evil = "<img src=x onerror=alert(1)>\"'&{{7*7}}"
    house.store.apply(
        [
            Put(make.partner("p1", name=evil)),
            Put(make.area("a1", name=evil)),
            Put(make.need("loneliness", label_de=evil)),
            Put(make.service("s1", name=evil, places=5, free=2)),
            Put(make.kuemmerer("k1", name=evil)),
        ]
    )
    with_referral(house, service="s1")
    places = (*CASEWORK, "/find?need=loneliness&area=a1", "/directory", "/directory/p1")
    for place in places:
        page = desk.get(place).text
        assert "&lt;img src=x onerror=alert(1)&gt;" in page, place
        assert "<img" not in page
        assert "{{7*7}}" in page or "49" not in page


def test_the_language_chosen_on_a_page_goes_before_the_browsers(desk: Desk) -> None:
    form = desk.form("/chains", "/language/en")
    client = desk.client
    chosen = client.post(form.action, data={"back": "/chains?mine=true"}, follow_redirects=False)
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/chains?mine=true")
    assert client.cookies["hilfenetz_language"] == "en"
    german = {"Accept-Language": "de"}
    assert '<html lang="en">' in client.get("/chains", headers=german).text
    assert client.post("/language/fr").status_code == 422


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "x", ""])
def test_choosing_a_language_never_leads_elsewhere(desk: Desk, back: str) -> None:
    answer = desk.client.post("/language/en", data={"back": back}, follow_redirects=False)
    assert answer.headers["Location"] == "/"


def test_whom_a_foreign_kuemmerer_knows_stays_their_own_when_they_pass_somebody_on(
    desk: Desk,
) -> None:
    """The search is then asked in the own name; that it goes on from them stays with the link."""
    house = desk.house
    house.store.apply(
        [
            Put(make.referral("r1", recipient="k2", steps=("requested 2026-01-05",))),
            Put(make.contact("n1", ends=("k2", "p2"), when="2026-02-01")),
            Put(make.contact("n2", ends=("p2", "p1"), when="2026-02-01")),
        ]
    )
    own = desk.get("/find?need=loneliness&area=a1&chain=c1").text
    passed_on = desk.get("/find?need=loneliness&area=a1&chain=c1&parent=r1").text
    knows = re.compile(r"<dt>Wer kennt sie</dt><dd>(.*?)</dd>", re.DOTALL)
    theirs = Desk(house, "foreign").get("/find?need=loneliness&area=a1").text
    assert "Akteur p2: 1 Kontakt" in knows.findall(theirs)[0]
    assert "Akteur p2" not in knows.findall(passed_on)[0]
    assert knows.findall(passed_on) == knows.findall(own)
    assert 'name="parent" value="r1"' in passed_on


def test_a_referral_to_nobody_yet_begins_with_the_search(desk: Desk) -> None:
    answer = desk.get("/chains/c1/referrals/new?need=debt")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/find?chain=c1&need=debt")
