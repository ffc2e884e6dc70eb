"""Sections on the ways of help chains: flows step by step, variants, process map."""

from graph_model.analysis.variants import ProcessMap, Variants
from service.use_cases.evaluation import Evaluation
from service.web.reports.model import Block, Drawing, Heading, Paragraph, Section, Table
from service.web.reports.telling import Telling
from visual.charts.process_map import process_chart
from visual.charts.sankey import sankey

_MOST_WAYS = 15


def ways(found: Evaluation, telling: Telling) -> Section:
    """The flows from step to step, and the most frequent ways."""
    words, answer = telling.words, found.ways
    blocks: list[Block] = []
    if answer.scope.period != found.scope.period:
        blocks.append(Paragraph(text=words["ways_widened"], is_note=True))
    if not answer.variants:
        blocks.append(Paragraph(text=words["ways_none"]))
    else:
        chart = sankey(
            answer.variants,
            name_of=lambda step: telling.step(step, answer.level),
            words=words,
            source=_ways_source(answer, telling),
        )
        blocks += [Drawing(chart=chart), _table(answer, telling)]
    return Section(key="ways", heading=words["ways_heading"], blocks=tuple(blocks))


def _ways_source(found: Variants, telling: Telling) -> str:
    shown = telling.number(sum(one.chains for one in found.variants))
    period = telling.period(found.scope.period)
    if found.chains is None:
        return telling.words["ways_source_hidden"].format(shown=shown, period=period)
    return telling.words["ways_source"].format(
        shown=shown, total=telling.number(found.chains), period=period
    )


def _table(found: Variants, telling: Telling) -> Table:
    words = telling.words
    rows = tuple(
        (
            " → ".join(telling.step(step, found.level) for step in one.trace),
            telling.number(one.chains),
            words["report_hidden"] if one.share is None else telling.share(one.share),
        )
        for one in found.variants[:_MOST_WAYS]
    )
    rest = len(found.variants) - len(rows)
    return Table(
        caption=f"{words['ways_table']}, {telling.period(found.scope.period)}",
        columns=(
            Heading(text=words["ways_way"]),
            Heading(text=words["ways_chains"], is_figure=True),
            Heading(text=words["ways_share"], is_figure=True),
        ),
        rows=rows,
        below=words.many("report_more", rest) if rest > 0 else "",
    )


def passing(found: Evaluation, telling: Telling) -> Section:
    """The process map."""
    words, answer = telling.words, found.process
    blocks: list[Block] = []
    if answer.scope.period != found.scope.period:
        blocks.append(Paragraph(text=words["ways_widened"], is_note=True))
    if not answer.edges:
        blocks.append(Paragraph(text=words["process_none"]))
    else:
        chart = process_chart(
            answer,
            name_of=lambda step: telling.step(step, answer.level),
            words=words,
            source=_process_source(answer, telling),
        )
        blocks.append(Drawing(chart=chart))
    return Section(key="process", heading=words["process_heading"], blocks=tuple(blocks))


def _process_source(found: ProcessMap, telling: Telling) -> str:
    shown = telling.number(sum(one.count for one in found.edges))
    period = telling.period(found.scope.period)
    if found.referrals is None:
        return telling.words["process_source_hidden"].format(shown=shown, period=period)
    return telling.words["process_source"].format(
        shown=shown, total=telling.number(found.referrals), period=period
    )
