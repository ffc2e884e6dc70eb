"""Many instances at once are those that the class itself would have made."""

from dataclasses import FrozenInstanceError, dataclass

import pytest

from graph_model.analysis.instances import instances
from graph_model.analysis.variants import DirectlyFollows
from graph_model.domain.areas import Position

COLUMNS = {
    "source": ["a", "b"],
    "target": ["b", "c"],
    "count": [1, 2],
    "median_days": [0.5, 1.5],
    "p90_days": [0.5, 2.0],
}


def test_they_equal_those_made_one_by_one_and_stay_frozen() -> None:
    made = instances(DirectlyFollows, COLUMNS)
    assert made == (
        DirectlyFollows(source="a", target="b", count=1, median_days=0.5, p90_days=0.5),
        DirectlyFollows(source="b", target="c", count=2, median_days=1.5, p90_days=2.0),
    )
    assert len({*made, *made}) == 2
    with pytest.raises(FrozenInstanceError, match="count"):
        made[0].count = 3  # type: ignore[misc]


def test_no_rows_make_no_instances() -> None:
    assert instances(DirectlyFollows, {name: [] for name in COLUMNS}) == ()


def test_columns_must_be_the_fields_and_of_one_length() -> None:
    with pytest.raises(TypeError, match="other fields"):
        instances(DirectlyFollows, {**COLUMNS, "more": [1, 2]})
    with pytest.raises(ValueError, match=r"\[1, 2\]"):
        instances(DirectlyFollows, {**COLUMNS, "count": [1]})


def test_a_class_that_checks_itself_or_has_no_slots_is_refused() -> None:
    @dataclass(frozen=True)
    class Open:
        count: int

    with pytest.raises(TypeError, match="no slots"):
        instances(Open, {"count": [1]})
    with pytest.raises(TypeError, match="checks itself"):
        instances(Position, {"latitude": [200.0], "longitude": [0.0]})
