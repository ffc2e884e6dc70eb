"""Facts put into blocks of enough people, which figures take in whole or not at all.

A figure counts a set of facts (referrals, chains, cases). It may be shown only if that set is made
up of whole blocks. Whatever sums and differences of such figures somebody takes, in whatever
scopes, the result is made up of whole blocks again, and every block holds enough people.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph_model.analysis.suppression.people import Integers, People, Truths, dense


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Facts and the block that each belongs to.

    ``of`` has the number of the block of each fact, ``sizes`` how many facts each block holds,
    ``are_safe`` whether it holds enough people (all do, unless there are too few people at all).
    """

    of: Integers
    sizes: Integers
    are_safe: Truths

    def placed(self, place: Integers) -> "Blocks":
        """The same for facts in another order: of each its position so far."""
        return replace(self, of=self.of[place])

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
        found[group[~self.kept(facts, group)]] = False
        return found

    def kept(self, facts: Integers, group: Integers) -> Truths:
        """Which facts of some sets lie in safe blocks that their set takes in whole.

        ``facts`` and ``group`` are as for ``whole_groups``. What is kept of a set is made up of
        whole, safe blocks, and no more of the set could be.
        """
        found = np.zeros(len(facts), dtype=np.bool_)
        known = facts >= 0
        width = max(len(self.sizes), 1)
        parts, part = dense(group[known] * width + self.of[facts[known]])
        block = parts % width
        is_all = np.bincount(part, minlength=len(parts)) == self.sizes[block]
        found[known] = (is_all & self.are_safe[block])[part]
        return found


def blocks_of(
    people: People,
    splits: Sequence[Integers],
    *,
    minimum: int,
    within: Integers | None = None,
) -> Blocks:
    """Divide facts again and again as long as no part gets too few people.

    Parameters
    ----------
    people
        Whom each fact is about.
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
    Sorts the facts of blocks that can still be divided, once for each column, and once more those
    of parts that are too small.

    Examples
    --------
    Five people in three places; the one alone in place 2 stays with place 1, which is the smaller.

    >>> found = blocks_of(
    ...     People.of(np.arange(6)), [np.array([0, 0, 0, 1, 1, 2])], minimum=2
    ... )
    >>> found.is_whole(np.array([0, 1, 2])), found.is_whole(np.array([3, 4]))
    (True, False)
    """
    facts = people.order
    block = np.zeros(len(facts), dtype=np.int64) if within is None else dense(within)[1]
    live = facts
    for labels in splits:
        # Two parts may be about the same people, but each takes as many facts as people.
        of = block[live]
        live = live[(np.bincount(of) >= 2 * minimum)[of]] if len(live) else live
        _divide(block, labels[live], live=live, people=people, minimum=minimum)
    return blocks_from(block, people, minimum=minimum)


def blocks_from(block: Integers, people: People, *, minimum: int) -> Blocks:
    """Blocks of facts that are put into them already; numbers from 0 up, in any order."""
    found = people.groups(block)
    sizes = np.bincount(found.of, minlength=len(found.keys)).astype(np.int64)
    return Blocks(found.of, sizes, found.crowd >= minimum)


def _divide(
    block: Integers, labels: Integers, *, live: Integers, people: People, minimum: int
) -> None:
    """Divide the blocks of the live facts by their labels; new ones get numbers behind all."""
    if not len(live):
        return
    numbers, parent = dense(block[live])
    width = int(labels.max()) + 1
    children = people.groups_among(live, parent * width + labels)
    if len(children.keys) == len(numbers):
        return
    above = children.keys // width
    is_kept = children.crowd >= minimum
    is_small = ~is_kept[children.of]
    rest = people.groups_among(live[is_small], parent[is_small])
    is_short = np.zeros(len(numbers), dtype=np.bool_)
    is_short[rest.keys[rest.crowd < minimum]] = True
    _absorb(is_kept, above, crowd=children.crowd, is_short=is_short)
    behind = int(block.max()) + 1
    kept = is_kept[children.of]
    block[live[kept]] = behind + children.of[kept]


def _absorb(is_kept: Truths, above: Integers, *, crowd: Integers, is_short: Truths) -> None:
    """Give up the smallest kept part of each block whose rest is short of people."""
    kept = np.flatnonzero(is_kept & is_short[above])
    order = kept[np.lexsort((kept, crowd[kept], above[kept]))]
    first = np.unique(above[order], return_index=True)[1]
    is_kept[order[first]] = False
