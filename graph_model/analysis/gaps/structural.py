"""Structural gaps: areas, sectors and communities that should work together and never do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations

import polars as pl

from graph_model.analysis.gaps.demand import Grid
from graph_model.analysis.gaps.groups import (
    Group,
    Ties,
    busiest_of,
    by_area,
    by_community,
    by_sector,
    linked_pairs,
    seats,
)
from graph_model.analysis.gaps.neighbours import Nearness, Pair, neighbouring, pair_of
from graph_model.analysis.sentences import Sentence, listed
from graph_model.domain.checks import check_instant, check_number, local_day
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


class StructuralKind(StrEnum):
    """What the two sides of a structural gap are."""

    AREAS = "areas"
    SECTORS = "sectors"
    COMMUNITIES = "communities"


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuralRules:
    """From when on two sides should know one another, and the seed of the communities.

    ``members`` is how many actors each side must have at least, ``shared_needs`` how many needs
    both must deal with, ``named`` how many actors of each side are proposed for a talk.
    """

    members: int = 2
    shared_needs: int = 1
    named: int = 3
    seed: int = 0

    def __post_init__(self) -> None:
        check_number("members", self.members, low=1)
        check_number("shared_needs", self.shared_needs, low=1)
        check_number("named", self.named, low=1, high=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a structural gap; ``contacts`` are its busiest actors on the shared needs."""

    id: str
    name: str
    members: int
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuralGap:
    """Two sides with the same needs, near one another, without one referral or agreement."""

    kind: StructuralKind
    left: Side
    right: Side
    shared_needs: tuple[str, ...]
    nearness: Nearness
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuralGaps:
    """All structural gaps: by kind, then most shared needs first, then the ids of the sides."""

    scope: Scope
    now: datetime
    level: AreaLevel | None
    rules: StructuralRules
    gaps: tuple[StructuralGap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Referrals of a scope: all, and those that may be told of.

    ``tied`` are told of by both ends and need, ``asked`` by area and need. Each has ``sender``,
    ``recipient``, ``need`` and ``area``.
    """

    every: pl.DataFrame
    tied: pl.DataFrame
    asked: pl.DataFrame


def structural_gaps(
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    level: AreaLevel | None = None,
    rules: StructuralRules = StructuralRules(),
) -> StructuralGaps:
    """Find pairs that have the same needs, are near one another and share no edge.

    Parameters
    ----------
    snapshot, scope
        The network; referrals in scope, in either direction, are edges, and so are agreements in
        force.
    now
        The moment for agreements, actors and areas; aware UTC.
    level
        Level of the areas; without one, the areas in which actors sit.
    rules
        Least sizes, and the seed of the Louvain communities.

    Returns
    -------
    StructuralGaps
        Empty for an empty network.

    Notes
    -----
    Areas: side by side, the same need asked for in both. Sectors and communities: needs of their
    members' referrals, seats in the same or neighbouring areas. Louvain's parts depend on the seed
    where the network falls apart only weakly; pairs of areas and sectors do not.

    References
    ----------
    Project definition: docs/analyses/gaps.md. Communities: see ``by_community``.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> structural_gaps(
    ...     Snapshot.from_records([]), Scope(), now=datetime(2026, 3, 2, tzinfo=UTC)
    ... ).gaps
    ()
    """
    check_instant("now", now)
    rows = snapshot.referrals(scope)
    nothing = StructuralGaps(scope=scope, now=now, level=level, rules=rules, gaps=())
    return made_of(nothing, snapshot, counted=Counted(every=rows, tied=rows, asked=rows))


def made_of(found: StructuralGaps, snapshot: Snapshot, *, counted: Counted) -> StructuralGaps:
    """The gaps of the same question, with needs, communities and contacts of some referrals.

    That two sides share no edge is said of all referrals.
    """
    directory, now, rules = snapshot.directory, found.now, found.rules
    grid = Grid(areas=directory.areas, level=found.level, now=now)
    every = _ties(counted.every, directory, now=now)
    is_all = counted.tied is counted.every
    ties = every if is_all else _ties(counted.tied, directory, now=now)
    homes = seats(directory, grid=grid)
    near = neighbouring(directory.areas, {area for areas in homes.values() for area in areas})
    groups = {
        StructuralKind.AREAS: by_area(directory, homes, demand=_demand(counted.asked, grid)),
        StructuralKind.SECTORS: by_sector(directory, homes, ties=ties),
        StructuralKind.COMMUNITIES: by_community(directory, homes, ties=ties, seed=rules.seed),
    }
    gaps = [
        _gap(directory, ties, kind=kind, pair=pair, rules=rules)
        for kind, of_kind in groups.items()
        for pair in _unlinked(of_kind, every, near=near, rules=rules)
    ]
    return replace(found, gaps=tuple(sorted(gaps, key=_order)))


def _order(gap: StructuralGap) -> tuple[int, int, str, str]:
    kind = list(StructuralKind).index(gap.kind)
    return kind, -len(gap.shared_needs), gap.left.id, gap.right.id


def _ties(referrals: pl.DataFrame, directory: Directory, *, now: datetime) -> Ties:
    weights: dict[Pair, int] = defaultdict(int)
    needs: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counted = referrals.group_by("sender", "recipient", "need").len()
    for sender, recipient, need, count in counted.iter_rows():
        weights[pair_of(sender, recipient)] += count
        needs[sender][need] += count
        needs[recipient][need] += count
    day = local_day(now)
    for agreement in directory.cooperations:
        starts, ends = agreement.valid_from, agreement.valid_to
        if (starts is None or starts <= day) and (ends is None or day < ends):
            weights[pair_of(agreement.from_id, agreement.to_id)] += 1
    return Ties(weights=weights, needs=needs)


def _demand(referrals: pl.DataFrame, grid: Grid) -> Mapping[str, frozenset[str]]:
    pairs = referrals.select("area", "need").unique().drop_nulls()
    cells = grid.cells_of(pairs["area"].unique().to_list())
    found: dict[str, set[str]] = defaultdict(set)
    for place, need in pairs.iter_rows():
        cell = cells[place]
        if cell is not None:
            found[cell].add(need)
    return {cell: frozenset(needs) for cell, needs in found.items()}


def _unlinked(
    groups: Sequence[Group], ties: Ties, *, near: Mapping[Pair, Nearness], rules: StructuralRules
) -> Iterable[tuple[Group, Group, Nearness]]:
    linked = linked_pairs(groups, ties)
    large = [group for group in groups if len(group.members) >= rules.members]
    for left, right in combinations(large, 2):
        if pair_of(left.id, right.id) in linked:
            continue
        if len(left.needs & right.needs) < rules.shared_needs:
            continue
        nearness = _nearness(left, right, near=near)
        if nearness is not None:
            yield left, right, nearness


def _nearness(left: Group, right: Group, *, near: Mapping[Pair, Nearness]) -> Nearness | None:
    if left.areas & right.areas:
        return Nearness.SAME_AREA
    pairs = (pair_of(one, other) for one in left.areas for other in right.areas)
    reasons = {near[pair] for pair in pairs if pair in near}
    return next((reason for reason in Nearness if reason in reasons), None)


def _gap(
    directory: Directory,
    ties: Ties,
    *,
    kind: StructuralKind,
    pair: tuple[Group, Group, Nearness],
    rules: StructuralRules,
) -> StructuralGap:
    left, right, nearness = pair
    shared = tuple(sorted(left.needs & right.needs))
    sides = [
        Side(
            id=group.id,
            name=group.name,
            members=len(group.members),
            contacts=tuple(busiest_of(group.members, ties, needs=shared)[: rules.named]),
        )
        for group in (left, right)
    ]
    return StructuralGap(
        kind=kind,
        left=sides[0],
        right=sides[1],
        shared_needs=shared,
        nearness=nearness,
        sentence=_sentence(directory, sides, shared=shared, nearness=nearness),
    )


_WHERE = {
    Nearness.SAME_AREA: ("im selben Gebiet", "in the same area"),
    Nearness.TOUCHING: ("gleich nebenan", "next door"),
    Nearness.SIBLINGS: ("in der Nachbarschaft", "in the neighbourhood"),
}


def _sentence(
    directory: Directory, sides: Sequence[Side], *, shared: tuple[str, ...], nearness: Nearness
) -> Sentence:
    needs = [directory.needs[code] for code in shared if code in directory.needs]
    first, second = (directory.actors[side.contacts[0]].name for side in sides)
    left, right = (side.name for side in sides)
    where_de, where_en = _WHERE[nearness]
    return Sentence(
        de=f"{left} und {right}: {where_de}, dieselben Bedarfe "
        f"({listed([need.label_de for need in needs], 'de')}), aber keine einzige Vermittlung "
        f"und keine Kooperation. Was hilft: ein erstes Gespräch, etwa zwischen {first} und "
        f"{second}.",
        en=f"{left} and {right}: {where_en}, the same needs "
        f"({listed([need.label_en for need in needs], 'en')}), but not one referral and no "
        f"cooperation. What helps: a first talk, for instance between {first} and {second}.",
    )
