"""Puts the parts together; the one module that names a concrete store."""

from pathlib import Path

from graph_model.errors import SettingsError
from graph_model.store.port import GraphStore
from graph_model.store.sqlite import SqliteStore

_SQLITE = "sqlite:///"


def open_store(address: str) -> GraphStore:
    """Open the store at an address such as ``sqlite:///hilfenetz.db``, making it if need be.

    Raises
    ------
    SettingsError
        If the address names no store that this program knows.
    StoreError
        If the store cannot be opened.
    """
    if address.startswith(_SQLITE) and len(address) > len(_SQLITE):
        return SqliteStore(Path(address.removeprefix(_SQLITE)))
    raise SettingsError(
        name="HILFENETZ_STORE",
        problem_de="gebraucht wird sqlite:///PFAD",
        problem_en="sqlite:///PATH is needed",
    )
