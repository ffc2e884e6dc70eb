"""Verzeichnis: who offers what, where, how old that word is; for every role."""

import re

from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House
from tests.api.desk import Desk


def names(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/directory/(\w+)">', page)


def test_partners_are_found_by_name_of_partner_or_service_in_any_case(house: House) -> None:
    house.store.apply([Put(make.service("s2", actor="p2", name="Schuldnerberatung Süd"))])
    desk = Desk(house)
    assert names(desk.get("/directory?text=schuldner").text) == ["p2"]
    assert names(desk.get("/directory?text=AKTEUR P1").text) == ["p1"]
    assert "Nichts gefunden." in desk.get("/directory?text=niemand").text
    # Fields that were left blank filter nothing; organisations without services are there too.
    assert names(desk.get("/directory?text=&need=&area=").text) == ["g1", "g2", "p1", "p2"]


def test_need_and_area_narrow_the_list_and_stand_in_the_address(house: House) -> None:
    desk = Desk(house)
    assert names(desk.get("/directory?need=debt").text) == ["p2"]
    assert names(desk.get("/directory?need=loneliness&area=a1").text) == ["p1"]
    assert names(desk.get("/directory?area=a2").text) == []
    assert '<option value="debt" selected>' in desk.get("/directory?need=debt").text


def test_an_entry_says_what_it_offers_how_full_it_is_and_when_it_was_verified(house: House) -> None:
    house.store.apply(
        [
            Put(
                make.service(
                    "s1",
                    languages=("de", "vi"),
                    access=("home_visits",),
                    cost="free",
                    places=5,
                    free=2,
                    counted="2026-03-01",
                    typical_wait_days=3.0,
                    verified_at="2026-02-28",
                )
            ),
            Put(make.service("s5", status="paused")),
        ]
    )
    page = Desk(house).get("/directory/p1").text
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page.split("Angebot s5")[0]))
    # Asked on 2 March 2026 at noon UTC.
    assert facts == {
        "Bedarf": "Bedarf loneliness",
        "Gebiet": "Gebiet a1",
        "Sprachen": "Deutsch, Vietnamesisch",
        "Zugang": "kommt nach Hause",
        "Kosten": "kostenlos",
        "Freie Plätze": "2 von 5, vor 1 Tag",
        "Wartezeit nach eigener Angabe": "3 Tage",
        "Zuletzt geprüft": "28.02.2026 (vor 2 Tagen)",
    }
    assert "ruht" in page.split("Angebot s5")[1]
    assert page.count("Hierhin vermitteln") == 1
    assert "noch nie" in page.split("Angebot s5")[1]
    assert Desk(house).get("/directory/nobody").status_code == 404


def test_a_long_directory_is_turned_over_with_its_filters(house: House) -> None:
    house.store.apply(
        [Put(make.partner(f"x{number:02}", name=f"Treff {number:02}")) for number in range(41)]
    )
    desk = Desk(house)
    first = desk.get("/directory?text=treff").text
    assert names(first) == [f"x{number:02}" for number in range(20)]
    onward = re.search(r'href="(/directory\?[^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    assert names(desk.get(onward).text) == [f"x{number:02}" for number in range(20, 40)]
    last = desk.get("/directory?text=treff&part=3").text
    assert names(last) == ["x40"]
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last
