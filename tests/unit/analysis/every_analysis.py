"""Every analysis that looks at a scope, asked at once: what each of them says, as JSON text."""

import json
from collections.abc import Iterator
from datetime import datetime

from graph_model.analysis.access.access import spatial_access
from graph_model.analysis.chains.findings import chain_findings
from graph_model.analysis.chains.paths import ChainPath, chain_path
from graph_model.analysis.chains.rules import ChainRules
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.gaps.gaps import gaps
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.gaps.structural import StructuralRules, structural_gaps
from graph_model.analysis.indicators.funnel import funnel
from graph_model.analysis.indicators.indicators import indicators
from graph_model.analysis.indicators.rules import SHARES_OF_CASES
from graph_model.analysis.overload.overload import overload
from graph_model.analysis.relief.relief import relief
from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.ranking import rank_losses
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import what_if
from graph_model.analysis.resilience.worst import worst_three
from graph_model.analysis.results import to_plain
from graph_model.analysis.structure.findings import StructureRules
from graph_model.analysis.structure.structure import structure
from graph_model.analysis.variants import TraceLevel, process_map, variants
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.expected_chains import DEBT_CHAIN

Named = Iterator[tuple[str, object]]

EXPECTING = ChainRules(templates=(DEBT_CHAIN,))
LEVELS = (None, AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT)


def answers(
    snapshot: Snapshot, scope: Scope, *, now: datetime, changes: Changes | None = None
) -> dict[str, str]:
    """What every analysis says of a scope, by name; numbers that are none raise ``ValueError``."""
    results = (
        *_over_chains(snapshot, scope, now=now),
        *_over_actors(snapshot, scope, now=now, changes=changes or Changes()),
        *_over_areas(snapshot, scope, now=now),
    )
    return {name: json.dumps(to_plain(result), allow_nan=False) for name, result in results}


def paths(snapshot: Snapshot, scope: Scope, *, now: datetime) -> list[ChainPath]:
    """The path of every chain of a scope, in order of id."""
    names = Names.of(snapshot.directory)
    files = (
        snapshot.chain_file(chain_id)
        for chain_id in sorted(snapshot.chain_ids(snapshot.chains(scope)["chain"]))
    )
    return [
        chain_path(file, now=now, known_on=scope.known_on, names=names, rules=EXPECTING)
        for file in files
        if file is not None
    ]


def _over_chains(snapshot: Snapshot, scope: Scope, *, now: datetime) -> Named:
    for level in TraceLevel:
        yield f"variants {level}", variants(snapshot, scope, level=level)
        yield f"process map {level}", process_map(snapshot, scope, level=level)
    for limit in (2, 1000):
        found = chain_findings(snapshot, scope, now=now, limit=limit, rules=EXPECTING)
        yield f"findings {limit}", found
    yield "paths", paths(snapshot, scope, now=now)
    earlier = Period(end=now)
    yield "indicators", indicators(snapshot, scope, now=now, compared=earlier)
    for code in SHARES_OF_CASES:
        yield f"funnel {code}", funnel(snapshot, scope, code=code, now=now)


def _over_actors(snapshot: Snapshot, scope: Scope, *, now: datetime, changes: Changes) -> Named:
    for level in FlowLevel:
        yield f"flows {level}", flow_graph(snapshot, scope, level=level)
    yield "overload", overload(snapshot, scope, now=now)
    yield "structure", structure(snapshot, scope, rules=StructureRules(cut_off=1, bottleneck=0))
    net = Standing.of(snapshot, scope, now=now)
    yield "what if", what_if(net, changes)
    yield "ranking", rank_losses(net)
    yield "worst three", worst_three(net)


def _over_areas(snapshot: Snapshot, scope: Scope, *, now: datetime) -> Named:
    for level in LEVELS:
        for limit in (1, 20):
            rules = GapRules(evidence_limit=limit, single_demand=1)
            yield f"gaps {level} {limit}", gaps(snapshot, scope, now=now, level=level, rules=rules)
        apart = StructuralRules(members=1)
        side_by_side = structural_gaps(snapshot, scope, now=now, level=level, rules=apart)
        yield f"separations {level}", side_by_side
        if level is not None:
            yield f"access {level}", spatial_access(snapshot, scope, now=now, level=level)
    yield "relief", relief(snapshot, scope, now=now, level=AreaLevel.MUNICIPALITY)
