"""Ids as small integers and back, without a Python object per id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

_RECENT_AT_MOST = 1024
_ABSENT = 0xFFFF_FFFF


def _none() -> npt.NDArray[np.uint32]:
    return np.empty(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class Ids:
    """The ids of one kind of record; the key of an id is its position, and stays.

    The settled part is one run of bytes with the offsets at which ids end, and the upper half of
    each id's hash in order, so that an id is found by bisection: its length and 12 bytes an id.
    What came since stands in a small dictionary. A removed id leaves a hole behind: its key is not
    given again and has the empty text.
    """

    _text: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, dtype=np.uint8))
    _ends: npt.NDArray[np.uint32] = field(default_factory=_none)
    _hashes: npt.NDArray[np.uint32] = field(default_factory=_none)
    _keys: npt.NDArray[np.uint32] = field(default_factory=_none)
    _recent: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return len(self._ends) + len(self._recent)

    @property
    def nbytes(self) -> int:
        """Bytes held, the dictionary of recent ids roughly."""
        settled = (self._text, self._ends, self._hashes, self._keys)
        return sum(part.nbytes for part in settled) + 150 * len(self._recent)

    def key(self, text: str) -> int | None:
        """The key of an id, if it is known."""
        found = self._recent.get(text)
        if found is not None or not len(self._ends):
            return found
        key = self.keys(pl.Series([text]))[0]
        return int(key) if key is not None else None

    def keys(self, texts: pl.Series) -> pl.Series:
        """Keys of many ids, null for null and for the unknown."""
        found = self._settled_keys(texts)
        if self._recent:
            recent = [self._recent.get(text, -1) for text in texts]
            late = np.array(recent, dtype=np.int64)
            found = np.where(late >= 0, late, found).astype(np.uint32)
        series = pl.Series(found, dtype=pl.UInt32)
        return series.set(series == _ABSENT, None)

    def _settled_keys(self, texts: pl.Series) -> npt.NDArray[np.uint32]:
        found = np.full(len(texts), _ABSENT, dtype=np.uint32)
        if not len(self._ends):
            return found
        wanted = _hashed(texts)
        place = np.searchsorted(self._hashes, wanted)
        open_rows = np.flatnonzero(texts.is_not_null().to_numpy())
        while len(open_rows):
            within = place[open_rows] < len(self._hashes)
            open_rows = open_rows[within]
            at = place[open_rows]
            alike = self._hashes[at] == wanted[open_rows]
            open_rows, at = open_rows[alike], at[alike]
            keys = self._keys[at]
            equal = (pl.Series(self.texts(keys), dtype=pl.String) == texts[open_rows]).to_numpy()
            found[open_rows[equal]] = keys[equal]
            open_rows = open_rows[~equal]
            place[open_rows] += 1
        return found

    def text(self, key: int) -> str:
        """The id of a key.

        Raises
        ------
        IndexError
            If the key was never given.
        """
        return self.texts((key,))[0]

    def texts(self, keys: Iterable[int] | npt.NDArray[np.uint32]) -> list[str]:
        """The ids of many keys, in their order."""
        wanted = np.fromiter(keys, dtype=np.int64) if not isinstance(keys, np.ndarray) else keys
        settled = len(self._ends)
        recent = list(self._recent) if len(wanted) and int(wanted.max()) >= settled else []
        ends = self._ends[np.minimum(wanted, max(settled - 1, 0))].tolist() if settled else []
        starts = self._starts(wanted) if settled else []
        text = self._text
        return [
            recent[key - settled]
            if key >= settled
            else text[starts[i] : ends[i]].tobytes().decode("ascii")
            for i, key in enumerate(wanted.tolist())
        ]

    def _starts(self, wanted: npt.NDArray[np.int64]) -> list[int]:
        before = np.minimum(wanted, len(self._ends) - 1).astype(np.int64) - 1
        return np.where(before >= 0, self._ends[before], 0).tolist()

    def extended(self, texts: pl.Series) -> "Ids":
        """With more ids, none of them known yet, under the next keys."""
        if len(self._recent) + len(texts) <= _RECENT_AT_MOST:
            start = len(self)
            added = {text: start + i for i, text in enumerate(texts.to_list())}
            recent = MappingProxyType({**self._recent, **added})
            return Ids(self._text, self._ends, self._hashes, self._keys, recent)
        fresh = pl.concat([pl.Series(list(self._recent), dtype=pl.String), texts])
        return self._settled(fresh)

    def _settled(self, fresh: pl.Series) -> "Ids":
        settled = len(self._ends)
        text = np.frombuffer("".join(fresh.to_list()).encode("ascii"), dtype=np.uint8)
        lengths = fresh.str.len_bytes().to_numpy().astype(np.int64)
        ends = np.cumsum(lengths) + (int(self._ends[-1]) if settled else 0)
        hashes = _hashed(fresh)
        order = np.argsort(hashes, kind="stable").astype(np.uint32)
        place = np.searchsorted(self._hashes, hashes[order])
        return Ids(
            np.concatenate([self._text, text]),
            np.concatenate([self._ends, ends.astype(np.uint32)]),
            np.insert(self._hashes, place, hashes[order]),
            np.insert(self._keys, place, order + np.uint32(settled)),
        )

    def without(self, keys: npt.NDArray[np.uint32]) -> "Ids":
        """Without the ids of these keys; nothing of their text is kept."""
        if not len(keys):
            return self
        texts = pl.Series(self.texts(np.arange(len(self), dtype=np.uint32)), dtype=pl.String)
        gone = pl.Series(keys)
        kept = texts.scatter(gone, "")
        hole = Ids()._settled(kept)
        keep = ~np.isin(hole._keys, keys)
        return Ids(hole._text, hole._ends, hole._hashes[keep], hole._keys[keep])


def _hashed(texts: pl.Series) -> npt.NDArray[np.uint32]:
    return (texts.hash(seed=0).to_numpy() >> np.uint64(32)).astype(np.uint32)
