"""Erasing a person: nothing of them stays, what organisations did with one another does."""

import pytest

from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import UnknownRecordError
from graph_model.store.port import (
    EntryBatch,
    Erasure,
    GraphStore,
    Idempotency,
    Put,
    erased_mark,
    is_erased_mark,
)
from tests import builders as b

STEPS = ["requested 2026-01-05", "accepted 2026-01-06", "completed 2026-01-20 resolved"]


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    store.apply(
        [
            Put(b.tenant("t2")),
            Put(b.chain("c2", tenant="t2")),
            Put(b.consent("e2", recipients=["o1"])),
            Put(b.consent("e3", tenant="t2")),
            Put(b.referral("r1", steps=STEPS)),
            Put(b.referral("r2", chain="c2", tenant="t2")),
            Put(b.contact("n1", ends=("k1", "t1"))),
            Put(b.contact("n2", ends=("t1", "b1"), chain="c1")),
            Put(b.contact("n3", ends=("k1", "p1"), chain="c1")),
            Put(b.contact("n4", ends=("k1", "t2"))),
        ]
    )
    return store


def test_the_person_their_consents_and_their_contacts_are_gone(filled: GraphStore) -> None:
    filled.erase("t1")
    assert [item.record.id for item in filled.page(Tenant).items] == ["t2"]
    assert [item.record.id for item in filled.page(Consent).items] == ["e3"]
    assert [item.record.id for item in filled.page(Contact).items] == ["n3", "n4"]


def test_chains_and_referrals_stay_between_organisations(filled: GraphStore) -> None:
    filled.erase("t1")
    chain, referral = filled.get(HelpChain, "c1"), filled.get(Referral, "r1")
    assert chain is not None
    assert referral is not None
    assert chain.record == b.chain(tenant=None)
    assert referral.record == b.referral(tenant=None, steps=STEPS)
    other = filled.get(Referral, "r2")
    assert other is not None
    assert other.record.tenant_id == "t2"


def test_an_erasure_counts_what_it_did(filled: GraphStore) -> None:
    before = filled.revision()
    # Gone: t1, e1, e2, n1, n2. Without a tenant from now on: c1, r1. Each is a change.
    assert filled.erase("t1") == Erasure(revision=before + 7, deleted=5, anonymised=2)
    assert filled.revision() == before + 7


def test_the_feed_tells_of_it_without_the_id(filled: GraphStore) -> None:
    before = filled.revision()
    filled.erase("t1")
    feed = filled.changes_since(before)
    gone = {(e.kind, e.record_id) for e in feed if e.record is None}
    assert gone == {
        (RecordKind.TENANT, erased_mark("t1")),
        (RecordKind.CONSENT, "e1"),
        (RecordKind.CONSENT, "e2"),
        (RecordKind.CONTACT, "n1"),
        (RecordKind.CONTACT, "n2"),
    }
    assert {e.record_id for e in feed if e.record is not None} == {"c1", "r1"}
    assert [e for e in filled.changes_since(0) if e.record_id == "t1"] == []
    bulk = [e for i in filled.read_since(before) if isinstance(i, EntryBatch) for e in i.entries]
    assert bulk == [e for e in feed if e.record is None]


def test_a_mark_is_recognised_and_tells_nothing() -> None:
    # SHA-256 of "t1", first 32 digits, from sha256sum.
    assert erased_mark("t1") == "erased:628b49d96dcde97a430dd4f597705899"
    assert is_erased_mark(erased_mark("t1"))
    assert not is_erased_mark("t1")


def test_answers_kept_for_repeated_calls_lose_the_id_too(store: GraphStore) -> None:
    answer = '{"tenant_id":"t1","others":["t10","xt1","t1-a"]}'
    call = Idempotency(key="make t1", digest="d", answer=answer)
    other = Idempotency(key="other", digest="d", answer='{"id":"t2"}')
    store.apply([Put(b.contact())], idempotency=call)
    store.apply([Put(b.contact("n2"))], idempotency=other)
    store.erase("t1")
    mark = erased_mark("t1")
    found = store.replay(Idempotency(key=f"make {mark}", digest="d"))
    assert found is not None
    assert found.answer == f'{{"tenant_id":"{mark}","others":["t10","xt1","t1-a"]}}'
    kept = store.replay(other)
    assert kept is not None
    assert kept.answer == '{"id":"t2"}'


def test_erasing_again_finishes_quietly_and_counts_nothing(filled: GraphStore) -> None:
    first = filled.erase("t1")
    assert filled.erase("t1") == Erasure(revision=first.revision, deleted=0, anonymised=0)


def test_somebody_who_never_was_cannot_be_erased(filled: GraphStore) -> None:
    before = filled.revision()
    with pytest.raises(UnknownRecordError, match="t9"):
        filled.erase("t9")
    with pytest.raises(UnknownRecordError, match="k1"):
        filled.erase("k1")
    assert filled.revision() == before


def test_an_erased_id_may_be_used_and_erased_anew(filled: GraphStore) -> None:
    filled.erase("t1")
    filled.apply([Put(b.tenant())])
    assert filled.get(Tenant, "t1") is not None
    before = filled.revision()
    assert filled.erase("t1") == Erasure(revision=before + 1, deleted=1, anonymised=0)
    marks = [e for e in filled.changes_since(0) if is_erased_mark(e.record_id)]
    assert [e.revision for e in marks] == [before + 1]


def test_an_actor_with_the_tenants_id_stays(store: GraphStore) -> None:
    store.apply([Put(b.partner("t1"))])
    store.erase("t1")
    assert store.get(Actor, "t1") is not None


def test_after_an_erasure_everything_still_fits(filled: GraphStore) -> None:
    filled.erase("t1")
    assert filled.check().problems == ()
    assert filled.open_referrals("p1")[0].record.id == "r2"
    filled.apply([Put(b.referral("r1", tenant=None, steps=STEPS))])
