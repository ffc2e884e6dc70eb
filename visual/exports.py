"""A map's scene for other programs: as GraphML, as GEXF, and as the rows of two tables.

All texts are made plain as for the page. A count that the map does not show is missing in a graph
file, and a table says so.
"""

from collections.abc import Iterator

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from visual.payload import plain_text
from visual.scene import Scene, SceneEdge, SceneNode
from visual.strings import scene_text, texts

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def graph_of(scene: Scene) -> "nx.DiGraph[str]":
    """The scene as a directed graph with plain values; what is not known is left out.

    Returns
    -------
    Nodes bear ``label``, ``kind``, ``load``, ``area``, ``cooperative``, ``group``, ``received`` and
    the scene's measures by their keys; edges ``weight`` (referrals), ``accepted``, ``rejected``,
    ``completed``, ``median_wait_days`` and ``needs``.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    ids = _plain_ids(scene)
    keys = [plain_text(measure.key) for measure in scene.measures]
    for node in scene.nodes:
        measures = dict(zip(keys, node.measures, strict=True))
        graph.add_node(ids[node.id], **{**measures, **_node_values(node)})
    for edge in scene.edges:
        graph.add_edge(ids[edge.source], ids[edge.target], **_edge_values(edge))
    return graph


def _plain_ids(scene: Scene) -> dict[str, str]:
    """Ids as they can stand in a file; two that look alike are told apart by their place."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, node in enumerate(scene.nodes):
        plain = plain_text(node.id)
        found[node.id] = plain if plain and plain not in taken else f"{plain}#{number}"
        taken.add(found[node.id])
    return found


def _node_values(node: SceneNode) -> dict[str, object]:
    return {
        "label": plain_text(node.label) or plain_text(node.id),
        "kind": node.kind,
        "load": node.load,
        "area": plain_text(node.area_name or node.area_id),
        "cooperative": plain_text(node.cooperative),
        "group": plain_text(node.group),
        "received": node.size,
    }


def _edge_values(edge: SceneEdge) -> dict[str, object]:
    values = {
        "weight": edge.referrals,
        "accepted": edge.accepted,
        "rejected": edge.rejected,
        "completed": edge.completed,
        "median_wait_days": edge.median_wait_days,
        "needs": ", ".join(plain_text(need) for need in edge.needs),
    }
    return {name: value for name, value in values.items() if value is not None}


def graphml(scene: Scene) -> str:
    """The graph of :func:`graph_of` as a GraphML file."""
    return _DECLARATION + "\n".join(nx.generate_graphml(graph_of(scene)))


def gexf(scene: Scene) -> str:
    """The graph of :func:`graph_of` as a GEXF file; the same scene gives the same text."""
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(graph_of(scene))
    # The day of writing is no part of the map.
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    return _DECLARATION + str(writer)


def people_table(scene: Scene) -> Iterator[list[object]]:
    """Headings, then a row for each participant in the scene's order: who, where, every measure."""
    named = texts(scene.language)
    yield [
        scene_text("column_id", scene.language),
        named["column_name"],
        *(named[name] for name in ("kind", "load", "area", "cooperative", "group")),
        plain_text(scene.size_label),
        *(plain_text(measure.label) for measure in scene.measures),
    ]
    ids = _plain_ids(scene)
    for node in scene.nodes:
        values = _node_values(node)
        yield [
            ids[node.id],
            values["label"],
            named[f"kind_{node.kind}"],
            named[f"load_{node.load}"],
            *(values[name] for name in ("area", "cooperative", "group")),
            *(_number(value, scene.language) for value in (node.size, *node.measures)),
        ]


def flow_table(scene: Scene) -> Iterator[list[object]]:
    """Headings, then a row for each flow in the scene's order: both ends, counts, wait, needs."""
    named = texts(scene.language)
    identifier = scene_text("column_id", scene.language)
    start, end = named["column_from"], named["column_to"]
    yield [
        *(f"{start} ({identifier})", start, f"{end} ({identifier})", end),
        *(named[name] for name in ("referrals", "accepted", "rejected", "completed")),
        *(named["median_wait"], named["needs"]),
    ]
    ids = _plain_ids(scene)
    label_of = {node.id: _node_values(node)["label"] for node in scene.nodes}
    for edge in scene.edges:
        counts = (edge.referrals, edge.accepted, edge.rejected, edge.completed)
        yield [
            *(ids[edge.source], label_of[edge.source], ids[edge.target], label_of[edge.target]),
            *(named["no_figure"] if count is None else count for count in counts),
            _number(edge.median_wait_days, scene.language),
            ", ".join(plain_text(need) for need in edge.needs),
        ]


def _number(value: float | None, language: str) -> str:
    if value is None:
        return ""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "de" else text
