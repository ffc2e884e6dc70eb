"""The questions that pages, API and command line ask alike, with the house's rules filled in."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from graph_model.analysis.access.access import AccessRules, SpatialAccess, spatial_access
from graph_model.analysis.chains.findings import ChainFindings, chain_findings
from graph_model.analysis.chains.paths import ChainPath, chain_path
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.flows import FlowGraph, FlowLevel, FlowWork
from graph_model.analysis.gaps.following import GapWork
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.gaps.structural import StructuralGaps, structural_gaps
from graph_model.analysis.indicators.course import Course, CourseQuery, course
from graph_model.analysis.indicators.funnel import Funnel, funnel
from graph_model.analysis.indicators.indicators import Indicators, indicators
from graph_model.analysis.indicators.periods import dated, period_before, quarters_until
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.overload.course import LoadCourse, load_course
from graph_model.analysis.overload.overload import Overload, overload
from graph_model.analysis.recommendation.following import statistics_after
from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation, recommend
from graph_model.analysis.relief.relief import relief
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.ranking import LossRanking, rank_losses
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import WhatIf, what_if
from graph_model.analysis.resilience.worst import WorstThree, worst_three
from graph_model.analysis.standards import ResponseStandards
from graph_model.analysis.structure.following import StructureWork
from graph_model.analysis.structure.structure import Structure
from graph_model.analysis.suppression.structure import as_told
from graph_model.analysis.variants import ProcessMap, TraceLevel, Variants, process_map, variants
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import ChainFile
from service.house_rules import HouseRules
from service.snapshots import SnapshotKeeper
from service.use_cases.disclosure import (
    Ground,
    asked_widely,
    disclosed,
    load_of_own_staff,
    standing_disclosed,
)
from service.use_cases.expected import ExpectedChains, expected_chains
from service.use_cases.mapping import MapFindings, MapForm, MapWish, scene_of, written
from visual.layout import arrangements
from visual.scene import Scene

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Answers at one moment, all from one snapshot; each is worked out once per state and day.

    ``defaults`` are the rules that hold where the house has settled nothing. ``source`` hands out
    that snapshot where it shall not be the keeper's current one. With ``for_many`` every answer
    leaves this place suppressed, as ``disclosure`` says; what it has no rule for is not answered at
    all.
    """

    snapshots: SnapshotKeeper
    now: datetime
    defaults: HouseRules
    source: Callable[[], Snapshot] | None = None
    for_many: bool = False

    @property
    def standards(self) -> ResponseStandards:
        """How soon a referral is to be answered."""
        return self.house.standards

    @cached_property
    def house(self) -> HouseRules:
        """The rules of the house as that snapshot knows them."""
        return self.defaults.with_choices(self.snapshot.directory.house)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The network as it stood when it was first asked for."""
        return self.snapshots.current(self.now) if self.source is None else self.source()

    def expected(self) -> ExpectedChains:
        """The expected help chains, and what of them is not in the directory."""
        return expected_chains(self.house.templates, self.snapshot.directory)

    def path(self, file: ChainFile) -> ChainPath:
        """The path of one chain, told with names."""
        return chain_path(file, now=self.now, rules=self.house.for_chains, names=self._names)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self.snapshot.directory)

    def flows(self, scope: Scope, level: FlowLevel = FlowLevel.ACTOR) -> FlowGraph:
        """Who refers to whom."""
        scope = self._asked(scope)
        found: FlowWork = self._followed(
            ("flows", scope, level),
            begin=lambda snapshot: FlowWork.of(snapshot, scope, level=level),
            go_on=lambda work, snapshot: work.after(snapshot),
        )
        return self._shown(("flows", scope, level), found.answer)

    def findings(self, scope: Scope) -> ChainFindings:
        """Where chains get stuck."""
        scope = self._asked(scope)
        return self._answer(
            ("findings", scope),
            lambda snapshot: chain_findings(
                snapshot, scope, now=self.now, rules=self.house.for_chains
            ),
        )

    def gaps(self, scope: Scope, level: AreaLevel | None = None) -> Gaps:
        """Where help is missing."""
        scope = self._asked(scope)
        return self._shown(("gaps", scope, level), self._gap_work(scope, level).answer)

    def _gap_work(self, scope: Scope, level: AreaLevel | None = None) -> GapWork:
        found: GapWork = self._followed(
            ("gaps", scope, level),
            begin=lambda snapshot: GapWork.of(snapshot, scope, now=self.now, level=level),
            go_on=lambda work, snapshot: work.after(snapshot, now=self.now),
        )
        return found

    def access(self, scope: Scope, level: AreaLevel, *, rules: AccessRules) -> SpatialAccess:
        """How many places people can reach from where they live."""
        return self._answer(
            ("access", scope, level, rules),
            lambda snapshot: spatial_access(
                snapshot, scope, now=self.now, level=level, rules=rules
            ),
        )

    def separations(self, scope: Scope, level: AreaLevel | None = None) -> StructuralGaps:
        """Who should work together and does not."""
        scope = self._asked(scope)
        return self._answer(
            ("separations", scope, level),
            lambda snapshot: structural_gaps(snapshot, scope, now=self.now, level=level),
        )

    def load(self, scope: Scope, *, staff_of: str | None = None) -> Overload:
        """Who is overloaded, for many at any period; people only of ``staff_of``, if given."""
        scope = replace(self._asked(scope), period=Period()) if self.for_many else scope
        found = self._answer(
            ("load", scope),
            lambda snapshot: overload(snapshot, scope, now=self.now, standards=self.standards),
        )
        if staff_of is None:
            return found
        return load_of_own_staff(found, self.snapshot.directory, cooperative_id=staff_of)

    def load_course(self, scope: Scope) -> LoadCourse:
        """How load has gone month by month, and how soon requests are answered."""
        scope = self._asked(scope)
        return self._answer(
            ("load_course", scope), lambda snapshot: load_course(snapshot, scope, now=self.now)
        )

    def relief(
        self, scope: Scope, level: AreaLevel | None = None, *, staff_of: str | None = None
    ) -> Relief:
        """What could go from whom to whom; with ``staff_of`` not told of other houses' people."""
        scope = self._asked(scope)
        return self._answer(
            ("relief", scope, level, staff_of),
            lambda snapshot: relief(
                snapshot,
                scope,
                now=self.now,
                level=level,
                weights=self.house.weights,
                staff_of=staff_of,
            ),
        )

    def indicators(self, scope: Scope, *, compared: Period | None = None) -> Indicators:
        """How the agreed indicators stand; of the last four quarters unless a period is named.

        Without ``compared`` they stand beside the period of the same length before.
        """
        asked, now, rules = self._dated(scope), self.now, self._indicator_rules
        other = period_before(asked.period) if compared is None else compared
        return self._answer(
            ("indicators", asked, other),
            lambda snapshot: indicators(snapshot, asked, now=now, compared=other, rules=rules),
        )

    def funnel(self, scope: Scope, code: IndicatorCode) -> Funnel:
        """One indicator across cooperatives; of the last four quarters unless a period is named."""
        asked, rules = self._dated(scope), self._indicator_rules
        return self._answer(
            ("funnel", asked, code),
            lambda snapshot: funnel(snapshot, asked, code=code, now=self.now, rules=rules),
        )

    def indicator_course(self, scope: Scope, code: IndicatorCode) -> Course:
        """One indicator quarter by quarter over two years, up to the end of the scope's period."""
        asked, rules = self._dated(scope), self._indicator_rules
        end = min(asked.period.end or self.now, self.now)
        query = CourseQuery(code=code, periods=quarters_until(end, 8))
        return self._answer(
            ("indicator_course", asked, query),
            lambda snapshot: course(snapshot, asked, query=query, now=self.now, rules=rules),
        )

    @property
    def _indicator_rules(self) -> IndicatorRules:
        return IndicatorRules(standards=self.standards)

    def _asked(self, scope: Scope) -> Scope:
        return asked_widely(scope) if self.for_many else scope

    def _dated(self, scope: Scope) -> Scope:
        return dated(self._asked(scope), self.now)

    def structure(self, scope: Scope, level: AreaLevel | None = None) -> Structure:
        """How the network is built, and on whom its parts hang."""
        scope = self._asked(scope)
        minimum = self.house.minimum_count
        net = self._ground.told_net(scope) if self.for_many else None
        found: StructureWork = self._followed(
            ("structure", self.for_many, minimum, scope, level),
            begin=lambda snapshot: StructureWork.of(snapshot, scope, area_level=level, net=net),
            go_on=lambda work, snapshot: work.after(snapshot, net=net),
        )
        return as_told(found.answer, minimum=minimum) if self.for_many else found.answer

    def what_if(
        self,
        scope: Scope,
        level: AreaLevel | None = None,
        *,
        changes: Changes,
        staff_of: str | None = None,
    ) -> WhatIf:
        """What changes would do; with ``staff_of`` not told of other cooperatives' people."""
        scope = self._asked(scope)
        return self._answer(
            ("what_if", scope, level, changes, staff_of),
            lambda _: what_if(self._standing(scope, level, staff_of=staff_of), changes),
        )

    def losses(
        self, scope: Scope, level: AreaLevel | None = None, *, staff_of: str | None = None
    ) -> LossRanking:
        """Whose loss costs most."""
        scope = self._asked(scope)
        return self._answer(
            ("losses", scope, level, staff_of),
            lambda _: rank_losses(self._standing(scope, level, staff_of=staff_of)),
        )

    def worst_three(
        self, scope: Scope, level: AreaLevel | None = None, *, staff_of: str | None = None
    ) -> WorstThree:
        """The three whose joint loss is worst."""
        scope = self._asked(scope)
        return self._answer(
            ("worst_three", scope, level, staff_of),
            lambda _: worst_three(self._standing(scope, level, staff_of=staff_of)),
        )

    def _standing(self, scope: Scope, level: AreaLevel | None, *, staff_of: str | None) -> Standing:
        def made(snapshot: Snapshot) -> Standing:
            found = Standing.of(snapshot, scope, now=self.now, level=level, staff_of=staff_of)
            return standing_disclosed(found, self._ground) if self.for_many else found

        return self._kept(
            ("standing", self.for_many, self.house.minimum_count, scope, level, staff_of),
            made,
        )

    def variants(self, scope: Scope, level: TraceLevel = TraceLevel.KIND) -> Variants:
        """Which ways chains take, and how often."""
        scope = self._asked(scope)
        return self._answer(
            ("variants", scope, level), lambda snapshot: variants(snapshot, scope, level=level)
        )

    def process_map(self, scope: Scope, level: TraceLevel = TraceLevel.KIND) -> ProcessMap:
        """Which recipient directly follows which, and after how long."""
        scope = self._asked(scope)
        return self._answer(
            ("process_map", scope, level),
            lambda snapshot: process_map(snapshot, scope, level=level),
        )

    def recommend(self, query: RecommendationQuery) -> Recommendation:
        """Whom to refer to."""
        statistics: PartnerStatistics = self._followed(
            ("statistics", local_day(self.now)),
            begin=lambda snapshot: PartnerStatistics.of(snapshot, now=self.now),
            go_on=statistics_after,
        )
        return recommend(
            self.snapshot,
            query,
            now=self.now,
            statistics=statistics,
            weights=self.house.weights,
        )

    def network_scene(self, scope: Scope, wish: MapWish) -> Scene:
        """What the map shows; with the ways of the chains named.

        Raises
        ------
        UnknownRecordError
            If there is no such chain, or chains are not to be seen by those asking.
        """
        scope = self._asked(scope)

        def drawn(snapshot: Snapshot) -> Scene:
            found = MapFindings(
                flows=self.flows(scope),
                load=self.load(scope, staff_of=wish.staff_of),
                structure=self.structure(scope),
                paths=[self._path_in(snapshot, chain_id) for chain_id in wish.chain_ids],
            )
            return scene_of(snapshot, found, wish=wish)

        return self._kept(("scene", self._drawn(scope, wish)), drawn)

    def network_map(self, scope: Scope, wish: MapWish, *, form: MapForm = MapForm.HTML) -> str:
        """The map as an HTML document or as a file for other programs; see ``network_scene``."""
        scope = self._asked(scope)

        def as_text(_: Snapshot) -> str:
            scene = self.network_scene(scope, wish)
            key = ("layout", self._drawn(scope, wish.placing))
            if form is not MapForm.HTML:
                return written(scene, form, layouts=())
            return written(scene, form, layouts=self._kept(key, lambda _: arrangements(scene)))

        return self._kept((form, self._drawn(scope, wish)), as_text)

    def _drawn(self, scope: Scope, wish: MapWish) -> Hashable:
        # What a map is made of is what this audience sees of it, so the key tells audiences apart.
        return (self.for_many, self.house.minimum_count, scope, wish)

    def _path_in(self, snapshot: Snapshot, chain_id: str) -> ChainPath:
        file = None if self.for_many else snapshot.chain_file(chain_id)
        if file is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        return self.path(file)

    def _followed(
        self,
        question: Hashable,
        *,
        begin: Callable[[Snapshot], T],
        go_on: Callable[[T, Snapshot], T],
    ) -> T:
        return self.snapshots.followed(
            self.snapshot, question, day=local_day(self.now), begin=begin, go_on=go_on
        )

    def _answer(self, question: Hashable, work: Callable[[Snapshot], T]) -> T:
        # Hours pass without consequence: waits and business days are counted in days.
        return self._shown(question, self._kept(question, work))

    def _shown(self, question: Hashable, found: T) -> T:
        """What the audience gets to see of an answer, worked out once too."""
        if not self.for_many:
            return found
        # What is worked out for one audience is never taken for the other.
        key = ("shown", self.house.minimum_count, question, local_day(self.now))
        return self.snapshots.answer(
            self.snapshot, key, work=lambda _: disclosed(found, self._ground)
        )

    def _kept(self, question: Hashable, work: Callable[[Snapshot], T]) -> T:
        """Something worked out on the way to answers, which leaves this place in none."""
        key = ("kept", question, local_day(self.now))
        return self.snapshots.answer(self.snapshot, key, work=work)

    @property
    def _ground(self) -> Ground:
        snapshot, now, house, kept = self.snapshot, self.now, self.house, self._kept
        return Ground(snapshot=snapshot, now=now, house=house, kept=kept, cases=self._gap_work)
