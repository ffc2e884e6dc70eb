"""What a snapshot holds: the directory, keys, and frames sorted by key that share their columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.domain.searches import UnmetSearch
from graph_model.snapshot.columns import CHAINS, CONTACTS, HELD, TENANTS, bytes_of
from graph_model.snapshot.consents import Consents
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.history import History
from graph_model.snapshot.ids import Ids

_SPLICED_AT_MOST = 64
_CHUNKS_AT_MOST = 128


def _frame(schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """Everything at one revision; each frame is sorted by its first column, a key.

    ``sent`` holds the referrals of the timeline as known today, ``unsent`` all others: drafts and
    what was entered in error.
    """

    directory: Directory = field(default_factory=Directory)
    consents: Consents = field(default_factory=Consents)
    searches: Mapping[str, UnmetSearch] = field(default_factory=lambda: MappingProxyType({}))
    tenant_ids: Ids = field(default_factory=Ids)
    chain_ids: Ids = field(default_factory=Ids)
    referral_ids: Ids = field(default_factory=Ids)
    contact_ids: Ids = field(default_factory=Ids)
    tenants: pl.DataFrame = field(default_factory=lambda: _frame(TENANTS))
    chains: pl.DataFrame = field(default_factory=lambda: _frame(CHAINS))
    sent: pl.DataFrame = field(default_factory=lambda: _frame(HELD))
    unsent: pl.DataFrame = field(default_factory=lambda: _frame(HELD))
    history: History = field(default_factory=History)
    contacts: pl.DataFrame = field(default_factory=lambda: _frame(CONTACTS))

    @property
    def nbytes(self) -> int:
        """Bytes of the events and their ids; the directory's objects are not counted."""
        frames = (self.tenants, self.chains, self.sent, self.unsent, self.contacts)
        columns = sum(map(bytes_of, frames)) + self.history.nbytes
        ids = (self.tenant_ids, self.chain_ids, self.referral_ids, self.contact_ids)
        return columns + sum(found.nbytes for found in ids)

    def compacted(self) -> "Tables":
        """The same in memory of its own: nothing is left of rows that were taken out."""
        return replace(
            self,
            tenants=_copied(self.tenants),
            chains=_copied(self.chains),
            sent=_copied(self.sent),
            unsent=_copied(self.unsent),
            history=self.history.compacted(),
            contacts=_copied(self.contacts),
        )


def row_of(frame: pl.DataFrame, key: int | None) -> dict[str, Any] | None:
    """The row of a key, by bisection; ``None`` without a key, or without such a row.

    The frame is sorted by its first column, the key.
    """
    if key is None:
        return None
    keys = frame.to_series(0)
    at = int(keys.search_sorted(key))
    return frame.row(at, named=True) if at < len(keys) and keys[at] == key else None


def _copied(frame: pl.DataFrame) -> pl.DataFrame:
    # A slice that is one chunk already would keep its whole buffer when it is rechunked.
    return frame.select(pl.all().gather(pl.int_range(pl.len())))


def replaced(
    frame: pl.DataFrame, rows: pl.DataFrame, *, gone: npt.NDArray[np.uint32]
) -> pl.DataFrame:
    """A frame with new rows in place of those of the same key, and without the keys ``gone``.

    Few rows are spliced in between slices that share memory with the old frame, so that one event
    costs its own work; many are sorted in. The chunks that splicing leaves are joined in time.

    Parameters
    ----------
    frame, rows
        Same columns, each sorted by the first one, no key twice.
    gone
        Keys to leave out, sorted; those in ``rows`` may be among them and stay.
    """
    if frame.is_empty():
        return rows
    touched = np.union1d(rows.to_series(0).to_numpy(), gone)
    if not len(touched):
        return frame
    if len(touched) > _SPLICED_AT_MOST:
        key = frame.columns[0]
        kept = frame.join(pl.DataFrame({key: touched}), on=key, how="anti", maintain_order="left")
        if rows.is_empty():
            return kept.rechunk()
        return pl.concat([kept, rows]).sort(key)
    spliced = _spliced(frame, rows, touched=touched)
    return spliced.rechunk() if spliced.n_chunks() > _CHUNKS_AT_MOST else spliced


def _spliced(
    frame: pl.DataFrame, rows: pl.DataFrame, *, touched: npt.NDArray[np.uint32]
) -> pl.DataFrame:
    held = frame.to_series(0)
    new = {key: at for at, key in enumerate(rows.to_series(0).to_list())}
    pieces: list[pl.DataFrame] = []
    done = 0
    for key in touched.tolist():
        at = int(held.search_sorted(key))
        pieces.append(frame.slice(done, at - done))
        if key in new:
            pieces.append(rows.slice(new[key], 1))
        done = at + 1 if at < len(held) and held[at] == key else at
    pieces.append(frame.slice(done))
    full = [piece for piece in pieces if not piece.is_empty()]
    return pl.concat(full, rechunk=False) if full else frame.clear()
