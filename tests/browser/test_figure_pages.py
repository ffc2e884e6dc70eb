"""Lücken and Auslastung in a real browser: charts drawn, cells opened, suppositions made."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from graph_model.domain.vocabulary import Role
from service.bootstrap import open_store
from service.clock import system_clock
from service.use_cases.keys import KeyRequest, add_key
from tests.browser.demo_service import DemoService, running_demo
from tests.browser.watch import Watch

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoService]:
    """One demo for all tests of this file."""
    with running_demo(tmp_path_factory.mktemp("figures")) as service:
        yield service


def coordination(context: BrowserContext, demo: DemoService) -> tuple[Page, Watch]:
    """A page of a coordinator, and an eye on it: messages, requests elsewhere, broken policy."""
    store = open_store(f"sqlite:///{demo.store}")
    made = add_key(store, KeyRequest(role=Role.COORDINATION, label="Browser"), now=system_clock())
    store.close()
    context.add_cookies([{"name": "hilfenetz_session", "value": made.secret, "url": demo.address}])
    page = context.new_page()
    watch = Watch()
    watch.over(page, demo.address)
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', "
        "event => console.log(`${event.violatedDirective} ${event.blockedURI}`))"
    )
    return page, watch


@pytest.fixture
def seen(context: BrowserContext, demo: DemoService) -> Iterator[Page]:
    """A coordinator's page that must do nothing it should not, whatever a test does with it."""
    page, watch = coordination(context, demo)
    yield page
    assert watch == Watch()


def test_a_cell_opens_its_evidence_in_place_and_under_its_own_address(
    seen: Page, demo: DemoService
) -> None:
    seen.goto(f"{demo.address}/gaps")
    seen.evaluate("window.sameDocument = true")
    cell = seen.locator("table.heat td a").last
    cell.click()
    evidence = seen.locator("#evidence .card")
    expect(evidence.get_by_role("heading")).to_be_visible()
    expect(evidence).to_be_focused()
    assert "gap_area=" in seen.url
    assert seen.evaluate("window.sameDocument") is True
    told = evidence.inner_text()
    # A colleague who opens the link sees the same.
    seen.goto(seen.url)
    assert seen.locator("#evidence .card").inner_text() == told
    seen.go_back()
    expect(seen.locator("#evidence .card")).to_have_count(0)


def test_the_map_is_drawn_and_a_click_on_it_narrows_the_page(seen: Page, demo: DemoService) -> None:
    seen.goto(f"{demo.address}/gaps")
    figure = seen.locator("figure.chart")
    svg = figure.locator("svg")
    expect(svg).to_be_visible()
    expect(figure.locator(".drawing")).to_have_attribute("role", "img")
    title = figure.locator("figcaption strong").inner_text()
    expect(figure.locator(".drawing")).to_have_attribute("aria-label", title)
    # The table is folded away once the chart is there, and a click opens it.
    expect(figure.locator("table")).to_be_hidden()
    figure.locator("summary").click()
    expect(figure.locator("table")).to_be_visible()
    name = figure.locator("tbody tr a").first.inner_text()
    svg.get_by_text(name, exact=False).first.hover()
    expect(svg.get_by_text(re.compile(rf"^{name}$")).first).to_be_visible()
    svg.get_by_text(name, exact=False).first.click()
    seen.wait_for_url(re.compile(r"[?&]area="))
    expect(seen.get_by_label("Gebiet")).to_have_value(re.search(r"area=(\d+)", seen.url)[1])  # type: ignore[index]


def test_a_supposition_is_made_by_choosing_and_answered_in_place(
    seen: Page, demo: DemoService
) -> None:
    seen.goto(f"{demo.address}/load")
    expect(seen.locator("figure.chart svg").first).to_be_visible()
    seen.evaluate("window.sameDocument = true")
    partner = seen.get_by_label("Wer?").nth(1)
    partner.select_option(index=1)
    chosen = partner.evaluate("element => element.selectedOptions[0].textContent")
    seen.get_by_label("Wofür?").select_option(label="Schulden")
    seen.get_by_label("Wo?").select_option(label="Chemnitz")
    seen.get_by_label("Mit wie vielen Plätzen?").fill("5")
    seen.get_by_role("button", name="Durchrechnen").click()
    answer = seen.locator("#supposed .card")
    expect(answer).to_be_focused()
    expect(answer.get_by_role("row", name=f"{chosen} ist da ist weg")).to_be_visible()
    assert seen.evaluate("window.sameDocument") is True
    told = answer.inner_text()
    seen.reload()
    assert seen.locator("#supposed .card").inner_text() == told


def test_who_is_signed_out_meanwhile_is_told_so_instead_of_a_part(
    context: BrowserContext, demo: DemoService
) -> None:
    page, _ = coordination(context, demo)
    page.goto(f"{demo.address}/gaps")
    context.clear_cookies()
    page.locator("table.heat td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte anmelden")


@pytest.mark.parametrize("path", ["/gaps", "/load"])
def test_without_scripts_tables_forms_and_links_do_the_same(
    browser: Browser, demo: DemoService, path: str
) -> None:
    context = browser.new_context(locale="de-DE", viewport=DESK, java_script_enabled=False)
    page, watch = coordination(context, demo)
    page.goto(demo.address + path)
    expect(page.locator("figure.chart svg")).to_have_count(0)
    expect(page.locator("figure.chart table").first).to_be_visible()
    if path == "/gaps":
        page.locator("table.heat td a").first.click()
        expect(page.locator("#evidence .card")).to_be_visible()
    else:
        page.get_by_label("Bei wem?").select_option(index=1)
        page.get_by_label("Wie viele? (mit Minus: weniger)").fill("-1")
        page.get_by_role("button", name="Durchrechnen").click()
        expect(page.locator("#supposed .card")).to_contain_text("1 Platz weniger")
    assert watch == Watch()
    context.close()


@pytest.mark.parametrize("path", ["/gaps", "/load?everybody=true"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_scrolls_sideways_and_charts_keep_to_the_page(
    browser: Browser, demo: DemoService, *, path: str, viewport: ViewportSize
) -> None:
    context = browser.new_context(locale="de-DE", viewport=viewport)
    page, watch = coordination(context, demo)
    page.goto(demo.address + path)
    expect(page.locator("figure.chart svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    for svg in page.locator("figure.chart svg").all():
        box = svg.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= viewport["width"]
    assert watch == Watch()
    context.close()


def test_a_chart_follows_the_window_and_stands_still_where_motion_is_not_wanted(
    browser: Browser, demo: DemoService
) -> None:
    context = browser.new_context(locale="de-DE", viewport=DESK, reduced_motion="reduce")
    page, watch = coordination(context, demo)
    page.goto(f"{demo.address}/load")
    svg = page.locator("figure.chart svg").first
    # Nothing moves: the lines are whole as soon as they are there.
    expect(svg.locator("path").first).to_be_attached()
    first = svg.inner_html()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert svg.inner_html() == first
    wide = svg.bounding_box()
    page.set_viewport_size(PHONE)
    expect(svg).not_to_have_attribute("width", str(wide["width"] if wide else ""))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert watch == Watch()
    context.close()


def test_a_printed_chart_keeps_to_the_sheet(seen: Page, demo: DemoService) -> None:
    seen.goto(f"{demo.address}/load")
    svg = seen.locator("figure.chart svg").first
    expect(svg).to_be_visible()
    seen.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(svg).to_have_attribute("width", "680")
    seen.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(svg).not_to_have_attribute("width", "680")
