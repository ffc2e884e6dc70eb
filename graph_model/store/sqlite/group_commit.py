"""Writers of one process that wait together share one transaction and one flush to disk.

Whoever comes when nobody writes leads: takes all that wait, runs each in its own savepoint, commits
once, and only then are they answered. Those who come meanwhile form the next group.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from graph_model.errors import HilfenetzError, StoreError, StoreUnavailableError
from graph_model.store.sqlite.boundary import translate
from graph_model.store.sqlite.fetching import store_revision

T = TypeVar("T")

Work = Callable[[sqlite3.Connection, int], tuple[T, int]]
"""Writes in an open transaction, given the store's revision; returns its result and the new one."""


class _Job(Protocol):
    error: HilfenetzError | None
    is_done: bool

    def run(self, connection: sqlite3.Connection, revision: int) -> int: ...


class _WorkJob(Generic[T]):
    def __init__(self, work: Work[T]) -> None:
        self._work = work
        self.results: list[T] = []
        self.error: HilfenetzError | None = None
        self.is_done = False

    def run(self, connection: sqlite3.Connection, revision: int) -> int:
        """Do the work; a job that is run again forgets the first time."""
        self.results.clear()
        result, after = self._work(connection, revision)
        self.results.append(result)
        return after


class GroupCommit:
    """The only way to the writing connection.

    Parameters
    ----------
    connection
        In autocommit mode; used by one thread at a time, whichever leads.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._turn = threading.Condition()
        self._waiting: list[_Job] = []
        self._is_led = False
        self._had_company = False
        self._claims = 0
        self._is_closed = False

    def write(self, work: Work[T]) -> T:
        """Run some work in a transaction; durable when this returns.

        Raises
        ------
        HilfenetzError
            What the work raised, or why the store could not commit; nothing was written then.
        """
        job = _WorkJob(work)
        if self._wait_for_turn(job):
            group = self._gather()
            try:
                self._commit(group)
            finally:
                self._end_turn(group)
        if job.error is not None:
            raise job.error
        return job.results[0]

    def alone(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Use the connection outside a transaction, between the group that writes and the next."""
        with self._between_groups():
            self._refuse_if_closed()
            return action(self._connection)

    def waiting(self) -> int:
        """How many wait for the group that writes now to end."""
        with self._turn:
            return len(self._waiting)

    def close(self) -> None:
        """Close the connection when the group that writes has ended; later writers are refused."""
        with self._between_groups():
            self._is_closed = True
            self._connection.close()

    @contextmanager
    def _between_groups(self) -> Iterator[None]:
        with self._turn:
            # However many writers there are, none begins while somebody claims the connection.
            self._claims += 1
            try:
                self._turn.wait_for(lambda: not self._is_led)
                yield
            finally:
                self._claims -= 1
                self._turn.notify_all()

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise StoreUnavailableError(problem="closed")

    def _wait_for_turn(self, job: _Job) -> bool:
        """Whether this thread is to lead; if not, another leader has done the job."""
        with self._turn:
            self._refuse_if_closed()
            self._waiting.append(job)
            self._turn.wait_for(lambda: job.is_done or not (self._is_led or self._claims))
            if job.is_done:
                return False
            self._refuse_if_closed()
            self._is_led = True
            return True

    def _gather(self) -> list[_Job]:
        """All that wait, the leader's own job among them."""
        if self._had_company:
            # Those of the last group are about to come back with their next: let them.
            time.sleep(0)
        with self._turn:
            group, self._waiting = self._waiting, []
            self._had_company = len(group) > 1
            return group

    def _end_turn(self, group: Sequence[_Job]) -> None:
        with self._turn:
            for job in group:
                job.is_done = True
            self._is_led = False
            self._turn.notify_all()

    def _commit(self, group: Sequence[_Job]) -> None:
        try:
            failed = self._transaction(group)
            if failed is None:
                return
            if len(group) == 1 or isinstance(failed, StoreUnavailableError):
                for job in group:
                    job.error = failed
                return
        except BaseException:
            # No error of the work but a defect, or an interruption: all was rolled back.
            for job in group:
                job.error = StoreError(problem="group broken off")
            raise
        # The driver may have rolled back everything for the fault of one: each for itself then.
        for job in group:
            job.error = StoreError(problem="group broken off")
        for job in group:
            job.error = self._transaction([job])

    def _transaction(self, group: Sequence[_Job]) -> HilfenetzError | None:
        """Run a group and commit; returns why none of it was written, if so."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            before = after = store_revision(self._connection)
            if len(group) == 1:
                after = group[0].run(self._connection, before)
            else:
                for job in group:
                    after = self._run(job, after)
            if after != before:
                self._connection.execute("UPDATE store SET revision = ?", (after,))
            self._connection.execute("COMMIT")
        except HilfenetzError as error:
            return error
        except (sqlite3.Error, sqlite3.Warning) as error:
            return translate(error)
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        return None

    def _run(self, job: _Job, revision: int) -> int:
        """Run one job of several; if it is refused, its neighbours' work stays."""
        self._connection.execute("SAVEPOINT job")
        try:
            after = job.run(self._connection, revision)
            job.error = None
        except HilfenetzError as error:
            job.error = error
            after = revision
            self._connection.execute("ROLLBACK TO job")
        self._connection.execute("RELEASE job")
        return after
