"""A writer that is killed at a random moment loses nothing that it was told is safe.

``FAULT_KILLS`` sets how often (20 unless set).
"""

import os
import random
import select
import time
from pathlib import Path

from graph_model.store.sqlite import SqliteStore
from tests.faults.processes import batches_in, start_writer

KILLS = int(os.environ.get("FAULT_KILLS", "20"))


def lines_until_killed(path: Path, prefix: str, *, delay_s: float) -> list[str]:
    """What the writer said before it was killed; the clock starts when its store is open."""
    writer = start_writer(path, prefix, threads=4, batches=100_000)
    if writer.stdout is None:
        raise AssertionError("the writer has no output")
    first = writer.stdout.readline()
    deadline = time.monotonic() + delay_s
    lines = [first]
    while (left := deadline - time.monotonic()) > 0:
        if select.select([writer.stdout], [], [], left)[0]:
            lines.append(writer.stdout.readline())
    writer.kill()
    rest, _ = writer.communicate()
    # A line that was cut off was not said.
    said = "".join(lines) + rest
    return [line for line in said.splitlines(keepends=True) if line.endswith("\n")]


def test_nothing_acknowledged_is_lost_and_nothing_is_there_by_half(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    moments = random.Random(20260105)
    acknowledged: set[str] = set()
    for number in range(KILLS):
        lines = lines_until_killed(path, f"n{number}", delay_s=moments.uniform(0, 0.12))
        assert lines[0] == "open\n"
        acknowledged |= {line.strip() for line in lines[1:]}
        store = SqliteStore(path)
        found = batches_in(store)
        store.close()
        assert acknowledged - found.keys() == set()
        assert {name: parts for name, parts in found.items() if parts != {"0", "1", "2"}} == {}
    assert len(acknowledged) > KILLS  # it was killed while writing, not before
    store = SqliteStore(path)
    assert store.check().problems == ()
    store.close()
