"""Colours, shapes and sizes of the map, safe for colour-blind readers, checked for contrast.

Every meaning has two cues. A load level is a colour and a badge and a border (full, dashed, thin,
dotted); a kind is a shape and its name; an edge that is often refused is reddish and dashed.
"""

import math
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadStyle:
    """How a load level looks: fill, border, badge sign and its colour, dashes of the border."""

    fill: str
    border: str
    text: str
    badge: str
    border_width: float
    dashes: tuple[int, ...]


BACKGROUND = "#fbfbf9"
"""Ground on which the map is drawn."""

INK = "#1f2933"
"""Colour of text and labels."""

LOAD_STYLES: dict[str, LoadStyle] = {
    "red": LoadStyle(
        fill="#c8321f", border="#7a160b", text="#8f1d10", badge="!", border_width=3.5, dashes=()
    ),
    "amber": LoadStyle(
        fill="#f3b33d", border="#7d5200", text="#6f4900", badge="~", border_width=2.5, dashes=(7, 3)
    ),
    "green": LoadStyle(
        fill="#4fa391", border="#1c5c4f", text="#1c5c4f", badge="", border_width=1.2, dashes=()
    ),
    "unknown": LoadStyle(
        fill="#e3e7eb", border="#5f6c79", text="#4a5662", badge="", border_width=1.2, dashes=(2, 3)
    ),
}
"""Vermilion, amber and bluish green differ in lightness too, so they stay apart without hue."""

KIND_SHAPES: dict[str, str] = {
    "cooperative": "hexagon",
    "kuemmerer": "triangle",
    "companion": "dot",
    "partner": "square",
    "administration": "diamond",
}
"""Shape of each kind, by the names that vis-network gives them."""

CATEGORY_COLOURS = (
    "#4477aa",
    "#cc6677",
    "#228833",
    "#c9b458",
    "#66aacc",
    "#aa3377",
    "#8c6d4f",
    "#5f5fa8",
    "#7f9f3f",
    "#c97b3d",
)
"""Fills for kinds, areas, groups; after the tenth they repeat (the name stays the first cue)."""

EDGE_COLOURS: dict[str, str] = {
    "flow": "#44586c",
    "refused": "#a8442f",
    "incoming": "#0b6e99",
    "outgoing": "#7a3e9d",
    "path": "#0a3fb4",
}
"""Edges: ordinary flow, often refused, to and from the chosen participant, one chain's path."""

REFUSED_SHARE = 0.3
"""From this share of refused referrals on an edge counts as often refused."""

REFUSED_COUNT = 3
"""At least so many refused referrals before an edge counts as often refused."""

CLUSTER_FROM = 1500
"""Above so many visible participants the map starts with closed clusters."""

RADIUS_MIN = 9.0
RADIUS_MAX = 34.0
WIDTH_MIN = 0.8
WIDTH_MAX = 15.0
WIDTH_POWER = 0.75


def node_radius(size: float, largest: float) -> float:
    """Radius of a node in map units; its area, not its radius, grows with the measure.

    Parameters
    ----------
    size, largest
        Measure of this node and the largest one of the scene, both at least 0.

    Examples
    --------
    >>> node_radius(0, 100), node_radius(25, 100), node_radius(100, 100)
    (9.0, 21.5, 34.0)
    """
    if largest <= 0:
        return RADIUS_MIN
    share = min(max(size / largest, 0.0), 1.0)
    return round(RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * math.sqrt(share), 2)


def browser_styles() -> dict[str, object]:
    """The same values for the page's own script, which holds no colour or limit of its own."""
    return {
        "background": BACKGROUND,
        "ink": INK,
        "loads": {level: asdict(style) for level, style in LOAD_STYLES.items()},
        "shapes": KIND_SHAPES,
        "categories": CATEGORY_COLOURS,
        "edges": EDGE_COLOURS,
        "refusedShare": REFUSED_SHARE,
        "refusedCount": REFUSED_COUNT,
        "clusterFrom": CLUSTER_FROM,
        "radius": (RADIUS_MIN, RADIUS_MAX),
        "width": (WIDTH_MIN, WIDTH_MAX, WIDTH_POWER),
    }


def css_variables() -> str:
    """The load and edge colours as CSS custom properties, so that the style sheet repeats none."""
    lines = [f"--background: {BACKGROUND};", f"--ink: {INK};"]
    for level, style in LOAD_STYLES.items():
        lines.append(f"--load-{level}: {style.fill};")
        lines.append(f"--load-{level}-border: {style.border};")
        lines.append(f"--load-{level}-text: {style.text};")
    lines.extend(f"--edge-{name}: {colour};" for name, colour in EDGE_COLOURS.items())
    body = "\n  ".join(lines)
    return f":root {{\n  {body}\n}}\n"


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, from 1 to 21.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, definitions of contrast ratio and relative luminance.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
