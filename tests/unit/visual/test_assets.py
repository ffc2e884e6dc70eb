"""Own scripts and styles: joined in the right order, without anything that takes text as markup."""

import re
from importlib.resources import files

import pytest

from visual.assets import MODULES, content_hash, imports_of, own_script, read_static


def test_every_module_stands_after_those_it_imports() -> None:
    for place, name in enumerate(MODULES):
        assert set(imports_of(name)) <= set(MODULES[:place]), name


def test_no_script_lies_unused() -> None:
    names = {entry.name for entry in files("visual").joinpath("static").iterdir()}
    assert names == {*MODULES, "map.css"}


def test_every_imported_name_is_exported() -> None:
    exported = {
        name: set(re.findall(r"^export (?:function|const) (\w+)", read_static(name), re.MULTILINE))
        for name in MODULES
    }
    for name in MODULES:
        lines = re.findall(
            r'^import \{([^}]*)\} from "\./(\w+\.js)";$', read_static(name), re.MULTILINE
        )
        for wanted, source in lines:
            assert {word.strip() for word in wanted.split(",")} <= exported[source], (name, source)


def test_nothing_is_exported_or_imported_in_vain() -> None:
    sources = {name: read_static(name) for name in MODULES}
    for name, source in sources.items():
        others = "".join(text for other, text in sources.items() if other != name)
        for exported in re.findall(r"^export (?:function|const) (\w+)", source, re.MULTILINE):
            assert re.search(rf"\b{exported}\b", others), (name, exported)
        for line in re.findall(r"^import \{([^}]*)\}", source, re.MULTILINE):
            for word in line.split(","):
                assert len(re.findall(rf"\b{word.strip()}\b", source)) > 1, (name, word)


def test_the_joined_script_has_no_module_lines_left() -> None:
    assert not re.search(r"^\s*(import|export)\b", own_script(), re.MULTILINE)


@pytest.mark.parametrize(
    "forbidden",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "localStorage",
        "sessionStorage",
        "fetch(",
        "XMLHttpRequest",
        "http:",
        "https:",
        ".cssText",
    ],
)
def test_own_scripts_do_without(forbidden: str) -> None:
    assert forbidden not in own_script()


def test_nothing_in_script_or_style_can_end_its_element() -> None:
    whole = own_script() + read_static("map.css")
    assert "</" not in whole
    assert "<!--" not in whole


def test_the_style_sheet_loads_nothing() -> None:
    style = read_static("map.css")
    assert "url(" not in style
    assert "@import" not in style


def test_the_hash_is_sha256_in_base64() -> None:
    # Well known: SHA-256 of nothing begins with e3b0c442 (base64 47DEQg…) and ends with b855.
    assert content_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
