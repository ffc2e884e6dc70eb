"""What must come out the same, or turned round, when a question is turned round."""

from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.places import distance_km
from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics
from graph_model.analysis.statistics.differences import Estimate, difference
from graph_model.analysis.statistics.queues import erlang_c
from graph_model.analysis.statistics.shares import share_of
from graph_model.analysis.statistics.trend import theil_sen
from graph_model.analysis.structure.centrality import betweenness
from graph_model.analysis.structure.constraint import constraint
from graph_model.analysis.structure.cuts import cuts
from graph_model.analysis.structure.whole import whole
from graph_model.domain.areas import Position
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import at
from tests.structures import Flows, net_of
from tests.unit.analysis.crowded_networks import network
from tests.unit.analysis.test_structure_measures import flows

NOW = at("2026-01-20")
POSITIONS = st.builds(Position, latitude=st.floats(-89, 89), longitude=st.floats(-179, 179))
ESTIMATES = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(
    lambda three: Estimate(**dict(zip(("low", "value", "high"), sorted(three), strict=True)))
)


# Lengths 1, 1/2 and 1/4 add up exactly, whichever end one starts from. Thirds do not: then two ways
# may be equally short in one direction only, as the page on structure says.
EXACT = flows.map(lambda found: {pair: (1, 2, 4)[count % 3] for pair, count in found.items()})


def turned(found: Flows) -> Flows:
    """Every referral the other way."""
    return {(other, one): count for (one, other), count in found.items()}


@settings(max_examples=60, deadline=None)
@given(EXACT)
def test_turning_every_referral_round_leaves_who_stands_between_whom(found: Flows) -> None:
    there, back = net_of(found), net_of(turned(found))
    assert there.ids == back.ids
    assert betweenness(there) == pytest.approx(betweenness(back), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(flows)
def test_what_looks_at_ties_only_does_not_see_their_direction(found: Flows) -> None:
    there, back = net_of(found), net_of(turned(found))
    assert constraint(there) == pytest.approx(constraint(back), abs=1e-12)
    assert cuts(there) == cuts(back)


@settings(max_examples=60, deadline=None)
@given(flows)
def test_turning_round_swaps_who_asks_and_who_is_asked(found: Flows) -> None:
    there, back = (
        whole(net, betweenness(net), houses=[None] * len(net.ids))
        for net in (net_of(found), net_of(turned(found)))
    )
    assert (there.in_centralisation, there.out_centralisation) == (
        back.out_centralisation,
        back.in_centralisation,
    )
    assert (there.density, there.reciprocity) == (back.density, back.reciprocity)


@given(POSITIONS, POSITIONS)
def test_there_is_as_far_as_back(one: Position, other: Position) -> None:
    assert isclose(distance_km(one, other), distance_km(other, one), abs_tol=1e-9)


@given(ESTIMATES, ESTIMATES)
def test_a_difference_turned_round_changes_its_sign(later: Estimate, earlier: Estimate) -> None:
    there, back = difference(later, earlier), difference(earlier, later)
    assert (there.value, there.low, there.high) == pytest.approx(
        (-back.value, -back.high, -back.low), abs=1e-12
    )


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_share_of_the_others_is_the_rest(counted: tuple[int, int]) -> None:
    count, total = counted
    ours, theirs = share_of(count, total), share_of(total - count, total)
    assert ours is not None
    assert theirs is not None
    assert (ours.share, ours.low, ours.high) == pytest.approx(
        (1 - theirs.share, 1 - theirs.high, 1 - theirs.low), abs=1e-12
    )


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=20))
def test_a_series_turned_over_falls_as_it_rose(series: list[int]) -> None:
    up, down = (theil_sen(np.array([values])) for values in (series, [-one for one in series]))
    assert (up.slope[0], up.low[0], up.high[0]) == (-down.slope[0], -down.high[0], -down.low[0])


@given(st.integers(1, 40), st.floats(0.0, 60.0))
def test_more_places_never_make_more_people_wait(places: int, wanted: float) -> None:
    assert erlang_c(places + 1, wanted) <= erlang_c(places, wanted) + 1e-12
    assert erlang_c(places, wanted) <= erlang_c(places, wanted + 1) + 1e-12


@pytest.mark.parametrize("seed", range(6))
def test_who_knows_somebody_is_known_by_them(seed: int) -> None:
    ties = PartnerStatistics.of(Snapshot.from_records(network(seed)), now=NOW).ties
    pairs = [(one, other) for one, of_one in ties.items() for other in of_one]
    assert pairs
    assert [pair for pair in pairs if ties[pair[0]][pair[1]] != ties[pair[1]][pair[0]]] == []
