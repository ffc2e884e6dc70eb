"""One indicator across cooperatives, with the limits that chance alone hardly passes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.facts import IndicatorFacts
from graph_model.analysis.indicators.figures import Figure, share_figure
from graph_model.analysis.indicators.indicators import facts_of
from graph_model.analysis.indicators.rules import SHARES_OF_CASES, IndicatorCode, IndicatorRules
from graph_model.analysis.indicators.words import WORDS, amount, filled, rests_on
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.statistics.limits import funnel_limit
from graph_model.domain.checks import refuse
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_INNER = (0.025, 0.975)
_OUTER = (0.001, 0.999)


class Position(StrEnum):
    """Where a cooperative lies: what chance explains, what it hardly does, what it does not."""

    WITHIN = "within"
    BEYOND_95 = "beyond_95"
    BEYOND_998 = "beyond_998"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Shares that a cooperative of this size stays between in 95 % and 99.8 % of all cases."""

    low_95: float
    high_95: float
    low_998: float
    high_998: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPoint:
    """One cooperative: its figure (Wilson interval), the limits for its size, and its position."""

    cooperative_id: str
    cooperative_name: str
    figure: Figure
    limits: Limits
    position: Position
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """One indicator across cooperatives, in order of name, then id: this is no ranking.

    ``target`` is the figure of all together, ``None`` if nothing was counted. ``without_cases`` are
    the ids of cooperatives that have nothing to count.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``without_cases`` is empty then, and who has nothing or nothing that may be counted is missing.
    """

    scope: Scope
    until: datetime
    rules: IndicatorRules
    code: IndicatorCode
    name: Sentence
    numerator: Sentence
    denominator: Sentence
    target: Figure | None
    points: tuple[FunnelPoint, ...]
    without_cases: tuple[str, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


_RULES = IndicatorRules()


def funnel(
    snapshot: Snapshot,
    scope: Scope,
    *,
    code: IndicatorCode,
    now: datetime,
    rules: IndicatorRules = _RULES,
) -> Funnel:
    """How far the cooperatives' shares lie from that of all, held against chance.

    Parameters
    ----------
    snapshot, scope, now, rules
        As for ``indicators``. If the scope names a cooperative, it is the only point.
    code
        One of ``SHARES_OF_CASES``.

    Raises
    ------
    InvalidValueError
        If the indicator is no share of chains or referrals.

    References
    ----------
    D. J. Spiegelhalter (2005): Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185–1202: exact binomial limits, interpolated.

    Notes
    -----
    Limits reckon with chance only. Cooperatives differ in who lives there; if most of them lie
    beyond the limits, that and not their work is the first thing to look at.
    """
    if code not in SHARES_OF_CASES:
        raise refuse(
            "indicator",
            "der Vergleich geht nur mit Anteilen an Fällen: " + ", ".join(SHARES_OF_CASES),
            "only shares of cases can be compared: " + ", ".join(SHARES_OF_CASES),
        )
    facts = facts_of(snapshot, scope, now=now, rules=rules)
    rows = facts.shares(code).drop_nulls("cooperative")
    figures = {
        str(key[0]): figure
        for key, group in rows.group_by(pl.col("cooperative").cast(pl.String))
        if (figure := share_figure(group["part"])) is not None
    }
    return funnel_of(facts, code, figures=figures, target=share_figure(rows["part"]))


def funnel_of(
    facts: IndicatorFacts,
    code: IndicatorCode,
    *,
    figures: dict[str, Figure],
    target: Figure | None,
    at_least: bool = False,
) -> Funnel:
    """The funnel of these figures by cooperative; without a target there are no points.

    With ``at_least`` the figures are those of the cases that may be counted.
    """
    directory, words = facts.snapshot.directory, WORDS[code]
    ids = sorted(figures, key=lambda one: (directory.actor_name(one), one)) if target else []
    totals = np.array([int(figures[one].denominator) for one in ids], dtype=np.int64)
    share = 0.0 if target is None or target.value is None else target.value
    bounds = [
        funnel_limit(totals, share, probability=chance) if ids else np.empty(0)
        for chance in (*_INNER, *_OUTER)
    ]
    points = tuple(
        _point(
            code,
            (cooperative_id, directory.actor_name(cooperative_id)),
            figure=figures[cooperative_id],
            limits=Limits(
                low_95=float(bounds[0][row]),
                high_95=float(bounds[1][row]),
                low_998=float(bounds[2][row]),
                high_998=float(bounds[3][row]),
            ),
            at_least=at_least,
        )
        for row, cooperative_id in enumerate(ids)
    )
    return Funnel(
        scope=facts.scope,
        until=facts.until,
        rules=facts.rules,
        code=code,
        name=words.name,
        numerator=filled(words.numerator, facts.rules),
        denominator=filled(words.denominator, facts.rules),
        target=target,
        points=points,
        without_cases=() if at_least else _without_cases(facts, figures),
        counts_are_at_least=at_least,
    )


def _without_cases(facts: IndicatorFacts, figures: dict[str, Figure]) -> tuple[str, ...]:
    return tuple(
        actor.id
        for actor in sorted(facts.snapshot.directory.actors.values(), key=lambda one: one.id)
        if actor.kind is ActorKind.COOPERATIVE
        and facts.scope.cooperative_id in (None, actor.id)
        and actor.id not in figures
    )


def _point(
    code: IndicatorCode,
    who: tuple[str, str],
    *,
    figure: Figure,
    limits: Limits,
    at_least: bool,
) -> FunnelPoint:
    value = 0.0 if figure.value is None else figure.value
    position = Position.WITHIN
    if not limits.low_998 <= value <= limits.high_998:
        position = Position.BEYOND_998
    elif not limits.low_95 <= value <= limits.high_95:
        position = Position.BEYOND_95
    return FunnelPoint(
        cooperative_id=who[0],
        cooperative_name=who[1],
        figure=figure,
        limits=limits,
        position=position,
        sentence=_sentence(code, who[1], figure=figure, position=position, at_least=at_least),
    )


_MEANS = {
    Position.WITHIN: Sentence(
        de="Das liegt in dem Bereich, den der Zufall erklärt.",
        en="This lies within what chance explains.",
    ),
    Position.BEYOND_95: Sentence(
        de="Zufall erklärt das kaum (außerhalb von 95 %). Was hilft: im Gespräch klären, was dort "
        "anders ist.",
        en="Chance hardly explains this (beyond 95%). What helps: find out together what is "
        "different there.",
    ),
    Position.BEYOND_998: Sentence(
        de="Zufall erklärt das nicht (außerhalb von 99,8 %). Was hilft: erst prüfen, ob die "
        "Angaben stimmen, dann im Gespräch klären, was dort anders ist.",
        en="Chance does not explain this (beyond 99.8%). What helps: first check whether the "
        "records are right, then find out together what is different there.",
    ),
}


def _sentence(
    code: IndicatorCode, name: str, *, figure: Figure, position: Position, at_least: bool
) -> Sentence:
    value = 0.0 if figure.value is None else figure.value
    german, english = (amount(code, value, language=language) for language in ("de", "en"))
    of, means = rests_on(code, figure, at_least=at_least), _MEANS[position]
    return Sentence(
        de=f"{name}: {german} ({of.de}). {means.de}",
        en=f"{name}: {english} ({of.en}). {means.en}",
    )
