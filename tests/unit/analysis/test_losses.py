"""Whose loss costs most: the ranking against each loss alone, the worst three against all."""

import json
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.resilience.changes import Changes
from graph_model.analysis.resilience.ranking import partners, rank_losses
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import what_if
from graph_model.analysis.resilience.worst import (
    Group,
    heaviest_three,
    weight_of,
    worst_three,
)
from graph_model.analysis.results import to_plain
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.supply_towns import NOW, cases, supply_towns

NAMES = "abcdefg"


def standing(records: tuple[Record, ...] | list[Record]) -> Standing:
    return Standing.of(Snapshot.from_records(records), Scope(), now=NOW)


def random_town(seed: int) -> list[Record]:
    """Seven partners, four needs in two towns, each served by one to four of them."""
    rng = Random(seed)
    records: list[Record] = [make.area("a1"), make.area("a2"), make.cooperative(), make.tenant()]
    records += [make.kuemmerer(), *(make.partner(name) for name in NAMES)]
    for number in range(4):
        need = f"need{number}"
        records.append(make.need(need))
        for name in rng.sample(NAMES, rng.randint(1, 4)):
            towns = rng.choice((("a1",), ("a2",), ("a1", "a2")))
            room = rng.choice((None, 2, 5))
            offer = f"s-{name}-{need}"
            records.append(make.service(offer, actor=name, needs=(need,), areas=towns, places=room))
            for town in towns:
                ended, running = rng.randint(0, 3), rng.randint(0, 1)
                records += cases(name, need, area=town, ended=ended, running=running)
    return records


def test_losses_are_ranked_by_who_is_left_with_nobody_then_by_who_finds_no_place() -> None:
    found = rank_losses(standing(supply_towns()))
    # p3's cell has 1 case a month; of p1's 5 two find no place, of p2's 2.5 half a one.
    told = [
        (one.rank, one.actor_id, one.lost_cells, one.lost_per_month, one.unplaced, one.hanging)
        for one in found.losses
    ]
    assert told == [
        (1, "p3", 1, 1.0, 1.0, 0),
        (2, "p1", 0, 0.0, 2.0, 3),
        (3, "p2", 0, 0.0, 0.5, 2),
        (4, "p4", 0, 0.0, 0.0, 0),
    ]
    # Cells with demand: debt in a1 and a2, care in a1 and (searched for in vain) in a2.
    assert found.cells == 4


@pytest.mark.parametrize("seed", range(5))
def test_each_ranked_loss_is_what_the_loss_alone_would_do(seed: int) -> None:
    net = standing(random_town(seed))
    ranked = rank_losses(net).losses
    assert sorted(one.actor_id for one in ranked) == list(NAMES)
    for one in ranked:
        alone = what_if(net, Changes(without=(one.actor_id,)))
        assert one.lost_cells == len(alone.lost)
        assert one.lost_per_month == pytest.approx(sum(cell.per_month for cell in alone.lost))
        assert (one.hanging, one.per_month) == (alone.hanging, alone.per_month)
        assert (one.seeking, one.placed) == (alone.seeking, alone.placed)
        assert one.unplaced == alone.unplaced
        assert one.sentence == alone.sentence


def test_who_no_longer_takes_part_is_not_ranked() -> None:
    records = [one for one in supply_towns() if one.id != "p4"]
    net = standing([*records, make.partner("p4", valid_to="2026-06-30")])
    # Without p4 nobody has a place for p2's 2.5 any more, and still two of p1's find none.
    assert [one.actor_id for one in rank_losses(net).losses] == ["p3", "p2", "p1"]


@pytest.mark.parametrize("seed", range(12))
def test_the_worst_three_are_the_worst_of_all_threes(seed: int) -> None:
    net = standing(random_town(seed))
    taken_in = {name: sum(net.taken_in.get(name, {}).values()) for name in NAMES}

    def cost(group: Group) -> tuple[float, int, Group]:
        lost = what_if(net, Changes(without=group)).lost
        return (
            -sum(round(12 * cell.per_month) for cell in lost),
            -sum(taken_in[name] for name in group),
            group,
        )

    found = worst_three(net)
    assert found.actor_ids == min(combinations(NAMES, 3), key=cost)
    assert found.lost_per_month == pytest.approx(sum(one.per_month for one in found.loss.lost))
    assert found.loss.changes.without == found.actor_ids
    assert found.partners == len(NAMES)


groups = st.sets(st.sampled_from(NAMES), min_size=1, max_size=3).map(lambda one: tuple(sorted(one)))


@settings(max_examples=400, deadline=None)
@given(
    st.dictionaries(groups, st.integers(0, 5), max_size=14),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3)),
)
def test_the_heaviest_three_are_the_first_of_the_best(
    weights: dict[Group, int], beside: dict[str, int]
) -> None:
    best = min(
        combinations(NAMES, 3),
        key=lambda one: (
            -weight_of(one, weights),
            -sum(beside.get(name, 0) for name in one),
            one,
        ),
    )
    assert heaviest_three(NAMES, weights, beside=beside) == best


def test_the_weight_of_three_is_that_of_all_groups_within() -> None:
    weights = {("a",): 1, ("b",): 2, ("a", "b"): 4, ("a", "b", "c"): 8, ("a", "d"): 100}
    assert weight_of(("a", "b", "c"), weights) == 15


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_of_three_or_fewer_all_are_chosen(count: int) -> None:
    ids = NAMES[:count]
    assert heaviest_three(ids, {("a",): 3}, beside={}) == tuple(ids)


def test_an_empty_network_has_no_worst_three() -> None:
    net = standing([])
    found = worst_three(net)
    assert (found.actor_ids, found.lost_per_month, found.partners) == ((), 0.0, 0)
    assert rank_losses(net).losses == ()
    assert partners(net) == ()
    json.dumps([to_plain(found), to_plain(rank_losses(net))])
