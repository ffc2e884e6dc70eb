"""Where help chains get stuck: counts and evidence over all chains of a scope."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from graph_model.analysis.chains.deviation_frames import (
    TemplateCount,
    Tracks,
    departures,
    template_count,
)
from graph_model.analysis.chains.deviation_words import Deviation, told_departure
from graph_model.analysis.chains.first_help import first_help
from graph_model.analysis.chains.frames import Ways, troubles, ways_of
from graph_model.analysis.chains.rules import LOOPS, ChainRules, FindingCode
from graph_model.analysis.chains.sentences import Finding, Names, Trouble, told, told_between
from graph_model.analysis.hidden import Hidden
from graph_model.analysis.sentences import Sentence
from graph_model.analysis.statistics.waiting import MedianWait, median_waits
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

SHOWN_CHAINS = 20
"""Chains that a ping-pong pair names as evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCount:
    """How many findings of a kind there are, and in how many chains.

    ``None`` stands for none and for none that may be counted alike (see ``ChainFindings``).
    """

    code: FindingCode
    findings: int | None
    chains: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HopCount:
    """How many chains have this many hops."""

    hops: int
    chains: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PingPong:
    """Two who send people back and forth for one need; ids in order, most chains first.

    ``chain_ids`` are the first ``SHOWN_CHAINS`` of the chains, by id. The sentence names the two
    and counts nobody, so that it may stand beside a lower bound; ``loops`` is ``None`` where none
    may be counted.
    """

    first_id: str
    second_id: str
    need_code: str
    chains: int
    loops: int | None
    chain_ids: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstHelp:
    """Calendar days from first contact to first help.

    ``median_days`` looks at the chains that got help; ``wait`` counts those that did not (yet) as
    still waiting until now or until their end, and is ``None`` without chains. Where counts are
    lower bounds, both are of the chains counted, and ``wait`` is ``None`` if none of these got
    help.
    """

    helped: int | None
    not_helped: int | None
    median_days: float | None
    wait: MedianWait | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFindings:
    """Findings over all chains of a scope; see ``chain_findings``.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not;
    ``None`` stands for nobody and for nobody who may be counted alike.
    """

    scope: Scope
    now: datetime
    rules: ChainRules
    chains: int | None
    open_chains: int | None
    referrals: int | None
    hops: tuple[HopCount, ...]
    first_help: FirstHelp
    counts: tuple[FindingCount, ...]
    findings: tuple[Finding, ...]
    ping_pong: tuple[PingPong, ...]
    templates: tuple[TemplateCount, ...]
    deviations: tuple[Deviation, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


_RULES = ChainRules()


def chain_findings(
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    rules: ChainRules = _RULES,
    limit: int = 1000,
) -> ChainFindings:
    """Dead ends, circles, refusals, overdue answers and deviations over all chains of a scope.

    Parameters
    ----------
    snapshot, scope
        The chains opened in the scope's period, in its area and cooperative, and with at least one
        referral for its needs; each is looked at whole, with all its referrals.
    now
        The instant up to which what is still open has lasted.
    rules
        Response standards, window of a loop, days until a dead end, expected chains.
    limit
        At most so many findings of each kind are listed, and so many deviations from each expected
        chain, the longest first; counts are complete.

    Returns
    -------
    Per chain the findings are those of ``chain_path``. ``findings`` are sorted by kind (most urgent
    first), then by length, longest first, then by id; ``hops`` by number of hops, chains without
    referrals as 0; ``ping_pong`` by number of chains, then ids. ``templates`` and ``deviations``
    are in order of need, deviations then by length and chain. No chains give zeros and no lists.

    References
    ----------
    Definitions: docs/analyses/chain-paths.md.

    Notes
    -----
    Sorting and joining: n log n in the referrals.
    """
    chains = snapshot.chains(scope)
    ways = ways_of(snapshot, chains, scope=scope, now=now, rules=rules)
    found = troubles(ways)
    names = Names.of(snapshot.directory)
    templates, deviations = _deviations(snapshot, ways, chains=chains, names=names, limit=limit)
    return ChainFindings(
        scope=scope,
        now=now,
        rules=rules,
        chains=chains.height,
        open_chains=chains["closed_at"].null_count(),
        referrals=ways.hops.height,
        hops=_hop_counts(ways, chains.height),
        first_help=_first_help(snapshot, scope, chains=chains, now=now),
        counts=tuple(
            FindingCount(code=code, findings=frame.height, chains=frame["chain"].n_unique())
            for code, frame in found.items()
        ),
        findings=tuple(
            told(trouble, names)
            for code, frame in found.items()
            for trouble in _longest(snapshot, frame, code=code, limit=limit)
        ),
        ping_pong=_ping_pong(
            snapshot, pl.concat([found[code] for code in sorted(LOOPS)]), names=names
        ),
        templates=templates,
        deviations=deviations,
    )


def _deviations(
    snapshot: Snapshot, ways: Ways, *, chains: pl.DataFrame, names: Names, limit: int
) -> tuple[tuple[TemplateCount, ...], tuple[Deviation, ...]]:
    if not ways.rules.templates:
        return (), ()
    tracks = Tracks(ways, chains, kinds=names.kinds)
    counts: list[TemplateCount] = []
    found: list[Deviation] = []
    for template in sorted(ways.rules.templates, key=lambda template: template.need_code):
        held = tracks.held_against(template)
        counts.append(template_count(held, template, names=names))
        departed = departures(snapshot, held, template=template, limit=limit)
        found += [told_departure(departure, names) for departure in departed]
    return tuple(counts), tuple(found)


def _hop_counts(ways: Ways, chains: int) -> tuple[HopCount, ...]:
    per_chain = ways.hops.group_by("chain").agg(hops=pl.len())
    counted = dict(per_chain["hops"].value_counts().iter_rows())
    if chains > per_chain.height:
        counted[0] = chains - per_chain.height
    return tuple(HopCount(hops=hops, chains=counted[hops]) for hops in sorted(counted))


def _first_help(
    snapshot: Snapshot, scope: Scope, *, chains: pl.DataFrame, now: datetime
) -> FirstHelp:
    told = first_help(snapshot, chains, known_on=scope.known_on, until=now)
    waits = told.select("wait", "is_over", group=pl.lit("all"))
    over = waits.filter("is_over")["wait"]
    median = over.median()
    return FirstHelp(
        helped=len(over),
        not_helped=waits.height - len(over),
        median_days=float(median) if isinstance(median, float) else None,
        wait=median_waits(waits).get("all"),
    )


def _longest(
    snapshot: Snapshot, frame: pl.DataFrame, *, code: FindingCode, limit: int
) -> list[Trouble]:
    length = pl.col("until") - pl.col("since")
    if frame.height > limit:
        frame = frame.filter(length >= length.top_k(max(limit, 1)).min())
    found = list(_troubles(snapshot, frame, code=code))
    found.sort(key=lambda t: (t.since - t.until, t.chain_id, t.referral_ids))
    return found[:limit]


def _troubles(snapshot: Snapshot, frame: pl.DataFrame, *, code: FindingCode) -> Iterator[Trouble]:
    chain_ids = snapshot.chain_ids(frame["chain"])
    for row, chain_id in zip(frame.iter_rows(named=True), chain_ids, strict=True):
        ids = snapshot.referral_ids(row["referrals"])
        if row["moments"] is not None:
            ids = [text for _, text in sorted(zip(row["moments"], ids, strict=True))]
        yield Trouble(
            code=code,
            chain_id=chain_id,
            need_code=row["need"],
            actor_ids=(row["first"],) if row["second"] is None else (row["first"], row["second"]),
            referral_ids=tuple(ids),
            since=row["since"],
            until=row["until"],
            times=row["times"],
        )


def _ping_pong(snapshot: Snapshot, loops: pl.DataFrame, *, names: Names) -> tuple[PingPong, ...]:
    if loops.is_empty():
        return ()
    first, second = pl.col("first").cast(pl.String), pl.col("second").cast(pl.String)
    groups = (
        loops.with_columns(
            pl.col("need").cast(pl.String),
            low=pl.when(first <= second).then(first).otherwise(second),
            high=pl.when(first <= second).then(second).otherwise(first),
        )
        .group_by("low", "high", "need")
        .agg(loops=pl.len(), keys=pl.col("chain").unique())
    )
    pairs = [
        PingPong(
            first_id=row["low"],
            second_id=row["high"],
            need_code=row["need"],
            chains=len(row["keys"]),
            loops=row["loops"],
            chain_ids=tuple(sorted(snapshot.chain_ids(row["keys"]))[:SHOWN_CHAINS]),
            sentence=told_between((row["low"], row["high"]), row["need"], names=names),
        )
        for row in groups.iter_rows(named=True)
    ]
    pairs.sort(key=lambda pair: (-pair.chains, pair.first_id, pair.second_id, pair.need_code))
    return tuple(pairs)
