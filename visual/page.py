"""The finished map: one HTML file that loads nothing, runs from a file or sandboxed, and prints.

The page's Content-Security-Policy allows the two inline scripts and the one inline style sheet by
their hash and nothing else: no address, no ``unsafe-inline``, no ``eval``. vis-network needs no
style of its own for what is used of it (no tooltips, no buttons); it places its canvas through the
style properties of elements, which a policy does not count as inline style.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from visual.assets import content_hash, own_script, read_static
from visual.layout import Arrangement, arrangements
from visual.payload import build_payload, plain_text
from visual.pyvis_map import MapNetwork, vis_network_script
from visual.scene import Legend, Scene, SceneEdge, SceneNode, legend
from visual.strings import texts
from visual.styling import KIND_SHAPES, LOAD_STYLES, css_variables

FLOW_ROWS = 50
"""Rows of the table of flows in the file itself; the page's script adds the others when asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One row of the table of participants, ready to be written."""

    number: int
    name: str
    kind: str
    load: str
    area: str
    cooperative: str
    received: int
    sent: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """One row of the table of flows, ready to be written; ``wait`` is empty if undecided."""

    source: str
    target: str
    referrals: int
    accepted: int | None
    rejected: int | None
    completed: int | None
    wait: str
    needs: str


def render_map(scene: Scene, *, seed: int = 0, layouts: Sequence[Arrangement] | None = None) -> str:
    """The scene as one self-contained HTML page: interactive map, legend, filters and tables.

    Parameters
    ----------
    scene
        What to show; its texts may hold anything, nothing of them is taken as markup.
    seed
        Start of the layout's random first positions; the same scene and seed give the same text.
    layouts
        The scene's arrangements where they were worked out before; they are all that takes long.

    Notes
    -----
    The file holds vis-network (about 470 kB) as the installed pyvis package has it.
    """
    payload = build_payload(scene, arrangements(scene, seed=seed) if layouts is None else layouts)
    network = MapNetwork()
    network.add_drawn(payload.nodes, payload.edges)
    vis_script, script = vis_network_script(), own_script()
    style = css_variables() + read_static("map.css")
    values: dict[str, object] = {
        "language": scene.language,
        "t": texts(scene.language),
        "title": plain_text(scene.title),
        "subtitle": plain_text(scene.subtitle),
        "size_label": plain_text(scene.size_label),
        "measures": [(plain_text(one.key), plain_text(one.label)) for one in scene.measures],
        "details": payload.details,
        "legend": _plain_legend(legend(scene)),
        "months": [month_name(month, scene.language) for month in scene.months],
        "chains": [(plain_text(path.id), len(path.steps)) for path in scene.paths],
        "people": person_rows(scene),
        "flows": flow_rows(scene)[:FLOW_ROWS],
        "flow_count": len(scene.edges),
        "load_styles": LOAD_STYLES,
        "kind_shapes": KIND_SHAPES,
        # Our own texts and the installed package's: the template leaves these three unescaped.
        "style": style,
        "vis_script": vis_script,
        "script": script,
        "policy": content_policy(scripts=(vis_script, script), styles=(style,)),
    }
    return network.page("map.html.jinja", values)


def content_policy(*, scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """The Content-Security-Policy that allows exactly these inline scripts and style sheets."""
    allowed_scripts = " ".join(content_hash(script) for script in scripts)
    allowed_styles = " ".join(content_hash(style) for style in styles)
    return (
        f"default-src 'none'; script-src {allowed_scripts}; style-src {allowed_styles}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def person_rows(scene: Scene) -> list[PersonRow]:
    """Participants as table rows: the most urgent load first, then referrals received, then id."""
    received, sent, refused = ({node.id: 0 for node in scene.nodes} for _ in range(3))
    for edge in scene.edges:
        received[edge.target] += edge.referrals
        refused[edge.target] += edge.rejected or 0
        sent[edge.source] += edge.referrals
    urgency = {level: place for place, level in enumerate(LOAD_STYLES)}

    def order(entry: tuple[int, SceneNode]) -> tuple[int, int, str]:
        node = entry[1]
        return (urgency[node.load], -received[node.id], node.id)

    return [
        PersonRow(
            number=number,
            name=plain_text(node.label) or plain_text(node.id),
            kind=node.kind,
            load=node.load,
            area=plain_text(node.area_name or node.area_id),
            cooperative=plain_text(node.cooperative),
            received=received[node.id],
            sent=sent[node.id],
            refused=refused[node.id],
        )
        for number, node in sorted(enumerate(scene.nodes), key=order)
    ]


def flow_rows(scene: Scene) -> list[FlowRow]:
    """Flows as table rows, the most referrals first, then by the ids of both ends."""
    names = {node.id: plain_text(node.label) or plain_text(node.id) for node in scene.nodes}

    def order(edge: SceneEdge) -> tuple[int, str, str]:
        return (-edge.referrals, edge.source, edge.target)

    return [
        FlowRow(
            source=names[edge.source],
            target=names[edge.target],
            referrals=edge.referrals,
            accepted=edge.accepted,
            rejected=edge.rejected,
            completed=edge.completed,
            wait=_days(edge.median_wait_days, scene.language),
            needs=", ".join(plain_text(need) for need in edge.needs),
        )
        for edge in sorted(scene.edges, key=order)
    ]


def month_name(month: str, language: str) -> str:
    """A month for a reader.

    Examples
    --------
    >>> month_name("2025-03", "de"), month_name("2025-03", "en")
    ('03/2025', '2025-03')
    """
    year, number = month.split("-")
    return f"{number}/{year}" if language == "de" else month


def _days(days: float | None, language: str) -> str:
    if days is None:
        return ""
    number = f"{days:.1f}"
    return number.replace(".", ",") if language == "de" else number


def _plain_legend(entries: Legend) -> dict[str, list[tuple[str, int]]]:
    return {
        name: [(plain_text(entry.label), entry.count) for entry in getattr(entries, name)]
        for name in (
            *("loads", "kinds", "areas", "cooperatives", "groups"),
            *("needs", "statuses"),
        )
    }
