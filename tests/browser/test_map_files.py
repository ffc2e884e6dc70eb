"""Pictures, drawings and tables of what the map shows arrive as files that can be opened."""

import base64
import csv
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser

from tests.browser.map_page import MapPage
from tests.scenes import small_scene

SVG = "{http://www.w3.org/2000/svg}"


def looked_at(browser: Browser, file: Path, media_type: str) -> tuple[int, int, set[str]]:
    """Width, height and colours of a picture, as a browser decodes it."""
    script = """async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const colours = new Set();
        for (let i = 0; i < data.length; i += 4) {
          colours.add(`${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`);
        }
        return [canvas.width, canvas.height, [...colours]]; }"""
    content = base64.b64encode(file.read_bytes()).decode("ascii")
    page = browser.new_page()
    width, height, colours = page.evaluate(script, f"data:{media_type};base64,{content}")
    page.close()
    return width, height, set(colours)


def size_of(opened: MapPage, *sides: str) -> list[int]:
    """Sides of the canvas."""
    script = "(sides) => sides.map((side) => document.querySelector('#map canvas')[side])"
    found: list[int] = opened.page.evaluate(script, list(sides))
    return found


# Fills of red, amber and green: #c8321f, #f3b33d, #4fa391.
FILLS = {"200,50,31,255", "243,179,61,255", "79,163,145,255"}


def test_the_picture_is_what_is_on_the_screen_over_a_line_that_says_what_it_shows(
    browser: Browser, tmp_path: Path
) -> None:
    with MapPage(browser, tmp_path, small_scene(), sandboxed=True) as opened:
        file = opened.saved("png")
        width, height = size_of(opened, "clientWidth", "clientHeight")
        assert file.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
        found = looked_at(browser, file, "image/png")
    assert found[:2] == (width, height + 46)
    assert found[2] >= FILLS
    # Nothing is see-through: it can be put on any ground.
    assert all(colour.endswith(",255") for colour in found[2])


def test_the_drawing_holds_everybody_and_draws_like_the_screen(
    browser: Browser, tmp_path: Path
) -> None:
    with MapPage(browser, tmp_path, small_scene(), sandboxed=True) as opened:
        file = opened.saved("svg")
        width, height = size_of(opened, "clientWidth", "clientHeight")
        found = looked_at(browser, file, "image/svg+xml")
    root = ET.parse(file).getroot()  # noqa: S314 - a file of our own page
    texts = {text.text for text in root.iter(f"{SVG}text")}
    assert {node.label for node in small_scene().nodes} <= texts
    assert root.findtext(f"{SVG}title") == "Probenetz"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert "Januar bis März 2025" in (root.findtext(f"{SVG}desc") or "")
    assert found[:2] == (width, height + 46)
    assert found[2] >= FILLS


def test_the_drawing_shows_what_the_filters_leave(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene()) as opened:
        opened.page.get_by_label("Ausgefilterte").select_option("hide")
        opened.filter("kind", "kuemmerer")
        root = ET.parse(opened.saved("svg")).getroot()  # noqa: S314 - a file of our own page
    texts = {text.text for text in root.iter(f"{SVG}text")}
    assert {"Heike Seidel", "Uwe Böhme"} <= texts
    assert "Sozialamt" not in texts


@pytest.mark.parametrize("by", ["area", "kind"])
def test_clusters_and_regions_can_be_drawn_too(browser: Browser, tmp_path: Path, by: str) -> None:
    with MapPage(browser, tmp_path, small_scene()) as opened:
        opened.page.get_by_label("Zusammenfassen").select_option(by)
        opened.page.get_by_label("nach Gebiet").check()
        root = ET.parse(opened.saved("svg")).getroot()  # noqa: S314 - a file of our own page
    assert any(text.text in {"Ost", "Soziale Kümmerer"} for text in root.iter(f"{SVG}text"))


def test_the_table_holds_the_visible_flows(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene()) as opened:
        opened.slide("#minimum", 4)
        file = opened.saved("csv")
    with file.open(encoding="utf-8-sig", newline="") as table:
        head, *rows = csv.reader(table, delimiter=";")
    assert head[:3] == ["Von", "An", "Vermittlungen"]
    assert rows == [
        ["Heike Seidel", "Schuldnerberatung Kompass", "5", "2", "3", "1", "4,5",
         "Schulden, Mietschulden"],
        ["Uwe Böhme", "Treff Regenbogen", "4", "3", "1", "2", "", "Einsamkeit"],
    ]  # fmt: skip
