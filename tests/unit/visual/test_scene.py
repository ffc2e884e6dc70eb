"""A scene checks itself; legend and months by hand."""

from dataclasses import replace
from typing import Any

import pytest

from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import InvalidValueError
from tests.scenes import flow, month, small_scene
from visual.scene import (
    KINDS,
    LegendEntry,
    MonthCount,
    PathStep,
    Scene,
    SceneEdge,
    SceneNode,
    ScenePath,
    known_states,
    legend,
    month_range,
    status_counts,
)


def test_a_map_shows_every_kind_of_actor_but_tenants() -> None:
    assert set(KINDS) == {kind.value for kind in ActorKind} - {"tenant"}


def test_a_tenant_cannot_be_drawn() -> None:
    with pytest.raises(InvalidValueError, match="kind"):
        SceneNode(id="t1", label="t1", kind="tenant")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"load": "purple"}, "load"),
        ({"size": -1.0}, "size"),
        ({"measures": (-1.0,)}, "size"),
        ({"size": float("nan")}, "size"),
        ({"size": float("inf")}, "size"),
    ],
)
def test_a_wrong_value_of_a_participant_is_refused(change: dict[str, Any], field: str) -> None:
    node = small_scene().nodes[0]
    with pytest.raises(InvalidValueError, match=field):
        replace(node, **change)


def test_months_of_a_flow_must_add_up_to_its_totals() -> None:
    with pytest.raises(InvalidValueError, match="months add up to 1, the total is 2"):
        SceneEdge(source="a", target="b", referrals=2, months=(month("2025-01", 1, 0, 0, 0),))


def test_negative_counts_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="negative"):
        SceneEdge(source="a", target="b", referrals=-1)


@pytest.mark.parametrize("text", ["2025", "2025-13", "2025-1", "25-01", "2025-01-01"])
def test_a_month_must_look_like_one(text: str) -> None:
    with pytest.raises(InvalidValueError, match="2025-03"):
        MonthCount(month=text, referrals=1)


def test_a_scene_refuses_flows_to_nobody_and_the_same_participant_twice() -> None:
    scene = small_scene()
    with pytest.raises(InvalidValueError, match="two known participants"):
        replace(scene, edges=(flow("k1", "nobody", month("2025-01", 1, 0, 0, 0)),))
    with pytest.raises(InvalidValueError, match="exists twice"):
        replace(scene, nodes=(*scene.nodes, scene.nodes[0]))
    with pytest.raises(InvalidValueError, match="exists twice"):
        replace(scene, edges=(*scene.edges, scene.edges[0]))


def test_a_path_may_only_lead_over_known_participants() -> None:
    path = ScenePath(id="x", steps=(PathStep(source="k1", target="nobody"),))
    with pytest.raises(InvalidValueError, match="two known participants"):
        replace(small_scene(), paths=(path,))


def test_a_month_outside_the_time_range_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="outside the time range"):
        replace(small_scene(), last_month="2025-02")


def test_a_time_range_must_not_run_backwards_or_have_one_end() -> None:
    with pytest.raises(InvalidValueError, match="time range is not right"):
        month_range("2025-02", "2025-01")
    with pytest.raises(InvalidValueError, match="time range is not right"):
        month_range("2025-02", "")


def test_a_scene_only_speaks_german_or_english() -> None:
    with pytest.raises(InvalidValueError, match="de, en"):
        Scene(title="x", language="fr")


def test_an_empty_scene_has_an_empty_legend() -> None:
    entries = legend(Scene(title="leer"))
    assert entries.loads == entries.kinds == entries.areas == entries.groups == ()


def test_the_legend_counts_participants() -> None:
    # Heike, Uwe, Treff green; Kompass red; Sozialamt amber; Grit unknown.
    # Ost: Heike, Kompass, Grit. West: Uwe, Treff, Sozialamt. WG Ost: Heike, Grit. WG West: Uwe.
    entries = legend(small_scene())
    assert [(entry.key, entry.count) for entry in entries.loads] == [
        ("red", 1),
        ("amber", 1),
        ("green", 3),
        ("unknown", 1),
    ]
    assert [(entry.key, entry.count) for entry in entries.kinds] == [
        ("kuemmerer", 2),
        ("companion", 1),
        ("partner", 2),
        ("administration", 1),
    ]
    assert entries.areas == (
        LegendEntry(key="a-ost", label="Ost", count=3),
        LegendEntry(key="a-west", label="West", count=3),
    )
    assert [(entry.key, entry.count) for entry in entries.cooperatives] == [
        ("WG Ost", 2),
        ("WG West", 1),
    ]
    assert [(entry.key, entry.count) for entry in entries.groups] == [("Nord", 4), ("Süd", 2)]


def test_the_legend_counts_referrals_by_need_and_state() -> None:
    found = legend(small_scene())
    assert [(entry.key, entry.count) for entry in found.needs] == [
        ("Einsamkeit", 5),
        ("Mietschulden", 2),
        ("Schulden", 4),
    ]
    assert [(entry.key, entry.count) for entry in found.statuses] == [
        ("open", 1),
        ("accepted", 3),
        ("rejected", 4),
        ("completed", 3),
    ]


def test_what_is_left_of_a_bound_less_another_is_no_state_that_is_told() -> None:
    edge = SceneEdge(
        source="a", target="b", referrals=9, accepted=None, rejected=4, counts_are_at_least=True
    )
    assert status_counts(edge) == {"rejected": 4, "completed": 0}
    bound = replace(edge, source="k1", target="p1")
    scene = replace(small_scene(), edges=(bound,), paths=(), first_month="", last_month="")
    assert known_states(scene) == ("rejected", "completed")
    assert [(one.key, one.count) for one in legend(scene).statuses] == [
        ("rejected", 4),
        ("completed", 0),
    ]
    assert known_states(small_scene()) == ("open", "accepted", "rejected", "completed")


def test_every_participant_has_a_value_for_every_measure() -> None:
    scene = small_scene()
    with pytest.raises(InvalidValueError, match="every measure needs a value"):
        replace(scene, measures=())
