"""Ids as small integers and back, without a Python object per id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

Keys = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

ABSENT = -1
"""In the place of a key: there is no such id."""

FEW = 50
"""So many ids are found one by one: to set columns up takes longer than to find them."""

_RECENT_AT_MOST = 1024
_MOST_BYTES = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True, eq=False)
class Ids:
    """The ids of one kind of record; the key of an id is its position, and stays.

    The settled part is one run of bytes with the bounds of the ids in it, and the upper half of
    each id's hash in order, so that an id is found by bisection and then compared: its length and
    12 bytes an id. What came since stands in a small dictionary. A removed id leaves a hole: its
    key is not given again and has the empty text.
    """

    _text: bytes = b""
    _bounds: npt.NDArray[np.uint64 | np.uint32] = field(
        default_factory=lambda: np.zeros(1, dtype=np.uint32)
    )
    _hashes: Keys = field(default_factory=lambda: np.empty(0, dtype=np.uint32))
    _keys: Keys = field(default_factory=lambda: np.empty(0, dtype=np.uint32))
    _recent: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, texts: pl.Series) -> "Ids":
        """Distinct ids under the keys 0, 1, 2 and on; the empty text is a hole."""
        return cls()._settled(texts)

    def __len__(self) -> int:
        return len(self._bounds) - 1 + len(self._recent)

    @property
    def nbytes(self) -> int:
        """Bytes held; an id in the dictionary counts 150."""
        columns = self._bounds.nbytes + self._hashes.nbytes + self._keys.nbytes
        return len(self._text) + columns + 150 * len(self._recent)

    def key(self, text: str) -> int | None:
        """The key of an id, if it is known."""
        (place,) = self._places_of_few([text])
        return None if place == ABSENT else place

    def keys(self, texts: pl.Series, *, column: pl.Series | None = None) -> pl.Series:
        """Keys of many ids, null for null and for the unknown.

        ``column`` holds all ids in the order of their keys; who has it at hand spares this the
        work of reading them again one by one.
        """
        places = self.places(texts, column=column)
        if len(places) <= FEW:
            named = [None if place == ABSENT else place for place in places.tolist()]
            return pl.Series(named, dtype=pl.UInt32)
        series = pl.Series(places.astype(np.uint32))
        return series.set(pl.Series(places == ABSENT), None)

    def places(self, texts: pl.Series, *, column: pl.Series | None = None) -> Places:
        """Keys of many ids, ``ABSENT`` for null and for the unknown; ``column`` as in ``keys``."""
        if len(texts) <= FEW:
            return np.array(self._places_of_few(texts.to_list()), dtype=np.int64)
        found = self._settled_places(texts, column=column)
        if self._recent:
            late = [self._recent.get(text, ABSENT) for text in texts]
            found = np.where(np.array(late) >= 0, np.array(late, dtype=np.int64), found)
        return found

    def _places_of_few(self, texts: list[str | None]) -> list[int]:
        """The same, one by one."""
        found = [ABSENT if text is None else self._recent.get(text, ABSENT) for text in texts]
        rows = [row for row, place in enumerate(found) if place == ABSENT and texts[row]]
        if rows and len(self._hashes):
            hashes = _hashed(pl.Series([texts[row] for row in rows], dtype=pl.String))
            for row, hashed in zip(rows, hashes, strict=True):
                found[row] = self._settled_place(str(texts[row]).encode(), hashed)
        return found

    def _settled_place(self, text: bytes, hashed: np.uint32) -> int:
        at = int(np.searchsorted(self._hashes, hashed))
        while at < len(self._hashes) and self._hashes[at] == hashed:
            key = int(self._keys[at])
            if self._text[int(self._bounds[key]) : int(self._bounds[key + 1])] == text:
                return key
            at += 1
        return ABSENT

    def _settled_places(self, texts: pl.Series, *, column: pl.Series | None) -> Places:
        found = np.full(len(texts), ABSENT, dtype=np.int64)
        if not len(self._hashes):
            return found
        wanted = _hashed(texts)
        place = np.searchsorted(self._hashes, wanted)
        rows = np.flatnonzero(texts.is_not_null().to_numpy())
        while len(rows):
            rows = rows[place[rows] < len(self._hashes)]
            rows = rows[self._hashes[place[rows]] == wanted[rows]]
            keys = self._keys[place[rows]]
            named = column.gather(keys) if column is not None else self._series(keys)
            equal = (named == texts.gather(rows)).to_numpy()
            found[rows[equal]] = keys[equal]
            rows = rows[~equal]
            place[rows] += 1
        return found

    def _series(self, keys: Keys) -> pl.Series:
        return pl.Series("id", self.texts(keys), dtype=pl.String)

    def text(self, key: int) -> str:
        """The id of a key.

        Raises
        ------
        IndexError
            If the key was never given.
        """
        return self.texts((key,))[0]

    def texts(self, keys: Iterable[int]) -> list[str]:
        """The ids of many keys, in their order."""
        wanted = keys if isinstance(keys, np.ndarray) else np.fromiter(keys, dtype=np.int64)
        settled = len(self._bounds) - 1
        within = np.minimum(wanted, settled).astype(np.int64)
        starts = self._bounds[within].tolist()
        ends = self._bounds[np.minimum(within + 1, settled)].tolist()
        text = self._text.decode("ascii") if len(wanted) > settled // 2 else None
        if text is not None:
            found = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        else:
            spans = zip(starts, ends, strict=True)
            found = [self._text[start:end].decode("ascii") for start, end in spans]
        if len(wanted) and int(wanted.max()) >= settled:
            recent = list(self._recent)
            for row in np.flatnonzero(wanted >= settled).tolist():
                found[row] = recent[int(wanted[row]) - settled]
        return found

    def extended(self, texts: pl.Series) -> "Ids":
        """With more ids, none of them known yet, under the next keys."""
        if len(self._recent) + len(texts) > _RECENT_AT_MOST:
            return self._settled(pl.concat([pl.Series(list(self._recent), dtype=pl.String), texts]))
        added = {text: len(self) + at for at, text in enumerate(texts.to_list())}
        recent = MappingProxyType({**self._recent, **added})
        return Ids(self._text, self._bounds, self._hashes, self._keys, recent)

    def without(self, keys: Keys) -> "Ids":
        """Without the ids of these keys; nothing of their text is kept."""
        if not len(keys):
            return self
        return Ids.of(self.column().scatter(pl.Series(keys), ""))

    def column(self) -> pl.Series:
        """All ids in the order of their keys; a hole is empty."""
        return self._series(np.arange(len(self), dtype=np.uint32))

    def _settled(self, fresh: pl.Series) -> "Ids":
        settled = len(self._bounds) - 1
        ends = np.cumsum(fresh.str.len_bytes().to_numpy(), dtype=np.int64) + len(self._text)
        bounds = np.concatenate([self._bounds, ends])
        hashes = _hashed(fresh)
        order = np.argsort(hashes, kind="stable").astype(np.uint32)
        order = order[(fresh != "").to_numpy()[order]]
        place = np.searchsorted(self._hashes, hashes[order])
        return Ids(
            self._text + "".join(fresh.to_list()).encode("ascii"),
            bounds.astype(np.uint32 if bounds[-1] <= _MOST_BYTES else np.uint64),
            np.insert(self._hashes, place, hashes[order]),
            np.insert(self._keys, place, order + np.uint32(settled)),
        )


def _hashed(texts: pl.Series) -> Keys:
    return (texts.hash(seed=0).to_numpy() >> np.uint64(32)).astype(np.uint32)
