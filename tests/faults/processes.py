"""Starting the writer as a process, and what a store must hold after it."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from graph_model.domain.contacts import Contact
from graph_model.store.port import GraphStore
from graph_model.store.walking import every
from tests.conftest import ROOT


def start_writer(
    path: Path, prefix: str, *, threads: int, batches: int, more: Iterable[str] = ()
) -> "subprocess.Popen[str]":
    """The writer on a store; its lines can be read from ``stdout``."""
    arguments = [str(path), prefix, str(threads), str(batches), *more]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def batches_in(store: GraphStore) -> dict[str, set[str]]:
    """Names of the batches with the parts of each that are there."""
    found: dict[str, set[str]] = {}
    for item in every(store, Contact):
        name, part = item.record.id.rsplit("-", 1)
        found.setdefault(name, set()).add(part)
    return found
