"""Facts put into blocks of enough people, which figures take in whole or not at all.

A figure counts a set of facts (referrals, chains, cases). It may be shown only if that set is made
up of whole blocks. Whatever sums and differences of such figures somebody takes, in whatever
scopes, the result is made up of whole blocks again, and every block holds enough people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_TABLE_AT_MOST = 1 << 23
"""Widest span of keys that are looked up in a table instead of being sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Facts and the block that each belongs to.

    ``of`` has the number of the block of each fact, ``sizes`` how many facts each block holds,
    ``are_safe`` whether it holds enough people (all do, unless there are too few people at all).
    """

    of: Integers
    sizes: Integers
    are_safe: Truths

    def is_whole(self, facts: Integers) -> bool:
        """Whether a set of facts (their positions, none twice) is made up of whole, safe blocks.

        No facts are whole: that nobody is there tells nothing of anybody.
        """
        return bool(self.whole_groups(facts, np.zeros(len(facts), dtype=np.int64), groups=1)[0])

    def whole_groups(self, facts: Integers, group: Integers, *, groups: int) -> Truths:
        """Which of some sets of facts are made up of whole, safe blocks.

        Parameters
        ----------
        facts
            Positions of facts, none twice in one group; below 0 for one that was not among those
            that the blocks were made of, and so can never be shown.
        group
            The set that each belongs to, from 0 to ``groups - 1``; some may be empty.
        groups
            How many sets there are.
        """
        found = np.ones(groups, dtype=np.bool_)
        found[group[facts < 0]] = False
        known = facts >= 0
        width = len(self.sizes)
        pairs, counts = np.unique(group[known] * width + self.of[facts[known]], return_counts=True)
        owner, block = np.divmod(pairs, max(width, 1))
        cut = (counts != self.sizes[block]) | ~self.are_safe[block]
        found[owner[cut]] = False
        return found


def blocks_of(
    people: Integers,
    splits: Sequence[Integers],
    *,
    minimum: int,
    within: Integers | None = None,
) -> Blocks:
    """Divide facts again and again as long as no part gets too few people.

    Parameters
    ----------
    people
        Whom each fact is about: any number for each person.
    splits
        One column of labels (whole numbers from 0 up) for each way to divide, the most important
        first. Within each block so far, facts of one label become a block of their own if they are
        about enough people; the others stay together. If these are too few people, the smallest of
        those that were enough joins them (ties by label).
    minimum
        How many people are enough, at least 1.
    within
        Blocks to begin with; without them all facts are one. Those that hold too few people stay as
        they are.

    Returns
    -------
    Blocks in no particular order; the same facts in another order give the same blocks.

    References
    ----------
    Project definition: docs/decisions/0026-suppression.md. Close to local recoding for
    k-anonymity: K. LeFevre, D. DeWitt, R. Ramakrishnan (2006): Mondrian multidimensional
    k-anonymity. Proceedings of ICDE.

    Notes
    -----
    Sorts the facts of blocks that can still be divided, once for each column.

    Examples
    --------
    Five people in three places; the one alone in place 2 stays with place 1, which is the smaller.

    >>> found = blocks_of(
    ...     np.array([1, 2, 3, 4, 5, 6]), [np.array([0, 0, 0, 1, 1, 2])], minimum=2
    ... )
    >>> found.is_whole(np.array([0, 1, 2])), found.is_whole(np.array([3, 4]))
    (True, False)
    """
    person = dense(people)[1]
    block = np.zeros(len(people), dtype=np.int64) if within is None else dense(within)[1]
    live = np.arange(len(people))
    for labels in splits:
        # Two parts may be about the same people, but each takes as many facts as people.
        of = block[live]
        live = live[(np.bincount(of) >= 2 * minimum)[of]] if len(live) else live
        _divide(block, labels, live=live, person=person, minimum=minimum)
    return blocks_from(block, person, minimum=minimum)


def blocks_from(block: Integers, person: Integers, *, minimum: int) -> Blocks:
    """Blocks of facts that are put into them already; numbers from 0 up, in any order."""
    numbers, of = dense(block)
    held = people_in(of, person, groups=len(numbers))
    return Blocks(of, np.bincount(of, minlength=len(numbers)).astype(np.int64), held >= minimum)


def dense(keys: Integers) -> tuple[Integers, Integers]:
    """The distinct keys in order, and for each entry the place of its key among them."""
    if not len(keys):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    low = int(keys.min())
    span = int(keys.max()) - low + 1
    if span > _TABLE_AT_MOST:
        members, of = np.unique(keys, return_inverse=True)
        return members.astype(np.int64), of.astype(np.int64)
    is_there = np.zeros(span, dtype=np.bool_)
    is_there[keys - low] = True
    members = np.flatnonzero(is_there)
    place = np.empty(span, dtype=np.int32)
    place[members] = np.arange(len(members), dtype=np.int32)
    return members + low, place[keys - low].astype(np.int64)


def people_in(group: Integers, person: Integers, *, groups: int) -> Integers:
    """How many people each group of facts is about; persons are numbered from 0 up."""
    width = int(person.max(initial=0)) + 1
    pairs = np.sort(group * width + person)
    is_new = np.ones(len(pairs), dtype=np.bool_)
    is_new[1:] = pairs[1:] != pairs[:-1]
    return np.bincount(pairs[is_new] // width, minlength=groups).astype(np.int64)


def _divide(
    block: Integers, labels: Integers, *, live: Integers, person: Integers, minimum: int
) -> None:
    """Divide the blocks of the live facts by one more column; new ones get numbers behind all."""
    if not len(live):
        return
    numbers, parent = dense(block[live])
    width = int(labels.max()) + 1
    children, child = dense(parent * width + labels[live])
    if len(children) == len(numbers):
        return
    above = children // width
    who = person[live]
    crowd = people_in(child, who, groups=len(children))
    is_kept = crowd >= minimum
    small = ~is_kept[child]
    rest = people_in(parent[small], who[small], groups=len(numbers))
    is_short = (rest > 0) & (rest < minimum)
    _absorb(is_kept, above, crowd=crowd, is_short=is_short)
    behind = int(block.max()) + 1
    kept = is_kept[child]
    block[live[kept]] = behind + child[kept]


def _absorb(is_kept: Truths, above: Integers, *, crowd: Integers, is_short: Truths) -> None:
    """Give up the smallest kept part of each block whose rest is short of people."""
    kept = np.flatnonzero(is_kept & is_short[above])
    order = kept[np.lexsort((kept, crowd[kept], above[kept]))]
    first = np.unique(above[order], return_index=True)[1]
    is_kept[order[first]] = False
