"""The catalogue: both languages whole, the same placeholders, every word used and none missing."""

import re
from importlib.resources import files

from visual.assets import MODULES, read_static
from visual.strings import SCENE_TEXTS, texts

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_both_languages_hold_the_same_keys_and_placeholders() -> None:
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    for key, text in german.items():
        assert text.strip()
        assert english[key].strip()
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(english[key])), key


def test_texts_of_scenes_have_the_same_placeholders_in_both_languages() -> None:
    for key, (german, english) in SCENE_TEXTS.items():
        assert german.strip()
        assert english.strip()
        assert set(PLACEHOLDER.findall(german)) == set(PLACEHOLDER.findall(english)), key


def test_every_text_is_used_and_every_used_text_exists() -> None:
    template = files("visual").joinpath("templates", "map.html.jinja").read_text(encoding="utf-8")
    script = "\n".join(read_static(name) for name in MODULES)
    whole = set(re.findall(r"\bt\.(\w+)", template))
    whole |= set(re.findall(r"(?:\bstrings|\btexts)\.(\w+)", script))
    whole |= set(re.findall(r'phrase\(data, "(\w+)"', script))
    families = ("load_", "kind_", "kinds_", "layout_", "period_", "edge_")
    named = {"load", "kind", "area", "cooperative", "group"}
    known = set(texts("de"))
    assert whole - known == set()
    unused = {key for key in known - whole - named if not key.startswith(families)}
    assert unused == set()
