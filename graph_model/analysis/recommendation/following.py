"""Partner statistics that go on from those of an earlier snapshot: whom an event concerns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from typing import TypeVar

import polars as pl

from graph_model.analysis.recommendation.partner_statistics import (
    PartnerStatistics,
    Refusal,
    Tie,
    agreements,
    familiarity_of,
    load_of,
    passed,
    refusals_of,
    ties_of,
)
from graph_model.analysis.recommendation.track_record import (
    need_waits,
    recent_rows,
    success_rates,
    track_record,
)
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.changes import Changes
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

K = TypeVar("K")
V = TypeVar("V")

_PAIR = ("one", "other")


def statistics_after(before: PartnerStatistics, snapshot: Snapshot) -> PartnerStatistics:
    """The statistics of a later snapshot, from earlier ones.

    Returns
    -------
    What ``PartnerStatistics.of(snapshot, now=before.now)`` gives: the moment stays the same, so
    that nobody else's open requests have to be looked at. Read anew are the recipients, needs,
    pairs and tenants of the referrals and contacts that changed; after a change of the directory, a
    deletion or very many changes at once, everything.
    """
    changes = snapshot.changes_since(before.revision)
    if changes is None or before.offers.directory is not snapshot.directory:
        return PartnerStatistics.of(snapshot, now=before.now)
    after = _met_anew(before, snapshot, changes=changes)
    if changes.referrals.is_empty():
        return replace(after, revision=snapshot.revision)
    return replace(_sent_anew(after, snapshot, changes=changes), revision=snapshot.revision)


def _sent_anew(
    before: PartnerStatistics, snapshot: Snapshot, *, changes: Changes
) -> PartnerStatistics:
    recipients = set(changes.referrals["recipient"].to_list())
    needs = set(changes.referrals["need"].to_list())
    among = _is_among("recipient", changes.referrals["recipient"])
    rows = snapshot.referrals(Scope(), among=among)
    record = track_record(rows, now=before.now)
    among = _is_among("need", changes.referrals["need"]) & recent_rows(before.now)
    of_needs = need_waits(snapshot.referrals(Scope(), among=among), now=before.now)
    held = product(recipients, before.need_success)
    successes = _renewed(before.successes, record.successes, gone=held)
    pairs = changes.referrals.select(pl.col("sender", "recipient").cast(pl.String)).iter_rows()
    return replace(
        before,
        load=_renewed(before.load, load_of(rows), gone=recipients),
        waits=_renewed(before.waits, record.waits, gone=recipients),
        need_waits=_renewed(before.need_waits, of_needs, gone=needs),
        successes=successes,
        familiarity=_renewed(before.familiarity, familiarity_of(rows), gone=pairs),
        refusals=_refused_anew(before, snapshot, changes=changes),
        **success_rates(successes),
    )


def _refused_anew(
    before: PartnerStatistics, snapshot: Snapshot, *, changes: Changes
) -> Mapping[int, tuple[Refusal, ...]]:
    tenants = set(changes.referrals["tenant"].drop_nulls().to_list())
    refused = pl.col("decision") == ReferralStatus.REJECTED.value
    rows = snapshot.referrals(Scope(), among=pl.col("tenant").is_in(sorted(tenants)) & refused)
    return _renewed(before.refusals, refusals_of(rows, now=before.now), gone=tenants)


def _met_anew(
    before: PartnerStatistics, snapshot: Snapshot, *, changes: Changes
) -> PartnerStatistics:
    """With the ties of all pairs between whom a referral or a contact changed."""
    sent = changes.referrals.select(one="sender", other="recipient")
    met = changes.contacts.select(one="from_actor", other="to_actor").drop_nulls()
    there = pl.concat([sent, met])
    if there.is_empty():
        return before
    both_ways = pl.concat([there, there.select(one="other", other="one")]).unique()
    ones, others = both_ways["one"], both_ways["other"]
    sent_between = snapshot.referrals(
        Scope(), among=_is_among("sender", ones) & _is_among("recipient", others)
    )
    met_between = snapshot.contacts(
        Scope(), among=_is_among("from_actor", ones) & _is_among("to_actor", others)
    )
    pairs = set(both_ways.cast(pl.String).iter_rows())
    agreed = (ends for ends in agreements(snapshot, now=before.now) if ends in pairs)
    rows = passed(sent_between, met_between, now=before.now)
    rows = rows.join(both_ways, on=_PAIR, how="semi")
    found = ties_of(agreed, rows)
    ties: dict[str, Mapping[str, Tie]] = dict(before.ties)
    for one, partners in _grouped(pairs).items():
        known = {name: tie for name, tie in ties.get(one, {}).items() if name not in partners}
        known.update(found.get(one, {}))
        ties[one] = known
        if not known:
            del ties[one]
    return replace(before, ties=ties)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


def _is_among(column: str, names: pl.Series) -> pl.Expr:
    """Whether a name is one of some; whole numbers are held against one another."""
    return pl.col(column).to_physical().is_in(names.to_physical().unique().to_list())


def _renewed(held: Mapping[K, V], fresh: Mapping[K, V], *, gone: Iterable[K]) -> dict[K, V]:
    """What was held without some keys, and with what is fresh."""
    kept = dict(held)
    for key in gone:
        kept.pop(key, None)
    kept.update(fresh)
    return kept
