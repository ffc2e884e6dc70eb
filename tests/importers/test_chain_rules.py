"""Consents, links and ends of help chains across files and store."""

from pathlib import Path

from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.store.port import GraphStore, Put
from importers.chain_rules import LONGEST_CHAIN
from importers.csv_writing import write_records
from importers.loading import apply_plan, plan_import
from importers.report import ImportOptions
from tests import builders


def load(store: GraphStore, folder: Path, *records: Record) -> list[tuple[str, int, str]]:
    """Import records by way of CSV, bad rows left out; the problems."""
    write_records(folder, records)
    plan = plan_import(store, [folder], options=ImportOptions(skip_bad_rows=True))
    report = apply_plan(store, plan)
    assert store.check().problems == ()
    return [(problem.file, problem.row, problem.code) for problem in report.problems]


def base(store: GraphStore, *records: Record) -> None:
    """A directory without chain and consent, and more."""
    directory = [
        record for record in builders.directory() if not isinstance(record, HelpChain | Consent)
    ]
    store.apply([Put(record) for record in (*directory, *records)])


def test_a_sent_referral_of_a_tenant_needs_a_consent_for_recipient_and_day(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store)
    sent = "requested 2026-01-05"
    found = load(
        store,
        tmp_path / "in",
        builders.chain(),
        builders.consent("e1", recipients=("p1",), valid_from="2026-01-05"),
        builders.consent("e2", recipients=("o1",), valid_from="2026-01-06"),
        builders.consent("e3", recipients=("b1",), valid_to="2026-01-05"),
        builders.consent("e4", recipients=("g1",), withdrawn="2026-01-05T07:59"),
        builders.referral("r1", recipient="p1", steps=[sent]),
        builders.referral("r2", recipient="o1", steps=[sent]),  # one day early
        builders.referral("r3", recipient="b1", steps=[sent]),  # just ended
        builders.referral("r4", recipient="g1", steps=[sent]),  # withdrawn a minute before
        builders.referral("r5", recipient="o1", steps=["draft 2026-01-05"]),
        builders.referral("r6", recipient="o1", tenant=None, steps=[sent]),
    )
    assert found == [("referrals.csv", row, "consent_missing") for row in (3, 4, 5)]
    assert {known.record.id for known in store.page(Referral).items} == {"r1", "r5", "r6"}


def test_a_referral_whose_consent_is_a_bad_row_says_so(store: GraphStore, tmp_path: Path) -> None:
    base(store, builders.tenant("t2"), builders.chain("c1"), builders.chain("c2", tenant="t2"))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "consents.csv").write_text(
        "id;tenant_id;recipient_ids;valid_from\ne1;t1;p1;gestern\ne2;t2;p9;1.1.2026\n", "utf-8"
    )
    found = load(
        store,
        folder,
        builders.referral("r1"),
        builders.referral("r2", chain="c2", tenant="t2"),
    )
    assert found == [
        ("consents.csv", 2, "invalid_value"),
        ("consents.csv", 3, "reference_broken"),
        ("referrals.csv", 2, "depends_on_bad_row"),
        ("referrals.csv", 3, "depends_on_bad_row"),
    ]


def test_a_consent_in_the_store_counts_unless_the_file_replaces_it(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store, builders.chain(), builders.consent("e1"))
    assert load(store, tmp_path / "in1", builders.referral("r1")) == []
    wider = builders.consent("e1", recipients=("o1", "p1"), valid_from="2026-01-05")
    second = builders.referral("r2", recipient="o1")
    early = builders.referral("r3", steps=["requested 2026-01-04"])
    assert load(store, tmp_path / "in2", wider, second, early) == [
        ("referrals.csv", 3, "consent_missing")
    ]


def test_a_consent_that_was_used_is_withdrawn_not_changed(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store, builders.chain(), builders.consent("e1"), builders.referral("r1"))
    narrowed = builders.consent("e1", recipients=("o1",))
    assert load(store, tmp_path / "in1", narrowed) == [("consents.csv", 2, "consent_used")]
    withdrawn = builders.consent("e1", withdrawn="2026-01-06")
    assert load(store, tmp_path / "in2", withdrawn) == []
    replaced = builders.consent("e2", valid_from="2026-01-02")
    assert load(store, tmp_path / "in3", narrowed, replaced) == []


def test_a_change_must_still_fit_what_follows_it_in_the_store(
    store: GraphStore, tmp_path: Path
) -> None:
    refused = ["requested 2026-01-05", "rejected 2026-01-06 no_capacity"]
    base(store, builders.chain())
    store.apply(
        [
            Put(builders.referral("r1", tenant=None, steps=refused)),
            Put(builders.referral("r2", tenant=None, previous="r1")),
        ]
    )
    running = builders.referral("r1", tenant=None)
    assert load(store, tmp_path / "in1", running) == [("referrals.csv", 2, "chain_link_wrong")]


def test_a_chain_does_not_change_hands(store: GraphStore, tmp_path: Path) -> None:
    base(store, builders.tenant("t2"), builders.chain(), builders.consent(), builders.referral())
    assert load(store, tmp_path / "in", builders.chain(tenant="t2")) == [
        ("chains.csv", 2, "other_tenant")
    ]


def test_links_stay_in_the_chain_follow_a_failure_and_form_no_circle(
    store: GraphStore, tmp_path: Path
) -> None:
    refused = ["requested 2026-01-05", "rejected 2026-01-06 no_capacity"]
    base(store, builders.chain("c1"), builders.chain("c2"))
    store.apply([Put(builders.referral("r1", tenant=None, steps=refused))])
    found = load(
        store,
        tmp_path / "in",
        builders.referral("r2", previous="r1", tenant=None),
        builders.referral("r3", previous="r2", tenant=None),  # r2 runs still
        builders.referral("r4", previous="r1", need="debt", tenant=None),
        builders.referral("r5", chain="c2", previous="r1", tenant=None),
        builders.referral("r6", parent="r2", sender="p1", recipient="o1", tenant=None),
        builders.referral("r7", parent="r2", sender="k1", recipient="o1", tenant=None),
        builders.referral("r8", parent="r9", sender="p1", recipient="o1", tenant=None),
        builders.referral("r9", parent="r8", sender="o1", recipient="p1", tenant=None),
    )
    assert found == [("referrals.csv", row, "chain_link_wrong") for row in (3, 4, 5, 7, 8, 9)]
    assert {known.record.id for known in store.page(Referral).items} == {"r1", "r2", "r6"}


def test_an_ended_chain_has_no_open_and_no_later_referrals(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store)
    done = ["requested 2026-01-05", "accepted 2026-01-06", "completed 2026-01-20 resolved"]
    late = ["requested 2026-02-05", "rejected 2026-02-06 other"]
    found = load(
        store,
        tmp_path / "in",
        builders.chain("c1", closed="2026-01-31"),
        builders.referral("r1", tenant=None, steps=done),
        builders.referral("r2", tenant=None),
        builders.referral("r3", tenant=None, steps=late),
    )
    assert found == [
        ("referrals.csv", 3, "open_in_closed_chain"),
        ("referrals.csv", 4, "chain_closed"),
    ]


def test_a_chain_cannot_be_ended_over_referrals_that_are_open_in_the_store(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store, builders.chain("c1"), builders.referral("r1", tenant=None))
    ended = builders.chain("c1", closed="2026-01-31")
    assert load(store, tmp_path / "in1", ended) == [("chains.csv", 2, "referrals_open")]
    done = builders.referral(
        "r1", tenant=None, steps=["requested 2026-01-05", "rejected 2026-01-06 other"]
    )
    assert load(store, tmp_path / "in2", ended, done) == []


def test_a_referral_carries_the_tenant_of_its_chain_or_none(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store, builders.tenant("t2"), builders.chain("c1"))
    found = load(
        store,
        tmp_path / "in",
        builders.consent("e2", tenant="t2"),
        builders.referral("r1", tenant="t2"),
        builders.referral("r2", tenant=None),
    )
    assert found == [("referrals.csv", 2, "other_tenant")]


def test_a_chain_of_thousands_of_referrals_is_refused_and_does_not_take_long(
    store: GraphStore, tmp_path: Path
) -> None:
    base(store, builders.chain("c1"))
    sides = [("k1", "p1"), ("p1", "k1")]
    many = [
        builders.referral(
            f"r{number:05d}",
            tenant=None,
            sender=sides[number % 2][0],
            recipient=sides[number % 2][1],
            parent=f"r{number - 1:05d}" if number else None,
        )
        for number in range(LONGEST_CHAIN + 1)
    ]
    assert len(load(store, tmp_path / "in1", *many)) == 1000  # as many as are shown
    assert store.page(Referral).items == ()
    assert load(store, tmp_path / "in2", *many[:-1]) == []
