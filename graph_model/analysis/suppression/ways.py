"""Ways of chains and their process map, in numbers that tell of nobody.

A count that many see is a lower bound: how many of the facts that it is about lie in blocks that it
takes in whole. Whether more than these are there is not told of any count, nor how many rows have
none, so that nobody can spread what a total has more over the rows that lack something.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.suppression.facts import chain_facts, referral_facts
from graph_model.analysis.suppression.labels import labelled, of_time
from graph_model.analysis.suppression.people import Integers, Truths
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.analysis.variants import (
    Activity,
    DirectlyFollows,
    ProcessMap,
    TraceLevel,
    Variant,
    Variants,
    directly_follows,
    events_of,
)
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_LEVELS = (TraceLevel.KIND, TraceLevel.SERVICE, TraceLevel.ACTOR)
_BETWEEN = "\n"


def variant_views(snapshot: Snapshot, *, minimum: int) -> Views:
    """The blocks of chains by the years of their requests, then by their ways, coarse ones first.

    Years come first because that is what reports are asked for: a year shows most.
    """
    traces = [_traces(snapshot, Scope(), level=level) for level in _LEVELS]
    facts = chain_facts(snapshot).join(traces[0], on="chain", how="semi")
    placed = [
        facts.select("chain").join(trace, on="chain", how="left", maintain_order="left")
        for trace in traces
    ]
    cells = [_years(placed[0]), *(labelled(one["trace"]) for one in placed)]
    return views_of(facts, snapshot.directory, cells=cells, minimum=minimum)


def _years(traces: pl.DataFrame) -> Integers:
    """A number for the calendar years of the first and the last request of each chain."""
    asked = pl.concat([traces["first"], traces["last"]])
    first, last = np.split(of_time(asked)[0], 2)
    return first * (int(last.max(initial=0)) + 1) + last


def _traces(snapshot: Snapshot, scope: Scope, *, level: TraceLevel) -> pl.DataFrame:
    """Each chain that has referrals in scope.

    Columns: ``chain``; ``trace``, its way as one text; ``first`` and ``last``, when it asked first
    and last; ``referrals``, how many it has.
    """
    steps = events_of(snapshot, scope, level=level)
    return steps.group_by("chain", maintain_order=True).agg(
        trace=pl.col("step").cast(pl.String).str.join(_BETWEEN),
        first=pl.col("requested_at").first(),
        last=pl.col("requested_at").last(),
        referrals=pl.len(),
    )


def variants_for_many(found: Variants, snapshot: Snapshot, *, views: Views) -> Variants:
    """The ways that enough people took, with how many took each at least."""
    traces = _traces(snapshot, found.scope, level=found.level)
    number = {_BETWEEN.join(one.trace): place for place, one in enumerate(found.variants)}
    group = np.array([number[trace] for trace in traces["trace"].to_list()], dtype=np.int64)
    chains = views.count(found.scope, traces["chain"])
    # Less the chains, referrals tell of those with more than one: each number of them by itself.
    of_number = views.kept(found.scope, traces["chain"], group=_numbers(traces["referrals"]))
    referrals = int(traces.filter(of_number)["referrals"].sum())
    kept = group[views.kept(found.scope, traces["chain"], group=group)]
    counts = np.bincount(kept, minlength=len(number)).tolist()
    shown = [
        Variant(trace=one.trace, chains=count, share=count / chains)
        for one, count in zip(found.variants, counts, strict=True)
        if count
    ]
    return replace(
        found,
        chains=chains or None,
        referrals=referrals or None,
        variants=tuple(sorted(shown, key=lambda one: (-one.chains, one.trace))),
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


def _numbers(column: pl.Series) -> Integers:
    return column.to_numpy().astype(np.int64)


def step_views(snapshot: Snapshot, *, minimum: int) -> Views:
    """The blocks of referrals by year, then by what they follow in their chain, coarse ones first.

    See ``variant_views`` on the years.
    """
    facts = referral_facts(snapshot)
    placed = [
        facts.select("referral").join(
            _steps(snapshot, Scope(), level=level), on="referral", how="left", maintain_order="left"
        )
        for level in _LEVELS
    ]
    is_last: Integers = placed[0]["is_last"].to_numpy().astype(np.int64)
    years = of_time(facts["at"])[0]
    cells = [years, *(labelled(_pair(one)) for one in placed), is_last]
    return views_of(facts, snapshot.directory, cells=cells, minimum=minimum)


def _steps(snapshot: Snapshot, scope: Scope, *, level: TraceLevel) -> pl.DataFrame:
    """The referrals of a scope chain by chain in order, as ``events_of`` has them.

    Columns besides: ``text``, the step as text; ``before``, that of the one before, null for the
    first; ``is_last``, whether the chain ends there.
    """
    chain, step = pl.col("chain"), pl.col("step").cast(pl.String)
    follows = (chain == chain.shift(1)).fill_null(value=False)
    goes_on = (chain == chain.shift(-1)).fill_null(value=False)
    return events_of(snapshot, scope, level=level).with_columns(
        text=step, before=pl.when(follows).then(step.shift(1)), is_last=~goes_on
    )


def _pair(steps: pl.DataFrame) -> pl.Series:
    """Each step and the one before as one text."""
    before = pl.col("before").fill_null("")
    return steps.select(pl.concat_str(before, "text", separator=_BETWEEN)).to_series()


def process_map_for_many(found: ProcessMap, snapshot: Snapshot, *, views: Views) -> ProcessMap:
    """The process map of what enough people have gone through, with how often at least."""
    steps = _steps(snapshot, found.scope, level=found.level)
    counting = _Counting(steps, found.scope, views=views)
    edges = counting.edges()
    return replace(
        found,
        chains=counting.chains(),
        referrals=counting.referrals(),
        activities=counting.activities(found.activities, edges=edges),
        edges=edges,
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


class _Counting:
    """The referrals of a scope in their chains, and how many of some of them may be told of."""

    def __init__(self, steps: pl.DataFrame, scope: Scope, *, views: Views) -> None:
        self._steps = steps
        self._scope = scope
        self._views = views
        self._all = np.ones(len(steps), dtype=np.bool_)
        self._is_last: Truths = steps["is_last"].to_numpy()
        self._is_first: Truths = steps["before"].is_null().to_numpy()

    def referrals(self) -> int | None:
        """How many there are at least."""
        return self._sum_of(self._all)

    def chains(self) -> int | None:
        """How many chains they belong to at least: each has one that comes last."""
        return self._sum_of(self._is_last)

    def edges(self) -> tuple[DirectlyFollows, ...]:
        """What followed on what at least so often, with the days between in these cases."""
        kept = self._kept(~self._is_first, labelled(_pair(self._steps)))
        return directly_follows(self._steps, kept)

    def activities(
        self, found: Sequence[Activity], *, edges: Sequence[DirectlyFollows]
    ) -> tuple[Activity, ...]:
        """The steps with what may be told of them; those with nothing only where an edge ends."""
        number = {one.id: place for place, one in enumerate(found)}
        place = np.array([number[text] for text in self._steps["text"].to_list()], dtype=np.int64)
        referrals, starts, ends = (
            np.bincount(place[self._kept(chosen, place)], minlength=len(found)).tolist()
            for chosen in (self._all, self._is_first, self._is_last)
        )
        named = {end for edge in edges for end in (edge.source, edge.target)}
        return tuple(
            replace(one, referrals=of_all or None, starts=first or None, ends=last or None)
            for one, of_all, first, last in zip(found, referrals, starts, ends, strict=True)
            if of_all or one.id in named
        )

    def _sum_of(self, chosen: Truths) -> int | None:
        keys = self._steps["referral"].filter(pl.Series(chosen))
        return self._views.count(self._scope, keys) or None

    def _kept(self, chosen: Truths, group: Integers) -> Truths:
        """Which of the chosen referrals may be counted in the set that each belongs to."""
        keys = self._steps["referral"]
        return self._views.kept_among(self._scope, keys, group=group, chosen=chosen)
