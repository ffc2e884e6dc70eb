"""The browser the other tests rely on: found, launched, drawing, and quiet."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import chromium


def test_a_page_is_laid_out_and_runs_its_script(page: Page) -> None:
    page.set_content("<p id=p>Kümmerer</p><script>document.title = 'läuft'</script>")
    assert page.title() == "läuft"
    box = page.locator("#p").bounding_box()
    assert box is not None
    assert box["height"] > 0


def test_the_variable_wins_and_must_name_a_program(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert chromium.find_chromium({"HILFENETZ_TEST_CHROMIUM": str(program)}) == program
    program.chmod(0o644)
    with pytest.raises(chromium.ChromiumMissingError, match="not executable"):
        chromium.find_chromium({"HILFENETZ_TEST_CHROMIUM": str(program)})


def test_without_chromium_the_advice_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(chromium.ChromiumMissingError, match="apt-get install chromium"):
        chromium.find_chromium({"PATH": str(tmp_path)})
