"""How long a caller can wait for a store: who must answer somebody soon says so before asking.

An import has all the time that its work takes; somebody in front of a page has not. So the caller,
not the store, knows when waiting has no use any more. A store that may be out of reach honours it;
one in a file of this machine need not.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Patience:
    """Seconds that a caller can still spend on waiting for the store, all calls together."""

    __slots__ = ("left_s",)

    def __init__(self, seconds: float) -> None:
        self.left_s = seconds

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Take off the time that passes within it."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.left_s -= time.monotonic() - began


_OF_CALLER: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Within it, in this thread or task and those that it calls, the store has so many seconds."""
    token = _OF_CALLER.set(Patience(seconds))
    try:
        yield
    finally:
        _OF_CALLER.reset(token)


def of_caller() -> Patience | None:
    """The patience of whoever calls; ``None`` if they have all the time that it takes."""
    return _OF_CALLER.get()
