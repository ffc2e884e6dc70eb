"""The page as a file: offline, escaped, the same each time, tables that need no script."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.scenes import HOSTILE_TEXTS, crowd, hostile_scene, small_scene
from visual.page import FLOW_ROWS, render_map
from visual.payload import plain_text
from visual.scene import Scene


class Document(HTMLParser):
    """Collects tags with their attributes and the text of scripts, styles and cells."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.controls: list[tuple[dict[str, str | None], bool]] = []
        self.rows: dict[str, list[list[str]]] = {}
        self._table = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag in {"input", "select"}:
            self.controls.append((attributes, "label" in self._open))
        if tag not in {"input", "meta", "link", "br"}:
            self._open.append(tag)
        if tag == "table":
            self._table = attributes["id"] or ""
            self.rows[self._table] = []
        elif tag == "tr":
            self.rows[self._table].append([])
        elif tag in {"td", "th"}:
            self.rows[self._table][-1].append("")
        elif tag == "script":
            self.scripts.append((attributes, ""))
        elif tag == "style":
            self.styles.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["script"]:
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif self._open[-1:] == ["style"]:
            self.styles[-1] += data
        elif {"td", "th"} & set(self._open):
            self.rows[self._table][-1][-1] += data

    def data(self, name: str) -> object:
        """The JSON element with this id."""
        (text,) = (text for attributes, text in self.scripts if attributes.get("id") == name)
        return json.loads(text)

    def policy(self) -> dict[str, str]:
        """Directives of the page's Content-Security-Policy."""
        (content,) = (
            attributes["content"] or ""
            for tag, attributes in self.tags
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        )
        return dict(part.strip().split(" ", 1) for part in content.split(";"))


def hashes(texts: Iterator[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(render_map(small_scene()))


def test_the_same_scene_gives_the_same_bytes() -> None:
    assert render_map(small_scene(), seed=4) == render_map(small_scene(), seed=4)


def test_another_seed_gives_another_map() -> None:
    assert render_map(small_scene(), seed=4) != render_map(small_scene(), seed=5)


def test_nothing_is_loaded_from_anywhere(document: Document) -> None:
    for tag, attributes in document.tags:
        for name in ("src", "srcset", "action", "data", "poster", "xlink:href", "background"):
            assert name not in attributes, (tag, name)
        if "href" in attributes:
            assert (tag, attributes["href"]) in {("a", "#tables"), ("link", "data:,")}
    assert "url(" not in document.styles[0]


def test_the_policy_allows_exactly_the_scripts_and_styles_in_the_page(document: Document) -> None:
    policy = document.policy()
    run = (text for attributes, text in document.scripts if "type" not in attributes)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == hashes(run)
    assert policy["style-src"] == hashes(iter(document.styles))
    assert "unsafe" not in " ".join(policy.values())


def test_no_element_has_a_style_or_listener_of_its_own(document: Document) -> None:
    for tag, attributes in document.tags:
        assert not any(name == "style" or name.startswith("on") for name in attributes), tag


def test_the_table_of_participants_stands_in_the_file_most_urgent_first(document: Document) -> None:
    # Red, amber, green, unknown; the green ones by referrals received, then id: Treff 5, k1, k2.
    head, *rows = document.rows["people"]
    assert head[0] == "Name"
    assert rows == [
        ["Schuldnerberatung Kompass", "Sozialpartner", "überlastet", "Ost", "", "5", "1", "3"],
        ["Sozialamt", "Amt", "wird eng", "West", "", "1", "0", "0"],
        ["Treff Regenbogen", "Sozialpartner", "im Rahmen", "West", "", "5", "0", "1"],
        ["Heike Seidel", "Sozialer Kümmerer", "im Rahmen", "Ost", "WG Ost", "0", "6", "0"],
        ["Uwe Böhme", "Sozialer Kümmerer", "im Rahmen", "West", "WG West", "0", "4", "0"],
        ["Grit Löbel", "Alltagsbegleiter:in", "keine Angabe", "Ost", "WG Ost", "0", "0", "0"],
    ]


def test_the_table_of_flows_stands_in_the_file_heaviest_first(document: Document) -> None:
    _, *rows = document.rows["flows"]
    assert rows == [
        ["Heike Seidel", "Schuldnerberatung Kompass", "5", "2", "3", "1", "4,5",
         "Schulden, Mietschulden"],
        ["Uwe Böhme", "Treff Regenbogen", "4", "3", "1", "2", "", ""],
        ["Heike Seidel", "Treff Regenbogen", "1", "1", "0", "0", "", ""],
        ["Schuldnerberatung Kompass", "Sozialamt", "1", "0", "0", "0", "", ""],
    ]  # fmt: skip


def test_many_flows_are_cut_in_the_file_and_say_so() -> None:
    text = render_map(crowd(FLOW_ROWS + 5))
    assert len(Document(text).rows["flows"]) == FLOW_ROWS + 1
    assert f"Gezeigt sind die {FLOW_ROWS} stärksten von {FLOW_ROWS + 5} Vermittlungswegen." in text


def test_english_page() -> None:
    text = render_map(small_scene("en"))
    assert '<html lang="en">' in text
    _, first, *_ = Document(text).rows["people"]
    assert first[1:3] == ["Partner", "overloaded"]
    assert Document(text).rows["flows"][1][6] == "4.5"


def test_headings_descend_without_gaps(document: Document) -> None:
    levels = [int(tag[1]) for tag, _ in document.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_control_has_a_name(document: Document) -> None:
    named = {attributes.get("for") for tag, attributes in document.tags if tag == "label"}
    assert len(document.controls) > 8
    for attributes, is_inside_label in document.controls:
        assert is_inside_label or attributes.get("id") in named, attributes


def test_ids_are_unique(document: Document) -> None:
    ids = [attributes["id"] for _, attributes in document.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_an_empty_scene_is_a_page_too() -> None:
    empty = Document(render_map(Scene(title="Leeres Netz")))
    assert len(empty.rows["people"]) == 1
    assert empty.data("drawn-nodes") == []


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_texts_stay_texts(text: str) -> None:
    harmless = Document(render_map(hostile_scene("Haus")))
    hostile = Document(render_map(hostile_scene(text)))
    shape = [(tag, sorted(attributes)) for tag, attributes in harmless.tags]
    assert [(tag, sorted(attributes)) for tag, attributes in hostile.tags] == shape
    _, first, *_ = hostile.rows["people"]
    assert first[0] == plain_text(text)
    nodes = hostile.data("drawn-nodes")
    assert isinstance(nodes, list)
    assert nodes[0]["label"] == plain_text(text)


def test_a_name_of_nothing_visible_falls_back_to_the_id() -> None:
    scene = small_scene()
    nameless = replace(scene, nodes=(replace(scene.nodes[0], label="\u202e"), *scene.nodes[1:]))
    assert Document(render_map(nameless)).rows["people"][4][0] == "k1"
