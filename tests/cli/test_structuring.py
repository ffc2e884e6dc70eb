"""``analyse structure`` on a network small enough to work out by hand."""

from pathlib import Path

import pytest

from graph_model.store.port import Put
from service.bootstrap import open_store
from tests.cli.conftest import Call
from tests.structures import two_ends


@pytest.fixture
def ends_path(tmp_path: Path) -> Path:
    """A triangle and a star that b1 alone holds together."""
    path = tmp_path / "ends.db"
    store = open_store(f"sqlite:///{path}")
    store.apply([Put(record) for record in two_ends()])
    store.close()
    return path


def test_the_broker_is_told_of_first_and_then_the_figures(call: Call, ends_path: Path) -> None:
    run = call("analyse", "structure", "--unsuppressed", "--store", ends_path)
    assert run.code == 0, run.err
    lines = run.out.splitlines()
    finding = lines.index("Was auffällt") + 3
    assert lines[finding].split() == ["hält", "andere", "am", "Netz", "Haus", "b1"]
    assert "Nur über diese Stelle sind 3 Beteiligte" in lines[finding + 1]
    # Of 42 possible pairs 8 refer; 2 of these 8 are mutual.
    assert [line.split() for line in lines if line.startswith(("Dichte", "erwidert"))] == [
        ["Dichte", "19,0"],
        ["erwidert", "25,0"],
    ]
    (row,) = [line for line in lines if line.startswith("Haus q1")]
    # 7 of 30 pairs; asks q2 and q3, asked by b1 and q2; between three pairs. Its ties 2, 2 and 1
    # lead to strangers: constraint 4/25 + 4/25 + 1/25.
    assert row.split()[3:] == ["23,3", "2", "2", "3", "36,0"]


def test_the_same_in_english(call: Call, ends_path: Path) -> None:
    run = call("analyse", "structure", "--unsuppressed", "--store", ends_path, "--language", "en")
    assert "7 participants, 8 connections, 2 groups" in run.out
    assert "agree on a second way" in run.out.replace("\n    ", " ")
