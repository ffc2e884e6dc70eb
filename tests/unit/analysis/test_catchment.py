"""The two steps of the catchments: invariants, the weights, and PyPI ``access`` as the oracle."""

from collections.abc import Callable
from random import Random

import numpy as np
import pandas as pd
import pytest
from access import weights as access_weights
from access.fca import two_stage_fca
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.access.catchment import Floats, Gaussian, Steps, two_steps
from graph_model.analysis.places import distance_km, distances_km
from graph_model.domain.areas import Position
from graph_model.errors import InvalidValueError

PLACES = st.floats(0, 500, allow_subnormal=False)
PEOPLE = st.integers(0, 20_000)


def by_access(
    places: Floats, people: Floats, distances: Floats, *, weight: Callable[[float], float]
) -> Floats:
    """What PyPI ``access`` makes of the same; 0 for areas that it leaves out."""
    rows, columns = distances.shape
    areas, suppliers = (
        [f"a{row}" for row in range(rows)],
        [f"s{column}" for column in range(columns)],
    )
    costs = pd.DataFrame(
        [
            (areas[row], suppliers[column], distances[row, column])
            for row in range(rows)
            for column in range(columns)
        ],
        columns=["origin", "dest", "cost"],
    )
    found = two_stage_fca(
        pd.DataFrame({"geoid": areas, "demand": people}),
        pd.DataFrame({"geoid": suppliers, "supply": places}).set_index("geoid"),
        costs,
        max_cost=15.0,
        weight_fn=weight,
    )
    return np.array([found.get(area, 0.0) for area in areas])


@st.composite
def networks(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    """Places, people and weights between them, each supplier with people in reach."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    people = np.array(draw(st.lists(PEOPLE, min_size=rows, max_size=rows)), dtype=np.float64)
    people[0] = max(people[0], 1.0)
    places = np.array(draw(st.lists(PLACES, min_size=columns, max_size=columns)))
    drawn = st.lists(st.sampled_from([0.0, 0.22, 0.68, 1.0]), min_size=columns, max_size=columns)
    weights = np.array([draw(drawn) for _ in range(rows)])
    weights[0] = np.maximum(weights[0], 0.22)
    return places, people, weights


@given(network=networks())
def test_access_times_people_adds_up_to_all_places(
    network: tuple[Floats, Floats, Floats],
) -> None:
    places, people, weights = network
    found = two_steps(places, people, weights=weights)
    assert (people * found.access).sum() == pytest.approx(places.sum(), rel=1e-9, abs=1e-9)


@given(network=networks(), more=st.floats(0.5, 100), at=st.integers(0, 5))
def test_more_places_lower_nobodys_access(
    network: tuple[Floats, Floats, Floats], more: float, at: int
) -> None:
    places, people, weights = network
    before = two_steps(places, people, weights=weights).access
    places[at % len(places)] += more
    after = two_steps(places, people, weights=weights).access
    assert (after >= before).all()
    assert (after > before).any()


@given(network=networks(), more=st.integers(1, 1000), at=st.integers(0, 5))
def test_more_people_raise_nobodys_access(
    network: tuple[Floats, Floats, Floats], more: int, at: int
) -> None:
    places, people, weights = network
    before = two_steps(places, people, weights=weights).access
    people[at % len(people)] += more
    assert (two_steps(places, people, weights=weights).access <= before + 1e-12).all()


def test_a_supplier_that_reaches_nobody_gives_nobody_anything() -> None:
    found = two_steps(
        np.array([10.0, 5.0]), np.array([50.0, 0.0]), weights=np.array([[1.0, 0.0], [0.0, 1.0]])
    )
    assert found.people.tolist() == [50.0, 0.0]
    assert found.ratio.tolist() == [0.2, 0.0]
    assert found.access.tolist() == [0.2, 0.0]


def test_without_suppliers_or_without_areas_there_is_nothing_to_share() -> None:
    nobody = two_steps(np.array([]), np.array([7.0]), weights=np.empty((1, 0)))
    assert (nobody.ratio.tolist(), nobody.access.tolist()) == ([], [0.0])
    nowhere = two_steps(np.array([7.0]), np.array([]), weights=np.empty((0, 1)))
    assert (nowhere.ratio.tolist(), nowhere.access.tolist()) == ([0.0], [])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("fade", "weight"),
    [
        (Steps(), access_weights.step_fn({5: 1, 10: 0.68, 15: 0.22})),
        (Gaussian(sigma_km=4.0, reach_km=15.0), access_weights.gaussian(4.0)),
    ],
    ids=["steps", "bell"],
)
def test_random_networks_have_the_access_that_another_program_finds(
    fade: Steps | Gaussian, weight: Callable[[float], float], seed: int
) -> None:
    rng = Random(seed)
    areas = [_somewhere(rng) for _ in range(12)]
    suppliers = [_somewhere(rng) for _ in range(8)]
    places = np.array([float(rng.randrange(1, 40)) for _ in suppliers])
    people = np.array([float(rng.randrange(1, 3000)) for _ in areas])
    distances = distances_km(areas, suppliers)
    found = two_steps(places, people, weights=fade.weights_at(distances)).access
    expected = by_access(places, people, distances, weight=weight)
    assert expected.any()
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


def _somewhere(rng: Random) -> Position:
    """Within some 30 km: about half of the pairs lie beyond the reach."""
    return Position(latitude=rng.uniform(51.0, 51.27), longitude=rng.uniform(13.0, 13.42))


@settings(max_examples=60)
@given(ends=st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=2, max_size=5))
def test_all_distances_at_once_are_those_of_each_pair(ends: list[tuple[float, float]]) -> None:
    points = [Position(latitude=latitude, longitude=longitude) for latitude, longitude in ends]
    table = distances_km(points, points)
    for row, one in enumerate(points):
        for column, other in enumerate(points):
            # Near the antipode the arc sine is flat: metres, not micrometres.
            assert table[row, column] == pytest.approx(distance_km(one, other), abs=1e-3)


def test_a_band_includes_its_outer_edge() -> None:
    steps = Steps(km=(2.0, 4.0), weights=(1.0, 0.5))
    distances = np.array([0.0, 2.0, 2.001, 4.0, 4.001])
    assert steps.weights_at(distances).tolist() == [1.0, 1.0, 0.5, 0.5, 0.0]
    assert steps.reach_km == 4.0


@pytest.mark.parametrize(
    ("km", "weights", "match"),
    [
        ((5.0, 5.0), (1.0, 0.5), "km"),
        ((10.0, 5.0), (1.0, 0.5), "km"),
        ((0.0, 5.0), (1.0, 0.5), "km"),
        ((5.0,), (1.0, 0.5), "weights"),
        ((), (), "weights"),
        ((5.0,), (1.5,), "weights"),
        ((5.0,), (0.0,), "weights"),
    ],
)
def test_bands_that_make_no_sense_are_refused(
    km: tuple[float, ...], weights: tuple[float, ...], match: str
) -> None:
    with pytest.raises(InvalidValueError, match=match):
        Steps(km=km, weights=weights)


@pytest.mark.parametrize(("sigma", "reach"), [(0.0, 5.0), (5.0, 0.0), (1.0, 6.5)])
def test_bells_that_make_no_sense_are_refused(sigma: float, reach: float) -> None:
    with pytest.raises(InvalidValueError, match="km"):
        Gaussian(sigma_km=sigma, reach_km=reach)
