"""Each decision page has its four parts, a number of its own, and a line in the list."""

import re
from pathlib import Path

import pytest

from tests.docs.repository import ROOT, name_of, text_of

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ["Context", "Decision", "Consequences", "Alternatives"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_decision_has_context_decision_consequences_and_alternatives(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    parts = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    assert all(part.strip() for part in parts)


def test_decisions_are_numbered_without_gap_and_listed_in_order() -> None:
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", text_of("docs/decisions/README.md"))
    assert listed == [page.name for page in PAGES]


def test_the_number_and_the_title_of_a_page_agree_with_the_list() -> None:
    overview = text_of("docs/decisions/README.md")
    for page in PAGES:
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"[{title}]({page.name})" in overview
