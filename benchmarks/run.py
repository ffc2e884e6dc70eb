"""All figures: one line each at the end, and docs/performance.md.

``make bench`` runs it; ``--referrals N`` (``BENCH_ARGS``) for a smaller machine or a quick look,
which then does not write the page. Every script runs in a process of its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import make_store
from benchmarks.figures import Figure
from benchmarks.neo4j_recording import rates as neo4j_rates
from benchmarks.recording import rates

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
REFERRALS = 1_000_000
NEO4J_REFERRALS = 300_000
SEED = 7
_ON_STORES = (
    *("snapshot", "flows", "process_mining", "structure", "maps"),
    # These put services and referrals into the stores.
    *("recommendation", "overview"),
)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write the page; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--referrals", type=int, default=REFERRALS)
    referrals = parser.parse_args(arguments).referrals
    started = time.perf_counter()
    found, remarks = _recording()
    with TemporaryDirectory() as folder:
        paths = {name: Path(folder, f"{name}.sqlite") for name in ("big", "small", "network")}
        counts = (referrals, referrals // 10, min(NEO4J_REFERRALS, referrals))
        for path, count in zip(paths.values(), counts, strict=True):
            print(f"{count} referrals are generated …", flush=True)
            make_store(path, referrals=count, seed=SEED)
        on_stores = [(name, (paths["big"], paths["small"])) for name in (*_ON_STORES, "pages")]
        for name, stores in (*on_stores, ("neo4j_network", (paths["network"],) * 2)):
            print(f"{name} is measured …", flush=True)
            more, said = _measured(name, stores=stores, folder=Path(folder))
            found += more
            remarks += said
    minutes = (time.perf_counter() - started) / 60
    remarks.append(f"All of it took {minutes:.1f} minutes.")
    if referrals == REFERRALS:
        PAGE.write_text(_page(found, remarks), encoding="utf-8")
    for figure in found:
        print(" | ".join(figure.cells))
    return 0 if all(figure.is_met for figure in found) else 1


def _recording() -> tuple[list[Figure], list[str]]:
    print("recording is measured …", flush=True)
    served, bare = rates()
    neo4j_served, neo4j_bare = neo4j_rates()
    return (
        [
            _of_rate(
                "recording: events through HTTP / bare inserts, 8 clients",
                served / bare,
                goal=0.5,
                script="benchmarks/recording.py",
            ),
            _of_rate(
                "Neo4j: events through HTTP / bare driver calls, 16 clients",
                neo4j_served / neo4j_bare,
                goal=0.7,
                script="benchmarks/neo4j_recording.py",
            ),
        ],
        [
            f"{served:.0f} events a second through HTTP, {bare:.0f} by bare inserts.",
            (
                f"Neo4j: {neo4j_served:.0f} events a second through HTTP, {neo4j_bare:.0f} by"
                " bare driver calls."
            ),
        ],
    )


def _of_rate(name: str, measured: float, *, goal: float, script: str) -> Figure:
    return Figure(
        name=name,
        measured=measured,
        goal=goal,
        unit="of the rate",
        is_at_least=True,
        script=script,
    )


def _measured(
    name: str, *, stores: tuple[Path, Path], folder: Path
) -> tuple[list[Figure], list[str]]:
    out = folder / f"{name}.json"
    command = [sys.executable, "-m", f"benchmarks.{name}", *map(str, stores), str(out)]
    subprocess.run(command, check=True, cwd=ROOT)
    result = json.loads(out.read_text(encoding="utf-8"))
    return [Figure(**figure) for figure in result["figures"]], result["remarks"]


def _page(found: Sequence[Figure], remarks: Sequence[str]) -> str:
    rows = [
        f"| {name} | {measured} | {goal} | `{figure.script}` | {verdict} |"
        for figure in found
        for name, measured, goal, verdict in [figure.cells]
    ]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    day = datetime.now(UTC).date().isoformat()  # noqa: TID251 - the day of the measurement
    return "\n".join(
        [
            "# Messwerte / Measured figures",
            "",
            (
                "Geschrieben von `make bench`; jede Zahl ist ein Verhältnis aus einem Lauf, damit"
                " sie auf jeder Maschine gilt. / Written by `make bench`; each figure is a ratio"
                " taken in one run, so that it holds on any machine."
            ),
            "",
            f"{day}, {machine}, {platform.system()}.",
            "",
            "| figure | measured | goal | script | |",
            "|---|---|---|---|---|",
            *rows,
            "",
            *(f"- {remark}" for remark in remarks),
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
