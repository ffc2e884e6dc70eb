"""The thin pyvis step: a network that writes our own page; the only module that imports pyvis.

What pyvis 0.3.2 would do otherwise, and why it is replaced here: its template loads Bootstrap from
outside even when asked for ``in_line``, escapes neither headings nor titles, and each added edge
searches through all nodes. Here nodes and edges are checked against a set, the page comes from our
template through an environment that escapes everything, and vis-network is read from the installed
package when the page is made.
"""

from collections.abc import Iterable, Mapping
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyvis.network import Network

_VIS_FOLDER = "vis-9.1.2"

OPTIONS: dict[str, object] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 3_600_000,
        "keyboard": {"enabled": False},
        "multiselect": False,
        "navigationButtons": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
    },
    "nodes": {"labelHighlightBold": False, "chosen": False},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "arrowStrikethrough": False,
        "chosen": False,
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12},
        "selectionWidth": 0,
        "hoverWidth": 0,
    },
}
"""Options of vis-network: positions are given, nothing moves, labels are painted by us."""


class MapNetwork(Network):  # type: ignore[misc]
    """A directed pyvis network that is written by our own, escaping page template."""

    def __init__(self) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.options = OPTIONS
        self.templateEnv = Environment(
            loader=PackageLoader("visual", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templateEnv.policies["json.dumps_kwargs"] = {
            "ensure_ascii": False,
            "separators": (",", ":"),
            "allow_nan": False,
        }
        self._known: set[object] = set()

    def add_drawn(
        self, nodes: Iterable[dict[str, object]], edges: Iterable[dict[str, object]]
    ) -> None:
        """Adds nodes and edges as vis-network takes them, in linear time; both ends must exist."""
        for node in nodes:
            self.nodes.append(node)
            self.node_ids.append(node["id"])
            self.node_map[node["id"]] = node
            self._known.add(node["id"])
        for edge in edges:
            if edge["from"] not in self._known or edge["to"] not in self._known:
                raise KeyError(f"edge from {edge['from']} to {edge['to']} has no node")
            self.edges.append(edge)

    def page(self, template: str, values: Mapping[str, object]) -> str:
        """The page from a template of ``visual/templates``, with this network's data in it."""
        rendered: str = self.templateEnv.get_template(template).render(
            **values,
            # Ids are places in the list; of a flow its two ends suffice, without a name for each.
            drawn_nodes=[
                {name: value for name, value in node.items() if name != "id"} for node in self.nodes
            ],
            drawn_edges=[[edge["from"], edge["to"]] for edge in self.edges],
            vis_options=self.options,
        )
        return rendered


def vis_network_script() -> str:
    """vis-network's script out of the installed pyvis package, fit to stand inside a page."""
    source = files("pyvis").joinpath("lib", _VIS_FOLDER, "vis-network.min.js")
    script = source.read_text(encoding="utf-8").replace("\r\n", "\n")
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("vis-network's script holds a text that would end the script element")
    return script
