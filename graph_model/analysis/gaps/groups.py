"""Groups of actors for the structural gaps: by area, by sector, by community."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph_model.analysis.gaps.demand import Grid
from graph_model.analysis.gaps.neighbours import Pair, pair_of
from graph_model.analysis.structure.communities import communities
from graph_model.domain.actors import Actor
from graph_model.domain.checks import local_day
from graph_model.snapshot.directory import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Actors that belong together, where they are and which needs they deal with."""

    id: str
    name: str
    members: frozenset[str]
    areas: frozenset[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Who works with whom: referrals between two actors either way, and agreements in force.

    ``weights`` counts referrals plus one for an agreement; ``needs`` holds, for each actor, how
    many referrals they sent or received for each need.
    """

    weights: Mapping[Pair, int]
    needs: Mapping[str, Mapping[str, int]]


def seats(directory: Directory, *, grid: Grid) -> Mapping[str, frozenset[str]]:
    """For each active actor the areas of the grid where they sit or are responsible."""
    day = local_day(grid.now)
    named = {
        actor.id: [area for area in (actor.area_id, *actor.responsible_area_ids) if area]
        for actor in active_actors(directory, day)
    }
    cells = grid.cells_of({area for areas in named.values() for area in areas})
    return {
        actor_id: frozenset(cell for area in areas if (cell := cells[area]) is not None)
        for actor_id, areas in named.items()
    }


def active_actors(directory: Directory, day: date) -> list[Actor]:
    """Actors that take part on a day, by id."""
    return [
        directory.actors[actor_id]
        for actor_id in sorted(directory.actors)
        if directory.actors[actor_id].is_active_on(day)
    ]


def by_area(
    directory: Directory,
    homes: Mapping[str, frozenset[str]],
    *,
    demand: Mapping[str, frozenset[str]],
) -> list[Group]:
    """One group per area: who sits there, and the needs that its tenants have."""
    members: dict[str, set[str]] = defaultdict(set)
    for actor_id, areas in homes.items():
        for area_id in areas:
            members[area_id].add(actor_id)
    known = directory.areas.by_id
    return [
        Group(
            id=area_id,
            name=known[area_id].name if area_id in known else area_id,
            members=frozenset(members[area_id]),
            areas=frozenset((area_id,)),
            needs=demand.get(area_id, frozenset()),
        )
        for area_id in sorted(members)
    ]


def by_sector(
    directory: Directory, homes: Mapping[str, frozenset[str]], *, ties: Ties
) -> list[Group]:
    """One group per sector, with the needs of its members' referrals."""
    members: dict[str, list[str]] = defaultdict(list)
    for actor_id in homes:
        sector = directory.actors[actor_id].sector
        if sector is not None:
            members[sector].append(actor_id)
    return [
        _group(sector, sector, members=members[sector], homes=homes, ties=ties)
        for sector in sorted(members)
    ]


def by_community(
    directory: Directory, homes: Mapping[str, frozenset[str]], *, ties: Ties, seed: int
) -> list[Group]:
    """Communities that work with one another more than with others; named after their busiest.

    See ``communities``; ties are referrals and agreements.
    """
    known = (
        (one, other, weight)
        for (one, other), weight in sorted(ties.weights.items())
        if one in homes and other in homes
    )
    groups = []
    for members in communities(known, seed=seed):
        busiest = busiest_of(members, ties)[:2]
        name = " / ".join(directory.actors[actor_id].name for actor_id in busiest)
        groups.append(_group(members[0], name, members=members, homes=homes, ties=ties))
    return groups


def busiest_of(members: Iterable[str], ties: Ties, *, needs: Iterable[str] = ()) -> list[str]:
    """Members by referrals sent and received, most first, ties by id; for some needs or for all."""
    wanted = frozenset(needs)

    def referrals(actor_id: str) -> int:
        of_actor = ties.needs.get(actor_id, {})
        return sum(count for need, count in of_actor.items() if not wanted or need in wanted)

    return sorted(members, key=lambda actor_id: (-referrals(actor_id), actor_id))


def linked_pairs(groups: Iterable[Group], ties: Ties) -> frozenset[Pair]:
    """Pairs of group ids that share a tie or a member."""
    groups_of: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        for member in group.members:
            groups_of[member].append(group.id)
    found = {
        pair_of(one, other)
        for pair in ties.weights
        for one in groups_of.get(pair[0], ())
        for other in groups_of.get(pair[1], ())
    }
    for ids in groups_of.values():
        found |= {pair_of(one, other) for one in ids for other in ids}
    return frozenset(found)


def _group(
    group_id: str,
    name: str,
    *,
    members: Iterable[str],
    homes: Mapping[str, frozenset[str]],
    ties: Ties,
) -> Group:
    inside = frozenset(members)
    return Group(
        id=group_id,
        name=name,
        members=inside,
        areas=frozenset().union(*(homes[member] for member in inside)),
        needs=frozenset().union(*(ties.needs.get(member, {}) for member in inside)),
    )
