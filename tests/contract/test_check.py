"""The integrity check on sound data and on what only the work's rules forbid."""

import pytest

from graph_model.domain.records import RecordKind
from graph_model.store.port import GraphStore, Put
from tests import builders as b


def test_an_empty_store_is_sound(empty: GraphStore) -> None:
    report = empty.check()
    assert (report.revision, report.problems) == (0, ())
    assert dict(report.counts) == dict.fromkeys(RecordKind, 0)


def test_a_sound_store_is_counted(store: GraphStore) -> None:
    store.apply(
        [
            Put(b.referral("r1", steps=["requested 2026-01-05", "rejected 2026-01-06 language"])),
            Put(b.referral("r2", previous="r1")),
            Put(b.contact()),
        ]
    )
    report = store.check()
    assert report.problems == ()
    assert report.revision == store.revision()
    assert dict(report.counts) == {
        RecordKind.AREA: 1,
        RecordKind.NEED: 1,
        RecordKind.ACTOR: 5,
        RecordKind.TENANT: 1,
        RecordKind.SERVICE: 1,
        RecordKind.COOPERATION: 0,
        RecordKind.CHAIN: 1,
        RecordKind.CONSENT: 1,
        RecordKind.CONTACT: 1,
        RecordKind.REFERRAL: 2,
        RecordKind.UNMET_SEARCH: 0,
        RecordKind.ACCESS_KEY: 0,
        RecordKind.HOUSE_CHOICES: 0,
        RecordKind.IMPORT_BATCH: 0,
        RecordKind.AMENDMENT: 0,
    }


@pytest.mark.parametrize(
    ("broken", "german", "english"),
    [
        (b.referral("r2", recipient="o1"), "Einwilligung", "No valid consent covers o1"),
        (b.referral("r2", previous="r1"), "läuft noch", "the first try has not ended"),
        (b.referral("r2", parent="r1"), "nur der Empfänger", "only the recipient can pass"),
        (b.referral("r2", chain="c2", previous="r1"), "aus der Kette", "out of the chain"),
    ],
)
def test_what_breaks_a_rule_of_the_work_is_named_in_both_languages(
    store: GraphStore, broken: object, german: str, english: str
) -> None:
    store.apply([Put(b.chain("c2")), Put(b.referral("r1")), Put(broken)])  # type: ignore[arg-type]
    (in_german,) = store.check().problems
    (in_english,) = store.check("en").problems
    assert in_german.startswith("r2 (referral): ")
    assert german in in_german
    assert english in in_english


def test_at_most_1000_problems_are_listed(store: GraphStore) -> None:
    store.apply([Put(b.referral(f"r{i:04}", recipient="o1")) for i in range(1005)])
    assert len(store.check().problems) == 1000
