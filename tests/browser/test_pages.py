"""The pages as people use them: a real service, a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from graph_model.domain.vocabulary import Role
from service.bootstrap import open_store
from service.clock import system_clock
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from tests.api.interruption import Interruption
from tests.browser.demo_service import DemoService, running_demo
from tests.browser.sessions import as_role
from tests.browser.watch import Watch
from tests.serving import served

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoService]:
    """One demo for all tests of this file."""
    with running_demo(tmp_path_factory.mktemp("service")) as service:
        yield service


def test_the_link_signs_in_once_roles_change_and_signing_out_ends_it(
    browser: Browser, demo: DemoService
) -> None:
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    watch = Watch()
    watch.over(page, demo.address)
    page.goto(demo.link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Willkommen im Hilfenetz")
    page.get_by_role("button", name="Kümmerer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An wen vermitteln?")
    page.get_by_role("button", name="Koordination").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Das Netz auf einen Blick")
    page.get_by_role("button", name="Kümmerer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An wen vermitteln?")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte anmelden")
    page.goto(demo.link)
    expect(page.get_by_text("Dieser Link ist schon benutzt oder abgelaufen.")).to_be_visible()
    assert watch.outside == []
    # Chromium reports the two pages that came with 401 and 410; that is all it may report.
    assert all(re.search("status of (401|410)", message) for message in watch.messages)
    context.close()


def test_a_kuemmerer_finds_ranked_partners_and_follows_a_chain(
    context: BrowserContext, demo: DemoService
) -> None:
    page = as_role(context, demo, Role.KUEMMERER)
    watch = Watch()
    watch.over(page, demo.address)
    page.get_by_label("Wobei wird Hilfe gebraucht?").select_option(label="Schulden")
    page.get_by_label("In welchem Gebiet?").select_option(label="Chemnitz")
    page.get_by_role("button", name="Partner suchen").click()
    ranked = page.locator("ol.ranked").first.locator("> li")
    expect(ranked.first).to_contain_text("Freie Plätze")
    assert "need=debt" in page.url
    scores = [int(re.search(r"(\d+) von 100", text)[1]) for text in ranked.all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    page.get_by_text("Wer nicht in Frage kommt").click()
    expect(page.locator("details.excluded li").first).to_be_visible()
    page.get_by_role("link", name="Meine Ketten").click()
    page.locator("ul.chains a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hilfekette")
    expect(page.locator("ol.events li").first).to_be_visible()
    page.get_by_role("link", name="An wen vermitteln?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An wen vermitteln?")
    assert watch == Watch()


def test_coordination_sees_the_map_drawn_and_the_tables(
    context: BrowserContext, demo: DemoService
) -> None:
    page = as_role(context, demo, Role.COORDINATION)
    watch = Watch()
    watch.over(page, demo.address)
    page.reload()
    frame = page.frame_locator("iframe")
    expect(frame.locator("canvas")).to_be_visible()
    # A canvas that was drawn on holds many colours; an empty one holds none.
    picture = frame.locator("canvas").screenshot()
    assert len(picture) > 20_000
    (inner,) = [part for part in page.frames if part is not page.main_frame]
    assert inner.evaluate("window.origin") == "null"
    for title in ("Wer ist überlastet?", "Wo fehlt Hilfe?", "Die stärksten Wege"):
        table = page.locator(f"h2:has-text('{title}') + table")
        assert table.locator("tbody tr").count() >= 1
    assert page.locator("td.level-red").first.inner_text() == "■ rot"
    with context.expect_page() as opened:
        page.get_by_role("link", name="Karte in voller Größe öffnen").click()
    expect(opened.value.locator("canvas")).to_be_visible()
    assert watch == Watch()


@pytest.mark.parametrize("role", [Role.KUEMMERER, Role.COORDINATION, Role.EVALUATION, Role.ADMIN])
def test_every_start_page_works_from_the_keyboard(
    context: BrowserContext, demo: DemoService, role: Role
) -> None:
    page = as_role(context, demo, role)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Zum Inhalt springen")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reached = set()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert "Abmelden" in reached


@pytest.mark.parametrize("role", [Role.KUEMMERER, Role.COORDINATION, Role.ADMIN])
def test_on_a_phone_no_page_scrolls_sideways(
    browser: Browser, demo: DemoService, role: Role
) -> None:
    context = browser.new_context(locale="de-DE", viewport=PHONE)
    page = as_role(context, demo, role)
    places = ["/"]
    if role is Role.KUEMMERER:
        page.goto(f"{demo.address}/chains")
        chain = page.locator("ul.chains a").first.get_attribute("href") or "/"
        places += ["/find?need=debt&area=14511000", "/chains", "/chains/new", "/directory", chain]
        places += ["/refer?need=debt&recipient=partner-0001", f"{chain}/referrals/new"]
    for place in places:
        page.goto(demo.address + place)
        widths = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert widths[0] <= widths[1], place
    context.close()


def test_nothing_of_a_signed_out_session_comes_back_with_the_back_button(
    context: BrowserContext, demo: DemoService
) -> None:
    page = as_role(context, demo, Role.KUEMMERER)
    page.goto(f"{demo.address}/chains")
    page.locator("ul.chains a").first.click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte anmelden")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte anmelden")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}])
def test_while_the_database_is_away_pages_say_so_in_sight_of_everybody(
    browser: Browser, demo: DemoService, viewport: ViewportSize
) -> None:
    line: Any = Interruption(open_store(f"sqlite:///{demo.store}"))
    services = Services(
        settings=Settings(), store=line, clock=system_clock, snapshots=SnapshotKeeper(line)
    )
    context = browser.new_context(locale="de-DE", viewport=viewport)
    with served(services) as place:
        away = replace(demo, address=place)
        page = as_role(context, away, Role.COORDINATION)
        expect(page.get_by_role("status")).to_have_count(0)
        line.is_away = True
        page.reload()
        said = page.get_by_role("status")
        expect(said).to_be_in_viewport()
        expect(said).to_contain_text("Die Datenbank ist gerade nicht erreichbar. Stand: ")
        expect(page.frame_locator("iframe").get_by_text("Stand: ").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        line.is_away = False
        page.reload()
        expect(page.get_by_role("status")).to_have_count(0)
        context.close()
    line.close()
