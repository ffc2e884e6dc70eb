"""The snapshot that a process works with, and answers worked out from it."""

import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar, cast

from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore

T = TypeVar("T")
_REMEMBERED = 64


class SnapshotKeeper:
    """The latest snapshot, and answers worked out from it until something changes.

    Parameters
    ----------
    store
        Where the snapshot catches up from.
    folder
        Where its columnar cache lies between two runs; ``None`` keeps none.
    """

    def __init__(self, store: GraphStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._answers: dict[Hashable, object] = {}

    def current(self) -> Snapshot:
        """A snapshot that holds everything committed before this call."""
        with self._lock:
            before = self._snapshot
            held = Snapshot.read(self._store) if before is None else before.caught_up(self._store)
            if held is not before:
                self._answers.clear()
            self._snapshot = held
            return held

    def answer(self, question: Hashable, work: Callable[[Snapshot], T]) -> T:
        """What ``work`` makes of the current snapshot, remembered until something changes."""
        snapshot = self.current()
        key = (snapshot.revision, question)
        found = self._answers.get(key)
        if found is None:
            found = work(snapshot)
            with self._lock:
                if len(self._answers) >= _REMEMBERED:
                    self._answers.clear()
                self._answers[key] = found
        return cast("T", found)
