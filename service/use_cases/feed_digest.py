"""What the feed of a store holds, boiled down so that two stores can be held against each other."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from graph_model.domain.records import RecordKind
from graph_model.store.codec import to_json
from graph_model.store.port import (
    BulkItem,
    EndOfFeed,
    EntryBatch,
    GraphStore,
    RowBatch,
    RowKind,
    is_erased_mark,
)

_BYTES = 16
_ROOM = 1 << (8 * _BYTES)
_TOLD = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDigest:
    """A feed as of one revision: how many records, a sum of hashes of each part, who was erased.

    A sum is the same in whatever order its parts came: two stores number their changes differently.
    Tombstones are left out, but for those of erased tenants.
    """

    revision: int
    records: int
    sums: Mapping[str, int]
    erased: frozenset[str]

    def equals(self, other: "FeedDigest") -> bool:
        """Whether two stores hold the same, wherever their revisions stand."""
        return (self.records, self.sums, self.erased) == (other.records, other.sums, other.erased)


def digest_of(
    store: GraphStore,
    heard: Callable[[int, int], None],
    *,
    kinds: Collection[RecordKind] = tuple(RecordKind),
) -> FeedDigest:
    """Read the whole feed of a store as of one moment; the digest of it.

    Parameters
    ----------
    heard
        Hears now and then how many records were read, and how many there are at most.
    kinds
        Which kinds to read.
    """
    most = store.revision()
    sums: Counter[str] = Counter()
    erased: set[str] = set()
    revision = records = told = 0
    for item in store.read_since(0, kinds=kinds):
        if isinstance(item, EndOfFeed):
            revision = item.revision
            continue
        for part, text in _texts(item):
            sums[part] = (sums[part] + _hash(text)) % _ROOM
            records += part != RowKind.STATUS
            if records - told >= _TOLD:
                told = records
                heard(records, max(records, most))
        erased |= _erased(item)
    heard(records, records)
    return FeedDigest(revision=revision, records=records, sums=sums, erased=frozenset(erased))


def _texts(item: BulkItem) -> Iterator[tuple[str, str]]:
    """Part of the feed and canonical text of each record or row."""
    match item:
        case RowBatch():
            for row in item.rows:
                yield item.kind, json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        case EntryBatch():
            for entry in item.entries:
                if entry.record is not None:
                    yield entry.kind, to_json(entry.record)
        case EndOfFeed():
            return


def _erased(item: BulkItem) -> set[str]:
    if not isinstance(item, EntryBatch):
        return set()
    return {
        entry.record_id
        for entry in item.entries
        if entry.record is None and is_erased_mark(entry.record_id)
    }


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=_BYTES).digest())
