"""Areas that were merged or split, and levels that are not there."""

from datetime import date

from graph_model.analysis.places import cell_area, current_area, steps_between
from graph_model.domain.areas import Area, AreaTree, Succession
from graph_model.domain.vocabulary import AreaLevel
from tests import builders as build

TODAY = date(2026, 6, 1)


def test_the_largest_share_inherits_and_ties_go_by_id() -> None:
    areas = AreaTree(
        [
            build.area(
                "old",
                valid_to="2026-01-01",
                successors=(Succession(area_id="b", share=0.4), Succession(area_id="c", share=0.6)),
            ),
            build.area(
                "even",
                valid_to="2026-01-01",
                successors=(Succession(area_id="c", share=0.5), Succession(area_id="b", share=0.5)),
            ),
            build.area("b"),
            build.area("c"),
        ]
    )
    assert current_area(areas, "old", day=TODAY) == "c"
    assert current_area(areas, "even", day=TODAY) == "b"
    assert current_area(areas, "old", day=date(2025, 12, 31)) == "old"


def test_successors_are_followed_through_several_mergers_and_not_in_circles() -> None:
    def area(id: str, heir: str) -> Area:
        return build.area(id, valid_to="2026-01-01", successors=(Succession(area_id=heir),))

    chain = AreaTree([area("a", "b"), area("b", "c"), build.area("c")])
    assert current_area(chain, "a", day=TODAY) == "c"
    circle = AreaTree([area("a", "b"), area("b", "a")])
    assert current_area(circle, "a", day=TODAY) == "a"


def test_an_area_that_ended_without_heirs_or_is_unknown_stays_itself() -> None:
    areas = AreaTree([build.area("a", valid_to="2026-01-01")])
    assert current_area(areas, "a", day=TODAY) == "a"
    assert current_area(areas, "x", day=TODAY) == "x"


def test_a_level_that_lies_below_or_nowhere_gives_no_cell() -> None:
    areas = AreaTree([build.area("d", level="district"), build.area("m", "d")])
    assert cell_area(areas, "m", level=AreaLevel.DISTRICT, day=TODAY) == "d"
    assert cell_area(areas, "d", level=AreaLevel.MUNICIPALITY, day=TODAY) is None
    assert cell_area(areas, "m", level=None, day=TODAY) == "m"


def test_no_way_leads_between_two_trees() -> None:
    areas = AreaTree([build.area("a"), build.area("b")])
    assert steps_between(areas, "a", other="b") is None
    assert steps_between(areas, "a", other="a") == 0
