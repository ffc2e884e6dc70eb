"""The columnar cache: as good as reading anew, and gone when it must be."""

import json
from pathlib import Path

import pytest

from graph_model.domain.records import RecordKind
from graph_model.snapshot.cache import SnapshotCache
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import FeedEntry
from tests import builders as b
from tests.networks import two_towns
from tests.unit.snapshot.ledger import Ledger, told


class Unreadable(Ledger):
    """A ledger that must not be read from the start: the cache has to do."""

    def read_since(self, revision: int):
        assert revision > 0
        return super().read_since(revision)


def filled(ledger: Ledger) -> Ledger:
    ledger.put(
        *b.directory(),
        *two_towns(),
        b.contact(),
        b.unmet_search(excluded={"area": 2}),
        b.cooperation(),
        b.referral("r9", steps=("draft 2026-01-05",), tenant=None),
    )
    return ledger


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_cached_snapshot_tells_the_same_as_the_one_that_was_written(tmp_path: Path) -> None:
    ledger = filled(Unreadable())
    snapshot = Snapshot.read(filled(Ledger()))
    SnapshotCache(tmp_path).write(snapshot, ledger)
    again = SnapshotCache(tmp_path).read(ledger)
    assert again.revision == snapshot.revision
    assert told(again) == told(snapshot)


def test_a_cached_snapshot_catches_up_with_what_came_since(tmp_path: Path) -> None:
    ledger = filled(Unreadable())
    SnapshotCache(tmp_path).write(Snapshot.read(filled(Ledger())), ledger)
    ledger.put(b.referral("r8"), b.referral("r4", steps=("requested 2026-01-08", "draft")[:1]))
    ledger.put(b.tenant("t7"), b.chain("c7", tenant="t7"))
    assert told(SnapshotCache(tmp_path).read(ledger)) == told(anew(ledger))


def anew(ledger: Ledger) -> Snapshot:
    copy = Ledger()
    copy.__dict__.update(ledger.__dict__)
    return Snapshot.read(copy)


def test_without_a_cache_the_store_is_read(tmp_path: Path) -> None:
    ledger = filled(Ledger())
    assert told(SnapshotCache(tmp_path / "none").read(ledger)) == told(Snapshot.read(ledger))


def test_the_cache_of_another_store_is_not_used(tmp_path: Path) -> None:
    cache = SnapshotCache(tmp_path)
    mine = filled(Ledger())
    cache.write(Snapshot.read(mine), mine)
    other = Ledger()
    other.put(*b.directory(), *(b.referral(f"r{n}", tenant=None) for n in range(100)))
    assert other.revision() > mine.revision()
    assert told(cache.read(other)) == told(Snapshot.read(other))


def test_the_cache_of_a_store_that_went_back_to_a_backup_is_not_used(tmp_path: Path) -> None:
    cache = SnapshotCache(tmp_path)
    before = filled(Ledger())
    before.put(b.referral("lost"))
    cache.write(Snapshot.read(before), before)
    restored = filled(Ledger())
    assert told(cache.read(restored)) == told(Snapshot.read(restored)), "shorter than the cache"
    restored.put(b.referral("other"), b.referral("another"))
    assert told(cache.read(restored)) == told(Snapshot.read(restored)), "it went another way"


@pytest.mark.parametrize("damage", ["format", "cut", "missing", "no json"])
def test_a_cache_that_cannot_be_read_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    cache = SnapshotCache(tmp_path)
    ledger = filled(Ledger())
    cache.write(Snapshot.read(ledger), ledger)
    manifest = tmp_path / "manifest.json"
    steps = next(tmp_path.glob("columns-*")) / "steps.arrow"
    match damage:
        case "format":
            known = json.loads(manifest.read_text(encoding="utf-8"))
            manifest.write_text(json.dumps({**known, "format": 0}), encoding="utf-8")
        case "cut":
            steps.write_bytes(steps.read_bytes()[:100])
        case "missing":
            steps.unlink()
        case "no json":
            manifest.write_text("{", encoding="utf-8")
    assert told(cache.read(ledger)) == told(Snapshot.read(ledger))


def test_writing_again_leaves_one_snapshot(tmp_path: Path) -> None:
    cache = SnapshotCache(tmp_path)
    ledger = filled(Ledger())
    for name in ("r21", "r22"):
        ledger.put(b.referral(name))
        cache.write(Snapshot.read(ledger), ledger)
    assert len(list(tmp_path.glob("columns-*"))) == 1
    assert cache.read(ledger).referral_key("r22") is not None


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    ledger = filled(Ledger())
    SnapshotCache(tmp_path / "cache").write(Snapshot.read(ledger), ledger)
    folders = [tmp_path / "cache", *(tmp_path / "cache").glob("columns-*")]
    assert {folder.stat().st_mode & 0o077 for folder in folders} == {0}


@pytest.mark.parametrize("through", ["read", "caught_up"])
def test_nothing_of_an_erased_person_is_left_in_the_files(tmp_path: Path, through: str) -> None:
    cache = SnapshotCache(tmp_path)
    ledger = filled(Ledger())
    ledger.put(b.tenant("somebody"), b.contact("met-somebody", ends=("k1", "somebody")))
    ledger.put(b.chain("c5", tenant="somebody"))
    snapshot = Snapshot.read(ledger)
    cache.write(snapshot, ledger)
    assert b"somebody" in bytes_of(tmp_path)
    ledger.delete(RecordKind.CONTACT, "met-somebody")
    ledger.put(b.chain("c5", tenant=None))
    ledger.delete(RecordKind.TENANT, "somebody")
    after = cache.read(ledger) if through == "read" else cache.caught_up(snapshot, ledger)
    assert b"somebody" not in bytes_of(tmp_path)
    assert told(after) == told(Snapshot.read(ledger))
    assert told(cache.read(ledger)) == told(after), "what was written again is used"


def test_an_old_snapshot_is_not_written_with_people_erased_since(tmp_path: Path) -> None:
    ledger = filled(Ledger())
    ledger.put(b.tenant("somebody"))
    old = Snapshot.read(ledger)
    ledger.delete(RecordKind.TENANT, "somebody")
    SnapshotCache(tmp_path).write(old, ledger)
    assert b"somebody" not in bytes_of(tmp_path)
    assert SnapshotCache(tmp_path).read(ledger).tenant_key("t1") is not None


def test_who_is_erased_while_the_files_are_written_is_not_left_in_them(tmp_path: Path) -> None:
    ledger = ErasedWhileReading("somebody")
    filled(ledger)
    ledger.put(b.tenant("somebody"))
    SnapshotCache(tmp_path).write(Snapshot.read(ledger), ledger)
    assert ledger.is_erased
    assert b"somebody" not in bytes_of(tmp_path)


class ErasedWhileReading(Ledger):
    """Somebody is erased at the very moment when the tail of the feed is looked at."""

    def __init__(self, tenant_id: str) -> None:
        super().__init__()
        self._tenant_id = tenant_id
        self.is_erased = False

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        if not self.is_erased:
            self.is_erased = True
            self.delete(RecordKind.TENANT, self._tenant_id)
        return super().changes_since(revision, limit)


def test_who_erases_without_a_snapshot_removes_the_cache(tmp_path: Path) -> None:
    ledger = filled(Ledger())
    SnapshotCache(tmp_path).write(Snapshot.read(ledger), ledger)
    SnapshotCache(tmp_path).remove()
    assert list(tmp_path.iterdir()) == []
    SnapshotCache(tmp_path / "none").remove()


def test_an_empty_store_is_not_cached(tmp_path: Path) -> None:
    SnapshotCache(tmp_path / "cache").write(Snapshot.read(Ledger()), Ledger())
    assert not (tmp_path / "cache").exists()
