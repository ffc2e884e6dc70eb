"""Cases of need: each chain and need, and each unmet search, with what came of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from graph_model.analysis.gaps.rules import CAUSE_OF_REASON, CAUSE_OF_RULE, GapRules
from graph_model.analysis.outcomes import CLIENT_REASONS, HELPED_OUTCOMES
from graph_model.analysis.ties import untied
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.domain.referrals import OPEN_LOAD_STATUSES
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import ActorKind, ExclusionRule, ReferralStatus
from graph_model.snapshot.changes import Keys
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_CARRIED = sorted(status.value for status in OPEN_LOAD_STATUSES)
_USED = (
    *("referral", "chain", "recipient", "need", "area", "status", "requested_at"),
    *("decided_at", "decision", "ended_at", "reason", "outcome"),
)
_LOST = [ReferralStatus.FAILED.value, ReferralStatus.CANCELLED.value]
_SEARCHES: dict[str, pl.DataType] = {
    "chain": pl.UInt32(),
    "need": pl.Categorical(),
    "search_area": pl.Categorical(),
    "search_at": pl.Datetime("us", "UTC"),
    "search_id": pl.String(),
    "search_cause": pl.String(),
}


def topics_of(snapshot: Snapshot, scope: Scope, *, chains: Keys | None = None) -> pl.DataFrame:
    """What is known of each case, whatever the moment: one row per chain and need, and per search.

    Searches that belong to a chain stand in its row. With ``chains`` (row keys) only what belongs
    to them, and the searches that belong to none. Who judges the rows needs ``cases_of``.
    """
    kuemmerer = [
        actor.id
        for actor in snapshot.directory.actors.values()
        if actor.kind is ActorKind.KUEMMERER
    ]
    among = None if chains is None else pl.col("chain").is_in(chains.tolist())
    referrals = snapshot.referrals(scope, among=among).select(*_USED)
    asked = _asked(_in_order(snapshot, referrals), kuemmerer=kuemmerer)
    named = _named_in_contacts(snapshot.contacts(scope, among=among))
    asked = pl.concat([asked, named.join(asked, on=["chain", "need"], how="anti")], how="diagonal")
    searched = _searches(snapshot, scope)
    in_chains = _some(searched.filter(pl.col("chain").is_not_null()), among)
    in_chains = in_chains.sort("search_at", "search_id")
    in_chains = in_chains.unique(["chain", "need"], keep="last", maintain_order=True)
    loose = searched.filter(pl.col("chain").is_null())
    joined = asked.join(in_chains, on=["chain", "need"], how="full", coalesce=True)
    ends = snapshot.chains(replace(scope, period=Period(), need_codes=()))
    joined = joined.join(_some(ends.select("chain", "closed_at"), among), on="chain", how="left")
    return pl.concat([joined, loose], how="diagonal")


def _some(rows: pl.DataFrame, among: pl.Expr | None) -> pl.DataFrame:
    return rows if among is None else rows.filter(among)


def topics_after(
    before: pl.DataFrame, snapshot: Snapshot, *, scope: Scope, chains: Keys
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``topics_of`` after a change of some chains, and the rows that went and came with it.

    The rows stand in another order than in those worked out anew.
    """
    stays = pl.col("chain").is_not_null() & ~pl.col("chain").is_in(chains.tolist())
    fresh = topics_of(snapshot, scope, chains=chains).select(before.columns)
    gone = before.filter(~stays)
    touched = [gone, fresh]
    is_alone = pl.col("chain").is_null()
    if gone.filter(is_alone).equals(fresh.filter(is_alone)):
        touched = [rows.filter(~is_alone) for rows in touched]
    return pl.concat([before.filter(stays), fresh]), pl.concat(touched)


def turned_between(since: datetime, now: datetime, *, rules: GapRules) -> pl.Expr:
    """Which topics may be other cases at ``now`` than they were at an earlier moment.

    That is all that time alone does to them, see ``cases_of``.
    """
    idle = timedelta(days=rules.idle_days)
    return (
        ((pl.col("closed_at") > since) & (pl.col("closed_at") <= now))
        | ((pl.col("step_at") >= since - idle) & (pl.col("step_at") < now - idle))
    ).fill_null(value=False)


def _in_order(snapshot: Snapshot, referrals: pl.DataFrame) -> pl.DataFrame:
    """By chain and need, then by the moment of the request, then by id."""
    topic = pl.col("chain").cast(pl.UInt64) * 2**32 + pl.col("need").to_physical()
    rows = referrals.with_columns(topic=topic).sort("topic", "requested_at")
    return untied(rows, ["topic", "requested_at"], ids_of=snapshot.referral_ids)


def _asked(referrals: pl.DataFrame, *, kuemmerer: list[str]) -> pl.DataFrame:
    """One row per chain and need. A Kümmerer who takes somebody in has not helped yet.

    ``referrals`` stand in order.
    """
    took_in = pl.col("recipient").is_in(kuemmerer) & ~pl.col("outcome").is_in(
        [outcome.value for outcome in HELPED_OUTCOMES]
    ).fill_null(value=False)
    kept = (pl.col("decision") == ReferralStatus.ACCEPTED.value) & ~pl.col("status").is_in(_LOST)
    waiting = pl.col("status") == ReferralStatus.REQUESTED.value
    used = ("chain", "need", "area", "referral", "recipient", "status", "requested_at")
    return (
        referrals.select(*used, "decided_at", "decision", "ended_at", "reason", "outcome")
        .with_columns(
            helped_at=pl.when(kept & ~took_in).then("decided_at"),
            is_open=waiting | (pl.col("status").is_in(_CARRIED) & ~took_in),
            step_at=pl.max_horizontal("requested_at", "decided_at", "ended_at"),
        )
        .group_by("chain", "need")
        .agg(
            area=pl.col("area").first(),
            referral=pl.col("referral").last(),
            first_at=pl.col("requested_at").first(),
            step_at=pl.col("step_at").max(),
            helped_at=pl.col("helped_at").max(),
            is_open=pl.col("is_open").any(),
            reason=pl.col("reason").last(),
        )
    )


def _named_in_contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Needs that a contact of a chain names, without anybody having been asked."""
    return (
        contacts.filter(pl.col("chain").is_not_null() & pl.col("need").is_not_null())
        .group_by("chain", "need")
        .agg(area=pl.col("area").first(), first_at=pl.col("occurred_at").min())
    )


def _searches(snapshot: Snapshot, scope: Scope) -> pl.DataFrame:
    """Unmet searches; the same person asking again on one day for one area counts once."""
    seen: dict[tuple[object, ...], UnmetSearch] = {}
    found = sorted(snapshot.unmet_searches(scope), key=lambda one: (one.occurred_at, one.id))
    for search in found:
        by = search.searched_by or search.id
        again = (search.chain_id, search.need_code, search.area_id, by)
        seen[(*again, local_day(search.occurred_at))] = search
    chains = snapshot.chain_keys(search.chain_id for search in seen.values())
    rows = [
        (
            chain,
            search.need_code,
            search.area_id,
            search.occurred_at,
            search.id,
            _search_cause(search),
        )
        for chain, search in zip(chains, seen.values(), strict=True)
    ]
    return pl.DataFrame(rows, schema=_SEARCHES, orient="row")


def _search_cause(search: UnmetSearch) -> str | None:
    """Cause behind the last rule, in their order, that excluded somebody: it emptied the list."""
    hit = {count.rule for count in search.excluded_by if count.excluded > 0}
    emptied = [rule for rule in ExclusionRule if rule in hit][-1:]
    return next((CAUSE_OF_RULE[rule].value for rule in emptied if rule in CAUSE_OF_RULE), None)


def cases_of(topics: pl.DataFrame, *, now: datetime, rules: GapRules) -> pl.DataFrame:
    """One row per case, with what has come of it by a moment; see ``topics_of``.

    Columns: need, chain (key, null for a search that belongs to none), referral (key of the latest
    one, null where nobody was asked), search_id, place (area as recorded), at and last_at (first
    and latest moment), helped, unmet, cause (what an unmet case points to). As time goes by without
    an event, cases become unmet and none ceases to be so.
    """
    searched = pl.col("search_at").is_not_null()
    helped = pl.col("helped_at").is_not_null() & (
        ~searched | (pl.col("helped_at") >= pl.col("search_at"))
    )
    excused = pl.col("reason").is_in([reason.value for reason in CLIENT_REASONS]) & (
        ~searched | (pl.col("step_at") >= pl.col("search_at"))
    )
    idle = pl.col("step_at") < now - timedelta(days=rules.idle_days)
    ended = pl.col("referral").is_not_null() & (
        (pl.col("closed_at") <= now).fill_null(value=False) | idle
    )
    is_open = pl.col("is_open").fill_null(value=False)
    causes = {reason.value: cause.value for reason, cause in CAUSE_OF_REASON.items()}
    by_reason = pl.col("reason").cast(pl.String)
    by_reason = by_reason.replace_strict(causes, default=None, return_dtype=pl.String)
    excused = excused.fill_null(value=False)
    unmet = ~helped & ~is_open & ~excused & (searched | ended)
    return topics.select(
        "need",
        "chain",
        "referral",
        "search_id",
        place=pl.coalesce("area", "search_area"),
        at=pl.min_horizontal("first_at", "search_at"),
        last_at=pl.max_horizontal("step_at", "search_at"),
        helped=helped,
        unmet=unmet,
        cause=pl.when(unmet).then(pl.coalesce("search_cause", by_reason)),
    )
