"""Routes of the analyses: flows, chains, variants, process map, gaps, access, structure, load."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.access.access import SpatialAccess
from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.flows import FlowGraph, FlowLevel
from graph_model.analysis.gaps.gaps import Gaps
from graph_model.analysis.gaps.structural import StructuralGaps
from graph_model.analysis.overload.course import LoadCourse
from graph_model.analysis.overload.overload import Overload
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.results import to_plain
from graph_model.analysis.structure.structure import Structure
from graph_model.analysis.variants import ProcessMap, TraceLevel, Variants
from graph_model.snapshot.scope import Scope
from service.access import Permission, bound_cooperative
from service.api.answers import json_answer
from service.api.caller import Caller, CallerOf
from service.api.routes import KeyedQuestionRoute
from service.schemas.queries import AccessQuery, LevelQuery, ScopeQuery

router = APIRouter(prefix="/api/v1/analyses", tags=["analyses"], route_class=KeyedQuestionRoute)

Asked = Annotated[ScopeQuery, Query()]


class FlowQuery(ScopeQuery):
    """Which flows, and what their ends are."""

    level: FlowLevel = FlowLevel.ACTOR


class TraceQuery(ScopeQuery):
    """Which chains, and what their steps are."""

    level: TraceLevel = TraceLevel.KIND


@router.get("/flows", response_model=FlowGraph)
def read_flows(caller: CallerOf, query: Annotated[FlowQuery, Query()]) -> Response:
    """Who refers to whom, how often and with what success."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.flows(scope, query.level)))


@router.get("/chains", response_model=ChainFindings)
def read_findings(caller: CallerOf, query: Asked) -> Response:
    """Dead ends, circles, repeated refusals and late answers over all chains, in figures."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.findings(scope)))


@router.get("/variants", response_model=Variants)
def read_variants(caller: CallerOf, query: Annotated[TraceQuery, Query()]) -> Response:
    """The ways that chains take, most frequent first."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.variants(scope, query.level)))


@router.get("/process-map", response_model=ProcessMap)
def read_process_map(caller: CallerOf, query: Annotated[TraceQuery, Query()]) -> Response:
    """Which recipient directly follows which, how often and after how long."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.process_map(scope, query.level)))


@router.get("/gaps", response_model=Gaps)
def read_gaps(caller: CallerOf, query: Annotated[LevelQuery, Query()]) -> Response:
    """Needs without an answer, by area, each with its cause."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.gaps(scope, query.level)))


@router.get("/access", response_model=SpatialAccess)
def read_access(caller: CallerOf, query: Annotated[AccessQuery, Query()]) -> Response:
    """Places within reach of where people live, area by area, lowest first."""
    caller.principal(Permission.READ_FIGURES)
    found = caller.figures.access(query.scope(), query.level, rules=query.rules())
    return json_answer(to_plain(found))


@router.get("/separations", response_model=StructuralGaps)
def read_separations(caller: CallerOf, query: Annotated[LevelQuery, Query()]) -> Response:
    """Areas, sectors and communities that should work together and share no edge."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.separations(scope, query.level)))


@router.get("/structure", response_model=Structure)
def read_structure(caller: CallerOf, query: Annotated[LevelQuery, Query()]) -> Response:
    """How the network is built, who stands between others, and on whom its parts hang."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.structure(scope, query.level)))


@router.get("/load", response_model=Overload)
def read_load(caller: CallerOf, query: Asked) -> Response:
    """Who is overloaded, with reasons; worst first."""
    principal = caller.principal(Permission.READ_FIGURES)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    found = caller.figures.load(scope, staff_of=principal.cooperative_id)
    return json_answer(to_plain(found))


@router.get("/load-course", response_model=LoadCourse)
def read_load_course(caller: CallerOf, query: Asked) -> Response:
    """Requests that came, ended and lay open month by month, and how soon they were answered."""
    scope = _scope(caller, query)
    return json_answer(to_plain(caller.figures.course(scope)))


@router.get("/relief", response_model=Relief)
def read_relief(caller: CallerOf, query: Annotated[LevelQuery, Query()]) -> Response:
    """Which referrals could go to whom so that nobody carries too much, and what stays."""
    principal = caller.principal(Permission.READ_FIGURES)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    found = caller.figures.relief(scope, query.level, staff_of=principal.cooperative_id)
    return json_answer(to_plain(found))


def _scope(caller: Caller, query: ScopeQuery) -> Scope:
    principal = caller.principal(Permission.READ_FIGURES)
    return query.scope(bound_cooperative(principal, query.cooperative))
