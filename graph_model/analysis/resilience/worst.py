"""The three whose joint loss is worst: found exactly, without trying all threes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.ranking import partners
from graph_model.analysis.resilience.standing import MONTHS, Standing
from graph_model.analysis.resilience.what_if import WhatIf, what_if

Group = tuple[str, ...]
"""Ids of up to three actors, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstThree:
    """The three (or fewer, if there are no more) whose joint loss is worst; see ``worst_three``.

    ``lost_per_month`` are cases a month in cells that nobody would serve any more, ``partners`` how
    many were chosen from.
    """

    actor_ids: Group
    partners: int
    lost_per_month: float | None
    loss: WhatIf


def worst_three(standing: Standing) -> WorstThree:
    """The three partners or offices whose joint loss leaves most people without anybody.

    Worst is: most cases a month in cells that lose their last service; among equals, most referrals
    taken in a month by the three together; then the smallest ids. Nobody there gives no ids.

    References
    ----------
    Why it is exact: docs/analyses/what-if.md.

    Notes
    -----
    A cell is lost only if all its providers are among the three, so cells with more than three can
    be left out. Cost grows with the pairs of partners that serve some cell alone.
    """
    ids = [actor.id for actor in partners(standing)]
    lost = _lost_with(standing, ids)
    taken_in = {one: sum(standing.taken_in.get(one, {}).values()) for one in ids}
    chosen = heaviest_three(ids, lost, beside=taken_in)
    return WorstThree(
        actor_ids=chosen,
        partners=len(ids),
        lost_per_month=weight_of(chosen, lost) / MONTHS,
        loss=what_if(standing, Changes(without=chosen)),
    )


def _lost_with(standing: Standing, ids: Iterable[str]) -> Mapping[Group, int]:
    """Recent cases of the cells that a group of up to three serves alone, by that group."""
    known = frozenset(ids)
    found: dict[Group, int] = defaultdict(int)
    served = standing.served()
    for cell in standing.cells:
        group = served.cells[cell.need_code, cell.area_id].providers
        if 1 <= len(group) <= 3 and known.issuperset(group):
            found[group] += cell.recent
    return found


def weight_of(chosen: Group, weights: Mapping[Group, int]) -> int:
    """The weight of all groups that lie within the chosen ones."""
    sizes = range(1, len(chosen) + 1)
    return sum(weights.get(group, 0) for size in sizes for group in combinations(chosen, size))


def heaviest_three(
    ids: Iterable[str], weights: Mapping[Group, int], *, beside: Mapping[str, int]
) -> Group:
    """Three of the ids such that the groups within them weigh most.

    Parameters
    ----------
    ids
        To choose from, no id twice; all of them are chosen where there are no more than three.
    weights
        By group of one to three ids, each sorted; numbers >= 0.
    beside
        What counts among threes of equal weight: the sum over the three.

    Returns
    -------
    Sorted; of several that are equal in both, the first in order of ids.

    Notes
    -----
    Either some group of three lies within the best three: each of them is tried. Or some pair does:
    for each, those are tried as third who form a group with one of the pair, and of all others the
    one who weighs most alone. Or neither: then it is the three who weigh most alone.

    Examples
    --------
    >>> heaviest_three("abcd", {("a",): 2, ("b", "c"): 5}, beside={})
    ('a', 'b', 'c')
    """
    alone = sorted(ids, key=lambda one: (-weights.get((one,), 0), -beside.get(one, 0), one))
    tried = {tuple(sorted(group)) for group in _candidates(alone, weights)}

    def worth(group: Group) -> tuple[int, int]:
        return -weight_of(group, weights), -sum(beside.get(one, 0) for one in group)

    return min(tried, key=lambda group: (*worth(group), group))


def _candidates(alone: list[str], weights: Mapping[Group, int]) -> Iterator[Group]:
    yield tuple(alone[:3])
    if len(alone) <= 3:
        return
    partners_of: dict[str, set[str]] = defaultdict(set)
    for group in weights:
        for one in group:
            partners_of[one].update(group)
    for group in weights:
        if len(group) == 3:
            yield group
        if len(group) == 2:
            pair = set(group)
            others = next(one for one in alone if one not in pair)
            thirds = (partners_of[group[0]] | partners_of[group[1]]) - pair
            yield from ((*group, third) for third in (others, *thirds))
