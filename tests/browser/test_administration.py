"""Import and Einstellungen by clicking, in a window and on a phone, and once from the keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from graph_model.domain.vocabulary import Role
from tests.browser.demo_service import DemoService, running_demo
from tests.browser.sessions import as_role
from tests.browser.watch import Watch

WINDOW: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
AREAS = "id;name;level;parent_id\n{0}1;Neues Quartier;locality;14511000\n{0}2;Hafen;{1};14511000\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoService]:
    """One demo for all tests of this file."""
    with running_demo(tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture(params=[WINDOW, PHONE], ids=["window", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, demo: DemoService) -> Iterator[Page]:
    """Somebody of the administration, in a window or on a phone; nothing odd may happen."""
    context = browser.new_context(locale="de-DE", viewport=request.param)
    page = as_role(context, demo, Role.ADMIN)
    watch = Watch()
    watch.over(page, demo.address)
    yield page
    assert watch == Watch()
    context.close()


def file_of(tmp_path: Path, page: Page, *, level: str = "locality") -> Path:
    """A list of two new areas, others in each run."""
    width = page.viewport_size
    assert width is not None
    file = tmp_path / "Gebiete.csv"
    file.write_text(AREAS.format(f"q{level[:2]}{width['width']}", level), encoding="utf-8")
    return file


def dry_run(page: Page, file: Path) -> None:
    page.get_by_role("link", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Daten übernehmen")
    page.get_by_label("Dateien (CSV, GeoJSON oder XES)").set_input_files(file)
    page.get_by_role("button", name="Probelauf starten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Probelauf", timeout=60_000)


def demand_no_sideways_scrolling(page: Page) -> None:
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1], page.url


def test_a_list_is_looked_at_taken_in_and_taken_back(page: Page, tmp_path: Path) -> None:
    dry_run(page, file_of(tmp_path, page))
    expect(page.get_by_text("Noch ist nichts geändert.")).to_be_visible()
    expect(page.locator("#would ~ table td.figure").first).to_have_text("2")
    demand_no_sideways_scrolling(page)
    page.get_by_role("button", name="Übernehmen", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Alles ist übernommen.", timeout=60_000)
    page.get_by_text("Übernahme zurücknehmen").click()
    demand_no_sideways_scrolling(page)
    page.get_by_role("button", name="Ja, zurücknehmen").click()
    expect(page.get_by_role("status")).to_contain_text("wieder wie vorher", timeout=60_000)
    page.get_by_role("link", name="Alle Übernahmen").click()
    expect(page.get_by_text("zurückgenommen am").first).to_be_visible()


def test_rows_with_errors_are_shown_and_can_be_downloaded(page: Page, tmp_path: Path) -> None:
    dry_run(page, file_of(tmp_path, page, level="galaxy"))
    expect(page.get_by_role("heading", name="Eine Zeile hat einen Fehler")).to_be_visible()
    expect(page.locator("#bad ~ table code")).to_have_text("unknown_code")
    demand_no_sideways_scrolling(page)
    with page.expect_download() as found:
        page.get_by_role("link", name="Alle Fehler als CSV herunterladen").click()
    assert found.value.suggested_filename == "hilfenetz-fehler.csv"
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_role("status")).to_contain_text("Es wurde nichts übernommen.")


def test_a_key_is_made_and_shown_once(page: Page) -> None:
    page.get_by_role("link", name="Einstellungen", exact=True).click()
    page.get_by_role("link", name="Zugangsschlüssel").click()
    page.get_by_text("Neuen Schlüssel anlegen").click()
    page.get_by_label("Wofür ist der Schlüssel?").fill("Fachprogramm")
    page.get_by_label("Rolle").select_option(label="Koordination")
    page.get_by_role("button", name="Schlüssel anlegen").click()
    expect(page.locator(".secret")).to_have_text(re.compile(r"^hn_[\w-]{40,}$"))
    demand_no_sideways_scrolling(page)
    page.get_by_role("button", name=re.compile("Widerrufen – Fachprogramm")).first.click()
    expect(page.get_by_role("status")).to_have_text("Der Schlüssel gilt ab sofort nicht mehr.")


def test_standards_and_needs_are_changed(page: Page) -> None:
    page.get_by_role("link", name="Einstellungen", exact=True).click()
    page.get_by_role("link", name="Antwortfristen und Empfehlung").click()
    page.get_by_label("Für alle Bedarfe").fill("4")
    page.get_by_label("Eigene Frist für einen weiteren Bedarf").select_option(label="Schulden")
    page.get_by_label("Arbeitstage", exact=True).fill("1")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_have_text("Gespeichert. Das gilt ab sofort.")
    expect(page.get_by_label("Schulden", exact=True)).to_have_value("1")
    demand_no_sideways_scrolling(page)
    page.get_by_text("Zurück zu den Vorgaben").click()
    page.get_by_role("button", name="Ja, Vorgaben wiederherstellen").click()
    expect(page.get_by_label("Für alle Bedarfe")).to_have_value("2")
    page.get_by_role("link", name="Einstellungen", exact=True).first.click()
    page.get_by_role("link", name="Bedarfe").click()
    page.locator("#need-debt summary").click()
    page.locator("#need-debt").get_by_label("Bezeichnung deutsch").fill("Schulden und Geld")
    page.locator("#need-debt").get_by_role("button", name=re.compile("Umbenennen")).click()
    expect(page.locator("#need-debt summary")).to_contain_text("Schulden und Geld")
    page.locator("#need-debt summary").click()
    page.locator("#need-debt").get_by_label("Bezeichnung deutsch").fill("Schulden")
    page.locator("#need-debt").get_by_role("button", name=re.compile("Umbenennen")).click()
    expect(page.locator("#need-debt summary")).to_have_text(re.compile(r"^Schulden\s"))


def test_an_entry_is_confirmed_and_corrected(page: Page) -> None:
    page.get_by_role("link", name="Verzeichnis", exact=True).click()
    page.get_by_role("link", name=re.compile("Berichtigen oder bestätigen")).first.click()
    page.get_by_role("button", name="Stimmt heute noch so").click()
    expect(page.get_by_role("status")).to_contain_text("Das Verzeichnis sagt es jetzt allen so.")
    page.get_by_label("Übliche Wartezeit in Tagen").fill("12")
    page.get_by_role("button", name="Berichtigung speichern").click()
    expect(page.get_by_role("heading", name="Was früher hier stand")).to_be_visible()
    demand_no_sideways_scrolling(page)


def test_an_import_goes_from_the_keyboard_alone(
    context: BrowserContext, demo: DemoService, tmp_path: Path
) -> None:
    page = as_role(context, demo, Role.ADMIN)
    page.goto(f"{demo.address}/import")
    file = tmp_path / "Gebiete.csv"
    file.write_text(AREAS.format("qkey", "locality"), encoding="utf-8")
    # Which file is chosen in a window of the system, beyond the page.
    page.locator("#import-files").set_input_files(file)

    def press(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()") == name:
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"{name} is not reached by Tab")

    press("Probelauf starten")
    expect(page.get_by_role("heading", level=1)).to_have_text("Probelauf", timeout=60_000)
    press("Übernehmen")
    expect(page.get_by_role("status")).to_have_text("Alles ist übernommen.", timeout=60_000)
    press("Übernahme zurücknehmen")
    press("Ja, zurücknehmen")
    expect(page.get_by_role("status")).to_contain_text("wieder wie vorher", timeout=60_000)
