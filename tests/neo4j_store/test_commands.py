"""The commands on both stores: the same findings to the byte, and a move from one to the other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph_model.store.neo4j import Address
from graph_model.store.port import GraphStore

pytestmark = pytest.mark.neo4j


def run(*arguments: str, address: Address, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *arguments],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if "HILFENETZ" not in name},
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HILFENETZ_STORE_PASSWORD": address.password,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def place_of(address: Address) -> str:
    scheme, _, host = address.uri.partition("://")
    return f"{scheme}://{address.user}@{host}/{address.database}"


@pytest.mark.usefixtures("empty")
def test_the_demo_finds_the_same_on_both_stores_to_the_byte(
    neo4j_address: Address, tmp_path: Path
) -> None:
    demo = ("demo", "--no-serve", "--json", "--today", "2026-06-30", "--language", "en")
    on_file = run(*demo, address=neo4j_address, folder=tmp_path)
    on_server = run(
        *demo, "--store", place_of(neo4j_address), address=neo4j_address, folder=tmp_path
    )
    assert (on_file.returncode, on_server.returncode) == (0, 0), on_server.stderr
    assert len(on_file.stdout) > 10_000
    assert on_server.stdout == on_file.stdout
    assert neo4j_address.password not in on_server.stdout + on_server.stderr


def test_a_town_moves_to_a_file_and_is_the_same_there(
    town: GraphStore, neo4j_address: Address, tmp_path: Path
) -> None:
    moved = run(
        "copy", "--from", place_of(neo4j_address), "--to", "town.db", "--json",
        address=neo4j_address, folder=tmp_path,
    )  # fmt: skip
    records = sum(town.check().counts.values())
    assert json.loads(moved.stdout) == {"records": records, "written": records}
    checked = run("check", "--store", "town.db", address=neo4j_address, folder=tmp_path)
    assert checked.returncode == 0, checked.stderr
