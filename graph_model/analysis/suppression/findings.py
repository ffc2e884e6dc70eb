"""Where chains get stuck, without what would tell of too few people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from graph_model.analysis.chains.deviation_frames import (
    Course,
    DeviationCount,
    TemplateCount,
    Tracks,
)
from graph_model.analysis.chains.findings import ChainFindings, FindingCount, FirstHelp, PingPong
from graph_model.analysis.chains.first_help import first_help
from graph_model.analysis.chains.frames import Ways, troubles, ways_of
from graph_model.analysis.chains.rules import LOOPS, ChainRules, FindingCode
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.suppression.facts import chain_facts
from graph_model.analysis.suppression.labels import labelled
from graph_model.analysis.suppression.people import Integers
from graph_model.analysis.suppression.views import Views, views_of
from graph_model.analysis.suppression.zeros import told_together
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
        waits = first_help(snapshot, self.chains, known_on=scope.known_on, until=now)
        self.helped = waits.filter("is_over")["chain"]
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
    """The findings in figures on enough people, and none on single chains.

    ``of_template`` has the views for each expected chain by its need.
    """
    scope = found.scope
    marks = _Marks(snapshot, scope, now=found.now, rules=found.rules)
    is_whole = views.is_whole(scope, marks.chains["chain"])
    is_open = views.is_whole(scope, marks.chains.filter(pl.col("closed_at").is_null())["chain"])
    counts = tuple(_counted(one, marks, scope=scope, views=views) for one in found.counts)
    told = (_of_pair(pair, marks, scope=scope, views=views) for pair in found.ping_pong)
    pairs = tuple(pair for pair in told if pair is not None)
    may_tell_hops = _may_add_up(marks.ways.hops["chain"], scope=scope, views=views)
    hops = tuple(
        one
        for one in found.hops
        if views.is_whole(scope, marks.hops.filter(pl.col("hops") == one.hops)["chain"])
    )
    left_out = len(found.ping_pong) - len(pairs) + len(found.hops) - len(hops)
    left_out += sum(one.chains is None for one in counts)
    return replace(
        found,
        chains=found.chains if is_whole else None,
        open_chains=found.open_chains if is_open else None,
        referrals=found.referrals if may_tell_hops else None,
        hops=hops,
        first_help=_first_help(found, marks, views=views),
        counts=counts,
        findings=(),
        ping_pong=pairs,
        templates=_templates(found, marks, names=Names.of(snapshot.directory), views=of_template),
        deviations=(),
        hidden=Hidden(minimum=views.minimum, cells=left_out),
    )


def _first_help(found: ChainFindings, marks: _Marks, *, views: Views) -> FirstHelp:
    keys = marks.chains["chain"]
    helped = keys.is_in(marks.helped.implode())
    tells_helped = views.is_whole(found.scope, keys.filter(helped))
    tells_others = views.is_whole(found.scope, keys.filter(~helped))
    first, wait = found.first_help, found.first_help.wait
    tells_waits = tells_helped and tells_others
    return replace(
        first,
        helped=first.helped if tells_helped else None,
        not_helped=first.not_helped if tells_others else None,
        median_days=first.median_days if tells_helped else None,
        wait=replace(wait, longest=None) if wait is not None and tells_waits else None,
    )


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
            scope=found.scope,
            views=views[count.template.need_code],
        )
        for count in found.templates
    )


def _counted(count: FindingCount, marks: _Marks, *, scope: Scope, views: Views) -> FindingCount:
    chains = marks.troubles[count.code]["chain"]
    if not views.is_whole(scope, chains.unique()):
        return replace(count, findings=None, chains=None)
    may_add = _may_add_up(chains, scope=scope, views=views)
    return count if may_add else replace(count, findings=None)


def _of_pair(pair: PingPong, marks: _Marks, *, scope: Scope, views: Views) -> PingPong | None:
    rows = marks.pairs().filter(
        pl.col("low") == pair.first_id,
        pl.col("high") == pair.second_id,
        pl.col("need") == pair.need_code,
    )
    if not views.is_whole(scope, rows["chain"].unique()):
        return None
    may_add = _may_add_up(rows["chain"], scope=scope, views=views)
    return replace(pair, loops=pair.loops if may_add else None, chain_ids=())


def _may_add_up(chains: pl.Series, *, scope: Scope, views: Views) -> bool:
    """Whether a figure may be shown that counts each chain as often as it stands there.

    Less the number of chains it tells of those that count more than once, so those that count once,
    twice and so on must each be enough people.
    """
    times = chains.rename("chain").value_counts(name="times")
    group = times["times"].to_numpy().astype(np.int64)
    groups = int(group.max(initial=0)) + 1
    return bool(views.whole(scope, times["chain"], group=group, groups=groups).all())


def _template(
    count: TemplateCount, held: pl.DataFrame, *, scope: Scope, views: Views
) -> TemplateCount:
    def of(chosen: pl.Expr, number: int | None) -> int | None:
        return number if views.is_whole(scope, held.filter(chosen)["chain"]) else None

    course = pl.col("course").cast(pl.String)
    kept: tuple[DeviationCount, ...] = tuple(
        one
        for one in count.deviations
        if of((pl.col("step") == one.step) & (pl.col("code") == one.code.value), one.chains)
    )
    as_expected, under_way, ended_before, deviating = told_together(
        [
            of(course == Course.AS_EXPECTED.value, count.as_expected),
            of(course == Course.UNDER_WAY.value, count.under_way),
            of(course == Course.ENDED_BEFORE.value, count.ended_before),
            of(pl.col("code").is_not_null(), count.deviating),
        ]
    )
    return replace(
        count,
        chains=of(pl.col("chain").is_not_null(), count.chains),
        as_expected=as_expected,
        under_way=under_way,
        ended_before=ended_before,
        deviating=deviating,
        deviations=kept,
    )
