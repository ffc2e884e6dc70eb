"""The map runs nothing foreign, asks for nothing, works sandboxed and without script."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.map_page import MapPage
from tests.scenes import HOSTILE_TEXTS, hostile_scene, small_scene
from visual.payload import plain_text
from visual.scene import Scene

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "rect", "g", "defs", "path", "text", "radialGradient", "stop"}


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_texts_run_nothing_anywhere_on_the_page(
    browser: Browser, tmp_path: Path, text: str
) -> None:
    plain = plain_text(text)
    with MapPage(browser, tmp_path, hostile_scene(text)) as opened:
        opened.click_on(0)
        assert opened.page.locator("#panel-heading").text_content() == plain
        place = opened.page.evaluate("() => hilfenetz.screenPosition(1)")
        opened.page.mouse.move(place["x"], place["y"])
        opened.page.get_by_role("button", name="Nur das Umfeld zeigen").click()
        opened.page.locator("#focus-end").click()
        opened.page.locator("#flows tbody button").first.click()
        opened.page.locator("#chain").select_option("0")
        opened.page.locator("#reset").click()
        opened.page.get_by_label("nach Gebiet").check()
        opened.page.get_by_label("Zusammenfassen").select_option("group")
        opened.page.get_by_label("Suchen").fill(plain[:6])
        assert opened.page.evaluate("() => window.broken ?? null") is None
        assert (
            opened.page.locator("img, iframe, base, link[rel=stylesheet], svg[onload]").count() == 0
        )
        assert opened.page.locator("[onerror], [onmouseover], a[href^=javascript]").count() == 0
        opened.page.get_by_label("Zusammenfassen").select_option("none")
        opened.filter("need", "0")
        drawing, table = opened.saved("svg"), opened.saved("csv")
    root = ET.parse(drawing).getroot()  # noqa: S314 - a file of our own page
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= DRAWN
    names = [name for one in root.iter() for name in one.attrib]
    assert not any(name.startswith("on") or "href" in name for name in names)
    assert root.findtext(f"{SVG}title") == plain
    with table.open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file, delimiter=";")
    assert not row[0].startswith(tuple("=+-@\t\r"))
    assert row[0].removeprefix("'") == plain.removeprefix("'")


def test_works_sandboxed_without_an_origin_of_its_own(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene(), sandboxed=True) as opened:
        assert opened.page.evaluate("() => window.origin") == "null"
        opened.filter("load", "red")
        assert opened.people() == ["Schuldnerberatung Kompass"]
        opened.click_on(2)
        assert opened.panel() == "Schuldnerberatung Kompass"


def test_the_policy_stops_injected_script_and_style(browser: Browser, tmp_path: Path) -> None:
    opened = MapPage(browser, tmp_path, small_scene())
    opened.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.broken = 1";
            document.body.append(script);
            const style = document.createElement("style");
            style.textContent = "body { display: none }";
            document.body.append(style);
            const image = new Image();
            image.src = "https://evil.example/x.png";
            document.body.append(image);
        }"""
    )
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("() => window.broken ?? null") is None
    expect(opened.page.locator("h1")).to_be_visible()
    assert len([text for text in opened.complaints if "Content Security Policy" in text]) == 3
    opened.page.close()


def test_without_script_both_tables_are_there(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene(), scripts=False) as opened:
        expect(opened.page.locator("noscript p.notice")).to_be_visible()
        expect(opened.page.locator("#workspace")).to_be_hidden()
        expect(opened.page.locator("#people tbody tr")).to_have_count(6)
        expect(opened.page.locator("#flows tbody tr")).to_have_count(4)


def test_an_empty_network_says_so(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, Scene(title="Leeres Netz")) as opened:
        expect(opened.page.locator("#map-empty")).to_have_text(
            "Im Netz ist noch niemand verzeichnet."
        )
        opened.page.locator("#map").focus()
        for key in ("n", "p", "Enter", "Escape", "0"):
            opened.page.keyboard.press(key)


@pytest.mark.parametrize("width", [360, 760, 1024, 1440])
def test_the_page_never_scrolls_sideways(browser: Browser, tmp_path: Path, width: int) -> None:
    long_word = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenberatung" * 3
    with MapPage(browser, tmp_path, hostile_scene(long_word), width=width) as opened:
        opened.page.locator("#people tbody button").first.click()
        sizes = opened.page.evaluate(
            "() => [document.documentElement.scrollWidth, window.innerWidth]"
        )
        assert sizes[0] <= sizes[1], json.dumps(sizes)


def test_every_button_is_large_enough_for_a_finger(browser: Browser, tmp_path: Path) -> None:
    # WCAG 2.2, 2.5.8: 24 by 24 pixels; links within sentences are exempt.
    with MapPage(browser, tmp_path, small_scene(), width=360) as opened:
        for control in opened.page.locator("#workspace button:visible, summary:visible").all():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 24, control.inner_text()


def test_every_control_can_be_reached_and_shows_the_focus(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene()) as opened:
        reached = set()
        script = """() => { const on = document.activeElement;
            const shown = on.matches(".segments input") ? on.nextElementSibling : on;
            const { outlineStyle, outlineWidth } = getComputedStyle(shown);
            return [on.id || on.dataset.setting || on.dataset.value || on.tagName,
                    outlineStyle !== "none" && parseFloat(outlineWidth) >= 2]; }"""
        for _ in range(55):
            opened.page.keyboard.press("Tab")
            name, has_outline = opened.page.evaluate(script)
            assert has_outline, name
            reached.add(name)
        wanted = {"search", "reset", "red", "partner", "colour", "mode", "map", "chain",
                  "way-start", "period-from", "period-to", "period-back", "period-on",
                  "minimum", "zoom-in", "fit"}  # fmt: skip
        assert wanted <= reached
