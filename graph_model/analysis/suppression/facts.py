"""The facts that figures count, with whom they are about and what a scope chooses them by."""

import polars as pl

from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

STATES = ("decision", "status", "reason")
"""What became of a referral, in the columns that make its label."""


def referral_facts(snapshot: Snapshot) -> pl.DataFrame:
    """All referrals as known today: the timeline, with ``key``, ``person`` and ``at``.

    Those about one person stand beside one another (see ``People``).
    """
    rows = snapshot.referrals(Scope())
    return rows.with_columns(key="referral", person=person(), at="requested_at").sort("person")


def chain_facts(snapshot: Snapshot) -> pl.DataFrame:
    """The same for all chains, which have no ``need`` of their own."""
    rows = snapshot.chains(Scope())
    need = pl.lit(None, dtype=pl.Categorical())
    facts = rows.with_columns(key="chain", person=person(), at="opened_at", need=need)
    return facts.sort("person")


def person() -> pl.Expr:
    """Whom a referral or a chain is about: the tenant's key, or a number below 0.

    A chain whose tenant was erased stands for a person of its own.
    """
    return pl.coalesce(pl.col("tenant").cast(pl.Int64), -1 - pl.col("chain").cast(pl.Int64))


def state() -> pl.Expr:
    """What became of a referral, as one text: decision, end, and why it was rejected."""
    ends = [ReferralStatus.COMPLETED.value, ReferralStatus.FAILED.value]
    status = pl.col("status").cast(pl.String)
    return pl.concat_str(
        pl.col("decision").cast(pl.String).fill_null("-"),
        pl.when(status.is_in(ends)).then(status).otherwise(pl.lit("-")),
        pl.when(pl.col("decision") == ReferralStatus.REJECTED.value)
        .then(pl.col("reason").cast(pl.String))
        .fill_null("-"),
        separator=" ",
    )
