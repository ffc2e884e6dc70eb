"""A store that can be out of reach: it refuses every call for as long as a test wants it to."""

from collections.abc import Callable
from typing import Any

from graph_model.errors import StoreUnavailableError
from graph_model.store.port import GraphStore


class Interruption:
    """Passes every call on to a store, or says that the store is away; ``refused`` counts that."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.is_away = False
        self.refused = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._store, name)

        def call(*args: object, **values: object) -> object:
            if self.is_away:
                self.refused += 1
                raise StoreUnavailableError(problem="away")
            return method(*args, **values)

        return call
