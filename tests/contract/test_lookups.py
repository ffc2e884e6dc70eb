"""Look-ups that a page or a check needs now."""

import threading

import pytest

from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind
from graph_model.store.port import GraphStore, Put
from tests import builders as b


def put(store: GraphStore, *records: Record) -> None:
    store.apply([Put(record) for record in records])


def test_what_is_not_there_is_none(store: GraphStore) -> None:
    assert store.get(Actor, "p9") is None
    assert store.get(Actor, "t1") is None  # a tenant's id is no actor's
    assert store.get(Contact, "Straße 1") is None
    assert store.get(Contact, "\ud800") is None


def test_many_at_once_leave_out_what_is_missing(store: GraphStore) -> None:
    found = store.get_many(Actor, ["p1", "p9", "k1", "p1"])
    assert sorted(found) == ["k1", "p1"]
    assert found["p1"].record == b.partner()
    assert store.get_many(Actor, []) == {}


def test_records_of_several_kinds_are_found_by_name(store: GraphStore) -> None:
    put(store, b.referral("r1", steps=["requested 2026-01-05", "accepted 2026-01-06"]))
    names = [
        (RecordKind.ACTOR, "p1"),
        (RecordKind.REFERRAL, "r1"),
        (RecordKind.TENANT, "t1"),
        (RecordKind.TENANT, "p1"),  # an actor's id is no tenant's
        (RecordKind.CHAIN, "c9"),
        (RecordKind.ACTOR, "Straße 1"),
        (RecordKind.ACTOR, "p1"),
    ]
    found = store.find(names)
    assert set(found) == {names[0], names[1], names[2]}
    assert found[names[0]].record == b.partner()
    assert found[names[1]].revision == 12  # after the 11 records of the directory
    assert store.find([]) == {}


def test_whoever_looks_up_at_the_same_time_gets_their_own(store: GraphStore) -> None:
    ids = [record.id for record in b.directory() if isinstance(record, Actor)]
    put(store, b.access_key())
    wrong: list[object] = []

    def look(actor_id: str) -> None:
        for _ in range(20):
            found = store.get(Actor, actor_id)
            key = store.key_by_digest(b.access_key().digest)
            if found is None or found.record.id != actor_id or key != b.access_key():
                wrong.append((actor_id, found, key))
            if store.key_by_digest("e" * 64) is not None or store.get(Actor, "p9") is not None:
                wrong.append(actor_id)

    threads = [threading.Thread(target=look, args=(actor_id,)) for actor_id in ids * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) > 3
    assert wrong == []


def test_a_chain_comes_with_its_referrals_and_contacts_by_id(store: GraphStore) -> None:
    put(
        store,
        b.chain("c2"),
        b.referral("r3"),
        b.referral("r1", steps=["requested 2026-01-05", "accepted 2026-01-06"]),
        b.referral("r2", chain="c2"),
        b.contact("n2", chain="c1"),
        b.contact("n1", chain="c1"),
        b.contact("n3", chain="c2"),
        b.contact("n4"),
    )
    file = store.chain_file("c1")
    assert file is not None
    assert file.chain.record == b.chain()
    assert [item.record.id for item in file.referrals] == ["r1", "r3"]
    assert [item.record.id for item in file.contacts] == ["n1", "n2"]
    # 11 records of the directory, then c2, r3, r1, …
    assert [item.revision for item in file.referrals] == [14, 13]
    assert file.referrals[0].record.status == "accepted"


def test_a_chain_that_is_not_there_has_no_file(store: GraphStore) -> None:
    assert store.chain_file("c9") is None
    assert store.chain_files(["c9"]) == {}
    assert store.chain_files([]) == {}


def test_several_chains_come_at_once_each_with_its_own(store: GraphStore) -> None:
    put(
        store,
        b.chain("c2"),
        b.chain("c3"),
        b.chain("c4"),
        b.referral("r4", chain="c4"),
        b.referral("r3"),
        b.referral("r2", chain="c2"),
        b.referral("r1"),
        b.contact("n2", chain="c2"),
        b.contact("n1", chain="c2"),
        b.contact("n3"),
    )
    files = store.chain_files(["c3", "c9", "c2", "c1", "c2", "ü"])
    told = {
        chain_id: [
            [item.record.id for item in part]
            for part in ((file.chain,), file.referrals, file.contacts)
        ]
        for chain_id, file in files.items()
    }
    assert told == {
        "c1": [["c1"], ["r1", "r3"], []],
        "c2": [["c2"], ["r2"], ["n1", "n2"]],
        "c3": [["c3"], [], []],
    }
    assert files == {chain_id: store.chain_file(chain_id) for chain_id in ("c1", "c2", "c3")}
    # 11 records of the directory, then c2, c3, c4, r4, …
    assert [item.revision for item in files["c1"].referrals] == [18, 16]


def test_open_referrals_are_those_sent_to_the_recipient_and_not_ended(store: GraphStore) -> None:
    histories = {
        "r1": ["draft 2026-01-05"],
        "r2": ["requested 2026-01-05"],
        "r3": ["requested 2026-01-05", "accepted 2026-01-06"],
        "r4": ["requested 2026-01-05", "accepted 2026-01-06", "in_progress 2026-01-07"],
        "r5": ["requested 2026-01-05", "accepted 2026-01-06", "on_hold 2026-01-07 unreachable"],
        "r6": ["requested 2026-01-05", "accepted 2026-01-06", "completed 2026-01-07 resolved"],
        "r7": ["requested 2026-01-05", "rejected 2026-01-06 no_capacity"],
        "r8": ["requested 2026-01-05", "cancelled 2026-01-06 mistaken"],
        "r9": ["requested 2026-01-05", "entered_in_error 2026-01-06"],
    }
    put(
        store,
        *(b.referral(id_, steps=steps) for id_, steps in reversed(histories.items())),
        b.referral("ra", recipient="o1"),
        b.referral("rb", sender="p1", recipient="k1"),
    )
    assert [item.record.id for item in store.open_referrals("p1")] == ["r2", "r3", "r4", "r5"]
    assert [item.record.id for item in store.open_referrals("o1")] == ["ra"]
    assert store.open_referrals("p9") == ()


def test_a_referral_leaves_the_open_ones_when_it_ends(store: GraphStore) -> None:
    put(store, b.referral())
    put(store, b.referral(steps=["requested 2026-01-05", "rejected 2026-01-06 language"]))
    assert store.open_referrals("p1") == ()


def test_a_tenants_consents_by_id(store: GraphStore) -> None:
    put(store, b.tenant("t2"), b.consent("e3"), b.consent("e2", withdrawn="2026-02-01"))
    put(store, b.consent("e4", tenant="t2"))
    assert [item.record.id for item in store.consents_of("t1")] == ["e1", "e2", "e3"]
    assert store.consents_of("t9") == ()


def test_an_access_key_is_found_by_its_digest_valid_or_not(store: GraphStore) -> None:
    put(
        store,
        b.access_key("key1", digest="a" * 64),
        b.access_key("key2", digest="b" * 64, revoked="2026-02-01"),
    )
    assert store.key_by_digest("b" * 64) == b.access_key(
        "key2", digest="b" * 64, revoked="2026-02-01"
    )
    assert store.key_by_digest("c" * 64) is None


def test_a_replaced_digest_is_no_longer_found(store: GraphStore) -> None:
    put(store, b.access_key(digest="a" * 64))
    put(store, b.access_key(digest="b" * 64))
    assert store.key_by_digest("a" * 64) is None


# saxony ── bautzen ── old_town
#        └─ zwickau
COVERING = {
    "old_town": ["in_bautzen", "in_old_town", "in_saxony", "in_two", "paused"],
    "bautzen": ["in_bautzen", "in_saxony", "in_two", "paused"],
    "zwickau": ["in_saxony", "in_two"],
    "saxony": ["in_saxony"],
    "elsewhere": [],
}


@pytest.mark.parametrize(("area_id", "expected"), COVERING.items())
def test_a_candidate_addresses_the_need_and_covers_the_area(
    empty: GraphStore, area_id: str, expected: list[str]
) -> None:
    put(
        empty,
        b.need("debt"),
        b.need("care"),
        b.area("saxony"),
        b.area("bautzen", "saxony"),
        b.area("zwickau", "saxony"),
        b.area("old_town", "bautzen"),
        b.partner("p1", area=None),
        b.partner("p2", area=None),
        b.service("in_saxony", needs=["care", "debt"], areas=["saxony"]),
        b.service("in_bautzen", actor="p2", needs=["debt"], areas=["bautzen"]),
        b.service("in_old_town", needs=["debt"], areas=["old_town"]),
        b.service("in_two", needs=["debt"], areas=["bautzen", "zwickau"]),
        b.service("paused", needs=["debt"], areas=["bautzen"], status="paused"),
        b.service("other_need", needs=["care"], areas=["bautzen"]),
        b.service("nowhere", needs=["debt"], areas=[]),
    )
    found = empty.candidates("debt", area_id)
    assert [candidate.service.id for candidate in found] == expected
    assert {candidate.service.id: candidate.actor.id for candidate in found} == {
        service: "p2" if service == "in_bautzen" else "p1" for service in expected
    }


def test_a_candidate_follows_its_area_to_another_parent(empty: GraphStore) -> None:
    put(empty, b.need("debt"), b.area("west"), b.area("east"), b.area("town", "west"))
    put(empty, b.partner(area=None), b.service(needs=["debt"], areas=["west"]))
    assert len(empty.candidates("debt", "town")) == 1
    put(empty, b.area("town", "east"))
    assert empty.candidates("debt", "town") == ()


def test_a_chain_as_it_was_when_asked_keeps_its_revision(store: GraphStore) -> None:
    first = store.get(HelpChain, "c1")
    put(store, b.chain(closed="2026-03-01"))
    second = store.get(HelpChain, "c1")
    assert first is not None
    assert second is not None
    assert first.record.is_open
    assert second.revision > first.revision


def test_areas_that_lie_in_a_circle_do_not_hang_the_search(empty: GraphStore) -> None:
    put(empty, b.need("debt"), b.area("a1"), b.area("a2", "a1"), b.partner(area=None))
    put(empty, b.area("a1", "a2"), b.service(needs=["debt"], areas=["a1"]))
    assert [candidate.service.id for candidate in empty.candidates("debt", "a2")] == ["s1"]
