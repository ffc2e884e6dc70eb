"""Auswertung in a browser: charts drawn, nothing asked elsewhere, 360 px, and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from graph_model.domain.vocabulary import Role
from graph_model.store.port import Put
from service.bootstrap import open_store
from service.context import Services
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import KeyRequest, add_key
from tests.browser.watch import Watch
from tests.builders import at
from tests.crowds import fourfold
from tests.networks import a_year_of_two_cooperatives
from tests.papers import A4_POINTS, inked, read_paper
from tests.serving import served

NOW = at("2026-12-31")
YEAR = "/evaluation?from=2025-01-01&to=2026-01-01"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a service on the year that was counted by hand, fourfold, and a key to it."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('year')}/net.db")
    store.apply([Put(one) for one in fourfold(a_year_of_two_cooperatives())])
    key = add_key(store, KeyRequest(role=Role.EVALUATION, label="Browser"), now=NOW)
    services = Services(
        settings=Settings(), store=store, clock=lambda: NOW, snapshots=SnapshotKeeper(store)
    )
    with served(services) as address:
        yield address, key.secret
    store.close()


@pytest.fixture
def signed_in(context: BrowserContext, running: tuple[str, str]) -> Page:
    """A page of somebody who evaluates."""
    address, secret = running
    context.add_cookies([{"name": "hilfenetz_session", "value": secret, "url": address}])
    return context.new_page()


def test_every_chart_is_drawn_and_nothing_comes_from_elsewhere(
    signed_in: Page, running: tuple[str, str]
) -> None:
    watch = Watch()
    watch.over(signed_in, running[0])
    signed_in.goto(running[0] + YEAR)
    charts = signed_in.locator("figure.chart")
    expect(charts.locator(".drawing svg")).to_have_count(charts.count())
    assert charts.count() >= 4
    # What the Sankey draws is what its table says: 12 of c1, c2, c4, c5, c0 … begin at a partner.
    sankey = signed_in.locator("figure.chart", has_text="Wege der Hilfeketten, Schritt für Schritt")
    expect(sankey.locator("svg")).to_contain_text("Sozialpartner")
    assert (watch.outside, watch.messages) == ([], [])


def test_filters_go_into_the_address_and_stay_in_the_form(
    signed_in: Page, running: tuple[str, str]
) -> None:
    signed_in.goto(running[0] + "/evaluation")
    signed_in.get_by_label("vom (Tag)", exact=True).fill("2025-01-01")
    signed_in.get_by_label("bis vor (Tag)").first.fill("2026-01-01")
    signed_in.get_by_label("Genossenschaft", exact=True).select_option("g1")
    signed_in.get_by_role("button", name="Anzeigen").click()
    expect(signed_in.get_by_text("Im Zeitraum begannen mindestens 12 Hilfeketten.")).to_be_visible()
    assert "from=2025-01-01" in signed_in.url
    assert "cooperative=g1" in signed_in.url
    with signed_in.expect_download() as begun:
        signed_in.get_by_role("link", name="als PDF").click()
    assert begun.value.suggested_filename == "hilfenetz-auswertung.pdf"
    paper = read_paper(Path(begun.value.path()).read_bytes())
    assert "Im Zeitraum begannen mindestens 12 Hilfeketten." in paper.text


def test_it_fits_a_phone_and_what_needs_more_room_moves_by_itself(
    signed_in: Page, running: tuple[str, str]
) -> None:
    signed_in.set_viewport_size({"width": 360, "height": 740})
    signed_in.goto(running[0] + YEAR)
    expect(signed_in.locator(".drawing svg").first).to_be_visible()
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= 360
    sheet = signed_in.get_by_role("region", name="Wege der Hilfeketten, Schritt für Schritt")
    sheet.focus()
    assert sheet.evaluate("sheet => sheet.scrollWidth > sheet.clientWidth")


def test_without_scripts_everything_is_there_as_tables(
    context: BrowserContext, running: tuple[str, str]
) -> None:
    browser = context.browser
    assert browser is not None
    plain = browser.new_context(locale="de-DE", java_script_enabled=False)
    plain.add_cookies([{"name": "hilfenetz_session", "value": running[1], "url": running[0]}])
    page = plain.new_page()
    page.goto(running[0] + YEAR)
    for figure in page.locator("figure.chart").all():
        expect(figure.locator("table")).to_be_visible()
    plain.close()


def test_the_html_report_prints_to_full_a4_pages(
    signed_in: Page, running: tuple[str, str], tmp_path: Path
) -> None:
    answer = signed_in.request.get(
        running[0] + YEAR.replace("/evaluation", "/evaluation/report.html")
    )
    file = tmp_path / "report.html"
    file.write_bytes(answer.body())
    watch = Watch()
    watch.over(signed_in, file.as_uri())
    signed_in.goto(file.as_uri())
    paper = read_paper(signed_in.pdf(prefer_css_page_size=True, print_background=True))
    assert set(paper.sizes) == {A4_POINTS}
    assert [inked(image) > 0.35 for image in paper.images[:-1]] == [True] * (len(paper.texts) - 1)
    assert inked(paper.images[-1]) > 0.05
    # No row of a table is torn apart: the words of one definition stand on one page.
    whole = "Hilfeketten, die weder eine Krise noch drohender Wohnungsverlust auslöste"
    assert sum(whole in " ".join(text.split()) for text in paper.texts) == 1
    assert (watch.outside, watch.messages) == ([], [])
