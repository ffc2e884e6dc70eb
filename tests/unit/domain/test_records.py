"""Kinds of records and what refers to what."""

import pytest

from graph_model.domain.records import (
    RECORD_TYPES,
    Record,
    RecordKind,
    contact_parties,
    kind_of,
    references,
)
from tests import builders as b

REFERS: tuple[tuple[Record, str], ...] = (
    (b.area("a2", "a1"), "area:a1"),
    (b.area("a1"), ""),
    (b.need("debt", "money"), "need:money"),
    (b.cooperative(), "area:a1"),
    (b.kuemmerer(areas=["a1", "a2"], area_id="a3"), "actor:g1 area:a1 area:a2 area:a3"),
    (b.companion(), "actor:g1 area:a1"),
    (b.partner(area=None), ""),
    (b.tenant(), "actor:g1 area:a1"),
    (b.service(needs=["debt", "care"]), "actor:p1 area:a1 need:care need:debt"),
    (b.cooperation(), "actor:g1 actor:p1"),
    (b.chain(), "actor:g1 actor:k1 area:a1 tenant:t1"),
    (b.consent(recipients=["p1", "o1"]), "actor:o1 actor:p1 tenant:t1"),
    (b.contact(need="debt", chain="c1", recorded_by="k1"), "chain:c1 need:debt"),
    (
        b.referral("r3", service="s1", previous="r1", parent="r2"),
        "actor:k1 actor:p1 chain:c1 need:loneliness referral:r1 referral:r2 service:s1 tenant:t1",
    ),
    (b.unmet_search(chain="c1"), "actor:g1 actor:k1 area:a1 chain:c1 need:loneliness"),
    (b.access_key(), "actor:g1 actor:k1"),
    (b.access_key(cooperative=None, actor=None), ""),
    (b.house_choices(by_need={"debt": 1}), ""),
    (b.import_batch(), ""),
    (b.amendment(), ""),
)


@pytest.mark.parametrize(("record", "expected"), REFERS)
def test_what_a_record_refers_to(record: Record, expected: str) -> None:
    found = sorted(f"{kind}:{record_id}" for kind, record_id in references(record))
    assert " ".join(found) == expected


def test_every_kind_is_tried() -> None:
    assert {kind_of(record) for record, _ in REFERS} == set(RecordKind)


def test_both_ends_of_a_contact_are_parties() -> None:
    assert contact_parties(b.contact(ends=("k1", "t1"))) == ("k1", "t1")


def test_nothing_refers_to_a_later_kind() -> None:
    order = list(RecordKind)
    for record, _ in REFERS:
        for kind, _ in references(record):
            assert order.index(kind) <= order.index(kind_of(record))


def test_each_kind_has_its_type() -> None:
    assert list(RECORD_TYPES) == list(RecordKind)
    for record in b.directory():
        assert RECORD_TYPES[kind_of(record)] is type(record)
