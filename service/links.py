"""One-time sign-in links: whoever starts the demo gets one, and it works once."""

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from graph_model.errors import HilfenetzError

_VALID = timedelta(hours=1)


class OneTimeLinks:
    """Tokens that sign in once; only their digests are kept, and only in this process.

    ``were_made`` tells whether this process ever handed one out (then it runs a demo).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, datetime] = {}
        self.were_made = False

    def make(self, *, now: datetime) -> str:
        """A new token, good for one sign-in within an hour."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._open[_digest(token)] = now + _VALID
            self.were_made = True
        return token

    def is_good(self, token: str, *, now: datetime) -> bool:
        """Whether the token would still sign in; looking does not use it up."""
        with self._lock:
            until = self._open.get(_digest(token))
        return until is not None and now < until

    @contextmanager
    def using(self, token: str, *, now: datetime) -> Iterator[bool]:
        """Use the token up for what is done within; whether it was good.

        Only the first one finds it good. If what is done fails, nobody was signed in, and the
        token is as good as before.
        """
        digest = _digest(token)
        with self._lock:
            until = self._open.pop(digest, None)
        try:
            yield until is not None and now < until
        except HilfenetzError:
            if until is not None:
                with self._lock:
                    self._open[digest] = until
            raise


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
