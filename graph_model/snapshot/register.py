"""Keys for the ids that a feed brings: of what is known already, and of what is new."""

from typing import TypeVar

import numpy as np
import polars as pl

from graph_model.snapshot.ids import ABSENT, Ids

J = TypeVar("J", pl.DataFrame, pl.Series)


def joined(parts: list[J]) -> J:
    """One after the other; a single one as it is."""
    return parts[0] if len(parts) == 1 else pl.concat(parts)


class Register:
    """Keys for ids of one kind, known and new; the new ones are settled once, when looked up."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._fresh: list[pl.Series] = []
        self._size = len(ids)
        # With nothing known before, what comes in is all ids in the order of their keys.
        self._column = None if len(ids) else pl.Series([], dtype=pl.String)

    def keys_for(self, texts: pl.Series) -> pl.Series:
        """Keys of records that come with the feed, each id at most once in it."""
        places = self._ids.places(texts) if len(self._ids) else np.full(len(texts), ABSENT)
        is_new = places == ABSENT
        if is_new.any():
            self._fresh.append(texts if is_new.all() else texts.filter(pl.Series(is_new)))
            size = self._size + int(is_new.sum())
            places[is_new] = np.arange(self._size, size)
            self._size = size
        return pl.Series(places.astype(np.uint32))

    @property
    def ids(self) -> Ids:
        """All ids so far."""
        if self._fresh:
            fresh = joined(self._fresh)
            self._fresh = []
            self._ids = self._ids.extended(fresh)
            if self._column is not None:
                self._column = pl.concat([self._column, fresh], rechunk=True)
        return self._ids

    def keys(self, texts: pl.Series) -> pl.Series:
        """Keys of ids that are referred to, null for null and for the unknown."""
        ids = self.ids
        return ids.keys(texts, column=self._column)
