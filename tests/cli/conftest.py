"""A small network on disk, and a way to call the command line in process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph_model.store.port import Put
from service.bootstrap import open_store
from service.cli.app import app
from tests import builders as make

WIDTH = 100


@dataclass(frozen=True)
class Run:
    """What a command left behind: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Call = Callable[..., Run]


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """``k1`` refers ``t1`` to ``p1``, who has no room, and then to ``p2``, who helps."""
    path = tmp_path / "net.db"
    store = open_store(f"sqlite:///{path}")
    store.apply(
        [
            *(Put(record) for record in make.directory()),
            Put(make.need("debt")),
            Put(make.partner("p2", name="Beratung am Markt")),
            Put(make.service("s2", actor="p2", needs=("debt",), places=5, free=2)),
            Put(make.consent("e2", recipients=("p1", "p2"))),
            Put(
                make.referral(
                    "r1",
                    need="debt",
                    steps=("requested 2026-01-05", "rejected 2026-01-07 no_capacity"),
                )
            ),
            Put(
                make.referral(
                    "r2",
                    need="debt",
                    recipient="p2",
                    previous="r1",
                    steps=("requested 2026-01-08", "accepted 2026-01-09"),
                )
            ),
        ]
    )
    store.close()
    return path


@pytest.fixture
def call(store_path: Path) -> Call:
    """Call ``hilfenetz`` with words, on the small network unless ``--store`` is among them."""
    runner = CliRunner(env={"COLUMNS": str(WIDTH), "HILFENETZ_STORE": f"sqlite:///{store_path}"})

    def run(*words: str | Path, input: str | None = None) -> Run:
        result = runner.invoke(app, [str(word) for word in words], input=input)
        return Run(result.exit_code, result.stdout, result.stderr)

    return run
