"""What leaves the house: answers for those who may not see single cases, or other houses' staff.

Each kind of answer has a rule here that takes out what would tell of too few people. An answer of a
kind without a rule does not leave at all.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, cast

from graph_model.analysis.access.access import SpatialAccess
from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.flows import FlowGraph, FlowLevel
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.gaps.structural import StructuralGaps
from graph_model.analysis.indicators.funnel import Funnel
from graph_model.analysis.indicators.indicators import Indicators
from graph_model.analysis.overload.overload import Overload, counted_by_level
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.what_if import WhatIf
from graph_model.analysis.resilience.worst import WorstThree
from graph_model.analysis.structure.structure import Structure
from graph_model.analysis.suppression.flows import flow_views, flows_for_many
from graph_model.analysis.suppression.gaps import gap_views, gaps_for_many
from graph_model.analysis.suppression.load import load_for_many, load_views
from graph_model.analysis.suppression.views import Views
from graph_model.analysis.variants import ProcessMap, Variants
from graph_model.domain.checks import local_day, local_midnight
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.house_rules import HouseRules

T = TypeVar("T")

_EMPLOYED = frozenset({ActorKind.KUEMMERER, ActorKind.COMPANION})
_MOMENT = timedelta(microseconds=1)


class Keeping(Protocol):
    """Works something out once for a snapshot and a day."""

    def __call__(self, question: Hashable, work: Callable[[Snapshot], T]) -> T:
        """What ``work`` makes of the snapshot."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an answer rests on, and a memory for the blocks that are made for it."""

    snapshot: Snapshot
    now: datetime
    house: HouseRules
    kept: Keeping

    @property
    def minimum(self) -> int:
        """How many people a figure must be about at least."""
        return self.house.minimum_count

    def flow_views(self, *, by_need: bool = False) -> Views:
        """The blocks of referrals."""
        return self.kept(
            ("flow_views", by_need, self.minimum),
            lambda snapshot: flow_views(snapshot, minimum=self.minimum, by_need=by_need),
        )


def disclosed(answer: T, ground: Ground) -> T:
    """An answer without what would tell of too few people, and without ids of single cases.

    Raises
    ------
    TypeError
        If there is no rule for answers of this kind.
    """
    rule = RULES.get(type(answer))
    if rule is None:
        raise TypeError(f"No rule for what of a {type(answer).__name__} may leave the house")
    return cast("T", rule(answer, ground))


def asked_widely(scope: Scope) -> Scope:
    """The scope with its period widened to whole months, and known on the first of a month.

    Months are calendar months in Germany: figures are put into blocks by month, so that a period
    that cuts a month would show next to nothing.
    """
    return replace(
        scope,
        period=widened(scope.period),
        known_on=None if scope.known_on is None else _month_of(scope.known_on),
    )


def widened(period: Period) -> Period:
    """The shortest period of whole calendar months around a period."""
    start, end = period.start, period.end
    return Period(
        start=None if start is None else _month_of(start),
        end=None if end is None else _month_after(end - _MOMENT),
    )


def _month_of(instant: datetime) -> datetime:
    return local_midnight(local_day(instant).replace(day=1))


def _month_after(instant: datetime) -> datetime:
    day = local_day(instant)
    years, month = divmod(day.month, 12)
    return local_midnight(date(day.year + years, month + 1, 1))


def _flows(found: FlowGraph, ground: Ground) -> FlowGraph:
    views = ground.flow_views(by_need=found.level is FlowLevel.NEED)
    return flows_for_many(found, ground.snapshot, views=views)


def _gaps(found: Gaps, ground: Ground) -> Gaps:
    views = ground.kept(
        ("gap_views", found.rules, ground.minimum),
        lambda snapshot: gap_views(
            snapshot, now=ground.now, rules=found.rules, minimum=ground.minimum
        ),
    )
    return gaps_for_many(found, ground.snapshot, views=views)


def _load(found: Overload, ground: Ground) -> Overload:
    scope = Scope(period=found.scope.period, known_on=found.scope.known_on)
    views = ground.kept(
        ("load_views", scope, found.rules, ground.minimum),
        lambda snapshot: load_views(
            snapshot, scope, now=ground.now, rules=found.rules, minimum=ground.minimum
        ),
    )
    return load_for_many(found, views=views)


def _findings(found: ChainFindings, _: Ground) -> ChainFindings:
    pairs = tuple(replace(pair, chain_ids=()) for pair in found.ping_pong)
    return replace(found, findings=(), deviations=(), ping_pong=pairs)


def _what_if(found: WhatIf, _: Ground) -> WhatIf:
    return replace(found, hanging_ids=())


def _worst_three(found: WorstThree, ground: Ground) -> WorstThree:
    return replace(found, loss=_what_if(found.loss, ground))


def _as_it_is(found: T, _: Ground) -> T:
    return found


Rule = Callable[[Any, Ground], object]

RULES: Mapping[type, Rule] = MappingProxyType(
    {
        FlowGraph: _flows,
        Gaps: _gaps,
        Overload: _load,
        ChainFindings: _findings,
        WhatIf: _what_if,
        WorstThree: _worst_three,
        SpatialAccess: _as_it_is,
        StructuralGaps: _as_it_is,
        Structure: _as_it_is,
        Variants: _as_it_is,
        ProcessMap: _as_it_is,
        Indicators: _as_it_is,
        Funnel: _as_it_is,
        Relief: _as_it_is,
        LossRanking: _as_it_is,
    }
)
"""For each kind of answer what is left of it."""


def load_of_own_staff(found: Overload, directory: Directory, *, cooperative_id: str) -> Overload:
    """The load without Kümmerer and companions of other cooperatives, counts included."""
    loads = tuple(
        load
        for load in found.loads
        if load.actor_kind not in _EMPLOYED
        or directory.actors[load.actor_id].cooperative_id == cooperative_id
    )
    red, amber, green = counted_by_level(loads)
    return replace(found, loads=loads, red=red, amber=amber, green=green)
