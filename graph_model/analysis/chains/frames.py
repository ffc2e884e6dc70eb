"""The hops of many chains as columns, and what goes wrong among them, found all at once.

The same rules as in ``chain_checks``, which goes through one chain hop by hop; a test holds both
against each other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.analysis.calendar import business_days
from graph_model.analysis.chains.rules import (
    NOBODY_WAITS,
    REFUSED_OR_FAILED,
    ChainRules,
    FindingCode,
)
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.columns import INSTANT
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

Rows = npt.NDArray[np.int64]

TROUBLE = ("chain", "need", "first", "second", "referrals", "moments", "since", "until", "times")
"""Columns of a frame of troubles. ``need`` and ``second`` may be null; ``referrals`` are lists,
``moments`` the instants that order them, or null where they stand in order."""

_NOBODY = pl.lit(None, dtype=pl.String)
_IN_ORDER = pl.lit(None, dtype=pl.List(INSTANT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """All hops of the chains in question.

    ``hops`` is the timeline of these chains with ``until`` (now, or the end of the chain),
    ``is_live`` (the chain still runs) and ``topic`` (chain and need as one number). ``follows``
    holds, for each row, the row that it continues, ``retried`` the try that it replaces and
    ``parents`` the one whose recipient passed the person on (that of a retry too), -1 for none.
    ``ids_of`` names referrals by key.
    """

    hops: pl.DataFrame
    follows: Rows
    retried: Rows
    parents: Rows
    rules: ChainRules
    ids_of: Callable[[Iterable[int]], list[str]]


def ways_of(
    snapshot: Snapshot, chains: pl.DataFrame, *, scope: Scope, now: datetime, rules: ChainRules
) -> Ways:
    """The hops of these chains, whenever requested, as known on the scope's day."""
    ends = chains.select("chain", "closed_at")
    sent = snapshot.referrals(Scope(known_on=scope.known_on)).drop("tenant", "urgency")
    hops = sent.join(ends, on="chain", how="inner", maintain_order="left").with_columns(
        until=pl.min_horizontal(pl.lit(now, dtype=INSTANT), "closed_at"),
        is_live=pl.col("closed_at").is_null(),
        topic=_pair("chain", "need"),
    )
    previous, parents = _links(hops)
    return Ways(
        hops=hops,
        follows=np.where(previous >= 0, previous, parents),
        retried=previous,
        parents=parents,
        rules=rules,
        ids_of=snapshot.referral_ids,
    )


def troubles(ways: Ways) -> dict[FindingCode, pl.DataFrame]:
    """For each kind of finding a frame with the columns ``TROUBLE``, in no particular order."""
    returned, told = _returned(ways)
    return {
        FindingCode.DEAD_END: _dead_ends(ways),
        FindingCode.OVERDUE: _overdue(ways),
        FindingCode.RETURNED: returned,
        FindingCode.SENT_ROUND: _sent_round(ways, told),
        FindingCode.REPEATED_REFUSAL: _repeated_refusals(ways),
    }


def _pair(first: str, second: str) -> pl.Expr:
    """Two 32-bit codes as one number, which joins and groups faster than two columns."""
    high = pl.col(first).to_physical().cast(pl.UInt64) * 2**32
    return high + pl.col(second).to_physical().cast(pl.UInt64)


def _links(hops: pl.DataFrame) -> tuple[Rows, Rows]:
    """For each row the rows that ``previous`` and ``parent`` lead to, -1 for none."""
    keys = hops["referral"].to_numpy()
    none = int(keys.max()) + 1 if len(keys) else 0
    row_of = np.full(none + 1, -1, dtype=np.int64)
    row_of[keys] = np.arange(len(keys))
    chain = hops["chain"].to_numpy()
    linked = []
    for link in ("previous", "parent"):
        target = hops[link].fill_null(none).to_numpy()
        row = row_of[np.minimum(target, none)]
        linked.append(np.where((row >= 0) & (chain[row] == chain), row, -1) if len(keys) else row)
    previous, parents = linked
    return previous, parents


def _dead_ends(ways: Ways) -> pl.DataFrame:
    limit = ways.rules.dead_end_business_days
    resting = ways.hops.with_row_index("row").filter(
        pl.col("status").is_in(sorted(REFUSED_OR_FAILED)),
        ~pl.col("reason").is_in(sorted(NOBODY_WAITS)).fill_null(False),
        (pl.col("until") - pl.col("ended_at")).dt.total_days() >= limit,
    )
    same_need = ways.hops.join(resting.select("topic"), on="topic", how="semi").group_by("topic")
    beside = same_need.agg(
        still_open=pl.col("ended_at").is_null().sum(),
        last=pl.col("ended_at").max(),
        settled=pl.col("ended_at").filter(pl.col("status") == ReferralStatus.COMPLETED).max(),
    )
    left = resting.join(beside, on="topic").filter(
        pl.col("ended_at") >= pl.col("last"),
        (pl.col("settled") < pl.col("requested_at")).fill_null(True),
        business_days(pl.col("ended_at"), pl.col("until")) > limit,
    )
    left = left.join(_passed_on(ways, left), on="row", how="anti")
    return _still(left.filter(pl.col("still_open") == _open_before(ways, left)), "ended_at")


def _open_before(ways: Ways, left: pl.DataFrame) -> pl.Series:
    """For each of these rows the number of open ones for its topic that it came from.

    Whoever holds the person there is the one who has to act, so these carry nothing on.
    """
    open_topics = (
        ways.hops.select(pl.when(pl.col("ended_at").is_null()).then("topic")).to_series().to_list()
    )
    links = (ways.follows.tolist(), ways.parents.tolist())
    counts = [
        sum(open_topics[before] == topic for before in _came_from(links, row)) if still_open else 0
        for row, topic, still_open in left.select("row", "topic", "still_open").iter_rows()
    ]
    return pl.Series(counts, dtype=pl.Int64)


def _came_from(links: tuple[list[int], list[int]], row: int) -> set[int]:
    """The rows that the links of a row lead back to."""
    found: set[int] = set()
    waiting = [row]
    while waiting:
        at = waiting.pop()
        for link in (links[0][at], links[1][at]):
            if link >= 0 and link not in found:
                found.add(link)
                waiting.append(link)
    return found


def _passed_on(ways: Ways, left: pl.DataFrame) -> pl.DataFrame:
    """Rows that another referral follows, and where that one carries on or has settled it."""
    continued = np.isin(ways.follows, left["row"].to_numpy())
    rows = np.flatnonzero(continued)
    others = ways.hops[rows].select(
        "requested_at",
        is_settled=pl.col("ended_at").is_null() | (pl.col("status") == ReferralStatus.COMPLETED),
        row=pl.Series(ways.follows[rows]).cast(pl.UInt32),
    )
    return others.join(left.select("row", "ended_at"), on="row").filter(
        pl.col("is_settled") | (pl.col("requested_at") >= pl.col("ended_at"))
    )


def _overdue(ways: Ways) -> pl.DataFrame:
    waited = business_days(pl.col("requested_at"), pl.col("until"))
    waiting = ways.hops.filter(pl.col("is_live"), pl.col("status") == ReferralStatus.REQUESTED)
    late = waiting.filter(waited > ways.rules.standards.of(pl.col("need")))
    return _still(late, "requested_at")


def _still(hops: pl.DataFrame, since: str) -> pl.DataFrame:
    return hops.select(
        "chain",
        "need",
        first="recipient",
        second=_NOBODY,
        referrals=pl.concat_list("referral"),
        moments=_IN_ORDER,
        since=since,
        until="until",
        times=pl.lit(1),
    )


def _returned(ways: Ways) -> tuple[pl.DataFrame, Rows]:
    """Loops of two hops, and the rows of their second ones."""
    hops = ways.hops.select(
        "topic",
        "requested_at",
        "referral",
        forth=_pair("sender", "recipient"),
        back=_pair("recipient", "sender"),
        follows=pl.Series(ways.follows),
    ).with_row_index("row")
    there = hops.select("topic", "row", "referral", "requested_at", back="forth")
    between = pl.col("requested_at") - pl.col("requested_at_there")
    is_later = (between > pl.duration()) | (pl.col("follows") == pl.col("row_there"))
    found = hops.join(there, on=["topic", "back"], how="inner", suffix="_there").filter(
        is_later, between <= ways.rules.loop_window
    )
    found = (
        found.with_columns(id=pl.Series(ways.ids_of(found["referral_there"]), dtype=pl.String))
        .sort("requested_at_there", "id", descending=[True, False])
        .unique("row", keep="first", maintain_order=True)
    )
    path = [found["row_there"].to_numpy(), found["row"].to_numpy()]
    first = ways.hops[path[0]]
    return _loops(ways, path, actors=(first["sender"], first["recipient"])), path[1]


def _sent_round(ways: Ways, told: Rows) -> pl.DataFrame:
    recipient = ways.hops["recipient"].to_physical().to_numpy()
    topic = ways.hops["topic"].to_numpy()
    again = np.flatnonzero(ways.follows >= 0)
    again = again[ways.follows[ways.follows[again]] >= 0]
    middle = ways.follows[again]
    first = ways.follows[middle]
    is_round = (recipient[first] == recipient[again]) & (recipient[first] != recipient[middle])
    is_round &= (topic[first] == topic[again]) & (topic[first] == topic[middle])
    sender = ways.hops["sender"].to_physical().to_numpy()
    is_round &= ~((sender[again] == recipient[middle]) & np.isin(again, told))
    requested = ways.hops["requested_at"].to_physical().to_numpy()
    window_us = ways.rules.loop_window_days * 86_400_000_000
    is_round &= requested[again] - requested[first] <= window_us
    path = [rows[is_round] for rows in (first, middle, again)]
    actors = (ways.hops[path[0]]["recipient"], ways.hops[path[1]]["recipient"])
    return _loops(ways, path, actors=actors)


def _loops(ways: Ways, path: list[Rows], *, actors: tuple[pl.Series, pl.Series]) -> pl.DataFrame:
    first, last = ways.hops[path[0]], ways.hops[path[-1]]
    steps = pl.DataFrame({str(i): ways.hops["referral"][rows] for i, rows in enumerate(path)})
    return first.select(
        "chain",
        "need",
        first=actors[0],
        second=actors[1],
        referrals=steps.select(pl.concat_list(pl.all())).to_series(),
        moments=_IN_ORDER,
        since="requested_at",
        until=last["requested_at"],
        times=pl.lit(1),
    )


def _repeated_refusals(ways: Ways) -> pl.DataFrame:
    refused = ways.hops.filter(pl.col("status") == ReferralStatus.REJECTED)
    groups = refused.group_by("chain", "recipient").agg(
        "need", "decided_at", "referral", times=pl.len()
    )
    several = groups.filter(pl.col("times") > 1)
    return several.select(
        "chain",
        need=pl.when(pl.col("need").list.n_unique() == 1).then(pl.col("need").list.first()),
        first="recipient",
        second=_NOBODY,
        referrals="referral",
        moments="decided_at",
        since=pl.col("decided_at").list.min(),
        until=pl.col("decided_at").list.max(),
        times="times",
    )
