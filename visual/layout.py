"""Positions for the map, computed beforehand: the network itself, by area, by kind in layers.

The network layout is a force layout per connected component: attraction along edges by the
logarithm of the distance (which lets communities show), repulsion between all participants, with
far ones summed up by the cells of a balanced k-d tree. Then nodes that overlap are pushed apart
and the components are packed beside each other. The same scene and seed give the same positions.

References
----------
Noack (2007), Energy models for graph clustering (LinLog).
Jacomy, Venturini, Heymann, Bastian (2014), ForceAtlas2.
"""

from collections import defaultdict
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from visual.scene import KINDS, Scene, SceneNode
from visual.styling import node_radius

Points = NDArray[np.float64]

_ROUNDS = 260
_EXACT_UP_TO = 500
_CELL_SIZE = 24
_GAP = 16.0
_ASPECT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A named rectangle behind a group of nodes, in map units; ``x`` and ``y`` are its centre."""

    label: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """One layout: a position for every node of the scene, in the scene's order, and its regions."""

    name: str
    positions: tuple[tuple[int, int], ...]
    regions: tuple[Region, ...] = ()


def arrangements(scene: Scene, *, seed: int = 0) -> tuple[Arrangement, ...]:
    """The three layouts of a scene: ``network``, ``area`` and ``kind``, in map units.

    Parameters
    ----------
    scene
        The scene; may be empty, then every arrangement is.
    seed
        Start of the random first positions of the network layout.

    Notes
    -----
    About n·√n work for each of 260 rounds: under a second for 200 participants, a few seconds for
    5,000.
    """
    return (
        network_arrangement(scene, seed=seed),
        area_arrangement(scene),
        kind_arrangement(scene),
    )


def network_arrangement(scene: Scene, *, seed: int = 0) -> Arrangement:
    """Positions by the flows: who refers much to each other stands close, nobody overlaps."""
    index = {node.id: number for number, node in enumerate(scene.nodes)}
    radii = _radii(scene)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(scene.nodes)))
    for edge in scene.edges:
        ends = (index[edge.source], index[edge.target])
        if ends[0] != ends[1]:
            weight = graph.get_edge_data(*ends, default={"weight": 0})["weight"] + edge.referrals
            graph.add_edge(*ends, weight=weight)
    components = sorted((sorted(part) for part in nx.connected_components(graph)), key=_largest_first)
    points = np.zeros((len(scene.nodes), 2))
    boxes = []
    alone = [part[0] for part in components if len(part) == 1]
    for part in components:
        if len(part) > 1:
            inner = _component_points(graph, part, radii[part], seed)
            points[part] = inner
            boxes.append(part)
    if alone:
        points[alone] = _grid_points(len(alone), 2 * float(radii[alone].max()) + 3 * _GAP)
        boxes.append(alone)
    _pack(points, boxes, radii)
    return Arrangement(name="network", positions=_rounded(points))


def area_arrangement(scene: Scene) -> Arrangement:
    """Each area is a disc of its participants, the largest measure in the middle, areas in rows."""
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, node in enumerate(scene.nodes):
        members[(node.area_name or node.area_id, node.area_id)].append(number)
    radii = _radii(scene)
    points = np.zeros((len(scene.nodes), 2))
    order = sorted(members, key=lambda key: (key[1] == "", -len(members[key]), key))
    for key in order:
        by_size = sorted(members[key], key=lambda n: (-scene.nodes[n].size, scene.nodes[n].id))
        points[by_size] = _separated(_sunflower(len(by_size), 30.0), radii[by_size])
    boxes = [members[key] for key in order]
    regions = _pack(points, boxes, radii, margin=60.0)
    named = (
        _region(key[0], region) for key, region in zip(order, regions, strict=True) if key[1]
    )
    return Arrangement(name="area", positions=_rounded(points), regions=tuple(named))


def kind_arrangement(scene: Scene) -> Arrangement:
    """One band a kind, from cooperatives at the top to offices below, neighbours near each other."""
    place = _barycentres(scene)
    radii = _radii(scene)
    step = 2 * float(radii.max(initial=0.0)) + _GAP + 14
    longest = max((sum(node.kind == kind for node in scene.nodes) for kind in KINDS), default=0)
    columns = max(12, min(longest, int(np.ceil(np.sqrt(longest * 9)))))
    points = np.zeros((len(scene.nodes), 2))
    regions, top = [], 0.0
    for kind in KINDS:
        row = [number for number, node in enumerate(scene.nodes) if node.kind == kind]
        if not row:
            continue
        row.sort(key=lambda number: (place[number], scene.nodes[number].id))
        rows = -(-len(row) // columns)
        for slot, number in enumerate(row):
            # Column by column, so that neighbours in the order stay neighbours when a band wraps.
            column, line = divmod(slot, rows)
            width = -(-len(row) // rows)
            points[number] = ((column - (width - 1) / 2) * step, top + (line + 0.5) * step)
        height = rows * step
        box = (0.0, top + height / 2, columns * step + step, height + step * 0.3)
        regions.append(_region(kind, box))
        top += height + 1.7 * step
    return Arrangement(name="kind", positions=_rounded(points), regions=tuple(regions))


def _radii(scene: Scene) -> NDArray[np.float64]:
    largest = max((node.size for node in scene.nodes), default=0.0)
    return np.array([node_radius(node.size, largest) for node in scene.nodes], dtype=np.float64)


def _largest_first(part: list[int]) -> tuple[int, int]:
    return (-len(part), part[0])


def _rounded(points: Points) -> tuple[tuple[int, int], ...]:
    return tuple((int(x), int(y)) for x, y in np.rint(points))


def _region(label: str, box: tuple[float, float, float, float]) -> Region:
    x, y, width, height = (round(value) for value in box)
    return Region(label=label, x=x, y=y, width=width, height=height)


def _component_points(
    graph: "nx.Graph[int]", part: list[int], radii: NDArray[np.float64], seed: int
) -> Points:
    local = {number: slot for slot, number in enumerate(part)}
    rows = [(local[a], local[b], w) for a, b, w in graph.subgraph(part).edges(data="weight")]
    rows = sorted((min(a, b), max(a, b), w) for a, b, w in rows)
    ends = np.array([(a, b) for a, b, _ in rows], dtype=np.intp)
    weights = 1.0 + np.log1p(np.array([w for _, _, w in rows], dtype=np.float64))
    points = _force_points(len(part), ends, weights, np.random.default_rng(seed))
    return _separated(_turned(points), radii)


def _force_points(
    count: int, ends: NDArray[np.intp], weights: NDArray[np.float64], rng: np.random.Generator
) -> Points:
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
        force += _attraction(points, ends, weights)
        force -= points * (0.012 * mass / np.mean(mass))[:, None]
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
        points = points + force * (np.minimum(length * 6.0, temperature) / length)[:, None]
        temperature *= cooling
    return points - points.mean(axis=0)


def _attraction(points: Points, ends: NDArray[np.intp], weights: NDArray[np.float64]) -> Points:
    delta = points[ends[:, 1]] - points[ends[:, 0]]
    length = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-9)
    pull = delta * (weights * np.log1p(length / 30.0) / length)[:, None]
    force = np.zeros_like(points)
    np.add.at(force, ends[:, 0], pull)
    np.add.at(force, ends[:, 1], -pull)
    return force


def _repulsion(points: Points, mass: NDArray[np.float64]) -> Points:
    count = len(points)
    if count <= _EXACT_UP_TO:
        return _push_from(points, points, mass) * mass[:, None]
    levels = int(np.ceil(np.log2(count / _CELL_SIZE)))
    cells = _cells(points, levels)
    size = cells.shape[1]
    held = cells >= 0
    cell_mass = np.where(held, mass[cells], 0.0)
    cell_points = np.where(held[:, :, None], points[cells], 0.0)
    totals = cell_mass.sum(axis=1)
    centres = (cell_points * cell_mass[:, :, None]).sum(axis=1) / totals[:, None]
    force = _push_from(points, centres, totals)
    # A node's own cell is taken out of the far part and counted node by node instead.
    own = np.empty(count, dtype=np.intp)
    own[cells[held]] = np.repeat(np.arange(len(cells)), size)[held.ravel()]
    delta = points - centres[own]
    force -= delta * (totals[own] / _squared(delta))[:, None]
    near = cell_points[:, :, None, :] - cell_points[:, None, :, :]
    inner = (near * (cell_mass[:, None, :] / _squared(near))[..., None]).sum(axis=2)
    force[cells[held]] += inner[held]
    return force * mass[:, None]


def _squared(delta: NDArray[np.float64]) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = delta[..., 0] ** 2 + delta[..., 1] ** 2
    return squares + 25.0


def _push_from(points: Points, sources: Points, mass: NDArray[np.float64]) -> Points:
    dx = points[:, 0, None] - sources[None, :, 0]
    dy = points[:, 1, None] - sources[None, :, 1]
    factor = mass[None, :] / (dx * dx + dy * dy + 25.0)
    return np.stack(((dx * factor).sum(axis=1), (dy * factor).sum(axis=1)), axis=1)


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


def _turned(points: Points) -> Points:
    """The points turned so that the longest extent lies level, as screens do."""
    if len(points) < 3:
        return points
    _, axes = np.linalg.eigh(np.cov(points.T))
    turned = points @ axes[:, ::-1]
    leading = turned[np.argmax(np.abs(turned), axis=0), [0, 1]]
    return turned * np.where(leading < 0, -1.0, 1.0)


def _separated(points: Points, radii: NDArray[np.float64]) -> Points:
    """The points pushed apart until no two circles are nearer than a small gap."""
    points = points.copy()
    if len(points) < 2:
        return points
    slots = np.arange(len(points))
    # Equal points have no direction to part in; a tiny turn by index gives each its own.
    points += 1e-3 * np.stack((np.cos(slots * 2.4), np.sin(slots * 2.4)), axis=1)
    reach = 2 * float(radii.max()) + _GAP
    round_number = 0
    while True:
        pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
        first, second = pairs[:, 0], pairs[:, 1]
        delta = points[second] - points[first]
        length = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-6)
        overlap = radii[first] + radii[second] + _GAP - length
        if not (overlap > 0.01).any():
            return points
        shift = delta * (np.maximum(overlap, 0.0) * 0.52 / length)[:, None]
        np.add.at(points, second, shift)
        np.add.at(points, first, -shift)
        round_number += 1
        if round_number % 12 == 0:
            points *= 1.04


def _sunflower(count: int, step: float) -> Points:
    slots = np.arange(count)
    angle = slots * (np.pi * (3.0 - np.sqrt(5.0)))
    distance = step * np.sqrt(slots)
    return np.stack((distance * np.cos(angle), distance * np.sin(angle)), axis=1)


def _grid_points(count: int, step: float) -> Points:
    columns = max(1, int(np.ceil(np.sqrt(count * 4))))
    slots = np.arange(count)
    return np.stack((slots % columns * step, slots // columns * step), axis=1).astype(np.float64)


def _pack(
    points: Points, parts: list[list[int]], radii: NDArray[np.float64], *, margin: float = 40.0
) -> list[tuple[float, float, float, float]]:
    """Moves each part into its own box, the boxes in rows; gives the boxes (centre, width, height)."""
    if not parts:
        return []
    sizes = []
    for part in parts:
        low = (points[part] - radii[part][:, None]).min(axis=0) - margin
        high = (points[part] + radii[part][:, None]).max(axis=0) + margin
        points[part] -= low
        sizes.append(high - low)
    line = max(float(np.sqrt(sum(w * h for w, h in sizes) * _ASPECT)), max(w for w, _ in sizes))
    boxes, top = [], 0.0
    for row in _rows(parts, sizes, line, margin):
        left = -(sum(width for _, width, _ in row) + margin * (len(row) - 1)) / 2
        tallest = max(height for _, _, height in row)
        for part, width, height in row:
            points[part] += (left, top + (tallest - height) / 2)
            boxes.append((left + width / 2, top + tallest / 2, width, height))
            left += width + margin
        top += tallest + margin
    centre = np.array([(b[0], b[1]) for b in boxes]).mean(axis=0)
    points -= centre
    return [(x - centre[0], y - centre[1], width, height) for x, y, width, height in boxes]


def _rows(
    parts: list[list[int]], sizes: list[NDArray[np.float64]], line: float, margin: float
) -> list[list[tuple[list[int], float, float]]]:
    rows: list[list[tuple[list[int], float, float]]] = []
    room = 0.0
    for part, (width, height) in zip(parts, sizes, strict=True):
        if not rows or width > room:
            rows.append([])
            room = line
        rows[-1].append((part, float(width), float(height)))
        room -= width + margin
    return rows


def _barycentres(scene: Scene) -> list[float]:
    """A place from 0 to 1 for each node: its rank, drawn towards those it works with, a few times."""
    index = {node.id: number for number, node in enumerate(scene.nodes)}
    order = sorted(range(len(scene.nodes)), key=lambda n: _area_first(scene.nodes[n]))
    place = np.zeros(len(order))
    place[order] = np.linspace(0.0, 1.0, len(order)) if order else 0.0
    ends = np.array(
        [(index[edge.source], index[edge.target]) for edge in scene.edges], dtype=np.intp
    ).reshape(-1, 2)
    weights = np.array([edge.referrals for edge in scene.edges], dtype=np.float64)
    for _ in range(8):
        total, weight = place.copy(), np.ones(len(place))
        for here, there in ((0, 1), (1, 0)):
            np.add.at(total, ends[:, here], weights * place[ends[:, there]])
            np.add.at(weight, ends[:, here], weights)
        ranks = np.argsort(np.argsort(total / weight, kind="stable"), kind="stable")
        place = ranks / max(len(ranks) - 1, 1)
    return [float(value) for value in place]


def _area_first(node: SceneNode) -> tuple[str, str, str]:
    return (node.area_name, node.cooperative, node.id)
