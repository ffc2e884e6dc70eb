"""Force layout of one connected network: attraction along edges, repulsion between all, no overlap.

Attraction follows the logarithm of the distance, which lets communities show. Repulsion is exact up
to a few hundred points; beyond, far points are summed up by the cells of a balanced k-d tree.

References
----------
Noack (2007), Energy models for graph clustering (LinLog).
Jacomy, Venturini, Heymann, Bastian (2014), ForceAtlas2.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Points = NDArray[np.float64]
"""One row a point: x and y in map units."""

GAP = 16.0
"""Free room between two circles, in map units."""

_ROUNDS = 260
_EXACT_UP_TO = 500
_CELL_SIZE = 40


def force_points(
    ends: NDArray[np.intp],
    weights: NDArray[np.float64],
    *,
    count: int,
    rng: np.random.Generator,
) -> Points:
    """Positions of ``count`` points (ids 0 to count - 1), centred, circles may still overlap.

    Parameters
    ----------
    ends
        One row an edge: the ids of its two ends, which differ; each pair once.
    weights
        Strength of each edge, above 0.
    rng
        Source of the random first positions.

    Notes
    -----
    About n·√n work for each of 260 rounds.
    """
    strength = np.zeros(count)
    np.add.at(strength, ends.ravel(), np.repeat(weights, 2))
    mass = 1.0 + strength
    spread = 40.0 * np.sqrt(count)
    points = rng.uniform(-spread, spread, size=(count, 2))
    # In balance a pair with one edge of middling weight stands about one edge length apart.
    push = 0.9 * float(np.mean(weights)) / float(np.mean(mass)) ** 2 * 90.0
    temperature = spread / 3
    cooling = (0.6 / temperature) ** (1 / _ROUNDS)
    for _ in range(_ROUNDS):
        force = _repulsion(points, mass) * push
        force += _attraction(points, ends, weights=weights)
        force -= points * (0.012 * mass / np.mean(mass))[:, None]
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
        points = points + force * (np.minimum(length * 6.0, temperature) / length)[:, None]
        temperature *= cooling
    points -= points.mean(axis=0)
    return points


def _attraction(points: Points, ends: NDArray[np.intp], *, weights: NDArray[np.float64]) -> Points:
    delta = points[ends[:, 1]] - points[ends[:, 0]]
    length = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-9)
    pull = delta * (weights * np.log1p(length / 30.0) / length)[:, None]
    return np.stack([_summed(pull[:, axis], ends, count=len(points)) for axis in (0, 1)], axis=1)


def _summed(
    pull: NDArray[np.float64], ends: NDArray[np.intp], *, count: int
) -> NDArray[np.float64]:
    """What pulls at each point: towards the other end for the first one, back for the second."""
    there = np.bincount(ends[:, 0], weights=pull, minlength=count)
    back = np.bincount(ends[:, 1], weights=pull, minlength=count)
    return np.asarray(there - back, dtype=np.float64)


def _repulsion(points: Points, mass: NDArray[np.float64]) -> Points:
    count = len(points)
    if count <= _EXACT_UP_TO:
        return _push_from(points, points, mass=mass) * mass[:, None]
    levels = int(np.ceil(np.log2(count / _CELL_SIZE)))
    cells = _cells(points, levels)
    size = cells.shape[1]
    held = cells >= 0
    cell_mass = np.where(held, mass[cells], 0.0)
    cell_points = np.where(held[:, :, None], points[cells], 0.0)
    totals = cell_mass.sum(axis=1)
    centres = (cell_points * cell_mass[:, :, None]).sum(axis=1) / totals[:, None]
    force = _push_from(points, centres, mass=totals)
    # A node's own cell is taken out of the far part and counted node by node instead.
    own = np.empty(count, dtype=np.intp)
    own[cells[held]] = np.repeat(np.arange(len(cells)), size)[held.ravel()]
    delta = points - centres[own]
    force -= delta * (totals[own] / _squared(delta))[:, None]
    near = cell_points[:, :, None, :] - cell_points[:, None, :, :]
    inner = (near * (cell_mass[:, None, :] / _squared(near))[..., None]).sum(axis=2)
    force[cells[held]] += inner[held]
    force *= mass[:, None]
    return force


def _squared(delta: NDArray[np.float64]) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = delta[..., 0] ** 2 + delta[..., 1] ** 2 + 25.0
    return squares


def _push_from(points: Points, sources: Points, *, mass: NDArray[np.float64]) -> Points:
    # Single precision is a thousandth of a map unit here, and half the memory to go through.
    here, there = points.astype(np.float32), sources.astype(np.float32)
    dx = here[:, 0, None] - there[None, :, 0]
    dy = here[:, 1, None] - there[None, :, 1]
    factor = dx * dx
    factor += dy * dy
    factor += np.float32(25.0)
    np.divide(mass.astype(np.float32), factor, out=factor)
    pushed = (np.einsum("ij,ij->i", delta, factor) for delta in (dx, dy))
    return np.stack([one.astype(np.float64) for one in pushed], axis=1)


def _cells(points: Points, levels: int) -> NDArray[np.intp]:
    """Leaves of a balanced k-d tree, one row each; empty places hold -1."""
    count = len(points)
    width = -(-count // 2**levels) * 2**levels
    padded = np.vstack((points, np.full((width - count, 2), np.inf)))
    cells = np.arange(width).reshape(1, width)
    for level in range(levels):
        order = np.argsort(padded[cells, level % 2], axis=1, kind="stable")
        cells = np.take_along_axis(cells, order, axis=1).reshape(2 ** (level + 1), -1)
    cells = cells[cells.min(axis=1) < count]
    return np.where(cells < count, cells, -1)


def separated(points: Points, radii: NDArray[np.float64]) -> Points:
    """The points pushed apart until no two circles are nearer than a small gap."""
    points = points.copy()
    if len(points) < 2:
        return points
    slots = np.arange(len(points))
    # Equal points have no direction to part in; a tiny turn by index gives each its own.
    points += 1e-3 * np.stack((np.cos(slots * 2.4), np.sin(slots * 2.4)), axis=1)
    reach = 2 * float(radii.max()) + GAP
    round_number = 0
    while True:
        pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
        first, second = pairs[:, 0], pairs[:, 1]
        delta = points[second] - points[first]
        length = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-6)
        overlap = radii[first] + radii[second] + GAP - length
        if not (overlap > 0.01).any():
            return points
        shift = delta * (np.maximum(overlap, 0.0) * 0.52 / length)[:, None]
        np.add.at(points, second, shift)
        np.add.at(points, first, -shift)
        round_number += 1
        if round_number % 12 == 0:
            points *= 1.04
