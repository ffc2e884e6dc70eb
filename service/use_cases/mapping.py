"""What is asked of the network map, and the files that it can be handed out as."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from graph_model.analysis.chains.paths import ChainPath
from graph_model.analysis.flows import FlowGraph
from graph_model.analysis.overload.overload import Overload
from graph_model.analysis.structure.structure import Structure
from graph_model.snapshot.snapshot import Snapshot
from importers.cells import protect
from visual.exports import flow_table, gexf, graphml, people_table
from visual.layout import Arrangement
from visual.measures import measured
from visual.network import network_scene
from visual.page import render_map
from visual.scene import Scene


class MapForm(StrEnum):
    """What a map can be handed out as."""

    HTML = "html"
    GRAPHML = "graphml"
    GEXF = "gexf"
    FLOWS = "csv"
    PEOPLE = "participants.csv"


MEDIA_TYPES: Mapping[MapForm, str] = MappingProxyType(
    {
        MapForm.HTML: "text/html; charset=utf-8",
        MapForm.GRAPHML: "application/graphml+xml; charset=utf-8",
        MapForm.GEXF: "application/gexf+xml; charset=utf-8",
        MapForm.FLOWS: "text/csv; charset=utf-8",
        MapForm.PEOPLE: "text/csv; charset=utf-8",
    }
)
"""Media type of each form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWish:
    """How a map is to be: its words, whose ways, and what it leads to.

    With ``staff_of``, the load of people is shown for those of that cooperative only. A ``remark``
    stands below the title, before what was asked. With ``has_links`` participants lead to their
    entries in the directory; a map that is passed on as a file has no directory beside it.
    """

    language: str
    chain_ids: tuple[str, ...] = ()
    staff_of: str | None = None
    remark: str = ""
    has_links: bool = False

    @property
    def placing(self) -> "MapWish":
        """The part that decides where everybody stands: maps that differ in words share it."""
        return replace(self, language="de", remark="", has_links=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFindings:
    """What a map is made of, all of the same scope and for the same audience."""

    flows: FlowGraph
    load: Overload
    structure: Structure
    paths: Sequence[ChainPath]


def scene_of(snapshot: Snapshot, found: MapFindings, *, wish: MapWish) -> Scene:
    """The findings as a map with the words that are wished for."""
    drawn = network_scene(
        snapshot, found.flows, found.load, language=wish.language, chain_paths=found.paths
    )
    scene = measured(drawn, found.structure, loads=found.load)
    below = " · ".join(part for part in (wish.remark, scene.subtitle) if part)
    nodes = scene.nodes
    if wish.has_links:
        nodes = tuple(replace(node, link=f"/directory/{node.id}") for node in nodes)
    return replace(scene, subtitle=below, nodes=nodes)


def written(scene: Scene, form: MapForm, *, layouts: Sequence[Arrangement]) -> str:
    """The scene as the text of a file; ``layouts`` are those of its interactive page."""
    if form is MapForm.HTML:
        return render_map(scene, layouts=layouts)
    if form is MapForm.GRAPHML:
        return graphml(scene)
    if form is MapForm.GEXF:
        return gexf(scene)
    return _csv(flow_table(scene) if form is MapForm.FLOWS else people_table(scene))


def _csv(rows: Iterable[Sequence[object]]) -> str:
    """Semicolons and a byte order mark, as a German spreadsheet opens them; no formulas."""
    file = io.StringIO(newline="")
    file.write("\ufeff")
    csv.writer(file, delimiter=";").writerows(
        [protect(str(value)) for value in row] for row in rows
    )
    return file.getvalue()
