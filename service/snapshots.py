"""The snapshot that a process works with, and answers worked out from it."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore

T = TypeVar("T")
_REMEMBERED = 64


class SnapshotKeeper:
    """The latest snapshot, and answers worked out from it until something changes.

    Nothing here is needed for recording: whoever waits for the first reading holds up questions
    only.
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._reading = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._remembering = threading.Lock()
        self._answers: dict[Hashable, Future[Any]] = {}

    def current(self) -> Snapshot:
        """A snapshot that holds everything committed before this call."""
        with self._reading:
            before = self._snapshot
            held = Snapshot.read(self._store) if before is None else before.caught_up(self._store)
            if held is not before:
                self._snapshot = held
                with self._remembering:
                    self._answers.clear()
            return held

    def answer(self, snapshot: Snapshot, question: Hashable, *, work: Callable[[Snapshot], T]) -> T:
        """What ``work`` makes of a snapshot, worked out once however many ask at a time."""
        key = (snapshot.revision, question)
        with self._remembering:
            found = self._answers.get(key)
            mine: Future[Any] = Future()
            if found is None:
                while len(self._answers) >= _REMEMBERED:
                    self._answers.pop(next(iter(self._answers)))
                self._answers[key] = mine
        if found is not None:
            return cast("T", found.result())
        try:
            answer = work(snapshot)
        except BaseException as error:
            with self._remembering:
                self._answers.pop(key, None)
            mine.set_exception(error)
            raise
        mine.set_result(answer)
        return answer
