"""How far the records behind the indicators can be trusted: missing, late, contradictory."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from graph_model.analysis.calendar import days
from graph_model.analysis.indicators.facts import ABOUT, IndicatorFacts
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
    """How many of ``total`` records have a fault; counts of chains, referrals or tenants.

    ``None`` stands for none and for none that may be counted alike, where counts are lower bounds.
    """

    code: QualityCode
    count: int | None
    total: int | None
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
        QualityCount(
            code=code,
            count=int(records["part"].sum()),
            total=records.height,
            words=_WORDS[code],
        )
        for code, records in faults(facts).items()
    )


def faults(facts: IndicatorFacts) -> dict[QualityCode, pl.DataFrame]:
    """The records looked at for each kind of fault; ``part`` says whether one has it.

    The other columns are those of ``IndicatorFacts``, and ``part`` is never null.
    """
    opened = facts.opened.with_columns(key="chain", at="opened_at")
    asked = facts.asked.with_columns(key="referral", at="requested_at")
    closed = facts.closed.with_columns(key="chain", at="closed_at")
    late = facts.rules.late_days
    trigger = pl.col("trigger").cast(pl.String)
    helped = pl.col("outcome").cast(pl.String).is_in([one.value for one in HELPED_OUTCOMES])
    entered_late = days(pl.col("opened_at"), pl.col("recorded_at")) > late
    return {
        QualityCode.NO_AREA: _records(opened, pl.col("area").is_null()),
        QualityCode.NO_TRIGGER: _records(opened, trigger == Trigger.OTHER.value),
        QualityCode.NO_LANGUAGE: _without_language(facts),
        QualityCode.NO_SERVICE: _records(asked, pl.col("service").is_null()),
        QualityCode.CHAIN_LATE: _records(opened, entered_late),
        QualityCode.STEP_LATE: _late_steps(facts, asked),
        QualityCode.CLOSED_TOO_EARLY: _records(closed, _is_running(facts)),
        QualityCode.ASKED_OUTSIDE: _asked_outside(facts, asked),
        QualityCode.HELP_UNRECORDED: _records(closed.filter(helped), ~_has_help(facts)),
    }


def _records(rows: pl.DataFrame, is_faulty: pl.Expr) -> pl.DataFrame:
    return rows.select("key", *ABOUT, "at", part=is_faulty.fill_null(value=False))


def _without_language(facts: IndicatorFacts) -> pl.DataFrame:
    tenants = facts.snapshot.tenants().select(
        person=pl.col("tenant").cast(pl.Int64), known=pl.col("languages") != ""
    )
    people = facts.people.join(tenants, on="person", how="left", maintain_order="left")
    return _records(people, ~pl.col("known").fill_null(value=False))


def _late_steps(facts: IndicatorFacts, asked: pl.DataFrame) -> pl.DataFrame:
    is_late = days(pl.col("occurred_at"), pl.col("recorded_at")) > facts.rules.late_days
    found = facts.snapshot.steps(facts.scope).group_by("referral").agg(late=is_late.any())
    rows = asked.join(found, on="referral", how="left", maintain_order="left")
    return _records(rows, pl.col("late"))


def _is_running(facts: IndicatorFacts) -> pl.Expr:
    running = _known_referrals(facts).filter(pl.col("status").is_in(_RUNNING))
    return pl.col("chain").is_in(running["chain"].implode())


def _asked_outside(facts: IndicatorFacts, asked: pl.DataFrame) -> pl.DataFrame:
    chains = facts.snapshot.chains(Scope(known_on=facts.scope.known_on))
    rows = asked.join(
        chains.select("chain", "opened_at", "closed_at"),
        on="chain",
        how="left",
        maintain_order="left",
    )
    at = pl.col("requested_at")
    outside = (at < pl.col("opened_at")) | (at > pl.col("closed_at")).fill_null(value=False)
    return _records(rows, outside)


def _has_help(facts: IndicatorFacts) -> pl.Expr:
    known = _known_referrals(facts)
    begun = known.filter(
        pl.col("started_at").is_not_null() | (pl.col("status") == ReferralStatus.COMPLETED.value)
    )
    return pl.col("chain").is_in(begun["chain"].implode())


def _known_referrals(facts: IndicatorFacts) -> pl.DataFrame:
    return facts.snapshot.referrals(Scope(known_on=facts.scope.known_on))
