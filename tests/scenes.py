"""A small scene for the map's tests, with what each choice must show worked out by hand.

::

    Heike Seidel (Kümmerer, Ost) ── 5 (3 refused) ──> Schuldnerberatung Kompass (red, Ost)
         └───────── 1 ──────> Treff Regenbogen (green, West) <── 4 (1 refused) ── Uwe Böhme (West)
    Schuldnerberatung Kompass ── 1 ──> Sozialamt (amber, West)
    Grit Löbel (companion, Ost) stands alone.

    By month:         January      February     March
    Heike → Kompass   3 (2,1,1)    2 (0,2,0)
    Heike → Treff                               1 (1,0,0)     in parentheses: accepted,
    Uwe → Treff       2 (2,0,2)                 2 (1,1,0)     rejected, completed
    Kompass → Amt                  1 (0,0,0)

    By need:          Heike → Kompass Schulden in January, Mietschulden in February;
                      Kompass → Amt Schulden; both → Treff Einsamkeit

    By state:         open 1, accepted and not completed 1 + 1 + 1, refused 3 + 1, completed 1 + 2

    Received in all:  Kompass 5, Treff 1 + 4 = 5, Sozialamt 1
    Received in March only: Treff 1 + 2 = 3, nobody else
"""

from dataclasses import replace
from typing import Any

from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from visual.scene import (
    Figure,
    Measure,
    MonthCount,
    PathStep,
    Scene,
    SceneEdge,
    SceneNode,
    ScenePath,
)

HOSTILE_TEXTS = (
    "<img src=x onerror=window.broken=1>",
    "</script><script>window.broken=1</script>",
    "</style><script>window.broken=1</script>",
    "<svg/onload=window.broken=1>",
    '"><script>window.broken=1</script>',
    "' onmouseover='window.broken=1",
    "javascript:window.broken=1",
    '<a href="javascript:window.broken=1">href</a>',
    "`${window.broken=1}`",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<script>",
    "]]>\u2028window.broken=1\u2029//",
    "\u202egnp.exe\u202c \u200f\u05e9\u05dc\u05d5\u05dd \u2066evil",
    "__proto__",
    "constructor",
    "&lt;script&gt;&#60;b&#62;",
    "\x00\x1b[31m\ud800nul",
    "=cmd|' /C calc'!A0",
    "<iframe srcdoc='<script>parent.broken=1</script>'>",
    "<base href=https://evil.example/><link rel=stylesheet href=https://evil.example/a.css>",
)
"""Texts that try to become markup, script, an address or another direction of writing."""


def month(name: str, *counts: int, need: str = "") -> MonthCount:
    """A month's referrals, accepted, rejected, completed, all for one need."""
    referrals, accepted, rejected, completed = counts
    return MonthCount(
        month=name,
        need=need,
        referrals=referrals,
        accepted=accepted,
        rejected=rejected,
        completed=completed,
    )


def flow(source: str, target: str, *months: MonthCount, **others: Any) -> SceneEdge:
    """An edge with the totals of its months."""
    edge = SceneEdge(source=source, target=target, referrals=0)
    sums: dict[str, Any] = {
        name: sum(getattr(one, name) for one in months)
        for name in ("referrals", "accepted", "rejected", "completed")
    }
    return replace(edge, months=months, **sums, **others)


def small_scene(language: str = "de") -> Scene:
    """The scene in this module's description."""
    heike = SceneNode(
        id="k1", label="Heike Seidel", kind="kuemmerer", size=0, area_id="a-ost", area_name="Ost",
        cooperative="WG Ost", group="Nord", load="green", measures=(2,),
    )  # fmt: skip
    uwe = replace(
        heike,
        id="k2",
        label="Uwe Böhme",
        area_id="a-west",
        area_name="West",
        cooperative="WG West",
        measures=(1,),
    )
    kompass = SceneNode(
        id="p1", label="Schuldnerberatung Kompass", kind="partner", load="red", size=5,
        reasons=("Auslastung 120 %",), figures=(Figure(label="Plätze", value="10"),),
        area_id="a-ost", area_name="Ost", group="Nord", link="/actors/p1", measures=(2,),
    )  # fmt: skip
    treff = SceneNode(
        id="p2", label="Treff Regenbogen", kind="partner", load="green", size=5,
        area_id="a-west", area_name="West", group="Süd", measures=(2,),
    )  # fmt: skip
    amt = replace(
        treff,
        id="v1",
        label="Sozialamt",
        kind="administration",
        load="amber",
        size=1,
        measures=(1,),
    )
    grit = replace(
        heike, id="c1", label="Grit Löbel", kind="companion", load="unknown", measures=(0,)
    )
    steps = (
        PathStep(source="k1", target="p1", need="Schulden", status="angenommen", wait_days=2.5),
        PathStep(source="p1", target="v1", need="Schulden", status="angefragt"),
    )
    return Scene(
        title="Probenetz",
        subtitle="Januar bis März 2025",
        language=language,
        size_label="Eingegangene Vermittlungen",
        measures=(
            Measure(key="partners", label="Zusammenarbeit", definition="Mit wie vielen (Grad)."),
        ),
        nodes=(heike, uwe, kompass, treff, amt, grit),
        edges=(
            flow("k1", "p1", month("2025-01", 3, 2, 1, 1, need="Schulden"),
                 month("2025-02", 2, 0, 2, 0, need="Mietschulden"),
                 median_wait_days=4.5, needs=("Schulden", "Mietschulden")),
            flow("k1", "p2", month("2025-03", 1, 1, 0, 0, need="Einsamkeit")),
            flow("k2", "p2", month("2025-01", 2, 2, 0, 2, need="Einsamkeit"),
                 month("2025-03", 2, 1, 1, 0, need="Einsamkeit")),
            flow("p1", "v1", month("2025-02", 1, 0, 0, 0, need="Schulden")),
        ),
        paths=(ScenePath(id="kette-7", steps=steps),),
        first_month="2025-01",
        last_month="2025-03",
    )  # fmt: skip


def hostile_scene(text: str) -> Scene:
    """A scene in which every text that a caller can set is ``text``."""
    node = SceneNode(
        id=text, label=text, kind="partner", load="red", reasons=(text,), size=3,
        figures=(Figure(label=text, value=text),), area_id=text, area_name=text,
        cooperative=text, group=text, link=text, measures=(1.5,),
    )  # fmt: skip
    other = replace(node, id=f"{text}2", kind="kuemmerer", area_id=f"{text}2")
    step = PathStep(source=node.id, target=other.id, need=text, status=text)
    return Scene(
        title=text,
        subtitle=text,
        size_label=text,
        measures=(Measure(key=text, label=text, definition=text),),
        nodes=(node, other),
        edges=(flow(node.id, other.id, month("2025-01", 4, 0, 4, 0, need=text), needs=(text,)),),
        paths=(ScenePath(id=text, steps=(step,)),),
        first_month="2025-01",
        last_month="2025-01",
    )


def crowd(count: int, *, areas: int = 4) -> Scene:
    """``count`` partners spread over ``areas`` areas, each referring once to the next."""
    nodes = tuple(
        SceneNode(
            id=f"n{number:05d}", label=f"Stelle {number}", kind="partner", size=number % 7,
            area_id=f"a{number % areas}", area_name=f"Gebiet {number % areas}",
        )
        for number in range(count)
    )  # fmt: skip
    edges = tuple(
        flow(nodes[number].id, nodes[(number + 1) % count].id, month("2025-01", 1, 1, 0, 0))
        for number in range(count)
    )
    return Scene(
        title="Viele", nodes=nodes, edges=edges, first_month="2025-01", last_month="2025-01"
    )


def turn_of_the_month() -> Snapshot:
    """k1 → p1 four times, k1 → o1 once.

    ==== ========= ========= =====================================================================
    r1   k1 → p1   debt      5 January, refused
    r2   k1 → p1   debt      31 January 22:59 UTC: 23:59 in Germany, still January; accepted
    r3   k1 → p1   lonely    31 January 23:00 UTC: midnight in Germany, so February; completed
    r4   k1 → p1   lonely    31 March 22:00 UTC: summer time, so 1 April in Germany; open
    r5   k1 → o1   debt      draft only: was never sent, does not count
    r6   k1 → o1   debt      6 January, accepted
    ==== ========= ========= =====================================================================
    """
    days = {
        "r1": ("requested 2026-01-05", "rejected 2026-01-07 no_capacity"),
        "r2": ("requested 2026-01-31T22:59", "accepted 2026-03-02"),
        "r3": (
            "requested 2026-01-31T23:00",
            "accepted 2026-02-02",
            "in_progress 2026-02-03",
            "completed 2026-02-09 resolved",
        ),
        "r4": ("requested 2026-03-31T22:00",),
        "r5": ("draft 2026-01-05",),
        "r6": ("requested 2026-01-06", "accepted 2026-01-08"),
    }
    need = {"r3": "lonely", "r4": "lonely"}
    referrals = [
        make.referral(
            id,
            recipient="o1" if id in {"r5", "r6"} else "p1",
            need=need.get(id, "debt"),
            steps=steps,
        )
        for id, steps in days.items()
    ]
    standing = [record for record in make.directory() if record.id != "loneliness"]
    return Snapshot.from_records([*standing, make.need("debt"), make.need("lonely"), *referrals])
