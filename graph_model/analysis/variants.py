"""Which ways help chains take, and the process map that all of them make together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.analysis.levels import (
    Named,
    kind_of_actor,
    named,
    named_kind,
    named_service,
    regrouped,
)
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

Rows = npt.NDArray[np.int64]

_DAY_US = 86_400_000_000


class TraceLevel(StrEnum):
    """What the steps of a trace are."""

    ACTOR = "actor"
    KIND = "kind"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way that chains took: its steps in order, how many took it, their share (0, 1] of all."""

    trace: tuple[str, ...]
    chains: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """All ways, the most frequent first, ties by trace; ``chains`` and ``referrals`` in all."""

    scope: Scope
    level: TraceLevel
    chains: int
    referrals: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A step of the process map: how many referrals went there, first and last ones among them."""

    id: str
    kind: str
    label: str
    referrals: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectlyFollows:
    """How often ``target`` came directly after ``source`` in a chain, and after how long.

    ``median_days`` and ``p90_days`` are calendar days between the two requests, the 90 % quantile
    interpolated linearly.
    """

    source: str
    target: str
    count: int
    median_days: float
    p90_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessMap:
    """The directly-follows graph; activities by id, edges by source and target."""

    scope: Scope
    level: TraceLevel
    chains: int
    referrals: int
    activities: tuple[Activity, ...]
    edges: tuple[DirectlyFollows, ...]


def variants(
    snapshot: Snapshot, scope: Scope, *, level: TraceLevel | str = TraceLevel.ACTOR
) -> Variants:
    """The ways that chains took, with how many took each.

    Parameters
    ----------
    snapshot
        The network.
    scope
        Which referrals count: those requested in its period. A chain that reaches beyond the
        period is cut there; one without any referral in scope has no trace and does not count.
    level
        The trace of a chain is its recipients in the order of ``requested``: themselves
        (``actor``), by ``kind``, or the ``service`` referred to (``-`` where none was named).
        What was requested at the same instant stands in order of the referrals' ids.

    Raises
    ------
    ValueError
        If the level is none of these.

    References
    ----------
    W. van der Aalst, Process Mining, 2nd ed., Springer 2016, ch. 5 (traces, variants). Counts equal
    ``pm4py.get_variants`` on the same log.

    Examples
    --------
    >>> variants(Snapshot.from_records([]), Scope()).variants
    ()
    """
    level = TraceLevel(level)
    events = _events(snapshot, scope, level=level)
    begins = _begins(events["chain"])
    chains = len(begins)
    found = tuple(
        Variant(trace=trace, chains=count, share=count / chains)
        for trace, count in _counted(events["step"], begins)
    )
    return Variants(scope=scope, level=level, chains=chains, referrals=len(events), variants=found)


def process_map(
    snapshot: Snapshot, scope: Scope, *, level: TraceLevel | str = TraceLevel.ACTOR
) -> ProcessMap:
    """The directly-follows graph of the chains, with the time between two requests.

    Parameters
    ----------
    snapshot, scope, level
        As for ``variants``.

    Returns
    -------
    Over all activities ``starts`` and ``ends`` each add up to the chains; the counts of the edges
    add up to the referrals less the chains.

    Raises
    ------
    ValueError
        If the level is none of these.

    References
    ----------
    van der Aalst 2016, ch. 6. Counts and medians equal ``pm4py.discover_dfg`` and
    ``pm4py.discover_performance_dfg`` on the same log.

    Examples
    --------
    >>> process_map(Snapshot.from_records([]), Scope()).edges
    ()
    """
    level = TraceLevel(level)
    events = _events(snapshot, scope, level=level)
    begins = _begins(events["chain"])
    is_first = np.zeros(len(events), dtype=np.bool_)
    is_first[begins] = True
    is_last = np.append(is_first[1:], values=True)[: len(events)]
    marked = events.with_columns(first=pl.Series(is_first), last=pl.Series(is_last))
    return ProcessMap(
        scope=scope,
        level=level,
        chains=len(begins),
        referrals=len(events),
        activities=_activities(snapshot.directory, marked, level=level),
        edges=_edges(marked),
    )


_NAMES: Mapping[TraceLevel, Callable[[Directory, str], Named]] = MappingProxyType(
    {
        TraceLevel.ACTOR: named,
        TraceLevel.KIND: named_kind,
        TraceLevel.SERVICE: named_service,
    }
)


def _events(snapshot: Snapshot, scope: Scope, *, level: TraceLevel) -> pl.DataFrame:
    """The steps of all traces: ``chain``, ``requested_at``, ``step``, chain by chain in order."""
    rows = snapshot.referrals(scope)
    step = rows["recipient"]
    if level is TraceLevel.KIND:
        step = regrouped(step, lambda actor_id: kind_of_actor(snapshot.directory, actor_id))
    elif level is TraceLevel.SERVICE:
        step = regrouped(rows["service"], lambda service_id: service_id)
    events = rows.select("chain", "requested_at", "referral", step.alias("step"))
    events = events.sort("chain", "requested_at")
    same = (pl.col("chain") == pl.col("chain").shift(1)) & (
        pl.col("requested_at") == pl.col("requested_at").shift(1)
    )
    tied = events.select(same.fill_null(value=False)).to_series()
    if tied.any():
        events = _untied(snapshot, events, tied=tied)
    return events.select("chain", "requested_at", "step")


def _untied(snapshot: Snapshot, events: pl.DataFrame, *, tied: pl.Series) -> pl.DataFrame:
    """The same with rows of one chain and instant in order of the referrals' ids."""
    keys = events["referral"].filter(tied | tied.shift(-1, fill_value=False)).to_list()
    ids = dict(zip(keys, snapshot.referral_ids(keys), strict=True))
    order = {key: at for at, key in enumerate(sorted(keys, key=ids.__getitem__))}
    place = pl.DataFrame(
        {"referral": list(order), "place": list(order.values())},
        schema={"referral": pl.UInt32, "place": pl.UInt32},
    )
    return events.join(place, on="referral", how="left").sort("chain", "requested_at", "place")


def _begins(chain: pl.Series) -> Rows:
    keys = chain.to_numpy()
    if not len(keys):
        return np.empty(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))


def _counted(step: pl.Series, begins: Rows) -> Iterator[tuple[tuple[str, ...], int]]:
    """Distinct traces with their counts, the most frequent first, ties in order of the trace."""
    members = step.unique().cast(pl.String).sort()
    ranks = pl.Series(np.arange(len(members), dtype=np.uint32))
    # A trace as the bytes of its steps' ranks, highest byte first: hashed, compared and sorted as
    # the tuple of strings would be, at a fraction of the cost.
    data = step.replace_strict(members, ranks).to_numpy().astype(">u4").tobytes()
    bounds = [*(begins * 4).tolist(), len(data)]
    counted = Counter(map(data.__getitem__, map(slice, bounds, bounds[1:])))
    traces = sorted(counted)
    traces.sort(key=counted.__getitem__, reverse=True)
    names = members.gather(pl.Series(np.frombuffer(b"".join(traces), dtype=">u4").astype(int)))
    told = names.to_list()
    end = 0
    for trace in traces:
        begin, end = end, end + len(trace) // 4
        yield tuple(told[begin:end]), counted[trace]


def _activities(
    directory: Directory, marked: pl.DataFrame, *, level: TraceLevel
) -> tuple[Activity, ...]:
    counted = (
        marked.group_by("step")
        .agg(
            pl.len().alias("referrals"),
            pl.col("first").sum().alias("starts"),
            pl.col("last").sum().alias("ends"),
        )
        .with_columns(pl.col("step").cast(pl.String))
        .sort("step")
    )
    name_of = _NAMES[level]
    return tuple(
        Activity(
            id=step,
            kind=(node := name_of(directory, step)).kind,
            label=node.label,
            referrals=referrals,
            starts=starts,
            ends=ends,
        )
        for step, referrals, starts, ends in counted.iter_rows()
    )


def _edges(marked: pl.DataFrame) -> tuple[DirectlyFollows, ...]:
    between = (pl.col("requested_at").shift(-1) - pl.col("requested_at")).to_physical()
    pairs = marked.select(
        pl.col("step").alias("source"),
        pl.col("step").shift(-1).alias("target"),
        between.alias("between"),
        "last",
    ).filter(~pl.col("last"))
    followed = (
        pairs.group_by("source", "target")
        .agg(
            pl.len().alias("count"),
            (pl.col("between").median() / _DAY_US).alias("median_days"),
            (pl.col("between").quantile(0.9, interpolation="linear") / _DAY_US).alias("p90_days"),
        )
        .with_columns(pl.col("source", "target").cast(pl.String))
        .sort("source", "target")
    )
    return tuple(
        DirectlyFollows(source=source, target=target, count=count, median_days=median, p90_days=p90)
        for source, target, count, median, p90 in followed.iter_rows()
    )
