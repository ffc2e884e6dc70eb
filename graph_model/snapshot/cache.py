"""A snapshot kept as columns in a folder, so that a restart need not read the whole store."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import polars as pl

from graph_model.snapshot.cache_files import read_tables, write_tables
from graph_model.snapshot.snapshot import ChangeFeed, Snapshot
from graph_model.store.port import FeedEntry

FORMAT = 2
"""Number of the files' layout; another one is not read."""

_MANIFEST = "manifest.json"
_TAIL = 32
_TAIL_SPAN = 1000


class CachedFeed(ChangeFeed, Protocol):
    """The part of a store (``GraphStore`` has it) that a cache holds itself against."""

    def revision(self) -> int:
        """Position of the latest change."""
        ...

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        """The feed after a revision, oldest first."""
        ...


class SnapshotCache:
    """A folder with at most one snapshot of one store.

    A manifest names the folder of the columns, their layout, the revision and, as digests, the last
    changes before it. It is replaced in one step, after the columns were written and flushed; so
    readers find a whole snapshot or none. It is used only if its layout is ``FORMAT`` and the
    store's own feed still shows those changes at those revisions, changed records apart: another
    store, or one restored from a backup, does not.

    Nothing of an erased person stays: a snapshot takes erased rows and ids out when it catches up
    (``Snapshot.deletions_at``), and ``read`` and ``caught_up`` then throw the folder's content away
    before they write it anew. Who erases in a store without reading a snapshot calls ``remove``.
    Files are for their owner only.

    Parameters
    ----------
    folder
        Beside the store; made when it is first written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, store: CachedFeed) -> Snapshot:
        """The store's snapshot as of now, from the cache where that fits, else read anew.

        What cannot be read, or does not fit, is as good as not there; nothing is written unless
        something was deleted since.
        """
        cached = self._load(store)
        return Snapshot.read(store) if cached is None else self.caught_up(cached, store)

    def caught_up(self, snapshot: Snapshot, store: CachedFeed) -> Snapshot:
        """The snapshot with all that the store took in since; see ``Snapshot.caught_up``."""
        after = snapshot.caught_up(store)
        if after is snapshot:
            return snapshot
        manifest = self._manifest()
        if manifest is not None and int(str(manifest["revision"])) < after.deletions_at:
            self.remove()
            self.write(after, store)
        return after

    def write(self, snapshot: Snapshot, store: CachedFeed) -> None:
        """Put a snapshot of this store, caught up, in the place of the one that is there.

        If something is deleted in the meantime, nothing is left in the folder. What could not be
        recognised later, being empty or with all its last changes overtaken, is not written.

        Raises
        ------
        OSError
            If the folder cannot be written; what was there stays.
        """
        snapshot = snapshot.caught_up(store)
        tail = _tail(store, revision=snapshot.revision)
        if not tail:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        columns = self._folder / f"columns-{secrets.token_hex(8)}"
        columns.mkdir(mode=0o700)
        try:
            write_tables(columns, snapshot.tables)
            manifest = {
                "format": FORMAT,
                "revision": snapshot.revision,
                "columns": columns.name,
                "tail": tail,
            }
            _write_synced(columns / _MANIFEST, json.dumps(manifest))
            Path(columns / _MANIFEST).replace(self._folder / _MANIFEST)
        except BaseException:
            shutil.rmtree(columns, ignore_errors=True)
            raise
        self._clear(keep=columns)
        if snapshot.caught_up(store).deletions_at > snapshot.revision:
            self.remove()

    def remove(self) -> None:
        """Throw away what is cached; afterwards the folder is empty or not there."""
        with suppress(FileNotFoundError):
            (self._folder / _MANIFEST).unlink()
        self._clear(keep=None)

    def _clear(self, *, keep: Path | None) -> None:
        for columns in self._folder.glob("columns-*"):
            if columns != keep:
                shutil.rmtree(columns, ignore_errors=True)

    def _manifest(self) -> dict[str, object] | None:
        try:
            manifest = json.loads((self._folder / _MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        fits = isinstance(manifest, dict) and manifest.get("format") == FORMAT
        return manifest if fits else None

    def _load(self, store: CachedFeed) -> Snapshot | None:
        manifest = self._manifest()
        if manifest is None:
            return None
        try:
            revision, tail = int(str(manifest["revision"])), manifest["tail"]
            if not isinstance(tail, dict) or not _matches(store, tail, revision=revision):
                return None
            tables = read_tables(self._folder / str(manifest["columns"]))
        except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):
            return None
        return Snapshot(tables, revision=revision)


def _tail(store: CachedFeed, *, revision: int) -> dict[str, str]:
    """The last changes up to a revision that still stand, as digests by revision."""
    found = _between(store, max(revision - _TAIL_SPAN, 0), until=revision)
    return {str(entry.revision): _digest(entry) for entry in found[-_TAIL:]}


def _matches(store: CachedFeed, tail: dict[str, str], *, revision: int) -> bool:
    """Whether the store's feed shows the same changes, those apart that were overtaken since."""
    if not tail or store.revision() < revision:
        return False
    found = _between(store, min(map(int, tail)) - 1, until=revision)
    return bool(found) and all(tail.get(str(entry.revision)) == _digest(entry) for entry in found)


def _between(store: CachedFeed, after: int, *, until: int) -> Sequence[FeedEntry]:
    entries = store.changes_since(after, limit=until - after) if until > after else ()
    return [entry for entry in entries if entry.revision <= until]


def _digest(entry: FeedEntry) -> str:
    named = f"{entry.revision} {entry.kind} {entry.record_id} {entry.record is None}"
    return hashlib.sha256(named.encode()).hexdigest()


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as lines:
        lines.write(text)
        lines.flush()
        os.fsync(lines.fileno())
