"""Sections on the ways of help chains: flows step by step, variants, process map."""

from graph_model.analysis.variants import Variants
from graph_model.snapshot.scope import Scope
from service.use_cases.evaluation import Evaluation
from service.web.reports.model import Block, Drawing, Heading, Paragraph, Section, Table
from service.web.reports.telling import Telling
from visual.charts.process_map import process_chart
from visual.charts.sankey import sankey

_MOST_WAYS = 15


def ways(found: Evaluation, telling: Telling) -> Section:
    """The flows from step to step, and the most frequent ways."""
    words, answer = telling.words, found.ways
    blocks = _widened(answer.scope, found, telling=telling)
    if not answer.variants:
        blocks.append(Paragraph(text=words["ways_none"]))
    else:
        chart = sankey(
            answer.variants,
            name_of=lambda step: telling.step(step, answer.level),
            words=words,
            source=telling.out_of(
                sum(one.chains for one in answer.variants),
                answer.chains,
                keys=("ways_source", "ways_source_hidden"),
                period=answer.scope.period,
            ),
        )
        blocks += [Drawing(chart=chart), _table(answer, telling)]
    return Section(key="ways", heading=words["ways_heading"], blocks=tuple(blocks))


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
        below=telling.more(rest),
    )


def passing(found: Evaluation, telling: Telling) -> Section:
    """The process map."""
    words, answer = telling.words, found.process
    blocks = _widened(answer.scope, found, telling=telling)
    if not answer.edges:
        blocks.append(Paragraph(text=words["process_none"]))
    else:
        chart = process_chart(
            answer,
            name_of=lambda step: telling.step(step, answer.level),
            words=words,
            source=telling.out_of(
                sum(one.count for one in answer.edges),
                answer.referrals,
                keys=("process_source", "process_source_hidden"),
                period=answer.scope.period,
            ),
        )
        blocks.append(Drawing(chart=chart))
    return Section(key="process", heading=words["process_heading"], blocks=tuple(blocks))


def _widened(shown: Scope, found: Evaluation, *, telling: Telling) -> list[Block]:
    """A note where more than the period is shown, since that alone would hide nearly all."""
    if shown.period == found.scope.period:
        return []
    return [Paragraph(text=telling.words["ways_widened"], is_note=True)]
