"""What must never stand in a committed file, and what the project's own files promise."""

import re
from pathlib import Path

import pytest

from tests.docs.repository import ROOT, name_of, own_files, text_of

# Spelt in pieces, so that this file does not find itself.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.", "registry." + "npmjs", "deb." + "debian")
MACHINE_PATHS = ("/" + "root/", "/" + "work/", "/" + "tmp/", "/" + "home/", "/" + "opt/")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".parquet", ".xlsx"}
MARKDOWN = own_files(".md")
TEXTS = [file for file in own_files() if file.suffix not in BINARY]


@pytest.mark.parametrize("file", TEXTS, ids=name_of)
def test_a_file_names_no_registry_and_no_path_of_a_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert [word for word in REGISTRIES if word in text] == []
    # A path starts where no word, dot or slash stands before it: `benchmarks/work/` is none.
    found = [path for path in MACHINE_PATHS if re.search(rf"(?<![\w./<]){path}\w", text)]
    assert found == []


@pytest.mark.parametrize("page", MARKDOWN, ids=name_of)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", text)
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_first_screen_of_the_readme_has_a_picture_and_both_commands() -> None:
    screen = "\n".join(text_of("README.md").splitlines()[:40])
    assert "make demo" in screen
    assert "make test" in screen
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", screen)
    assert len(pictures) == 1
    assert (ROOT / pictures[0]).stat().st_size > 0


def test_the_changelog_begins_with_what_is_not_yet_released() -> None:
    headings = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_every_make_target_says_in_both_languages_what_it_does() -> None:
    makefile = text_of("Makefile")
    declared = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert declared is not None
    described = dict(re.findall(r"^([a-z0-9-]+):.*## (.+)$", makefile, re.MULTILINE))
    assert set(described) == set(declared.group(1).split()) - {"FORCE"}
    assert [name for name, text in described.items() if " / " not in text] == []


def test_ci_calls_check_and_test() -> None:
    script = text_of(".ci/run")
    assert "make check" in script
    assert "make test" in script
