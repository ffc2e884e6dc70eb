"""An empty SQLite store for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.store.port import GraphStore
from graph_model.store.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    """A store in a file of its own, closed afterwards."""
    opened = SqliteStore(tmp_path / "store.db")
    yield opened
    opened.close()
