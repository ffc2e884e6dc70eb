"""Lists by filter: every filter of every kind, stable cursors, and refusals."""

from dataclasses import fields

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
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import InvalidValueError
from graph_model.store.port import Delete, Filter, GraphStore, Put
from graph_model.store.walking import every
from tests import builders as b

RECORDS: tuple[Record, ...] = (
    *b.directory(),
    b.area("a2", "a1", name="Görlitzer Straße"),
    b.area("a3", "a2", name="Altstadt"),
    b.need("debt", label_de="Schulden", label_en="Debt"),
    b.need("rent", "debt", label_de="Mietschulden", label_en="Rent arrears"),
    b.cooperative("g2", area="a2"),
    b.kuemmerer("k2", cooperative="g2", areas=["a2"]),
    b.partner("p2", area="a2", name="ÖKUMENISCHE Beratung"),
    b.companion("b2", cooperative="g2", area="a3"),
    b.tenant("t2", cooperative="g2", area="a2"),
    b.tenant("t3", cooperative="g2", area="a3"),
    b.tenant("t4", cooperative=None, area=None),
    b.service(
        "s2", actor="p2", needs=["debt", "rent"], areas=["a2", "a3"], name="Schuldnerberatung"
    ),
    b.cooperation(),
    b.chain("c2", tenant="t2", cooperative="g2", area="a2", opened_by="k2"),
    b.chain("c3", tenant="t2", cooperative="g2", area="a3", closed="2026-03-01"),
    b.chain("c4", tenant=None, cooperative=None, area=None, opened_by=None),
    b.consent("e2", tenant="t2"),
    b.contact("n1"),
    b.contact("n2", ends=("k2", "t2"), chain="c2", need="debt"),
    b.contact("n3", ends=("p2", "k2"), chain="c3"),
    b.referral("r1"),
    b.referral("r2", sender="k2", recipient="p2", chain="c2", tenant="t2", need="debt"),
    b.referral(
        "r3", sender="p2", recipient="p1", chain="c2", tenant="t2", need="rent", parent="r2"
    ),
    b.referral(
        "r4",
        chain="c3",
        tenant="t2",
        steps=["requested 2026-01-05", "rejected 2026-01-06 language"],
    ),
    b.referral("r5", chain="c4", tenant=None, steps=["draft 2026-01-05"]),
    b.unmet_search("u1"),
    b.unmet_search("u2", need="debt", area="a2", cooperative="g2"),
    b.unmet_search("u3", need="debt", area="a3", cooperative=None),
    b.access_key("key1"),
    b.access_key("key2", digest="1" * 64, cooperative="g2", actor="k2"),
    b.access_key("key3", digest="2" * 64, cooperative=None, actor=None, language="en"),
    b.house_choices(by_need={"debt": 1, "rent": 5}, weights={"fit": 0.5, "room": 1.0}),
    b.import_batch("i1", files={"services": 3}, created={"service": 3, "need": 1}),
    b.import_batch("i2", left_out=2, parts=0, undone="2026-01-03"),
    b.amendment("m1", before='{"id":"s1","name":"Früher \\"so\\""}'),
    b.amendment("m2", actor="p2", name="s2"),
    b.amendment("m3", actor=None, occasion="import"),
)

CASES: tuple[tuple[type[Record], Filter, list[str]], ...] = (
    (Area, Filter(), ["a1", "a2", "a3"]),
    (Area, Filter(parent_id="a1"), ["a2"]),
    (Area, Filter(parent_id="a9"), []),
    (Area, Filter(text="görlitz"), ["a2"]),
    (Area, Filter(text="GÖRLITZER STRASSE"), ["a2"]),
    (Area, Filter(text="GEBIET"), ["a1"]),
    (Need, Filter(parent_id="debt"), ["rent"]),
    (Need, Filter(text="schuld"), ["debt", "rent"]),
    (Need, Filter(text="arrears"), ["rent"]),
    (Actor, Filter(actor_kind=ActorKind.KUEMMERER), ["k1", "k2"]),
    (Actor, Filter(cooperative="g2"), ["b2", "k2"]),
    (Actor, Filter(area_ids=frozenset({"a2", "a3"})), ["b2", "g2", "p2"]),
    (Actor, Filter(area_ids=frozenset()), []),
    (Actor, Filter(text="ökumenische b"), ["p2"]),
    (Actor, Filter(text="%"), []),
    (Actor, Filter(actor_kind=ActorKind.COMPANION, cooperative="g2"), ["b2"]),
    (Actor, Filter(actor_kind=ActorKind.PARTNER, cooperative="g2"), []),
    (Tenant, Filter(), ["t1", "t2", "t3", "t4"]),
    (Tenant, Filter(cooperative="g2"), ["t2", "t3"]),
    (Tenant, Filter(area_ids=frozenset({"a1", "a3"})), ["t1", "t3"]),
    (Tenant, Filter(cooperative="g2", area_ids=frozenset({"a1", "a3"})), ["t3"]),
    (Service, Filter(area_ids=frozenset({"a3"})), ["s2"]),
    (Service, Filter(area_ids=frozenset({"a1", "a2", "a3"})), ["s1", "s2"]),
    (Service, Filter(need_code="rent"), ["s2"]),
    (Service, Filter(actor_id="p1"), ["s1"]),
    (Service, Filter(text="beratung"), ["s2"]),
    (Cooperation, Filter(), ["z1"]),
    (HelpChain, Filter(cooperative="g2"), ["c2", "c3"]),
    (HelpChain, Filter(area_ids=frozenset({"a1", "a2"})), ["c1", "c2"]),
    (HelpChain, Filter(tenant_id="t2"), ["c2", "c3"]),
    (HelpChain, Filter(is_open=True), ["c1", "c2", "c4"]),
    (HelpChain, Filter(is_open=False), ["c3"]),
    (HelpChain, Filter(cooperative="g2", is_open=True, tenant_id="t2"), ["c2"]),
    (Consent, Filter(tenant_id="t2"), ["e2"]),
    (Contact, Filter(cooperative="g2"), ["n2", "n3"]),
    (Contact, Filter(need_code="debt"), ["n2"]),
    (Contact, Filter(actor_id="k2"), ["n2", "n3"]),
    (Contact, Filter(actor_id="t2"), ["n2"]),
    (Contact, Filter(chain_id="c3"), ["n3"]),
    (Referral, Filter(cooperative="g2"), ["r2", "r3", "r4"]),
    (Referral, Filter(need_code="rent"), ["r3"]),
    (Referral, Filter(actor_id="p2"), ["r2", "r3"]),
    (Referral, Filter(actor_id="p1"), ["r1", "r3", "r4", "r5"]),
    (Referral, Filter(tenant_id="t2"), ["r2", "r3", "r4"]),
    (Referral, Filter(chain_id="c2"), ["r2", "r3"]),
    (Referral, Filter(is_open=True), ["r1", "r2", "r3", "r5"]),
    (Referral, Filter(is_open=False), ["r4"]),
    (Referral, Filter(actor_id="p2", need_code="debt", chain_id="c2"), ["r2"]),
    (UnmetSearch, Filter(cooperative="g2"), ["u2"]),
    (UnmetSearch, Filter(area_ids=frozenset({"a1", "a3"})), ["u1", "u3"]),
    (UnmetSearch, Filter(need_code="debt"), ["u2", "u3"]),
    (AccessKey, Filter(cooperative="g2"), ["key2"]),
    (AccessKey, Filter(), ["key1", "key2", "key3"]),
    (HouseChoices, Filter(), ["house"]),
    (ImportBatch, Filter(), ["i1", "i2"]),
    (Amendment, Filter(), ["m1", "m2", "m3"]),
    (Amendment, Filter(actor_id="p2"), ["m2"]),
)

# The table in the docstring of Filter.
KINDS_OF_FILTER: dict[str, set[type[Record]]] = {
    "actor_kind": {Actor},
    "cooperative": {Actor, Tenant, HelpChain, UnmetSearch, AccessKey, Referral, Contact},
    "area_ids": {Actor, Tenant, HelpChain, UnmetSearch, Service},
    "need_code": {Service, Referral, Contact, UnmetSearch},
    "actor_id": {Service, Referral, Contact, Amendment},
    "tenant_id": {HelpChain, Referral, Consent},
    "chain_id": {Referral, Contact},
    "is_open": {HelpChain, Referral},
    "parent_id": {Area, Need},
    "text": {Area, Actor, Service, Need},
}

SOME_VALUE: dict[str, object] = {
    "actor_kind": ActorKind.PARTNER,
    "area_ids": frozenset({"a1"}),
    "is_open": False,
}


@pytest.fixture
def filled(empty: GraphStore) -> GraphStore:
    empty.apply([Put(record) for record in reversed(RECORDS)])
    return empty


def ids_of(store: GraphStore, record_type: type[Record], where: Filter) -> list[str]:
    return [item.record.id for item in store.page(record_type, where).items]


def test_every_filter_finds_its_records_and_no_others(filled: GraphStore) -> None:
    found = {(kind, where): ids_of(filled, kind, where) for kind, where, _ in CASES}
    assert found == {(kind, where): expected for kind, where, expected in CASES}


def test_every_kind_and_filter_of_the_table_is_tried() -> None:
    tried = {
        (field.name, kind)
        for kind, where, _ in CASES
        for field in fields(where)
        if getattr(where, field.name) is not None
    }
    assert tried == {(name, kind) for name, kinds in KINDS_OF_FILTER.items() for kind in kinds}


@pytest.mark.parametrize("name", [field.name for field in fields(Filter)])
def test_a_filter_that_a_kind_does_not_have_is_refused(filled: GraphStore, name: str) -> None:
    where = Filter(**{name: SOME_VALUE.get(name, "x")})  # type: ignore[arg-type]
    for kind in set(RECORD_TYPES.values()) - KINDS_OF_FILTER[name]:
        with pytest.raises(InvalidValueError, match=name):
            filled.page(kind, where)


def test_a_page_carries_records_with_their_revisions(filled: GraphStore) -> None:
    for item in filled.page(Referral).items:
        assert filled.get(Referral, item.record.id) == item


def test_pages_follow_each_other_without_gap_or_overlap(filled: GraphStore) -> None:
    seen, after = [], None
    for _ in range(10):
        page = filled.page(Referral, after=after, limit=2)
        seen.append([item.record.id for item in page.items])
        after = page.after
        if after is None:
            break
    assert seen == [["r1", "r2"], ["r3", "r4"], ["r5"]]


def test_a_whole_list_comes_in_order_however_many_pages_it_takes(filled: GraphStore) -> None:
    fresh = [f"x{number:04}" for number in range(2001)]
    filled.apply([Put(b.area(area_id)) for area_id in fresh])
    assert [item.record.id for item in every(filled, Area)] == ["a1", "a2", "a3", *fresh]
    of_tenant = every(filled, Referral, where=Filter(tenant_id="t2"))
    assert [item.record.id for item in of_tenant] == ["r2", "r3", "r4"]


def test_a_page_that_ends_with_the_list_has_no_cursor(filled: GraphStore) -> None:
    assert filled.page(Referral, limit=5).after is None
    assert filled.page(Referral, limit=4).after == "r4"
    assert filled.page(Referral, after="r5").items == ()


def test_a_cursor_stays_right_when_records_come_and_go(filled: GraphStore) -> None:
    first = filled.page(Contact, limit=2)
    assert [item.record.id for item in first.items] == ["n1", "n2"]
    filled.apply([Put(b.contact("n0")), Put(b.contact("n2a")), Delete(RecordKind.CONTACT, "n2")])
    second = filled.page(Contact, after=first.after)
    assert [item.record.id for item in second.items] == ["n2a", "n3"]


def test_ids_are_ordered_by_code_point(empty: GraphStore) -> None:
    empty.apply([Put(b.area(id_)) for id_ in ("b", "A", "a", "B", "10", "9", "a.b", "a-b", "a_b")])
    assert [item.record.id for item in empty.page(Area).items] == [
        "10", "9", "A", "B", "a", "a-b", "a.b", "a_b", "b",
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_1_to_1000_records(filled: GraphStore, limit: int) -> None:
    with pytest.raises(InvalidValueError, match="limit"):
        filled.page(Actor, limit=limit)


def test_a_malformed_cursor_is_refused(filled: GraphStore) -> None:
    with pytest.raises(InvalidValueError, match="after"):
        filled.page(Actor, after="' OR 1=1 --")


def test_values_of_filters_are_values_and_never_part_of_the_question(filled: GraphStore) -> None:
    for value in ("x' OR '1'='1", '"', "%", "_", "]", "\\", "💬"):
        assert ids_of(filled, Referral, Filter(chain_id=value)) == []
        assert ids_of(filled, Actor, Filter(text=f"{value}{value}")) == []
        assert ids_of(filled, Actor, Filter(area_ids=frozenset({value}))) == []


def test_text_that_cannot_be_stored_is_refused(filled: GraphStore) -> None:
    with pytest.raises(InvalidValueError, match="text"):
        filled.page(Actor, Filter(text="\ud800"))
    with pytest.raises(InvalidValueError, match="text"):
        filled.page(Actor, Filter(cooperative="\ud800"))
