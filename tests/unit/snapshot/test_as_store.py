"""A snapshot in the place of its store: the same answers, and refusals where it has none."""

from collections.abc import Callable

import pytest

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.amendments import Amendment, ImportBatch
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.house import HouseChoices
from graph_model.domain.needs import Need
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, kind_of
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.errors import InvalidValueError, StoreUnavailableError
from graph_model.snapshot.as_store import SnapshotStore
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Filter, GraphStore, Idempotency, Put, Versioned
from tests import builders as b
from tests.contract.test_pages import CASES, RECORDS

LISTED = {Area, Need, Actor, Service, HelpChain}
NOT_HELD = {
    Cooperation,
    Contact,
    UnmetSearch,
    AccessKey,
    HouseChoices,
    ImportBatch,
    Amendment,
}

AWAY = StoreUnavailableError(problem="away")


@pytest.fixture
def standing_in() -> GraphStore:
    return SnapshotStore(Snapshot.from_records(RECORDS, revision=77), AWAY)


def is_answered(kind: type[Record], where: Filter) -> bool:
    """What the class promises to list."""
    return (
        kind in LISTED
        or (kind is Consent and where.tenant_id is not None)
        or (kind in {Referral, Contact} and where.chain_id is not None)
    )


def test_lists_hold_the_same_records_as_those_of_a_store(standing_in: GraphStore) -> None:
    answered = [case for case in CASES if is_answered(case[0], case[1])]
    assert {kind for kind, _, _ in answered} == LISTED | {Consent, Referral, Contact}
    for kind, where, expected in answered:
        page = standing_in.page(kind, where)
        assert [item.record.id for item in page.items] == expected, (kind, where)
        for item in page.items:
            assert item == Versioned(next(r for r in RECORDS if r == item.record), 0)


def test_lists_of_one_chain_pass_the_other_filters_too(standing_in: GraphStore) -> None:
    def found(kind: type[Record], **filters: object) -> list[str]:
        where = Filter(chain_id="c2", **filters)  # type: ignore[arg-type]
        return [item.record.id for item in standing_in.page(kind, where).items]

    assert found(Referral) == ["r2", "r3"]
    assert found(Referral, need_code="rent") == ["r3"]
    assert found(Referral, actor_id="k2") == ["r2"]
    assert found(Referral, is_open=False) == []
    assert found(Referral, tenant_id="t1") == []
    assert found(Referral, cooperative="g1") == []
    assert found(Contact, actor_id="t2", need_code="debt", cooperative="g2") == ["n2"]
    assert found(Contact, actor_id="k1") == []


def test_what_it_does_not_hold_it_refuses_with_the_reason_that_was_given(
    standing_in: GraphStore,
) -> None:
    unlisted = [case for case in CASES if not is_answered(case[0], case[1])]
    assert {kind for kind, _, _ in unlisted} == NOT_HELD | {Tenant, Referral, Contact}
    for kind, where, _ in unlisted:
        with pytest.raises(StoreUnavailableError) as refused:
            standing_in.page(kind, where)
        assert refused.value is AWAY
    for kind in NOT_HELD:
        with pytest.raises(StoreUnavailableError, match="away"):
            standing_in.get(kind, "x")


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.apply([Put(b.need("debt"))]),
        lambda store: store.replay(Idempotency(key="k", digest="d")),
        lambda store: store.candidates("debt", "a1"),
        lambda store: store.open_referrals("p1"),
        lambda store: store.key_by_digest("0" * 64),
        lambda store: store.changes_since(0),
        lambda store: store.read_since(0),
        lambda store: store.erase("t1"),
        lambda store: store.check(),
    ],
)
def test_it_neither_writes_nor_knows_keys_or_changes(
    standing_in: GraphStore, call: Callable[[GraphStore], object]
) -> None:
    with pytest.raises(StoreUnavailableError) as refused:
        call(standing_in)
    assert refused.value is AWAY
    assert standing_in.revision() == 77
    standing_in.close()


def test_single_records_come_back_as_they_were_put_at_no_revision(standing_in: GraphStore) -> None:
    held = [record for record in RECORDS if type(record) not in NOT_HELD]
    assert len({type(record) for record in held}) == len(RECORD_TYPES) - len(NOT_HELD)
    for record in held:
        assert standing_in.get(type(record), record.id) == Versioned(record, 0)
        assert standing_in.get(type(record), "unheard-of") is None
    names = {(kind_of(record), record.id) for record in held}
    found = standing_in.find([*names, (RecordKind.ACTOR, "unheard-of")])
    assert {name: one.record for name, one in found.items()} == {
        (kind_of(record), record.id): record for record in held
    }
    assert set(standing_in.get_many(Actor, ["p2", "k1", "unheard-of"])) == {"p2", "k1"}


def test_a_chain_comes_with_all_that_is_in_it(standing_in: GraphStore) -> None:
    file = standing_in.chain_file("c2")
    assert file is not None
    assert [item.record.id for item in file.referrals] == ["r2", "r3"]
    assert [item.record.id for item in file.contacts] == ["n2"]
    assert standing_in.chain_file("unheard-of") is None
    assert standing_in.chain_files(["c2", "unheard-of"]) == {"c2": file}
    assert [item.record.id for item in standing_in.consents_of("t2")] == ["e2"]


def test_pages_follow_each_other_without_gap_or_overlap(standing_in: GraphStore) -> None:
    first = standing_in.page(HelpChain, limit=3)
    assert ([item.record.id for item in first.items], first.after) == (["c1", "c2", "c3"], "c3")
    second = standing_in.page(HelpChain, after="c3", limit=3)
    assert ([item.record.id for item in second.items], second.after) == (["c4"], None)
    assert standing_in.page(HelpChain, limit=4).after is None
    assert standing_in.page(HelpChain, Filter(tenant_id="unheard-of")).items == ()


def test_a_text_that_a_store_refuses_is_refused_here_too(standing_in: GraphStore) -> None:
    with pytest.raises(InvalidValueError, match="text"):
        standing_in.page(Actor, Filter(text=" "))
