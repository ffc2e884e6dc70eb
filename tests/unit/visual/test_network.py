"""From analyses to a scene; the expected values stand in ``tests.scenes.turn_of_the_month``."""

from dataclasses import replace

import pytest

from graph_model.analysis.chains.paths import chain_path
from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.overload.overload import Overload, overload
from graph_model.domain.periods import Period
from graph_model.errors import InvalidValueError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import ground, town
from tests.scenes import month, turn_of_the_month
from visual.network import asked, network_scene
from visual.page import render_map
from visual.scene import PathStep, Scene, ScenePath

NOW = make.at("2026-04-02")


def loads_of(snapshot: Snapshot) -> Overload:
    return overload(snapshot, Scope(), now=NOW)


def scene_of(snapshot: Snapshot, scope: Scope | None = None, language: str = "de") -> Scene:
    graph = flow_graph(snapshot, scope or Scope())
    return network_scene(snapshot, graph, loads_of(snapshot), language=language)


def test_everybody_with_referrals_or_load_takes_part_and_no_tenant() -> None:
    # k1, p1, o1 refer; b1 (companion) only has a load; g1 has neither; t1 is a tenant.
    assert [node.id for node in scene_of(turn_of_the_month()).nodes] == ["b1", "k1", "o1", "p1"]


def test_a_participant_has_name_kind_area_cooperative_and_received_referrals() -> None:
    nodes = {node.id: node for node in scene_of(turn_of_the_month()).nodes}
    kuemmerer, partner = nodes["k1"], nodes["p1"]
    assert (kuemmerer.label, kuemmerer.kind) == ("Akteur k1", "kuemmerer")
    # A Kümmerer without a seat sits where the areas of responsibility meet.
    assert (kuemmerer.area_id, kuemmerer.area_name) == ("a1", "Gebiet a1")
    assert kuemmerer.cooperative == "Akteur g1"
    assert partner.cooperative == ""
    assert {node.id: node.size for node in nodes.values()} == {"b1": 0, "k1": 0, "o1": 1, "p1": 4}


def test_areas_are_municipalities_however_fine_the_seat() -> None:
    areas = [
        make.area("14511000", name="Chemnitz"),
        make.area("sonnenberg", "14511000", name="Sonnenberg", level="locality"),
        make.area("0901", name="Altstadt", level="district_region"),
        make.area("090101", "0901", name="Nord", level="planning_area"),
        make.area("somewhere", name="Irgendwo", level="other"),
    ]
    partners = [
        make.partner("p1", area="sonnenberg"),
        make.partner("p2", area="14511000"),
        make.partner("p3", area="090101"),
        make.partner("p4", area="somewhere"),
        make.partner("p5", area=None),
    ]
    nodes = scene_of(Snapshot.from_records([*areas, *partners])).nodes
    names = [node.area_name for node in nodes]
    assert names == ["Chemnitz", "Chemnitz", "Altstadt", "Irgendwo", ""]


def test_flows_carry_counts_months_needs_and_the_median_wait() -> None:
    edge = {(e.source, e.target): e for e in scene_of(turn_of_the_month()).edges}["k1", "p1"]
    assert (edge.referrals, edge.accepted, edge.rejected, edge.completed) == (4, 2, 1, 1)
    assert edge.months == (
        month("2026-01", 2, 1, 1, 0, need="Bedarf debt"),
        month("2026-02", 1, 1, 0, 1, need="Bedarf lonely"),
        month("2026-04", 1, 0, 0, 0, need="Bedarf lonely"),
    )
    assert edge.needs == ("Bedarf debt", "Bedarf lonely")
    # Days to the decision: r1 2; r3 from 31 January 23:00 to 2 February 08:00, 1.375; r2 29.4.
    assert edge.median_wait_days == 2.0


def test_the_time_range_spans_the_months_of_all_flows() -> None:
    scene = scene_of(turn_of_the_month())
    assert (scene.first_month, scene.last_month) == ("2026-01", "2026-04")


def test_loads_bring_level_reasons_and_figures() -> None:
    snapshot = turn_of_the_month()
    loads = {load.actor_id: load for load in loads_of(snapshot).loads}
    node = {node.id: node for node in scene_of(snapshot).nodes}["p1"]
    assert node.load == loads["p1"].level.value
    assert node.reasons == tuple(reason.german for reason in loads["p1"].reasons)
    figures = {figure.label: figure.value for figure in node.figures}
    # r2 is accepted and not ended; r4 waits for an answer; r1 was refused for lack of room, and
    # three were decided.
    assert figures["Laufende Fälle"] == "1"
    assert figures["Noch ohne Antwort"] == "1"
    assert figures["Abgelehnt, weil voll"] == "1 von 3"


def test_who_has_no_load_is_not_known() -> None:
    snapshot = turn_of_the_month()
    nobody = replace(loads_of(snapshot), loads=())
    scene = network_scene(snapshot, flow_graph(snapshot, Scope()), nobody)
    assert {node.load for node in scene.nodes} == {"unknown"}
    assert [node.id for node in scene.nodes] == ["k1", "o1", "p1"]


def test_english_words() -> None:
    scene = scene_of(turn_of_the_month(), language="en")
    assert scene.edges[1].needs == ("Need debt", "Need lonely")
    assert scene.size_label == "referrals received"
    figures = {figure.label: figure.value for figure in scene.nodes[3].figures}
    assert figures["Cases under way"] == "1"
    assert "Full" not in scene.nodes[3].reasons


def test_a_chain_s_path_keeps_its_hops_in_order() -> None:
    snapshot = turn_of_the_month()
    file = snapshot.chain_file("c1")
    assert file is not None
    path = chain_path(file, now=NOW)
    scene = network_scene(
        snapshot, flow_graph(snapshot, Scope()), loads_of(snapshot), chain_paths=[path]
    )
    (shown,) = scene.paths
    assert isinstance(shown, ScenePath)
    assert shown.id == "c1"
    # In order of request: r1 (5 January), r6 (6 January), r2, r3, r4; r5 was only a draft.
    assert [(step.target, step.status) for step in shown.steps] == [
        ("p1", "abgelehnt"),
        ("o1", "angenommen"),
        ("p1", "angenommen"),
        ("p1", "abgeschlossen"),
        ("p1", "angefragt"),
    ]
    assert shown.steps[0] == PathStep(
        source="k1", target="p1", need="Bedarf debt", status="abgelehnt", wait_days=2.0
    )
    assert shown.steps[4].wait_days is None


def test_a_path_leads_over_participants_outside_the_scope_too() -> None:
    snapshot = turn_of_the_month()
    file = snapshot.chain_file("c1")
    assert file is not None
    graph = flow_graph(snapshot, Scope(need_codes=("lonely",)))
    nobody = replace(loads_of(snapshot), loads=())
    path = chain_path(file, now=NOW)
    scene = network_scene(snapshot, graph, nobody, chain_paths=[path])
    assert [node.id for node in scene.nodes] == ["k1", "o1", "p1"]
    assert len(scene.edges) == 1


def test_another_level_than_actors_is_refused() -> None:
    snapshot = turn_of_the_month()
    graph = flow_graph(snapshot, Scope(), level=FlowLevel.KIND)
    with pytest.raises(InvalidValueError, match="level of actors"):
        network_scene(snapshot, graph, loads_of(snapshot))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="de, en"):
        scene_of(turn_of_the_month(), language="fr")


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (Scope(), "Alle Vermittlungen, alle Gebiete, alle Bedarfe"),
        (
            Scope(
                period=Period(start=make.at("2026-01-01T00:00"), end=make.at("2026-04-01T00:00")),
                area_id="a1",
                need_codes=("debt", "lonely"),
            ),
            # The period ends at 02:00 summer time on 1 April in Germany: that day still belongs.
            (
                "Vermittlungen vom 01.01.2026 bis 01.04.2026, Gebiet Gebiet a1, "
                "Bedarfe: Bedarf debt · Bedarf lonely"
            ),
        ),
        (
            Scope(
                period=Period(start=make.at("2026-01-05")),
                cooperative_id="g1",
                known_on=make.at("2026-03-31"),
            ),
            (
                "Vermittlungen ab 05.01.2026, alle Gebiete, alle Bedarfe, "
                "Genossenschaft Akteur g1, Stand der Kenntnis: 31.03.2026"
            ),
        ),
        (
            # Midnight in Germany on 1 April: the last day that belongs is 31 March.
            Scope(period=Period(end=make.at("2026-03-31T22:00"))),
            "Vermittlungen bis 31.03.2026, alle Gebiete, alle Bedarfe",
        ),
    ],
)
def test_the_question_asked_stands_in_the_subtitle(scope: Scope, text: str) -> None:
    assert asked(turn_of_the_month().directory, scope, language="de") == text


def test_the_question_in_english() -> None:
    scope = Scope(period=Period(start=make.at("2026-01-05")))
    words = asked(turn_of_the_month().directory, scope, language="en")
    assert words == "Referrals since 2026-01-05, all areas, all needs"


def test_an_empty_network_is_an_empty_scene_and_page() -> None:
    empty = Snapshot.from_records([])
    scene = scene_of(empty)
    assert (scene.nodes, scene.edges) == ((), ())
    assert "Im Netz ist noch niemand verzeichnet." in render_map(scene)


def test_a_network_of_minimum_counts_has_no_months_no_needs_and_says_what_they_are() -> None:
    """Of 40 people many pairs have refused or accepted only one or two."""
    place = town(1, people=40)
    snapshot = place.snapshot
    known = ground(snapshot)
    flows = disclosed(flow_graph(snapshot, Scope()), known)
    loads = disclosed(overload(snapshot, Scope(), now=known.now), known)
    scene = network_scene(snapshot, flows, loads)
    assert scene.edges
    assert all(edge.months == () and edge.needs == () for edge in scene.edges)
    assert any(None in (edge.accepted, edge.rejected) for edge in scene.edges)
    assert scene.months == ()
    page = render_map(scene)
    assert ">keine Zahl<" in page
    assert scene.subtitle.endswith(
        "Mindestzahlen: Fälle, an denen jemand erkennbar würde (weniger als 3 Menschen), "
        "sind nicht mitgezählt"
    )
