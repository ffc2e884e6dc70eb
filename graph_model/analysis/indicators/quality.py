"""How far the records behind the indicators can be trusted: missing, late, contradictory."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from graph_model.analysis.calendar import days
from graph_model.analysis.indicators.facts import IndicatorFacts
from graph_model.analysis.outcomes import HELPED_OUTCOMES
from graph_model.analysis.sentences import Sentence
from graph_model.domain.referrals import OPEN_LOAD_STATUSES
from graph_model.domain.vocabulary import ReferralStatus, Trigger
from graph_model.snapshot.scope import Scope

_RUNNING = [str(status) for status in (*OPEN_LOAD_STATUSES, ReferralStatus.REQUESTED)]


class QualityCode(StrEnum):
    """What is looked for: what is missing first, then what came late, then contradictions."""

    NO_AREA = "no_area"
    NO_TRIGGER = "no_trigger"
    NO_LANGUAGE = "no_language"
    NO_SERVICE = "no_service"
    CHAIN_LATE = "chain_late"
    STEP_LATE = "step_late"
    CLOSED_TOO_EARLY = "closed_too_early"
    ASKED_OUTSIDE = "asked_outside"
    HELP_UNRECORDED = "help_unrecorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityCount:
    """How many of ``total`` records have a fault; counts of chains, referrals or tenants."""

    code: QualityCode
    count: int
    total: int
    words: Sentence


_WORDS: Mapping[QualityCode, Sentence] = MappingProxyType(
    {
        QualityCode.NO_AREA: Sentence(
            de="Hilfeketten ohne Gebiet", en="help chains without an area"
        ),
        QualityCode.NO_TRIGGER: Sentence(
            de="Hilfeketten ohne näheren Anlass", en="help chains without a stated cause"
        ),
        QualityCode.NO_LANGUAGE: Sentence(
            de="Erreichte, deren Sprachen nicht bekannt sind",
            en="tenants reached whose languages are not known",
        ),
        QualityCode.NO_SERVICE: Sentence(
            de="Vermittlungen ohne Angebot", en="referrals without a service"
        ),
        QualityCode.CHAIN_LATE: Sentence(
            de="Hilfeketten, die spät erfasst wurden", en="help chains entered late"
        ),
        QualityCode.STEP_LATE: Sentence(
            de="Vermittlungen mit einem spät erfassten Schritt",
            en="referrals with a step entered late",
        ),
        QualityCode.CLOSED_TOO_EARLY: Sentence(
            de="beendete Hilfeketten mit einer Vermittlung, die noch läuft",
            en="closed help chains with a referral that still runs",
        ),
        QualityCode.ASKED_OUTSIDE: Sentence(
            de="Vermittlungen, die vor Beginn oder nach Ende ihrer Hilfekette angefragt wurden",
            en="referrals requested before their help chain began or after it ended",
        ),
        QualityCode.HELP_UNRECORDED: Sentence(
            de="mit Erfolg beendete Hilfeketten, in denen keine Hilfe erfasst ist",
            en="help chains closed with success in which no help is recorded",
        ),
    }
)


def quality_of(facts: IndicatorFacts) -> tuple[QualityCount, ...]:
    """Faults among the records of a period, one entry per kind, in the order of ``QualityCode``."""
    return tuple(
        QualityCount(code=code, count=int(faulty.sum()), total=len(faulty), words=_WORDS[code])
        for code, faulty in faults(facts).items()
    )


def faults(facts: IndicatorFacts) -> dict[QualityCode, pl.Series]:
    """For each kind of fault, whether each record looked at has it."""
    opened, asked, closed = facts.opened, facts.asked, facts.closed
    late = facts.rules.late_days
    trigger = opened["trigger"].cast(pl.String)
    helped = closed["outcome"].cast(pl.String).is_in([one.value for one in HELPED_OUTCOMES])
    return {
        QualityCode.NO_AREA: opened["area"].is_null(),
        QualityCode.NO_TRIGGER: trigger == Trigger.OTHER.value,
        QualityCode.NO_LANGUAGE: _without_language(facts),
        QualityCode.NO_SERVICE: asked["service"].is_null(),
        QualityCode.CHAIN_LATE: opened.select(
            days(pl.col("opened_at"), pl.col("recorded_at")) > late
        ).to_series(),
        QualityCode.STEP_LATE: _late_steps(facts, late_days=late),
        QualityCode.CLOSED_TOO_EARLY: _closed_too_early(facts),
        QualityCode.ASKED_OUTSIDE: _asked_outside(facts),
        QualityCode.HELP_UNRECORDED: ~_has_help(facts).filter(helped),
    }


def _without_language(facts: IndicatorFacts) -> pl.Series:
    tenants = facts.snapshot.tenants().select(
        person=pl.col("tenant").cast(pl.Int64), known=pl.col("languages") != ""
    )
    reached = facts.reached.select("person").unique().sort("person")
    return ~reached.join(tenants, on="person", how="left", maintain_order="left")[
        "known"
    ].fill_null(value=False)


def _late_steps(facts: IndicatorFacts, *, late_days: int) -> pl.Series:
    steps = facts.snapshot.steps(facts.scope)
    is_late = days(pl.col("occurred_at"), pl.col("recorded_at")) > late_days
    found = steps.group_by("referral").agg(late=is_late.any())
    rows = facts.asked.select("referral").join(
        found, on="referral", how="left", maintain_order="left"
    )
    return rows["late"].fill_null(value=False)


def _closed_too_early(facts: IndicatorFacts) -> pl.Series:
    running = _known_referrals(facts).filter(pl.col("status").is_in(_RUNNING))
    return facts.closed["chain"].is_in(running["chain"].implode())


def _asked_outside(facts: IndicatorFacts) -> pl.Series:
    chains = facts.snapshot.chains(Scope(known_on=facts.scope.known_on))
    rows = facts.asked.join(
        chains.select("chain", "opened_at", "closed_at"),
        on="chain",
        how="left",
        maintain_order="left",
    )
    asked = pl.col("requested_at")
    outside = (asked < pl.col("opened_at")) | (asked > pl.col("closed_at")).fill_null(value=False)
    return rows.select(outside).to_series()


def _has_help(facts: IndicatorFacts) -> pl.Series:
    known = _known_referrals(facts)
    begun = known.filter(
        pl.col("started_at").is_not_null() | (pl.col("status") == ReferralStatus.COMPLETED.value)
    )
    return facts.closed["chain"].is_in(begun["chain"].implode())


def _known_referrals(facts: IndicatorFacts) -> pl.DataFrame:
    return facts.snapshot.referrals(Scope(known_on=facts.scope.known_on))
