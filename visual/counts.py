"""What a map needs beside the flow graph: flows by month and need, and their frequent needs."""

from collections import defaultdict

import polars as pl

from graph_model.domain.checks import LOCAL_ZONE
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from visual.scene import MonthCount

Ends = tuple[str, str]
"""Ids of sender and recipient."""


def month_counts(snapshot: Snapshot, scope: Scope) -> dict[Ends, tuple[MonthCount, ...]]:
    """Referrals in scope by sender, recipient, month and need, in order of month and code.

    A month is a calendar month in Germany, by the request; what became of a referral counts for
    the month of its request, whenever that happened. The sums over the months equal the counts of
    the flow graph of the same scope.

    Notes
    -----
    One pass over the referrals.
    """
    requested = pl.col("requested_at").dt.convert_time_zone(str(LOCAL_ZONE))
    counted = (
        snapshot.referrals(scope)
        .group_by(
            pl.col("sender").cast(pl.String),
            pl.col("recipient").cast(pl.String),
            requested.dt.strftime("%Y-%m").alias("month"),
            pl.col("need").cast(pl.String),
        )
        .agg(
            pl.len().alias("referrals"),
            (pl.col("decision") == ReferralStatus.ACCEPTED.value).sum().alias("accepted"),
            (pl.col("decision") == ReferralStatus.REJECTED.value).sum().alias("rejected"),
            (pl.col("status") == ReferralStatus.COMPLETED.value).sum().alias("completed"),
        )
        .sort("sender", "recipient", "month", "need")
    )
    found: dict[Ends, list[MonthCount]] = defaultdict(list)
    for sender, recipient, month, need, *counts in counted.iter_rows():
        referrals, accepted, rejected, completed = counts
        found[sender, recipient].append(
            MonthCount(
                month=month,
                need=need,
                referrals=referrals,
                accepted=accepted,
                rejected=rejected,
                completed=completed,
            )
        )
    return {ends: tuple(months) for ends, months in found.items()}


def frequent_needs(snapshot: Snapshot, scope: Scope) -> dict[Ends, tuple[str, ...]]:
    """Codes of the needs of each flow, the most frequent first, ties by code."""
    counted = (
        snapshot.referrals(scope)
        .group_by(
            pl.col("sender").cast(pl.String),
            pl.col("recipient").cast(pl.String),
            pl.col("need").cast(pl.String),
        )
        .agg(pl.len().alias("referrals"))
        .sort("referrals", "need", descending=[True, False])
    )
    found: dict[Ends, list[str]] = defaultdict(list)
    for sender, recipient, need, _ in counted.iter_rows():
        found[sender, recipient].append(need)
    return {ends: tuple(codes) for ends, codes in found.items()}
