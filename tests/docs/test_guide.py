"""The guide to the pages: each page with its picture, in both languages."""

import re
from pathlib import Path

import pytest

from tests.browser.sights import SIGHTS

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_guide_shows_every_page(language: str) -> None:
    guide = ROOT / "docs" / "guide" / f"{language}.md"
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", guide.read_text(encoding="utf-8")))
    wanted = {
        f"../images/pages/{sight.name}-{language}.png" for sight in SIGHTS if sight.is_pictured
    }
    assert shown == wanted
    for place in shown:
        assert (guide.parent / place).read_bytes().startswith(PNG), place
