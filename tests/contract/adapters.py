"""The stores that the suite is held against; another one joins by one more entry here."""

from collections.abc import Callable
from pathlib import Path

from graph_model.store.port import GraphStore
from graph_model.store.sqlite import SqliteStore


def _sqlite(folder: Path) -> GraphStore:
    return SqliteStore(folder / "contract.db", busy_timeout_s=30)


ADAPTERS: dict[str, Callable[[Path], GraphStore]] = {"sqlite": _sqlite}
"""Each opens the store that belongs to a folder, making it if it is not there."""
