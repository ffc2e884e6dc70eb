"""The demo on its whole way: written, imported into a store, read back as a snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from graph_model.domain.checks import local_midnight
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore
from importers.loading import apply_plan, plan_import
from importers.report import ImportReport
from service.bootstrap import open_store
from service.demo.generator import NetworkSpec, write_network
from service.demo.truth import Truth

SPEC = NetworkSpec()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was written, what the import said, and where it went."""

    truth: Truth
    folder: Path
    report: ImportReport
    store: GraphStore
    snapshot: Snapshot
    now: datetime


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """The demo of seed 7, imported from its folder as anybody would."""
    folder = tmp_path_factory.mktemp("demo")
    truth = write_network(SPEC, folder / "csv")
    store = open_store(f"sqlite:///{folder / 'demo.db'}")
    report = apply_plan(store, plan_import(store, [folder / "csv"]))
    yield Imported(
        truth=truth,
        folder=folder / "csv",
        report=report,
        store=store,
        snapshot=Snapshot.read(store),
        now=local_midnight(SPEC.today),
    )
    store.close()
