"""Records to plain values and back."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area, Position, Succession
from graph_model.domain.needs import Need
from graph_model.domain.referrals import Referral
from graph_model.domain.services import Service
from graph_model.errors import InvalidValueError
from graph_model.store.codec import from_json, from_plain, to_json, to_plain
from tests import builders as b
from tests.contract.test_apply import EVERY_KIND


@pytest.mark.parametrize("record", EVERY_KIND, ids=lambda r: f"{type(r).__name__}-{r.id}")
def test_every_record_comes_back_from_its_text(record: object) -> None:
    assert from_json(type(record), to_json(record)) == record


def test_a_referral_reads_as_a_person_would_write_it() -> None:
    referral = b.referral(steps=["requested 2026-01-05", "rejected 2026-01-06T09:30 language"])
    assert to_plain(referral) == {
        "id": "r1",
        "chain_id": "c1",
        "tenant_id": "t1",
        "sender_id": "k1",
        "recipient_id": "p1",
        "need_code": "loneliness",
        "urgency": "routine",
        "history": [
            {
                "status": "requested",
                "occurred_at": "2026-01-05T08:00:00Z",
                "recorded_at": "2026-01-05T08:00:00Z",
                "decided_by": "k1",
                "recorded_by": "k1",
            },
            {
                "status": "rejected",
                "occurred_at": "2026-01-06T09:30:00Z",
                "recorded_at": "2026-01-06T09:30:00Z",
                "decided_by": "p1",
                "recorded_by": "p1",
                "reason": "language",
            },
        ],
    }


def test_nested_values_and_coordinates() -> None:
    area = Area(
        id="a1",
        name="Gebiet",
        successors=(Succession(area_id="a2", share=0.5),),
        position=Position(latitude=51.05, longitude=13.74),
        boundary=((((13.0, 51.0), (13.5, 51.0), (13.0, 51.0)),),),
    )
    plain = to_plain(area)
    assert plain["successors"] == [{"area_id": "a2", "share": 0.5}]
    assert plain["position"] == {"latitude": 51.05, "longitude": 13.74}
    assert plain["boundary"] == [[[[13.0, 51.0], [13.5, 51.0], [13.0, 51.0]]]]
    assert from_plain(Area, plain) == area


def test_equal_records_make_equal_text() -> None:
    assert to_json(b.companion(weekly_hours=8)) == to_json(b.companion(weekly_hours=8.0))
    assert to_json(b.kuemmerer(caseload=60.0)) == to_json(b.kuemmerer(caseload=60))
    zero, minus_zero = Position(latitude=0.0, longitude=0.0), Position(latitude=-0.0, longitude=0.0)
    assert zero == minus_zero
    assert to_json(zero) == to_json(minus_zero)


def test_text_is_compact_and_keeps_umlauts() -> None:
    text = to_json(Need(code="debt", label_de="Schulden für Öl", label_en="Debt"))
    assert text == '{"code":"debt","label_de":"Schulden für Öl","label_en":"Debt"}'


def test_microseconds_survive() -> None:
    instant = datetime(2026, 1, 5, 8, 0, 0, 123456, tzinfo=UTC)
    service = b.service(places=3, counted=instant)
    assert from_json(Service, to_json(service)) == service
    assert '"updated_at":"2026-01-05T08:00:00.123456Z"' in to_json(service)


def test_a_time_with_another_offset_is_read_as_the_same_instant() -> None:
    plain = to_plain(b.chain())
    plain["opened_at"] = "2026-01-02T09:00:00+01:00"
    assert from_plain(type(b.chain()), plain) == b.chain()


WRONG: tuple[tuple[type, dict[str, object], str], ...] = (
    (Need, {"code": "debt", "label_de": "x"}, "'label_en' is not right: the field is missing"),
    (Need, {"code": 5, "label_de": "x", "label_en": "x"}, "'code' is not right: a text"),
    (Need, {"code": "d", "label_de": "x", "label_en": "x", "secret": 1}, "'secret'.*no such field"),
    (Actor, {"id": "p1", "kind": "alien", "name": "x"}, "'kind'.*allowed are: tenant"),
    (Actor, {"id": "p1", "kind": "partner", "name": "x", "languages": "de"}, "a list is needed"),
    (Actor, {"id": "b1", "kind": "companion", "name": "x", "weekly_hours": True}, "a number"),
    (Actor, {"id": "b1", "kind": "companion", "name": "x", "valid_from": "gestern"}, "a day like"),
    (Actor, {"id": "p1", "kind": "partner", "name": "x", "position": [1, 2]}, "an object"),
    (Area, {"id": "a1", "name": "x", "boundary": [[[[13.0]]]]}, "2 values is needed"),
    (Referral, {**to_plain(b.referral()), "history": [{"status": "requested"}]}, "is missing"),
)


@pytest.mark.parametrize(("kind", "plain", "said"), WRONG)
def test_what_does_not_fit_is_refused_with_the_field(
    kind: type, plain: dict[str, object], said: str
) -> None:
    with pytest.raises(InvalidValueError, match=said):
        from_plain(kind, plain)


def test_a_time_without_offset_is_refused_by_the_record() -> None:
    plain = {**to_plain(b.chain()), "opened_at": "2026-01-02T08:00:00"}
    with pytest.raises(InvalidValueError, match="an instant in UTC"):
        from_plain(type(b.chain()), plain)
    plain["opened_at"] = "Montag"
    with pytest.raises(InvalidValueError, match="an instant like"):
        from_plain(type(b.chain()), plain)


@pytest.mark.parametrize("text", ["", "{", "[]", '"text"', "null", '{"code": NaN}'])
def test_text_that_is_no_such_object_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="is not right"):
        from_json(Need, text)


def test_truth_values_are_told_from_numbers() -> None:
    @dataclasses.dataclass(frozen=True)
    class Flag:
        is_set: bool

    assert from_json(Flag, to_json(Flag(is_set=True))) == Flag(is_set=True)
    with pytest.raises(InvalidValueError, match="true or false"):
        from_json(Flag, json.dumps({"is_set": 1}))


def test_a_type_without_a_plain_form_is_a_defect_of_ours() -> None:
    @dataclasses.dataclass(frozen=True)
    class Odd:
        value: complex

    with pytest.raises(TypeError, match="complex"):
        to_plain(Odd(value=1j))
