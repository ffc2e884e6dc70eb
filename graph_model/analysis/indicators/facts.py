"""What the indicators count: chains, referrals and tenants, each with the part that it plays."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import polars as pl

from graph_model.analysis.calendar import business_days, local_days
from graph_model.analysis.chains.first_help import first_help
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.outcomes import HELPED_OUTCOMES, LEFT_OUTCOMES
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import Outcome, Trigger
from graph_model.snapshot.columns import INSTANT
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_LATE_TRIGGERS = [trigger.value for trigger in Trigger if trigger.is_crisis]
_HELPED = [outcome.value for outcome in HELPED_OUTCOMES]
_LEFT = [outcome.value for outcome in LEFT_OUTCOMES]
ABOUT = ("person", "cooperative", "area")
"""The columns that say whom and whose a fact is about."""


@dataclass(frozen=True, kw_only=True)
class IndicatorFacts:
    """The facts of a scope as known by ``until``.

    Frames of facts have ``key`` (of the chain or referral), ``person`` (see ``person_of``),
    ``cooperative``, ``area``, ``at`` (the moment that puts it into a period) and ``part``: true in
    numerator and denominator, false in the denominator only, null in neither.
    """

    snapshot: Snapshot
    scope: Scope
    until: datetime
    rules: IndicatorRules

    def shares(self, code: IndicatorCode) -> pl.DataFrame:
        """The facts behind an indicator that is a share of chains or referrals."""
        made = {
            IndicatorCode.CLOSED_LOOP: self._closed_loop,
            IndicatorCode.GOT_HELP: self._got_help,
            IndicatorCode.ANSWERED_IN_TIME: self._answered_in_time,
            IndicatorCode.EARLY_DETECTION: self._early_detection,
            IndicatorCode.SELF_HELP: self._self_help,
            IndicatorCode.RETURN: self._return,
        }
        return made[code]()

    @cached_property
    def asked(self) -> pl.DataFrame:
        """The referrals requested in the period: the timeline with ``person``."""
        chains = self._all_chains.select("chain", "person")
        rows = self.snapshot.referrals(self.scope).filter(pl.col("requested_at") <= self.until)
        return rows.join(chains, on="chain", how="left", maintain_order="left")

    @cached_property
    def opened(self) -> pl.DataFrame:
        """The chains opened in the period, with ``person`` and what ``first_help`` tells."""
        chains = self.snapshot.chains(self.scope).filter(pl.col("opened_at") <= self.until)
        waits = first_help(self.snapshot, chains, known_on=self.scope.known_on, until=self.until)
        return chains.with_columns(person=person_of(chains)).join(
            waits, on="chain", how="left", maintain_order="left"
        )

    @cached_property
    def closed(self) -> pl.DataFrame:
        """The chains closed in the period, with ``person``."""
        period = self.scope.period
        rows = self.snapshot.chains(replace(self.scope, period=Period()))
        for bound, is_start in ((period.start, True), (period.end, False)):
            if bound is not None:
                at = pl.col("closed_at")
                rows = rows.filter(at >= bound if is_start else at < bound)
        rows = rows.filter(pl.col("closed_at") <= self.until)
        return rows.with_columns(person=person_of(rows))

    @cached_property
    def reached(self) -> pl.DataFrame:
        """Meetings with tenants: a chain opened, or a contact; ``person``, area, cooperative, at.

        A contact within the chain of somebody who was erased is one with that person.
        """
        opened = self.opened.select(*ABOUT, at="opened_at")
        chains = self._all_chains.select("chain", of_chain="person")
        contacts = (
            self.snapshot.contacts(self.scope)
            .join(chains, on="chain", how="left", maintain_order="left")
            .with_columns(
                person=pl.coalesce(
                    pl.col("from_tenant").cast(pl.Int64),
                    pl.col("to_tenant").cast(pl.Int64),
                    "of_chain",
                )
            )
            .drop_nulls("person")
            .select(*ABOUT, at="occurred_at")
        )
        return pl.concat([opened, contacts]).filter(pl.col("at") <= self.until)

    @cached_property
    def people(self) -> pl.DataFrame:
        """Everybody reached, once, as first met: ``key`` and ``person`` are the same here."""
        first = self.reached.sort("at").group_by("person", maintain_order=True).first()
        return first.select(*ABOUT, "at", key="person").sort("person")

    @cached_property
    def _all_chains(self) -> pl.DataFrame:
        chains = self.snapshot.chains(Scope(known_on=self.scope.known_on))
        return chains.with_columns(person=person_of(chains))

    def _closed_loop(self) -> pl.DataFrame:
        limit = pl.col("requested_at") + pl.duration(days=self.rules.follow_up_days)
        told = (pl.col("ended_at") <= limit).fill_null(value=False)
        return self._of_referrals(pl.when(limit <= self.until).then(told))

    def _answered_in_time(self) -> pl.DataFrame:
        standard = self.rules.standards.of(pl.col("need"))
        asked = pl.col("requested_at")
        is_due = business_days(asked, pl.lit(self.until, dtype=INSTANT)) > standard
        answered = (business_days(asked, pl.col("decided_at")) <= standard).fill_null(value=False)
        withdrawn = pl.col("decided_at").is_null() & (
            business_days(asked, pl.col("ended_at")) <= standard
        ).fill_null(value=False)
        return self._of_referrals(pl.when(is_due & ~withdrawn).then(answered))

    def _of_referrals(self, part: pl.Expr) -> pl.DataFrame:
        return self.asked.select(*ABOUT, key="referral", at="requested_at", part=part)

    def _got_help(self) -> pl.DataFrame:
        limit = float(self.rules.follow_up_days)
        helped = pl.col("is_over") & (pl.col("wait") <= limit)
        is_due = pl.col("began_at") + pl.duration(days=self.rules.follow_up_days) <= self.until
        gone = pl.col("outcome").cast(pl.String).is_in(_LEFT).fill_null(value=False)
        gone &= ~pl.col("is_over") & (pl.col("wait") <= limit)
        return self._of_opened(pl.when(is_due & ~gone).then(helped))

    def _early_detection(self) -> pl.DataFrame:
        trigger = pl.col("trigger").cast(pl.String)
        early = ~trigger.is_in(_LATE_TRIGGERS)
        return self._of_opened(pl.when(trigger != Trigger.OTHER.value).then(early))

    def _of_opened(self, part: pl.Expr) -> pl.DataFrame:
        return self.opened.select(*ABOUT, key="chain", at="opened_at", part=part)

    def _self_help(self) -> pl.DataFrame:
        outcome = pl.col("outcome").cast(pl.String)
        alone = outcome == Outcome.SELF_HELP.value
        return self._of_closed(pl.when(~outcome.is_in(_LEFT)).then(alone))

    def _return(self) -> pl.DataFrame:
        """Helped chains, and whether the same tenant's next one began within the months."""
        own = Scope(known_on=self.scope.known_on, cooperative_id=self.scope.cooperative_id)
        again = self.snapshot.chains(own).select("tenant", "opened_at", other="chain")
        again = again.drop_nulls("tenant").sort("opened_at")
        ended = self.closed.select("tenant", "closed_at", "chain").drop_nulls("tenant")
        nexts = (
            ended.join(again, on="tenant", how="inner")
            .filter(pl.col("opened_at") >= pl.col("closed_at"), pl.col("other") != pl.col("chain"))
            .group_by("chain")
            .agg(next_at=pl.col("opened_at").min())
        )
        last_day = local_days(pl.col("closed_at")).dt.offset_by(f"{self.rules.return_months}mo")
        came = (local_days(pl.col("next_at")) <= last_day).fill_null(value=False)
        helped = pl.col("outcome").cast(pl.String).is_in(_HELPED)
        counts = helped & pl.col("tenant").is_not_null() & (last_day < local_day(self.until))
        rows = self.closed.join(nexts, on="chain", how="left", maintain_order="left")
        return rows.select(*ABOUT, key="chain", at="closed_at", part=pl.when(counts).then(came))

    def _of_closed(self, part: pl.Expr) -> pl.DataFrame:
        return self.closed.select(*ABOUT, key="chain", at="closed_at", part=part)


def person_of(chains: pl.DataFrame) -> pl.Series:
    """Whom each chain is about: the tenant's key, or a number below 0 for one that was erased.

    A chain whose tenant was erased stands for a person of its own, so that counts stay as they
    were.
    """
    return chains.select(
        pl.coalesce(pl.col("tenant").cast(pl.Int64), -1 - pl.col("chain").cast(pl.Int64))
    ).to_series()
