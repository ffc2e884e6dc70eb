"""The browser that all browser tests share: an installed Chromium, headless and quiet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import find_chromium, launch_arguments


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder.

    It ends with the folder's last test, because Playwright keeps an event loop running meanwhile,
    and tests elsewhere start their own.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=launch_arguments()
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile per test, in German, with a window of ordinary size."""
    fresh = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page in a fresh profile."""
    return context.new_page()
