"""The indicators of a period beside those of another, each with its interval and in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.facts import IndicatorFacts
from graph_model.analysis.indicators.figures import Figure, change_of, figure_of, languages_of
from graph_model.analysis.indicators.quality import QualityCount, quality_of
from graph_model.analysis.indicators.rules import UNITS, IndicatorCode, IndicatorRules, Unit
from graph_model.analysis.indicators.words import WORDS, filled, hidden, told
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.statistics.differences import Difference
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator: its definition, its figure, that of the other period, and the difference.

    ``figure`` is ``None`` where there is nothing to count, or, if ``is_hidden``, where there is
    nothing or nothing that may be shown; ``earlier`` is ``None`` too without another period.
    ``change`` is the figure less the earlier one with its 95 % interval, in the indicator's unit.
    """

    code: IndicatorCode
    name: Sentence
    numerator: Sentence
    denominator: Sentence
    unit: Unit
    figure: Figure | None
    earlier: Figure | None
    change: Difference | None
    is_hidden: bool
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCount:
    """How many of the tenants reached speak a language (ISO 639); who speaks two counts in both."""

    language: str
    tenants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """All indicators of a scope's period, as known by ``until``; see ``indicators``.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``None`` stands for nobody and for nobody who may be counted alike.
    """

    scope: Scope
    compared: Period | None
    until: datetime
    rules: IndicatorRules
    indicators: tuple[Indicator, ...]
    languages: tuple[LanguageCount, ...]
    quality: tuple[QualityCount, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


_RULES = IndicatorRules()


def indicators(
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    compared: Period | None = None,
    rules: IndicatorRules = _RULES,
) -> Indicators:
    """What the evaluation has agreed to look at, in one period and, beside it, in another.

    Parameters
    ----------
    snapshot, scope
        The network, and period, area, needs and cooperative. Chains belong to the period that they
        were opened in (for self-help and return: closed in), referrals to that of their request,
        contacts to the moment they happened. Flats and Kümmerer are those of the directory.
    now
        The end of what is known, or ``scope.known_on`` if that is earlier.
    compared
        The period to hold the figures against, known by the same instant.
    rules
        Days and months of follow-up, response standards.

    Returns
    -------
    In the order of ``IndicatorCode``; ``languages`` with most tenants first. An empty network gives
    indicators without figures.

    References
    ----------
    Definitions: docs/analyses/indicators.md. Intervals: shares Wilson (1927), medians Brookmeyer
    and Crowley (1982), rates Garwood (1936), differences Newcombe (1998) and Zou and Donner (2008);
    see ``statistics``.

    Notes
    -----
    Chains and referrals are taken as independent of one another; several of one person are not, so
    intervals are rather too narrow. With ``known_on`` and explicit periods the result does not
    depend on ``now``, on later records, or on the order in which records came in, as long as the
    directory stays as it is.
    """
    facts = facts_of(snapshot, scope, now=now, rules=rules)
    other = None
    if compared is not None:
        other = facts_of(snapshot, replace(scope, period=compared), now=now, rules=rules)
    return Indicators(
        scope=scope,
        compared=compared,
        until=facts.until,
        rules=rules,
        indicators=tuple(
            indicator_of(
                code,
                figure_of(code, facts),
                earlier=None if other is None else figure_of(code, other),
                rules=rules,
            )
            for code in IndicatorCode
        ),
        languages=_languages(facts),
        quality=quality_of(facts),
    )


def facts_of(
    snapshot: Snapshot, scope: Scope, *, now: datetime, rules: IndicatorRules
) -> IndicatorFacts:
    """The facts of a scope as known by ``now``, or by the scope's day if that is earlier."""
    until = now if scope.known_on is None else min(now, scope.known_on)
    return IndicatorFacts(snapshot=snapshot, scope=scope, until=until, rules=rules)


def indicator_of(
    code: IndicatorCode,
    figure: Figure | None,
    *,
    earlier: Figure | None,
    rules: IndicatorRules,
    at_least: bool = False,
) -> Indicator:
    """An indicator put together from its figures: difference, definition and sentence with it.

    With ``at_least`` the figures are those of the cases that may be counted, and are told as such;
    without one it is not told whether there is nothing or nothing that may be shown.
    """
    words = WORDS[code]
    # A bound less a bound is none: what a rate of people counted rose by is not told.
    is_bound = at_least and UNITS.get(code) is Unit.RATE
    change = None if is_bound else change_of(figure, earlier)
    is_hidden = at_least and figure is None
    figures = (figure, earlier)
    sentence = (
        hidden(code)
        if is_hidden
        else told(code, figures, change=change, rules=rules, at_least=at_least)
    )
    return Indicator(
        code=code,
        name=words.name,
        numerator=filled(words.numerator, rules),
        denominator=filled(words.denominator, rules),
        unit=UNITS.get(code, Unit.SHARE),
        figure=figure,
        earlier=earlier,
        change=change,
        is_hidden=is_hidden,
        sentence=sentence,
    )


def _languages(facts: IndicatorFacts) -> tuple[LanguageCount, ...]:
    counted: Sequence[tuple[str, int]] = (
        languages_of(facts)
        .explode("languages")
        .group_by("languages")
        .len()
        .sort(pl.col("len"), pl.col("languages"), descending=[True, False])
        .rows()
    )
    return tuple(LanguageCount(language=code, tenants=count) for code, count in counted)
