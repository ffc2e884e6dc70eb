"""Routes of suppositions: what if somebody stops, loses or gains places, or opens a service."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.what_if import WhatIf
from graph_model.analysis.resilience.worst import WorstThree
from graph_model.analysis.results import to_plain
from graph_model.snapshot.scope import Scope
from service.access import Permission, bound_cooperative
from service.api.answers import json_answer
from service.api.caller import Caller, CallerOf
from service.api.routes import KeyedQuestionRoute
from service.schemas.queries import LevelQuery, WhatIfQuery
from service.use_cases.supposing import changes_of

router = APIRouter(
    prefix="/api/v1/analyses/what-if", tags=["analyses"], route_class=KeyedQuestionRoute
)


@router.get("", response_model=WhatIf)
def read_what_if(caller: CallerOf, query: Annotated[WhatIfQuery, Query()]) -> Response:
    """What it would do if partners stopped, lost or gained places, or opened a service."""
    scope, staff_of = _asked(caller, query)
    changes = changes_of(query.without, query.places, opened=query.opened)
    found = caller.figures.what_if(scope, query.level, changes=changes, staff_of=staff_of)
    return json_answer(to_plain(found))


@router.get("/ranking", response_model=LossRanking)
def read_ranking(caller: CallerOf, query: Annotated[LevelQuery, Query()]) -> Response:
    """All partners and offices by what the loss of each would cost, the dearest first."""
    scope, staff_of = _asked(caller, query)
    return json_answer(to_plain(caller.figures.losses(scope, query.level, staff_of=staff_of)))


@router.get("/worst-three", response_model=WorstThree)
def read_worst_three(caller: CallerOf, query: Annotated[LevelQuery, Query()]) -> Response:
    """The three whose joint loss would leave most people without anybody."""
    scope, staff_of = _asked(caller, query)
    found = caller.figures.worst_three(scope, query.level, staff_of=staff_of)
    return json_answer(to_plain(found))


def _asked(caller: Caller, query: LevelQuery) -> tuple[Scope, str | None]:
    principal = caller.principal(Permission.READ_FIGURES)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    return scope, principal.cooperative_id
