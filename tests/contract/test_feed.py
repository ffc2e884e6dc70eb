"""The change feed: one total order, each record once, tombstones; and the same in bulk."""

from collections.abc import Iterator

import pytest

from graph_model.domain.consents import Consent
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.referrals import Referral
from graph_model.errors import InvalidValueError
from graph_model.store.port import (
    ROW_COLUMNS,
    BulkItem,
    Delete,
    EndOfFeed,
    EntryBatch,
    FeedEntry,
    GraphStore,
    Put,
    RowBatch,
    RowKind,
)
from tests import builders as b

DAY = 86_400_000_000
"""Microseconds of a day."""


def put(store: GraphStore, *records: Record) -> None:
    store.apply([Put(record) for record in records])


def names(entries: tuple[FeedEntry, ...]) -> list[tuple[int, str]]:
    return [(entry.revision, entry.record_id) for entry in entries]


def replayed(store: GraphStore, limit: int) -> dict[tuple[RecordKind, str], Record]:
    """The state that somebody holds who reads the feed from its beginning."""
    state: dict[tuple[RecordKind, str], Record] = {}
    revision = 0
    while entries := store.changes_since(revision, limit):
        for entry in entries:
            state.pop((entry.kind, entry.record_id), None)
            if entry.record is not None:
                state[entry.kind, entry.record_id] = entry.record
        revision = entries[-1].revision
    return state


def test_an_empty_store_has_an_empty_feed(empty: GraphStore) -> None:
    assert empty.changes_since(0) == ()


def test_the_feed_is_in_the_order_of_the_changes(empty: GraphStore) -> None:
    put(empty, b.need(), b.area())
    put(empty, b.partner())
    assert names(empty.changes_since(0)) == [(1, "loneliness"), (2, "a1"), (3, "p1")]
    assert names(empty.changes_since(1)) == [(2, "a1"), (3, "p1")]
    assert empty.changes_since(3) == ()
    assert empty.changes_since(10**30) == ()


def test_a_changed_record_stands_in_the_feed_once_at_its_latest_change(empty: GraphStore) -> None:
    put(empty, b.area("a1"), b.area("a2"), b.area("a3"))
    put(empty, b.area("a1", name="Neu"))
    feed = empty.changes_since(0)
    assert names(feed) == [(2, "a2"), (3, "a3"), (4, "a1")]
    assert feed[-1].record == b.area("a1", name="Neu")


def test_a_deletion_leaves_a_tombstone(empty: GraphStore) -> None:
    put(empty, b.area("a1"), b.area("a2"))
    empty.apply([Delete(RecordKind.AREA, "a1")])
    assert empty.changes_since(0)[-1] == FeedEntry(
        revision=3, kind=RecordKind.AREA, record_id="a1", record=None
    )
    assert names(empty.changes_since(0)) == [(2, "a2"), (3, "a1")]


def test_a_record_that_comes_back_takes_the_place_of_its_tombstone(empty: GraphStore) -> None:
    put(empty, b.area("a1"), b.area("a2"))
    empty.apply([Delete(RecordKind.AREA, "a1")])
    put(empty, b.area("a1"))
    feed = empty.changes_since(0)
    assert names(feed) == [(2, "a2"), (4, "a1")]
    assert feed[-1].record == b.area("a1")


def test_the_same_id_of_another_kind_is_another_record(empty: GraphStore) -> None:
    put(empty, b.area("x1"), b.need("x1"))
    empty.apply([Delete(RecordKind.AREA, "x1")])
    assert [(e.kind, e.record is None) for e in empty.changes_since(0)] == [
        (RecordKind.NEED, False),
        (RecordKind.AREA, True),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 1000])
def test_reading_on_reaches_every_change_whatever_the_limit(store: GraphStore, limit: int) -> None:
    put(store, b.contact(), b.referral(), b.cooperation())
    put(store, b.referral(steps=["requested 2026-01-05", "accepted 2026-01-06"]))
    store.apply([Delete(RecordKind.CONTACT, "n1"), Delete(RecordKind.SERVICE, "s1")])
    state = {
        (kind, item.record.id): item.record
        for kind, record_type in RECORD_TYPES.items()
        for item in store.page(record_type).items
    }
    assert replayed(store, limit) == state
    assert len(store.changes_since(0, limit)) <= limit


def test_a_limit_below_1_is_refused(store: GraphStore) -> None:
    with pytest.raises(InvalidValueError, match="limit"):
        store.changes_since(0, 0)
    with pytest.raises(InvalidValueError, match="batch_rows"):
        store.read_since(0, batch_rows=0)


def busy(store: GraphStore) -> None:
    """Some of everything, some of it changed or deleted since."""
    put(
        store,
        b.chain("c2", closed="2026-03-01"),
        b.tenant("t2", languages=["de", "uk"], age_band="75_84", mobility="limited"),
        b.contact("n1", need="loneliness", chain="c1", recorded="2026-01-09", recorded_by="k1"),
        b.contact("n2"),
        b.referral("r1"),
        b.referral("r2", parent="r1", sender="p1", recipient="o1", service="s1", urgency="stat"),
        b.unmet_search(),
        b.access_key(),
        b.cooperation(),
        b.consent("e2"),
    )
    put(
        store,
        b.referral(
            "r1",
            steps=[
                "requested 2026-01-05",
                "accepted 2026-01-07 recorded=2026-01-08 recorded_by=k1",
                "completed 2026-01-09 resolved",
            ],
        ),
        b.partner(name="Umbenannt"),
    )
    store.apply(
        [
            Delete(RecordKind.CONTACT, "n2"),
            Delete(RecordKind.CONSENT, "e2"),
            Delete(RecordKind.COOPERATION, "z1"),
        ]
    )


def rows_of(items: list[BulkItem], kind: RowKind) -> list[tuple[object, ...]]:
    return [
        row
        for item in items
        if isinstance(item, RowBatch) and item.kind is kind
        for row in item.rows
    ]


def test_the_bulk_feed_holds_rows_as_its_columns_say(store: GraphStore) -> None:
    busy(store)
    items = list(store.read_since(0))
    # 1 January 2026 is day 20454 since 1970 (56 years of 365 days and 14 leap days); 8 o'clock is
    # a third of a day.
    eight = 20_454 * DAY + DAY // 3
    opened, closed = eight + DAY, eight + 59 * DAY
    met, recorded = eight + 2 * DAY, eight + 8 * DAY
    assert rows_of(items, RowKind.TENANT) == [
        ("t1", "g1", "a1", None, "", None),
        ("t2", "g1", "a1", "75_84", "de,uk", "limited"),
    ]
    assert rows_of(items, RowKind.CHAIN) == [
        (
            *["c1", "t1", "g1", "a1", "k1", "early_sign", "kuemmerer"],
            opened,
            opened,
            None,
            None,
            None,
        ),
        (
            *["c2", "t1", "g1", "a1", "k1", "early_sign", "kuemmerer"],
            opened,
            opened,
            closed,
            closed,
            "resolved",
        ),
    ]
    assert sorted(rows_of(items, RowKind.REFERRAL)) == [
        ("r1", "c1", "t1", "k1", "p1", None, "loneliness", "routine", None, None),
        ("r2", "c1", "t1", "p1", "o1", "s1", "loneliness", "stat", None, "r1"),
    ]
    assert sorted(rows_of(items, RowKind.STATUS)) == [
        ("r1", 0, "requested", eight + 4 * DAY, eight + 4 * DAY, "k1", "k1", None, None),
        ("r1", 1, "accepted", eight + 6 * DAY, eight + 7 * DAY, "p1", "k1", None, None),
        ("r1", 2, "completed", eight + 8 * DAY, eight + 8 * DAY, "p1", "p1", None, "resolved"),
        ("r2", 0, "requested", eight + 4 * DAY, eight + 4 * DAY, "p1", "p1", None, None),
    ]
    assert rows_of(items, RowKind.CONTACT) == [
        ("n1", "k1", "t1", met, recorded, "home_visit", "kuemmerer", "loneliness", "c1", "k1"),
    ]
    assert all(
        len(row) == len(ROW_COLUMNS[item.kind])
        for item in items
        if isinstance(item, RowBatch)
        for row in item.rows
    )


def entries_of(items: list[BulkItem]) -> list[FeedEntry]:
    return [entry for item in items if isinstance(item, EntryBatch) for entry in item.entries]


WITH_ROWS = {RecordKind.TENANT, RecordKind.CHAIN, RecordKind.REFERRAL, RecordKind.CONTACT}


@pytest.mark.parametrize("revision", [0, 5, 11, 20, 22, 24])
@pytest.mark.parametrize("batch_rows", [1, 3, 50_000])
def test_the_bulk_feed_holds_what_the_feed_holds(
    store: GraphStore, revision: int, batch_rows: int
) -> None:
    busy(store)
    items = list(store.read_since(revision, batch_rows=batch_rows))
    feed = store.changes_since(revision)
    as_entries = [e for e in feed if e.record is None or e.kind not in WITH_ROWS]
    assert entries_of(items) == as_entries
    for kind in RowKind:
        ids = [str(row[0]) for row in rows_of(items, kind)]
        wanted = RecordKind.REFERRAL if kind is RowKind.STATUS else RecordKind(kind)
        changed = [e.record for e in feed if e.kind is wanted and e.record is not None]
        if kind is RowKind.STATUS:
            expected = [r.id for r in changed if isinstance(r, Referral) for _ in r.history]
        else:
            expected = [record.id for record in changed]
        assert sorted(ids) == sorted(expected)
    assert items[-1] == EndOfFeed(revision=store.revision())
    sizes = [
        len(item.rows if isinstance(item, RowBatch) else item.entries)
        for item in items
        if not isinstance(item, EndOfFeed)
    ]
    assert all(1 <= size <= batch_rows for size in sizes)


def test_the_bulk_feed_gives_entries_first_then_rows_kind_by_kind(store: GraphStore) -> None:
    busy(store)
    order = ["entries", *RowKind, "end"]

    def place(item: BulkItem) -> int:
        match item:
            case EntryBatch():
                return 0
            case RowBatch():
                return order.index(item.kind)
            case EndOfFeed():
                return len(order) - 1

    places = [place(item) for item in store.read_since(0, batch_rows=1)]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


def test_steps_of_a_referral_come_in_their_order(store: GraphStore) -> None:
    busy(store)
    steps = [row[:2] for row in rows_of(list(store.read_since(0)), RowKind.STATUS)]
    assert [position for id_, position in steps if id_ == "r1"] == [0, 1, 2]


def test_only_the_kinds_asked_for_are_read(store: GraphStore) -> None:
    busy(store)
    items = list(store.read_since(0, kinds={RecordKind.CONSENT, RecordKind.CONTACT}))
    entries = entries_of(items)
    assert {entry.kind for entry in entries} == {RecordKind.CONSENT, RecordKind.CONTACT}
    assert [e.record for e in entries if isinstance(e.record, Consent)] == [b.consent()]
    assert {item.kind for item in items if isinstance(item, RowBatch)} == {RowKind.CONTACT}
    assert items[-1] == EndOfFeed(revision=store.revision())


def test_without_news_a_bulk_read_is_only_its_end(store: GraphStore) -> None:
    revision = store.revision()
    assert list(store.read_since(revision)) == [EndOfFeed(revision=revision)]
    assert list(store.read_since(revision + 5)) == [EndOfFeed(revision=revision)]
    assert len(list(store.read_since(revision - 1))) > 1


def test_a_bulk_read_sees_one_moment_although_others_write_meanwhile(store: GraphStore) -> None:
    put(store, b.contact("n1"))
    before = store.revision()
    reading: Iterator[BulkItem] = store.read_since(0, batch_rows=1)
    items = [next(reading)]
    put(store, b.contact("n2"), b.partner(name="Umbenannt"))
    items += list(reading)
    assert [row[0] for row in rows_of(items, RowKind.CONTACT)] == ["n1"]
    assert items[-1] == EndOfFeed(revision=before)
    later = list(store.read_since(before))
    assert [row[0] for row in rows_of(later, RowKind.CONTACT)] == ["n2"]
    assert [entry.record_id for entry in entries_of(later)] == ["p1"]


def test_a_bulk_read_that_is_given_up_harms_nobody(store: GraphStore) -> None:
    for _ in range(50):
        reading = store.read_since(0, batch_rows=1)
        next(reading)
        del reading
    put(store, b.contact())
    assert len(list(store.read_since(store.revision() - 1))) == 2
