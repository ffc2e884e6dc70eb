"""What the structure adds to a map, by hand on a chain of three and one who stands alone.

::

    k1 ── 4 ──> p1 ── 2 ──> o1        b1 (a load, no referrals)

    Of the (3 - 1)(3 - 2) = 2 ordered pairs without p1, the shortest way of one, k1 to o1, leads
    through it: a half. Without p1 one of the two is cut off from the other.
"""

from graph_model.analysis.flows import flow_graph
from graph_model.analysis.overload.overload import overload
from graph_model.analysis.structure.structure import structure
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from visual.measures import measured
from visual.network import network_scene
from visual.scene import Scene

NOW = make.at("2026-04-02")


def chain_of_three(language: str = "de") -> Scene:
    sent = [
        make.referral(f"r{number}", recipient="p1", steps=("requested 2026-01-05",))
        for number in range(4)
    ] + [
        make.referral(f"s{number}", sender="p1", recipient="o1", steps=("requested 2026-01-05",))
        for number in range(2)
    ]
    snapshot = Snapshot.from_records([*make.directory(), make.need("debt"), *sent])
    loads = overload(snapshot, Scope(), now=NOW)
    scene = network_scene(snapshot, flow_graph(snapshot, Scope()), loads, language=language)
    return measured(scene, structure(snapshot, Scope()), loads=loads)


def test_every_measure_has_its_value_for_everybody() -> None:
    scene = chain_of_three()
    assert [measure.key for measure in scene.measures] == [
        "partners", "between", "cut_off", "open_load",
    ]  # fmt: skip
    values = {node.id: node.measures[:3] for node in scene.nodes}
    assert values == {"k1": (1, 0, 0), "p1": (2, 50, 1), "o1": (1, 0, 0), "b1": (0, 0, 0)}


def test_the_panel_says_in_plain_words_what_hangs_on_somebody() -> None:
    (middle,) = (node for node in chain_of_three().nodes if node.id == "p1")
    told = {figure.label: figure.value for figure in middle.figures}
    assert told["wie viele Wege hier durchführen"] == "50 %"
    assert told["wer ohne diese Stelle abgeschnitten wäre"] == "1"
    (english,) = (node for node in chain_of_three("en").nodes if node.id == "p1")
    assert {figure.value for figure in english.figures} >= {"50%"}


def test_who_works_much_together_is_one_group_named_after_its_busiest() -> None:
    groups = {node.id: node.group for node in chain_of_three().nodes}
    assert groups["k1"] == groups["p1"]
    assert groups["b1"] == ""
    assert "Akteur p1" in groups["p1"]
