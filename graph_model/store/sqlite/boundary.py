"""The one place where errors of the driver become ours; none leaves the package."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from graph_model.domain.checks import refuse
from graph_model.errors import (
    HilfenetzError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)

_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_NOMEM})
_DAMAGED = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
    }
)
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_NOLFS,
    }
)
# A disk quota or a limit of the file's size reaches us as a failed write, not as SQLITE_FULL.
_FULL_EXTENDED = frozenset({sqlite3.SQLITE_IOERR_WRITE})


def translate(error: sqlite3.Error | sqlite3.Warning) -> HilfenetzError:
    """The error of ours that says what an error of the driver means."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # The driver itself complains, mostly that the connection is closed; no result code then.
        closed = isinstance(error, sqlite3.ProgrammingError)
        kind = StoreUnavailableError if closed else StoreError
        return kind(problem=str(error) or type(error).__name__)
    problem = getattr(error, "sqlite_errorname", f"SQLite {code}")
    primary = code & 0xFF
    if primary in _FULL or code in _FULL_EXTENDED:
        return StoreFullError(problem=problem)
    if primary in _DAMAGED:
        return StoreDamagedError(problem=problem)
    if primary in _UNAVAILABLE:
        return StoreUnavailableError(problem=problem)
    return StoreError(problem=problem)


@contextmanager
def translated() -> Iterator[None]:
    """Within it, what the driver raises comes out as an error of ours."""
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise translate(error) from error
    except UnicodeEncodeError as error:
        raise refuse("text", "kein gültiger Text", "not valid text") from error
