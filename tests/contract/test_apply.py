"""Writing: all or nothing, in order, durable, references whole, revisions counted."""

from collections.abc import Callable

import pytest

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import (
    BrokenReferenceError,
    RevisionConflictError,
    StoreUnavailableError,
    UnknownRecordError,
)
from graph_model.store.port import Delete, Expect, GraphStore, Put
from tests import builders as b

EVERY_KIND: tuple[Record, ...] = (
    *b.directory(),
    b.area(
        "a2",
        "a1",
        valid_from="2020-01-01",
        valid_to="2025-01-01",
        flats=120,
        residents=4000,
        residents_65_plus=1200,
        boundary=((((13.0, 51.0), (13.5, 51.0), (13.5, 51.5), (13.0, 51.0)),),),
    ),
    b.need("debt", "loneliness", sdoh_domain="financial-insecurity"),
    b.tenant("t2", age_band="75_84", languages=["de", "uk"], mobility="limited"),
    b.service(
        "s2",
        languages=["de", "ar"],
        access=["home_visits", "by_phone"],
        cost="reduced",
        places=8,
        free=2,
        counted="2026-01-02",
        ages=(60, None),
        care_levels=(0, 2),
        typical_wait_days=3.5,
        verified_at="2026-01-01",
    ),
    b.cooperation(valid_from="2024-01-01"),
    b.chain("c2", tenant="t2", closed="2026-03-01", closed_recorded="2026-03-02"),
    b.consent("e2", tenant="t2", recipients=["p1", "o1"], valid_to="2027-01-01"),
    b.contact("n2", ends=("t2", "b1"), need="debt", chain="c2", recorded_by="k1"),
    b.referral(
        "r2",
        chain="c2",
        tenant="t2",
        service="s2",
        urgency="urgent",
        steps=[
            "draft 2026-01-04",
            "requested 2026-01-05T10:30",
            "accepted 2026-01-07 recorded=2026-01-20 recorded_by=k1",
            "on_hold 2026-01-21 unreachable",
            "in_progress 2026-02-01",
            "completed 2026-03-01 partly_resolved",
        ],
    ),
    b.referral(
        "r3",
        chain="c2",
        tenant="t2",
        steps=["requested 2026-01-05", "rejected 2026-01-06 language"],
    ),
    b.referral("r4", chain="c2", tenant="t2", previous="r3"),
    b.unmet_search(excluded={"area": 3, "full": 1}, chain="c2"),
    b.access_key(expires="2027-01-01", revoked="2026-06-01"),
)


def test_a_new_store_stands_at_revision_0(empty: GraphStore) -> None:
    assert empty.revision() == 0


@pytest.mark.parametrize(
    "record", EVERY_KIND, ids=lambda record: f"{type(record).__name__}-{record.id}"
)
def test_every_kind_of_record_comes_back_as_it_went_in(empty: GraphStore, record: Record) -> None:
    empty.apply([Put(one) for one in EVERY_KIND])
    found = empty.get(type(record), record.id)
    assert found is not None
    assert found.record == record


def test_each_change_counts_the_revision_on_by_one(empty: GraphStore) -> None:
    first = empty.apply([Put(b.area("a1")), Put(b.area("a2"))])
    second = empty.apply([Put(b.area("a3"))])
    assert (first.revision, second.revision, empty.revision()) == (2, 3, 3)
    revisions = [item.revision for item in empty.page(Area).items]
    assert revisions == [1, 2, 3]


def test_a_receipt_of_a_first_call_is_no_replay(empty: GraphStore) -> None:
    assert not empty.apply([Put(b.area())]).replayed


def test_an_equal_record_is_left_alone(store: GraphStore) -> None:
    before = store.revision()
    receipt = store.apply([Put(record) for record in b.directory()])
    assert receipt.revision == store.revision() == before
    assert store.changes_since(before) == ()


def test_equal_means_equal_values_not_equal_spelling(empty: GraphStore) -> None:
    empty.apply([Put(record) for record in b.directory()])
    before = empty.revision()
    # 8 hours and 8.0 hours are the same number; an instant is the same in every way to write it.
    empty.apply([Put(b.companion(weekly_hours=8))])
    empty.apply([Put(b.chain(opened="2026-01-02T10:00+02:00"))])
    assert empty.revision() == before


def test_a_changed_record_replaces_the_old_one(store: GraphStore) -> None:
    before = store.revision()
    store.apply([Put(b.partner(name="Neuer Name")), Put(b.office())])
    found = store.get(Actor, "p1")
    assert found is not None
    assert (found.record.name, found.revision) == ("Neuer Name", before + 1)
    assert store.revision() == before + 1


def test_a_referral_takes_its_next_step(store: GraphStore) -> None:
    steps = ["requested 2026-01-05", "accepted 2026-01-07", "on_hold 2026-01-08 unreachable"]
    for count in (1, 2, 3):
        store.apply([Put(b.referral(steps=steps[:count]))])
    found = store.get(Referral, "r1")
    assert found is not None
    assert found.record == b.referral(steps=steps)


def test_a_corrected_history_replaces_the_old_one_whole(store: GraphStore) -> None:
    store.apply(
        [
            Put(
                b.referral(
                    steps=["requested 2026-01-05", "accepted 2026-01-07", "in_progress 2026-01-08"]
                )
            )
        ]
    )
    corrected = b.referral(steps=["requested 2026-01-04", "accepted 2026-01-06"])
    store.apply([Put(corrected)])
    found = store.get(Referral, "r1")
    assert found is not None
    assert found.record == corrected


def test_a_correction_that_leaves_the_last_state_as_it_was_is_a_change(store: GraphStore) -> None:
    store.apply([Put(b.referral(steps=["requested 2026-01-05", "accepted 2026-01-07"]))])
    before = store.revision()
    corrected = b.referral(steps=["requested 2026-01-04", "accepted 2026-01-07"])
    assert store.apply([Put(corrected)]).revision == before + 1
    found = store.get(Referral, "r1")
    assert found is not None
    assert found.record == corrected


def test_a_refused_change_takes_the_whole_batch_with_it(store: GraphStore) -> None:
    before = store.revision()
    changes = [
        Put(b.contact("n1")),
        Put(b.partner(name="Anders")),
        Put(b.contact("n2", need="missing")),
    ]
    with pytest.raises(BrokenReferenceError, match="need missing"):
        store.apply(changes)
    assert store.revision() == before
    assert store.changes_since(before) == ()
    assert store.get(Contact, "n1") is None
    found = store.get(Actor, "p1")
    assert found is not None
    assert found.record == b.partner()


def test_what_was_acknowledged_is_there_after_opening_again(
    store: GraphStore, open_again: Callable[[], GraphStore]
) -> None:
    receipt = store.apply([Put(b.contact())])
    store.close()
    again = open_again()
    found = again.get(Contact, "n1")
    assert found is not None
    assert (found.record, again.revision()) == (b.contact(), receipt.revision)


def test_references_may_point_to_records_later_in_the_batch(empty: GraphStore) -> None:
    empty.apply([Put(record) for record in reversed(b.directory())])
    assert empty.check().problems == ()


REFERRERS: tuple[tuple[Record, str], ...] = (
    (b.area("a2", "missing"), "area missing"),
    (b.need("debt", "missing"), "need missing"),
    (b.partner("p2", area="missing"), "area missing"),
    (b.kuemmerer("k2", cooperative="missing"), "actor missing"),
    (b.kuemmerer("k2", areas=["a1", "missing"]), "area missing"),
    (b.tenant("t2", cooperative="missing"), "actor missing"),
    (b.tenant("t2", area="missing"), "area missing"),
    (b.service("s2", actor="missing"), "actor missing"),
    (b.service("s2", needs=["loneliness", "missing"]), "need missing"),
    (b.service("s2", areas=["missing"]), "area missing"),
    (b.cooperation(between=("g1", "missing")), "actor missing"),
    (b.chain("c2", tenant="missing"), "tenant missing"),
    (b.chain("c2", opened_by="missing"), "actor missing"),
    (b.consent("e2", tenant="missing"), "tenant missing"),
    (b.consent("e2", recipients=["p1", "missing"]), "actor missing"),
    (b.contact(ends=("k1", "missing")), "missing"),
    (b.contact(ends=("missing", "t1")), "missing"),
    (b.contact(chain="missing"), "chain missing"),
    (b.referral(chain="missing"), "chain missing"),
    (b.referral(tenant="missing"), "tenant missing"),
    (b.referral(recipient="missing"), "actor missing"),
    (b.referral(sender="missing"), "actor missing"),
    (b.referral(service="missing"), "service missing"),
    (b.referral(need="missing"), "need missing"),
    (b.referral(previous="missing"), "referral missing"),
    (b.referral(parent="missing"), "referral missing"),
    (b.unmet_search(area="missing"), "area missing"),
    (b.unmet_search(searched_by="missing"), "actor missing"),
    (b.access_key(actor="missing"), "actor missing"),
)


@pytest.mark.parametrize(("record", "named"), REFERRERS)
def test_a_reference_to_nothing_is_refused_and_named(
    store: GraphStore, record: Record, named: str
) -> None:
    with pytest.raises(BrokenReferenceError, match=named) as caught:
        store.apply([Put(record)])
    assert caught.value.details["record_id"] == record.id
    assert store.get(type(record), record.id) is None


def test_many_missing_references_are_refused_as_one_is(store: GraphStore) -> None:
    contacts = [Put(b.contact(f"n{i}", ends=("k1", f"x{i:02}"))) for i in range(30)]
    with pytest.raises(BrokenReferenceError, match="x00"):
        store.apply(contacts)


def test_a_contact_may_be_with_an_actor_or_a_tenant(store: GraphStore) -> None:
    store.apply([Put(b.contact("n1", ends=("k1", "p1"))), Put(b.contact("n2", ends=("t1", "o1")))])
    assert [item.record.id for item in store.page(Contact).items] == ["n1", "n2"]


IN_USE: tuple[tuple[RecordKind, str], ...] = (
    (RecordKind.AREA, "a1"),
    (RecordKind.NEED, "loneliness"),
    (RecordKind.ACTOR, "g1"),
    (RecordKind.ACTOR, "k1"),
    (RecordKind.ACTOR, "p1"),
    (RecordKind.TENANT, "t1"),
    (RecordKind.CHAIN, "c1"),
    (RecordKind.SERVICE, "s1"),
    (RecordKind.REFERRAL, "r0"),
)


@pytest.mark.parametrize(("kind", "record_id"), IN_USE)
def test_what_is_referred_to_cannot_be_deleted(
    store: GraphStore, kind: RecordKind, record_id: str
) -> None:
    store.apply(
        [
            Put(b.referral("r0", steps=["requested 2026-01-05", "rejected 2026-01-06 language"])),
            Put(b.referral("r1", service="s1", previous="r0")),
        ]
    )
    before = store.revision()
    with pytest.raises(BrokenReferenceError, match=record_id):
        store.apply([Delete(kind, record_id)])
    assert store.revision() == before


def test_the_recipient_of_a_consent_cannot_be_deleted(store: GraphStore) -> None:
    store.apply([Put(b.consent("e2", recipients=["o1"]))])
    with pytest.raises(BrokenReferenceError, match="actor o1"):
        store.apply([Delete(RecordKind.ACTOR, "o1")])


@pytest.mark.parametrize("end", ["b1", "t9"])
def test_the_end_of_a_contact_cannot_be_deleted(store: GraphStore, end: str) -> None:
    store.apply([Put(b.tenant("t9")), Put(b.contact(ends=("k1", end)))])
    kind = RecordKind.TENANT if end == "t9" else RecordKind.ACTOR
    with pytest.raises(BrokenReferenceError, match=end):
        store.apply([Delete(kind, end)])


def test_what_was_referred_to_once_can_be_deleted_when_it_no_longer_is(store: GraphStore) -> None:
    store.apply([Put(b.partner("p2")), Put(b.service("s2", actor="p2"))])
    store.apply([Put(b.service("s2", actor="p1")), Delete(RecordKind.ACTOR, "p2")])
    assert store.get(Actor, "p2") is None
    assert store.check().problems == ()


def test_a_whole_cluster_can_be_deleted_in_any_order(store: GraphStore) -> None:
    store.apply([Put(b.partner("p2")), Put(b.service("s2", actor="p2"))])
    store.apply([Delete(RecordKind.ACTOR, "p2"), Delete(RecordKind.SERVICE, "s2")])
    assert store.check().problems == ()


def test_deleting_nothing_is_an_error(store: GraphStore) -> None:
    with pytest.raises(UnknownRecordError, match="p9"):
        store.apply([Delete(RecordKind.ACTOR, "p9")])


def test_changes_take_effect_in_their_order(store: GraphStore) -> None:
    before = store.revision()
    store.apply(
        [
            Put(b.partner("p2", name="Erster")),
            Expect(RecordKind.ACTOR, "p2", before + 1),
            Put(b.partner("p2", name="Zweiter"), expected=before + 1),
            Delete(RecordKind.ACTOR, "p2", expected=before + 2),
            Expect(RecordKind.ACTOR, "p2", 0),
            Put(b.partner("p2", name="Dritter"), expected=0),
        ]
    )
    found = store.get(Actor, "p2")
    assert found is not None
    assert (found.record.name, found.revision) == ("Dritter", before + 4)


def test_a_batch_larger_than_any_part_it_may_be_cut_into(store: GraphStore) -> None:
    before = store.revision()
    contacts = [b.contact(f"n{i:05}", when=f"2026-01-{1 + i % 28:02}") for i in range(12_000)]
    receipt = store.apply([Put(contact) for contact in contacts])
    assert receipt.revision == before + 12_000
    assert store.get_many(Contact, ["n00000", "n11999"])["n11999"].record == contacts[-1]
    broken = [Put(b.contact(f"m{i:05}")) for i in range(12_000)] + [Put(b.contact("m", need="x"))]
    with pytest.raises(BrokenReferenceError, match="need x"):
        store.apply(broken)
    assert store.revision() == before + 12_000


def test_the_stores_revision_can_be_expected(store: GraphStore) -> None:
    now = store.revision()
    with pytest.raises(RevisionConflictError, match=f"expected revision {now - 1}, is {now}"):
        store.apply([Put(b.contact())], expected_revision=now - 1)
    assert store.apply([Put(b.contact())], expected_revision=now).revision == now + 1


@pytest.mark.parametrize(
    "change",
    [
        Put(b.partner(name="Anders"), expected=1),
        Put(b.partner(name="Anders"), expected=0),
        Put(b.partner(), expected=1),
        Put(b.partner("p2"), expected=5),
        Delete(RecordKind.COOPERATION, "z1", expected=1),
        Delete(RecordKind.ACTOR, "p9", expected=1),
        Expect(RecordKind.ACTOR, "p1", 1),
        Expect(RecordKind.ACTOR, "p1", 0),
        Expect(RecordKind.ACTOR, "p9", 3),
    ],
)
def test_a_record_that_stands_elsewhere_than_expected_stops_the_batch(
    store: GraphStore, change: Put | Delete | Expect
) -> None:
    store.apply([Put(b.cooperation())])
    before = store.revision()
    with pytest.raises(RevisionConflictError):
        store.apply([Put(b.contact()), change])
    assert (store.revision(), store.get(Contact, "n1")) == (before, None)


def test_expecting_alone_writes_nothing(store: GraphStore) -> None:
    before = store.revision()
    chain = store.get(HelpChain, "c1")
    assert chain is not None
    receipt = store.apply([Expect(RecordKind.CHAIN, "c1", chain.revision)])
    assert receipt.revision == store.revision() == before


def test_an_empty_batch_changes_nothing(store: GraphStore) -> None:
    before = store.revision()
    assert store.apply([]).revision == store.revision() == before


def test_a_closed_store_can_do_nothing_more(store: GraphStore) -> None:
    store.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        store.revision()
    with pytest.raises(StoreUnavailableError, match="closed"):
        store.apply([Put(b.contact())])
