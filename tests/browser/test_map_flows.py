"""Filters by need and state of the referral, the time range month by month, sizes by measures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.map_page import MapPage
from tests.scenes import small_scene
from visual.scene import Scene, SceneEdge

EINSAMKEIT, MIETSCHULDEN, SCHULDEN = "0", "1", "2"


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[MapPage]:
    with MapPage(browser, tmp_path, small_scene()) as page:
        yield page


def test_a_need_leaves_its_referrals_and_those_who_take_part_in_them(opened: MapPage) -> None:
    assert opened.legend("need") == {EINSAMKEIT: 5, MIETSCHULDEN: 2, SCHULDEN: 4}
    opened.filter("need", EINSAMKEIT)
    assert opened.people() == ["Treff Regenbogen", "Heike Seidel", "Uwe Böhme"]
    assert opened.drawn() == ["Heike Seidel", "Treff Regenbogen", "Uwe Böhme"]
    assert opened.flows() == [
        ("Uwe Böhme", "Treff Regenbogen", "4"),
        ("Heike Seidel", "Treff Regenbogen", "1"),
    ]
    # Of these one was refused, two are completed and two only accepted.
    assert opened.legend("status") == {"open": 0, "accepted": 2, "rejected": 1, "completed": 2}
    assert opened.legend("need") == {EINSAMKEIT: 5, MIETSCHULDEN: 2, SCHULDEN: 4}


def test_a_state_leaves_its_referrals(opened: MapPage) -> None:
    assert opened.legend("status") == {"open": 1, "accepted": 3, "rejected": 4, "completed": 3}
    opened.filter("status", "rejected")
    assert opened.flows() == [
        ("Heike Seidel", "Schuldnerberatung Kompass", "3"),
        ("Uwe Böhme", "Treff Regenbogen", "1"),
    ]
    assert opened.column(6)["Schuldnerberatung Kompass"] == "3"
    assert "Sozialamt" not in opened.people()


def test_two_states_mean_or_and_need_state_and_period_add_up(opened: MapPage) -> None:
    opened.filter("status", "open")
    opened.filter("status", "completed")
    assert sorted(flow[2] for flow in opened.flows()) == ["1", "1", "2"]
    opened.filter("status", "open")
    opened.filter("status", "completed")
    opened.filter("status", "rejected")
    opened.filter("need", EINSAMKEIT)
    opened.slide("#period-from", 2)
    assert opened.flows() == [("Uwe Böhme", "Treff Regenbogen", "1")]
    opened.filter("kind", "kuemmerer")
    assert opened.people() == ["Uwe Böhme"]


def test_need_and_state_go_along_in_the_address(browser: Browser, tmp_path: Path) -> None:
    fragment = "#need=Schulden&status=open"
    with MapPage(browser, tmp_path, small_scene(), fragment=fragment) as page:
        assert page.flows() == [("Schuldnerberatung Kompass", "Sozialamt", "1")]
        page.filter("status", "open")
        assert "need=Schulden" in page.page.url
        assert "status" not in page.page.url


def scene_of_bounds() -> Scene:
    """Heike sends Kompass 9 at least (4 refused, no other figure) and Treff 5 (5 completed)."""
    edges = (
        SceneEdge(
            source="k1", target="p1", referrals=9, accepted=None, rejected=4, completed=None,
            counts_are_at_least=True,
        ),
        SceneEdge(
            source="k1", target="p2", referrals=5, accepted=5, rejected=None, completed=5,
            counts_are_at_least=True,
        ),
    )  # fmt: skip
    return replace(small_scene(), edges=edges, paths=(), first_month="", last_month="")


def test_of_minimum_counts_only_the_states_that_have_one_can_be_chosen(
    browser: Browser, tmp_path: Path
) -> None:
    with MapPage(browser, tmp_path, scene_of_bounds(), fragment="#status=open") as page:
        # What is left of 5 at least less 5 at least is not 0: what the address asks for is unknown.
        assert [flow[2] for flow in page.flows()] == ["9", "5"]
        for state in ("open", "accepted"):
            expect(page.page.locator(f'[data-facet="status"][data-value="{state}"]')).to_have_count(
                0
            )
        page.filter("status", "completed")
        assert page.flows() == [("Heike Seidel", "Treff Regenbogen", "5")]
        page.filter("status", "completed")
        page.filter("status", "rejected")
        assert page.flows() == [("Heike Seidel", "Schuldnerberatung Kompass", "4")]


def test_how_many_flows_are_left_out_because_they_have_no_such_count_is_said(
    browser: Browser, tmp_path: Path
) -> None:
    scene = scene_of_bounds()
    both = replace(scene.edges[1], source="p1", target="k1")
    with MapPage(browser, tmp_path, replace(scene, edges=(scene.edges[0], both))) as page:
        page.filter("status", "completed")
        said = page.page.locator("#status")
        expect(said).to_contain_text("bei 1 weiteren Wegen ist dazu nichts zu zählen")


def test_the_time_range_goes_month_by_month(opened: MapPage) -> None:
    first, last = opened.page.locator("#from-value"), opened.page.locator("#to-value")
    on = opened.page.get_by_role("button", name="einen Monat weiter")
    back = opened.page.get_by_role("button", name="einen Monat zurück")
    on.click()
    expect(last).to_have_text("01/2025")
    on.click()
    expect(first).to_have_text("02/2025")
    # February: Heike → Kompass 2, Kompass → Amt 1.
    assert sorted(flow[2] for flow in opened.flows()) == ["1", "2"]
    for _ in range(3):
        on.click()
    expect(first).to_have_text("03/2025")
    back.click()
    expect(last).to_have_text("02/2025")


def test_who_wants_no_motion_is_not_offered_any(opened: MapPage) -> None:
    expect(opened.page.locator("#period-play")).to_be_hidden()


def test_the_months_play_from_the_first_to_the_last(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene(), moves=True) as page:
        play = page.page.locator("#period-play")
        shown = page.page.locator("#to-value")
        play.click()
        expect(shown).to_have_text("01/2025")
        expect(play).to_have_text("Anhalten")
        expect(shown).to_have_text("02/2025")
        play.click()
        expect(play).to_have_text("Abspielen")
        play.click()
        expect(shown).to_have_text("03/2025")
        expect(play).to_have_text("Abspielen")
        assert page.flows() == [
            ("Uwe Böhme", "Treff Regenbogen", "2"),
            ("Heike Seidel", "Treff Regenbogen", "1"),
        ]


def test_a_measure_sizes_participants_and_says_what_it_counts(opened: MapPage) -> None:
    painted = "() => document.querySelector('#map canvas').toDataURL()"
    before = opened.page.evaluate(painted)
    meaning = opened.page.locator("#measure-definition")
    expect(meaning).to_be_hidden()
    opened.page.locator("select[data-setting=size]").select_option("Zusammenarbeit")
    meaning.locator("summary").click()
    expect(meaning.locator("p")).to_have_text("Mit wie vielen (Grad).")
    opened.page.wait_for_function(f"(before) => ({painted})() !== before", arg=before)
    assert "size=partners" in opened.page.url
