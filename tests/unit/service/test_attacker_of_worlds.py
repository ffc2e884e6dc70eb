"""Who knows the program, and lets it answer for all small worlds, works nobody out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import pytest

from graph_model.analysis.chains.findings import chain_findings
from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.gaps.gaps import gaps
from graph_model.analysis.indicators.course import CourseQuery, course
from graph_model.analysis.indicators.funnel import funnel
from graph_model.analysis.indicators.indicators import indicators
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.analysis.overload.course import load_course
from graph_model.analysis.overload.overload import overload
from graph_model.analysis.structure.structure import structure
from graph_model.analysis.variants import TraceLevel, process_map, variants
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests.attacking import NOW, ground, months
from tests.attacking_worlds import Universe, worked_out

Ask = Callable[[Snapshot, Scope], Iterator[object]]


def flows(snapshot: Snapshot, scope: Scope) -> Iterator[object]:
    for level in (FlowLevel.ACTOR, FlowLevel.KIND):
        yield flow_graph(snapshot, scope, level=level)


def ties(snapshot: Snapshot, scope: Scope) -> Iterator[object]:
    yield structure(snapshot, scope)
    yield flow_graph(snapshot, scope)


def ways(snapshot: Snapshot, scope: Scope) -> Iterator[object]:
    yield variants(snapshot, scope, level=TraceLevel.ACTOR)
    yield process_map(snapshot, scope, level=TraceLevel.ACTOR)


def shares(snapshot: Snapshot, scope: Scope) -> Iterator[object]:
    yield indicators(snapshot, scope, now=NOW)
    yield funnel(snapshot, scope, code=IndicatorCode.GOT_HELP, now=NOW)


ASKED: dict[str, Ask] = {
    "flows": flows,
    "structure": ties,
    "ways": ways,
    "gaps": lambda snapshot, scope: iter([gaps(snapshot, scope, now=NOW)]),
    "findings": lambda snapshot, scope: iter([chain_findings(snapshot, scope, now=NOW)]),
    "indicators": shares,
    "course of an indicator": lambda snapshot, scope: iter(
        [course(snapshot, scope, query=_BY_QUARTER, now=NOW)]
    ),
    # For many the load has no period (see ``Questions.load``).
    "load": lambda snapshot, scope: iter(
        [overload(snapshot, replace(scope, period=Period()), now=NOW)]
    ),
    "course of load": lambda snapshot, scope: iter([load_course(snapshot, scope, now=NOW)]),
}

_BY_QUARTER = CourseQuery(
    code=IndicatorCode.GOT_HELP,
    periods=(months(2025, 1, count=3), months(2025, 4, count=3)),
)

UNIVERSES = {
    "areas and months": Universe.of(area=("a1", "a2"), month=(3, 4)),
    "whom and houses": Universe.of(recipient=("p1", "p2"), house=("g1", "g2")),
    "what came and areas": Universe.of(course=("accepted", "rejected"), area=("a1", "a2")),
}


def told(snapshot: Snapshot, scopes: Sequence[Scope], *, ask: Ask, hides: bool) -> object:
    """Every word and figure of the answers."""
    known = ground(snapshot)
    return tuple(
        repr(replace(disclosed(answer, known) if hides else answer, scope=None))  # type: ignore[type-var]
        for scope in scopes
        for answer in ask(snapshot, scope)
    )


# Load is exact or hidden: who knows how many cases there are may learn from what is hidden, if he
# knows the program (docs/analyses/suppression.md).
TRIED = [
    (name, universe)
    for name in ASKED
    for universe in UNIVERSES
    if (name, universe) != ("load", "what came and areas")
]


@pytest.mark.parametrize("people", [3, 4])
@pytest.mark.parametrize(("name", "universe"), TRIED)
def test_in_no_small_world_anybody_is_worked_out(name: str, universe: str, people: int) -> None:
    asked = partial(told, ask=ASKED[name], hides=True)
    assert worked_out(UNIVERSES[universe], asked, people=people) == []


@pytest.mark.parametrize("name", ASKED)
def test_without_suppression_he_works_out_somebody(name: str) -> None:
    asked = partial(told, ask=ASKED[name], hides=False)
    assert worked_out(UNIVERSES["what came and areas"], asked, people=3)
