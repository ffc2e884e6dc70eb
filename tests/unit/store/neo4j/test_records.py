"""Records as properties: what a person would look for, and back without loss."""

from datetime import date

import pytest

from graph_model.domain.records import RecordKind, kind_of
from graph_model.errors import StoreDamagedError
from graph_model.store.neo4j.records import decode, encode
from tests import builders as b
from tests.contract.test_apply import EVERY_KIND

_DAY_1 = 1_767_254_400_000_000
"""8:00 UTC on the first of January 2026 in microseconds since 1970."""

_DAY = 86_400_000_000


@pytest.mark.parametrize("record", EVERY_KIND, ids=lambda one: f"{type(one).__name__}-{one.id}")
def test_every_kind_of_record_comes_back_as_it_went_in(record: object) -> None:
    assert decode(kind_of(record), encode(record)) == record  # type: ignore[arg-type]


def test_a_value_inside_a_value_carries_its_name() -> None:
    properties = encode(b.service(places=8, free=2, counted="2026-01-02", ages=(60, None)))
    assert properties["capacity_maximum"] == 8
    assert properties["capacity_available"] == 2
    assert properties["capacity_updated_at"] == _DAY_1 + 1 * _DAY
    assert properties["eligibility_age_from"] == 60
    assert "eligibility_age_to" not in properties
    assert properties["need_codes"] == ["loneliness"]


def test_a_history_becomes_lists_side_by_side() -> None:
    steps = ["requested 2026-01-05", "rejected 2026-01-06 language recorded=2026-01-07"]
    properties = encode(b.referral(steps=steps))
    assert {name: properties[name] for name in properties if name.startswith("step_")} == {
        "step_status": ["requested", "rejected"],
        "step_occurred_at": [_DAY_1 + 4 * _DAY, _DAY_1 + 5 * _DAY],
        "step_recorded_at": [_DAY_1 + 4 * _DAY, _DAY_1 + 6 * _DAY],
        "step_decided_by": ["k1", "p1"],
        "step_recorded_by": ["k1", "p1"],
        "step_reason": ["", "language"],
        "step_outcome": ["", ""],
    }
    assert (properties["status"], properties["is_open"]) == ("rejected", False)


def test_a_need_is_found_by_its_code_as_an_id_and_days_are_days() -> None:
    assert encode(b.need("debt"))["id"] == "debt"
    assert encode(b.consent(valid_to="2027-01-01"))["valid_to"] == date(2027, 1, 1)


def test_equal_numbers_have_equal_properties() -> None:
    first, second = encode(b.companion(weekly_hours=8)), encode(b.companion(weekly_hours=8.0))
    assert repr(first) == repr(second)


@pytest.mark.parametrize(
    "spoilt",
    [{"age_band": "young"}, {"colour": "red"}, {"languages": "{"}, {"id": None}],
)
def test_properties_that_break_a_rule_are_damage(spoilt: dict[str, object]) -> None:
    with pytest.raises(StoreDamagedError, match="tenant"):
        decode(RecordKind.TENANT, {**encode(b.tenant()), **spoilt})
