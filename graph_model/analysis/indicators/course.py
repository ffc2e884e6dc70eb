"""One indicator over several periods, one after the other."""

from dataclasses import dataclass, replace
from datetime import datetime

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.figures import Figure, figure_of
from graph_model.analysis.indicators.indicators import facts_of
from graph_model.analysis.indicators.rules import UNITS, IndicatorCode, IndicatorRules, Unit
from graph_model.analysis.indicators.words import WORDS
from graph_model.analysis.sentences import Sentence
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseQuery:
    """Which indicator, and in which periods, in the order wanted."""

    code: IndicatorCode
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """The figure of a period; ``None`` where there is nothing to count.

    With ``is_hidden`` there is nothing, or nothing that may be shown.
    """

    period: Period
    figure: Figure | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One indicator in each of some periods, in their order, as known by ``until``.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``None`` stands for nobody and for nobody who may be counted alike.
    """

    scope: Scope
    until: datetime
    rules: IndicatorRules
    code: IndicatorCode
    name: Sentence
    unit: Unit
    points: tuple[CoursePoint, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


_RULES = IndicatorRules()


def course(
    snapshot: Snapshot,
    scope: Scope,
    *,
    query: CourseQuery,
    now: datetime,
    rules: IndicatorRules = _RULES,
) -> Course:
    """How an indicator stood in each of some periods.

    Parameters
    ----------
    snapshot, scope, now, rules
        As for ``indicators``; the period of the scope does not matter.
    query
        Which indicator, in which periods.

    Examples
    --------
    >>> from datetime import UTC
    >>> empty, now = Snapshot.from_records([]), datetime(2026, 1, 1, tzinfo=UTC)
    >>> query = CourseQuery(code=IndicatorCode.GOT_HELP, periods=())
    >>> course(empty, Scope(), query=query, now=now).points
    ()
    """

    def point(period: Period) -> CoursePoint:
        facts = facts_of(snapshot, replace(scope, period=period), now=now, rules=rules)
        return CoursePoint(period=period, figure=figure_of(query.code, facts))

    return Course(
        scope=scope,
        until=now if scope.known_on is None else min(now, scope.known_on),
        rules=rules,
        code=query.code,
        name=WORDS[query.code].name,
        unit=UNITS.get(query.code, Unit.SHARE),
        points=tuple(map(point, query.periods)),
    )
