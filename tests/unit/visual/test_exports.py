"""Files for other programs, read back by networkx: the same participants and flows, plain texts."""

from dataclasses import replace
from io import BytesIO

import networkx as nx
import pytest

from tests.scenes import HOSTILE_TEXTS, hostile_scene, small_scene
from visual.exports import flow_table, gexf, graphml, people_table
from visual.payload import plain_text
from visual.scene import Scene, SceneEdge

READERS = {
    "graphml": (graphml, nx.read_graphml),
    "gexf": (gexf, nx.read_gexf),
}


def read_back(form: str, scene: Scene) -> "nx.DiGraph[str]":
    write, read = READERS[form]
    return read(BytesIO(write(scene).encode("utf-8")))


@pytest.mark.parametrize("form", sorted(READERS))
def test_a_graph_file_holds_the_same_participants_and_flows(form: str) -> None:
    graph = read_back(form, small_scene())
    assert graph.is_directed()
    assert list(graph) == ["k1", "k2", "p1", "p2", "v1", "c1"]
    weights = {(one, two): int(data["weight"]) for one, two, data in graph.edges(data=True)}
    assert weights == {("k1", "p1"): 5, ("k1", "p2"): 1, ("k2", "p2"): 4, ("p1", "v1"): 1}
    kompass = graph.nodes["p1"]
    assert kompass["label"] == "Schuldnerberatung Kompass"
    assert (kompass["kind"], kompass["load"], kompass["area"]) == ("partner", "red", "Ost")
    assert (float(kompass["received"]), float(kompass["partners"])) == (5, 2)
    heavy = graph.edges["k1", "p1"]
    assert [int(heavy[name]) for name in ("accepted", "rejected", "completed")] == [2, 3, 1]
    assert (float(heavy["median_wait_days"]), heavy["needs"]) == (4.5, "Schulden, Mietschulden")
    assert "median_wait_days" not in graph.edges["k1", "p2"]


@pytest.mark.parametrize("form", sorted(READERS))
def test_a_count_that_the_map_does_not_show_is_missing_in_the_file(form: str) -> None:
    edge = SceneEdge(
        source="k1", target="p1", referrals=9, accepted=None, rejected=4, counts_are_at_least=True
    )
    scene = replace(small_scene(), edges=(edge,), paths=(), first_month="", last_month="")
    found = read_back(form, scene).edges["k1", "p1"]
    assert "accepted" not in found
    assert int(found["rejected"]) == 4
    assert list(flow_table(scene))[1][4:8] == [9, "keine Zahl", 4, 0]


@pytest.mark.parametrize("form", sorted(READERS))
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_texts_stay_texts_and_two_of_one_look_stay_two(form: str, text: str) -> None:
    graph = read_back(form, hostile_scene(text))
    assert len(graph) == 2
    assert graph.number_of_edges() == 1
    for _, values in graph.nodes(data=True):
        assert values["label"] == plain_text(text)


@pytest.mark.parametrize("form", sorted(READERS))
def test_the_same_scene_gives_the_same_file_and_an_empty_one_an_empty_graph(form: str) -> None:
    write, _ = READERS[form]
    assert write(small_scene()) == write(small_scene())
    assert "lastmodifieddate" not in write(small_scene())
    assert len(read_back(form, Scene(title="Leer"))) == 0


def test_the_table_of_participants_tells_every_measure() -> None:
    head, first, *rest = people_table(small_scene())
    assert head == [
        "Kennung", "Name", "Art", "Auslastung", "Gebiet", "Genossenschaft",
        "Arbeiten viel zusammen", "Eingegangene Vermittlungen", "Zusammenarbeit",
    ]  # fmt: skip
    assert first == [
        "k1", "Heike Seidel", "Sozialer Kümmerer", "im Rahmen", "Ost", "WG Ost", "Nord", "0", "2",
    ]  # fmt: skip
    assert len(rest) == 5


def test_numbers_are_written_as_the_language_writes_them() -> None:
    german, english = (list(flow_table(small_scene(one)))[1] for one in ("de", "en"))
    assert (german[8], english[8]) == ("4,5", "4.5")
