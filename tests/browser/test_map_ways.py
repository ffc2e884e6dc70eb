"""The shortest way between two participants, by fields, by clicks, by address and by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.map_page import MapPage
from tests.scenes import flow, month, small_scene
from visual.scene import Scene, SceneNode
from visual.ways import Walk, shortest_way

HEIKE, AMT = 0, 4


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[MapPage]:
    with MapPage(browser, tmp_path, small_scene()) as page:
        yield page


def steps(page: MapPage) -> list[str]:
    return page.page.locator("#panel-body ol.steps li").all_inner_texts()


def test_the_way_is_shown_step_by_step_and_the_others_step_back(opened: MapPage) -> None:
    told = opened.way("Heike", "Sozialamt")
    assert told == "2 Schritte; auf dem schwächsten Stück Vermittlungen: 1."
    assert opened.panel() == "Kürzester Weg"
    assert [" ".join(step.split()) for step in steps(opened)] == [
        "Heike Seidel → Schuldnerberatung Kompass Vermittlungen: 5",
        "Schuldnerberatung Kompass → Sozialamt Vermittlungen: 1",
    ]
    assert set(opened.people()) == {"Heike Seidel", "Schuldnerberatung Kompass", "Sozialamt"}
    opened.page.get_by_role("button", name="Weg ausblenden").click()
    assert len(opened.people()) == 6


def test_against_the_referrals_it_is_shown_and_said(opened: MapPage) -> None:
    told = opened.way("Uwe", "Heike")
    assert told.startswith("In dieser Richtung wurde nie vermittelt.")
    assert set(opened.people()) == {"Uwe Böhme", "Treff Regenbogen", "Heike Seidel"}
    opened.page.get_by_role("button", name="Tauschen").click()
    expect(opened.page.locator("#way-from")).to_have_value("Heike Seidel")


def test_where_there_is_no_way_everybody_stays(opened: MapPage) -> None:
    assert opened.way("Heike", "Grit") == "In dieser Auswahl führt kein Weg vom einen zum anderen."
    assert len(opened.people()) == 6
    assert opened.way("Heike", "Heike") == "Bitte zwei verschiedene Beteiligte wählen."


def test_the_way_goes_only_where_the_filters_leave_referrals(opened: MapPage) -> None:
    opened.slide("#period-from", 2)
    assert opened.way("Heike", "Sozialamt").startswith("In dieser Auswahl führt kein Weg")
    assert opened.way("Heike", "Treff") == "Direkt, ohne Zwischenstation; Vermittlungen: 1."


def test_both_ends_can_be_chosen_by_a_click_on_the_map(opened: MapPage) -> None:
    opened.click_on(HEIKE)
    opened.page.get_by_role("button", name="Weg von hier").click()
    expect(opened.page.locator("#way-told")).to_contain_text("Bitte zwei Beteiligte wählen")
    opened.click_on(AMT)
    opened.page.get_by_role("button", name="Weg hierher").click()
    assert len(steps(opened)) == 2


def test_escape_leaves_the_way_and_a_chain_takes_its_place(opened: MapPage) -> None:
    opened.way("Heike", "Sozialamt")
    opened.page.get_by_label("Weg einer Hilfekette").select_option("kette-7 (Schritte: 2)")
    assert opened.panel() == "Hilfekette kette-7"
    expect(opened.page.locator("#way-bar")).to_be_hidden()
    opened.way("Heike", "Sozialamt")
    assert opened.panel() == "Kürzester Weg"
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("Escape")
    expect(opened.page.locator("#way-bar")).to_be_hidden()
    assert len(opened.people()) == 6


def test_the_way_goes_along_in_the_address(browser: Browser, tmp_path: Path) -> None:
    fragment = "#way-from=k1&way-to=v1"
    with MapPage(browser, tmp_path, small_scene(), fragment=fragment) as page:
        assert len(steps(page)) == 2
        assert "way-from=k1&way-to=v1" in page.page.url


def tangle() -> Scene:
    """40 participants with 110 flows of 1 to 9 referrals, drawn at random from a fixed seed."""
    rng = Random(5)
    nodes = tuple(
        SceneNode(id=f"n{number:02}", label=f"Stelle {number:02}", kind="partner")
        for number in range(40)
    )
    pairs = sorted({tuple(rng.sample(range(40), 2)) for _ in range(110)})
    counts = ((f"n{one:02}", f"n{two:02}", rng.randint(1, 9)) for one, two in pairs)
    return Scene(
        title="Knäuel",
        nodes=nodes,
        edges=tuple(flow(one, two, month("2025-01", n, 0, 0, 0)) for one, two, n in counts),
        first_month="2025-01",
        last_month="2025-01",
    )


def test_the_page_finds_the_same_ways_as_the_service(browser: Browser, tmp_path: Path) -> None:
    scene = tangle()
    walks = [
        Walk(source=edge.source, target=edge.target, referrals=edge.referrals)
        for edge in scene.edges
    ]
    names = {node.id: node.label for node in scene.nodes}
    rng = Random(6)
    with MapPage(browser, tmp_path, scene) as page:
        for _ in range(6):
            start, end = rng.sample(sorted(names), 2)
            page.way(names[start], names[end])
            way = shortest_way(walks, start, end=end)
            wanted = [] if way is None else way.steps
            assert [" ".join(step.split()) for step in steps(page)] == [
                f"{names[one.source]} → {names[one.target]} Vermittlungen: {one.referrals}"
                for one in wanted
            ]
