"""Large networks start from clusters that open; small ones can be summed up on request."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.map_page import MapPage
from tests.scenes import crowd, small_scene
from visual.styling import CLUSTER_FROM


def test_more_than_the_limit_starts_from_areas_and_opens_by_click(
    browser: Browser, tmp_path: Path
) -> None:
    # 1,504 partners in four areas: 376 each. Each refers to the next number, which is in the next
    # area, so four flows between clusters: 0→1, 1→2, 2→3, 3→0.
    with MapPage(browser, tmp_path, crowd(CLUSTER_FROM + 4)) as opened:
        assert opened.drawn() == ["area:0", "area:1", "area:2", "area:3"]
        expect(opened.page.locator("#status")).to_contain_text("zusammengefasst in 4 Gruppen")
        opened.click_on("area:2")
        drawn = opened.drawn()
        assert len(drawn) == 376 + 3
        assert "area:2" not in drawn
        opened.page.locator("#clusters-close").click()
        assert len(opened.drawn()) == 4
        opened.page.locator("#clusters-open").click()
        assert len(opened.drawn()) == CLUSTER_FROM + 4


def test_the_limit_itself_is_drawn_whole(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, crowd(CLUSTER_FROM)) as opened:
        assert len(opened.drawn()) == CLUSTER_FROM


def test_a_filter_that_leaves_few_opens_the_clusters(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, crowd(CLUSTER_FROM + 4)) as opened:
        opened.filter("area", "1")
        assert len(opened.drawn()) == 376
        assert len(opened.people()) == 376


def test_search_opens_the_cluster_of_whom_it_finds(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, crowd(CLUSTER_FROM + 4)) as opened:
        opened.page.get_by_label("Suchen").fill("Stelle 1203")
        opened.page.keyboard.press("Enter")
        assert opened.panel() == "Stelle 1203"
        # 1203 = 4 · 300 + 3 lies in the last area.
        assert "Stelle 1203" in opened.drawn()
        assert "area:3" not in opened.drawn()
        assert "area:0" in opened.drawn()


def test_clusters_by_choice_and_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene()) as opened:
        opened.page.get_by_label("Zusammenfassen").select_option("area")
        assert opened.drawn() == ["area:0", "area:1"]
        opened.page.locator("#map").focus()
        opened.page.keyboard.press("n")
        assert opened.panel() == "Ost"
        expect(opened.page.locator("#panel-body")).to_contain_text("3 Beteiligte")
        opened.page.keyboard.press("Enter")
        assert opened.drawn() == [
            "Grit Löbel", "Heike Seidel", "Schuldnerberatung Kompass", "area:1",
        ]  # fmt: skip


def test_clusters_by_kind_bear_the_kind_s_name(browser: Browser, tmp_path: Path) -> None:
    with MapPage(browser, tmp_path, small_scene()) as opened:
        opened.page.get_by_label("Zusammenfassen").select_option("kind")
        opened.page.locator("#map").focus()
        opened.page.keyboard.press("n")
        assert opened.panel() == "Soziale Kümmerer"
