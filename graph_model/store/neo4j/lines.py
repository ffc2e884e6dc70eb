"""Drivers one after the other: one that lost its server is not trusted with another call."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import neo4j
from neo4j.exceptions import Neo4jError

from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j.boundary import translated


class _Line:
    """A driver, and how many calls use it."""

    __slots__ = ("driver", "users")

    def __init__(self, driver: neo4j.Driver) -> None:
        self.driver = driver
        self.users = 0


class Lines:
    """The driver that calls use; used by many threads at once.

    When a connection fails, those that lie idle in the pool are likely to be dead as well, and
    silently so if packets vanish on their way. Each would cost a call its time. So a failure ends
    the whole driver: later calls get a new one, and it is closed when its last call has ended.

    Parameters
    ----------
    make
        Makes a driver; connects to nothing by itself.
    """

    def __init__(self, make: Callable[[], neo4j.Driver]) -> None:
        self._make = make
        self._busy = threading.Condition()
        self._active = 0
        self._is_closed = False
        self._line = _Line(make())

    @contextmanager
    def using(self) -> Iterator[neo4j.Driver]:
        """The driver for a call; what it raises comes out as an error of ours.

        Raises
        ------
        StoreUnavailableError
            If it is closed, or the driver cannot reach the server.
        """
        line = self._begin()
        try:
            with translated():
                yield line.driver
        except StoreUnavailableError as error:
            # An error of the server's own came over a line that works.
            if not isinstance(error.__cause__, Neo4jError):
                self._replace(line)
            raise
        finally:
            self._end(line)

    def close(self) -> None:
        """Close the driver when the calls under way have ended; later ones are refused."""
        with self._busy:
            self._is_closed = True
            self._busy.wait_for(lambda: self._active == 0)
        self._line.driver.close()

    def _begin(self) -> _Line:
        with self._busy:
            if self._is_closed:
                raise StoreUnavailableError(problem="closed")
            self._active += 1
            self._line.users += 1
            return self._line

    def _replace(self, line: _Line) -> None:
        with self._busy:
            if self._line is line:
                self._line = _Line(self._make())

    def _end(self, line: _Line) -> None:
        with self._busy:
            line.users -= 1
            is_done_with = line is not self._line and line.users == 0
        try:
            if is_done_with:
                line.driver.close()
        finally:
            with self._busy:
                self._active -= 1
                self._busy.notify_all()
