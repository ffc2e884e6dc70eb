"""What the browser tests of the map do with its page: open it, read the tables, click, listen."""

from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Browser, Page

from service.api.maps import DOCUMENT_HEADERS
from visual.page import render_map
from visual.scene import Scene


class MapPage:
    """A map in Chromium; on leaving it must have asked for nothing and complained about nothing.

    The page is opened from its file. With ``sandboxed`` it comes from a made-up address instead,
    answered by the test, under the policy that the service sends along. Nothing moves by itself
    unless ``moves``.
    """

    def __init__(
        self,
        browser: Browser,
        folder: Path,
        scene: Scene,
        *,
        fragment: str = "",
        width: int = 1280,
        sandboxed: bool = False,
        scripts: bool = True,
        moves: bool = False,
    ) -> None:
        self._folder = folder
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="de-DE",
            reduced_motion="no-preference" if moves else "reduce",
            java_script_enabled=scripts,
        )
        self.page: Page = self._context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.address = self._address(folder, render_map(scene), is_sandboxed=sandboxed)
        self.page.goto(self.address + fragment)
        if scripts:
            self.page.wait_for_selector("html[data-ready=yes]")

    def _address(self, folder: Path, text: str, *, is_sandboxed: bool) -> str:
        if is_sandboxed:
            headers = {"Content-Security-Policy": DOCUMENT_HEADERS["Content-Security-Policy"]}
            self.page.route(
                "http://map.test/**",
                lambda route: route.fulfill(
                    body=text, headers=headers, content_type="text/html; charset=utf-8"
                ),
            )
            return "http://map.test/map"
        file = folder / "map.html"
        file.write_text(text, encoding="utf-8")
        return file.as_uri()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._context.close()
        if error is None:
            # A file that the page itself made is handed out from an address without a place.
            foreign = (one for one in self.requests if not one.startswith("blob:"))
            asked = {address.partition("#")[0] for address in foreign}
            assert self.complaints == [], self.complaints
            assert asked == {self.address}, asked

    def people(self) -> list[str]:
        """Names in the visible rows of the table of participants, in their order."""
        return self._texts("#people tbody tr:not([hidden]) th")

    def column(self, number: int) -> dict[str, str]:
        """One column of the visible participants by name."""
        cells = self._texts(f"#people tbody tr:not([hidden]) td:nth-child({number})")
        return dict(zip(self.people(), cells, strict=True))

    def flows(self) -> list[tuple[str, ...]]:
        """From, to and referrals of the rows of the table of flows."""
        rows = self.page.locator("#flows tbody tr").all()
        return [tuple(row.locator("th, td").all_text_contents()[:3]) for row in rows]

    def drawn(self) -> list[str]:
        """Names of those drawn and not faded on the map, sorted; clusters by their key."""
        script = """() => {
            const names = JSON.parse(document.getElementById("drawn-nodes").textContent);
            return hilfenetz.drawnIds()
                .map((id) => typeof id === "number" ? names[id].label : id);
        }"""
        names: list[str] = self.page.evaluate(script)
        return sorted(names)

    def legend(self, facet: str) -> dict[str, int]:
        """Counts of the legend's entries by their value."""
        buttons = self.page.locator(f"button[data-facet={facet}]").all()
        return {
            button.get_attribute("data-value") or "": int(
                button.locator(".count").text_content() or ""
            )
            for button in buttons
        }

    def filter(self, facet: str, value: str) -> None:
        """Clicks an entry of the legend, opening its group first where that is closed."""
        button = self.page.locator(f'button[data-facet={facet}][data-value="{value}"]')
        if not button.is_visible():
            self.page.locator(f"details[data-group={facet}] summary").click()
        button.click()

    def click_on(self, number: int | str) -> None:
        """Clicks a participant (by number) or a cluster (by key) on the map itself."""
        self.page.locator("#map").scroll_into_view_if_needed()
        place = self.page.evaluate("(id) => hilfenetz.screenPosition(id)", number)
        self.page.mouse.click(place["x"], place["y"])
        # vis-network waits for a second click before it reports the first.
        self.page.wait_for_timeout(350)

    def panel(self) -> str:
        """Heading of the side panel."""
        return self.page.locator("#panel-heading").inner_text()

    def saved(self, kind: str) -> Path:
        """The file that a button of the list of files hands out, under the name that it bears."""
        if not self.page.locator(f"#save-{kind}").is_visible():
            self.page.locator(".save summary").click()
        with self.page.expect_download() as handed_out:
            self.page.locator(f"#save-{kind}").click()
        target = self._folder / handed_out.value.suggested_filename
        handed_out.value.save_as(target)
        return target

    def way(self, start: str, end: str) -> str:
        """Asks for the way between two by their names; what is said of it."""
        if not self.page.locator("#way-bar").is_visible():
            self.page.locator("#way-start").click()
        for field, name in (("#way-from", start), ("#way-to", end)):
            self.page.locator(field).fill(name)
            self.page.locator(field).press("Enter")
        return self.page.locator("#way-told").inner_text()

    def slide(self, control: str, value: int) -> None:
        """Sets a slider."""
        self.page.locator(control).fill(str(value))

    def _texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_text_contents()]
