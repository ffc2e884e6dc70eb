"""Indicators and the funnel of those who may be counted, which tell of nobody.

Each figure is made of the facts that lie in blocks which its parts take in whole. What is counted
is a lower bound; what is made of it (shares, medians, intervals) is that of the facts counted.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.course import Course, CoursePoint
from graph_model.analysis.indicators.facts import IndicatorFacts
from graph_model.analysis.indicators.figures import (
    Figure,
    days_figure,
    growth_figure,
    languages_of,
    partners_figure,
    people_figure,
    share_figure,
)
from graph_model.analysis.indicators.funnel import Funnel, funnel_of
from graph_model.analysis.indicators.indicators import (
    Indicators,
    LanguageCount,
    facts_of,
    indicator_of,
)
from graph_model.analysis.indicators.quality import QualityCode, QualityCount, faults
from graph_model.analysis.indicators.rules import (
    SHARES_OF_CASES,
    IndicatorCode,
    IndicatorRules,
)
from graph_model.analysis.suppression.labels import labelled, of_time
from graph_model.analysis.suppression.people import Integers
from graph_model.analysis.suppression.structure import SPARE
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

ViewsOf = Callable[[IndicatorCode | QualityCode], Views]

_OF_PEOPLE = frozenset({IndicatorCode.TENANTS_REACHED, IndicatorCode.TENANTS_PER_KUEMMERER})
_OF_TIES = {
    IndicatorCode.NETWORK_GROWTH: growth_figure,
    IndicatorCode.SHARED_PARTNERS: partners_figure,
}


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
    # Time comes first, because indicators are asked for by quarters, and mostly of all together.
    years, quarters, _ = of_time(facts["at"])
    cells = [years, quarters, _parts(facts["part"])]
    return views_of(facts, snapshot.directory, cells=cells, minimum=minimum)


def _parts(part: pl.Series) -> Integers:
    """A number for each part: in neither, in the denominator only, in the numerator too."""
    numbers: Integers = (part.cast(pl.Int64).fill_null(-1).to_numpy() + 1).astype(np.int64)
    return numbers


def _counted(facts: IndicatorFacts, code: IndicatorCode) -> pl.DataFrame:
    """One row for each fact: ``key``, ``person``, ``cooperative``, ``area``, ``at``, ``part``.

    Waits for help have ``wait`` and ``is_over`` besides.
    """
    if code in SHARES_OF_CASES:
        return facts.shares(code)
    if code is IndicatorCode.DAYS_TO_HELP:
        return facts.opened.select(
            *("person", "cooperative", "area", "wait", "is_over"),
            key="chain",
            at="opened_at",
            part="is_over",
        )
    if code in _OF_TIES:
        nothing = pl.lit(None, dtype=pl.Boolean())
        return facts.asked.with_columns(key="referral", at="requested_at", part=nothing)
    speaks = languages_of(facts).select(
        "person", part=pl.col("languages").list.eval(pl.element() != "de").list.any()
    )
    return facts.people.join(speaks, on="person", how="left", maintain_order="left")


def indicators_for_many(
    found: Indicators, snapshot: Snapshot, *, views_of_code: ViewsOf, now: datetime
) -> Indicators:
    """The indicators of those who may be counted, each held against the same of before.

    Languages that nobody who may be counted speaks are left out.
    """

    def figures(scope: Scope) -> dict[IndicatorCode, Figure | None]:
        facts = facts_of(snapshot, scope, now=now, rules=found.rules)
        return {code: _figure(facts, code, views_of_code=views_of_code) for code in IndicatorCode}

    here = figures(found.scope)
    before = {} if found.compared is None else figures(replace(found.scope, period=found.compared))
    told = tuple(
        indicator_of(
            code,
            here[code],
            earlier=before.get(code),
            rules=found.rules,
            at_least=True,
        )
        for code in IndicatorCode
    )
    facts = facts_of(snapshot, found.scope, now=now, rules=found.rules)
    views = views_of_code(IndicatorCode.OTHER_LANGUAGES)
    return replace(
        found,
        indicators=told,
        languages=_languages(facts, views),
        quality=_quality(found, facts, views_of_code=views_of_code),
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


def _languages(facts: IndicatorFacts, views: Views) -> tuple[LanguageCount, ...]:
    speakers = languages_of(facts).explode("languages")
    kept = views.kept(facts.scope, speakers["person"], group=labelled(speakers["languages"]))
    counted = speakers.filter(kept)["languages"].value_counts(name="tenants").iter_rows()
    told = [LanguageCount(language=language, tenants=tenants) for language, tenants in counted]
    return tuple(sorted(told, key=lambda one: (-one.tenants, one.language)))


def _quality(
    found: Indicators, facts: IndicatorFacts, *, views_of_code: ViewsOf
) -> tuple[QualityCount, ...]:
    records = faults(facts)

    def told(one: QualityCount) -> QualityCount:
        rows, views = records[one.code], views_of_code(one.code)
        count, total = (
            views.count(facts.scope, keys) for keys in (rows.filter("part")["key"], rows["key"])
        )
        return replace(one, count=count or None, total=total or None)

    return tuple(map(told, found.quality))


def _figure(facts: IndicatorFacts, code: IndicatorCode, *, views_of_code: ViewsOf) -> Figure | None:
    if code in _OF_TIES:
        return _of_ties(facts, code, views=views_of_code(code))
    views, rows = views_of_code(code), _counted(facts, code)
    if code in _OF_PEOPLE:
        people = views.count(facts.scope, rows["key"])
        return people_figure(code, facts, people=people) if people else None
    kept = _kept_parts(rows, scope=facts.scope, views=views)
    if code is IndicatorCode.DAYS_TO_HELP:
        return days_figure(kept) if kept["is_over"].any() else None
    return _share(kept)


def _of_ties(facts: IndicatorFacts, code: IndicatorCode, *, views: Views) -> Figure | None:
    """Links or partners in the referrals that may be counted, of the whole network only.

    If there were as many of them as referrals, each would have one (see ``structure``).
    """
    if replace(facts.scope, period=Period(), known_on=None) != Scope():
        return None
    group = np.zeros(facts.asked.height, dtype=np.int64)
    kept = facts.asked.filter(views.kept(facts.scope, facts.asked["referral"], group=group))
    pairs = kept.select("sender", "recipient").n_unique()
    if kept.height < pairs + SPARE:
        return None
    return _OF_TIES[code](facts, kept)


def _kept_parts(rows: pl.DataFrame, *, scope: Scope, views: Views) -> pl.DataFrame:
    """The facts of each part (numerator, rest, neither) that may be counted in it."""
    return rows.filter(views.kept(scope, rows["key"], group=_parts(rows["part"])))


def _share(kept: pl.DataFrame) -> Figure | None:
    """The share among the facts counted, if some of these are in the numerator and some not."""
    part = kept["part"]
    figure = share_figure(part)
    if figure is None or not part.any() or part.all():
        return None
    return replace(figure, left_out=figure.left_out or None)


def indicator_course_for_many(
    found: Course, snapshot: Snapshot, *, views: Views, now: datetime
) -> Course:
    """A course made of those who may be counted in each period."""

    def told(one: CoursePoint) -> CoursePoint:
        scope = replace(found.scope, period=one.period)
        facts = facts_of(snapshot, scope, now=now, rules=found.rules)
        figure = _figure(facts, found.code, views_of_code=lambda _: views)
        return replace(one, figure=figure, is_hidden=figure is None)

    return replace(
        found,
        points=tuple(map(told, found.points)),
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


def funnel_for_many(found: Funnel, snapshot: Snapshot, *, views: Views, now: datetime) -> Funnel:
    """The cooperatives by those who may be counted in each; none without the figure of all."""
    facts = facts_of(snapshot, found.scope, now=now, rules=found.rules)
    rows = facts.shares(found.code).drop_nulls("cooperative")
    figures = {}
    for point in found.points:
        own = rows.filter(pl.col("cooperative") == point.cooperative_id)
        scope = replace(found.scope, cooperative_id=point.cooperative_id)
        figure = _share(_kept_parts(own, scope=scope, views=views))
        if figure is not None:
            figures[point.cooperative_id] = figure
    target = _share(_kept_parts(rows, scope=found.scope, views=views))
    told = funnel_of(facts, found.code, figures=figures, target=target, at_least=True)
    return replace(told, hidden=Hidden(minimum=views.minimum))
