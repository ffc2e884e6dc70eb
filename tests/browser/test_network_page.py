"""The page Netzkarte in a real browser: filters, the map in its sandbox, files, tables, phones."""

import csv
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from graph_model.domain.vocabulary import Role
from graph_model.store.port import Put
from service.api.caller import SESSION_COOKIE
from service.bootstrap import open_store
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import KeyRequest, add_key
from tests.attacking import NOW, town
from tests.browser.watch import Watch
from tests.serving import served

PHONE = (360, 740)


class House:
    """A service over a town of invented people, and coordination's key to it."""

    def __init__(self, folder: Path) -> None:
        store = open_store(f"sqlite:///{folder / 'town.db'}")
        store.apply([Put(record) for record in town(1, people=60).records])
        request = KeyRequest(role=Role.COORDINATION, label="Browser", actor_id=None)
        self.secret = add_key(store, request, now=NOW).secret
        self.services = Services(
            settings=Settings(), store=store, clock=lambda: NOW, snapshots=SnapshotKeeper(store)
        )
        self.address = ""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("town"))
    with served(made.services) as made.address:
        yield made
    made.services.store.close()


def opened(context: BrowserContext, house: House, path: str) -> tuple[Page, Watch]:
    """The page as coordination sees it, watched, its map ready."""
    cookie = {"name": SESSION_COOKIE, "value": house.secret, "url": house.address}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    watch = Watch()
    watch.over(page, house.address)
    # The first one to ask waits until the analyses are worked out.
    page.set_default_timeout(90_000)
    page.goto(house.address + path)
    the_map(page).locator("html[data-ready=yes]").wait_for(state="attached")
    return page, watch


def the_map(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_filters_live_in_the_address_and_hold_for_map_and_tables(
    context: BrowserContext, house: House
) -> None:
    page, watch = opened(context, house, "/network")
    people = page.get_by_role("heading", name="Beteiligte").first.inner_text()
    need = page.get_by_label("Bedarf").locator("option").nth(1)
    code, name = need.get_attribute("value"), need.inner_text()
    page.get_by_label("Bedarf").select_option(code)
    page.get_by_text("Stand der Vermittlung, Weg zwischen zweien").click()
    page.get_by_label("abgelehnt", exact=True).check()
    page.get_by_role("button", name="Anzeigen").click()
    assert f"need={code}" in page.url
    assert "status=rejected" in page.url
    expect(page.locator("p.told")).to_contain_text(f"Bedarfe: {name}")
    inside = the_map(page)
    expect(inside.locator("header p")).to_contain_text(f"Bedarfe: {name}")
    expect(inside.locator("button[data-value=rejected]")).to_have_attribute("aria-pressed", "true")
    assert page.get_by_role("heading", name="Beteiligte").first.inner_text() != people
    page.get_by_role("link", name="Alles zurücksetzen").click()
    assert page.url == f"{house.address}/network"
    assert watch == Watch()


def test_the_tables_tell_what_the_map_tells(context: BrowserContext, house: House) -> None:
    page, _ = opened(context, house, "/network")
    inside = the_map(page)
    flows = inside.locator("#flows tbody tr")
    assert flows.count() > 3
    told = [row.locator("th, td").all_text_contents()[:6] for row in flows.all()]
    # Where there is no count the page has a dash, as all its tables.
    shown = [[text.replace("keine Zahl", "–") for text in row] for row in told]
    below = "h2:has-text('Vermittlungswege') ~"
    tables = page.locator(f"{below} table, {below} details table")
    rows = [row.locator("td").all_text_contents() for row in tables.locator("tbody tr").all()]
    assert sorted(rows) == sorted(shown)


def test_two_are_connected_on_the_page_and_on_the_map(
    context: BrowserContext, house: House
) -> None:
    page, watch = opened(context, house, "/network")
    row = the_map(page).locator("#flows tbody tr").first
    names = row.locator("th, td").all_text_contents()[:2]
    page.get_by_text("Stand der Vermittlung, Weg zwischen zweien").click()
    page.locator("#start").select_option(label=names[0])
    page.locator("#end").select_option(label=names[1])
    page.get_by_role("button", name="Anzeigen").click()
    step = page.locator(".network-way ol li")
    expect(step).to_have_count(1)
    expect(step).to_contain_text(f"{names[0]} → {names[1]}")
    expect(the_map(page).locator("#way-told")).to_contain_text("Direkt, ohne Zwischenstation")
    assert watch == Watch()


def test_the_period_moves_a_month_at_a_time(context: BrowserContext, house: House) -> None:
    page, _ = opened(context, house, "/network?from=2026-01&to=2026-01")
    page.get_by_role("link", name="Einen Monat früher").click()
    assert page.url.endswith("/network?from=2025-12&to=2025-12")
    expect(page.locator("p.told")).to_contain_text("01.12.2025 bis 31.12.2025")


def test_files_arrive_and_can_be_opened(
    context: BrowserContext, house: House, tmp_path: Path
) -> None:
    page, watch = opened(context, house, "/network")
    files = {}
    for name in (
        "GraphML",
        "GEXF",
        "Vermittlungswege als Tabelle",
        "Beteiligte als Tabelle",
        "HTML",
    ):
        with page.expect_download() as handed_out:
            page.get_by_role("link", name=name).click()
        files[name] = tmp_path / handed_out.value.suggested_filename
        handed_out.value.save_as(files[name])
    graphs = [nx.read_graphml(files["GraphML"]), nx.read_gexf(files["GEXF"])]
    assert set(graphs[0].edges) == set(graphs[1].edges)
    with files["Vermittlungswege als Tabelle"].open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.reader(table, delimiter=";"))
    assert {(row[0], row[2]) for row in rows[1:]} == set(graphs[0].edges)
    with files["Beteiligte als Tabelle"].open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.reader(table, delimiter=";"))) == len(graphs[0]) + 1
    assert files["HTML"].read_text(encoding="utf-8").endswith("</html>")
    inside = the_map(page)
    inside.locator(".save summary").click()
    for kind, begin in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        with page.expect_download() as handed_out:
            inside.locator(f"#save-{kind}").click()
        target = tmp_path / handed_out.value.suggested_filename
        handed_out.value.save_as(target)
        assert target.read_bytes().startswith(begin)
    assert watch == Watch()


def test_a_participant_leads_to_the_directory_in_a_tab_of_its_own(
    context: BrowserContext, house: House
) -> None:
    page, _ = opened(context, house, "/network")
    inside = the_map(page)
    inside.locator("#people tbody button").first.click()
    name = inside.locator("#panel-heading").inner_text()
    with context.expect_page() as tab:
        inside.get_by_role("link", name="Seite öffnen").click()
    expect(tab.value.get_by_role("heading", level=1)).to_contain_text(name)
    assert tab.value.evaluate("window.origin") == house.address


def test_on_a_phone_the_page_does_not_scroll_sideways_and_the_map_is_drawn(
    browser: Browser, house: House
) -> None:
    width, height = PHONE
    context = browser.new_context(locale="de-DE", viewport={"width": width, "height": height})
    page, watch = opened(context, house, "/network?from=2026-01&status=rejected")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    canvas = the_map(page).locator("canvas")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(canvas).to_be_visible()
    assert watch == Watch()
    context.close()


def test_without_script_the_page_shows_form_and_tables(browser: Browser, house: House) -> None:
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    cookie = {"name": SESSION_COOKIE, "value": house.secret, "url": house.address}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{house.address}/network")
    assert page.locator("main table tbody tr").count() > 3
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Netzkarte")
    context.close()
