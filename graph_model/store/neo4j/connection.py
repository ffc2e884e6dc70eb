"""The way to the server: driver, transactions that may run twice, migrations."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import neo4j
from neo4j.exceptions import ClientError, IncompleteCommit, TransientError

from graph_model.errors import StoreUnavailableError, StoreVersionError
from graph_model.store.neo4j import schema, statements
from graph_model.store.neo4j.address import Address
from graph_model.store.neo4j.boundary import translated

T = TypeVar("T")

Row = Sequence[object]
"""One row of an answer."""

_FETCH = 5_000
_INDEXES_S = 600
_SCHEMA_S = 120.0
_COMMITS = 3
_SCHEMA_RETRY_S = 0.2
_TX_S = 30.0
_TX_S_PER_ROW = 0.01


class Run:
    """An open transaction: statements in, rows out; ``token`` stands for the call behind it."""

    def __init__(self, transaction: neo4j.ManagedTransaction, token: str = "") -> None:
        self.token = token
        self._transaction = transaction

    def rows(self, statement: str, **parameters: object) -> list[Row]:
        """All rows of an answer."""
        return list(self._transaction.run(statement, parameters).values())

    def stream(self, statement: str, **parameters: object) -> Iterator[Row]:
        """Rows one by one, as they come."""
        for record in self._transaction.run(statement, parameters):
            yield record.values()

    def one(self, statement: str, **parameters: object) -> Row | None:
        """The first row, if there is one."""
        found = self.rows(statement, **parameters)
        return found[0] if found else None

    def do(self, statement: str, **parameters: object) -> None:
        """Run a statement whose answer nobody needs."""
        self._transaction.run(statement, parameters).consume()


class Connection:
    """A driver and its pool; used by many threads at once.

    Parameters
    ----------
    address
        Server, database and who we are.
    timeout_s
        Seconds that a call keeps trying to reach the server or to get past passing faults.

    Raises
    ------
    StoreVersionError
        If a newer program made the database, or another program altogether.
    StoreRefusedError
        If the password is wrong or rights are missing.
    StoreUnavailableError
        If nobody answers there.
    """

    def __init__(self, address: Address, *, timeout_s: float = 4.0) -> None:
        self._database = address.database
        self._busy = threading.Condition()
        self._active = 0
        self._is_closed = False
        with translated():
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                connection_timeout=timeout_s,
                connection_acquisition_timeout=timeout_s,
                max_transaction_retry_time=timeout_s,
                initial_retry_delay=0.1,
                liveness_check_timeout=5.0,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="hilfenetz",
            )
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        try:
            with translated():
                self._driver.verify_connectivity()
                self._migrate()
        except BaseException:
            self._driver.close()
            raise

    @contextmanager
    def _using(self) -> Iterator[None]:
        """Hold off ``close`` while the driver is in use; errors of the driver come out as ours."""
        with self._busy:
            if self._is_closed:
                raise StoreUnavailableError(problem="closed")
            self._active += 1
        try:
            with translated():
                yield
        finally:
            with self._busy:
                self._active -= 1
                self._busy.notify_all()

    def _session(self) -> neo4j.Session:
        return self._driver.session(
            database=self._database, bookmark_manager=self._bookmarks, fetch_size=_FETCH
        )

    def read(self, work: Callable[[Run], T], *, size: int = 1) -> T:
        """Run some reading of about ``size`` records; it may run again after a passing fault."""
        with self._using(), self._session() as session:
            timeout_s = _TX_S + size * _TX_S_PER_ROW
            timed = neo4j.unit_of_work(timeout=timeout_s)(lambda tx: work(Run(tx)))
            return session.execute_read(timed)

    def write(self, work: Callable[[Run], T], *, size: int = 1) -> T:
        """Run some writing of about ``size`` records and commit; durable when this returns.

        The work may run again after a passing fault, from the beginning and on its own. Work that
        only takes the lock and reads writes nothing by it. If the connection breaks while the
        server commits, the ledger is asked whether it did; if not, the work runs again.
        """
        token = secrets.token_hex(8)
        results: list[T] = []

        def body(transaction: neo4j.ManagedTransaction) -> None:
            results[:] = [work(Run(transaction, token))]

        timed = neo4j.unit_of_work(timeout=_TX_S + size * _TX_S_PER_ROW)(body)
        with self._using():
            for _ in range(_COMMITS):
                try:
                    with self._session() as session:
                        session.execute_write(timed)
                except IncompleteCommit:
                    if not self._has_happened(token):
                        continue
                return results[0]
        raise StoreUnavailableError(problem="IncompleteCommit")

    def _has_happened(self, token: str) -> bool:
        with self._session() as session:
            found = session.execute_write(
                lambda tx: tx.run(statements.HAS_HAPPENED, token=token).value()
            )
        return bool(found and found[0])

    def close(self) -> None:
        """Close the driver when the calls under way have ended; later ones are refused."""
        with self._busy:
            self._is_closed = True
            self._busy.wait_for(lambda: self._active == 0)
        self._driver.close()

    def _migrate(self) -> None:
        with self._session() as session:
            _define(session, schema.LEDGER_CONSTRAINT)
            found = session.execute_read(lambda tx: list(tx.run(schema.FOREIGN).values()))
            version = found[0][0] if found else None
            if found and version is None:
                raise StoreVersionError(found="?", known=schema.LATEST)
            if version is not None and version > schema.LATEST:
                raise StoreVersionError(found=version, known=schema.LATEST)
            if version == schema.LATEST:
                return
            session.execute_write(lambda tx: tx.run(schema.FOUND).consume())
            for number in range((version or 0) + 1, schema.LATEST + 1):
                for statement in schema.MIGRATIONS[number - 1]:
                    _define(session, statement)
                session.run(schema.AWAIT_INDEXES, seconds=_INDEXES_S).consume()
                _raise_version(session, number)


def _raise_version(session: neo4j.Session, version: int) -> None:
    session.execute_write(lambda tx: tx.run(schema.RAISE_VERSION, version=version).consume())


def _define(session: neo4j.Session, statement: str) -> None:
    """Make a constraint or index, however many processes do the same just now."""
    deadline = time.monotonic() + _SCHEMA_S
    while True:
        try:
            session.run(statement).consume()
        except TransientError:
            # Two that change the schema at once can stand in each other's way.
            if time.monotonic() > deadline:
                raise
            time.sleep(_SCHEMA_RETRY_S)
            continue
        except ClientError as error:
            # Another process has made the same constraint or index just now.
            if "AlreadyExists" not in (error.code or ""):
                raise
        return
