"""Texts and ids that look like a question, a quote or a parameter are values and nothing else."""

from collections.abc import Callable

import pytest

from graph_model.domain.records import KEPT_INSIDE, RECORD_TYPES, Record, RecordKind, kind_of
from graph_model.errors import UnknownRecordError
from graph_model.store.port import Delete, Expect, Filter, GraphStore, Idempotency, Put
from tests import builders as b

TEXTS = (
    "O'Brien",
    '"quoted"',
    "`tick`",
    "$id",
    "${id}",
    "\\",
    "\\u0027}) DETACH DELETE n //",
    "x'}) DETACH DELETE n //",
    'x" RETURN n; MATCH (m) DELETE m; //',
    "x`) SET n.name = 'y' WITH n MATCH (`z",
    "'; DROP TABLE actor; --",
    "' OR 1=1 --",
    "null",
    "💬 \u202eright to left",
)

# All that an id may be made of, and what a careless language would take for something else.
IDS = ("n.id", "MATCH", "null", "0e1", "a.b:c-d_e--", "Z" * 64)


def of_id(x: str) -> tuple[Record, ...]:
    """One record of every kind with the same id, each referring to the others."""
    return (
        b.area(x),
        b.need(x),
        b.partner(x, area=x),
        b.tenant(x, area=x, cooperative=None),
        b.service(x, actor=x, needs=[x], areas=[x]),
        b.cooperation(x, between=("g1", x)),
        b.chain(x, tenant=x, area=x, cooperative="g1"),
        b.consent(x, tenant=x, recipients=[x]),
        b.contact(x, ends=("k1", x), need=x, chain=x),
        b.referral(x, recipient=x, chain=x, tenant=x, need=x, service=x),
        b.unmet_search(x, need=x, area=x, chain=x),
        b.access_key(x, digest="e" * 64, actor=x),
        b.house_choices(x, by_need={x: 1}, weights={x: 1.0}, by=x),
        b.import_batch(x, by=x),
        b.amendment(x, actor=x, name=x, by=x),
    )


FILTERS = tuple(
    (kind, name)
    for kind, names in {
        RecordKind.AREA: ["parent_id"],
        RecordKind.NEED: ["parent_id"],
        RecordKind.ACTOR: ["cooperative", "area_ids"],
        RecordKind.TENANT: ["cooperative", "area_ids"],
        RecordKind.SERVICE: ["area_ids", "need_code", "actor_id"],
        RecordKind.CHAIN: ["cooperative", "area_ids", "tenant_id"],
        RecordKind.CONSENT: ["tenant_id"],
        RecordKind.CONTACT: ["cooperative", "need_code", "actor_id", "chain_id"],
        RecordKind.REFERRAL: ["cooperative", "need_code", "actor_id", "chain_id", "tenant_id"],
        RecordKind.UNMET_SEARCH: ["cooperative", "area_ids", "need_code"],
        RecordKind.ACCESS_KEY: ["cooperative"],
        RecordKind.AMENDMENT: ["actor_id"],
    }.items()
    for name in names
)
"""Filters that take an id, by kind; see the table in ``Filter``."""


def found(store: GraphStore, kind: RecordKind, name: str, value: str) -> list[str]:
    """Ids in the list of a kind that a filter lets through."""
    given = frozenset({value}) if name == "area_ids" else value
    where = Filter(**{name: given})  # type: ignore[arg-type]
    return [one.record.id for one in store.page(RECORD_TYPES[kind], where).items]


def test_an_id_is_an_id_in_every_kind_look_up_and_filter(store: GraphStore) -> None:
    everything = [record for x in IDS for record in of_id(x)]
    assert {kind_of(record) for record in everything} == set(RecordKind)
    before = store.apply([Put(record) for record in everything]).revision - len(everything)
    assert [entry.record for entry in store.changes_since(before)] == everything
    for x in IDS:
        for kind, record_type in RECORD_TYPES.items():
            one = store.get(record_type, x)
            assert one is not None
            assert one.record == next(r for r in of_id(x) if kind_of(r) is kind)
        assert [c.service.id for c in store.candidates(x, x)] == [x]
        assert [one.record.id for one in store.consents_of(x)] == [x]
        assert [one.record.id for one in store.open_referrals(x)] == [x]
        file = store.chain_file(x)
        assert file is not None
        assert [one.record.id for one in (*file.referrals, *file.contacts)] == [x, x]
    # Nobody is part of an area or a need, and all belong to one cooperative.
    for kind, name in FILTERS:
        if name not in ("parent_id", "cooperative"):
            assert [found(store, kind, name, x) for x in IDS] == [[x] for x in IDS]
    assert store.check("en").problems == ()
    for x in IDS:
        assert store.erase(x).deleted == 3  # the tenant, the consent and the contact
    store.apply(
        [
            Delete(kind_of(record), record.id)
            for record in everything
            if kind_of(record) not in (RecordKind.TENANT, RecordKind.CONSENT, RecordKind.CONTACT)
        ]
    )
    assert store.changes_since(0)[10].record == b.consent()  # the directory, as it was
    assert {entry.record for entry in store.changes_since(before)} == {None}


TEXT_OF: dict[RecordKind, Callable[[str, str], Record]] = {
    RecordKind.AREA: lambda id_, text: b.area(id_, name=text),
    RecordKind.NEED: lambda id_, text: b.need(id_, label_de=text, label_en=text),
    RecordKind.ACTOR: lambda id_, text: b.partner(id_, name=text),
    RecordKind.SERVICE: lambda id_, text: b.service(id_, name=text),
    RecordKind.ACCESS_KEY: lambda id_, text: b.access_key(id_, label=text),
    RecordKind.AMENDMENT: lambda id_, text: b.amendment(id_, before=text),
}
"""Every kind that carries text of people, with a text wherever there is place for one."""


def test_a_text_comes_back_as_it_went_in_and_is_found_as_a_text(store: GraphStore) -> None:
    texts = {f"x{number:02}": text for number, text in enumerate(TEXTS)}
    for kind, make in TEXT_OF.items():
        records = [make(id_, text) for id_, text in texts.items()]
        store.apply([Put(record) for record in records])
        held = store.get_many(RECORD_TYPES[kind], list(texts))
        assert [held[id_].record for id_ in texts] == records
        if kind not in KEPT_INSIDE:
            for text in TEXTS:
                having = [id_ for id_, other in texts.items() if text.lower() in other.lower()]
                assert found(store, kind, "text", text) == having
    # 11 records of the directory and these; nothing else happened.
    assert store.revision() == 11 + len(TEXT_OF) * len(TEXTS)
    assert store.check("en").problems == ()


def test_a_call_s_key_digest_and_answer_are_kept_as_they_are(store: GraphStore) -> None:
    for text in TEXTS:
        call = Idempotency(key=text, digest=text, answer=text)
        store.apply([Put(b.contact())], idempotency=call)
    for text in TEXTS:
        first = store.replay(Idempotency(key=text, digest=text))
        assert first is not None
        assert first.answer == text


def test_what_is_no_id_is_simply_not_there(store: GraphStore) -> None:
    for text in TEXTS:
        assert store.chain_file(text) is None
        assert store.key_by_digest(text) is None
        assert (store.candidates(text, "a1"), store.candidates("loneliness", text)) == ((), ())
        assert (store.consents_of(text), store.open_referrals(text)) == ((), ())
        with pytest.raises(UnknownRecordError):
            store.erase(text)
        store.apply([Expect(kind, text, 0) for kind in RecordKind])
    for kind, record_type in RECORD_TYPES.items():
        assert store.get_many(record_type, TEXTS) == {}
        with pytest.raises(UnknownRecordError):
            store.apply([Delete(kind, TEXTS[-1])])
    for kind, name in FILTERS:
        assert [found(store, kind, name, text) for text in TEXTS] == [[]] * len(TEXTS)
    assert store.revision() == 11
    assert store.check("en").problems == ()
