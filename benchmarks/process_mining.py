"""Variants, directly-follows graph and durations against PM4Py on the same log, equal results.

``python -m benchmarks.process_mining big.sqlite small.sqlite out.json``. PM4Py (AGPL) runs in an
environment of its own, made here from ``requirements-pm4py.txt``; nothing of ours imports it.
"""

import json
import math
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from benchmarks.figures import Figure, best_seconds, write_result
from graph_model.analysis.variants import ProcessMap, Variants, process_map, variants
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.sqlite.store import SqliteStore

SCRIPT = "benchmarks/process_mining.py"
ROUNDS = 5
DAY_S = 86_400
_HERE = Path(__file__).parent
_ENVIRONMENT = _HERE / ".venv-bench"
_LOCK = _HERE / "requirements-pm4py.txt"


def figures(big: Path, small: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    snapshot = Snapshot.read(SqliteStore(big))
    theirs = _pm4py(snapshot)
    _expect_equal(variants(snapshot, Scope()), process_map(snapshot, Scope()), theirs=theirs)
    seconds, version, ways = theirs["seconds"], theirs["version"], len(theirs["variants"])
    # Hundreds of thousands of objects lying about would slow what is measured now.
    del theirs
    for_variants = best_seconds(lambda: variants(snapshot, Scope()), rounds=ROUNDS)
    for_map = best_seconds(lambda: process_map(snapshot, Scope()), rounds=ROUNDS)
    small_snapshot = Snapshot.read(SqliteStore(small))
    small_time = best_seconds(
        lambda: (variants(small_snapshot, Scope()), process_map(small_snapshot, Scope())),
        rounds=ROUNDS,
    )
    return (
        [
            Figure(
                name="variants, directly-follows graph, durations: faster than PM4Py, equal",
                measured=sum(seconds.values()) / (for_variants + for_map),
                goal=10,
                unit="times",
                is_at_least=True,
                script=SCRIPT,
            ),
            Figure(
                name="variants and process map: ten times the referrals",
                measured=(for_variants + for_map) / small_time,
                goal=11,
                unit="times",
                is_at_least=False,
                script=SCRIPT,
            ),
        ],
        [
            (
                f"PM4Py {version} takes {seconds['dfg']:.1f} s for the graph,"
                f" {seconds['performance']:.1f} s for its durations and {seconds['variants']:.1f} s"
                f" for the {ways} variants, after its data frame was made; here"
                f" the process map takes {for_map:.2f} s and the variants {for_variants:.2f} s."
            ),
        ],
    )


def _pm4py(snapshot: Snapshot) -> dict[str, Any]:
    _make_environment()
    rows = snapshot.referrals(Scope()).with_columns(
        id=pl.Series(snapshot.referral_ids(snapshot.referrals(Scope())["referral"].to_numpy()))
    )
    rows = rows.sort("chain", "requested_at", "id")
    names = rows["recipient"].unique().cast(pl.String).sort()
    codes = rows["recipient"].cast(pl.String).cast(pl.Enum(names)).to_physical()
    with TemporaryDirectory() as folder:
        log, result = Path(folder, "log.npz"), Path(folder, "result.json")
        np.savez(
            log,
            case=rows["chain"].to_numpy(),
            activity=codes.to_numpy(),
            at=rows["requested_at"].to_physical().to_numpy(),
            names=np.array(names.to_list()),
        )
        python = _ENVIRONMENT / "bin" / "python"
        command = [python, "-I", _HERE / "pm4py_side.py", log, result]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return found


def _make_environment() -> None:
    stamp = _ENVIRONMENT / "locked.txt"
    if stamp.is_file() and stamp.read_bytes() == _LOCK.read_bytes():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", _ENVIRONMENT], check=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = ["--require-hashes", "--requirement", _LOCK]
    subprocess.run([_ENVIRONMENT / "bin" / "python", *install, *lock], check=True)
    stamp.write_bytes(_LOCK.read_bytes())


def _expect_equal(ours: Variants, flow: ProcessMap, *, theirs: dict[str, Any]) -> None:
    traces = {tuple(trace): count for trace, count in theirs["variants"]}
    followed = {(source, target): count for source, target, count in theirs["dfg"]}
    medians = {(source, target): median for source, target, median in theirs["median_s"]}
    same = (
        {variant.trace: variant.chains for variant in ours.variants} == traces
        and {(edge.source, edge.target): edge.count for edge in flow.edges} == followed
        and {step.id: step.starts for step in flow.activities if step.starts} == theirs["starts"]
        and {step.id: step.ends for step in flow.activities if step.ends} == theirs["ends"]
        and all(
            math.isclose(edge.median_days * DAY_S, medians[edge.source, edge.target], rel_tol=1e-9)
            for edge in flow.edges
        )
    )
    if not same:
        raise AssertionError("PM4Py and the process map tell different things.")


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
