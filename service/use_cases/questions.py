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
from graph_model.analysis.flows import FlowGraph, FlowLevel, flow_graph
from graph_model.analysis.gaps.gaps import Gaps, gaps
from graph_model.analysis.gaps.structural import StructuralGaps, structural_gaps
from graph_model.analysis.indicators.funnel import Funnel, funnel
from graph_model.analysis.indicators.indicators import Indicators, indicators
from graph_model.analysis.indicators.periods import last_four_quarters, period_before
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules
from graph_model.analysis.overload.overload import Overload, overload
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
from graph_model.analysis.structure.structure import Structure, structure
from graph_model.analysis.variants import (
    ProcessMap,
    TraceLevel,
    Variants,
    process_map,
    variants,
)
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import ChainFile
from service.house_rules import HouseRules
from service.snapshots import SnapshotKeeper
from service.use_cases.disclosure import load_of_own_staff
from service.use_cases.expected import ExpectedChains, expected_chains
from visual.network import network_scene
from visual.page import render_map

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Answers at one moment, all from one snapshot; each is worked out once per state and day.

    ``source`` hands out that snapshot where it shall not be the keeper's current one.
    """

    snapshots: SnapshotKeeper
    now: datetime
    house: HouseRules
    source: Callable[[], Snapshot] | None = None

    @property
    def standards(self) -> ResponseStandards:
        """How soon a referral is to be answered."""
        return self.house.standards

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
        return self._answer(
            ("flows", scope, level), lambda snapshot: flow_graph(snapshot, scope, level=level)
        )

    def findings(self, scope: Scope) -> ChainFindings:
        """Where chains get stuck."""
        return self._answer(
            ("findings", scope),
            lambda snapshot: chain_findings(
                snapshot, scope, now=self.now, rules=self.house.for_chains
            ),
        )

    def gaps(self, scope: Scope, level: AreaLevel | None = None) -> Gaps:
        """Where help is missing."""
        return self._answer(
            ("gaps", scope, level),
            lambda snapshot: gaps(snapshot, scope, now=self.now, level=level),
        )

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
        return self._answer(
            ("separations", scope, level),
            lambda snapshot: structural_gaps(snapshot, scope, now=self.now, level=level),
        )

    def load(self, scope: Scope, *, staff_of: str | None = None) -> Overload:
        """Who is overloaded; with ``staff_of``, of all people only those of that cooperative."""
        found = self._answer(
            ("load", scope),
            lambda snapshot: overload(snapshot, scope, now=self.now, standards=self.standards),
        )
        if staff_of is None:
            return found
        directory = self.snapshot.directory
        return load_of_own_staff(found, directory, cooperative_id=staff_of)

    def relief(
        self, scope: Scope, level: AreaLevel | None = None, *, staff_of: str | None = None
    ) -> Relief:
        """What could go from whom to whom; with ``staff_of`` not told of other houses' people."""
        return self._answer(
            ("relief", scope, level, staff_of),
            lambda snapshot: relief(snapshot, scope, now=self.now, level=level, staff_of=staff_of),
        )

    def indicators(self, scope: Scope, *, compared: Period | None = None) -> Indicators:
        """How the agreed indicators stand; of the last four quarters unless a period is named.

        Without ``compared`` they stand beside the period of the same length before.
        """
        asked = self._dated(scope)
        other = period_before(asked.period) if compared is None else compared
        return self._answer(
            ("indicators", asked, other),
            lambda snapshot: indicators(
                snapshot, asked, now=self.now, compared=other, rules=self._indicator_rules
            ),
        )

    def funnel(self, scope: Scope, code: IndicatorCode) -> Funnel:
        """One indicator across cooperatives; of the last four quarters unless a period is named."""
        asked = self._dated(scope)
        return self._answer(
            ("funnel", asked, code),
            lambda snapshot: funnel(
                snapshot, asked, code=code, now=self.now, rules=self._indicator_rules
            ),
        )

    @property
    def _indicator_rules(self) -> IndicatorRules:
        return IndicatorRules(standards=self.standards)

    def _dated(self, scope: Scope) -> Scope:
        if scope.period != Period():
            return scope
        return replace(scope, period=last_four_quarters(min(self.now, scope.known_on or self.now)))

    def structure(self, scope: Scope, level: AreaLevel | None = None) -> Structure:
        """How the network is built, and on whom its parts hang."""
        return self._answer(
            ("structure", scope, level),
            lambda snapshot: structure(snapshot, scope, area_level=level),
        )

    def what_if(
        self,
        scope: Scope,
        level: AreaLevel | None = None,
        *,
        changes: Changes,
        staff_of: str | None = None,
    ) -> WhatIf:
        """What changes would do; with ``staff_of`` not told of other cooperatives' people."""
        return self._answer(
            ("what_if", scope, level, changes, staff_of),
            lambda _: what_if(self._standing(scope, level, staff_of=staff_of), changes),
        )

    def losses(
        self, scope: Scope, level: AreaLevel | None = None, *, staff_of: str | None = None
    ) -> LossRanking:
        """Whose loss costs most."""
        return self._answer(
            ("losses", scope, level, staff_of),
            lambda _: rank_losses(self._standing(scope, level, staff_of=staff_of)),
        )

    def worst_three(
        self, scope: Scope, level: AreaLevel | None = None, *, staff_of: str | None = None
    ) -> WorstThree:
        """The three whose joint loss is worst."""
        return self._answer(
            ("worst_three", scope, level, staff_of),
            lambda _: worst_three(self._standing(scope, level, staff_of=staff_of)),
        )

    def _standing(self, scope: Scope, level: AreaLevel | None, *, staff_of: str | None) -> Standing:
        return self._answer(
            ("standing", scope, level, staff_of),
            lambda snapshot: Standing.of(
                snapshot, scope, now=self.now, level=level, staff_of=staff_of
            ),
        )

    def variants(self, scope: Scope, level: TraceLevel = TraceLevel.KIND) -> Variants:
        """Which ways chains take, and how often."""
        return self._answer(
            ("variants", scope, level), lambda snapshot: variants(snapshot, scope, level=level)
        )

    def process_map(self, scope: Scope, level: TraceLevel = TraceLevel.KIND) -> ProcessMap:
        """Which recipient directly follows which, and after how long."""
        return self._answer(
            ("process_map", scope, level),
            lambda snapshot: process_map(snapshot, scope, level=level),
        )

    def recommend(self, query: RecommendationQuery) -> Recommendation:
        """Whom to refer to."""
        statistics = self._answer(
            ("statistics",), lambda snapshot: PartnerStatistics.of(snapshot, now=self.now)
        )
        return recommend(
            self.snapshot,
            query,
            now=self.now,
            statistics=statistics,
            weights=self.house.weights,
        )

    def network_map(
        self,
        scope: Scope,
        *,
        language: str,
        chain_ids: tuple[str, ...] = (),
        staff_of: str | None = None,
        remark: str = "",
    ) -> str:
        """The interactive map as one HTML document; with the ways of the chains named.

        With ``staff_of``, the load of people is shown for those of that cooperative only. A
        ``remark`` stands below the title, before what was asked.

        Raises
        ------
        UnknownRecordError
            If there is no such chain.
        """

        def drawn(snapshot: Snapshot) -> str:
            scene = network_scene(
                snapshot,
                self.flows(scope),
                self.load(scope, staff_of=staff_of),
                language=language,
                chain_paths=[self._path_in(snapshot, chain_id) for chain_id in chain_ids],
            )
            below = " · ".join(part for part in (remark, scene.subtitle) if part)
            return render_map(replace(scene, subtitle=below))

        return self._answer(("map", scope, language, chain_ids, staff_of, remark), drawn)

    def _path_in(self, snapshot: Snapshot, chain_id: str) -> ChainPath:
        file = snapshot.chain_file(chain_id)
        if file is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        return self.path(file)

    def _answer(self, question: Hashable, work: Callable[[Snapshot], T]) -> T:
        # Hours pass without consequence: waits and business days are counted in days.
        return self.snapshots.answer(self.snapshot, (question, local_day(self.now)), work=work)
