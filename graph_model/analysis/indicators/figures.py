"""The figure of each indicator: numerator, denominator, value and 95 % interval."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from graph_model.analysis.indicators.facts import IndicatorFacts
from graph_model.analysis.indicators.rules import SHARES_OF_CASES, IndicatorCode
from graph_model.analysis.statistics.differences import Difference, Estimate, difference
from graph_model.analysis.statistics.rates import rate_of
from graph_model.analysis.statistics.shares import share_of
from graph_model.analysis.statistics.waiting import median_waits
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import ActorKind

_FLATS = 1000.0
_GERMAN = "de"
_ORGANISATIONS = frozenset({ActorKind.PARTNER, ActorKind.ADMINISTRATION, ActorKind.COOPERATIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with what it rests on.

    ``value``, ``low`` and ``high`` are in the indicator's unit: a share from 0 to 1, days, or so
    many for each unit of size. A median that is not reached yet is ``None``, and so is a bound that
    the data do not set. ``numerator`` is a count, ``denominator`` a count or a size (flats, mean
    number of Kümmerer); ``left_out`` counts what could not be judged. Where counts are lower
    bounds, the figure is that of the cases counted, and ``left_out`` is ``None`` instead of 0.
    """

    value: float | None
    low: float | None
    high: float | None
    numerator: int
    denominator: float
    left_out: int | None = 0


def figure_of(code: IndicatorCode, facts: IndicatorFacts) -> Figure | None:
    """The figure of an indicator; ``None`` if there is nothing to take it of."""
    if code in SHARES_OF_CASES:
        return share_figure(facts.shares(code)["part"])
    return _OTHERS[code](facts)


def change_of(later: Figure | None, earlier: Figure | None) -> Difference | None:
    """The later figure less the earlier one; ``None`` if one is missing or has no interval."""
    estimates = [_estimate(later), _estimate(earlier)]
    if estimates[0] is None or estimates[1] is None:
        return None
    return difference(estimates[0], estimates[1])


def share_figure(part: pl.Series) -> Figure | None:
    """The share of true among true and false; null is left out."""
    left_out = part.null_count()
    return _share(int(part.sum()), len(part) - left_out, left_out=left_out)


def _estimate(figure: Figure | None) -> Estimate | None:
    if figure is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    return Estimate(value=figure.value, low=figure.low, high=figure.high)


def _share(count: int, total: int, *, left_out: int = 0) -> Figure | None:
    found = share_of(count, total)
    if found is None:
        return None
    return Figure(
        value=found.share,
        low=found.low,
        high=found.high,
        numerator=count,
        denominator=total,
        left_out=left_out,
    )


def _rate(count: int, size: float, *, per: float = 1.0) -> Figure | None:
    found = rate_of(count, size, per=per)
    if found is None:
        return None
    return Figure(
        value=found.value,
        low=found.low,
        high=found.high,
        numerator=count,
        denominator=size,
    )


def days_figure(waits: pl.DataFrame) -> Figure | None:
    """The median of waits (columns ``wait`` in days and ``is_over``); ``None`` without any."""
    rows = waits.select("wait", "is_over", group=pl.lit("all"))
    found = median_waits(rows).get("all")
    if found is None:
        return None
    return Figure(
        value=found.median,
        low=found.low,
        high=found.high,
        numerator=found.cases - found.open,
        denominator=found.cases,
    )


def people_figure(code: IndicatorCode, facts: IndicatorFacts, *, people: int) -> Figure | None:
    """So many people reached for each thousand flats, or for each Kümmerer, as the code says."""
    if code is IndicatorCode.TENANTS_REACHED:
        return _rate(people, _flats(facts), per=_FLATS)
    return _rate(people, _mean_kuemmerer(facts))


def _days_to_help(facts: IndicatorFacts) -> Figure | None:
    return days_figure(facts.opened)


def _tenants_reached(facts: IndicatorFacts) -> Figure | None:
    people = facts.reached["person"].n_unique()
    return people_figure(IndicatorCode.TENANTS_REACHED, facts, people=people)


def _tenants_per_kuemmerer(facts: IndicatorFacts) -> Figure | None:
    people = facts.reached["person"].n_unique()
    return people_figure(IndicatorCode.TENANTS_PER_KUEMMERER, facts, people=people)


def _flats(facts: IndicatorFacts) -> int:
    scope, directory = facts.scope, facts.snapshot.directory
    areas = None if scope.area_id is None else directory.areas.subtree(scope.area_id)
    return sum(
        count.flats
        for actor in directory.actors.values()
        if scope.cooperative_id in (None, actor.id)
        for count in actor.flats
        if areas is None or count.area_id in areas
    )


def _mean_kuemmerer(facts: IndicatorFacts) -> float:
    """How many Kümmerer of the scope were active on an average day of the period."""
    period = facts.scope.period
    if period.start is None:
        return 0.0
    first = local_day(period.start)
    end = local_day(facts.until) if period.end is None else local_day(period.end)
    end = min(end, local_day(facts.until) + timedelta(days=1))
    length = (end - first).days
    if length <= 0:
        return 0.0
    concerned = (a for a in facts.snapshot.directory.actors.values() if _is_theirs(a, facts))
    return sum(_days_active(actor, first, end=end) for actor in concerned) / length


def _is_theirs(actor: Actor, facts: IndicatorFacts) -> bool:
    scope, areas = facts.scope, facts.snapshot.directory.areas
    if actor.kind is not ActorKind.KUEMMERER:
        return False
    if scope.cooperative_id not in (None, actor.cooperative_id):
        return False
    if scope.area_id is None:
        return True
    asked = scope.area_id
    return any(
        areas.covers(asked, one) or areas.covers(one, asked) for one in actor.responsible_area_ids
    )


def _days_active(actor: Actor, first: date, *, end: date) -> int:
    start = first if actor.valid_from is None else max(first, actor.valid_from)
    stop = end if actor.valid_to is None else min(end, actor.valid_to)
    return max(0, (stop - start).days)


def languages_of(facts: IndicatorFacts) -> pl.DataFrame:
    """The tenants reached whose languages are known: ``person`` and a list ``languages``."""
    tenants = facts.snapshot.tenants().select(
        person=pl.col("tenant").cast(pl.Int64), languages=pl.col("languages").str.split(",")
    )
    known = tenants.filter(pl.col("languages").list.first() != "")
    return facts.reached.select("person").unique().join(known, on="person").sort("person")


def _other_languages(facts: IndicatorFacts) -> Figure | None:
    known = languages_of(facts)["languages"]
    others = known.list.eval(pl.element() != _GERMAN).list.any().sum()
    unknown = facts.reached["person"].n_unique() - len(known)
    return _share(int(others), len(known), left_out=unknown)


def _network_growth(facts: IndicatorFacts) -> Figure | None:
    return growth_figure(facts, facts.asked)


def growth_figure(facts: IndicatorFacts, asked: pl.DataFrame) -> Figure | None:
    """Pairs that refer to one another in ``asked``, and those among them that never did before."""
    start = facts.scope.period.start
    if start is None:
        return None
    before = replace(facts.scope, period=Period(end=start))
    ends = ["sender", "recipient"]
    pairs = asked.select(ends).unique()
    known = facts.snapshot.referrals(before).select(ends).unique()
    return _share(pairs.join(known, on=ends, how="anti").height, pairs.height)


def _shared_partners(facts: IndicatorFacts) -> Figure | None:
    return partners_figure(facts, facts.asked)


def partners_figure(facts: IndicatorFacts, asked: pl.DataFrame) -> Figure | None:
    """Organisations asked in ``asked``, and those among them asked for several cooperatives."""
    if facts.scope.cooperative_id is not None:
        return None
    actors = facts.snapshot.directory.actors
    organisations = [one.id for one in actors.values() if one.kind in _ORGANISATIONS]
    partners = (
        asked.drop_nulls("cooperative")
        .filter(pl.col("recipient").is_in(organisations))
        .group_by("recipient")
        .agg(cooperatives=pl.col("cooperative").n_unique())
    )
    return _share(partners.filter(pl.col("cooperatives") > 1).height, partners.height)


_OTHERS: Mapping[IndicatorCode, Callable[[IndicatorFacts], Figure | None]] = MappingProxyType(
    {
        IndicatorCode.DAYS_TO_HELP: _days_to_help,
        IndicatorCode.TENANTS_REACHED: _tenants_reached,
        IndicatorCode.OTHER_LANGUAGES: _other_languages,
        IndicatorCode.TENANTS_PER_KUEMMERER: _tenants_per_kuemmerer,
        IndicatorCode.NETWORK_GROWTH: _network_growth,
        IndicatorCode.SHARED_PARTNERS: _shared_partners,
    }
)
