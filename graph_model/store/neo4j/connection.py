"""The way to the server: driver, transactions that may run twice, migrations."""

import secrets
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
from graph_model.store.neo4j.lines import Lines
from graph_model.store.neo4j.watch import SIGN_OF_LIFE_S, Attempts, Call, Watch
from graph_model.store.patience import of_caller

T = TypeVar("T")

Row = Sequence[object]
"""One row of an answer."""

_FETCH = 5_000
_INDEXES_S = 600
_SCHEMA_S = 120.0
_COMMITS = 4
_SCHEMA_RETRY_S = 0.2
_TX_S = 30.0
_TX_S_PER_ROW = 0.01
_QUICK = 2_000


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
    """The way to one database; used by many threads at once.

    Whoever calls with limited patience (``graph_model.store.patience``) learns in time that the
    server is away. Whoever has time waits until driver and server give up by themselves.

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
        self._address = address
        self._timeout_s = timeout_s
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        with translated():
            self._lines = Lines(lambda: self._driver(timeout_s))
        self._watch = Watch(self._ask_for_sign_of_life)
        try:
            with self._lines.using() as driver, self._opened(driver) as session:
                driver.verify_connectivity()
                _migrate(session)
        except BaseException:
            self._lines.close()
            raise

    def read(self, work: Callable[[Run], T], *, size: int = 1) -> T:
        """Run some reading of about ``size`` records; it may run again after a passing fault."""
        with self._session(size) as (session, seconds):
            timed = neo4j.unit_of_work(timeout=seconds)(lambda tx: work(Run(tx)))
            return session.execute_read(timed)

    def write(self, work: Callable[[Run], T], *, size: int = 1) -> T:
        """Run some writing of about ``size`` records and commit; durable when this returns.

        The work may run again after a passing fault, from the beginning and on its own. Work that
        only takes the lock and reads writes nothing by it. If the connection breaks while the
        server commits, or it tells of a passing fault then, the ledger is asked whether it did;
        only if not, the work runs again.
        """
        token = secrets.token_hex(8)
        results: list[T] = []

        def body(transaction: neo4j.ManagedTransaction) -> None:
            # Whoever has a result already has got as far as the commit.
            if results and transaction.run(statements.HAS_HAPPENED, token=token).value()[0]:
                return
            results[:] = [work(Run(transaction, token))]

        for _ in range(_COMMITS):
            try:
                with self._session(size) as (session, seconds):
                    session.execute_write(neo4j.unit_of_work(timeout=seconds)(body))
            except StoreUnavailableError as error:
                if isinstance(error.__cause__, IncompleteCommit):
                    continue
                raise
            return results[0]
        raise StoreUnavailableError(problem="IncompleteCommit")

    def close(self) -> None:
        """Close the driver when the calls under way have ended; later ones are refused."""
        self._lines.close()
        self._watch.close()

    @contextmanager
    def _session(self, size: int) -> Iterator[tuple[neo4j.Session, float]]:
        """A session for a call about ``size`` records, and the seconds that the server has."""
        patience = of_caller()
        seconds = _TX_S + size * _TX_S_PER_ROW
        if patience is None:
            with self._lines.using() as driver, self._opened(driver) as session:
                yield session, seconds
        elif size > _QUICK:
            with self._watched(None) as session:
                yield session, seconds
        else:
            with patience.spent(), self._watched(patience.left_s) as session:
                # What the server does later than that, nobody waits for.
                yield session, min(seconds, patience.left_s + 1)

    @contextmanager
    def _watched(self, seconds: float | None) -> Iterator[neo4j.Session]:
        with (
            self._watch.over(seconds) as call,
            self._lines.using() as driver,
            self._opened(driver, call) as session,
        ):
            call.uses(session)
            yield session

    def _opened(self, driver: neo4j.Driver, call: Call | None = None) -> neo4j.Session:
        left_s = None if call is None else call.seconds
        return driver.session(
            database=self._address.database,
            bookmark_manager=self._bookmarks if call is None else Attempts(self._bookmarks, call),
            connection_acquisition_timeout=min(self._timeout_s, left_s or self._timeout_s),
            fetch_size=_FETCH,
        )

    def _driver(self, timeout_s: float) -> neo4j.Driver:
        return neo4j.GraphDatabase.driver(
            self._address.uri,
            auth=(self._address.user, self._address.password),
            connection_timeout=timeout_s / 2,
            connection_acquisition_timeout=timeout_s,
            max_transaction_retry_time=timeout_s,
            initial_retry_delay=0.1,
            liveness_check_timeout=5.0,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent="hilfenetz",
        )

    def _ask_for_sign_of_life(self) -> None:
        with translated(), self._driver(SIGN_OF_LIFE_S) as driver:
            driver.verify_connectivity()


def _migrate(session: neo4j.Session) -> None:
    found = session.execute_read(lambda tx: list(tx.run(schema.FOREIGN).values()))
    version = found[0][0] if found else None
    if found and version is None:
        raise StoreVersionError(found="?", known=schema.LATEST)
    if version is not None and version > schema.LATEST:
        raise StoreVersionError(found=version, known=schema.LATEST)
    if version == schema.LATEST:
        return
    # From here on rights to the schema are needed; who finds the latest version needs none.
    _define(session, schema.LEDGER_CONSTRAINT)
    session.execute_write(lambda tx: tx.run(schema.FOUND).consume())
    for number in range((version or 0) + 1, schema.LATEST + 1):
        for statement in schema.MIGRATIONS[number - 1]:
            _define(session, statement)
        _await_indexes(session)
        _raise_version(session, number)


def _await_indexes(session: neo4j.Session) -> None:
    """Wait until all indexes can be used.

    It is asked for again and again: one long call of the server's own has been seen not to return
    while other processes made the same indexes.
    """
    deadline = time.monotonic() + _INDEXES_S
    while states := session.run(schema.UNREADY_INDEXES).value():
        if "FAILED" in states or time.monotonic() > deadline:
            session.run(schema.AWAIT_INDEXES).consume()
        time.sleep(_SCHEMA_RETRY_S)


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
