"""Which state of the network is answered from, and since when it is known to be the newest.

Suppressed figures are worked out anew for each state (decision 26). On a large network that takes
longer than events stay away, so figures for many stand there for some minutes, while those of the
newest state are made ready behind them.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graph_model.domain.checks import local_day
from graph_model.snapshot.snapshot import Snapshot

LARGE = 100_000
"""From so many referrals on a network is large: there, blocks of figures take seconds to make."""

OLDEST = timedelta(minutes=10)
"""No figures are older than that; whoever finds none that are younger waits for new ones."""

PAUSE = timedelta(minutes=1)
"""Between two states that are made ready there is at least that."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A snapshot, and when it was last known to hold everything."""

    snapshot: Snapshot
    as_of: datetime


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="make-ready", daemon=True).start()


class StandingForMany:
    """The state that figures for many are answered from: the newest, or one of the last minutes.

    A state is given up at once when rows were deleted, when the directory or the house's rules
    changed, or when the day did.

    Parameters
    ----------
    hold
        Told of which revisions answers are still wanted, whenever that changes.
    large
        From how many referrals on a state may stand for a while.
    start
        Starts work that nobody waits for.
    """

    def __init__(
        self,
        hold: Callable[[frozenset[int]], None],
        *,
        large: int = LARGE,
        start: Callable[[Callable[[], None]], None] = _in_background,
    ) -> None:
        self._hold = hold
        self._large = large
        self._start = start
        self._turn = threading.Lock()
        self._held: Standing | None = None
        self._next: Standing | None = None
        self._begun_at = datetime.min.replace(tzinfo=UTC)
        self._deletions_at = 0

    def now(
        self, newest: Snapshot, now: datetime, *, make_ready: Callable[[Snapshot], object]
    ) -> Standing:
        """The state to answer from at a moment at which another is the newest.

        Parameters
        ----------
        newest
            Holds everything committed before ``now``.
        make_ready
            Works out what those who see figures ask for first; called in the background.

        Returns
        -------
        The newest with ``now``, or the one that stands, with when it was last the newest.
        """
        if newest.tables.sent.height < self._large:
            return Standing(newest, now)
        wanted = Standing(newest, now)
        with self._turn:
            held = self._held
            if held is None or not _may_stand(held, newest, now=now):
                self._held, self._begun_at = wanted, now
                self._tell()
                return wanted
            if self._next is None and now - self._begun_at >= PAUSE:
                self._next, self._begun_at = wanted, now
                self._tell()
                self._start(lambda: self._make_ready(wanted, make_ready))
            return held

    def give_up(self, deletions_at: int) -> None:
        """Let go of everything from before a revision with which rows were deleted."""
        with self._turn:
            self._deletions_at = deletions_at
            self._held = None
            self._tell()

    def _make_ready(self, wanted: Standing, make_ready: Callable[[Snapshot], object]) -> None:
        is_ready = False
        try:
            make_ready(wanted.snapshot)
            is_ready = True
        finally:
            with self._turn:
                held = self._held
                is_newer = held is None or held.snapshot.revision < wanted.snapshot.revision
                if is_ready and is_newer and wanted.snapshot.revision >= self._deletions_at:
                    self._held = wanted
                self._next = None
                self._tell()

    def _tell(self) -> None:
        standings = (self._held, self._next)
        self._hold(frozenset(one.snapshot.revision for one in standings if one is not None))


def _may_stand(held: Standing, newest: Snapshot, *, now: datetime) -> bool:
    return (
        newest is not held.snapshot
        and newest.deletions_at == held.snapshot.deletions_at
        and newest.directory is held.snapshot.directory
        and now - held.as_of < OLDEST
        and local_day(now) == local_day(held.as_of)
    )
