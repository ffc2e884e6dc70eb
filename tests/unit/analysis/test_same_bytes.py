"""Same input, same bytes: no analysis lets on in which order a snapshot came by its rows.

Row keys follow the order in which records were written, so they differ between the snapshots
compared here, while ids, and so every answer, are the same.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from graph_model.analysis.flows import flow_graph
from graph_model.analysis.overload.overload import overload
from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics
from graph_model.analysis.recommendation.query import RecommendationQuery
from graph_model.analysis.recommendation.recommendation import recommend
from graph_model.analysis.resilience.changes import Changes, Opening, PlaceChange
from graph_model.analysis.results import to_plain
from graph_model.domain.records import Record
from graph_model.snapshot.cache import SnapshotCache
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import at
from tests.unit.analysis.crowded_networks import (
    network,
    shuffled,
    written_at_once,
    written_step_by_step,
)
from tests.unit.analysis.every_analysis import answers, paths
from tests.unit.analysis.random_chains import START
from visual.network import network_scene
from visual.page import render_map

NOW = at("2026-03-02")
SEEDS = (1, 4, 9, 34)
SCOPES = {
    "all": Scope(),
    "known early": Scope(known_on=START + timedelta(days=3)),
    "debt in a1": Scope(area_id="a1", need_codes=("debt",)),
}

FEWER = PlaceChange(actor_id="q0", places=-1)
MORE = Opening(need_code="debt", area_id="a2", places=3)

CHANGES = Changes(
    without=("p0", "q1"),
    places=(PlaceChange(actor_id="q0", places=-1),),
    opened=(Opening(need_code="debt", area_id="a2", places=3),),
)


def told_by(snapshot: Snapshot) -> dict[str, str]:
    """What every analysis says, as JSON text, and the map as a page."""
    told = {
        f"{analysis}, {name}": text
        for name, scope in SCOPES.items()
        for analysis, text in answers(snapshot, scope, now=NOW, changes=CHANGES).items()
    }
    early = START + timedelta(days=5, hours=7)
    results = {"overload early": overload(snapshot, Scope(), now=early)}
    results |= dict(_recommendations(snapshot))
    told |= {name: json.dumps(to_plain(result)) for name, result in results.items()}
    return told | {"map": _map(snapshot)}


def _recommendations(snapshot: Snapshot) -> Iterator[tuple[str, object]]:
    statistics = PartnerStatistics.of(snapshot, now=NOW)
    refusals = {snapshot.tenant_id(key): found for key, found in statistics.refusals.items()}
    shown = {name: getattr(statistics, name) for name in ("load", "waits", "ties", "familiarity")}
    shown |= {name: getattr(statistics, name) for name in ("successes", "need_success", "members")}
    yield "statistics", {**shown, "refusals": refusals}
    for tenant in (None, "t0", "t1", "t2"):
        query = RecommendationQuery(
            need_code="debt", area_id="a1", sender_id="k1", tenant_id=tenant
        )
        yield f"recommend {tenant}", recommend(snapshot, query, now=NOW, statistics=statistics)


def _map(snapshot: Snapshot) -> str:
    return render_map(
        network_scene(
            snapshot,
            flow_graph(snapshot, Scope()),
            overload(snapshot, Scope(), now=NOW),
            chain_paths=paths(snapshot, Scope(), now=NOW),
        )
    )


def ways(records: Sequence[Record], *, folder: Path, rng: Random) -> Iterator[tuple[str, Snapshot]]:
    """Snapshots of the same records, come by in different ways."""
    yield "other order", Snapshot.from_records(shuffled(records, rng))
    written = written_at_once(shuffled(records, rng), folder / "at-once.sqlite")
    yield "written at once", Snapshot.read(written)
    store, followed = written_step_by_step(records, folder / "steps.sqlite", rng=rng)
    yield "followed step by step", followed
    yield "read anew", Snapshot.read(store)
    cache = SnapshotCache(folder / "cache")
    cache.write(followed, store)
    yield "from the cache", cache.read(store)


@pytest.mark.parametrize("seed", SEEDS)
def test_however_a_snapshot_came_by_its_rows_the_answers_are_the_same_bytes(
    seed: int, tmp_path: Path
) -> None:
    records = network(seed)
    expected = told_by(Snapshot.from_records(records))
    for way, snapshot in ways(records, folder=tmp_path, rng=Random(seed)):
        told = told_by(snapshot)
        assert told.keys() == expected.keys()
        assert [name for name in told if told[name] != expected[name]] == [], way


def test_another_process_gives_the_same_bytes() -> None:
    # Texts hash differently in each process, so sets and Polars' categories stand in other orders.
    script = (
        "import json;"
        "from tests.unit.analysis.crowded_networks import network;"
        "from tests.unit.analysis.test_same_bytes import Snapshot, told_by;"
        "print(json.dumps([told_by(Snapshot.from_records(network(n))) for n in range(2)]))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_networks_hold_what_the_orders_could_be_told_by(seed: int, tmp_path: Path) -> None:
    _, followed = written_step_by_step(network(seed), tmp_path / "net.sqlite", rng=Random(seed))
    rows = followed.referrals(Scope())
    instants = rows.select("chain", "need", "requested_at")
    assert instants.is_duplicated().any()
    ids = followed.referral_ids(rows["referral"])
    assert ids != sorted(ids)
