"""The figures behind the levels: stays, waits and refusals of many actors, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.analysis.calendar import business_days, days
from graph_model.analysis.overload.load import STILL_OPEN, Integers, Stays
from graph_model.analysis.standards import ResponseStandards
from graph_model.analysis.statistics.shares import Share, share_of
from graph_model.analysis.statistics.waiting import MedianWait, median_waits
from graph_model.domain.vocabulary import ActorKind, Reason, ReferralStatus
from graph_model.snapshot.columns import INSTANT, NAME
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_ACCEPTED = pl.col("decision") == ReferralStatus.ACCEPTED
_REFUSED_FOR_ROOM = (pl.col("decision") == ReferralStatus.REJECTED) & (
    pl.col("reason") == Reason.NO_CAPACITY
)
_CASE = (
    *("owner", "tenant", "need", "area", "cooperative"),
    *("requested_at", "decided_at", "ended_at"),
    *("is_accepted", "is_wanted", "is_refused", "key", "chain"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What actors carry: ``load`` from acceptance to the end, ``backlog`` from the request on.

    ``wanted`` are those of the backlog that wanted a place: accepted, without an answer yet, or
    refused for lack of room.
    """

    load: Stays
    backlog: Stays
    wanted: Stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Waits by actor: to the decision in business days and in standards, to the start in days."""

    to_decision: Mapping[str, MedianWait]
    in_standards: Mapping[str, MedianWait]
    to_start: Mapping[str, MedianWait]


def referrals_until(
    snapshot: Snapshot, scope: Scope, *, now: datetime, since: datetime | None = None
) -> pl.DataFrame:
    """All referrals requested up to now, as known on the scope's day, with nothing after now.

    With ``since``, without those of which everything lies before that moment.
    """
    moment = pl.lit(now, dtype=INSTANT)
    goes_on = None if since is None else _goes_on_after(since)
    so_far = {
        name: pl.when(pl.col(name) <= moment).then(pl.col(name))
        for name in ("decided_at", "started_at", "ended_at")
    }
    return (
        snapshot.referrals(Scope(known_on=scope.known_on), among=goes_on)
        .filter(pl.col("requested_at") <= moment)
        .with_columns(
            **so_far, decision=pl.when(pl.col("decided_at") <= moment).then(pl.col("decision"))
        )
    )


def _goes_on_after(since: datetime) -> pl.Expr:
    begin = pl.lit(since, dtype=INSTANT)
    latest = pl.max_horizontal("requested_at", "decided_at", "ended_at")
    return pl.col("ended_at").is_null() | (latest > begin)


def chains_of_kuemmerer(snapshot: Snapshot, scope: Scope) -> pl.DataFrame:
    """Chains that Kümmerer opened, anywhere and at any time, as known on the scope's day."""
    kuemmerer = [
        actor.id
        for actor in snapshot.directory.actors.values()
        if actor.kind is ActorKind.KUEMMERER
    ]
    chains = snapshot.chains(Scope(known_on=scope.known_on))
    return chains.filter(pl.col("opened_by").is_in(sorted(kuemmerer)))


def case_rows(
    referrals: pl.DataFrame,
    *,
    chains: pl.DataFrame,
    now: datetime,
    since: datetime | None = None,
) -> pl.DataFrame:
    """One row per case of somebody, up to now.

    With ``since``, without chains of which everything lies before that moment.

    A referral is a case of its recipient. A chain is a case of who opened it, for ``chains`` those
    of Kümmerer only; a referral to somebody within a chain of their own is no case beside it.
    Columns: ``owner``, ``tenant``, ``need`` (null for a chain), ``area``, ``cooperative``,
    ``requested_at``, ``decided_at``, ``ended_at``, ``is_accepted``, ``is_wanted`` (see ``Cases``),
    ``is_refused`` (for lack of room), ``key`` (even for a referral, odd for a chain), ``chain``.
    """
    moment = pl.lit(now, dtype=INSTANT)
    own = chains.filter(pl.col("opened_at") <= moment).select(
        "chain",
        "tenant",
        "area",
        "cooperative",
        need=pl.lit(None, dtype=NAME),
        owner="opened_by",
        requested_at="opened_at",
        decided_at="opened_at",
        ended_at=pl.when(pl.col("closed_at") <= moment).then(pl.col("closed_at")),
        is_accepted=pl.lit(True),
        is_wanted=pl.lit(True),
        is_refused=pl.lit(False),
        key=2 * pl.col("chain").cast(pl.Int64) + 1,
    )
    unanswered = pl.col("decided_at").is_null() & pl.col("ended_at").is_null()
    own_chain = pl.Series(_are_own(referrals, own), dtype=pl.Boolean)
    foreign = referrals.filter(~own_chain).select(
        *("chain", "tenant", "need", "area", "cooperative"),
        *("requested_at", "decided_at", "ended_at"),
        key=2 * pl.col("referral").cast(pl.Int64),
        owner="recipient",
        is_accepted=_ACCEPTED.fill_null(False),
        is_wanted=(_ACCEPTED | _REFUSED_FOR_ROOM).fill_null(False) | unanswered,
        is_refused=_REFUSED_FOR_ROOM.fill_null(False),
    )
    carried = own if since is None else own.filter(_goes_on_after(since))
    return pl.concat([foreign.select(_CASE), carried.select(_CASE)])


def _are_own(referrals: pl.DataFrame, own: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether each referral went to who opened its chain; ``own`` are the chains with ``owner``."""
    chain, opened = referrals["chain"].to_numpy(), own["chain"].to_numpy()
    # By key, since a join over all referrals takes many times as long.
    size = max(int(chain.max(initial=0)), int(opened.max(initial=0))) + 1
    owner_of = np.full(size, -1, dtype=np.int64)
    owner_of[opened] = own["owner"].to_physical().to_numpy()
    recipients = referrals["recipient"].to_physical().to_numpy()
    found: npt.NDArray[np.bool_] = owner_of[chain] == recipients
    return found


def cases_of(actor_ids: Sequence[str], rows: pl.DataFrame) -> Cases:
    """Stays at each of the actors, who are numbered in the order given; see ``case_rows``."""
    return Cases(
        load=_stays(rows.filter("is_accepted"), "decided_at", actor_ids=actor_ids),
        backlog=_stays(rows, "requested_at", actor_ids=actor_ids),
        wanted=_stays(rows.filter("is_wanted"), "requested_at", actor_ids=actor_ids),
    )


def _stays(rows: pl.DataFrame, start: str, *, actor_ids: Sequence[str]) -> Stays:
    number = _numbers(rows["owner"], actor_ids)
    held = number >= 0
    ends = rows["ended_at"].to_physical().fill_null(STILL_OPEN).to_numpy()
    return Stays(
        owners=len(actor_ids),
        owner=number[held],
        start=rows[start].to_physical().to_numpy()[held],
        end=ends[held],
    )


def _numbers(names: pl.Series, actor_ids: Sequence[str]) -> Integers:
    """Position of each name among the actors, -1 for strangers and for nobody."""
    if names.is_empty():
        return np.empty(0, dtype=np.int64)
    place = {actor_id: number for number, actor_id in enumerate(actor_ids)}
    distinct = names.unique().drop_nulls()
    codes = distinct.to_physical().to_numpy()
    nobody = int(codes.max()) + 1 if len(codes) else 0
    number_of = np.full(nobody + 1, -1, dtype=np.int64)
    number_of[codes] = [place.get(name, -1) for name in distinct.to_list()]
    numbers: Integers = number_of[names.to_physical().fill_null(nobody).to_numpy()]
    return numbers


def cohort_start(scope: Scope, *, now: datetime, weeks: int) -> datetime:
    """Beginning of the scope's period; where it has none, ``weeks`` ago."""
    return scope.period.start or now - timedelta(weeks=weeks)


def in_cohort(scope: Scope, *, now: datetime, weeks: int) -> pl.Expr:
    """Whether something was requested in the scope's period; see ``cohort_start``."""
    asked = pl.col("requested_at")
    chosen = asked >= pl.lit(cohort_start(scope, now=now, weeks=weeks), dtype=INSTANT)
    if scope.period.end is not None:
        chosen &= asked < pl.lit(scope.period.end, dtype=INSTANT)
    return chosen


def cohort_of(referrals: pl.DataFrame, scope: Scope, *, now: datetime, weeks: int) -> pl.DataFrame:
    """Those requested in the scope's period, in the last ``weeks`` where it has no beginning."""
    return referrals.filter(in_cohort(scope, now=now, weeks=weeks))


def waits_of(cohort: pl.DataFrame, *, now: datetime, standards: ResponseStandards) -> Waits:
    """Waits of a cohort, with what is still open as longer than what was seen.

    To the decision: from the request; a request that was withdrawn waited at least until then. To
    the start: from acceptance to the start of help, or to its completion where no start was
    recorded; what ended otherwise before a start waited at least until then.
    """
    last = pl.coalesce("ended_at", pl.lit(now, dtype=INSTANT))
    decided = cohort.select(
        group="recipient",
        wait=business_days(pl.col("requested_at"), pl.coalesce("decided_at", last)),
        is_over=pl.col("decided_at").is_not_null(),
        standard=standards.of(pl.col("need")),
    )
    completed = pl.col("status") == ReferralStatus.COMPLETED
    begun = pl.coalesce("started_at", pl.when(completed).then(pl.col("ended_at")))
    started = cohort.filter(_ACCEPTED).select(
        group="recipient",
        wait=days(pl.col("decided_at"), pl.coalesce(begun, last)),
        is_over=begun.is_not_null(),
    )
    return Waits(
        to_decision=median_waits(decided.drop("standard")),
        in_standards=median_waits(
            decided.select("group", "is_over", wait=pl.col("wait") / pl.col("standard"))
        ),
        to_start=median_waits(started),
    )


def refusals_of(cohort: pl.DataFrame) -> dict[str, Share]:
    """Refused for lack of room among the decided, by recipient; those who decided nothing lack."""
    counted = (
        cohort.filter(pl.col("decided_at").is_not_null())
        .group_by("recipient")
        .agg(count=_REFUSED_FOR_ROOM.sum(), total=pl.len())
    )
    shares = {recipient: share_of(count, total) for recipient, count, total in counted.iter_rows()}
    return {recipient: share for recipient, share in shares.items() if share is not None}
