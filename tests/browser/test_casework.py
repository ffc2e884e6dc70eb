"""A Kümmerer by clicking: need, partner, referral, accepted, passed on, completed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from graph_model.analysis.chains.paths import chain_path
from graph_model.domain.chains import HelpChain
from graph_model.domain.vocabulary import Role
from graph_model.store.port import Filter, GraphStore, Put
from service.bootstrap import open_store
from service.clock import system_clock
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import KeyRequest, add_key
from tests import builders as make
from tests.browser.watch import Watch
from tests.serving import served

EVIL = "<img src=x onerror=\"document.title='owned'\"> & Söhne"
SIZES: tuple[ViewportSize, ...] = ({"width": 360, "height": 740}, {"width": 1280, "height": 800})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    """Two partners, one with a hostile name, and a Kümmerer with one open chain."""
    net = open_store(f"sqlite:///{tmp_path}/net.db")
    net.apply(
        [
            Put(make.area("a1", name="Chemnitz")),
            Put(make.need("loneliness", label_de="Einsamkeit")),
            Put(make.need("debt", label_de="Schulden")),
            Put(make.cooperative("g1")),
            Put(make.kuemmerer("k1", areas=("a1",), name="Nadja Fabelwald")),
            Put(make.partner("p1", name="Begegnungsstätte")),
            Put(make.partner("p2", name=EVIL)),
            Put(make.service("s1", actor="p1", places=5, free=2, counted="2026-02-20")),
            Put(make.service("s2", actor="p2", needs=("debt",), name=EVIL)),
            Put(make.tenant("t1")),
            Put(make.chain("c1")),
            Put(make.referral("r1", recipient="p2", need="debt", steps=("draft 2026-01-05",))),
        ]
    )
    yield net
    net.close()


@pytest.fixture
def address(store: GraphStore) -> Iterator[str]:
    services = Services(
        settings=Settings(), store=store, clock=system_clock, snapshots=SnapshotKeeper(store)
    )
    with served(services) as place:
        yield place


def sign_in(context: BrowserContext, store: GraphStore, address: str) -> Page:
    request = KeyRequest(role=Role.KUEMMERER, label="Browser", actor_id="k1")
    secret = add_key(store, request, now=system_clock()).secret
    context.add_cookies([{"name": "hilfenetz_session", "value": secret, "url": address}])
    page = context.new_page()
    page.goto(address)
    return page


def take_step(page: Page, card: str, step: str, **chosen: str) -> None:
    """Open a step on a card, choose what it asks for, and send it."""
    article = page.get_by_role("article", name=card)
    article.get_by_text(step, exact=True).click()
    for label, text in chosen.items():
        article.get_by_label(label.replace("_", " ")).locator("visible=true").select_option(
            label=text
        )
    article.get_by_role("button", name=f"Eintragen – {step}").click()
    expect(page.get_by_role("status")).to_have_text("Der Schritt ist eingetragen.")


@pytest.mark.parametrize("viewport", SIZES, ids=["phone", "desk"])
def test_need_partner_referral_accepted_onward_completed_by_clicking(
    browser: Browser, store: GraphStore, address: str, viewport: ViewportSize
) -> None:
    context = browser.new_context(
        locale="de-DE", viewport=viewport, java_script_enabled=viewport["width"] > 360
    )
    page = sign_in(context, store, address)
    watch = Watch()
    watch.over(page, address)
    page.get_by_label("Wobei wird Hilfe gebraucht?").select_option(label="Einsamkeit")
    page.get_by_label("In welchem Gebiet?").select_option(label="Chemnitz")
    page.get_by_role("button", name="Partner suchen").click()
    page.get_by_role("link", name="Hierhin vermitteln – Begegnungsstätte").click()
    page.get_by_role("link", name="Neue Kette beginnen").click()
    page.get_by_label("Was ist der Anlass?").select_option(label="frühes Anzeichen")
    page.get_by_role("button", name="Kette beginnen").click()
    page.get_by_label("Die Person ist einverstanden").check()
    page.get_by_role("button", name="Vermittlung eintragen").click()
    expect(page.get_by_role("status")).to_have_text("Die Vermittlung ist eingetragen.")
    take_step(page, "Begegnungsstätte", "Zusage eintragen")
    page.get_by_role("link", name="Weitervermitteln").click()
    page.get_by_label("Wobei wird Hilfe gebraucht?").select_option(label="Schulden")
    page.get_by_role("button", name="Partner suchen").click()
    page.get_by_role("link", name=f"Hierhin vermitteln – {EVIL}").click()
    page.get_by_label("Die Person ist einverstanden").check()
    page.get_by_role("button", name="Vermittlung eintragen").click()
    take_step(page, EVIL, "Zusage eintragen")
    take_step(page, EVIL, "Hilfe abgeschlossen", **{"Wie_ist_es_ausgegangen?": "gelöst"})
    legs = page.locator("ol.way > li")
    expect(legs.nth(0)).to_contain_text("Nadja Fabelwald")
    expect(legs.nth(1)).to_contain_text("Weitervermittelt: Begegnungsstätte")
    expect(legs.nth(1)).to_contain_text("abgeschlossen")
    chain_id = re.search(r"/chains/([\w-]+)", page.url)[1]
    assert hops_of(store, chain_id) == [
        ("k1", "p1", "loneliness", "accepted", 0),
        ("p1", "p2", "debt", "completed", 1),
    ]
    assert watch == Watch()
    assert page.title() != "owned"
    context.close()


def hops_of(store: GraphStore, chain_id: str) -> list[tuple[str, str, str, str, int]]:
    file = store.chain_file(chain_id)
    hops = chain_path(file, now=system_clock()).hops
    return [(h.sender_id, h.recipient_id, h.need_code, h.status.value, h.depth) for h in hops]


def test_pressing_the_button_twice_in_a_hurry_records_one_contact(
    context: BrowserContext, store: GraphStore, address: str
) -> None:
    page = sign_in(context, store, address)
    page.goto(f"{address}/chains/c1")
    page.get_by_text("Kontakt eintragen", exact=True).click()
    page.get_by_role("button", name="Eintragen – Kontakt eintragen").dblclick()
    expect(page.get_by_role("status")).to_have_text("Der Kontakt ist eingetragen.")
    assert len(store.chain_file("c1").contacts) == 1


def test_what_is_wrong_stands_beside_the_open_field_in_sight(
    context: BrowserContext, store: GraphStore, address: str
) -> None:
    page = sign_in(context, store, address)
    page.goto(f"{address}/chains/c1")
    article = page.get_by_role("article", name=EVIL)
    article.get_by_text("Jetzt anfragen", exact=True).click()
    article.get_by_role("button", name="Eintragen – Jetzt anfragen").click()
    box = page.get_by_label("Die Person ist einverstanden")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile("Ohne Einwilligung"))
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_be_focused()
    box.check()
    article.get_by_role("button", name="Eintragen – Jetzt anfragen").click()
    expect(page.get_by_role("status")).to_have_text("Der Schritt ist eingetragen.")


def test_a_contact_is_recorded_from_the_keyboard_alone(
    context: BrowserContext, store: GraphStore, address: str
) -> None:
    page = sign_in(context, store, address)
    page.goto(f"{address}/chains/c1")
    for wanted in ("Kontakt eintragen", "Eintragen – Kontakt eintragen"):
        tab_to(page, wanted)
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Der Kontakt ist eingetragen.")
    assert len(store.chain_file("c1").contacts) == 1


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has the focus holds that text."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == text:
            return
    raise AssertionError(text)


@pytest.mark.parametrize("viewport", SIZES, ids=["phone", "desk"])
def test_hostile_names_run_nothing_and_no_page_scrolls_sideways(
    browser: Browser, store: GraphStore, address: str, viewport: ViewportSize
) -> None:
    context = browser.new_context(locale="de-DE", viewport=viewport)
    page = sign_in(context, store, address)
    watch = Watch()
    watch.over(page, address)
    for place in (
        "/find?need=debt&area=a1",
        "/find?need=debt&area=a1&chain=c1",
        "/refer?need=debt&recipient=p2&service=s2",
        "/chains",
        "/chains/new?recipient=p2",
        "/chains/c1",
        "/chains/c1/referrals/new?need=debt&recipient=p2&service=s2",
        "/directory",
        "/directory/p2",
    ):
        page.goto(address + place)
        if place != "/chains":
            assert EVIL in page.locator("main").inner_text(), place
        assert page.locator("img").count() == 0
        widths = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert widths[0] <= widths[1], place
        assert page.title() != "owned"
    assert watch == Watch()
    context.close()


def test_the_language_changes_on_the_spot_and_stays(
    context: BrowserContext, store: GraphStore, address: str
) -> None:
    page = sign_in(context, store, address)
    page.goto(f"{address}/find?need=debt&area=a1")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whom to refer to?")
    assert page.url.endswith("/find?need=debt&area=a1")
    page.get_by_role("link", name="My chains").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My chains")


def test_on_paper_a_chain_is_its_way_and_history_without_buttons(
    context: BrowserContext, store: GraphStore, address: str
) -> None:
    page = sign_in(context, store, address)
    page.goto(f"{address}/chains/c1")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Verlauf")).to_be_visible()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.get_by_text("Kontakt eintragen", exact=True)).to_be_hidden()
    assert len(store.page(HelpChain, Filter(is_open=True)).items) == 1
