"""Puts the parts together; the one module that names a concrete store."""

from datetime import datetime
from pathlib import Path

from graph_model.analysis.standards import ResponseStandards
from graph_model.errors import SettingsError
from graph_model.snapshot.cache import SnapshotCache
from graph_model.store.port import GraphStore
from graph_model.store.sqlite.store import SqliteStore
from service.settings import Settings
from service.snapshots import SnapshotKeeper
from service.use_cases.questions import Questions

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


def cache_of(settings: Settings) -> SnapshotCache | None:
    """Where snapshots are kept between two runs, if anywhere."""
    folder = settings.snapshot_folder
    return SnapshotCache(Path(folder)) if folder else None


def questions_of(
    store: GraphStore,
    settings: Settings,
    *,
    now: datetime,
    snapshots: SnapshotKeeper | None = None,
) -> Questions:
    """The questions to a store at one moment, by the house's settings."""
    return Questions(
        snapshots=snapshots or SnapshotKeeper(store, cache_of(settings)),
        now=now,
        standards=ResponseStandards(default_business_days=settings.response_standard_days),
    )
