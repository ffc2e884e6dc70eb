"""Where chains get stuck, in lower bounds: of how many chains it may be told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl

from graph_model.analysis.chains.deviation_frames import (
    Course,
    TemplateCount,
    Tracks,
)
from graph_model.analysis.chains.findings import (
    ChainFindings,
    FindingCount,
    FirstHelp,
    HopCount,
    PingPong,
)
from graph_model.analysis.chains.first_help import first_help
from graph_model.analysis.chains.frames import Ways, troubles, ways_of
from graph_model.analysis.chains.rules import LOOPS, ChainRules, FindingCode
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.statistics.waiting import median_waits
from graph_model.analysis.suppression.facts import chain_facts
from graph_model.analysis.suppression.labels import labelled
from graph_model.analysis.suppression.people import Integers, Truths
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.domain.templates import ChainTemplate
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_BETWEEN = "\n"


class _Marks:
    """The chains of a scope with what stands out in each, and the sets of them that are counted."""

    def __init__(
        self, snapshot: Snapshot, scope: Scope, *, now: datetime, rules: ChainRules
    ) -> None:
        self.chains = snapshot.chains(scope)
        self.ways: Ways = ways_of(snapshot, self.chains, scope=scope, now=now, rules=rules)
        self.troubles = troubles(self.ways)
        self.waits = first_help(snapshot, self.chains, known_on=scope.known_on, until=now)
        self.helped = self.waits.filter("is_over")["chain"]
        self.hops = (
            self.chains.select("chain")
            .join(
                self.ways.hops.group_by("chain").agg(hops=pl.len()),
                on="chain",
                how="left",
                maintain_order="left",
            )
            .with_columns(pl.col("hops").fill_null(0))
        )

    def has(self, keys: pl.Series) -> Integers:
        found: Integers = self.chains["chain"].is_in(keys.implode()).to_numpy().astype(np.int64)
        return found

    def pairs(self) -> pl.DataFrame:
        """Each loop: ``chain``, ``low``, ``high``, ``need`` as text."""
        loops = pl.concat([self.troubles[code] for code in sorted(LOOPS)])
        first, second = pl.col("first").cast(pl.String), pl.col("second").cast(pl.String)
        return loops.select(
            "chain",
            low=pl.min_horizontal(first, second),
            high=pl.max_horizontal(first, second),
            need=pl.col("need").cast(pl.String),
        )

    def tracks(self, names: Names) -> Tracks:
        return Tracks(self.ways, self.chains, kinds=names.kinds)


def finding_views(snapshot: Snapshot, *, now: datetime, rules: ChainRules, minimum: int) -> Views:
    """The blocks of chains by what became of them and what stands out in them."""
    marks = _Marks(snapshot, Scope(), now=now, rules=rules)
    facts = chain_facts(snapshot)
    circles = marks.pairs().select(
        "chain", pair=pl.concat_str("low", "high", "need", separator=_BETWEEN)
    )
    circles = circles.group_by("chain").agg(pl.col("pair").min())
    placed = facts.join(circles, on="chain", how="left", maintain_order="left")
    cells = [
        marks.has(marks.helped),
        facts["closed_at"].is_null().to_numpy().astype(np.int64),
        *(marks.has(marks.troubles[code]["chain"]) for code in FindingCode),
        labelled(placed["pair"]),
        np.minimum(marks.hops["hops"].to_numpy().astype(np.int64), 12),
    ]
    return views_of(facts, snapshot.directory, cells=cells, minimum=minimum)


def template_views(
    snapshot: Snapshot, template: ChainTemplate, *, now: datetime, rules: ChainRules, minimum: int
) -> Views:
    """The blocks of the chains with a need by how they went against what is expected."""
    marks = _Marks(snapshot, Scope(), now=now, rules=rules)
    held = marks.tracks(Names.of(snapshot.directory)).held_against(template)
    course = pl.concat_str(
        pl.col("course").cast(pl.String).fill_null("-"),
        pl.col("code").cast(pl.String).fill_null("-"),
        pl.col("step").cast(pl.String).fill_null("-"),
    )
    facts = chain_facts(snapshot).join(
        held.select("chain", went=course), on="chain", how="inner", maintain_order="left"
    )
    return views_of(facts, snapshot.directory, cells=[labelled(facts["went"])], minimum=minimum)


def findings_for_many(
    found: ChainFindings,
    snapshot: Snapshot,
    *,
    views: Views,
    of_template: Mapping[str, Views],
) -> ChainFindings:
    """The findings in figures on the chains that may be counted, and none on single chains.

    ``of_template`` has the views for each expected chain by its need.
    """
    scope = found.scope
    marks = _Marks(snapshot, scope, now=found.now, rules=found.rules)
    counting = _Counting(scope, views)
    is_open = pl.col("closed_at").is_null()
    hops = counting.times(marks.hops, "hops")
    return replace(
        found,
        chains=counting.chains(marks.chains["chain"]),
        open_chains=counting.chains(marks.chains.filter(is_open)["chain"]),
        referrals=sum(number * chains for number, chains in hops.items()) or None,
        hops=tuple(HopCount(hops=number, chains=chains) for number, chains in hops.items()),
        first_help=_first_help(found.first_help, marks, counting=counting),
        counts=tuple(_counted(one, marks, counting=counting) for one in found.counts),
        findings=(),
        ping_pong=_pairs(found, marks, counting=counting),
        templates=_templates(found, marks, names=Names.of(snapshot.directory), views=of_template),
        deviations=(),
        counts_are_at_least=True,
        hidden=Hidden(minimum=views.minimum),
    )


@dataclass(frozen=True, slots=True)
class _Counting:
    """How many chains of some sets may be counted."""

    scope: Scope
    views: Views

    def kept(self, chains: pl.Series, group: Integers) -> Truths:
        """Which chains may be counted in the set that each belongs to."""
        return self.views.kept(self.scope, chains, group=group)

    def chains(self, chains: pl.Series) -> int | None:
        """How many of one set, in which none is twice; ``None`` without any."""
        return self.views.count(self.scope, chains) or None

    def times(self, chains: pl.DataFrame, column: str) -> dict[int, int]:
        """How many chains have each number in a column, in order; none of which nobody counts.

        Those with one number are a set of their own: less the number of chains, a sum of all would
        tell of those that count more than once.
        """
        numbers = chains[column].to_numpy().astype(np.int64)
        found, counts = np.unique(numbers[self.kept(chains["chain"], numbers)], return_counts=True)
        return dict(zip(found.tolist(), counts.tolist(), strict=True))

    def sum_of(self, chains: pl.Series) -> int | None:
        """The length of a list that has a chain as often as it counts; ``None`` if nothing is."""
        times = chains.rename("chain").value_counts(name="times")
        return sum(number * count for number, count in self.times(times, "times").items()) or None


def _first_help(first: FirstHelp, marks: _Marks, *, counting: _Counting) -> FirstHelp:
    waits = marks.waits.with_columns(group=pl.lit("all"))
    is_over = waits["is_over"].to_numpy().astype(np.int64)
    kept = waits.filter(counting.kept(waits["chain"], is_over))
    over = kept.filter("is_over")["wait"]
    median = over.median()
    wait = median_waits(kept).get("all")
    return replace(
        first,
        helped=len(over) or None,
        not_helped=kept.height - len(over) or None,
        median_days=float(median) if isinstance(median, float) else None,
        wait=replace(wait, longest=None) if wait is not None and len(over) else None,
    )


def _counted(count: FindingCount, marks: _Marks, *, counting: _Counting) -> FindingCount:
    chains = marks.troubles[count.code]["chain"]
    return replace(count, findings=counting.sum_of(chains), chains=counting.chains(chains.unique()))


def _pairs(found: ChainFindings, marks: _Marks, *, counting: _Counting) -> tuple[PingPong, ...]:
    """The pairs of whom enough people may be counted, in the order of what is counted."""
    loops = marks.pairs()
    told = []
    for pair in found.ping_pong:
        rows = loops.filter(
            pl.col("low") == pair.first_id,
            pl.col("high") == pair.second_id,
            pl.col("need") == pair.need_code,
        )["chain"]
        chains = counting.chains(rows.unique())
        if chains is not None:
            own = replace(pair, chains=chains, loops=counting.sum_of(rows), chain_ids=())
            told.append(own)
    told.sort(key=lambda pair: (-pair.chains, pair.first_id, pair.second_id, pair.need_code))
    return tuple(told)


def _templates(
    found: ChainFindings, marks: _Marks, *, names: Names, views: Mapping[str, Views]
) -> tuple[TemplateCount, ...]:
    if not found.templates:
        return ()
    tracks = marks.tracks(names)
    return tuple(
        _template(
            count,
            tracks.held_against(count.template),
            counting=_Counting(found.scope, views[count.template.need_code]),
        )
        for count in found.templates
    )


def _template(count: TemplateCount, held: pl.DataFrame, *, counting: _Counting) -> TemplateCount:
    def of(*chosen: pl.Expr) -> int | None:
        return counting.chains(held.filter(*chosen)["chain"])

    course = pl.col("course").cast(pl.String)
    deviations = (
        (one, of(pl.col("step") == one.step, pl.col("code") == one.code.value))
        for one in count.deviations
    )
    return replace(
        count,
        chains=of(),
        as_expected=of(course == Course.AS_EXPECTED.value),
        under_way=of(course == Course.UNDER_WAY.value),
        ended_before=of(course == Course.ENDED_BEFORE.value),
        deviating=of(pl.col("code").is_not_null()),
        deviations=tuple(replace(one, chains=chains) for one, chains in deviations if chains),
    )
