"""What a house has settled stands in the place of the defaults, and nothing else does."""

from pathlib import Path

import pytest

from graph_model.domain.records import RecordKind
from graph_model.errors import InvalidValueError
from graph_model.snapshot.cache import SnapshotCache
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Delete, GraphStore, Put
from service.bootstrap import open_store
from service.house_rules import HouseRules
from tests import builders as b


def test_without_a_choice_the_defaults_hold() -> None:
    assert HouseRules().with_choices(None) == HouseRules()


def test_standards_and_weights_are_replaced_and_the_least_count_is_not() -> None:
    chosen = b.house_choices(days=5, by_need={"debt": 1}, weights={"fit": 2, "room": 0})
    held = HouseRules(minimum_count=7).with_choices(chosen)
    assert [held.standards.for_need(code) for code in ("debt", "rent")] == [1, 5]
    assert (held.weights.fit, held.weights.room, held.weights.speed) == (2, 0, 0.15)
    assert held.minimum_count == 7


def test_a_weight_that_nobody_knows_is_left_alone() -> None:
    chosen = b.house_choices(weights={"made-up": 9.0})
    assert HouseRules().with_choices(chosen).weights == HouseRules().weights


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"days": 61},
        {"by_need": {"debt": 0}},
        {"by_need": {"two words": 1}},
        {"weights": {"fit": -1.0}},
        {"weights": {"fit": 0.0}},
        {"weights": {"fit": float("nan")}},
        {"by": "no id"},
    ],
)
def test_a_choice_out_of_range_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidValueError):
        b.house_choices(**wrong)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    found = open_store(f"sqlite:///{tmp_path}/net.db")
    found.apply([Put(record) for record in b.directory()])
    return found


def test_a_snapshot_knows_the_latest_choice_and_so_does_one_from_the_cache(
    store: GraphStore, tmp_path: Path
) -> None:
    before = Snapshot.read(store)
    chosen = b.house_choices(days=5, by_need={"debt": 1}, weights={"fit": 2.0})
    store.apply([Put(chosen)])
    after = before.caught_up(store)
    assert (before.directory.house, after.directory.house) == (None, chosen)
    assert after.directory.needs == before.directory.needs
    cache = SnapshotCache(tmp_path / "cache")
    cache.write(after, store)
    assert cache.read(store).directory.house == chosen
    store.apply([Delete(RecordKind.HOUSE_CHOICES, "house")])
    assert after.caught_up(store).directory.house is None
    store.close()
