"""Auswertung: a period's flows, ways, waits and indicators beside another's, and the report."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from graph_model.analysis.indicators.rules import SHARES_OF_CASES
from graph_model.analysis.indicators.words import WORDS
from graph_model.analysis.variants import TraceLevel
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from service.access import Permission, Principal, bound_cooperative, demand
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.reports.building import report_of
from service.reports.making import ReportKind, report_file
from service.reports.page import POLICY
from service.reports.telling import Telling
from service.schemas.queries import period_of
from service.use_cases.evaluation import Evaluation, EvaluationQuery, evaluation_of
from service.web import choices
from service.web.frame import framed, signed_out
from service.web.queries import Evaluated
from service.web.session import visitor
from service.web.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

_DAY = timedelta(days=1)

Asked = Annotated[Evaluated, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A period as the fields of the form hold it: the first and the last day, or nothing."""

    first: str
    last: str

    @classmethod
    def of(cls, period: Period | None) -> "Days":
        """The days of a period."""
        if period is None:
            return cls(first="", last="")
        return cls(
            first="" if period.start is None else local_day(period.start).isoformat(),
            last="" if period.last_day is None else period.last_day.isoformat(),
        )


@questions.get("/evaluation")
def show_evaluation(caller: CallerOf, asked: Asked) -> Response:
    """How the network did in a period."""
    principal = visitor(caller)
    if principal is None:
        return signed_out(caller)
    demand(principal, Permission.READ_FIGURES)
    language = language_of_request(caller.request)
    figures = caller.figures
    found = evaluation_of(figures, _query(asked, principal))
    directory = figures.snapshot.directory
    query = _address(asked)
    return framed(
        caller,
        principal,
        "evaluation.html",
        title=words(language)["evaluation_title"],
        draws=True,
        report=report_of(found, directory, language=language),
        asked=asked,
        period=Days.of(found.scope.period),
        compared=Days.of(found.indicators.compared),
        houses=_houses(caller) if principal.cooperative_id is None else (),
        needs=choices.of_needs(directory, language),
        areas=choices.of_areas(directory.areas),
        levels=[(one.value, words(language)[f"evaluation_level_{one}"]) for one in TraceLevel],
        shares=_shares(found, Telling(language, directory)),
        downloads=[
            (f"/evaluation/report.{kind}{query}", words(language)[f"evaluation_report_{kind}"])
            for kind in ReportKind
        ],
    )


@questions.get("/evaluation/report.{kind}")
def download_report(kind: ReportKind, caller: CallerOf, asked: Asked) -> Response:
    """The same as a file to print and to pass on."""
    principal = visitor(caller)
    if principal is None:
        return signed_out(caller)
    demand(principal, Permission.READ_FIGURES)
    language = language_of_request(caller.request)
    content = report_file(
        caller.figures,
        _query(asked, principal),
        kind=kind,
        language=language,
        drawer=caller.services.bundle.drawer,
    )
    name = f"{words(language)['report_file']}.{kind}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, kind.media_type)


def _query(asked: Evaluated, principal: Principal) -> EvaluationQuery:
    """The question behind an address; whoever is bound to a cooperative asks about that one."""
    other = period_of(asked.compare_first, _after(asked.compare_last))
    return EvaluationQuery(
        scope=Scope(
            period=period_of(asked.first, _after(asked.last)),
            area_id=asked.area,
            need_codes=() if asked.need is None else (asked.need,),
            cooperative_id=bound_cooperative(principal, asked.cooperative),
        ),
        compared=None if other == Period() else other,
        level=asked.level,
        share=asked.share,
        staff_of=principal.cooperative_id,
    )


def _after(last: date | None) -> date | None:
    return None if last is None else last + _DAY


def _address(asked: Evaluated) -> str:
    """What was asked as the end of an address."""
    told = asked.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return f"?{urlencode(told)}" if told else ""


def _houses(caller: Caller) -> choices.Choices:
    actors = caller.figures.snapshot.directory.actors.values()
    found = [(one.id, one.name) for one in actors if one.kind is ActorKind.COOPERATIVE]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _shares(found: Evaluation, telling: Telling) -> choices.Choices:
    """What cooperatives can be compared by; nothing where there is one only."""
    if found.funnel is None:
        return []
    return [(code.value, telling.one_of(WORDS[code].name)) for code in SHARES_OF_CASES]
