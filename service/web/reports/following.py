"""Sections on the ways of help chains: flows step by step, variants, process map.

All counts are lower bounds (see ``Variants``), and are told as such.
"""

from graph_model.analysis.variants import Variants
from service.use_cases.evaluation import Evaluation
from service.web.reports.model import Block, Drawing, Heading, Paragraph, Section, Table
from service.web.reports.telling import Telling
from visual.charts.process_map import process_chart
from visual.charts.sankey import sankey

_MOST_WAYS = 15


def ways(found: Evaluation, telling: Telling) -> Section:
    """The flows from step to step, and the most frequent ways."""
    words, answer = telling.words, found.ways
    blocks: tuple[Block, ...] = (Paragraph(text=words["ways_none"]),)
    if answer.variants:
        chart = sankey(
            answer,
            name_of=lambda step: telling.step(step, answer.level),
            words=words,
            source=telling.out_of(
                sum(one.chains for one in answer.variants),
                answer.chains,
                key="ways_source",
                period=answer.scope.period,
            ),
        )
        blocks = (_at_least(telling), Drawing(chart=chart), _table(answer, telling))
    return Section(key="ways", heading=words["ways_heading"], blocks=blocks)


def _table(found: Variants, telling: Telling) -> Table:
    words = telling.words
    rows = tuple(
        (
            " → ".join(telling.step(step, found.level) for step in one.trace),
            telling.number(one.chains),
            telling.share(one.share),
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
    blocks: tuple[Block, ...] = (Paragraph(text=words["process_none"]),)
    if answer.edges:
        chart = process_chart(
            answer,
            name_of=lambda step: telling.step(step, answer.level),
            words=words,
            source=telling.out_of(
                sum(one.count for one in answer.edges),
                answer.referrals,
                key="process_source",
                period=answer.scope.period,
            ),
        )
        blocks = (_at_least(telling), Drawing(chart=chart))
    return Section(key="process", heading=words["process_heading"], blocks=blocks)


def _at_least(telling: Telling) -> Paragraph:
    return Paragraph(text=telling.words["ways_at_least"], is_note=True)
