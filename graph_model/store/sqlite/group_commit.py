"""The writing connection: one transaction and one flush to disk for all who wait together.

Each runs in a savepoint of its own, so that who is refused does not disturb the others.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from graph_model.errors import HilfenetzError
from graph_model.store.sqlite.boundary import translate
from graph_model.store.sqlite.fetching import store_revision
from graph_model.store.turns import Job, Turns

T = TypeVar("T")

Work = Callable[[sqlite3.Connection, int], tuple[T, int]]
"""Writes in an open transaction, given the store's revision; returns its result and the new one."""


class _Runnable(Job, ABC):
    """Work whose result nobody in here looks at."""

    @abstractmethod
    def run(self, connection: sqlite3.Connection, revision: int) -> int:
        """Do the work; returns the store's revision after it."""


class _WorkJob(_Runnable, Generic[T]):
    def __init__(self, work: Work[T]) -> None:
        super().__init__()
        self._work = work
        self.results: list[T] = []

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
        self._turns: Turns[_Runnable] = Turns(self._transaction)

    def write(self, work: Work[T]) -> T:
        """Run some work in a transaction; durable when this returns.

        Raises
        ------
        HilfenetzError
            What the work raised, or why the store could not commit; nothing was written then.
        """
        job = _WorkJob(work)
        self._turns.take(job)
        return job.results[0]

    def alone(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Use the connection outside a transaction, between the group that writes and the next."""
        with self._turns.pause():
            return action(self._connection)

    def waiting(self) -> int:
        """How many wait for the group that writes now to end."""
        return self._turns.waiting()

    def close(self) -> None:
        """Close the connection when the group that writes has ended; later writers are refused."""
        with self._turns.closing():
            self._connection.close()

    def _transaction(self, group: Sequence[_Runnable]) -> HilfenetzError | None:
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

    def _run(self, job: _Runnable, revision: int) -> int:
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
