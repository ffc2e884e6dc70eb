"""Records as JSON: the domain values themselves are the shapes that go out."""

from pydantic import TypeAdapter

from graph_model.domain.records import RECORD_TYPES, Record

_ADAPTERS = {record_type: TypeAdapter[Record](record_type) for record_type in RECORD_TYPES.values()}


def encode(record: Record) -> str:
    """A record as JSON text; times in UTC with Z, codes as text."""
    return _ADAPTERS[type(record)].dump_json(record).decode()
