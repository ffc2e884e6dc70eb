"""A period's evaluation: all answers that its page and its report are made of."""

from dataclasses import dataclass

from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.indicators.course import Course
from graph_model.analysis.indicators.funnel import Funnel
from graph_model.analysis.indicators.indicators import Indicators
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.analysis.overload.overload import ActorLoad, Overload
from graph_model.analysis.variants import ProcessMap, TraceLevel, Variants
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.scope import Scope
from service.use_cases.questions import Questions

_PEOPLE = frozenset({ActorKind.KUEMMERER, ActorKind.COMPANION})

WAITS = (IndicatorCode.DAYS_TO_HELP, IndicatorCode.ANSWERED_IN_TIME)
"""What is told quarter by quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationQuery:
    """What is evaluated, held against which period, at which level of the ways.

    ``share`` is what cooperatives are compared by. With ``staff_of``, the load of people is told
    for those of that cooperative only.
    """

    scope: Scope
    compared: Period | None = None
    level: TraceLevel = TraceLevel.KIND
    share: IndicatorCode = IndicatorCode.EARLY_DETECTION
    staff_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The answers. ``scope`` has the period that was answered.

    There is no ``funnel`` of a single cooperative.
    """

    query: EvaluationQuery
    scope: Scope
    indicators: Indicators
    courses: tuple[Course, ...]
    ways: Variants
    process: ProcessMap
    funnel: Funnel | None
    gaps: Gaps
    load: Overload

    @property
    def loads_of_organisations(self) -> tuple[ActorLoad, ...]:
        """The loads without those of single people, who are not named in what is passed on."""
        return tuple(one for one in self.load.loads if one.actor_kind not in _PEOPLE)

    @property
    def minimum(self) -> int:
        """How many people whatever is counted must be about at least; 0 if all is shown."""
        answers = (self.indicators, self.ways, self.process, self.gaps, self.load)
        return max((one.hidden.minimum for one in answers if one.hidden is not None), default=0)


def evaluation_of(asked: Questions, query: EvaluationQuery) -> Evaluation:
    """Ask all that an evaluation needs."""
    indicators = asked.indicators(query.scope, compared=query.compared)
    scope = indicators.scope
    return Evaluation(
        query=query,
        scope=scope,
        indicators=indicators,
        courses=tuple(asked.indicator_course(scope, code) for code in WAITS),
        ways=asked.variants(scope, query.level),
        process=asked.process_map(scope, query.level),
        funnel=None if scope.cooperative_id else asked.funnel(scope, query.share),
        gaps=asked.gaps(scope, AreaLevel.MUNICIPALITY),
        load=asked.load(scope, staff_of=query.staff_of),
    )
