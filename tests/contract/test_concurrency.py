"""Several threads on one store, and two stores on the same data."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record
from graph_model.errors import BrokenReferenceError, RevisionConflictError, StoreUnavailableError
from graph_model.store.port import GraphStore, Put
from tests import builders as b


def in_threads(count: int, action: Callable[[int], None]) -> None:
    """Run an action in several threads at once; what one raises fails the test."""
    start = threading.Barrier(count)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            action(number)
        except BaseException as error:
            raised.append(error)
            raise

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []


def test_writes_of_many_threads_all_count_in_one_order(store: GraphStore) -> None:
    before = store.revision()
    receipts: list[int] = []

    def write(number: int) -> None:
        for turn in range(25):
            written = store.apply([Put(b.contact(f"n{number}-{turn}"))])
            receipts.append(written.revision)

    in_threads(8, write)
    assert sorted(receipts) == list(range(before + 1, before + 201))
    assert [entry.revision for entry in store.changes_since(before)] == sorted(receipts)


def test_each_thread_reads_what_it_has_just_written(store: GraphStore) -> None:
    def write(number: int) -> None:
        for turn in range(10):
            record = b.contact(f"n{number}-{turn}")
            receipt = store.apply([Put(record)])
            found = store.get(Contact, record.id)
            assert found is not None
            assert (found.record, found.revision) == (record, receipt.revision)

    in_threads(6, write)


def test_a_refused_batch_does_not_touch_its_neighbours(store: GraphStore) -> None:
    before = store.revision()
    refused: list[int] = []

    def write(number: int) -> None:
        for turn in range(20):
            name = f"n{number}-{turn}"
            if number % 2:
                with pytest.raises(BrokenReferenceError, match="need missing"):
                    store.apply(
                        [Put(b.contact(f"{name}-first")), Put(b.contact(name, need="missing"))]
                    )
                refused.append(1)
            else:
                store.apply([Put(b.contact(name)), Put(b.contact(f"{name}-second"))])

    in_threads(8, write)
    assert len(refused) == 80
    assert store.revision() == before + 160
    ids = {item.record.id for item in store.page(Contact, limit=1000).items}
    assert ids == {
        f"n{number}-{turn}{end}"
        for number in (0, 2, 4, 6)
        for turn in range(20)
        for end in ("", "-second")
    }
    assert store.check().problems == ()


def test_of_two_writers_who_expect_the_same_only_one_succeeds(store: GraphStore) -> None:
    stood_at = store.revision()
    outcomes: list[str] = []

    def write(number: int) -> None:
        try:
            store.apply([Put(b.partner(name=f"Name {number}"), expected=5)])
            outcomes.append("written")
        except RevisionConflictError:
            outcomes.append("refused")

    in_threads(8, write)  # p1 is the fifth record of the directory
    assert sorted(outcomes) == ["refused"] * 7 + ["written"]
    assert store.revision() == stood_at + 1


def test_no_update_is_lost_when_all_read_then_write(store: GraphStore) -> None:
    """Each adds one language to the same partner, again and again until nobody was in between."""
    languages = ["de", "en", "uk", "ar", "fa", "vi"]

    def add(number: int) -> None:
        while True:
            (found,) = store.get_many(type(b.partner()), ["p1"]).values()
            more = tuple(sorted({*found.record.languages, languages[number]}))
            try:
                store.apply([Put(b.partner(languages=more), expected=found.revision)])
            except RevisionConflictError:
                continue
            return

    in_threads(6, add)
    (found,) = store.get_many(type(b.partner()), ["p1"]).values()
    assert found.record.languages == tuple(sorted(languages))


def test_somebody_who_follows_the_feed_misses_nothing(store: GraphStore) -> None:
    seen: dict[str, Record | None] = {}
    done = threading.Event()

    def follow() -> None:
        revision = 0
        while True:
            is_last = done.is_set()
            entries = store.changes_since(revision, 7)
            seen.update({entry.record_id: entry.record for entry in entries})
            revision = entries[-1].revision if entries else revision
            if is_last and not entries:
                return

    def write(number: int) -> None:
        for turn in range(25):
            store.apply([Put(b.contact(f"n{number}-{turn}"))])

    reader = threading.Thread(target=follow)
    reader.start()
    in_threads(4, write)
    done.set()
    reader.join()
    assert len([id_ for id_ in seen if id_.startswith("n")]) == 100


def test_a_chain_read_while_others_write_is_of_one_moment(store: GraphStore) -> None:
    done = threading.Event()
    seen: list[int] = []

    def write(number: int) -> None:
        for turn in range(20):
            name = f"n{number}-{turn}"
            pair = [b.contact(f"{name}-{end}", chain="c1") for end in ("a", "b")]
            store.apply([Put(b.referral(name)), *map(Put, pair)])

    def read() -> None:
        while not done.is_set():
            file = store.chain_file("c1")
            assert file is not None
            assert len(file.contacts) == 2 * len(file.referrals)
            seen.append(len(file.referrals))

    before = store.chain_file("c1")
    assert before is not None
    assert (before.referrals, before.contacts) == ((), ())
    with ThreadPoolExecutor() as readers:
        reading = readers.submit(read)
        in_threads(3, write)
        done.set()
        reading.result()
    after = store.chain_file("c1")
    assert after is not None
    assert (len(after.referrals), len(after.contacts)) == (60, 120)
    assert seen == sorted(seen)


def test_two_stores_on_the_same_data_see_each_other(
    store: GraphStore, open_again: Callable[[], GraphStore]
) -> None:
    other = open_again()
    assert other.revision() == store.revision()
    store.apply([Put(b.contact("n1"))])
    assert other.get(Contact, "n1") is not None
    other.apply([Put(b.contact("n2"))])
    assert [item.record.id for item in store.page(Contact).items] == ["n1", "n2"]
    assert [entry.record_id for entry in store.changes_since(0)][-2:] == ["n1", "n2"]


def test_two_stores_write_in_one_order(
    store: GraphStore, open_again: Callable[[], GraphStore]
) -> None:
    stores = [store, open_again()]
    before = store.revision()
    receipts: list[int] = []

    def write(number: int) -> None:
        for turn in range(15):
            written = stores[number % 2].apply([Put(b.contact(f"n{number}-{turn}"))])
            receipts.append(written.revision)

    in_threads(4, write)
    assert sorted(receipts) == list(range(before + 1, before + 61))


def test_closing_waits_for_the_writers_of_now_but_not_for_those_that_keep_coming(
    store: GraphStore,
) -> None:
    acknowledged: list[str] = []
    is_closed = threading.Event()

    def write(number: int) -> None:
        if number == 0:
            while len(acknowledged) < 20:
                time.sleep(0.001)
            store.close()
            is_closed.set()
            return
        turn = 0
        while not is_closed.is_set():
            turn += 1
            try:
                store.apply([Put(b.contact(f"n{number}-{turn}"))])
            except StoreUnavailableError:
                return
            acknowledged.append(f"n{number}-{turn}")

    in_threads(4, write)
    assert len(acknowledged) >= 20


def test_an_erasure_gets_its_turn_among_writers_that_keep_coming(store: GraphStore) -> None:
    store.apply([Put(b.tenant("t2"))])
    is_erased = threading.Event()

    def write(number: int) -> None:
        if number == 0:
            store.erase("t2")
            is_erased.set()
            return
        turn = 0
        while not is_erased.is_set():
            turn += 1
            store.apply([Put(b.contact(f"n{number}-{turn}"))])

    in_threads(4, write)
    assert store.check().problems == ()
