"""No room left: the write is refused as such, what was stored stays, and it goes on with room."""

from pathlib import Path

import pytest

from graph_model.domain.contacts import Contact
from graph_model.store.port import Put
from graph_model.store.sqlite import SqliteStore
from tests import builders as b
from tests.faults.processes import batches_in, start_writer


@pytest.mark.parametrize("file_size", [1_000_000, 1_003_001, 2_000_000])
def test_a_file_that_may_not_grow_is_a_full_store_and_goes_on_later(
    tmp_path: Path, file_size: int
) -> None:
    path = tmp_path / "full.db"
    writer = start_writer(path, "n", threads=2, batches=5, more=[str(file_size)])
    lines = writer.communicate()[0].splitlines()
    assert writer.returncode == 0
    assert "full store_full" in lines
    full = lines.index("full store_full")
    assert lines[full + 1] == "n-again"
    store = SqliteStore(path)
    acknowledged = set(lines) - {"open", "full store_full"}
    assert len(acknowledged) > 20
    assert batches_in(store) == {name: {"0", "1", "2"} for name in acknowledged}
    assert store.check().problems == ()
    store.close()


def test_a_full_store_can_still_be_read(tmp_path: Path) -> None:
    path = tmp_path / "read.db"
    writer = start_writer(path, "n", threads=0, batches=0, more=["1000000"])
    assert "full store_full" in writer.communicate()[0].splitlines()
    store = SqliteStore(path)
    found = store.get(Contact, "n-0-2")
    assert found is not None
    assert found.record == b.contact("n-0-2", chain="c1")
    store.apply([Put(b.contact("later"))])
    store.close()
