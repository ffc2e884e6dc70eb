"""Opening the file: settings of a connection, migrations, and a pool of readers."""

import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph_model.errors import StoreUnavailableError, StoreVersionError
from graph_model.store.sqlite.boundary import translated
from graph_model.store.sqlite.schema import APPLICATION_ID, LATEST, MIGRATIONS

_OLDEST_SQLITE = (3, 35, 0)
_RETRY_S = 0.02
_WRITER_CACHE_KIB = 65_536
_READER_CACHE_KIB = 8_192


def connect(path: Path, *, busy_timeout_s: float) -> sqlite3.Connection:
    """A connection in autocommit mode that any thread may use, one at a time.

    Commits are flushed to disk (``synchronous=FULL``), what is deleted is overwritten
    (``secure_delete``), and a lock is waited for at most ``busy_timeout_s`` seconds.
    """
    connection = sqlite3.connect(
        path,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    for setting in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "journal_size_limit = 67108864",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def prepare(path: Path, *, busy_timeout_s: float) -> sqlite3.Connection:
    """The writer's connection to a database that is there, in WAL mode and of our version.

    Safe when several processes do it at once: each waits for the others' migrations.

    Raises
    ------
    StoreVersionError
        If a newer program made the database, or another program altogether.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreVersionError(found=f"SQLite {sqlite3.sqlite_version}", known="SQLite >= 3.35")
    with translated():
        # Readable by its owner only, and so are the log and the index that come to lie beside it.
        # What cannot be made cannot be opened either, and that says why.
        with suppress(OSError):
            path.touch(mode=0o600)
        connection = connect(path, busy_timeout_s=busy_timeout_s)
        try:
            connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
            _check_version(connection)
            _use_wal(connection, deadline=time.monotonic() + busy_timeout_s)
            _migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _check_version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise StoreVersionError(found=f"{application}/{version}", known=LATEST)
    if version > LATEST:
        raise StoreVersionError(found=version, known=LATEST)
    return int(version)


def _use_wal(connection: sqlite3.Connection, *, deadline: float) -> None:
    # Changing the mode takes the whole file; SQLite does not wait for that by itself.
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)
            continue
        if mode != "wal":
            raise StoreUnavailableError(problem=f"journal_mode {mode}")
        return


def _migrate(connection: sqlite3.Connection) -> None:
    if _check_version(connection) == LATEST:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        for number in range(_check_version(connection) + 1, LATEST + 1):
            for statement in MIGRATIONS[number - 1]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


class Readers:
    """Connections for reading, lent out one to a reader and taken back for the next.

    As many as there were readers at once; each reads as of one moment.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False

    @contextmanager
    def reading(self, *, several: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection for reading as of one moment; errors of the driver come out as ours.

        ``several`` statements need a transaction for that; a single one is a moment by itself.
        """
        with translated():
            connection = self._take()
            try:
                if several:
                    connection.execute("BEGIN")
                yield connection
            finally:
                self._give_back(connection)

    def _take(self) -> sqlite3.Connection:
        if self._closed:
            raise StoreUnavailableError(problem="closed")
        try:
            return self._idle.pop()
        except IndexError:
            connection = connect(self._path, busy_timeout_s=self._busy_timeout_s)
            connection.execute("PRAGMA query_only = ON")
            connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB}")
            return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._idle.append(connection)
        if self._closed:
            self.close()

    def close(self) -> None:
        """Close what is idle; what is still lent out closes when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()
