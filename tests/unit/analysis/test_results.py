"""Results as plain values."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

import pytest

from graph_model.analysis.results import to_plain
from graph_model.domain.vocabulary import Reason
from graph_model.snapshot.scope import Scope
from tests.builders import at


@dataclass(frozen=True)
class Inner:
    share: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Outer:
    inner: Inner
    by_reason: dict[Reason, int] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    at: datetime | None = None
    day: date | None = None
    _private: int = 0


def test_every_kind_of_value_becomes_what_json_holds() -> None:
    result = Outer(
        inner=Inner(share=1 / 3, reasons=(Reason.OTHER, Reason.LANGUAGE)),
        by_reason={Reason.NO_CAPACITY: 2, Reason.LANGUAGE: 1},
        seen=frozenset({"p2", "p1"}),
        at=datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=2))),
        day=date(2026, 7, 1),
    )
    plain = to_plain(result)
    assert plain == {
        "inner": {"share": 1 / 3, "reasons": ["other", "language"]},
        "by_reason": {"language": 1, "no_capacity": 2},
        "seen": ["p1", "p2"],
        "at": "2026-07-01T12:30:00Z",
        "day": "2026-07-01",
    }
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_codes_are_plain_text_not_members_of_a_vocabulary() -> None:
    assert type(to_plain(Reason.OTHER)) is str


def test_mappings_come_in_the_order_of_their_keys() -> None:
    assert list(to_plain({"b": 1, "a": True})) == ["a", "b"]  # type: ignore[arg-type]
    assert to_plain({"a": True}) == {"a": True}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_nothing(number: float) -> None:
    assert to_plain(Inner(share=number)) == {"share": None, "reasons": []}


def test_a_scope_shows_what_was_asked() -> None:
    assert to_plain(Scope(area_id="a1", known_on=at("2026-03-31"))) == {
        "period": {"start": None, "end": None},
        "area_id": "a1",
        "need_codes": [],
        "cooperative_id": None,
        "known_on": "2026-03-31T08:00:00Z",
    }


def test_what_no_result_may_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="must not hold a object"):
        to_plain({"a": object()})
