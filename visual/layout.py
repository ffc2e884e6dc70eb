"""Positions for the map, computed beforehand: the network itself, by area, by kind in layers.

The network layout is made part by part: a force layout for each connected component, then the
components are packed beside each other. The same scene and seed give the same positions.
"""

from collections import defaultdict
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from visual.forces import GAP, Points, force_points, separated
from visual.scene import KINDS, Scene, SceneNode
from visual.styling import node_radius

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
    components = sorted(
        (sorted(part) for part in nx.connected_components(graph)), key=_largest_first
    )
    points = np.zeros((len(scene.nodes), 2))
    boxes = []
    alone = [part[0] for part in components if len(part) == 1]
    for part in components:
        if len(part) > 1:
            inner = _component_points(graph, part, radii=radii[part], seed=seed)
            points[part] = inner
            boxes.append(part)
    if alone:
        points[alone] = _grid_points(len(alone), 2 * float(radii[alone].max()) + GAP)
        boxes.append(alone)
    _pack(points, boxes, radii=radii)
    return Arrangement(name="network", positions=_rounded(points))


def area_arrangement(scene: Scene) -> Arrangement:
    """Each area is a disc of its participants, the largest in the middle, areas in rows."""
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, node in enumerate(scene.nodes):
        members[(node.area_name or node.area_id, node.area_id)].append(number)
    radii = _radii(scene)
    points = np.zeros((len(scene.nodes), 2))
    order = sorted(members, key=lambda key: (key[1] == "", -len(members[key]), key))
    for key in order:
        by_size = sorted(members[key], key=lambda n: (-scene.nodes[n].size, scene.nodes[n].id))
        points[by_size] = separated(_sunflower(len(by_size), 30.0), radii[by_size])
    boxes = [members[key] for key in order]
    regions = _pack(points, boxes, radii=radii, margin=60.0)
    named = (_region(key[0], region) for key, region in zip(order, regions, strict=True) if key[1])
    return Arrangement(name="area", positions=_rounded(points), regions=tuple(named))


def kind_arrangement(scene: Scene) -> Arrangement:
    """One band a kind, from cooperatives at the top to offices below, partners near each other."""
    place = _barycentres(scene)
    radii = _radii(scene)
    step = 2 * float(radii.max(initial=0.0)) + GAP + 14
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
    graph: "nx.Graph[int]", part: list[int], *, radii: NDArray[np.float64], seed: int
) -> Points:
    local = {number: slot for slot, number in enumerate(part)}
    inner = graph.subgraph(part).edges(data="weight", default=0)
    found = ((local[one], local[other], weight) for one, other, weight in inner)
    rows = sorted((min(one, other), max(one, other), weight) for one, other, weight in found)
    ends = np.array([row[:2] for row in rows], dtype=np.intp)
    weights = 1.0 + np.log1p(np.array([row[2] for row in rows], dtype=np.float64))
    points = force_points(ends, weights, count=len(part), rng=np.random.default_rng(seed))
    return separated(_turned(points), radii)


def _turned(points: Points) -> Points:
    """The points turned so that the longest extent lies level, as screens do."""
    if len(points) < 3:
        return points
    _, axes = np.linalg.eigh(np.cov(points.T))
    turned: Points = points @ axes[:, ::-1]
    leading = turned[np.argmax(np.abs(turned), axis=0), [0, 1]]
    turned *= np.where(leading < 0, -1.0, 1.0)
    return turned


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
    points: Points, parts: list[list[int]], *, radii: NDArray[np.float64], margin: float = 40.0
) -> list[tuple[float, float, float, float]]:
    """Moves each part into its own box, the boxes in rows; gives their centres and sizes."""
    if not parts:
        return []
    sizes = []
    for part in parts:
        low = (points[part] - radii[part][:, None]).min(axis=0) - margin
        high = (points[part] + radii[part][:, None]).max(axis=0) + margin
        points[part] -= low
        sizes.append(high - low)
    room = float(sum(width * height for width, height in sizes))
    line = max([float(np.sqrt(room * _ASPECT)), *(float(width) for width, _ in sizes)])
    boxes, top = [], 0.0
    for row in _rows(parts, sizes, line=line, margin=margin):
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
    parts: list[list[int]], sizes: list[NDArray[np.float64]], *, line: float, margin: float
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
    """A place from 0 to 1 for each node: its rank, drawn towards those it works with."""
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
