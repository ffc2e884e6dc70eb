"""What came between two revisions of a snapshot, for answers that go on from an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.snapshot.columns import CONTACTS, HELD
from graph_model.snapshot.tables import Tables

Keys = npt.NDArray[np.uint32]

MOST_ROWS = 2_000
"""More changed rows than this are not told one by one: whoever asks had better begin anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes:
    """Rows that changed after the revision ``since``, up to the end of another one.

    ``referrals`` (columns ``HELD``) and ``contacts`` (``CONTACTS``) hold each changed row as it
    was before and as it is after, where it was and is among those that were sent; states in
    between may be there too. ``chains`` are the keys of chains of which anything changed, sorted.
    The directory, tenants, consents and searches are not told of: they can be compared.
    """

    since: int
    referrals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=HELD))
    contacts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CONTACTS))
    chains: Keys = field(default_factory=lambda: np.empty(0, dtype=np.uint32))

    @property
    def rows(self) -> int:
        """How many rows are told of."""
        return len(self.referrals) + len(self.contacts) + len(self.chains)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Touched:
    """Keys of the rows that a feed brought, in any order."""

    referrals: Keys
    chains: Keys
    contacts: Keys

    @property
    def rows(self) -> int:
        """How many rows were brought."""
        return len(self.referrals) + len(self.chains) + len(self.contacts)


def changes_between(
    before: Tables, after: Tables, *, touched: Touched, since: int
) -> Changes | None:
    """What changed from one state of the tables to the next; ``None`` if it is too much to tell."""
    if touched.rows > MOST_ROWS:
        return None
    states = (before.sent, before.unsent, after.sent, after.unsent)
    keys = np.unique(touched.referrals)
    rows = [_rows(frame, keys) for frame in states]
    keys = np.unique(touched.contacts)
    contacts = [_rows(frame, keys) for frame in (before.contacts, after.contacts)]
    told = [frame for frame in (*rows, *contacts) if len(frame)]
    chains = [frame["chain"].drop_nulls().to_numpy() for frame in told]
    return Changes(
        since=since,
        referrals=pl.concat([rows[0], rows[2]]),
        contacts=pl.concat(contacts),
        chains=np.unique(np.concatenate([touched.chains, *chains])).astype(np.uint32),
    )


def merged(log: Sequence[Changes], *, since: int) -> Changes:
    """Several stretches that follow one another as one; none gives no changes."""
    if not log:
        return Changes(since=since)
    return Changes(
        since=since,
        referrals=pl.concat([one.referrals for one in log]),
        contacts=pl.concat([one.contacts for one in log]),
        chains=np.unique(np.concatenate([one.chains for one in log])),
    )


def _rows(frame: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """The rows of some keys from a frame sorted by its first column."""
    held = frame.to_series(0)
    if held.is_empty() or not len(keys):
        return frame.clear()
    places = held.search_sorted(pl.Series(keys, dtype=pl.UInt32)).to_numpy()
    places = np.minimum(places, len(held) - 1).astype(np.int64)
    is_there = held.gather(places).to_numpy() == keys
    return frame[places[is_there]] if is_there.any() else frame.clear()
