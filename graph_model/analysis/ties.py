"""Rows of equal moments put in order of their ids, which are the same in every snapshot."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl


def untied(
    frame: pl.DataFrame, by: Sequence[str], *, ids_of: Callable[[Iterable[int]], list[str]]
) -> pl.DataFrame:
    """A frame sorted by some columns, with rows that are equal in all of them in order of id.

    A snapshot's row keys follow the order in which records came in, so they must not decide
    between rows; their ids may.

    Parameters
    ----------
    frame
        Sorted by the columns ``by``; ``referral`` holds row keys, no key twice.
    ids_of
        The ids of row keys, in their order (``Snapshot.referral_ids``).

    Notes
    -----
    One pass over the rows; ids are fetched only for those that are equal to another one.

    Examples
    --------
    >>> rows = pl.DataFrame({"day": [1, 2, 2], "referral": [2, 0, 1]})
    >>> untied(rows, ["day"], ids_of=lambda keys: ["r9" if key == 0 else "r1" for key in keys])[
    ...     "referral"
    ... ].to_list()
    [2, 1, 0]
    """
    if frame.is_empty():
        return frame
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in by)
    as_before = frame.select(same).to_series().to_numpy().copy()
    as_before[0] = False
    rows = np.flatnonzero(as_before | np.append(as_before[1:], values=False))
    if not len(rows):
        return frame
    run = np.cumsum(~as_before[rows])
    ids = ids_of(frame["referral"].gather(rows).to_numpy())
    placed = pl.DataFrame({"row": rows, "run": run, "id": ids}).sort("run", "id")
    order = np.arange(frame.height)
    order[rows] = placed["row"].to_numpy()
    return frame[order]
