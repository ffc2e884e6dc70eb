"""A bulk read of much sees one moment although others write all the while it reads."""

import threading

import neo4j
import pytest

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j import Address, statements
from graph_model.store.neo4j.bulk import FEW
from graph_model.store.port import (
    BulkItem,
    Delete,
    EndOfFeed,
    EntryBatch,
    GraphStore,
    Put,
    RowBatch,
    RowKind,
)
from tests import builders as b

pytestmark = pytest.mark.neo4j

MANY = FEW + 500
TURNS = 400


def contacts_of(items: list[BulkItem]) -> dict[str, str]:
    """Channel of each contact by its id; every id must come once."""
    rows = [
        row
        for item in items
        if isinstance(item, RowBatch) and item.kind is RowKind.CONTACT
        for row in item.rows
    ]
    assert len({row[0] for row in rows}) == len(rows)
    return {str(row[0]): str(row[5]) for row in rows}


def test_each_bulk_read_holds_what_was_there_at_its_revision(empty: GraphStore) -> None:
    empty.apply([Put(record) for record in b.directory()])
    began = empty.apply([Put(b.contact(f"c{i:04}")) for i in range(MANY)]).revision
    is_over = threading.Event()

    def state_at(revision: int) -> dict[str, str]:
        """By the order of the writes below: one change is one revision."""
        state = {f"c{i:04}": "home_visit" for i in range(MANY)}
        for turn in range(revision - began):
            number, what = divmod(turn, 3)
            if what == 0:
                state[f"n{number}"] = "home_visit"
            elif what == 1:
                state[f"c{number:04}"] = "phone"
            else:
                del state[f"c{MANY - 1 - number:04}"]
        return state

    def write() -> None:
        for number in range(TURNS):
            if is_over.is_set():
                return
            empty.apply([Put(b.contact(f"n{number}"))])
            empty.apply([Put(b.contact(f"c{number:04}", channel="phone"))])
            empty.apply([Delete(RecordKind.CONTACT, f"c{MANY - 1 - number:04}")])

    writer = threading.Thread(target=write)
    writer.start()
    moments = set()
    try:
        for _ in range(4):
            items = list(empty.read_since(0, batch_rows=700))
            last = items[-1]
            assert isinstance(last, EndOfFeed)
            moments.add(last.revision)
            assert contacts_of(items) == state_at(last.revision)
            gone = [
                e for i in items if isinstance(i, EntryBatch) for e in i.entries if not e.record
            ]
            assert len(gone) == (last.revision - began) // 3
    finally:
        is_over.set()
        writer.join()
    assert len(moments) == 4  # it was written to all the while


def test_without_news_nobody_waits_for_those_who_write(
    empty: GraphStore, neo4j_address: Address
) -> None:
    stands_at = empty.apply([Put(record) for record in b.directory()]).revision
    login = (neo4j_address.user, neo4j_address.password)
    with (
        neo4j.GraphDatabase.driver(
            neo4j_address.uri, auth=login, notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=neo4j_address.database) as session,
        session.begin_transaction() as writing,
    ):
        writing.run(statements.LOCK).consume()
        assert list(empty.read_since(stands_at)) == [EndOfFeed(revision=stands_at)]
