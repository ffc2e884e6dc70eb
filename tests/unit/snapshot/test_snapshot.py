"""What a snapshot holds, and what a scope leaves in."""

import random
from datetime import timedelta

import polars as pl
import pytest

from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.snapshot.columns import STEPS, TIMELINE
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b

ALL = Scope()


def street() -> list[Record]:
    """Two areas under ``a0``, two cooperatives, three chains; each date has its meaning below."""
    return [
        *b.directory(),
        b.area("a0"),
        b.area("a2", "a0"),
        b.area("a1", "a0"),
        b.need("social"),
        b.need("loneliness", "social"),
        b.need("debt"),
        b.cooperative("g2"),
        b.tenant("t1"),
        b.tenant("t2", cooperative="g2", area="a2", languages=("de", "uk"), age_band="65_74"),
        b.chain("c1"),
        b.chain("c2", tenant="t2", cooperative="g2", area="a2", opened="2026-02-01"),
        b.chain(
            "c3",
            opened="2026-01-10",
            closed="2026-03-01",
            closed_recorded="2026-03-20",
            outcome="self_help",
        ),
        b.referral(
            "r1",
            service="s1",
            steps=(
                "draft 2026-01-04",
                "requested 2026-01-05",
                "accepted 2026-01-07",
                "in_progress 2026-01-08",
                "on_hold 2026-01-10 unreachable",
                "in_progress 2026-01-12",
                "completed 2026-02-01 resolved recorded=2026-02-15 recorded_by=k1",
            ),
        ),
        b.referral("r2", steps=("requested 2026-01-06", "rejected 2026-01-08 no_capacity")),
        b.referral("r3", previous="r2", recipient="o1", steps=("requested 2026-01-09",)),
        b.referral("r4", steps=("draft 2026-01-04",)),
        b.referral("r5", steps=("requested 2026-01-04", "entered_in_error 2026-01-20")),
        b.referral("r6", chain="c2", tenant="t2", need="debt", steps=("requested 2026-02-03",)),
        b.contact("n1", chain="c2", when="2026-02-02", recorded="2026-02-10"),
        b.contact("n2", ends=("t1", "k1"), need="debt", when="2026-01-03"),
        b.contact("n3", ends=("k1", "p1"), when="2026-01-03"),
        b.unmet_search("u1", need="debt", area="a2", cooperative="g2"),
        b.unmet_search("u2", recorded="2026-03-01"),
        b.consent("e2", withdrawn="2026-01-09"),
    ]


def ids(snapshot: Snapshot, scope: Scope) -> list[str]:
    return snapshot.referral_ids(snapshot.referrals(scope)["referral"])


def row(snapshot: Snapshot, referral_id: str, scope: Scope = ALL) -> dict[str, object]:
    key = snapshot.referral_key(referral_id)
    return snapshot.referrals(scope).row(by_predicate=pl.col("referral") == key, named=True)


def test_the_timeline_has_one_row_for_each_referral_that_was_sent_and_is_no_error() -> None:
    snapshot = Snapshot.from_records(street())
    assert ids(snapshot, ALL) == ["r1", "r2", "r3", "r6"]
    assert snapshot.referrals(ALL).columns == list(TIMELINE)


def test_a_referral_tells_when_it_was_asked_decided_begun_and_ended() -> None:
    found = row(Snapshot.from_records(street()), "r1")
    assert found["sender"] == "k1"
    assert found["recipient"] == "p1"
    assert found["service"] == "s1"
    assert found["area"] == "a1"
    assert found["cooperative"] == "g1"
    assert found["status"] == "completed"
    assert found["requested_at"] == b.at("2026-01-05")
    assert found["decided_at"] == b.at("2026-01-07")
    assert found["decision"] == "accepted"
    assert found["started_at"] == b.at("2026-01-08"), "the first time that help began"
    assert found["ended_at"] == b.at("2026-02-01")
    assert found["reason"] == "unreachable", "of the last step that carried one"
    assert found["outcome"] == "resolved"


def test_what_has_not_happened_is_null() -> None:
    found = row(Snapshot.from_records(street()), "r3")
    nothing = ("decided_at", "decision", "started_at", "ended_at", "reason", "outcome", "parent")
    assert {name: found[name] for name in nothing} == dict.fromkeys(nothing)


def test_links_point_to_the_keys_of_other_referrals_and_chains() -> None:
    snapshot = Snapshot.from_records(street())
    found = row(snapshot, "r3")
    assert found["previous"] == snapshot.referral_key("r2")
    assert found["chain"] == snapshot.chain_key("c1")
    assert found["tenant"] == snapshot.tenant_key("t1")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        # Requested: r1 on 5, r2 on 6, r3 on 9 January, r6 on 3 February, each at 08:00.
        (Scope(period=Period(start=b.at("2026-01-06"))), ["r2", "r3", "r6"]),
        (Scope(period=Period(end=b.at("2026-01-06"))), ["r1"]),
        (Scope(area_id="a0"), ["r1", "r2", "r3", "r6"]),
        (Scope(area_id="a2"), ["r6"]),
        (Scope(cooperative_id="g1"), ["r1", "r2", "r3"]),
        (Scope(need_codes=("social",)), ["r1", "r2", "r3"]),
        (Scope(need_codes=("debt",), cooperative_id="g1"), []),
        (Scope(area_id="nowhere"), []),
        (Scope(cooperative_id="nobody"), []),
        (Scope(need_codes=("nothing",)), []),
        # r5 was sent on the 4th and known as an error from the 20th on.
        (Scope(known_on=b.at("2026-01-06")), ["r1", "r2", "r5"]),
        (Scope(known_on=b.at("2026-01-20")), ["r1", "r2", "r3"]),
        (Scope(known_on=b.at("2026-01-01")), []),
    ],
)
def test_a_scope_leaves_in_what_it_names(scope: Scope, expected: list[str]) -> None:
    assert ids(Snapshot.from_records(street()), scope) == expected


def test_a_step_counts_from_the_moment_it_was_recorded() -> None:
    snapshot = Snapshot.from_records(street())
    before = Scope(known_on=b.at("2026-02-15") - timedelta(microseconds=1))
    assert row(snapshot, "r1", before)["status"] == "in_progress"
    assert row(snapshot, "r1", before)["outcome"] is None
    assert row(snapshot, "r1", Scope(known_on=b.at("2026-02-15")))["status"] == "completed"
    assert snapshot.steps(before).filter(pl.col("status") == "completed").is_empty()


def test_steps_are_the_histories_in_order_with_who_decided_and_who_typed() -> None:
    snapshot = Snapshot.from_records(street())
    steps = snapshot.steps(Scope(period=Period(end=b.at("2026-01-09"))))
    assert steps.columns == list(STEPS)
    told = steps.select("referral", "position", "status", "decided_by", "recorded_by", "reason")
    r1, r2 = (snapshot.referral_key(name) for name in ("r1", "r2"))
    assert told.rows() == [
        (r1, 0, "draft", "k1", "k1", None),
        (r1, 1, "requested", "k1", "k1", None),
        (r1, 2, "accepted", "p1", "p1", None),
        (r1, 3, "in_progress", "p1", "p1", None),
        (r1, 4, "on_hold", "p1", "p1", "unreachable"),
        (r1, 5, "in_progress", "p1", "p1", None),
        (r1, 6, "completed", "p1", "k1", None),
        (r2, 0, "requested", "k1", "k1", None),
        (r2, 1, "rejected", "p1", "p1", "no_capacity"),
    ]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (ALL, ["c1", "c2", "c3"]),
        (Scope(period=Period(start=b.at("2026-01-10"))), ["c2", "c3"]),
        (Scope(area_id="a2"), ["c2"]),
        (Scope(cooperative_id="g1"), ["c1", "c3"]),
        (Scope(need_codes=("social",)), ["c1"]),
        (Scope(known_on=b.at("2026-01-20")), ["c1", "c3"]),
    ],
)
def test_chains_are_scoped_by_their_opening(scope: Scope, expected: list[str]) -> None:
    snapshot = Snapshot.from_records(street())
    assert snapshot.chain_ids(snapshot.chains(scope)["chain"]) == expected


def test_the_end_of_a_chain_is_known_once_it_was_recorded() -> None:
    snapshot = Snapshot.from_records(street())
    key = pl.col("chain") == snapshot.chain_key("c3")
    before = snapshot.chains(Scope(known_on=b.at("2026-03-19"))).filter(key)
    assert before.select("closed_at", "outcome").rows() == [(None, None)]
    after = snapshot.chains(Scope(known_on=b.at("2026-03-20"))).filter(key)
    assert after.select("closed_at", "outcome").rows() == [(b.at("2026-03-01"), "self_help")]


def test_a_contact_tells_tenants_from_actors_and_takes_its_place_from_chain_or_tenant() -> None:
    snapshot = Snapshot.from_records(street())
    t1 = snapshot.tenant_key("t1")
    told = snapshot.contacts(ALL).select(
        "from_actor", "from_tenant", "to_actor", "to_tenant", "area", "cooperative"
    )
    assert told.rows() == [
        ("k1", None, None, t1, "a2", "g2"),
        (None, t1, "k1", None, "a1", "g1"),
        ("k1", None, "p1", None, None, None),
    ]


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        (ALL, 3),
        (Scope(need_codes=("debt",)), 1),
        (Scope(area_id="a2"), 1),
        (Scope(cooperative_id="g1"), 1),
        (Scope(known_on=b.at("2026-02-09")), 2),
        (Scope(period=Period(start=b.at("2026-02-01"))), 1),
    ],
)
def test_contacts_are_scoped_by_the_moment_they_happened(scope: Scope, count: int) -> None:
    assert len(Snapshot.from_records(street()).contacts(scope)) == count


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (ALL, ["u1", "u2"]),
        (Scope(need_codes=("social",)), ["u2"]),
        (Scope(area_id="a2"), ["u1"]),
        (Scope(cooperative_id="g2"), ["u1"]),
        (Scope(known_on=b.at("2026-02-01")), ["u1"]),
        (Scope(period=Period(start=b.at("2026-01-05"))), []),
    ],
)
def test_searches_are_scoped_by_the_moment_they_happened(scope: Scope, expected: list[str]) -> None:
    found = Snapshot.from_records(street()).unmet_searches(scope)
    assert [search.id for search in found] == expected


def test_tenants_and_their_consents_are_at_hand() -> None:
    snapshot = Snapshot.from_records(street())
    found = snapshot.tenants().row(by_predicate=pl.col("tenant") == snapshot.tenant_key("t2"))
    assert found[1:] == ("g2", "a2", "65_74", "de,uk", None)
    assert [consent.id for consent in snapshot.consents_of("t1")] == ["e1", "e2"]
    assert snapshot.consents_of("t2") == ()


def test_a_chain_comes_out_as_it_went_in() -> None:
    records = street()
    snapshot = Snapshot.from_records(records)
    by_id = {record.id: record for record in records}
    found = snapshot.chain_file("c1")
    assert found is not None
    assert found.chain.record == by_id["c1"]
    assert [r.record for r in found.referrals] == [by_id[f"r{n}"] for n in (1, 2, 3, 4, 5)]
    assert found.contacts == ()
    other = snapshot.chain_file("c2")
    assert other is not None
    assert [contact.record for contact in other.contacts] == [by_id["n1"]]


def test_single_tenants_and_chains_come_out_as_they_went_in() -> None:
    records = street()
    snapshot = Snapshot.from_records(records)
    by_id = {record.id: record for record in records}
    assert [snapshot.tenant(name) for name in ("t1", "t2")] == [by_id["t1"], by_id["t2"]]
    assert [snapshot.help_chain(name) for name in ("c1", "c2")] == [by_id["c1"], by_id["c2"]]
    rows = snapshot.referrals_of_chain("c1")
    sent = snapshot.referrals(Scope())
    key = snapshot.chain_key("c1")
    assert rows["referral"].to_list() == sent.filter(chain=key)["referral"].to_list() != []


def test_the_unknown_has_no_key_and_no_file() -> None:
    snapshot = Snapshot.from_records(street())
    assert (snapshot.tenant("t9"), snapshot.help_chain("c9")) == (None, None)
    assert snapshot.referrals_of_chain("c9").is_empty()
    assert snapshot.chain_file("c9") is None
    assert (snapshot.chain_key("c9"), snapshot.referral_key("x"), snapshot.tenant_key("x")) == (
        None,
        None,
        None,
    )
    with pytest.raises(IndexError, match="out of range"):
        snapshot.referral_id(9)


def test_the_order_of_records_never_matters() -> None:
    first = Snapshot.from_records(street())
    records = street()[len(b.directory()) :]
    base = list(b.directory())
    for seed in range(5):
        random.Random(seed).shuffle(records)
        other = Snapshot.from_records(base + records)
        assert other.referrals(ALL).equals(first.referrals(ALL))
        assert other.steps(ALL).equals(first.steps(ALL))
        assert other.chains(ALL).equals(first.chains(ALL))
        assert other.contacts(ALL).equals(first.contacts(ALL))


def test_an_empty_network_gives_empty_frames_with_all_their_columns() -> None:
    snapshot = Snapshot.from_records([])
    assert snapshot.referrals(ALL).columns == list(TIMELINE)
    assert snapshot.referrals(Scope(known_on=b.at("2026-01-01"))).is_empty()
    assert snapshot.steps(ALL).schema == pl.Schema(STEPS)
    assert snapshot.chains(ALL).is_empty()
    assert snapshot.contacts(ALL).is_empty()
    assert snapshot.tenants().is_empty()
    assert snapshot.unmet_searches(ALL) == ()
