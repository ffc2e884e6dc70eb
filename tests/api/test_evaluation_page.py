"""Auswertung: the page and its files, for those who may see figures, and for nobody else."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from graph_model.store.port import Put
from service.api.caller import SESSION_COOKIE
from service.app import create_app, enveloped
from service.bootstrap import open_store
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from tests.api.conftest import Clock, House
from tests.builders import at
from tests.crowds import fourfold
from tests.networks import a_year_of_two_cooperatives
from tests.papers import read_paper

KEYS = {
    "coordination": {"role": "coordination"},
    "evaluation": {"role": "evaluation"},
    "bound": {"role": "coordination", "cooperative": "g1"},
    "kuemmerer": {"role": "kuemmerer", "actor": "k1"},
    "admin": {"role": "admin"},
}
YEAR = "from=2025-01-01&to=2026-01-01"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The year 2025 of two cooperatives, with four people for each, seen from the end of 2026.

    One for all tests here: none of them writes, and what is worked out once stays.
    """
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('year')}/net.db")
    store.apply([Put(one) for one in fourfold(a_year_of_two_cooperatives())])
    clock = Clock(at("2026-12-31"))
    services = Services(
        settings=Settings(), store=store, clock=clock, snapshots=SnapshotKeeper(store)
    )
    app = enveloped(create_app(services), services.settings)
    house = House(app, TestClient(app), store, clock, services)
    for who, wanted in KEYS.items():
        house.add_key(who, **wanted)
    with house.client:
        yield house
    store.close()


def _get(house: House, path: str, *, who: str | None = "evaluation") -> httpx2.Response:
    cookies = {} if who is None else {"Cookie": f"{SESSION_COOKIE}={house.secrets[who]}"}
    return house.client.get(path, headers={**cookies, "Accept": "text/html"})


PATHS = ("/evaluation", "/evaluation/report.html", "/evaluation/report.pdf")


@pytest.mark.parametrize("path", PATHS)
def test_only_those_who_may_see_figures_see_it(year: House, path: str) -> None:
    found = {who: _get(year, path, who=who).status_code for who in year.secrets}
    assert {who for who, status in found.items() if status == 200} == {
        "coordination",
        "evaluation",
        "bound",
    }
    assert {found[who] for who in ("kuemmerer", "admin")} == {403}
    assert _get(year, path, who=None).status_code == 401


def test_the_page_tells_the_year_and_leads_to_its_report(year: House) -> None:
    text = _get(year, f"/evaluation?{YEAR}&area=a1").text
    assert "Zeitraum: 01.01.2025 bis 31.12.2025" in text
    assert 'value="2025-01-01"' in text
    assert f"/evaluation/report.pdf?area=a1&amp;{YEAR.replace('&', '&amp;')}" in text
    assert text.count('<figure class="chart">') >= 3


def test_whole_years_are_one_click_away_each_beside_the_one_before(year: House) -> None:
    text = html.unescape(_get(year, "/evaluation?area=a1").text)
    links = re.findall(r'<a class="button quiet" href="(/evaluation\?[^"]*)">(\d{4})</a>', text)
    assert [name for _, name in links] == ["2026", "2025", "2024"]
    asked = dict(parse_qsl(urlsplit(links[1][0]).query))
    assert asked == {
        "area": "a1",
        "from": "2025-01-01",
        "to": "2026-01-01",
        "compare_from": "2024-01-01",
        "compare_to": "2025-01-01",
    }
    assert "Zeitraum: 01.01.2025 bis 31.12.2025" in _get(year, links[1][0]).text


def test_the_page_and_the_report_tell_what_the_api_tells(year: House) -> None:
    """12 of 20 were detected early: 3 of 5, fourfold."""
    days = {"from": "2025-01-01", "to": "2026-01-01"}
    told = year.get("/analyses/indicators", "evaluation", **days)
    early = next(one for one in told.json()["indicators"] if one["code"] == "early_detection")
    assert (early["figure"]["numerator"], early["figure"]["denominator"]) == (12, 20)
    told_there = "12 von 20 gezählten Hilfeketten, mindestens 4 noch offen"
    paper = " ".join(read_paper(_get(year, f"/evaluation/report.pdf?{YEAR}").content).text.split())
    pages = (_get(year, f"/evaluation{kind}?{YEAR}").text for kind in ("", "/report.html"))
    for text in (*pages, paper):
        assert told_there in text
        assert "Mindestzahlen: Wo Menschen gezählt sind, fehlen Fälle" in text
        assert "Beides sieht gleich aus." in text
        assert "verborgen" not in text


def test_ways_are_those_of_the_year_and_told_as_at_least_so_many(year: House) -> None:
    """In 2025 five chains asked somebody, once each: 20 fourfold. c0 asked in 2024."""
    told_there = "mindestens 20 von mindestens 20 Hilfeketten, 01.01.2025 bis 31.12.2025"
    note = "Mindestzahlen: Fälle, an denen jemand erkennbar würde, sind nicht mitgezählt."
    page = _get(year, f"/evaluation?{YEAR}").text
    report = _get(year, f"/evaluation/report.html?{YEAR}").text
    paper = " ".join(read_paper(_get(year, f"/evaluation/report.pdf?{YEAR}").content).text.split())
    for text in (page, report, paper):
        assert told_there in text
        assert note in text
        assert "Hilfeketten, mindestens" in text


@pytest.mark.parametrize(
    ("kind", "media"), [("html", "text/html; charset=utf-8"), ("pdf", "application/pdf")]
)
def test_a_report_is_kept_as_a_file_of_our_name_and_not_in_the_browser(
    year: House, kind: str, media: str
) -> None:
    answer = _get(year, f"/evaluation/report.{kind}?{YEAR}")
    assert answer.headers["content-type"] == media
    name = f'attachment; filename="hilfenetz-auswertung.{kind}"'
    assert answer.headers["content-disposition"] == name
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src" not in answer.headers["content-security-policy"]


def test_whoever_is_bound_to_a_house_sees_that_house_and_no_other(year: House) -> None:
    text = _get(year, f"/evaluation?{YEAR}", who="bound").text
    assert "Im Zeitraum begannen mindestens 12 Hilfeketten." in text
    assert 'name="cooperative"' not in text
    assert "Genossenschaften im Vergleich" not in text
    assert _get(year, f"/evaluation?{YEAR}&cooperative=g2", who="bound").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-01-01&to=2025-01-01",
        "from=yesterday",
        "level=street",
        "share=tenants_reached",
        "compare_from=2026-01-01&compare_to=2025-01-01",
    ],
)
def test_what_makes_no_sense_is_said_to_be_wrong(year: House, query: str) -> None:
    assert _get(year, f"/evaluation?{query}").status_code == 422


@pytest.mark.parametrize("level", ["kind", "service", "actor"])
def test_steps_can_be_shown_as_kinds_services_or_organisations(year: House, level: str) -> None:
    assert _get(year, f"/evaluation?{YEAR}&level={level}").status_code == 200


def test_another_kind_of_file_is_not_there(year: House) -> None:
    assert _get(year, "/evaluation/report.docx").status_code in (404, 422)
