"""Whether the server answers: asked while somebody waits for it, and until it answers again.

A line over which nothing comes back looks like a question that takes long. So while a call waits,
the server is asked for a sign of life over a connection of its own. Without one, all calls that
somebody waits for are stopped, and later ones fail at once until there is one.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from neo4j import Session
from neo4j.api import BookmarkManager

from graph_model.errors import StoreError, StoreUnavailableError

_log = logging.getLogger(__name__)

SUSPICIOUS_S = 0.75
"""A call under way for so long makes us ask whether the server is there."""

SIGN_OF_LIFE_S = 2.0
"""So long the server has to show it."""

_AGAIN_S = 1.0
_TICK_S = 0.1

_AWAY = "ServiceUnavailable"
_TIMED_OUT = "TimedOut"


class Call:
    """A call that somebody waits for.

    Parameters
    ----------
    seconds
        How long it may take; ``None``: as long as the server shows signs of life.
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._began = time.monotonic()
        self._session: Session | None = None
        self._problem: str | None = None

    def takes(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def is_late(self) -> bool:
        """Whether it has taken all the time that it had."""
        return self.seconds is not None and self.takes() >= self.seconds

    def uses(self, session: Session) -> None:
        """Tell whose connection is to be cut to stop the call."""
        self._session = session

    def stop(self, problem: str) -> None:
        """Let it begin no other attempt, and cut the connection that it has just now.

        The driver has no public way to end a read that waits. ``kill`` closes the socket; the read
        then fails as if the server had hung up.
        """
        self._problem = problem
        connection = None if self._session is None else self._session._connection
        if connection is not None:
            connection.kill()  # type: ignore[no-untyped-call]

    def demand_time(self) -> None:
        """Raise ``StoreUnavailableError`` if the call was stopped or has no time left."""
        if self._problem is None and self.is_late():
            self._problem = _TIMED_OUT
        if self._problem is not None:
            raise StoreUnavailableError(problem=self._problem)


class Attempts(BookmarkManager):
    """The bookmarks of the process, for one call.

    The driver asks for them before each attempt: there a call ends that is to go no further.
    """

    def __init__(self, bookmarks: BookmarkManager, call: Call) -> None:
        self._bookmarks = bookmarks
        self._call = call

    def get_bookmarks(self) -> Collection[str]:
        """The bookmarks, if the call may make another attempt."""
        self._call.demand_time()
        return self._bookmarks.get_bookmarks()

    def update_bookmarks(
        self, previous_bookmarks: Collection[str], new_bookmarks: Collection[str]
    ) -> None:
        """Take note of what was written."""
        self._bookmarks.update_bookmarks(previous_bookmarks, new_bookmarks)


class Watch:
    """Watches over calls; its threads run only while there is something to watch.

    Parameters
    ----------
    ask
        Asks the server for a sign of life over a new connection: returns if there is one, raises
        ``StoreUnavailableError`` if not, any other ``StoreError`` if the server answers all the
        same. Must come to an end by itself.
    """

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._state = threading.Condition()
        self._calls: set[Call] = set()
        self._is_away = False
        self._asked_at: float | None = None
        self._ask_next_at = 0.0
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @contextmanager
    def over(self, seconds: float | None) -> Iterator[Call]:
        """A call that is stopped when its time is over, or when the server is away.

        Raises
        ------
        StoreUnavailableError
            If the server is known to be away, or there is no time at all.
        """
        call = Call(seconds)
        call.demand_time()
        with self._state:
            if self._is_away:
                raise StoreUnavailableError(problem=_AWAY)
            self._calls.add(call)
            self._begin_watching()
        try:
            yield call
        finally:
            with self._state:
                self._calls.discard(call)

    def close(self) -> None:
        """Watch no longer."""
        with self._state:
            self._is_closed = True
            self._state.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _begin_watching(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="neo4j-watch", daemon=True)
            self._thread.start()
        elif len(self._calls) == 1:
            self._state.notify_all()

    def _watch(self) -> None:
        with self._state:
            while not self._is_closed:
                self._look()
                has_work = self._calls or self._is_away or self._asked_at is not None
                self._state.wait(_TICK_S if has_work else None)

    def _look(self) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            is_doubtful = any(call.takes() >= SUSPICIOUS_S for call in self._calls)
            if (is_doubtful or self._is_away) and now >= self._ask_next_at:
                self._asked_at = now
                threading.Thread(target=self._find_out, name="neo4j-ask", daemon=True).start()
        elif now - self._asked_at >= SIGN_OF_LIFE_S:
            self._set_away(True)
        for call in self._calls:
            if self._is_away:
                call.stop(_AWAY)
            elif call.is_late():
                call.stop(_TIMED_OUT)

    def _find_out(self) -> None:
        began = time.monotonic()
        answers = False
        try:
            self._ask()
            answers = True
        except StoreUnavailableError:
            pass
        except StoreError:
            answers = True  # whoever refuses us is there
        finally:
            now = time.monotonic()
            with self._state:
                self._set_away(not answers or now - began > SIGN_OF_LIFE_S)
                self._asked_at = None
                self._ask_next_at = now + _AGAIN_S
                self._state.notify_all()

    def _set_away(self, is_away: bool) -> None:
        if is_away != self._is_away:
            self._is_away = is_away
            _log.warning("store_away" if is_away else "store_back")
