"""A call with a key happens once, however often and from wherever it comes."""

import threading
from collections.abc import Callable

import pytest

from graph_model.domain.contacts import Contact
from graph_model.errors import BrokenReferenceError, IdempotencyConflictError
from graph_model.store.port import GraphStore, Idempotency, Put
from tests import builders as b

CALL = Idempotency(key="call-1", digest="d1", answer='{"id": "n1"}')


def test_the_same_call_again_gets_the_first_answer_and_writes_nothing(store: GraphStore) -> None:
    first = store.apply([Put(b.contact())], idempotency=CALL)
    store.apply([Put(b.contact("n2"))])
    # The repeated call brings another answer and other changes; neither is looked at.
    repeated = Idempotency(key="call-1", digest="d1", answer="another")
    again = store.apply([Put(b.contact("n3"))], idempotency=repeated)
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.revision, again.answer) == (first.revision, '{"id": "n1"}')
    assert store.get(Contact, "n3") is None


def test_a_repeated_call_is_answered_before_its_checks(store: GraphStore) -> None:
    now = store.revision()
    store.apply([Put(b.contact(), expected=0)], expected_revision=now, idempotency=CALL)
    again = store.apply([Put(b.contact(), expected=0)], expected_revision=now, idempotency=CALL)
    assert again.replayed


def test_the_same_key_for_another_call_is_refused(store: GraphStore) -> None:
    store.apply([Put(b.contact())], idempotency=CALL)
    before = store.revision()
    with pytest.raises(IdempotencyConflictError, match="call-1"):
        store.apply([Put(b.contact("n2"))], idempotency=Idempotency(key="call-1", digest="d2"))
    assert (store.revision(), store.get(Contact, "n2")) == (before, None)


def test_a_call_that_was_refused_may_come_again(store: GraphStore) -> None:
    with pytest.raises(BrokenReferenceError, match="need debt"):
        store.apply([Put(b.contact(need="debt"))], idempotency=CALL)
    assert store.replay(CALL) is None
    store.apply([Put(b.need("debt"))])
    assert not store.apply([Put(b.contact(need="debt"))], idempotency=CALL).replayed


def test_a_call_that_changed_nothing_is_remembered_too(store: GraphStore) -> None:
    store.apply([Put(b.partner())], idempotency=CALL)
    assert store.apply([Put(b.partner(name="Anders"))], idempotency=CALL).replayed


def test_a_key_is_remembered_after_opening_again(
    store: GraphStore, open_again: Callable[[], GraphStore]
) -> None:
    first = store.apply([Put(b.contact())], idempotency=CALL)
    store.close()
    again = open_again().apply([Put(b.contact())], idempotency=CALL)
    assert (again.replayed, again.revision) == (True, first.revision)


def test_replay_tells_without_writing(store: GraphStore) -> None:
    assert store.replay(CALL) is None
    first = store.apply([Put(b.contact())], idempotency=CALL)
    found = store.replay(CALL)
    assert found is not None
    assert (found.replayed, found.revision, found.answer) == (True, first.revision, CALL.answer)
    with pytest.raises(IdempotencyConflictError, match="call-1"):
        store.replay(Idempotency(key="call-1", digest="d2"))


def test_the_same_call_from_eight_threads_at_once_has_one_effect(store: GraphStore) -> None:
    before = store.revision()
    start = threading.Barrier(8)
    replays: list[bool] = []

    def call(number: int) -> None:
        start.wait()
        receipt = store.apply([Put(b.contact(f"n{number}"))], idempotency=CALL)
        replays.append(receipt.replayed)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(replays) == [False] + [True] * 7
    assert store.revision() == before + 1
    assert len(store.page(Contact).items) == 1
