"""Auswertung: a period's flows, ways, waits and indicators beside another's, and the report."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from graph_model.analysis.indicators.rules import SHARES_OF_CASES
from graph_model.analysis.indicators.words import WORDS
from graph_model.analysis.variants import TraceLevel
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from service.access import Permission, Principal, bound_cooperative
from service.api.caller import CallerOf
from service.api.errors import language_of_request
from service.api.routes import QuestionRoute
from service.schemas.queries import period_of
from service.use_cases.evaluation import Evaluation, EvaluationQuery, evaluation_of
from service.use_cases.questions import Questions
from service.web import choices
from service.web.frame import framed
from service.web.queries import Evaluated, scope_of
from service.web.reports.building import report_of
from service.web.reports.making import ReportKind, report_file
from service.web.reports.page import POLICY
from service.web.reports.telling import Telling
from service.web.session import demand_reader
from service.words import words

questions = APIRouter(include_in_schema=False, route_class=QuestionRoute)

Asked = Annotated[Evaluated, Query()]

_YEARS = 6
"""So many years can be chosen by one click."""


@questions.get("/evaluation")
def show_evaluation(caller: CallerOf, asked: Asked) -> Response:
    """How the network did in a period."""
    principal = demand_reader(caller, Permission.READ_FIGURES)
    language = language_of_request(caller.request)
    figures = caller.figures
    found = evaluation_of(figures, _query(asked, principal))
    directory = figures.snapshot.directory
    return framed(
        caller,
        principal,
        "evaluation.html",
        title=words(language)["evaluation_title"],
        draws=True,
        report=report_of(found, directory, language=language),
        asked=asked,
        period=_days(found.scope.period),
        compared=_days(found.indicators.compared),
        years=_years(figures, asked),
        cooperatives=choices.of_cooperatives(directory, principal.cooperative_id),
        needs=choices.of_needs(directory, language),
        areas=choices.of_areas(directory.areas),
        levels=[(one.value, words(language)[f"evaluation_level_{one}"]) for one in TraceLevel],
        shares=_shares(found, Telling(language, directory)),
        downloads=[
            (
                asked.address(f"/evaluation/report.{kind}"),
                words(language)[f"evaluation_report_{kind}"],
            )
            for kind in ReportKind
        ],
    )


@questions.get("/evaluation/report.{kind}")
def download_report(kind: ReportKind, caller: CallerOf, asked: Asked) -> Response:
    """The same as a file to print and to pass on."""
    principal = demand_reader(caller, Permission.READ_FIGURES)
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
    other = period_of(asked.compare_from, asked.compare_to)
    return EvaluationQuery(
        scope=scope_of(asked, bound_cooperative(principal, asked.cooperative)),
        compared=None if other == Period() else other,
        level=asked.level,
        share=asked.share,
        staff_of=principal.cooperative_id,
    )


def _years(figures: Questions, asked: Evaluated) -> choices.Choices:
    """Addresses of the same question for whole years, the latest first, each beside the one before.

    Whole years are where least is hidden.
    """
    first = figures.snapshot.first_requested_at
    if first is None:
        return []
    latest = local_day(figures.now).year
    oldest = max(local_day(first).year, latest - _YEARS + 1)
    return [(_in_year(asked, year), f"{year}") for year in range(latest, oldest - 1, -1)]


def _in_year(asked: Evaluated, year: int) -> str:
    before, begin, end = (f"{one}-01-01" for one in (year - 1, year, year + 1))
    days = {"compare_from": before, "compare_to": begin, "from": begin, "to": end}
    return asked.address("/evaluation", **days)


def _days(period: Period | None) -> tuple[str, str]:
    """The first day of a period and the one after its last, as fields of a form hold them."""
    if period is None:
        return "", ""
    bounds = (period.start, period.end)
    first, end = ("" if one is None else local_day(one).isoformat() for one in bounds)
    return first, end


def _shares(found: Evaluation, telling: Telling) -> choices.Choices:
    """What cooperatives can be compared by; nothing where there is one only."""
    if found.funnel is None:
        return []
    return [(code.value, telling.one_of(WORDS[code].name)) for code in SHARES_OF_CASES]
