"""Two divisions of the same facts: what is shown of both together gives nobody away."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.suppression.agreement import refined, settled
from graph_model.analysis.suppression.blocks import Blocks, blocks_of
from graph_model.analysis.suppression.people import People
from tests.attacking import Attacker

FACTS = st.lists(
    st.tuples(st.integers(0, 15), st.integers(0, 3), st.integers(0, 2), st.integers(0, 3)),
    min_size=6,
    max_size=40,
)
"""Person, cell, house, month."""


def _attacked(rows: list[tuple[int, int, int, int]], *divisions: Blocks) -> Attacker:
    attacker = Attacker({str(fact): str(row[0]) for fact, row in enumerate(rows)})
    for blocks in divisions:
        for number in np.flatnonzero(blocks.are_safe):
            facts = np.flatnonzero(blocks.of == number)
            attacker.sees(len(facts), map(str, facts))
    return attacker


def _divided(rows: list[tuple[int, int, int, int]]) -> tuple[np.ndarray, Blocks, Blocks]:
    table = np.array(rows, dtype=np.int64)
    network = blocks_of(People.of(table[:, 0]), [table[:, 1]], minimum=3)
    return table, network, blocks_of(People.of(table[:, 0]), [table[:, 2], table[:, 1]], minimum=3)


@settings(max_examples=60, deadline=None)
@given(FACTS)
def test_no_sum_of_blocks_of_both_rests_on_one_or_two(
    rows: list[tuple[int, int, int, int]],
) -> None:
    table, network, house = _divided(rows)
    both = settled(People.of(table[:, 0]), network, house=house, houses=table[:, 2], minimum=3)
    assert _attacked(rows, *both).victims() == set()
    finer = refined(People.of(table[:, 0]), both, splits=[table[:, 3]], minimum=3)
    assert _attacked(rows, *finer).victims() == set()


def test_the_one_person_by_whom_two_divisions_differ_is_covered() -> None:
    """Five in a cell, four of them of house 0 and one of house 1, which has six people.

    Cell 0 of the network less cell 0 of house 0 would be the one. Cell 0 of house 0 is joined with
    the rest of that house, so that both cells of the network and both houses keep their sums.
    """
    rows = [(person, 0, 0, 0) for person in range(4)] + [(4, 0, 1, 0)]
    rows += [(person, 1, 0, 0) for person in range(5, 9)]
    rows += [(person, 1, 1, 0) for person in range(9, 14)]
    table, network, house = _divided(rows)
    assert _attacked(rows, network, house).victims() == {frozenset({"4"})}
    both = settled(People.of(table[:, 0]), network, house=house, houses=table[:, 2], minimum=3)
    assert _attacked(rows, *both).victims() == set()
    cells = [np.flatnonzero(table[:, 1] == cell) for cell in range(2)]
    houses = [np.flatnonzero(table[:, 2] == number) for number in range(2)]
    assert [both[0].is_whole(cell) for cell in cells] == [True, True]
    assert [both[1].is_whole(one) for one in houses] == [True, True]


def test_what_both_have_in_common_is_divided_further() -> None:
    rows = [(person, 0, 0, person % 2) for person in range(8)]
    table, network, house = _divided(rows)
    both = refined(People.of(table[:, 0]), (network, house), splits=[table[:, 3]], minimum=3)
    for blocks in both:
        assert blocks.is_whole(np.array([0, 2, 4, 6]))
        assert blocks.is_whole(np.arange(8))
        assert not blocks.is_whole(np.array([0, 1, 2]))
