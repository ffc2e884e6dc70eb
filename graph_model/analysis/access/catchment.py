"""Two-step floating catchment areas: places shared among all who live within reach of them."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from graph_model.domain.checks import check_number, refuse

Floats = npt.NDArray[np.float64]

_FARTHEST_KM = 1000


class FadeKind(StrEnum):
    """In which way a place counts less the further away it is."""

    STEPS = "steps"
    GAUSSIAN = "gaussian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A weight for each band of distance: ``weights[0]`` up to ``km[0]``, and so on, then 0.

    ``km`` are the outer edges in kilometres as the crow flies, each included in its band. The
    default is the slow decay of Luo & Qi for 10, 20 and 30 minutes, at 30 km/h from door to door.

    Raises
    ------
    InvalidValueError
        If the edges do not rise, a weight lies outside 0.001 to 1, or the numbers of both differ.

    Examples
    --------
    >>> Steps().weights_at(np.array([0.0, 5.0, 5.1, 15.0, 15.1])).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """

    km: tuple[float, ...] = (5.0, 10.0, 15.0)
    weights: tuple[float, ...] = (1.0, 0.68, 0.22)

    def __post_init__(self) -> None:
        for edge in self.km:
            check_number("km", edge, low=0.001, high=_FARTHEST_KM)
        for weight in self.weights:
            check_number("weights", weight, low=0.001, high=1)
        if list(self.km) != sorted(set(self.km)):
            raise refuse("km", "die Grenzen müssen steigen", "the edges must rise")
        if not self.km or len(self.km) != len(self.weights):
            raise refuse("weights", "ein Gewicht für jede Stufe", "one weight for each band")

    @property
    def reach_km(self) -> float:
        """Distance beyond which nothing counts."""
        return self.km[-1]

    def weights_at(self, distances_km: Floats) -> Floats:
        """The weight of each distance, in the same shape."""
        table = np.array([*self.weights, 0.0])
        return table[np.searchsorted(np.array(self.km), distances_km, side="left")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaussian:
    """Weights that fade like a bell: exp(−d² / 2s²) up to ``reach_km``, then 0; s is ``sigma_km``.

    The defaults leave 1 % at the edge of the reach, which is three times ``sigma_km``.

    Raises
    ------
    InvalidValueError
        If the reach is more than six times ``sigma_km``, where nothing is left to count.

    Examples
    --------
    >>> Gaussian(sigma_km=5.0).weights_at(np.array([0.0, 5.0, 15.1])).round(4).tolist()
    [1.0, 0.6065, 0.0]
    """

    sigma_km: float = 5.0
    reach_km: float = 15.0

    def __post_init__(self) -> None:
        check_number("sigma_km", self.sigma_km, low=0.001, high=_FARTHEST_KM)
        check_number("reach_km", self.reach_km, low=0.001, high=6 * self.sigma_km)

    def weights_at(self, distances_km: Floats) -> Floats:
        """The weight of each distance, in the same shape."""
        bell = np.exp(-np.square(distances_km) / (2 * self.sigma_km**2))
        return np.where(distances_km <= self.reach_km, bell, 0.0)


Fade = Steps | Gaussian
"""How a place counts less the further away it is."""


def fade_within(reach_km: float, kind: FadeKind = FadeKind.STEPS) -> Fade:
    """Weights up to a distance: the bands of Luo & Qi at its thirds, or a bell a third as wide.

    Raises
    ------
    InvalidValueError
        If the reach lies outside 0.1 to 1,000 km.

    Examples
    --------
    >>> fade_within(15.0) == Steps(), fade_within(15.0, FadeKind.GAUSSIAN) == Gaussian()
    (True, True)
    """
    check_number("reach_km", reach_km, low=0.1, high=_FARTHEST_KM)
    if kind is FadeKind.GAUSSIAN:
        return Gaussian(sigma_km=reach_km / 3, reach_km=reach_km)
    return Steps(km=(reach_km / 3, 2 * reach_km / 3, reach_km))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catchment:
    """What the two steps give: for each supplier, then for each area, in the order given.

    ``people`` are the weighted people within reach of a supplier, ``ratio`` its places per such
    person (0 where nobody is in reach), ``access`` the places per person of an area.
    """

    people: Floats
    ratio: Floats
    access: Floats


def two_steps(places: Floats, people: Floats, *, weights: Floats) -> Catchment:
    """The enhanced two-step floating catchment area method.

    Parameters
    ----------
    places
        S_j, places of each supplier, from 0 up.
    people
        P_k, people of each area, from 0 up.
    weights
        f(d), one row for each area and one column for each supplier, from 0 to 1.

    Returns
    -------
    Catchment
        ``ratio`` is R_j = S_j / Σ_k P_k f(d_kj), ``access`` is A_i = Σ_j R_j f(d_ij). Where every
        supplier with places has people in reach, Σ_i P_i A_i = Σ_j S_j.

    References
    ----------
    W. Luo, Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for measuring
    spatial accessibility to primary care physicians", Health & Place 15 (2009), 1100–1107.

    Examples
    --------
    One supplier with 12 places, 100 people beside it (weight 1) and 40 at weight 0.5: 12 places for
    120 weighted people are 0.1 each, which the second area gets half of.

    >>> found = two_steps(
    ...     np.array([12.0]), np.array([100.0, 40.0]), weights=np.array([[1.0], [0.5]])
    ... )
    >>> found.ratio.tolist(), found.access.tolist()
    ([0.1], [0.1, 0.05])
    """
    # Sums along an axis, not matrix products: the same bytes whatever the linear algebra behind.
    in_reach = (weights * people[:, np.newaxis]).sum(axis=0)
    ratio = np.divide(places, in_reach, out=np.zeros_like(places), where=in_reach > 0)
    return Catchment(people=in_reach, ratio=ratio, access=(weights * ratio).sum(axis=1))
