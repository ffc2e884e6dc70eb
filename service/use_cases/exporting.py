"""Everything that a store holds, out again as the files that the importers read."""

from collections.abc import Iterator
from pathlib import Path

from graph_model.domain.records import KEPT_INSIDE, RECORD_TYPES, Record, RecordKind
from graph_model.errors import StoreUnavailableError
from graph_model.store.port import GraphStore
from graph_model.store.walking import every
from importers.csv_writing import write_records

TRIES = 5
"""How often an export begins again because somebody else wrote in between."""

_EXPORTED = tuple(kind for kind in RecordKind if kind not in KEPT_INSIDE)


def export_records(store: GraphStore, folder: Path) -> int:
    """Write all records as CSV, all as of one moment; the number of records.

    What is only about running the service (access keys and the like) stays inside.

    Parameters
    ----------
    store
        Read page by page; if somebody writes meanwhile, it is read once more from the start.
    folder
        Made if need be; files of the same names in it are replaced.

    Raises
    ------
    StoreUnavailableError
        If somebody keeps writing, ``TRIES`` times over.
    """
    for _ in range(TRIES):
        before = store.revision()
        count = _write(store, folder)
        if store.revision() == before:
            return count
    raise StoreUnavailableError(problem="busy")


def _write(store: GraphStore, folder: Path) -> int:
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for record in all_records(store):
            count += 1
            yield record

    write_records(folder, counted())
    return count


def all_records(store: GraphStore) -> Iterator[Record]:
    """All records that may leave, kind by kind in an order that an import can follow."""
    for kind in _EXPORTED:
        yield from (item.record for item in every(store, RECORD_TYPES[kind]))
