"""The embedded store: one SQLite file, standard library only, behind the same port as any other."""

from graph_model.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
