"""A report put together from the answers of an evaluation."""

from collections.abc import Mapping

from graph_model.analysis.indicators.quality import QualityCode
from graph_model.analysis.overload.levels import Level
from graph_model.analysis.overload.overload import ActorLoad
from graph_model.domain.checks import local_day
from graph_model.snapshot.directory import Directory
from service.names import area_name
from service.use_cases.evaluation import Evaluation
from service.web.reports.following import passing, ways
from service.web.reports.indicating import comparing, indicating, summary, waiting
from service.web.reports.model import Heading, Paragraph, Report, Section, Table
from service.web.reports.telling import Telling

_MOST_GAPS = 10
_MOST_LOADS = 10
_KINDS: Mapping[QualityCode, str] = {
    QualityCode.NO_AREA: "quality_missing",
    QualityCode.NO_TRIGGER: "quality_missing",
    QualityCode.NO_LANGUAGE: "quality_missing",
    QualityCode.NO_SERVICE: "quality_missing",
    QualityCode.CHAIN_LATE: "quality_late",
    QualityCode.STEP_LATE: "quality_late",
    QualityCode.CLOSED_TOO_EARLY: "quality_contradictory",
    QualityCode.ASKED_OUTSIDE: "quality_contradictory",
    QualityCode.HELP_UNRECORDED: "quality_contradictory",
}


def report_of(found: Evaluation, directory: Directory, *, language: str) -> Report:
    """The report of an evaluation in one language.

    People are not named in it: of those who carry much, only organisations are.
    """
    telling = Telling(language, directory)
    words = telling.words
    sections = [
        summary(found, telling),
        indicating(found, telling),
        ways(found, telling),
        passing(found, telling),
        waiting(found, telling),
        _gaps_and_load(found, telling),
        _quality(found, telling),
        _methods(found, telling),
    ]
    if found.funnel is not None:
        sections.insert(2, comparing(found.funnel, telling))
    compared = found.indicators.compared
    period = words["report_period"].format(period=telling.period(found.scope.period))
    if compared is not None:
        other = words["report_compared"].format(period=telling.period(compared))
        period = f"{period}, {other}"
    return Report(
        title=words["report_title"],
        language=language,
        subject=_subject(found, telling),
        period=period,
        as_of=words["report_as_of"].format(day=telling.day(local_day(found.indicators.until))),
        sections=tuple(sections),
    )


def _subject(found: Evaluation, telling: Telling) -> str:
    words, scope, directory = telling.words, found.scope, telling.directory
    parts = []
    if scope.cooperative_id is not None:
        name = directory.actor_name(scope.cooperative_id)
        parts.append(words["report_of_house"].format(name=name))
    if scope.area_id is not None:
        name = area_name(directory.areas, scope.area_id)
        parts.append(words["report_of_area"].format(name=name))
    if scope.need_codes:
        name = ", ".join(directory.need_label(one, telling.language) for one in scope.need_codes)
        parts.append(words["report_of_needs"].format(name=name))
    return " · ".join(parts) or words["report_everything"]


def _gaps_and_load(found: Evaluation, telling: Telling) -> Section:
    words = telling.words
    return Section(
        key="gaps",
        heading=words["gaps_heading"],
        blocks=(_gaps(found, telling), _loads(found, telling)),
    )


def _gaps(found: Evaluation, telling: Telling) -> Table:
    words, directory = telling.words, telling.directory
    rows = tuple(
        (
            words["gaps_any"]
            if gap.need_code is None
            else directory.need_label(gap.need_code, telling.language),
            gap.area_name,
            telling.count(gap.evidence.unmet),
            telling.one_of(gap.sentence),
        )
        for gap in found.gaps.gaps[:_MOST_GAPS]
    )
    rest = len(found.gaps.gaps) - len(rows)
    return Table(
        caption=f"{words['gaps_table']}, {telling.period(found.gaps.scope.period)}",
        columns=(
            Heading(text=words["gaps_need"]),
            Heading(text=words["gaps_area"]),
            Heading(text=words["gaps_unmet"], is_figure=True),
            Heading(text=words["gaps_means"]),
        ),
        rows=rows,
        below=telling.more(rest),
    )


def _loads(found: Evaluation, telling: Telling) -> Table:
    words = telling.words
    shown = [one for one in found.loads_of_organisations if one.level in (Level.RED, Level.AMBER)]
    rest = len(shown) - _MOST_LOADS
    return Table(
        caption=f"{words['load_table']}, {telling.day(local_day(found.load.now))}",
        columns=(
            Heading(text=words["load_level"]),
            Heading(text=words["load_who"]),
            Heading(text=words["load_open"], is_figure=True),
            Heading(text=words["load_why"]),
        ),
        rows=tuple(
            (
                words[f"load_{one.level}"],
                one.actor_name,
                telling.count(one.open_load),
                _why(one, telling),
            )
            for one in shown[:_MOST_LOADS]
        ),
        below=telling.more(rest),
    )


def _why(load: ActorLoad, telling: Telling) -> str:
    return " ".join(one.said(telling.language) for one in load.reasons)


def _quality(found: Evaluation, telling: Telling) -> Section:
    words, answer = telling.words, found.indicators
    rows = tuple(
        (
            words[_KINDS[one.code]],
            telling.one_of(one.words),
            telling.count(one.count),
            telling.count(one.total),
        )
        for one in answer.quality
    )
    table = Table(
        caption=f"{words['quality_table']}, {telling.period(answer.scope.period)}",
        columns=(
            Heading(text=words["quality_kind"]),
            Heading(text=words["quality_what"]),
            Heading(text=words["quality_count"], is_figure=True),
            Heading(text=words["quality_total"], is_figure=True),
        ),
        rows=rows,
    )
    intro = words["quality_intro"].format(days=answer.rules.late_days)
    return Section(
        key="quality", heading=words["quality_heading"], blocks=(Paragraph(text=intro), table)
    )


def _methods(found: Evaluation, telling: Telling) -> Section:
    words = telling.words
    definitions = Table(
        caption=words["methods_definitions"],
        columns=tuple(
            Heading(text=words[f"methods_{name}"]) for name in ("name", "numerator", "denominator")
        ),
        rows=tuple(
            tuple(telling.one_of(text) for text in (one.name, one.numerator, one.denominator))
            for one in found.indicators.indicators
        ),
    )
    notes = [
        words["methods_hidden"].format(minimum=telling.number(found.minimum)),
        words["methods_periods"],
        words["methods_intervals"],
        words["methods_limits"],
    ]
    return Section(
        key="methods",
        heading=words["methods_heading"],
        blocks=(*(Paragraph(text=one) for one in notes), definitions),
    )
