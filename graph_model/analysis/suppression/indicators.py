"""Indicators and the funnel without what would tell of too few people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.course import Course, CoursePoint
from graph_model.analysis.indicators.facts import IndicatorFacts
from graph_model.analysis.indicators.figures import Figure, figure_of, languages_of, share_figure
from graph_model.analysis.indicators.funnel import Funnel, funnel_of
from graph_model.analysis.indicators.indicators import Indicators, facts_of, indicator_of
from graph_model.analysis.indicators.quality import QualityCode, QualityCount, faults
from graph_model.analysis.indicators.rules import SHARES_OF_CASES, IndicatorCode, IndicatorRules
from graph_model.analysis.suppression.labels import of_time
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

ViewsOf = Callable[[IndicatorCode | QualityCode], Views]

_OF_ORGANISATIONS = frozenset({IndicatorCode.NETWORK_GROWTH, IndicatorCode.SHARED_PARTNERS})
_OF_PEOPLE = frozenset(
    {
        IndicatorCode.TENANTS_REACHED,
        IndicatorCode.TENANTS_PER_KUEMMERER,
        IndicatorCode.OTHER_LANGUAGES,
    }
)


def indicator_views(
    snapshot: Snapshot,
    code: IndicatorCode,
    *,
    now: datetime,
    rules: IndicatorRules,
    minimum: int,
) -> Views:
    """The blocks of what an indicator counts, by the part that each plays."""
    rows = _counted(facts_of(snapshot, Scope(), now=now, rules=rules), code)
    return _by_part(rows, snapshot, minimum=minimum)


def quality_views(
    snapshot: Snapshot, *, now: datetime, rules: IndicatorRules, minimum: int
) -> dict[QualityCode, Views]:
    """For each fault the blocks of the records looked at, by whether they have it."""
    found = faults(facts_of(snapshot, Scope(), now=now, rules=rules))
    return {code: _by_part(rows, snapshot, minimum=minimum) for code, rows in found.items()}


def _by_part(rows: pl.DataFrame, snapshot: Snapshot, *, minimum: int) -> Views:
    need = pl.lit(None, dtype=pl.Categorical())
    facts = rows.with_columns(pl.col("key").cast(pl.Int64), need=need).sort("person")
    part = facts["part"].cast(pl.Int64).fill_null(-1).to_numpy() + 1
    # Time comes first, because indicators are asked for by quarters, and mostly of all together.
    years, quarters, _ = of_time(facts["at"])
    cells = [years, quarters, part.astype(np.int64)]
    return views_of(facts, snapshot.directory, cells=cells, minimum=minimum)


def _counted(facts: IndicatorFacts, code: IndicatorCode) -> pl.DataFrame:
    """One row for each fact: ``key``, ``person``, ``cooperative``, ``area``, ``at``, ``part``."""
    if code in SHARES_OF_CASES:
        return facts.shares(code)
    if code is IndicatorCode.DAYS_TO_HELP:
        return facts.opened.select(
            "person", "cooperative", "area", key="chain", at="opened_at", part="is_over"
        )
    speaks = languages_of(facts).select(
        "person", part=pl.col("languages").list.eval(pl.element() != "de").list.any()
    )
    return facts.people.join(speaks, on="person", how="left", maintain_order="left")


def indicators_for_many(
    found: Indicators, snapshot: Snapshot, *, views_of_code: ViewsOf, now: datetime
) -> Indicators:
    """The indicators whose numerator and whose rest may both be shown.

    Languages that too few speak are left out. Of a fault of the records either both figures are
    shown or none.
    """

    def figures(scope: Scope) -> dict[IndicatorCode, Figure | None]:
        facts = facts_of(snapshot, scope, now=now, rules=found.rules)
        return {code: _figure(facts, code, views_of_code=views_of_code) for code in IndicatorCode}

    here = figures(found.scope)
    before = {} if found.compared is None else figures(replace(found.scope, period=found.compared))
    told = tuple(
        indicator_of(
            one.code,
            here[one.code],
            earlier=before.get(one.code),
            rules=found.rules,
            is_hidden=one.figure is not None and here[one.code] is None,
        )
        for one in found.indicators
    )
    views = views_of_code(IndicatorCode.OTHER_LANGUAGES)
    facts = facts_of(snapshot, found.scope, now=now, rules=found.rules)
    speakers = languages_of(facts).explode("languages")
    languages = tuple(
        one
        for one in found.languages
        if views.is_whole(
            found.scope, speakers.filter(pl.col("languages") == one.language)["person"]
        )
    )
    quality = _quality(found, facts, views_of_code=views_of_code)
    cells = sum(one.is_hidden for one in told) + sum(one.count is None for one in quality)
    return replace(
        found,
        indicators=told,
        languages=languages,
        quality=quality,
        hidden=Hidden(minimum=views.minimum, cells=cells + len(found.languages) - len(languages)),
    )


def _quality(
    found: Indicators, facts: IndicatorFacts, *, views_of_code: ViewsOf
) -> tuple[QualityCount, ...]:
    records = faults(facts)

    def told(one: QualityCount) -> QualityCount:
        rows, views = records[one.code], views_of_code(one.code)
        parts = rows.filter("part")["key"], rows.filter(~pl.col("part"))["key"]
        is_shown = all(views.is_whole(facts.scope, keys) for keys in parts)
        return one if is_shown else replace(one, count=None, total=None)

    return tuple(told(one) for one in found.quality)


def _figure(facts: IndicatorFacts, code: IndicatorCode, *, views_of_code: ViewsOf) -> Figure | None:
    figure = figure_of(code, facts)
    if figure is None or code in _OF_ORGANISATIONS:
        return figure
    views, rows = views_of_code(code), _counted(facts, code)
    if code in _OF_PEOPLE and code is not IndicatorCode.OTHER_LANGUAGES:
        return figure if views.is_whole(facts.scope, rows["key"]) else None
    return _told(figure, rows, scope=facts.scope, views=views)


def _told(figure: Figure, rows: pl.DataFrame, *, scope: Scope, views: Views) -> Figure | None:
    """The figure if both its parts are whole; what could not be judged only if that is, too."""
    part = pl.col("part")
    keys = [rows.filter(chosen)["key"] for chosen in (part, ~part, part.is_null())]
    yes, no, neither = (views.is_whole(scope, one) for one in keys)
    if not (yes and no):
        return None
    return figure if neither else replace(figure, left_out=None)


def indicator_course_for_many(
    found: Course, snapshot: Snapshot, *, views: Views, now: datetime
) -> Course:
    """The figures of a course that may be shown."""

    def told(one: CoursePoint) -> CoursePoint:
        scope = replace(found.scope, period=one.period)
        facts = facts_of(snapshot, scope, now=now, rules=found.rules)
        figure = _figure(facts, found.code, views_of_code=lambda _: views)
        is_hidden = figure is None and one.figure is not None
        return replace(one, figure=figure, is_hidden=is_hidden)

    points = tuple(map(told, found.points))
    hidden = Hidden(minimum=views.minimum, cells=sum(one.is_hidden for one in points))
    return replace(found, points=points, hidden=hidden)


def funnel_for_many(found: Funnel, snapshot: Snapshot, *, views: Views, now: datetime) -> Funnel:
    """The cooperatives whose figures may be shown; none without the figure of all."""
    facts = facts_of(snapshot, found.scope, now=now, rules=found.rules)
    rows = facts.shares(found.code).drop_nulls("cooperative")
    figures = {}
    for point in found.points:
        own = rows.filter(pl.col("cooperative") == point.cooperative_id)
        scope = replace(found.scope, cooperative_id=point.cooperative_id)
        figure = _told(point.figure, own, scope=scope, views=views)
        if figure is not None:
            figures[point.cooperative_id] = figure
    of_all = share_figure(rows["part"])
    target = None if of_all is None else _told(of_all, rows, scope=found.scope, views=views)
    told = funnel_of(facts, found.code, figures=figures, target=target)
    left_out = len(found.points) - len(told.points)
    return replace(
        told,
        without_cases=found.without_cases,
        hidden=Hidden(minimum=views.minimum, cells=left_out),
    )
