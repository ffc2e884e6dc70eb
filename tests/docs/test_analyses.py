"""Each analysis has its page: question, definition, sources, limits, example, and how to ask it."""

import re
import runpy
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from docs.command_line import commands
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.indicators.words import WORDS, filled
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.api import analyses, evaluating, recommendations, supposing
from tests.builders import at
from tests.docs.repository import ROOT, name_of
from tests.networks import chain_file, sent_in_a_circle

FOLDER = ROOT / "docs" / "analyses"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
PAGES = sorted(set(FOLDER.glob("*.md")) - {FOLDER / "README.md"})
PARTS = {
    "question": "Frage / Question",
    "definition": "Definition",
    "source": "Source|Quellen / Sources",
    "limits": "Limits|Grenzen / Limits",
    "example": "Example|Beispiel / Example",
}
NO_ANALYSIS = {
    "backup",
    "check",
    "copy",
    "demo",
    "erase",
    "export",
    "generate",
    "import",
    "keys",
    "map",
    "report",
    "restore",
    "serve",
}
"""Commands that answer no question of an analysis."""


def parts_of(page: Path) -> dict[str, str]:
    """The text below each heading of the second level."""
    _, *found = re.split(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(found[::2], found[1::2], strict=True))


def blocks() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for number, block in enumerate(re.findall(r"```python\n(.*?)```", text, re.DOTALL)):
            yield f"{page.stem}-{number}", block


@pytest.mark.parametrize("page", PAGES, ids=name_of)
@pytest.mark.parametrize("part", PARTS)
def test_a_page_has_every_part(page: Path, part: str) -> None:
    held = [text for heading, text in parts_of(page).items() if re.fullmatch(PARTS[part], heading)]
    assert len(held) == 1
    assert held[0].strip()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_stands_in_the_index_under_its_title(page: Path) -> None:
    title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert f"[{title}]({page.name})" in INDEX


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_names_the_commands_and_routes_that_the_index_gives_it(page: Path) -> None:
    (row,) = (line for line in INDEX.splitlines() if f"]({page.name})" in line)
    ways = re.findall(r"`([^`]+)`", row)
    text = page.read_text(encoding="utf-8")
    assert len(ways) >= 2
    assert [way for way in ways if way not in text] == []


@pytest.mark.parametrize("page", [*PAGES, FOLDER / "README.md"], ids=name_of)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).is_file()] == []


def asking() -> dict[str, list[str]]:
    """Options of the commands that ask an analysis, by the words that call it."""
    return {
        words: [name for option in command.params for name in option.opts]
        for words, command in commands()
        if words.split()[1] not in NO_ANALYSIS
    }


def test_every_command_that_asks_answers_programs_too() -> None:
    assert [words for words, options in asking().items() if "--json" not in options] == []


def test_the_index_names_every_command_that_asks_an_analysis() -> None:
    assert set(re.findall(r"`(hilfenetz [a-z -]+)`", INDEX)) == set(asking())


def test_the_index_names_every_route_of_the_analyses() -> None:
    modules = (analyses, evaluating, supposing, recommendations)
    routes = {
        route.path
        for module in modules
        for route in module.router.routes
        if isinstance(route, APIRoute)
    }
    assert len(routes) > 15
    assert routes <= set(re.findall(r"`(/api/v1/[^`]+)`", INDEX))


@pytest.mark.parametrize("block", [block for _, block in blocks()], ids=[id for id, _ in blocks()])
def test_what_a_page_says_in_python_runs(block: str, tmp_path: Path) -> None:
    class Store:
        """Hands out the one chain of the network."""

        chain_file = staticmethod(lambda chain_id: chain_file(sent_in_a_circle(), chain_id))

    now: datetime = at("2026-01-30")
    script = tmp_path / "block.py"
    script.write_text(block, encoding="utf-8")
    snapshot = Snapshot.from_records(sent_in_a_circle())
    given = {"snapshot": snapshot, "scope": Scope(), "now": now, "store": Store()}
    assert runpy.run_path(str(script), init_globals=given)["now"] == now


@pytest.mark.parametrize("code", list(IndicatorCode))
def test_an_indicator_is_defined_in_the_words_that_reports_use(code: IndicatorCode) -> None:
    words = WORDS[code]
    sides = [filled(side, IndicatorRules()).en for side in (words.numerator, words.denominator)]
    row = f"| `{code}` | {words.name.de} | {' | '.join(sides)} |"
    assert row in (FOLDER / "indicators.md").read_text(encoding="utf-8").splitlines()
