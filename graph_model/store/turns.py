"""Writers of one process that wait together share one transaction.

Whoever comes when nobody writes leads: takes all that wait, has them written at once, and only then
are they answered. Those who come meanwhile form the next group.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from graph_model.errors import (
    HilfenetzError,
    StoreError,
    StoreFullError,
    StoreStoppedError,
    StoreUnavailableError,
)

J = TypeVar("J", bound="Job")


class Job:
    """What one caller wants written; ``error`` tells why it was not, once it ``is_done``."""

    def __init__(self) -> None:
        self.error: HilfenetzError | None = None
        self.is_done = False


class Turns(Generic[J]):
    """Who writes when, and what is written together.

    Parameters
    ----------
    transaction
        Writes a group of jobs in one transaction and commits it: sets the ``error`` of each job
        that is refused, and returns why none of the group was written, if so. Called by one thread
        at a time.
    """

    def __init__(self, transaction: Callable[[Sequence[J]], HilfenetzError | None]) -> None:
        self._transaction = transaction
        self._turn = threading.Condition()
        self._waiting: list[J] = []
        self._is_led = False
        self._had_company = False
        self._claims = 0
        self._is_closed = False

    def take(self, job: J) -> None:
        """Have a job written; durable when this returns.

        Raises
        ------
        HilfenetzError
            The job's error; nothing of it was written then.
        """
        if self._wait_for_turn(job):
            group = self._gather()
            try:
                self._commit(group)
            finally:
                self._end_turn(group)
        if job.error is not None:
            raise job.error

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Let nobody write within it: between the group that writes and the next."""
        with self._between_groups():
            self._refuse_if_closed()
            yield

    def waiting(self) -> int:
        """How many wait for the group that writes now to end."""
        with self._turn:
            return len(self._waiting)

    @contextmanager
    def closing(self) -> Iterator[None]:
        """When the group that writes has ended, let no other begin; later writers are refused."""
        with self._between_groups():
            self._is_closed = True
            yield

    @contextmanager
    def _between_groups(self) -> Iterator[None]:
        with self._turn:
            # However many writers there are, none begins while somebody claims the turn.
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

    def _wait_for_turn(self, job: J) -> bool:
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

    def _gather(self) -> list[J]:
        """All that wait, the leader's own job among them."""
        if self._had_company:
            # Those of the last group are about to come back with their next: let them.
            time.sleep(0)
        with self._turn:
            group, self._waiting = self._waiting, []
            self._had_company = len(group) > 1
            return group

    def _end_turn(self, group: Sequence[J]) -> None:
        with self._turn:
            for job in group:
                job.is_done = True
            self._is_led = False
            self._turn.notify_all()

    def _commit(self, group: Sequence[J]) -> None:
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
        # All may have been rolled back for the fault of one: each for itself then.
        for job in group:
            job.error = StoreError(problem="group broken off")
        for job in group:
            job.error = None
            alone = self._transaction([job])
            # A store that stops for want of room says so only once.
            has_stopped = isinstance(alone, StoreStoppedError) and isinstance(
                failed, StoreFullError
            )
            job.error = (failed if has_stopped else alone) or job.error
