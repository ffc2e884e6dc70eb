"""What the steps of each referral come to: where it stands, when it was asked, decided, ended."""

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.domain.referrals import FINAL_STATUSES
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.columns import DECISION, KEY, PROGRESS

Rows = npt.NDArray[np.int64]

_CODES = {status: code for code, status in enumerate(ReferralStatus)}
_FINAL = np.isin(np.arange(len(_CODES)), [_CODES[status] for status in FINAL_STATUSES])
_DECIDED = [_CODES[ReferralStatus.ACCEPTED], _CODES[ReferralStatus.REJECTED]]


def progress(steps: pl.DataFrame) -> pl.DataFrame:
    """One row per referral: its key and the columns ``PROGRESS``.

    Parameters
    ----------
    steps
        Columns ``referral``, ``status``, ``occurred_at``, ``reason``, ``outcome``; the steps of a
        referral stand together and in order. No steps give no rows.

    Returns
    -------
    ``requested_at`` is null for what was never sent; ``decided_at`` and ``decision`` for what was
    neither accepted nor rejected; ``started_at`` is the first ``in_progress``; ``ended_at`` the
    entering of a final state; ``reason`` and ``outcome`` are those of the last step with one.
    """
    if steps.is_empty():
        return pl.DataFrame(schema={"referral": KEY, **PROGRESS})
    owner = steps["referral"].to_numpy()
    status = steps["status"].to_physical().to_numpy()
    begins = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    counts = np.diff(np.append(begins, len(owner)))
    last = begins + counts - 1
    pick = _Picker(row=np.repeat(np.arange(len(begins)), counts), rows=len(begins))
    decided = pick.first(np.isin(status, _DECIDED))
    ended = np.where(_FINAL[status[last]], last, -1)
    has_reason, has_outcome = (
        steps[name].is_not_null().to_numpy() for name in ("reason", "outcome")
    )
    requested = pick.first(status == _CODES[ReferralStatus.REQUESTED])
    started = pick.first(status == _CODES[ReferralStatus.IN_PROGRESS])
    # All in one go: for few steps each question to polars takes longer than its work.
    return steps.select(
        _at("referral", begins),
        _at("status", last),
        _at("occurred_at", requested).alias("requested_at"),
        _at("occurred_at", decided).alias("decided_at"),
        _at("status", decided).cast(pl.String).cast(DECISION).alias("decision"),
        _at("occurred_at", started).alias("started_at"),
        _at("occurred_at", ended).alias("ended_at"),
        _at("reason", pick.last(has_reason)),
        _at("outcome", pick.last(has_outcome)),
    )


class _Picker:
    """Finds, for each referral, the step that a mask marks; -1 where there is none."""

    def __init__(self, *, row: Rows, rows: int) -> None:
        self._row = row
        self._rows = rows

    def first(self, marked: npt.NDArray[np.bool_]) -> Rows:
        return self._chosen(np.flatnonzero(marked)[::-1])

    def last(self, marked: npt.NDArray[np.bool_]) -> Rows:
        return self._chosen(np.flatnonzero(marked))

    def _chosen(self, hits: Rows) -> Rows:
        # Of several assignments to one row numpy keeps the last.
        found = np.full(self._rows, -1, dtype=np.int64)
        found[self._row[hits]] = hits
        return found


def _at(name: str, rows: Rows) -> pl.Expr:
    """The values of a column in some rows; null for -1."""
    place = pl.lit(pl.Series(rows))
    return pl.col(name).gather(pl.when(place >= 0).then(place))
