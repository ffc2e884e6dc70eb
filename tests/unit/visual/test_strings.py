"""The catalogues: both languages whole, the same places to fill, every word used, none missing."""

import re
from importlib.resources import files
from string import Formatter

import pytest

from visual.assets import MODULES, read_static
from visual.strings import map_words, texts


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_is_there(language: str) -> None:
    found = map_words(language)
    assert [key for key in found if not found[key].strip()] == []


def test_both_languages_hold_the_same_keys_and_places() -> None:
    german, english = map_words("de"), map_words("en")
    assert german.keys == english.keys
    for key in german:
        assert _places(german[key]) == _places(english[key]), key


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_of_the_page_is_used_and_every_used_text_exists() -> None:
    template = files("visual").joinpath("templates", "map.html.jinja").read_text(encoding="utf-8")
    script = "\n".join(read_static(name) for name in MODULES)
    whole = set(re.findall(r"\bt\.(\w+)", template))
    whole |= set(re.findall(r"(?:\bstrings|\btexts)\.(\w+)", script))
    whole |= set(re.findall(r'phrase\(data, "(\w+)"', script))
    # The name of a text that is put together, as in t["load_" ~ level] or strings[`load_${level}`].
    families = set(re.findall(r't\["(\w+_)" ~', template)) | set(re.findall(r"`(\w+_)\$\{", script))
    # Texts that a facet or a condition chooses.
    whole |= {"load", "kind", "area", "cooperative", "group", "need"}
    whole |= {"way_direct", "way_found", "play", "play_stop"}
    known = set(texts("de"))
    assert whole - known == set()
    assert {key for key in known - whole if not key.startswith(tuple(families))} == set()


def test_every_text_of_a_scene_is_used() -> None:
    code = "\n".join(
        files("visual").joinpath(name).read_text(encoding="utf-8")
        for name in ("network.py", "measures.py", "load_words.py", "exports.py")
    )
    keys = {key.removeprefix("scene_") for key in map_words("de") if key.startswith("scene_")}
    families = re.findall(r'f"(\w+_)\{', code)
    spoken = set(re.findall(r'"(\w+)"', code))
    assert {key for key in keys - spoken if not key.startswith(tuple(families))} == set()


def test_whoever_reads_german_is_addressed_formally() -> None:
    informal = re.compile(r"\b(du|dein\w*|dir|dich)\b", re.IGNORECASE)
    german = map_words("de")
    assert [key for key in german if informal.search(german[key])] == []
