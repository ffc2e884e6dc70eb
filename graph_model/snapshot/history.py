"""The steps of all referrals, narrow and in order."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.snapshot.columns import (
    INSTANT,
    KEY,
    NAME,
    OUTCOME,
    REASON,
    STATUS,
    bytes_of,
)

STEP: dict[str, pl.DataType] = {
    "status": STATUS,
    "by_sender": pl.Boolean(),
    "occurred_at": INSTANT,
    "recorded_at": INSTANT,
    "recorded_by": NAME,
    "reason": REASON,
    "outcome": OUTCOME,
}
"""A step as it goes in and comes out. It is decided by the referral's sender or its recipient, so
a truth value says by whom."""

_STORED: dict[str, pl.DataType] = {
    "code": pl.UInt16(),
    "occurred_at": INSTANT,
    "recorded_at": INSTANT,
    "recorded_by": NAME,
}
_CODED: dict[str, pl.DataType] = {
    "status": STATUS,
    "reason": REASON,
    "outcome": OUTCOME,
    "by_sender": pl.Boolean(),
}
"""What the code of a step says, each with "none" as a further value before its own."""

_CHUNKS_AT_MOST = 128
_SLACK = 10


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Steps of referrals by key; the steps of one referral stand together, in order.

    A step takes 22 bytes: one code for status, reason, outcome and side, two times, who recorded.

    A changed history is appended anew and the referral pointed to it; what is left behind is
    cleared away once it is a tenth of the whole.
    """

    _steps: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_STORED))
    _begins: npt.NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, dtype=np.uint32))
    _counts: npt.NDArray[np.uint16] = field(default_factory=lambda: np.empty(0, dtype=np.uint16))

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return bytes_of(self._steps) + self._begins.nbytes + self._counts.nbytes

    @classmethod
    def of(cls, counts: pl.Series, steps: pl.DataFrame) -> "History":
        """The history that ``parts`` took apart."""
        lengths = counts.to_numpy()
        ends = np.cumsum(lengths, dtype=np.int64)
        return cls(steps, (ends - lengths).astype(np.uint32), lengths)

    def parts(self) -> tuple[pl.Series, pl.DataFrame]:
        """Numbers of steps by key, and all steps in that order, to be kept in files."""
        compacted = self.compacted()
        return pl.Series("count", compacted._counts), compacted._steps

    def frame(self, keys: npt.NDArray[np.uint32]) -> pl.DataFrame:
        """Steps of the named referrals, in the order of the names: key, position, ``STEP``."""
        counts = self._counts[keys].astype(np.int64)
        first = np.cumsum(counts) - counts
        position = np.arange(int(counts.sum())) - np.repeat(first, counts)
        steps = self._taken(np.repeat(self._begins[keys].astype(np.int64), counts) + position)
        said = [values.gather(steps["code"]) for values in _MEANINGS]
        return steps.with_columns(*said).select(
            pl.Series("referral", np.repeat(keys, counts), dtype=KEY),
            pl.Series("position", position, dtype=pl.UInt16),
            *STEP,
        )

    def _taken(self, places: npt.NDArray[np.int64]) -> pl.DataFrame:
        is_whole = len(places) == len(self._steps) and bool((np.diff(places) == 1).all())
        return self._steps if is_whole else self._steps[places]

    def put(
        self, keys: npt.NDArray[np.uint32], steps: pl.DataFrame, *, counts: npt.NDArray[np.uint32]
    ) -> "History":
        """With new histories for the named referrals, known or not: ``counts`` steps each."""
        size = max(len(self._begins), int(keys.max()) + 1 if len(keys) else 0)
        begins = np.zeros(size, dtype=np.uint32)
        begins[: len(self._begins)] = self._begins
        lengths = np.zeros(size, dtype=np.uint16)
        lengths[: len(self._counts)] = self._counts
        ends = np.cumsum(counts, dtype=np.int64)
        begins[keys] = ends - counts + len(self._steps)
        lengths[keys] = counts
        appended = History(_joined(self._steps, _coded(steps)), begins, lengths)
        return appended._tidied()

    def without(self, keys: npt.NDArray[np.uint32]) -> "History":
        """Without the steps of the named referrals, which leave nothing behind."""
        counts = self._counts.copy()
        counts[keys] = 0
        return History(self._steps, self._begins, counts).compacted()

    def compacted(self) -> "History":
        """The same with nothing left behind by earlier states, in the order of keys."""
        counts = self._counts.astype(np.int64)
        begins = np.cumsum(counts) - counts
        moved = np.repeat(self._begins.astype(np.int64) - begins, counts)
        steps = self._steps[moved + np.arange(len(moved))]
        return History(steps, begins.astype(np.uint32), self._counts)

    def _tidied(self) -> "History":
        used = int(self._counts.sum(dtype=np.int64))
        if len(self._steps) - used > max(used // _SLACK, _CHUNKS_AT_MOST):
            return self.compacted()
        if self._steps.n_chunks() > _CHUNKS_AT_MOST:
            return History(self._steps.rechunk(), self._begins, self._counts)
        return self


def _meanings() -> list[pl.Series]:
    """For each column of ``_CODED``, what every code says of it."""
    values = {
        name: [None, *(dtype.categories if isinstance(dtype, pl.Enum) else (False, True))]
        for name, dtype in _CODED.items()
    }
    combinations = list(product(*values.values()))
    return [
        pl.Series(name, [row[at] for row in combinations], dtype=dtype)
        for at, (name, dtype) in enumerate(_CODED.items())
    ]


_MEANINGS = _meanings()


def _coded(steps: pl.DataFrame) -> pl.DataFrame:
    code = pl.lit(0, dtype=pl.UInt16)
    for name, dtype in _CODED.items():
        is_enum = isinstance(dtype, pl.Enum)
        size = 1 + (len(dtype.categories) if isinstance(dtype, pl.Enum) else 2)
        column = pl.col(name).to_physical() if is_enum else pl.col(name)
        code = code * size + (column.cast(pl.UInt16) + 1).fill_null(0)
    return steps.select(code.alias("code"), *(name for name in _STORED if name != "code"))


def _joined(held: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    return fresh if held.is_empty() else pl.concat([held, fresh], rechunk=False)
