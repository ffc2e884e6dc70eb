"""Every page: axe, the keyboard, nothing from outside, no scrolling sideways, and its pictures."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Frame, Page, ViewportSize

from graph_model.domain.vocabulary import Role
from service.app import PAGE_ROUTERS
from tests.browser.demo_service import DemoService, running_demo
from tests.browser.sessions import as_role, place_of_a_chain, place_of_an_import
from tests.browser.sights import SIGHTS, Sight
from tests.browser.watch import Watch

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "service" / "web" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
LOOKS = {
    "desk": (DESK, "de"),
    "phone": (PHONE, "de"),
    "desk-en": (DESK, "en"),
}

NOT_PAGES = {
    "/static/pages.css",
    "/static/bundle/{name}",
    "/sign-in/{token}",
    "/evaluation/report.{kind}",
    "/import/{import_id}/errors.csv",
}
"""What is fetched by pages, downloaded, or leads to another page."""

ENDINGS = {"desk": "de", "phone": "phone", "desk-en": "en"}
"""How the pictures of the guide are called after the page's name."""

each_sight = pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: sight.name)
each_look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoService]:
    """One demo of today for all tests of this file."""
    with running_demo(tmp_path_factory.mktemp("service"), today=None) as service:
        yield service


@pytest.fixture(scope="module")
def signed_in(browser: Browser, demo: DemoService) -> Iterator["SignedIn"]:
    """Pages of any role, look and language, each signed in once."""
    found = SignedIn(browser, demo)
    yield found
    found.close()


class SignedIn:
    """One browser profile for each role, look and language, signed in when first asked for."""

    def __init__(self, browser: Browser, demo: DemoService) -> None:
        self._browser = browser
        self._demo = demo
        self._contexts: dict[tuple[Role, str], BrowserContext] = {}
        self._places: dict[tuple[Role, str], dict[str, str]] = {}

    def page(self, sight: Sight, look: str) -> tuple[Page, Watch]:
        """The page of a sight, opened, with a watch over it from the start."""
        key = (sight.role, look)
        if key not in self._contexts:
            viewport, language = LOOKS[look]
            locale = {"de": "de-DE", "en": "en-GB"}[language]
            self._contexts[key] = self._browser.new_context(
                locale=locale, viewport=viewport, reduced_motion="reduce"
            )
            page = as_role(self._contexts[key], self._demo, sight.role)
            if sight.role is Role.KUEMMERER:
                self._places[key] = {"chain": place_of_a_chain(page, self._demo)}
            if sight.role is Role.ADMIN:
                self._places[key] = {"shown_import": place_of_an_import(page, self._demo)}
            page.close()
        page = self._contexts[key].new_page()
        watch = Watch()
        watch.over(page, self._demo.address)
        sight.open(page, self._demo.address, **self._places.get(key, {}))
        return page, watch

    def close(self) -> None:
        """End all profiles."""
        for context in self._contexts.values():
            context.close()


def test_no_page_is_left_out() -> None:
    pages = {
        route.path
        for router in PAGE_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods and route.path not in NOT_PAGES
    }
    assert {sight.route for sight in SIGHTS} == pages


@each_look
@each_sight
def test_axe_finds_nothing_and_the_page_keeps_to_itself(
    signed_in: SignedIn, sight: Sight, look: str, pictures: Path
) -> None:
    page, watch = signed_in.page(sight, look)
    picture = Image.open(BytesIO(page.screenshot()))
    picture.quantize(128).save(pictures / f"{sight.name}-{ENDINGS[look]}.png", optimize=True)
    assert page.locator("html").get_attribute("lang") == LOOKS[look][1]
    for frame in page.frames:
        assert found_by_axe(frame) == []
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1]
    assert watch == Watch()
    page.close()


def found_by_axe(frame: Frame) -> list[tuple[str, str, list[str]]]:
    """What axe has to say of a document: rule, its meaning, the elements."""
    frame.evaluate(AXE.read_text(encoding="utf-8"))
    found = frame.evaluate(
        """rules => axe.run(document, {
            runOnly: {type: "tag", values: rules}, iframes: false, resultTypes: ["violations"],
        })""",
        RULES,
    )
    return [
        (one["id"], one["help"], [node["html"] for node in one["nodes"][:5]])
        for one in found["violations"]
    ]


WALKABLE = """() => {
    const all = [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
    window.toReach = all.filter((one) => !one.disabled && one.checkVisibility({
        contentVisibilityAuto: true, visibilityProperty: true}));
    window.reached = new Set();
    return window.toReach.length;
}"""

STEP = """() => {
    const here = document.activeElement;
    if (here.tagName === "IFRAME") {
        here.tabIndex = -1;
        here.blur();
    }
    window.reached.add(here);
    if (here.type === "radio") {
        document.getElementsByName(here.name).forEach((one) => window.reached.add(one));
    }
    const look = getComputedStyle(here);
    // Of a field for a date the browser marks the part that has the focus, which no page can see.
    const hasParts = ["date", "datetime-local", "month", "time"].includes(here.type);
    const isMarked = hasParts || look.outlineStyle !== "none" || look.boxShadow !== "none";
    return here === document.body || here.tagName === "IFRAME" || isMarked ? null : here.outerHTML;
}"""

MISSED = (
    "() => window.toReach.filter((one) => !window.reached.has(one)).map((one) => one.outerHTML)"
)


@each_sight
def test_a_walk_with_the_tab_key_reaches_everything_in_sight(
    signed_in: SignedIn, sight: Sight
) -> None:
    page, _ = signed_in.page(sight, "desk")
    # Fields for dates have a stop for each part, and what scrolls has one of its own.
    most = 2 * page.evaluate(WALKABLE) + 60
    unmarked = []
    while most > 0 and page.evaluate(MISSED):
        page.keyboard.press("Tab")
        unmarked.append(page.evaluate(STEP))
        most -= 1
    assert page.evaluate(MISSED) == []
    assert [one for one in unmarked if one] == []
    page.close()
