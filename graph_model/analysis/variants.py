"""Which ways help chains take, and the process map that all of them make together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.instances import instances
from graph_model.analysis.levels import (
    Named,
    kind_of_actor,
    named,
    named_kind,
    named_service,
    regrouped,
)
from graph_model.analysis.ties import untied
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

Rows = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.uint32]
Names = npt.NDArray[np.object_]

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
    """All ways, the most frequent first, ties by trace; ``chains`` and ``referrals`` in all.

    Where ``counts_are_at_least``, every count is a lower bound, which may be all there is or not:
    how many there are without those that somebody could be made out by. Ways without any are left
    out; a total without any is ``None``. Shares are those of the counts shown.
    """

    scope: Scope
    level: TraceLevel
    chains: int | None
    referrals: int | None
    variants: tuple[Variant, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A step of the process map: how many referrals went there, first and last ones among them."""

    id: str
    kind: str
    label: str
    referrals: int | None
    starts: int | None
    ends: int | None


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
    """The directly-follows graph; activities by id, edges by source and target.

    Where ``counts_are_at_least``, every count is a lower bound, as for ``Variants``, and ``None``
    says that none can be told. Days between two requests are those of the cases counted.
    """

    scope: Scope
    level: TraceLevel
    chains: int | None
    referrals: int | None
    activities: tuple[Activity, ...]
    edges: tuple[DirectlyFollows, ...]
    counts_are_at_least: bool = False
    hidden: Hidden | None = None


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
    events = events_of(snapshot, scope, level=level)
    begins = _begins(events["chain"])
    traces, counts = _counted(events["step"], begins)
    shares = [count / len(begins) for count in counts]
    return Variants(
        scope=scope,
        level=level,
        chains=len(begins),
        referrals=len(events),
        variants=instances(Variant, {"trace": traces, "chains": counts, "share": shares}),
    )


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
    events = events_of(snapshot, scope, level=level)
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
        edges=directly_follows(events, ~is_first),
    )


_NAMES: Mapping[TraceLevel, Callable[[Directory, str], Named]] = MappingProxyType(
    {
        TraceLevel.ACTOR: named,
        TraceLevel.KIND: named_kind,
        TraceLevel.SERVICE: named_service,
    }
)


def events_of(snapshot: Snapshot, scope: Scope, *, level: TraceLevel) -> pl.DataFrame:
    """The steps of all traces, chain by chain in order.

    Columns: ``chain``, ``requested_at``, ``step``, ``referral``.
    """
    rows = snapshot.referrals(scope)
    step = rows["recipient"]
    if level is TraceLevel.KIND:
        step = regrouped(step, lambda actor_id: kind_of_actor(snapshot.directory, actor_id))
    elif level is TraceLevel.SERVICE:
        step = regrouped(rows["service"], lambda service_id: service_id)
    events = rows.select("chain", "requested_at", "referral", step.alias("step"))
    # Most referrals were recorded in the order of time; then it is enough to bring chains together.
    events = events.sort("chain", maintain_order=True)
    earlier = pl.col("requested_at") < pl.col("requested_at").shift(1)
    if events.select((earlier & (pl.col("chain") == pl.col("chain").shift(1))).any()).item():
        events = events.sort("chain", "requested_at")
    events = untied(events, ["chain", "requested_at"], ids_of=snapshot.referral_ids)
    return events.select("chain", "requested_at", "step", "referral")


def _begins(chain: pl.Series) -> Rows:
    keys = chain.to_numpy()
    if not len(keys):
        return np.empty(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))


def _ranked(step: pl.Series) -> tuple[Names, Ranks]:
    """All steps there are, in order, and for each row the place of its step among them."""
    members = step.unique()
    ordered = members.cast(pl.String).arg_sort()
    codes = members.to_physical().gather(ordered).to_numpy()
    place = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.uint32)
    place[codes] = np.arange(len(codes), dtype=np.uint32)
    names = np.array(members.gather(ordered).to_list(), dtype=np.object_)
    return names, place[step.to_physical().to_numpy()]


def _counted(step: pl.Series, begins: Rows) -> tuple[list[tuple[str, ...]], list[int]]:
    """Distinct traces and their counts, the most frequent first, ties in order of the trace."""
    names, ranks = _ranked(step)
    # A trace as the bytes of its steps' ranks, highest byte first: hashed, compared and sorted as
    # the tuple of strings would be, at a fraction of the cost.
    data = ranks.astype(">u4").tobytes()
    bounds = [*(begins * 4).tolist(), len(data)]
    traces = pl.Series("trace", list(map(data.__getitem__, map(slice, bounds, bounds[1:]))))
    counted = traces.cast(pl.Binary).to_frame().group_by("trace").len()
    counted = counted.sort("len", "trace", descending=[True, False])
    steps = tuple(names[np.frombuffer(b"".join(counted["trace"].to_list()), dtype=">u4")].tolist())
    ends = (counted["trace"].bin.size().cast(pl.Int64).cum_sum() // 4).to_list()
    spans = map(slice, [0, *ends], ends)
    return list(map(steps.__getitem__, spans)), counted["len"].to_list()


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


def directly_follows(
    events: pl.DataFrame, counted: npt.NDArray[np.bool_]
) -> tuple[DirectlyFollows, ...]:
    """How often a step came directly after another, and after how long; by source and target.

    ``events`` are those of ``events_of``; ``counted`` says which of them count, each together with
    the one before it in its chain, which must be there.
    """
    names, ranks = _ranked(events["step"])
    moments = events["requested_at"].to_physical().to_numpy()
    after = np.flatnonzero(counted)
    before = after - 1
    pair = (ranks[before].astype(np.uint64) << np.uint64(32)) | ranks[after]
    ordered = pl.DataFrame({"pair": pair, "between": moments[after] - moments[before]})
    ordered = ordered.sort("pair", "between")
    runs = ordered["pair"].rle().struct.unnest()
    counts, pairs = runs["len"].to_numpy().astype(np.int64), runs["value"].to_numpy()
    between = ordered["between"].to_numpy()
    columns = {
        "source": names[pairs >> np.uint64(32)].tolist(),
        "target": names[pairs & np.uint64(0xFFFF_FFFF)].tolist(),
        "count": counts.tolist(),
        "median_days": (_quantile(between, counts, share=0.5) / _DAY_US).tolist(),
        "p90_days": (_quantile(between, counts, share=0.9) / _DAY_US).tolist(),
    }
    return instances(DirectlyFollows, columns)


def _quantile(values: Rows, counts: Rows, *, share: float) -> npt.NDArray[np.float64]:
    """A quantile of each run of sorted values, interpolated linearly between neighbours."""
    first = np.cumsum(counts) - counts
    place = (counts - 1) * share
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, counts - 1)
    below, above = values[first + low], values[first + high]
    quantile: npt.NDArray[np.float64] = below + (above - below) * (place - low)
    return quantile
