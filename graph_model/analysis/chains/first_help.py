"""How long chains take from the first contact to the first help."""

from datetime import datetime

import polars as pl

from graph_model.analysis.calendar import days
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.columns import INSTANT
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


def first_help(
    snapshot: Snapshot, chains: pl.DataFrame, *, known_on: datetime | None, until: datetime
) -> pl.DataFrame:
    """One row per chain: when it began, how long it waited for help, and whether that is over.

    Parameters
    ----------
    snapshot
        The network; referrals and contacts as they were known on ``known_on``.
    chains
        Rows of ``Snapshot.chains``.
    until
        The instant up to which those without help have waited; later help does not count yet.

    Returns
    -------
    ``chain``, ``began_at`` (the first contact, or the opening if that came before), ``wait`` in
    calendar days, ``is_over`` (help began; otherwise the chain ended, or still waits). Help begins
    with the first referral that is in progress, or completed in one go. In the order of ``chains``.

    Notes
    -----
    One pass over referrals and contacts.
    """
    known = Scope(known_on=known_on)
    keys = chains.select("chain")
    began = pl.coalesce(
        "started_at",
        pl.when(pl.col("status") == ReferralStatus.COMPLETED.value).then(pl.col("ended_at")),
    )
    helped = (
        snapshot.referrals(known)
        .select("chain", helped_at=began)
        .filter(pl.col("helped_at") <= until)
        .join(keys, on="chain", how="semi")
        .group_by("chain")
        .agg(pl.col("helped_at").min())
    )
    contacted = (
        snapshot.contacts(known)
        .select("chain", contact_at="occurred_at")
        .drop_nulls("chain")
        .join(keys, on="chain", how="semi")
        .group_by("chain")
        .agg(pl.col("contact_at").min())
    )
    stopped = pl.min_horizontal(pl.lit(until, dtype=INSTANT), "closed_at")
    return (
        chains.select("chain", "opened_at", "closed_at")
        .join(helped, on="chain", how="left", maintain_order="left")
        .join(contacted, on="chain", how="left", maintain_order="left")
        .with_columns(began_at=pl.min_horizontal("opened_at", "contact_at"))
        .select(
            "chain",
            "began_at",
            wait=days(pl.col("began_at"), pl.coalesce("helped_at", stopped)),
            is_over=pl.col("helped_at").is_not_null(),
        )
    )
