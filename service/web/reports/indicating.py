"""Sections on figures with intervals: indicators, waiting, cooperatives compared.

All counts of people are lower bounds (see ``Indicators``), and are told as such.
"""

from collections.abc import Iterator

from graph_model.analysis.indicators.course import Course, CoursePoint
from graph_model.analysis.indicators.funnel import Funnel
from graph_model.analysis.indicators.indicators import Indicator, Indicators
from graph_model.analysis.indicators.rules import IndicatorCode, Unit
from graph_model.analysis.overload.levels import Level
from graph_model.analysis.statistics.differences import Difference
from graph_model.domain.periods import Period
from service.names import language_name
from service.use_cases.evaluation import Evaluation
from service.web.reports.model import Block, Bullets, Drawing, Heading, Paragraph, Section, Table
from service.web.reports.telling import Telling
from visual.charts.chart import Chart
from visual.charts.funnel_plot import funnel_plot
from visual.charts.intervals import Bar, Scale, interval_bars


def summary(found: Evaluation, telling: Telling) -> Section:
    """What a reader with one minute takes along."""
    words, figures = telling.words, found.indicators.indicators
    blocks: list[Block] = [Paragraph(text=words["report_at_least"], is_note=True)]
    opened = _of(found.indicators, IndicatorCode.DAYS_TO_HELP).figure
    if opened is not None:
        blocks.append(Paragraph(text=words.many("summary_chains", round(opened.denominator))))
    clear = [one for one in figures if one.change is not None and one.change.is_clear]
    if clear:
        blocks.append(Paragraph(text=words.many("summary_changed", len(clear))))
        blocks.append(Bullets(points=tuple(telling.one_of(one.sentence) for one in clear)))
    else:
        blocks.append(Paragraph(text=words["summary_unchanged"]))
    hidden = sum(one.is_hidden for one in figures)
    red = [one for one in found.loads_of_organisations if one.level is Level.RED]
    rest = [words.many("summary_not_shown", hidden)] if hidden else []
    rest.append(words.many("summary_gaps", len(found.gaps.gaps)))
    rest.append(words.many("summary_load", len(red)))
    blocks.append(Bullets(points=tuple(rest)))
    return Section(key="summary", heading=words["summary_heading"], blocks=tuple(blocks))


def _of(found: Indicators, code: IndicatorCode) -> Indicator:
    return next(one for one in found.indicators if one.code is code)


def indicating(found: Evaluation, telling: Telling) -> Section:
    """All indicators: shares as a chart, everything as a table, languages."""
    words, answer = telling.words, found.indicators
    blocks: list[Block] = [
        Paragraph(text=words["indicators_intro"]),
        Drawing(chart=_shares(answer, telling), is_told_below=True),
        _table(answer, telling),
    ]
    if answer.languages:
        names = ", ".join(
            f"{language_name(one.language, telling.language)} {telling.number(one.tenants)}"
            for one in answer.languages
        )
        blocks.append(Paragraph(text=words["indicators_languages"].format(names=names)))
    return Section(key="indicators", heading=words["indicators_heading"], blocks=tuple(blocks))


def _shares(found: Indicators, telling: Telling) -> Chart:
    words = telling.words
    shown = [
        one
        for one in found.indicators
        if one.unit is Unit.SHARE and (one.figure is not None or one.earlier is not None)
    ]
    return interval_bars(
        words["indicators_shares_title"],
        [bar for one in shown for bar in _pair(one, found, telling=telling)],
        scale=Scale(unit=words["indicators_shares_unit"], highest=1, numbers="@percent"),
        words=words,
        source=words["report_of_counted"].format(period=_both(found, telling)),
    )


def _pair(one: Indicator, found: Indicators, *, telling: Telling) -> Iterator[Bar]:
    name, before = telling.one_of(one.name), telling.words["report_before"]
    figures = ((one.figure, found.scope.period, False), (one.earlier, found.compared, True))
    for figure, period, is_other in figures:
        if period is None:
            continue
        yield Bar(
            name=before if is_other else name,
            group=name,
            period=telling.months(period),
            value=None if figure is None else figure.value,
            low=None if figure is None else figure.low,
            high=None if figure is None else figure.high,
            said=telling.value(figure, one.unit, is_hidden=is_other or one.is_hidden),
            interval=telling.interval(figure, one.unit),
            rests_on=telling.rests_on(figure, one.code, unit=one.unit),
            is_other=is_other,
        )


def _both(found: Indicators, telling: Telling) -> str:
    told = telling.period(found.scope.period)
    if found.compared is None:
        return told
    other = telling.words["report_compared"].format(period=telling.period(found.compared))
    return f"{told}, {other}"


def _table(found: Indicators, telling: Telling) -> Table:
    words = telling.words
    columns = (
        Heading(text=words["methods_name"]),
        Heading(text=words["indicators_value"], is_figure=True),
        Heading(text=words["indicators_interval"], is_figure=True),
        Heading(text=words["indicators_rests_on"]),
        Heading(text=words["report_before"], is_figure=True),
        Heading(text=words["indicators_change"]),
    )
    rows = tuple(
        (
            telling.one_of(one.name),
            telling.value(one.figure, one.unit, is_hidden=one.is_hidden),
            telling.interval(one.figure, one.unit),
            telling.rests_on(one.figure, one.code, unit=one.unit),
            words["report_none"]
            if one.earlier is None
            else telling.value(one.earlier, one.unit, is_hidden=False),
            _change(one.change, one.unit, telling=telling),
        )
        for one in found.indicators
    )
    return Table(
        caption=f"{words['indicators_table']}, {_both(found, telling)}", columns=columns, rows=rows
    )


def _change(change: Difference | None, unit: Unit, *, telling: Telling) -> str:
    words = telling.words
    if change is None:
        return words["report_none"]
    scale = 100 if unit is Unit.SHARE else 1
    value, low, high = (
        _signed(scale * one, telling) for one in (change.value, change.low, change.high)
    )
    points = f" {words['indicators_points']}" if unit is Unit.SHARE else ""
    meaning = words["indicators_clear" if change.is_clear else "indicators_chance"]
    return f"{value}{points} ({low} … {high}): {meaning}"


def _signed(value: float, telling: Telling) -> str:
    rounded = round(value, 1)
    sign = "" if rounded == 0 else "+" if rounded > 0 else "−"
    return f"{sign}{telling.number(abs(rounded), 1)}"


def waiting(found: Evaluation, telling: Telling) -> Section:
    """How long people wait for help, and those asked take to answer, quarter by quarter."""
    words = telling.words
    days, answers = found.courses
    return Section(
        key="waiting",
        heading=words["waits_heading"],
        blocks=(
            Drawing(
                chart=_course(
                    days,
                    telling,
                    title=words["waits_days_title"],
                    scale=Scale(unit=words["waits_days_unit"]),
                )
            ),
            Drawing(
                chart=_course(
                    answers,
                    telling,
                    title=words["waits_answer_title"],
                    scale=Scale(
                        unit=words["indicators_shares_unit"], highest=1, numbers="@percent"
                    ),
                )
            ),
        ),
    )


def _course(found: Course, telling: Telling, *, title: str, scale: Scale) -> Chart:
    last = found.points[-1].period if found.points else Period()
    return interval_bars(
        title,
        [_bar_of(one, found, telling=telling) for one in found.points],
        scale=scale,
        words=telling.words,
        source=telling.words["report_of_counted"].format(
            period=telling.period(Period(end=last.end))
        ),
    )


def _bar_of(one: CoursePoint, found: Course, *, telling: Telling) -> Bar:
    figure = one.figure
    return Bar(
        name=telling.months(one.period),
        group=telling.one_of(found.name),
        period=telling.months(one.period),
        value=None if figure is None else figure.value,
        low=None if figure is None else figure.low,
        high=None if figure is None else figure.high,
        said=telling.value(figure, found.unit, is_hidden=one.is_hidden),
        interval=telling.interval(figure, found.unit),
        rests_on=telling.rests_on(figure, found.code, unit=found.unit),
    )


def comparing(found: Funnel, telling: Telling) -> Section:
    """One share across cooperatives, against chance."""
    words = telling.words
    blocks: list[Block] = [Paragraph(text=words["funnel_intro"], is_note=True)]
    target = found.target
    if target is None or target.value is None or not found.points:
        blocks.append(Paragraph(text=words["funnel_none"]))
    else:
        source = words["funnel_source"].format(
            target=telling.share(target.value),
            count=telling.number(target.denominator),
            period=telling.period(found.scope.period),
        )
        blocks.append(Drawing(chart=funnel_plot(found, words=words, source=source)))
    return Section(key="funnel", heading=words["funnel_heading"], blocks=tuple(blocks))
