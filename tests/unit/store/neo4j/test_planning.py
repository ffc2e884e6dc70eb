"""Batches played through before they are written: alone, and several of them together."""

from collections.abc import Sequence

import pytest

from graph_model.domain.records import Record, RecordKind
from graph_model.errors import (
    BrokenReferenceError,
    HilfenetzError,
    RevisionConflictError,
    UnknownRecordError,
)
from graph_model.store.neo4j.planning import Draft, Wanted, wanted
from graph_model.store.neo4j.records import encode
from graph_model.store.port import Change, Delete, Expect, Put
from tests import builders as b

AREA, ACTOR, TENANT = RecordKind.AREA, RecordKind.ACTOR, RecordKind.TENANT


def draft_on(*held: Record) -> Draft:
    """A draft on a store that holds areas only, the n-th at revision n, and stands there."""
    lies = {(AREA, one.id): (place, encode(one)) for place, one in enumerate(held, start=1)}
    return Draft(lies, there=set(lies), revision=len(held))


def ready(*changes: Change) -> Sequence[Wanted]:
    return [wanted(change) for change in changes]


def test_batches_after_one_another_count_on_from_each_other() -> None:
    draft = draft_on(b.area("a1"))
    draft.add(ready(Put(b.area("a2", "a1")), Put(b.area("a3", "a2"))))
    assert draft.revision == 3
    draft.add(ready(Put(b.area("a4", "a3"))))
    plan = draft.plan()
    assert plan.revision == 4
    assert {name[1]: held[0] for name, held in plan.created.items()} == {"a2": 2, "a3": 3, "a4": 4}
    assert not plan.updated
    assert not plan.gone


def test_the_second_of_two_who_expect_the_same_is_refused_and_changes_nothing() -> None:
    draft = draft_on(b.area("a1"))
    draft.add(ready(Put(b.area("a1", name="Nord"), expected=1)))
    with pytest.raises(RevisionConflictError) as caught:
        draft.add(ready(Put(b.area("a2")), Put(b.area("a1", name="Süd"), expected=1)))
    assert caught.value.details["found"] == 2
    plan = draft.plan()
    assert plan.revision == 2
    assert list(plan.updated) == [(AREA, "a1")]
    assert plan.updated[AREA, "a1"][1]["name"] == "Nord"
    assert not plan.created


def test_what_an_earlier_batch_made_may_be_referred_to_and_expected() -> None:
    draft = draft_on()
    draft.add(ready(Put(b.area("a1"))))
    draft.add(ready(Expect(AREA, "a1", 1), Put(b.area("a2", "a1"), expected=0)))
    assert draft.revision == 2


def test_what_an_earlier_batch_took_away_may_not() -> None:
    draft = draft_on(b.area("a1"))
    draft.add(ready(Delete(AREA, "a1")))
    with pytest.raises(BrokenReferenceError, match="area a1"):
        draft.add(ready(Put(b.area("a2", "a1"))))
    with pytest.raises(UnknownRecordError):
        draft.add(ready(Delete(AREA, "a1")))
    plan = draft.plan()
    assert plan.tombstones == {(AREA, "a1"): 2}
    assert plan.gone == [(AREA, "a1")]


def test_made_and_taken_away_again_leaves_a_tombstone_only() -> None:
    draft = draft_on()
    draft.add(ready(Put(b.area("a1"))))
    draft.add(ready(Delete(AREA, "a1")))
    plan = draft.plan()
    assert (plan.revision, plan.tombstones) == (2, {(AREA, "a1"): 2})
    assert not plan.created
    assert not plan.gone


def test_changed_twice_stands_once_with_its_last_revision_and_what_was_before() -> None:
    draft = draft_on(b.area("a1", name="Mitte"))
    draft.add(ready(Put(b.area("a1", name="Nord"))))
    draft.add(ready(Put(b.area("a1", name="Süd"))))
    plan = draft.plan()
    assert plan.updated[AREA, "a1"][0] == 3
    assert plan.updated[AREA, "a1"][1]["name"] == "Süd"
    assert plan.before[AREA, "a1"][1]["name"] == "Mitte"


def test_what_equals_the_batch_before_is_left_alone() -> None:
    draft = draft_on()
    draft.add(ready(Put(b.area("a1"))))
    draft.add(ready(Put(b.area("a1"))))
    assert draft.revision == 1


def test_the_first_missing_reference_is_named_with_who_refers_to_it() -> None:
    draft = draft_on()
    with pytest.raises(HilfenetzError, match="area a9") as caught:
        draft.add(ready(Put(b.area("a3", "a9")), Put(b.area("a2", "a9"))))
    assert caught.value.details["record_id"] == "a2"
