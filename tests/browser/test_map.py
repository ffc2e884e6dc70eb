"""Every way to work with the map, in a real browser; expected values stand in tests/scenes.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.map_page import MapPage
from tests.scenes import small_scene

HEIKE, UWE, KOMPASS, TREFF, AMT, GRIT = range(6)
ALL = [
    "Schuldnerberatung Kompass",
    "Sozialamt",
    "Treff Regenbogen",
    "Heike Seidel",
    "Uwe Böhme",
    "Grit Löbel",
]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[MapPage]:
    with MapPage(browser, tmp_path, small_scene()) as page:
        yield page


def test_the_map_opens_with_everybody_and_says_so(opened: MapPage) -> None:
    assert opened.people() == ALL
    assert opened.drawn() == sorted(ALL)
    assert len(opened.flows()) == 4
    status = opened.page.locator("#status")
    expect(status).to_have_text("Sichtbar – Beteiligte: 6 von 6, Vermittlungswege: 4")


def test_something_is_painted(opened: MapPage) -> None:
    script = """() => { const canvas = document.querySelector("#map canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const colours = new Set();
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] === 255) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
        }
        return [...colours]; }"""
    colours = opened.page.evaluate(script)
    # Fills of red, amber and green: #c8321f, #f3b33d, #4fa391.
    assert {"200,50,31", "243,179,61", "79,163,145"} <= set(colours)


def test_the_overview_names_who_is_overloaded_and_the_heaviest_flow(opened: MapPage) -> None:
    assert opened.panel() == "Auf einen Blick"
    sections = opened.page.locator("#panel-body section")
    expect(sections.nth(0)).to_contain_text("Schuldnerberatung Kompass")
    expect(sections.nth(0)).to_contain_text("Auslastung 120 %")
    expect(sections.nth(1).locator("li").first).to_contain_text("Heike Seidel → Schuldnerberatung")
    expect(sections.nth(2).locator("li")).to_have_count(1)
    expect(sections.nth(2).locator("li")).to_contain_text("3/5")


def test_legend_counts_and_filters_by_click(opened: MapPage) -> None:
    assert opened.legend("load") == {"red": 1, "amber": 1, "green": 3, "unknown": 1}
    assert opened.legend("kind") == {
        "kuemmerer": 2, "companion": 1, "partner": 2, "administration": 1,
    }  # fmt: skip
    opened.filter("load", "green")
    assert opened.people() == ["Treff Regenbogen", "Heike Seidel", "Uwe Böhme"]
    assert opened.drawn() == ["Heike Seidel", "Treff Regenbogen", "Uwe Böhme"]
    # Of the green ones two are Kümmerer and one a partner; loads still count everybody.
    assert opened.legend("kind") == {
        "kuemmerer": 2, "companion": 0, "partner": 1, "administration": 0,
    }  # fmt: skip
    assert opened.legend("load") == {"red": 1, "amber": 1, "green": 3, "unknown": 1}
    button = opened.page.locator("button[data-facet=load][data-value=green]")
    expect(button).to_have_attribute("aria-pressed", "true")
    opened.filter("load", "green")
    assert opened.people() == ALL


def test_values_of_one_group_mean_or_and_groups_mean_and(opened: MapPage) -> None:
    opened.filter("load", "green")
    opened.filter("load", "red")
    assert opened.people() == [
        "Schuldnerberatung Kompass", "Treff Regenbogen", "Heike Seidel", "Uwe Böhme",
    ]  # fmt: skip
    opened.filter("kind", "partner")
    assert opened.people() == ["Schuldnerberatung Kompass", "Treff Regenbogen"]
    opened.filter("area", "1")
    assert opened.people() == ["Treff Regenbogen"]
    assert opened.flows() == []
    opened.page.locator("#reset").click()
    assert opened.people() == ALL


def test_filter_by_cooperative_and_group(opened: MapPage) -> None:
    opened.filter("cooperative", "0")
    assert opened.people() == ["Heike Seidel", "Grit Löbel"]
    opened.page.locator("#reset").click()
    opened.filter("group", "1")
    assert opened.people() == ["Sozialamt", "Treff Regenbogen"]


def test_nothing_left_is_said(opened: MapPage) -> None:
    opened.filter("load", "unknown")
    opened.filter("kind", "partner")
    assert opened.people() == []
    expect(opened.page.locator("#map-empty")).to_contain_text("Bitte einen Filter lösen")


def test_hide_or_fade(opened: MapPage) -> None:
    opened.filter("kind", "partner")
    colours = "() => document.querySelector('#map canvas').toDataURL()"
    faded = opened.page.evaluate(colours)
    opened.page.get_by_label("Ausgefilterte").select_option("hide")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(colours) != faded
    assert opened.drawn() == ["Schuldnerberatung Kompass", "Treff Regenbogen"]


def test_time_range_counts_only_its_months(opened: MapPage) -> None:
    assert opened.column(6)["Schuldnerberatung Kompass"] == "5"
    opened.slide("#period-from", 2)
    # March only: Heike → Treff 1, Uwe → Treff 2 (1 refused).
    assert sorted(opened.flows()) == [
        ("Heike Seidel", "Treff Regenbogen", "1"),
        ("Uwe Böhme", "Treff Regenbogen", "2"),
    ]
    assert opened.column(6)["Treff Regenbogen"] == "3"
    assert opened.column(6)["Schuldnerberatung Kompass"] == "0"
    assert opened.column(8)["Treff Regenbogen"] == "1"
    expect(opened.page.locator("#from-value")).to_have_text("03/2025")


def test_the_ends_of_the_time_range_do_not_cross(opened: MapPage) -> None:
    opened.slide("#period-from", 2)
    opened.slide("#period-to", 0)
    expect(opened.page.locator("#from-value")).to_have_text("01/2025")
    expect(opened.page.locator("#to-value")).to_have_text("01/2025")
    assert sorted(flow[2] for flow in opened.flows()) == ["2", "3"]


def test_flows_from_a_number_of_referrals(opened: MapPage) -> None:
    opened.slide("#minimum", 4)
    assert [flow[2] for flow in opened.flows()] == ["5", "4"]
    assert opened.people() == ALL


def test_search_finds_without_accents_and_opens_the_panel(opened: MapPage) -> None:
    field = opened.page.get_by_label("Suchen")
    field.fill("bohme")
    expect(opened.page.locator("#search-results button")).to_have_count(1)
    field.press("Enter")
    assert opened.panel() == "Uwe Böhme"
    field.fill("gibt es nicht")
    expect(opened.page.locator("#search-results")).to_have_text("Niemand heißt so.")


def test_search_brings_back_who_was_filtered_out(opened: MapPage) -> None:
    opened.filter("kind", "partner")
    opened.page.get_by_label("Suchen").fill("Sozialamt")
    result = opened.page.locator("#search-results button")
    expect(result).to_contain_text("ausgefiltert")
    result.click()
    assert opened.panel() == "Sozialamt"
    assert opened.people() == ALL


def test_a_click_shows_figures_reasons_flows_and_the_way_to_the_page(opened: MapPage) -> None:
    opened.click_on(KOMPASS)
    assert opened.panel() == "Schuldnerberatung Kompass"
    body = opened.page.locator("#panel-body")
    for text in ("Sozialpartner", "überlastet", "Auslastung 120 %", "Plätze", "10", "Ost"):
        expect(body).to_contain_text(text)
    expect(body.get_by_role("link", name="Seite öffnen")).to_have_attribute("href", "/actors/p1")
    incoming, outgoing = body.locator("section").all()
    expect(incoming.locator("li")).to_have_text("Heike Seidel5")
    expect(outgoing.locator("li")).to_have_text("Sozialamt1")
    opened.page.locator("#panel-close").click()
    assert opened.panel() == "Auf einen Blick"


def test_a_click_beside_everybody_clears_the_selection(opened: MapPage) -> None:
    opened.click_on(KOMPASS)
    box = opened.page.locator("#map").bounding_box()
    assert box is not None
    opened.page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    opened.page.wait_for_timeout(350)
    assert opened.panel() == "Auf einen Blick"


def test_a_flow_shows_its_figures(opened: MapPage) -> None:
    opened.page.locator("#flows tbody button").first.click()
    assert opened.panel() == "Heike Seidel → Schuldnerberatung Kompass"
    figures = opened.page.locator("#panel-body dl")
    expect(figures.locator("dt")).to_have_text(
        [
            "Vermittlungen",
            "angenommen",
            "abgelehnt",
            "abgeschlossen",
            "Wartezeit in Tagen (Median)",
            "Bedarfe",
        ]
    )
    expect(figures.locator("dd")).to_have_text(
        ["5", "2", "3", "1", "4,5", "Schulden, Mietschulden"]
    )


@pytest.mark.parametrize(
    ("depth", "direction", "expected"),
    [
        ("1", "both", {HEIKE, KOMPASS, TREFF}),
        ("1", "in", {HEIKE}),
        ("2", "out", {HEIKE, KOMPASS, TREFF, AMT}),
        ("2", "both", {HEIKE, KOMPASS, TREFF, AMT, UWE}),
    ],
)
def test_focus_on_the_surroundings(
    opened: MapPage, depth: str, direction: str, expected: set[int]
) -> None:
    names = ["Heike Seidel", "Uwe Böhme", "Schuldnerberatung Kompass", "Treff Regenbogen",
             "Sozialamt", "Grit Löbel"]  # fmt: skip
    opened.click_on(HEIKE)
    opened.page.get_by_role("button", name="Nur das Umfeld zeigen").click()
    opened.page.locator("#depth").select_option(depth)
    opened.page.locator("#direction").select_option(direction)
    assert set(opened.people()) == {names[number] for number in expected}
    expect(opened.page.locator("#focus-name")).to_have_text("Umfeld von Heike Seidel")
    opened.page.locator("#focus-end").click()
    assert opened.people() == ALL


def test_focus_looks_only_at_the_time_range(opened: MapPage) -> None:
    opened.click_on(HEIKE)
    opened.page.get_by_role("button", name="Nur das Umfeld zeigen").click()
    opened.slide("#period-from", 2)
    assert set(opened.people()) == {"Heike Seidel", "Treff Regenbogen"}


def test_the_path_of_a_chain(opened: MapPage) -> None:
    opened.page.get_by_label("Weg einer Hilfekette").select_option("kette-7 (Schritte: 2)")
    assert opened.panel() == "Hilfekette kette-7"
    assert set(opened.people()) == {"Heike Seidel", "Schuldnerberatung Kompass", "Sozialamt"}
    assert len(opened.flows()) == 2
    steps = opened.page.locator("#panel-body ol li")
    expect(steps.nth(0)).to_contain_text("Schulden · angenommen · 2,5 Tage")
    expect(steps.nth(1)).to_contain_text("Schulden · angefragt")


def test_layouts_move_everybody_to_their_computed_places(opened: MapPage) -> None:
    place = "() => [0, 1, 2, 3, 4, 5].map((id) => hilfenetz.screenPosition(id))"
    before = opened.page.evaluate(place)
    opened.page.get_by_label("nach Art").check()
    by_kind = opened.page.evaluate(place)
    assert by_kind != before
    # Kümmerer above companion above partners above office.
    heights = [round(point["y"]) for point in by_kind]
    assert heights[HEIKE] == heights[UWE] < heights[GRIT] < heights[TREFF] < heights[AMT]
    opened.page.get_by_label("nach Gebiet").check()
    by_area = opened.page.evaluate(place)
    ost, west = (HEIKE, KOMPASS, GRIT), (UWE, TREFF, AMT)
    assert any(
        max(by_area[n][axis] for n in one) < min(by_area[n][axis] for n in other)
        for axis in "xy"
        for one, other in ((ost, west), (west, ost))
    )


def test_colour_and_size_follow_the_choice(opened: MapPage) -> None:
    painted = "() => document.querySelector('#map canvas').toDataURL()"
    pictures = {opened.page.evaluate(painted)}
    for setting, value in (("colour", "kind"), ("colour", "area"), ("size", "outgoing")):
        opened.page.locator(f"select[data-setting={setting}]").select_option(value)
        opened.page.wait_for_timeout(150)
        pictures.add(opened.page.evaluate(painted))
    assert len(pictures) == 4


def test_keyboard_goes_through_the_table_and_opens_and_clears(opened: MapPage) -> None:
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("n")
    assert opened.panel() == ALL[0]
    opened.page.keyboard.press("n")
    assert opened.panel() == ALL[1]
    opened.page.keyboard.press("p")
    opened.page.keyboard.press("p")
    assert opened.panel() == ALL[-1]
    expect(opened.page.locator("#announcement")).to_have_text(f"Ausgewählt: {ALL[-1]}")
    opened.page.keyboard.press("Enter")
    expect(opened.page.locator("#panel-heading")).to_be_focused()
    opened.page.keyboard.press("Escape")
    assert opened.panel() == "Auf einen Blick"
    expect(opened.page.locator("#map")).to_be_focused()


def test_letters_do_nothing_while_typing(opened: MapPage) -> None:
    opened.page.get_by_label("Suchen").press_sequentially("nnp")
    assert opened.panel() == "Auf einen Blick"


def test_keys_and_buttons_move_and_zoom(opened: MapPage) -> None:
    place = "() => [hilfenetz.screenPosition(0), hilfenetz.screenPosition(2)]"

    def width() -> float:
        one, two = opened.page.evaluate(place)
        return abs(float(one["x"] - two["x"])) + abs(float(one["y"] - two["y"]))

    at_first = width()
    opened.page.get_by_role("button", name="Vergrößern").click()
    assert width() == pytest.approx(1.25 * at_first, rel=0.01)
    opened.page.locator("#map").focus()
    opened.page.keyboard.press("-")
    assert width() == pytest.approx(at_first, rel=0.01)
    before = opened.page.evaluate(place)[0]
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate(place)[0]["x"] == pytest.approx(before["x"] - 60, abs=2)


def test_the_table_sorts_by_name_and_number(opened: MapPage) -> None:
    head = opened.page.locator("#people thead")
    head.get_by_role("button", name="Name").click()
    assert opened.people() == [
        "Grit Löbel", "Heike Seidel", "Schuldnerberatung Kompass", "Sozialamt",
        "Treff Regenbogen", "Uwe Böhme",
    ]  # fmt: skip
    expect(head.locator("th").first).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button", name="Ausgehend").click()
    assert opened.people()[:3] == ["Heike Seidel", "Uwe Böhme", "Schuldnerberatung Kompass"]
    head.get_by_role("button", name="Auslastung").click()
    assert opened.people()[:2] == ["Schuldnerberatung Kompass", "Sozialamt"]
    assert opened.people()[-1] == "Grit Löbel"


def test_the_table_of_flows_sorts(opened: MapPage) -> None:
    opened.page.locator("#flows thead").get_by_role("button", name="An", exact=True).click()
    assert [flow[1] for flow in opened.flows()] == [
        "Schuldnerberatung Kompass", "Sozialamt", "Treff Regenbogen", "Treff Regenbogen",
    ]  # fmt: skip


def test_a_name_in_the_table_opens_the_panel(opened: MapPage) -> None:
    opened.page.locator("#people").get_by_role("button", name="Sozialamt").click()
    assert opened.panel() == "Sozialamt"


def test_movement_is_off_until_asked_for(opened: MapPage) -> None:
    place = "() => JSON.stringify([0, 1, 2, 3].map((id) => hilfenetz.screenPosition(id)))"
    at_first = opened.page.evaluate(place)
    opened.page.wait_for_timeout(600)
    assert opened.page.evaluate(place) == at_first
    opened.page.get_by_label("Karte bewegt sich").check()
    opened.page.wait_for_timeout(600)
    assert opened.page.evaluate(place) != at_first


def test_a_dragged_participant_stays_where_it_was_put(opened: MapPage) -> None:
    where = f"() => hilfenetz.screenPosition({AMT})"
    before = opened.page.evaluate(where)
    mouse = opened.page.mouse
    mouse.move(before["x"], before["y"])
    mouse.down()
    mouse.move(before["x"] + 30, before["y"] - 40, steps=6)
    mouse.up()
    moved = opened.page.evaluate(where)
    assert moved["y"] < before["y"] - 20
    opened.filter("load", "amber")
    assert opened.page.evaluate(where)["y"] == pytest.approx(moved["y"], abs=1)


def test_the_address_carries_the_view_to_a_colleague(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene()) as first:
        first.filter("load", "green")
        first.filter("area", "1")
        first.slide("#period-from", 1)
        first.page.get_by_label("nach Art").check()
        fragment = "#" + first.page.url.partition("#")[2]
        wanted = first.people(), first.flows()
    assert wanted[0] == ["Treff Regenbogen", "Uwe Böhme"]
    with MapPage(browser, tmp_path, small_scene(), fragment=fragment) as second:
        assert (second.people(), second.flows()) == wanted
        expect(second.page.get_by_label("nach Art")).to_be_checked()


def test_a_wrong_address_shows_everything(browser: Browser, tmp_path: Path) -> None:
    fragment = "#load=purple&area=%3Cscript%3E&focus=x&from=9999-99&depth=99&minimum=-4&__proto__=1"
    with MapPage(browser, tmp_path, small_scene(), fragment=fragment) as page:
        assert page.people() == ALL
