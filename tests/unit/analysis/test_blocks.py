"""Blocks of facts: each holds enough people, and what is made up of them can be shown."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.analysis.suppression.blocks import Blocks, blocks_of
from graph_model.analysis.suppression.people import People

FACTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60
)


def _blocks(rows: list[tuple[int, int, int]], minimum: int = 3) -> tuple[np.ndarray, Blocks]:
    table = np.array(rows, dtype=np.int64)
    return table, blocks_of(People.of(table[:, 0]), [table[:, 1], table[:, 2]], minimum=minimum)


def _members(blocks: Blocks) -> list[set[int]]:
    return [
        set(np.flatnonzero(blocks.of == number).tolist()) for number in range(len(blocks.sizes))
    ]


@given(FACTS, st.integers(1, 5))
def test_every_block_has_enough_people_unless_there_are_too_few_at_all(
    rows: list[tuple[int, int, int]], minimum: int
) -> None:
    table, blocks = _blocks(rows, minimum)
    for number, facts in enumerate(_members(blocks)):
        people = {int(table[fact, 0]) for fact in facts}
        assert blocks.are_safe[number] == (len(people) >= minimum)
        assert blocks.sizes[number] == len(facts)
    if len(set(table[:, 0].tolist())) >= minimum:
        assert blocks.are_safe.all()
    else:
        assert len(blocks.sizes) == 1


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(
    rows: list[tuple[int, int, int]], random: object
) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    _, one = _blocks(rows)
    _, other = _blocks([rows[place] for place in order])
    back = [{order[fact] for fact in block} for block in _members(other)]
    assert sorted(map(sorted, back)) == sorted(map(sorted, _members(one)))


@given(FACTS)
def test_whole_sets_stay_whole_in_sums_and_differences(rows: list[tuple[int, int, int]]) -> None:
    table, blocks = _blocks(rows)
    sets = [np.flatnonzero(table[:, 1] == label) for label in range(4)]
    sets += [np.flatnonzero(table[:, 2] == label) for label in range(4)]
    whole = [set(facts.tolist()) for facts in sets if blocks.is_whole(facts)]
    for one, other in pairwise(whole):
        for made in (one | other, one & other, one - other):
            facts = np.array(sorted(made), dtype=np.int64)
            assert blocks.is_whole(facts)
            people = set(table[facts, 0].tolist())
            assert len(people) == 0 or len(people) >= 3


def test_large_parts_are_kept_and_small_ones_stay_together() -> None:
    """Four people in place 0, two in place 1, one in place 2: the last two make up three."""
    people, places = np.arange(7), np.array([0, 0, 0, 0, 1, 1, 2])
    blocks = blocks_of(People.of(people), [places], minimum=3)
    assert _members(blocks) == [{4, 5, 6}, {0, 1, 2, 3}]
    assert not blocks.is_whole(np.array([4, 5]))
    assert blocks.is_whole(np.array([4, 5, 6]))


def test_a_rest_that_is_too_small_takes_the_smallest_large_part_along() -> None:
    """Five in place 0, three in place 1, one in place 2: 8 less 5 must not give the one away."""
    people, places = np.arange(9), np.array([0, 0, 0, 0, 0, 1, 1, 1, 2])
    blocks = blocks_of(People.of(people), [places], minimum=3)
    assert _members(blocks) == [{5, 6, 7, 8}, {0, 1, 2, 3, 4}]


def test_people_count_not_facts() -> None:
    """Two people with five facts each in place 0 are still two people."""
    people, places = np.array([1] * 5 + [2] * 5 + [3, 4, 5, 6]), np.array([0] * 10 + [1] * 4)
    blocks = blocks_of(People.of(people), [places], minimum=3)
    assert len(blocks.sizes) == 1


def test_the_first_column_is_divided_by_first() -> None:
    """Six people in two places and two months crosswise: places are told apart, months not."""
    people = np.arange(6)
    places, months = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 0, 1])
    blocks = blocks_of(People.of(people), [places, months], minimum=3)
    assert blocks.is_whole(np.array([0, 1, 2]))
    assert not blocks.is_whole(np.array([0, 2, 4]))


def test_facts_from_elsewhere_make_a_set_unfit_to_be_shown() -> None:
    blocks = blocks_of(People.of(np.arange(3)), [], minimum=3)
    whole = blocks.whole_groups(
        np.array([0, 1, 2, 0, 1, 2, -1]), np.array([0, 0, 0, 1, 1, 1, 1]), groups=3
    )
    assert whole.tolist() == [True, False, True]


def test_of_a_set_that_cuts_a_block_the_others_are_kept() -> None:
    """Blocks 0–2 and 3–6; the first set has all of the first and half of the second."""
    blocks = blocks_of(People.of(np.arange(7)), [np.array([0, 0, 0, 1, 1, 1, 1])], minimum=3)
    facts = np.array([0, 1, 2, 3, 4, 5, 6, -1])
    kept = blocks.kept(facts, np.array([0, 0, 0, 0, 0, 1, 1, 1]))
    assert kept.tolist() == [True] * 3 + [False] * 5
    assert blocks.kept(facts, np.zeros(8, dtype=np.int64)).tolist() == [True] * 7 + [False]


def test_of_blocks_of_too_few_people_nothing_is_kept() -> None:
    blocks = blocks_of(People.of(np.array([1, 1, 2])), [], minimum=3)
    assert not blocks.kept(np.arange(3), np.zeros(3, dtype=np.int64)).any()


@pytest.mark.parametrize("people", [[], [1, 2]])
def test_too_few_people_are_never_shown(people: list[int]) -> None:
    blocks = blocks_of(People.of(np.array(people, dtype=np.int64)), [], minimum=3)
    facts = np.arange(len(people))
    assert blocks.is_whole(facts) == (not people)
