"""What the page's script gets: short texts for months, plain texts, safe links, nothing twice."""

import json
import unicodedata

import pytest

from tests.scenes import HOSTILE_TEXTS, crowd, hostile_scene, month, small_scene
from visual.layout import arrangements
from visual.payload import (
    PagePayload,
    build_payload,
    encode_months,
    frequent_counts,
    plain_text,
    safe_link,
)
from visual.scene import Scene

ORDER = {"2025-01": 0, "2025-02": 1, "2025-03": 2}


def payload_of(scene: Scene) -> PagePayload:
    return build_payload(scene, arrangements(scene))


def test_months_become_gaps_and_counts() -> None:
    # January is one after the start (-1): "1" and its counts "3211"; March two later: "2", "1100".
    months = (month("2025-03", 1, 1, 0, 0), month("2025-01", 3, 2, 1, 1))
    assert encode_months(months, ORDER, letters={}) == "1321121100"


def test_counts_from_36_on_stand_in_parentheses() -> None:
    assert encode_months((month("2025-01", 36, 35, 0, 0),), ORDER, letters={}) == "1(36)z00"


def test_frequent_counts_become_one_letter() -> None:
    months = (month("2025-01", 1, 1, 0, 0), month("2025-02", 1, 1, 0, 0))
    assert encode_months(months, ORDER, letters={(1, 1, 0, 0): "A"}) == "1A1A"


def test_the_most_frequent_counts_come_first_and_26_at_most() -> None:
    # Small scene: (1,1,0,0) once, (3,2,1,1), (2,0,2,0), (2,2,0,2), (2,1,1,0), (1,0,0,0) once each:
    # all equally frequent, so by size.
    assert frequent_counts(small_scene().edges) == [
        (1, 0, 0, 0),
        (1, 1, 0, 0),
        (2, 0, 2, 0),
        (2, 1, 1, 0),
        (2, 2, 0, 2),
        (3, 2, 1, 1),
    ]


def test_months_of_a_flow_stand_need_by_need() -> None:
    # Needs by label: Einsamkeit 0, Mietschulden 1, Schulden 2. Heike → Kompass: Mietschulden in
    # February (two after the start, and "C": 2, 0, 2, 0), Schulden in January ("F": 3, 2, 1, 1).
    details = payload_of(small_scene()).details
    edges = details["edges"]
    assert details["needs"] == ["Einsamkeit", "Mietschulden", "Schulden"]
    assert isinstance(edges, list)
    assert edges[0][0] == [1, "2C", 2, "1F"]


def test_months_without_needs_are_marked_as_not_told_apart() -> None:
    edges = payload_of(crowd(2)).details["edges"]
    assert isinstance(edges, list)
    assert edges[0][0] == [-1, "1A"]


def test_drawn_nodes_and_edges_name_places_in_the_scene() -> None:
    payload = payload_of(small_scene())
    assert [node["label"] for node in payload.nodes[:2]] == ["Heike Seidel", "Uwe Böhme"]
    assert payload.edges == [
        {"from": 0, "to": 2},
        {"from": 0, "to": 3},
        {"from": 1, "to": 3},
        {"from": 2, "to": 4},
    ]


def test_details_of_a_participant() -> None:
    details = payload_of(small_scene()).details
    texts = details["texts"]
    nodes = details["nodes"]
    assert isinstance(texts, list)
    assert isinstance(nodes, list)
    key, kind, load, area, cooperative, group, size, reasons, figures, link, measures = nodes[2]
    assert (key, kind, load, size, link) == ("p1", "partner", "red", 5, "/actors/p1")
    # Areas and groups by label: Ost 0, West 1; Nord 0, Süd 1; no cooperative.
    assert (area, group, cooperative) == (0, 0, -1)
    assert [texts[place] for place in reasons] == ["Auslastung 120 %"]
    assert [[texts[place] for place in figure] for figure in figures] == [["Plätze", "10"]]
    # Who they work with: Heike and the Sozialamt.
    assert measures == [2]


def test_a_text_that_repeats_is_kept_once() -> None:
    texts = payload_of(small_scene()).details["texts"]
    assert isinstance(texts, list)
    assert texts.count("Schulden") == 1


def test_an_edge_without_months_carries_its_totals() -> None:
    scene = small_scene()
    bare = Scene(
        measures=scene.measures,
        title="x",
        nodes=scene.nodes,
        edges=(type(scene.edges[0])(source="k1", target="p1", referrals=0),),
    )
    edges = payload_of(bare).details["edges"]
    assert edges == [[[0, 0, 0, 0], None, []]]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_plain_texts_hold_no_control_characters(text: str) -> None:
    plain = plain_text(text)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in plain)
    assert not any(letter in plain for letter in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    plain.encode("utf-8")


def test_plain_texts_keep_letters_of_every_language_and_marks_of_direction() -> None:
    text = "Café \u200fשלום\u200e Öğretmen 家"  # noqa: RUF001 - Hebrew is meant
    assert plain_text(text) == text


def test_a_very_long_text_is_cut() -> None:
    assert plain_text("x" * 400) == "x" * 299 + "…"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example/a",
        "/\\evil.example",
        "http://evil.example",
        "https:\\\\evil.example",
        "https://a b",
        "/a\nb",
        "",
        "#x",
        "vbscript:x",
    ],
)
def test_unsafe_links_are_left_out(link: str) -> None:
    assert safe_link(link) == ""


@pytest.mark.parametrize("link", ["/actors/p1", "/a?b=c&d=e", "https://example.org/x", "/"])
def test_safe_links_stay(link: str) -> None:
    assert safe_link(link) == link


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_texts_make_a_payload_that_json_can_carry(text: str) -> None:
    payload = payload_of(hostile_scene(text))
    again = json.loads(json.dumps(payload.details, allow_nan=False).encode("utf-8"))
    assert again["nodes"][0][-2] == ""
