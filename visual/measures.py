"""What the structure of the network says of the participants of a map: measures and groups."""

from collections import defaultdict
from dataclasses import replace

from graph_model.analysis.overload.overload import Overload
from graph_model.analysis.structure.structure import Position, Structure
from visual.scene import Figure, Measure, Scene, SceneNode
from visual.strings import scene_text

_KEYS = ("partners", "between", "cut_off", "open_load")


def measured(scene: Scene, structure: Structure, *, loads: Overload) -> Scene:
    """The scene with four more measures to size participants by, and their groups.

    Parameters
    ----------
    scene
        A map of the scope that structure and loads belong to.
    structure
        Where everybody stands. Who is not in it has nobody to work with.
    loads
        Cases under way; 0 where the figure is unknown or hidden.

    Returns
    -------
    Measures are, in this order: how many different others somebody works with; the share of all
    pairs whose shortest way leads through them, in percent; how many would be cut off without them;
    cases under way. Groups are the communities that work much with one another, named after their
    busiest two.
    """
    position_of = {position.actor_id: position for position in structure.positions}
    load_of = {load.actor_id: load.open_load or 0 for load in loads.loads}
    group_of = {one: group.name for group in structure.communities for one in group.actor_ids}
    partners: dict[str, set[str]] = defaultdict(set)
    for edge in scene.edges:
        if edge.source != edge.target:
            partners[edge.source].add(edge.target)
            partners[edge.target].add(edge.source)

    def placed(node: SceneNode) -> SceneNode:
        position = position_of.get(node.id)
        between = 0.0 if position is None else round(100 * position.betweenness, 2)
        cut_off = 0 if position is None else position.cut_off
        return replace(
            node,
            group=group_of.get(node.id, ""),
            measures=(len(partners[node.id]), between, cut_off, load_of.get(node.id, 0)),
            figures=(*node.figures, *_figures(position, language=scene.language)),
        )

    return replace(
        scene,
        nodes=tuple(placed(node) for node in scene.nodes),
        measures=tuple(
            Measure(
                key=key,
                label=scene_text(f"measure_{key}", scene.language),
                definition=scene_text(f"definition_{key}", scene.language),
            )
            for key in _KEYS
        ),
    )


def _figures(position: Position | None, *, language: str) -> tuple[Figure, ...]:
    """Figures for the panel, left out where they say nothing."""
    if position is None:
        return ()
    found = []
    if position.betweenness >= 0.005:
        percent = f"{round(100 * position.betweenness)} %"
        found.append(("measure_between", percent if language == "de" else percent.replace(" ", "")))
    if position.cut_off:
        found.append(("measure_cut_off", str(position.cut_off)))
    return tuple(Figure(label=scene_text(key, language), value=value) for key, value in found)
