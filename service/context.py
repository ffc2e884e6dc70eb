"""What every request works with: settings, store, clock and the snapshot that analyses read."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore
from service.links import OneTimeLinks
from service.settings import Settings

T = TypeVar("T")
_REMEMBERED = 64


class SnapshotKeeper:
    """The latest snapshot, and answers worked out from it until the next revision.

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
        revision = self._store.revision()
        with self._lock:
            held = self._snapshot
            if held is None:
                held = Snapshot.read(self._store)
            elif held.revision < revision:
                held = held.caught_up(self._store)
            if held is not self._snapshot:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one running service."""

    settings: Settings
    store: GraphStore
    clock: Callable[[], datetime]
    snapshots: SnapshotKeeper = field(repr=False)
    links: OneTimeLinks = field(default_factory=OneTimeLinks, repr=False)
