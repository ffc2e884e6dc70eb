"""Routes of the evaluation: indicators, period against period, and the funnel."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from graph_model.analysis.indicators.funnel import Funnel
from graph_model.analysis.indicators.indicators import Indicators
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.analysis.results import to_plain
from graph_model.domain.periods import Period
from service.access import Permission, bound_cooperative
from service.api.answers import json_answer
from service.api.caller import CallerOf
from service.api.routes import KeyedQuestionRoute
from service.schemas import fields as f
from service.schemas.queries import ScopeQuery, period_of

router = APIRouter(prefix="/api/v1/analyses", tags=["analyses"], route_class=KeyedQuestionRoute)


class IndicatorQuery(ScopeQuery):
    """Which period, and which one to hold it against; the last four whole quarters if open."""

    compare_from: Annotated[
        f.Day | None, Field(description="first day to compare with; the period before if open")
    ] = None
    compare_to: Annotated[
        f.Day | None, Field(description="first day that no longer counts there")
    ] = None

    def compared(self) -> Period | None:
        """The other period, if one was named.

        Raises
        ------
        InvalidValueError
            If it runs backwards.
        """
        found = period_of(self.compare_from, self.compare_to)
        return None if found == Period() else found


class FunnelQuery(ScopeQuery):
    """Which share to compare, in which period; the last four whole quarters if open."""

    indicator: IndicatorCode = IndicatorCode.ANSWERED_IN_TIME


@router.get("/indicators", response_model=Indicators)
def read_indicators(caller: CallerOf, query: Annotated[IndicatorQuery, Query()]) -> Response:
    """The agreed indicators of a period beside another, with intervals and the records' faults."""
    principal = caller.principal(Permission.READ_FIGURES)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    found = caller.figures.indicators(scope, compared=query.compared())
    return json_answer(to_plain(found))


@router.get("/funnel", response_model=Funnel)
def read_funnel(caller: CallerOf, query: Annotated[FunnelQuery, Query()]) -> Response:
    """One share across cooperatives with the limits of chance, by name and not by figure."""
    principal = caller.principal(Permission.READ_FIGURES)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    return json_answer(to_plain(caller.figures.funnel(scope, query.indicator)))
