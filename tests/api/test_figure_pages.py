"""Lücken and Auslastung: as the API answers, for who may see figures, without a script too."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from graph_model.store.port import Put
from service.app import create_app, enveloped
from service.bundle import Bundle
from service.context import Services
from tests import builders as make
from tests.api.conftest import House, alike

COOKIE = "hilfenetz_session"


@pytest.fixture
def told(house: House) -> House:
    """Nobody offers help with shopping, which four people in a1 lack; p2 alone answers debt."""
    shopping = make.referral(
        "r1",
        need="shopping",
        recipient="p1",
        steps=("requested 2026-02-02", "rejected 2026-02-03 no_capacity"),
    )
    debt = make.referral(
        "r2", need="debt", recipient="p2", steps=("requested 2026-02-02", "accepted 2026-02-03")
    )
    house.store.apply([Put(make.need("shopping")), Put(shopping), *alike(shopping)])
    house.store.apply([Put(debt), *alike(debt, tenants=5)])
    return house


def page(house: House, path: str, who: str = "coordination") -> httpx2.Response:
    house.client.cookies.clear()
    house.client.cookies.set(COOKIE, house.secrets[who])
    return house.client.get(path)


def visible(text: str) -> str:
    """What a page says, without its markup and its data."""
    bare = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


@pytest.mark.parametrize("path", ["/gaps", "/load"])
def test_figures_are_for_coordination_and_evaluation(told: House, path: str) -> None:
    answers = {who: page(told, path, who).status_code for who in told.secrets}
    assert answers == {
        "coordination": 200,
        "evaluation": 200,
        "kuemmerer": 403,
        "foreign": 403,
        "admin": 403,
    }
    told.client.cookies.clear()
    assert told.client.get(path).status_code == 401


def test_the_table_of_gaps_holds_those_of_the_api(told: House) -> None:
    gaps = told.get("/analyses/gaps", "coordination", level="municipality").json()["gaps"]
    shown = page(told, "/gaps").text
    cells = re.findall(r'<td class="heat-\w+"><a href="([^"]+)"', shown)
    assert len(cells) == len(gaps) >= 1
    for gap in gaps:
        need = "" if gap["need_code"] is None else f"gap_need={gap['need_code']}&"
        assert any(
            cell.endswith(f"{need}gap_area={gap['area_id']}") for cell in map(unescape, cells)
        )


def test_a_cell_opens_its_evidence_under_an_address_of_its_own(told: House) -> None:
    (href,) = (
        unescape(found)
        for found in re.findall(
            r'href="(/gaps\?[^"]*gap_need=shopping[^"]*)"', page(told, "/gaps").text
        )
    )
    opened = page(told, href)
    evidence = visible(opened.text.split('id="evidence"')[1].split("</section>")[0])
    sentence = next(
        gap["sentence"]["de"]
        for gap in told.get("/analyses/gaps", "coordination", level="municipality").json()["gaps"]
        if gap["need_code"] == "shopping"
    )
    assert sentence in evidence
    assert "niemand bietet es an" in evidence
    # Four people were refused: enough to be told, and told as a bound. None is known to be helped.
    assert "Menschen, die Hilfe suchten (Fälle) mindestens 4 " in evidence
    assert "Hilfe bekommen – " in evidence
    assert 'aria-current="true"' in opened.text


def test_evidence_of_a_gap_that_is_not_there_says_so(told: House) -> None:
    shown = page(told, "/gaps?gap_need=shopping&gap_area=a2").text
    assert "Diese Lücke gibt es in der gewählten Ansicht nicht" in shown


def test_filters_of_the_address_narrow_the_page_and_stay_in_its_links(told: House) -> None:
    narrowed = page(told, "/gaps?need=shopping&area=&level=municipality&from=2026-01-01&to=").text
    assert "gap_need=debt" not in narrowed
    (link,) = re.findall(r'href="(/gaps\?[^"]*gap_need=shopping[^"]*)"', narrowed)
    for part in ("need=shopping", "from=2026-01-01", "level=municipality"):
        assert part in unescape(link)
    assert page(told, "/gaps?from=2026-02-01&to=2026-01-01").status_code == 422
    assert page(told, "/gaps?level=street").status_code == 422


def test_what_tells_of_too_few_people_is_on_no_page(house: House) -> None:
    alone = make.referral(
        "r1",
        need="shopping",
        recipient="p1",
        steps=("requested 2026-02-02", "rejected 2026-02-03 no_capacity"),
    )
    house.store.apply([Put(make.need("shopping")), Put(alone)])
    shown = page(house, "/gaps").text
    assert "gap_need=shopping" not in shown
    assert "Alle Zahlen sind Mindestzahlen" in shown
    assert "(weniger als 3 Menschen)" in visible(shown)


def test_a_map_is_drawn_from_boundaries_with_the_same_figures_in_its_table(told: House) -> None:
    square = ((12.0, 51.0), (12.2, 51.0), (12.2, 51.1), (12.0, 51.1), (12.0, 51.0))
    told.store.apply([Put(make.area("a1", residents=1000, boundary=((square,),)))])
    shown = page(told, "/gaps").text
    figure = shown.split('<figure class="chart">')[1].split("</figure>")[0]
    assert (
        '"coordinates": [[[[12.0, 51.0], [12.2, 51.0], [12.2, 51.1], [12.0, 51.1], [12.0, 51.0]]]]'
        in figure
    )
    count = len(re.findall(r"gap_area=a1\"", shown))
    assert re.search(rf'<a href="/gaps\?area=a1">[^<]+</a></td><td[^>]+>{count}</td>', figure)
    assert "Die meisten Lücken hat" in figure


def test_the_page_of_load_says_what_the_api_says(told: House) -> None:
    found = told.get("/analyses/load", "coordination").json()
    said = visible(page(told, "/load").text)
    assert f"■ rot: {found['red']} · ▲ gelb: {found['amber']} · ● grün: {found['green']}" in said
    for load in found["loads"]:
        assert load["actor_name"] in said
        for reason in load["reasons"]:
            assert reason["german"] in said


def test_one_kind_of_those_who_carry_cases_can_be_chosen(told: House) -> None:
    table = page(told, "/load?kind=kuemmerer").text.split("<tbody")[1].split("</tbody>")[0]
    assert "Sozialer Kümmerer" in table
    assert "Sozialpartner" not in table


def test_whoever_is_bound_to_a_cooperative_sees_no_staff_of_another(told: House) -> None:
    told.add_key("own", role="coordination", cooperative="g1")
    shown = page(told, "/load", "own").text
    assert told.get("/actors/k1", "own").json()["name"] in shown
    assert told.get("/actors/k2", "own").json()["name"] not in shown
    assert page(told, "/load?cooperative=g2", "own").status_code == 404


def test_a_supposition_is_answered_beside_today(told: House) -> None:
    shown = page(told, "/load?without=p2&without=&places_at=&open_need=").text
    answer = visible(shown.split('id="supposed"')[1].split("</section>")[0])
    found = told.get("/analyses/what-if", "coordination", without="p2").json()
    assert found["sentence"]["de"] in answer
    (lost,) = found["lost"]
    name = told.get("/actors/p2", "coordination").json()["name"]
    assert re.search(rf"{lost['area_name']} {name} niemand ", answer)
    # The form keeps what was chosen.
    assert re.search(r'<option value="p2" selected>', shown)


def test_places_and_a_new_service_can_be_supposed_too(told: House) -> None:
    asked = "places_at=p2&places_by=-2&open_need=shopping&open_area=a1&open_places=3"
    answer = visible(page(told, f"/load?{asked}").text.split('id="supposed"')[1].split("</sect")[0])
    assert "2 Plätze weniger" in answer
    assert "niemand das neue Angebot" in answer


@pytest.mark.parametrize("half", ["places_at=p2", "open_need=debt&open_area=a1", "places_by=3"])
def test_half_a_supposition_is_asked_for_the_rest(told: House, half: str) -> None:
    assert "Da fehlt noch etwas" in page(told, f"/load?{half}").text


def test_a_supposition_about_nobody_is_no_page(told: House) -> None:
    assert page(told, "/load?without=p99").status_code == 404


@pytest.fixture
def bare(told: House, tmp_path: Path) -> Iterator[TestClient]:
    """The same service where nothing was built."""
    parts = told.services
    services = Services(
        settings=parts.settings,
        store=parts.store,
        clock=parts.clock,
        snapshots=parts.snapshots,
        bundle=Bundle(tmp_path),
    )
    with TestClient(enveloped(create_app(services), parts.settings)) as client:
        client.cookies.set(COOKIE, told.secrets["coordination"])
        yield client


@pytest.mark.parametrize("path", ["/", "/gaps", "/load?without=p2"])
def test_where_no_script_was_built_pages_work_with_tables_and_forms(
    bare: TestClient, path: str
) -> None:
    answer = bare.get(path)
    assert answer.status_code == 200
    assert "/static/bundle/" not in answer.text
    assert "<table" in answer.text


def test_scripts_are_loaded_from_here_under_a_policy_that_allows_no_others(told: House) -> None:
    shown = page(told, "/gaps")
    policy = shown.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    scripts = re.findall(
        r'<script type="module" src="(/static/bundle/[^"]+)"></script>', shown.text
    )
    assert [script.split("-")[0] for script in scripts] == [
        "/static/bundle/pages",
        "/static/bundle/charts",
    ]
    assert " style=" not in shown.text
    assert not re.search(r"\son\w+=", re.sub(r"<script.*?</script>", "", shown.text, flags=re.S))
    told.client.cookies.clear()
    for script in scripts:
        answer = told.client.get(script)
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("wishes", "coding"),
    [("gzip, br", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("identity", None)],
)
def test_scripts_are_packed_for_whoever_takes_that_and_say_the_same(
    told: House, wishes: str, coding: str | None
) -> None:
    script = re.search(r'src="(/static/bundle/pages[^"]+)"', page(told, "/gaps").text)[1]
    plain = told.client.get(script, headers={"Accept-Encoding": "identity"})
    answer = told.client.get(script, headers={"Accept-Encoding": wishes})
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.text == plain.text
    shorter = int(answer.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    assert shorter == (coding is not None)


@pytest.mark.parametrize("name", ["manifest.json", "charts.js", "licences.txt", "..%2frender.py"])
def test_nothing_but_the_built_scripts_is_handed_out(told: House, name: str) -> None:
    assert told.client.get(f"/static/bundle/{name}").status_code == 404
