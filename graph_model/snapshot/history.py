"""The steps of all referrals, narrow and in order."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.snapshot.columns import INSTANT, KEY, NAME, OUTCOME, REASON, STATUS

STORED: dict[str, pl.DataType] = {
    "status": STATUS,
    "by_sender": pl.Boolean(),
    "occurred_at": INSTANT,
    "recorded_at": INSTANT,
    "recorded_by": NAME,
    "reason": REASON,
    "outcome": OUTCOME,
}
"""A step as it is held. A step is decided by the referral's sender or its recipient, so one bit
says by whom; to which referral it belongs, and at what position, follows from where it stands."""

_CHUNKS_AT_MOST = 128
_SLACK = 10


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Steps of referrals by key; the steps of one referral stand together, in order.

    A changed history is appended anew and the referral pointed to it; what is left behind is
    cleared away once it is a tenth of the whole.
    """

    _steps: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STORED))
    _begins: npt.NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, dtype=np.uint32))
    _counts: npt.NDArray[np.uint16] = field(default_factory=lambda: np.empty(0, dtype=np.uint16))

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return int(self._steps.estimated_size()) + self._begins.nbytes + self._counts.nbytes

    def frame(self, keys: npt.NDArray[np.uint32]) -> pl.DataFrame:
        """Steps of the named referrals, in the order of the names: key, position, ``STORED``."""
        counts = self._counts[keys].astype(np.int64)
        first = np.cumsum(counts) - counts
        position = np.arange(int(counts.sum())) - np.repeat(first, counts)
        places = np.repeat(self._begins[keys].astype(np.int64), counts) + position
        steps = self._steps
        if len(places) != len(steps) or (len(places) and bool((np.diff(places) != 1).any())):
            steps = steps[places]
        return steps.select(
            pl.Series("referral", np.repeat(keys, counts), dtype=KEY),
            pl.Series("position", position, dtype=pl.UInt16),
            pl.all(),
        )

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
        appended = History(_joined(self._steps, steps), begins, lengths)
        return appended._tidied()

    def without(self, keys: npt.NDArray[np.uint32]) -> "History":
        """Without the steps of the named referrals, which leave nothing behind."""
        counts = self._counts.copy()
        counts[keys] = 0
        return History(self._steps, self._begins, counts).compacted()

    def compacted(self) -> "History":
        """The same with nothing left behind by earlier states, in the order of keys."""
        keys = np.arange(len(self._counts), dtype=np.uint32)
        steps = self.frame(keys).select(pl.col(list(STORED)).gather(pl.int_range(pl.len())))
        ends = np.cumsum(self._counts, dtype=np.int64)
        return History(steps, (ends - self._counts).astype(np.uint32), self._counts)

    def _tidied(self) -> "History":
        used = int(self._counts.sum(dtype=np.int64))
        if len(self._steps) - used > max(used // _SLACK, _CHUNKS_AT_MOST):
            return self.compacted()
        if self._steps.n_chunks() > _CHUNKS_AT_MOST:
            return History(self._steps.rechunk(), self._begins, self._counts)
        return self


def _joined(held: pl.DataFrame, fresh: pl.DataFrame) -> pl.DataFrame:
    return fresh if held.is_empty() else pl.concat([held, fresh], rechunk=False)
