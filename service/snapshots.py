"""The snapshot that a process works with, and answers worked out from it."""

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import date, datetime
from typing import Any, TypeVar, cast

from graph_model.errors import StoreUnavailableError
from graph_model.snapshot.cache import SnapshotCache
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore
from service.standing import LARGE, Standing, StandingForMany

_log = logging.getLogger(__name__)

T = TypeVar("T")
_REMEMBERED = 64
_WORKS = 8


class SnapshotKeeper:
    """The latest snapshot, and answers worked out from it until something changes.

    Some answers are works that go on from one snapshot to the next; ``_WORKS`` of them are kept.
    ``for_many`` says which state figures for many are answered from.

    Nothing here is needed for recording: whoever waits for the first reading holds up questions
    only. While the store is away, the last snapshot goes on to be there for those who ask for it.

    Parameters
    ----------
    store
        Where the snapshot catches up from.
    cache
        What a restart reads first; without one, the whole store is read.
    large
        From how many referrals on figures for many may be some minutes old.
    """

    def __init__(
        self, store: GraphStore, cache: SnapshotCache | None = None, *, large: int = LARGE
    ) -> None:
        self._store = store
        self._cache = cache
        self._reading = threading.Lock()
        self._standing: Standing | None = None
        self._remembering = threading.Lock()
        self._answers: dict[tuple[int, Hashable], Future[Any]] = {}
        self._works: dict[Hashable, tuple[int, Any]] = {}
        self._wanted: frozenset[int] = frozenset()
        self._deletions_at = 0
        self.for_many = StandingForMany(self._want, large=large)

    @property
    def store(self) -> GraphStore:
        """The store that snapshots catch up from."""
        return self._store

    def current(self, now: datetime) -> Snapshot:
        """A snapshot that holds everything committed before this call, which came at ``now``.

        Raises
        ------
        StoreUnavailableError
            If the store cannot be asked; ``last`` is still there then.
        """
        with self._reading:
            before = self._standing
            held = self._read() if before is None else self._caught_up(before.snapshot)
            since = now if before is None else max(before.as_of, now)
            self._standing = Standing(held, since)
            if before is None or held is not before.snapshot:
                self._forget(held)
            return held

    def _forget(self, held: Snapshot) -> None:
        """Drop the answers; after a deletion those still wanted too, and works, which hold rows."""
        is_deleted = held.deletions_at > self._deletions_at
        if is_deleted:
            self.for_many.give_up(held.deletions_at)
        with self._remembering:
            wanted = frozenset() if is_deleted else self._wanted
            self._answers = {
                key: answer for key, answer in self._answers.items() if key[0] in wanted
            }
            if is_deleted:
                self._deletions_at = held.deletions_at
                self._works.clear()

    def _want(self, revisions: frozenset[int]) -> None:
        """Go on remembering answers from these revisions when newer ones come."""
        with self._remembering:
            self._wanted = revisions

    def last(self) -> Standing | None:
        """The last snapshot, without a question to the store; ``None`` if none was read yet."""
        return self._standing

    def keep(self, now: datetime) -> None:
        """Write the snapshot into the cache, if there is one; what cannot be written is logged."""
        if self._cache is None:
            return
        try:
            self._cache.write(self.current(now), self._store)
        except OSError as error:
            _log.warning("snapshot_not_cached", extra={"errno": error.errno})
        except StoreUnavailableError as error:
            _log.warning("snapshot_not_cached", extra={"code": error.code})

    def _read(self) -> Snapshot:
        return Snapshot.read(self._store) if self._cache is None else self._cache.read(self._store)

    def _caught_up(self, before: Snapshot) -> Snapshot:
        if self._cache is None:
            return before.caught_up(self._store)
        # Through the cache, so that nothing of an erased person stays in it.
        return self._cache.caught_up(before, self._store)

    def answer(self, snapshot: Snapshot, question: Hashable, *, work: Callable[[Snapshot], T]) -> T:
        """What ``work`` makes of a snapshot, worked out once however many ask at a time."""
        key = (snapshot.revision, question)
        with self._remembering:
            found = self._answers.get(key)
            mine: Future[Any] = Future()
            if found is None:
                while len(self._answers) >= _REMEMBERED:
                    unwanted = (one for one in self._answers if one[0] not in self._wanted)
                    self._answers.pop(next(unwanted, next(iter(self._answers))))
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
        with self._remembering:
            # One who asked an old snapshot must not leave behind what was deleted since.
            if snapshot.revision < self._deletions_at:
                self._answers.pop(key, None)
        mine.set_result(answer)
        return answer

    def followed(
        self,
        snapshot: Snapshot,
        question: Hashable,
        *,
        day: date,
        begin: Callable[[Snapshot], T],
        go_on: Callable[[T, Snapshot], T],
    ) -> T:
        """A work on a snapshot that is kept beyond it, so that the next one can go on from there.

        Parameters
        ----------
        day
            Until when the work answers the question; on the next day it is gone on with too.
        begin
            Makes it from a snapshot alone.
        go_on
            Makes the same from that of an earlier snapshot, or of this one, and this one.
        """

        def work(asked: Snapshot) -> T:
            with self._remembering:
                revision, held = self._works.get(question, (None, None))
            if revision is None or revision > asked.revision:
                made = begin(asked)
            else:
                made = go_on(cast("T", held), asked)
            self._keep(question, asked, work=made)
            return made

        return self.answer(snapshot, (question, day), work=work)

    def _keep(self, question: Hashable, snapshot: Snapshot, *, work: object) -> None:
        with self._remembering:
            # One who asked an old snapshot must not bring back what was deleted since.
            is_late = snapshot.revision < self._deletions_at
            revision, _ = self._works.get(question, (0, None))
            if is_late or revision > snapshot.revision:
                return
            self._works.pop(question, None)
            self._works[question] = (snapshot.revision, work)
            while len(self._works) > _WORKS:
                self._works.pop(next(iter(self._works)))
