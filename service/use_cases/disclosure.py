"""What leaves the house: answers for those who may not see single cases, or other houses' staff.

Each kind of answer has a rule here that takes out what would tell of too few people. An answer of a
kind without a rule does not leave at all.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, cast

import polars as pl

from graph_model.analysis.access.access import SpatialAccess
from graph_model.analysis.calendar import months_on
from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.flows import FlowGraph, FlowLevel
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.gaps.structural import StructuralGaps
from graph_model.analysis.gaps.supply import Supply
from graph_model.analysis.indicators.course import Course
from graph_model.analysis.indicators.funnel import Funnel
from graph_model.analysis.indicators.indicators import Indicators
from graph_model.analysis.indicators.quality import QualityCode
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.overload.course import LoadCourse
from graph_model.analysis.overload.levels import OverloadRules
from graph_model.analysis.overload.overload import Overload, counted_by_level
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import WhatIf
from graph_model.analysis.resilience.worst import WorstThree
from graph_model.analysis.structure.net import Net
from graph_model.analysis.structure.structure import Structure
from graph_model.analysis.suppression.course import load_course_for_many, load_course_views
from graph_model.analysis.suppression.findings import (
    finding_views,
    findings_for_many,
    template_views,
)
from graph_model.analysis.suppression.flows import flow_views, flows_for_many
from graph_model.analysis.suppression.gaps import gap_views, gaps_for_many
from graph_model.analysis.suppression.indicators import (
    funnel_for_many,
    indicator_course_for_many,
    indicator_views,
    indicators_for_many,
    quality_views,
)
from graph_model.analysis.suppression.load import (
    LoadViews,
    asked_for_many,
    load_for_many,
    load_views,
)
from graph_model.analysis.suppression.structural import structural_gaps_for_many
from graph_model.analysis.suppression.structure import structure_for_many, told_net
from graph_model.analysis.suppression.supposing import (
    ranking_for_many,
    relief_for_many,
    standing_for_many,
    what_if_for_many,
)
from graph_model.analysis.suppression.views import Views
from graph_model.analysis.suppression.ways import (
    process_map_for_many,
    step_views,
    variant_views,
    variants_for_many,
)
from graph_model.analysis.variants import ProcessMap, Variants
from graph_model.domain.checks import local_day, local_midnight
from graph_model.domain.periods import Period
from graph_model.domain.templates import ChainTemplate
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.house_rules import HouseRules

T = TypeVar("T")

_EMPLOYED = frozenset({ActorKind.KUEMMERER, ActorKind.COMPANION})


class Keeping(Protocol):
    """Works something out once for a snapshot and a day."""

    def __call__(self, question: Hashable, work: Callable[[Snapshot], T]) -> T:
        """What ``work`` makes of the snapshot."""
        ...


class WithTopics(Protocol):
    """Something that has the cases of a scope at hand."""

    @property
    def topics(self) -> pl.DataFrame:
        """What is known of each case, whatever the moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an answer rests on, and a memory for the blocks that are made for it.

    ``cases`` gives what has the ``topics`` of a scope (see ``topics_of``), in whatever order.
    """

    snapshot: Snapshot
    now: datetime
    house: HouseRules
    kept: Keeping
    cases: Callable[[Scope], WithTopics]

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

    def told_net(self, scope: Scope) -> Net:
        """Who refers to whom, as far as many see it."""
        views = self.flow_views()
        return self.kept(
            ("told_net", scope, self.minimum),
            lambda snapshot: told_net(snapshot, scope, views=views),
        )

    def gap_views(self, rules: GapRules) -> Views:
        """The blocks of cases of need."""
        return self.kept(
            ("gap_views", rules, self.minimum),
            lambda snapshot: gap_views(
                snapshot,
                self.cases(Scope()).topics,
                now=self.now,
                rules=rules,
                minimum=self.minimum,
            ),
        )

    def supply(self, scope: Scope, rules: GapRules) -> Supply:
        """What there is of help in the whole network, as known on the scope's day."""
        known = Scope(known_on=scope.known_on)
        return self.kept(
            ("supply", known, rules),
            lambda snapshot: Supply.of(snapshot, known, now=self.now, rules=rules),
        )

    def load_views(self, scope: Scope, rules: OverloadRules) -> LoadViews:
        """The blocks of cases that somebody carries."""
        return self.kept(
            ("load_views", scope, rules, self.minimum),
            lambda snapshot: load_views(
                snapshot, scope, now=self.now, rules=rules, minimum=self.minimum
            ),
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
    start, last = period.start, period.last_day
    return Period(
        start=None if start is None else _month_of(start),
        end=None if last is None else local_midnight(months_on(last.replace(day=1), 1)),
    )


def _month_of(instant: datetime) -> datetime:
    return local_midnight(local_day(instant).replace(day=1))


def _flows(found: FlowGraph, ground: Ground) -> FlowGraph:
    views = ground.flow_views(by_need=found.level is FlowLevel.NEED)
    return flows_for_many(found, ground.snapshot, views=views)


def _gaps(found: Gaps, ground: Ground) -> Gaps:
    return gaps_for_many(
        found,
        ground.snapshot,
        views=ground.gap_views(found.rules),
        topics=ground.cases(found.scope).topics,
        supply=ground.supply(found.scope, found.rules),
    )


def _load(found: Overload, ground: Ground) -> Overload:
    scope = Scope(known_on=found.scope.known_on)
    views = ground.load_views(scope, found.rules)

    def asked() -> frozenset[str]:
        return asked_for_many(ground.snapshot, found.scope, views=ground.flow_views())

    return load_for_many(found, ground.snapshot.directory, views=views, asked=asked)


def _load_course(found: LoadCourse, ground: Ground) -> LoadCourse:
    scope = Scope(known_on=found.scope.known_on)
    views = ground.kept(
        ("load_course_views", scope, ground.minimum),
        lambda snapshot: load_course_views(snapshot, scope, now=ground.now, minimum=ground.minimum),
    )
    return load_course_for_many(found, ground.snapshot, views=views)


def _findings(found: ChainFindings, ground: Ground) -> ChainFindings:
    now, minimum, rules = ground.now, ground.minimum, found.rules

    def expected(template: ChainTemplate) -> Views:
        return ground.kept(
            ("template_views", repr((template, rules)), minimum),
            lambda snapshot: template_views(
                snapshot, template, now=now, rules=rules, minimum=minimum
            ),
        )

    views = ground.kept(
        ("finding_views", repr(rules), minimum),
        lambda snapshot: finding_views(snapshot, now=now, rules=rules, minimum=minimum),
    )
    templates = {one.template.need_code: expected(one.template) for one in found.templates}
    return findings_for_many(found, ground.snapshot, views=views, of_template=templates)


def _variants(found: Variants, ground: Ground) -> Variants:
    views = ground.kept(
        ("variant_views", ground.minimum),
        lambda snapshot: variant_views(snapshot, minimum=ground.minimum),
    )
    return variants_for_many(found, ground.snapshot, views=views)


def _process_map(found: ProcessMap, ground: Ground) -> ProcessMap:
    views = ground.kept(
        ("step_views", ground.minimum),
        lambda snapshot: step_views(snapshot, minimum=ground.minimum),
    )
    return process_map_for_many(found, ground.snapshot, views=views)


def _structure(found: Structure, ground: Ground) -> Structure:
    return structure_for_many(found, ground.snapshot, views=ground.flow_views())


def _structural_gaps(found: StructuralGaps, ground: Ground) -> StructuralGaps:
    return structural_gaps_for_many(found, ground.snapshot, views=ground.flow_views())


def _indicators(found: Indicators, ground: Ground) -> Indicators:
    return indicators_for_many(
        found,
        ground.snapshot,
        views_of_code=lambda code: _indicator_views(code, found.rules, ground=ground),
        now=ground.now,
    )


def _funnel(found: Funnel, ground: Ground) -> Funnel:
    views = _indicator_views(found.code, found.rules, ground=ground)
    return funnel_for_many(found, ground.snapshot, views=views, now=ground.now)


def _indicator_course(found: Course, ground: Ground) -> Course:
    views = _indicator_views(found.code, found.rules, ground=ground)
    return indicator_course_for_many(found, ground.snapshot, views=views, now=ground.now)


def _indicator_views(
    code: IndicatorCode | QualityCode, rules: IndicatorRules, *, ground: Ground
) -> Views:
    now, minimum = ground.now, ground.minimum
    if isinstance(code, QualityCode):
        of_all = ground.kept(
            ("quality_views", repr(rules), minimum),
            lambda snapshot: quality_views(snapshot, now=now, rules=rules, minimum=minimum),
        )
        return of_all[code]
    return ground.kept(
        ("indicator_views", code, repr(rules), minimum),
        lambda snapshot: indicator_views(snapshot, code, now=now, rules=rules, minimum=minimum),
    )


def _what_if(found: WhatIf, ground: Ground) -> WhatIf:
    return what_if_for_many(found, minimum=ground.minimum)


def _losses(found: LossRanking, ground: Ground) -> LossRanking:
    return ranking_for_many(found, minimum=ground.minimum)


def _worst_three(found: WorstThree, ground: Ground) -> WorstThree:
    return replace(found, lost_per_month=None, loss=_what_if(found.loss, ground))


def _relief(found: Relief, ground: Ground) -> Relief:
    scope = Scope(known_on=found.scope.known_on)
    views = ground.load_views(scope, OverloadRules())
    return relief_for_many(found, ground.snapshot.directory, views=views)


def standing_disclosed(standing: Standing, ground: Ground) -> Standing:
    """What suppositions are held against, without needs in places that too few people have."""
    return standing_for_many(
        standing, views=ground.gap_views(GapRules()), topics=ground.cases(standing.scope).topics
    )


def _of_organisations(found: T, _: Ground) -> T:
    """Counts places, residents and organisations, and no tenant."""
    return found


Rule = Callable[[Any, Ground], object]

RULES: Mapping[type, Rule] = MappingProxyType(
    {
        FlowGraph: _flows,
        ChainFindings: _findings,
        Variants: _variants,
        ProcessMap: _process_map,
        Gaps: _gaps,
        StructuralGaps: _structural_gaps,
        SpatialAccess: _of_organisations,
        Overload: _load,
        LoadCourse: _load_course,
        Relief: _relief,
        Indicators: _indicators,
        Funnel: _funnel,
        Course: _indicator_course,
        Structure: _structure,
        WhatIf: _what_if,
        LossRanking: _losses,
        WorstThree: _worst_three,
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
