"""Make the README's picture of the map: ``python -m docs.picture`` (needs an installed Chromium).

The demo network of a fixed day is drawn by ``hilfenetz demo`` and photographed in a browser, so the
picture shows what the program makes and nothing else.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.chromium import find_chromium, launch_arguments

PICTURE = Path(__file__).resolve().parent / "images" / "map.png"
DAY = "2026-06-30"
_SIZE = {"width": 1280, "height": 800}


def main() -> None:
    """Draw the demo's map and save its picture."""
    with TemporaryDirectory() as folder:
        page = Path(folder, "map.html")
        demo = ["demo", "--no-serve", "--today", DAY, "--folder", folder, "--map", str(page)]
        command = [sys.executable, "-c", "from service.cli import main; main()", *demo]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
        PICTURE.parent.mkdir(exist_ok=True)
        _photograph(page)


def _photograph(page: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        view = browser.new_page(viewport=_SIZE)
        view.goto(page.as_uri())
        view.locator("canvas").wait_for()
        view.wait_for_function("document.fonts.status === 'loaded'")
        view.wait_for_timeout(1000)
        view.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
