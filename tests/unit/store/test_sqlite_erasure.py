"""After an erasure no byte of any file holds the id, however the pages were written before."""

import random
import sqlite3
from pathlib import Path

import pytest

from graph_model.store.port import Idempotency, Put
from graph_model.store.sqlite import SqliteStore
from graph_model.store.sqlite.erasure import holds
from tests import builders as b


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def random_id(numbers: random.Random) -> str:
    return f"T{numbers.getrandbits(80):020x}"


@pytest.fixture
def crowded(tmp_path: Path) -> tuple[SqliteStore, list[str]]:
    """Many tenants, written in random order and changed, so that pages were split and moved."""
    numbers = random.Random(7)
    ids = [random_id(numbers) for _ in range(400)]
    store = SqliteStore(tmp_path / "crowded.db")
    store.apply([Put(record) for record in b.directory()])
    store.apply([Put(b.tenant(id_)) for id_ in ids])
    for turn in range(6):
        events = []
        for number in range(400):
            tenant = numbers.choice(ids)
            name = f"{turn}-{number}-{numbers.getrandbits(40):x}"
            events += [
                Put(b.chain(f"C{name}", tenant=tenant)),
                Put(b.contact(f"N{name}", ends=("k1", tenant))),
                Put(b.consent(f"E{name}", tenant=tenant)),
                Put(b.referral(f"R{name}", chain=f"C{name}", tenant=tenant)),
            ]
        store.apply(events)
        changed = numbers.sample(ids, 80)
        store.apply(
            [Put(b.tenant(id_, languages=["de", "uk", "ar"][: turn % 4])) for id_ in changed]
        )
    return store, ids


def test_no_byte_of_the_id_is_left(crowded: tuple[SqliteStore, list[str]], tmp_path: Path) -> None:
    store, ids = crowded
    gone, kept = ids[:25], ids[25:]
    call = Idempotency(key="call", digest="d", answer=f'{{"tenant":"{gone[0]}"}}')
    store.apply([Put(b.contact("called", ends=("k1", gone[0])))], idempotency=call)
    before = bytes_of(tmp_path)
    assert all(id_.encode() in before for id_ in ids)
    for id_ in gone:
        store.erase(id_)
        assert id_.encode() not in bytes_of(tmp_path)
    after = bytes_of(tmp_path)
    assert all(id_.encode() in after for id_ in kept)
    assert store.check("en").problems == ()
    store.close()
    assert [id_ for id_ in gone if id_.encode() in bytes_of(tmp_path)] == []


def test_a_stale_copy_in_a_free_place_is_found_and_gone(tmp_path: Path) -> None:
    """Left behind by a connection that does not overwrite what it deletes."""
    path = tmp_path / "stale.db"
    store = SqliteStore(path)
    store.apply([Put(record) for record in b.directory()])
    store.apply([Put(b.tenant("T5be0cd19137e2179"))])
    careless = sqlite3.connect(path, isolation_level=None)
    careless.execute("PRAGMA secure_delete = OFF")
    careless.execute("INSERT INTO idempotency VALUES ('k', 'd', 'T5be0cd19137e2179', 1)")
    careless.execute("INSERT INTO idempotency VALUES ('l', 'd', 'other', 1)")
    careless.execute("DELETE FROM idempotency WHERE key = 'k'")
    careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    careless.close()
    before = path.read_bytes()
    assert before.count(b"T5be0cd19137e2179") == 3  # the tenant, its id in the index, the copy
    store.erase("T5be0cd19137e2179")
    assert b"T5be0cd19137e2179" not in bytes_of(tmp_path)
    assert store.check("en").problems == ()
    store.close()


def test_a_copy_across_the_edge_of_two_reads_is_found(tmp_path: Path) -> None:
    """The id is looked for a mebibyte at a time; it may lie on the edge."""
    path = tmp_path / "file"
    for start in ((1 << 20) - 5, (1 << 20) - 1, 1 << 20, 0, 2 << 20):
        content = bytearray(3 << 20)
        content[start : start + 9] = b"T12345678"
        path.write_bytes(content)
        assert holds(path, b"T12345678")
        assert not holds(path, b"T12345679")
