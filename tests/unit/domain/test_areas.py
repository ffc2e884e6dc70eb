"""Areas as a tree, and how they come and go."""

from dataclasses import replace

import pytest

from graph_model.domain.areas import Area, AreaTree, Position, Succession
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import InvalidValueError
from tests import builders as b

# 14 Sachsen ── 14625 Bautzen (Kreis) ── 14625020 Bautzen (Stadt) ── old_town
#            └─ 14612 Dresden
# 11 Berlin
TREE = AreaTree(
    [
        b.area("old_town", "14625020", level="locality"),
        b.area("14625020", "14625", level="municipality"),
        b.area("14625", "14", level="district"),
        b.area("14612", "14", level="district"),
        b.area("14", level="state"),
        b.area("11", level="state"),
    ]
)


def test_the_path_leads_to_the_root() -> None:
    assert TREE.path("old_town") == ("old_town", "14625020", "14625", "14")
    assert TREE.path("14") == ("14",)


def test_the_subtree_holds_everything_below() -> None:
    assert TREE.subtree("14") == {"14", "14625", "14612", "14625020", "old_town"}
    assert TREE.subtree("14625") == {"14625", "14625020", "old_town"}
    assert TREE.subtree("old_town") == {"old_town"}


def test_an_area_covers_itself_and_what_lies_in_it() -> None:
    assert TREE.covers("14", "old_town")
    assert TREE.covers("14625", "14625")
    assert not TREE.covers("old_town", "14")
    assert not TREE.covers("14612", "old_town")


def test_an_unknown_area_is_alone() -> None:
    assert TREE.path("nowhere") == ("nowhere",)
    assert TREE.subtree("nowhere") == {"nowhere"}
    assert TREE.covers("nowhere", "nowhere")
    assert "nowhere" not in TREE
    assert "14" in TREE


def test_the_area_at_a_level() -> None:
    assert TREE.at_level("old_town", AreaLevel.DISTRICT) == "14625"
    assert TREE.at_level("old_town", AreaLevel.LOCALITY) == "old_town"
    assert TREE.at_level("14625", AreaLevel.MUNICIPALITY) is None
    assert TREE.at_level("nowhere", AreaLevel.STATE) is None


def test_ids_in_order() -> None:
    assert TREE.sorted_ids(AreaLevel.STATE) == ["11", "14"]
    assert TREE.sorted_ids() == ["11", "14", "14612", "14625", "14625020", "old_town"]
    assert set(TREE.by_id) == set(TREE.sorted_ids())


def test_a_parent_that_is_not_there_makes_a_root() -> None:
    tree = AreaTree([b.area("a1", "missing")])
    assert tree.path("a1") == ("a1",)
    assert tree.subtree("a1") == {"a1"}


def test_areas_in_a_circle_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="areas lie in a circle"):
        AreaTree([b.area("a1", "a3"), b.area("a2", "a1"), b.area("a3", "a2")])


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [("2019-12-31", False), ("2020-01-01", True), ("2024-12-31", True), ("2025-01-01", False)],
)
def test_an_area_exists_from_its_first_day_to_the_day_before_its_last(
    day: str, is_valid: bool
) -> None:
    area = b.area(valid_from="2020-01-01", valid_to="2025-01-01")
    assert area.is_valid_on(b.day(day)) is is_valid
    assert b.area().is_valid_on(b.day(day))


WRONG = {
    "parent_id": ({"parent_id": "a1"}, "not its own parent"),
    "flats": ({"flats": -1}, "a number from 0"),
    "residents": ({"residents": 12.5}, "a whole number"),
    "residents_65_plus": ({"residents": 10, "residents_65_plus": 11}, "more than residents"),
    "valid_to": ({"valid_from": b.day("2020-01-01"), "valid_to": b.day("2020-01-01")}, "follow"),
    "successors": (
        {"successors": (Succession(area_id="x", share=0.7), Succession(area_id="y", share=0.4))},
        "shares above 100 %",
    ),
    "name": ({"name": " "}, "a text is needed"),
    "level": ({"level": "state"}, "allowed are: state"),
}


@pytest.mark.parametrize("field", WRONG)
def test_an_area_checks_itself(field: str) -> None:
    wrong, said = WRONG[field]
    with pytest.raises(InvalidValueError, match=f"'{field}'.*{said}"):
        replace(b.area("a1"), **wrong)


def test_leading_zeros_count() -> None:
    tree = AreaTree([Area(id="01", name="Bezirk 01"), Area(id="1", name="Bezirk 1")])
    assert tree.sorted_ids() == ["01", "1"]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.1, 0), (0, -180.1), (float("nan"), 0), (0, float("inf"))]
)
def test_a_position_lies_on_the_earth(latitude: float, longitude: float) -> None:
    with pytest.raises(InvalidValueError, match="itude"):
        Position(latitude=latitude, longitude=longitude)
