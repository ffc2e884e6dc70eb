"""What a snapshot tells of the changes since an earlier revision."""

import pytest

from graph_model.domain.records import RecordKind
from graph_model.snapshot.changes import MOST_ROWS, Changes
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as b
from tests.unit.snapshot.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    found = Ledger()
    found.put(*b.directory(), b.chain("c1"), b.chain("c2"), b.referral("r1", chain="c1"))
    return found


def since(snapshot: Snapshot, before: Snapshot) -> Changes:
    found = snapshot.changes_since(before.revision)
    assert found is not None
    return found


def statuses(snapshot: Snapshot, changes: Changes) -> list[tuple[str, str]]:
    rows = changes.referrals.select("referral", "status").iter_rows()
    return sorted((snapshot.referral_id(key), status) for key, status in rows)


def test_a_changed_referral_is_told_as_it_was_and_as_it_is(ledger: Ledger) -> None:
    before = Snapshot.read(ledger)
    steps = ("requested 2026-01-05", "accepted 2026-01-06")
    ledger.put(b.referral("r1", chain="c1", steps=steps), b.referral("r2", chain="c2"))
    after = before.caught_up(ledger)
    changes = since(after, before)
    told = [("r1", "accepted"), ("r1", "requested"), ("r2", "requested")]
    assert statuses(after, changes) == told
    assert after.chain_ids(changes.chains) == ["c1", "c2"]
    assert since(after, after).rows == 0


def test_what_came_step_by_step_is_told_at_once(ledger: Ledger) -> None:
    before = Snapshot.read(ledger)
    ledger.put(b.referral("r2", chain="c2"))
    middle = before.caught_up(ledger)
    ledger.put(b.contact("n1", chain="c1"))
    after = middle.caught_up(ledger)
    assert statuses(after, since(after, before)) == [("r2", "requested")]
    assert len(since(after, before).contacts) == 1
    assert after.chain_ids(since(after, before).chains) == ["c1", "c2"]
    assert after.chain_ids(since(after, middle).chains) == ["c1"]


def test_a_referral_that_was_entered_in_error_is_told_as_it_was(ledger: Ledger) -> None:
    before = Snapshot.read(ledger)
    steps = ("requested 2026-01-05", "entered_in_error 2026-01-06")
    ledger.put(b.referral("r1", chain="c1", steps=steps))
    after = before.caught_up(ledger)
    assert statuses(after, since(after, before)) == [("r1", "requested")]
    assert after.chain_ids(since(after, before).chains) == ["c1"]


def test_nothing_is_told_across_a_deletion_or_very_much_at_once(ledger: Ledger) -> None:
    first = Snapshot.read(ledger)
    ledger.put(*(b.chain(f"d{number}") for number in range(MOST_ROWS + 1)))
    second = first.caught_up(ledger)
    assert second.changes_since(first.revision) is None
    ledger.put(b.referral("r2", chain="c2"))
    third = second.caught_up(ledger)
    assert since(third, second).rows > 0
    ledger.delete(RecordKind.REFERRAL, "r2")
    fourth = third.caught_up(ledger)
    assert fourth.changes_since(third.revision) is None
    assert fourth.changes_since(second.revision) is None


def test_a_snapshot_that_was_read_anew_knows_of_no_changes(ledger: Ledger) -> None:
    before = Snapshot.read(ledger)
    ledger.put(b.referral("r2", chain="c2"))
    assert Snapshot.read(ledger).changes_since(before.revision) is None
