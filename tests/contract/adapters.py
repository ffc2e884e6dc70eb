"""The stores that the suite is held against; another one joins by one more class here."""

from pathlib import Path
from typing import Protocol

import neo4j

from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore
from graph_model.store.sqlite import SqliteStore

_EMPTY = (
    "MATCH (n) WHERE NOT n:Hilfenetz CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS",
    "MATCH (ledger:Hilfenetz) SET ledger.revision = 0, ledger.recent = []",
)


class Adapter(Protocol):
    """Opens the store that belongs to a folder, making it if it is not there.

    ``games`` is how many the state machine plays on it in an ordinary run.
    """

    games: int

    def __call__(self, folder: Path) -> GraphStore: ...


class SqliteAdapter:
    """One file in each folder."""

    games = 25

    def __call__(self, folder: Path) -> GraphStore:
        return SqliteStore(folder / "contract.db", busy_timeout_s=30)


class Neo4jAdapter:
    """One database, emptied for each new folder: a Community server has no second one."""

    games = 8

    def __init__(self, address: Address) -> None:
        self._address = address
        self._folder: Path | None = None

    def __call__(self, folder: Path) -> GraphStore:
        if folder != self._folder:
            self._empty()
            self._folder = folder
        return Neo4jStore(self._address, timeout_s=30)

    def _empty(self) -> None:
        login = (self._address.user, self._address.password)
        with (
            neo4j.GraphDatabase.driver(
                self._address.uri, auth=login, notifications_min_severity="OFF"
            ) as driver,
            driver.session(database=self._address.database) as session,
        ):
            for statement in _EMPTY:
                session.run(statement).consume()
