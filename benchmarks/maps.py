"""The map in a real Chromium: first draw, payload, layout, and stock pyvis beside it.

``python -m benchmarks.maps big.sqlite small.sqlite out.json``; the small store is asked for its
map twice, as the service does. Networks of 200, 1,000 and 5,000 organisations are made up from a
seed. Opened from a file, in a window of 1280 by 800; a page is usable once it answers and what it
has to show has been painted. Cold is the first page of a browser, warm the same page again.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright
from pyvis.network import Network

from benchmarks.figures import Figure, seconds_of, write_result
from graph_model.snapshot.scope import Scope
from graph_model.store.sqlite.store import SqliteStore
from service.bootstrap import questions_of
from service.settings import Settings
from service.use_cases.mapping import MapWish
from tests.browser.chromium import find_chromium, launch_arguments
from visual.layout import arrangements
from visual.page import render_map
from visual.scene import Figure as Shown
from visual.scene import Measure, MonthCount, Scene, SceneEdge, SceneNode, month_range

SCRIPT = "benchmarks/maps.py"
SEED = 7
ROUNDS = 3
_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_KINDS = ("partner",) * 7 + ("administration", "kuemmerer", "companion")
_LOADS = ("green",) * 6 + ("unknown", "unknown", "amber", "red")
_NEEDS = tuple(f"Bedarf Nummer {number}" for number in range(24))
_MONTHS = month_range("2024-03", "2026-02")
_FLOWS_EACH = 5
_TIMEOUT_MS = 180_000

# Two frames after the page says that it is ready, everything has been painted once.
_PAINTED = """() => new Promise((done) => {
  const tell = () => done(performance.now());
  const after = () => requestAnimationFrame(() => requestAnimationFrame(tell));
  const ready = () => document.documentElement.dataset.ready === "yes";
  if (ready()) { after(); return; }
  new MutationObserver((_, watching) => { if (ready()) { watching.disconnect(); after(); } })
    .observe(document.documentElement, { attributes: true });
})"""
_STABLE = "() => typeof network !== 'undefined' && network && network.physics.ready === true"


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:  # noqa: ARG001 - as all
    """The figures, and remarks on what was measured beside them."""
    scenes = {count: made_up(count) for count in (200, 1_000, 5_000)}
    layout_s = seconds_of(lambda: arrangements(scenes[5_000]))
    drawn: dict[int, tuple[float, float]] = {}
    sizes: dict[int, int] = {}
    with TemporaryDirectory() as folder:
        for count, scene in scenes.items():
            file = Path(folder, f"{count}.html")
            file.write_text(render_map(scene), encoding="utf-8")
            sizes[count] = file.stat().st_size
            drawn[count] = _first_draw(file)
        stock = Path(folder, "stock.html")
        stock.write_text(_stock(scenes[200]), encoding="utf-8")
        stock_s = _stabilised(stock)
    first_s, again_s = _asked_twice(small)
    found = [
        *(
            _at_most(f"map: first draw, {count:,} organisations, cold", drawn[count][0], goal=goal)
            for count, goal in ((1_000, 2), (5_000, 4))
        ),
        _at_most(
            "map: size of the page, 1,000 organisations", sizes[1_000] / 1e6, goal=1.2, unit="MB"
        ),
        _at_most("map: layout of 5,000 organisations", layout_s, goal=10),
        _at_most("map: asked again, layout and page kept", again_s, goal=0.3),
        Figure(
            name="map: sooner usable than stock pyvis, 200 organisations",
            measured=stock_s / drawn[200][0],
            goal=15,
            unit="times",
            is_at_least=True,
            script=SCRIPT,
        ),
    ]
    warm = ", ".join(f"{count:,}: {times[1]:.2f} s" for count, times in drawn.items())
    return found, [
        (
            f"Map, the same page again in the same browser, by organisations: {warm}. Cold, 200"
            f" organisations: {drawn[200][0]:.2f} s; stock pyvis {stock_s:.1f} s until its physics"
            " lets it draw, its files from outside left out."
        ),
        (
            f"The page of 5,000 organisations has {sizes[5_000] / 1e6:.2f} MB; it starts from"
            f" clusters. The small store's map took {first_s:.1f} s when first asked for,"
            f" {again_s:.4f} s again."
        ),
    ]


def made_up(organisations: int) -> Scene:
    """A network in which most work with a few near them and some with many, over two years."""
    rng = Random(SEED)
    nodes = tuple(
        SceneNode(
            id=f"o{number:05}",
            label=f"Beratungsstelle am Platz Nummer {number}",
            kind=_KINDS[number % len(_KINDS)],
            load=rng.choice(_LOADS),
            reasons=(f"Voll: {number % 30} Fälle bei {number % 30} Plätzen.",),
            size=rng.randint(0, 200),
            measures=(rng.randint(0, 40), round(rng.random() * 3, 2)),
            figures=(Shown(label="Plätze", value=str(number % 30)),),
            area_id=f"a{number % 25}",
            area_name=f"Gebiet {number % 25}",
            cooperative=f"Genossenschaft {number % 12}",
            group=f"Gruppe {number * 15 // organisations}",
        )
        for number in range(organisations)
    )
    pairs = {_pair(rng, organisations) for _ in range(_FLOWS_EACH * organisations)}
    return Scene(
        title="Hilfenetz",
        subtitle="Alle Vermittlungen",
        size_label="eingegangene Vermittlungen",
        measures=(
            Measure(key="partners", label="Partner", definition="Mit wie vielen."),
            Measure(key="between", label="Wege", definition="Wie viele Wege."),
        ),
        nodes=nodes,
        edges=tuple(_flow(rng, nodes[one].id, target=nodes[two].id) for one, two in sorted(pairs)),
        first_month=_MONTHS[0],
        last_month=_MONTHS[-1],
    )


def _pair(rng: Random, organisations: int) -> tuple[int, int]:
    one = rng.randrange(organisations)
    far = rng.random() < 0.15
    step = rng.randrange(1, organisations) if far else 1 + int(rng.expovariate(1 / 12))
    two = (one + step) % organisations
    return (one, two) if one != two else (one, (one + 1) % organisations)


def _flow(rng: Random, source: str, *, target: str) -> SceneEdge:
    """Few referrals on most flows, many on some; two or three needs."""
    needs = rng.sample(_NEEDS, 3)
    counts: dict[tuple[str, str], list[int]] = {}
    for _ in range(1 + int(rng.expovariate(1 / 5))):
        row = counts.setdefault((rng.choice(_MONTHS), rng.choice(needs)), [0, 0, 0, 0])
        row[0] += 1
        fate = rng.random()
        for place, is_so in ((1, fate < 0.7), (2, 0.7 <= fate < 0.9), (3, fate < 0.5)):
            row[place] += is_so
    months = tuple(
        MonthCount(
            month=month,
            need=need,
            referrals=row[0],
            accepted=row[1],
            rejected=row[2],
            completed=row[3],
        )
        for (month, need), row in sorted(counts.items())
    )
    return SceneEdge(
        source=source,
        target=target,
        referrals=sum(one.referrals for one in months),
        accepted=sum(one.accepted for one in months),
        rejected=sum(one.rejected for one in months),
        completed=sum(one.completed for one in months),
        median_wait_days=round(rng.random() * 20, 1),
        needs=tuple(needs),
        months=months,
    )


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        yield started
        started.close()


def _page(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(_TIMEOUT_MS)
    # Stock pyvis asks for files from outside; to wait in vain for them is not counted against it.
    page.route("http*://**", lambda route: route.abort())
    return page


def _first_draw(file: Path) -> tuple[float, float]:
    """Seconds until the page is usable: in a browser just started, and again; the best rounds."""
    rounds = []
    for _ in range(ROUNDS):
        with _browser() as browser:
            rounds.append((_painted(browser, file), _painted(browser, file)))
    return min(one for one, _ in rounds), min(other for _, other in rounds)


def _painted(browser: Browser, file: Path) -> float:
    page = _page(browser)
    page.goto(file.as_uri(), wait_until="commit")
    milliseconds: float = page.evaluate(_PAINTED)
    page.close()
    return milliseconds / 1000


def _stock(scene: Scene) -> str:
    """The same network as pyvis draws it by itself."""
    network = Network(directed=True, cdn_resources="in_line")
    for node in scene.nodes:
        network.add_node(node.id, label=node.label, size=10)
    for edge in scene.edges:
        network.add_edge(edge.source, edge.target, value=edge.referrals)
    text: str = network.generate_html()
    return text


def _stabilised(file: Path) -> float:
    with _browser() as browser:
        page = _page(browser)
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_function(_STABLE, polling=20)
        milliseconds: float = page.evaluate("() => performance.now()")
    return milliseconds / 1000


def _asked_twice(path: Path) -> tuple[float, float]:
    store = SqliteStore(path)
    asked = questions_of(store, Settings(), now=_NOW)
    wish = MapWish(language="de")
    first = seconds_of(lambda: asked.network_map(Scope(), wish))
    again = seconds_of(lambda: asked.network_map(Scope(), wish))
    store.close()
    return first, again


def _at_most(name: str, measured: float, *, goal: float, unit: str = "s") -> Figure:
    return Figure(
        name=name, measured=measured, goal=goal, unit=unit, is_at_least=False, script=SCRIPT
    )


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
