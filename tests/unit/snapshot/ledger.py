"""A change feed in memory, and snapshots in a form that can be compared whatever their keys."""

from collections.abc import Iterator

import polars as pl

from graph_model.domain.records import Record, RecordKind, kind_of
from graph_model.snapshot.bulk import items_of
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import BulkItem, EntryBatch, FeedEntry


class Ledger:
    """Records as they were put and deleted, each change under the next revision."""

    def __init__(self) -> None:
        self._latest: dict[tuple[RecordKind, str], tuple[int, Record | None]] = {}
        self._revision = 0

    def put(self, *records: Record) -> None:
        for record in records:
            self._revision += 1
            self._latest[kind_of(record), record.id] = self._revision, record

    def delete(self, kind: RecordKind, record_id: str) -> None:
        self._revision += 1
        self._latest[kind, record_id] = self._revision, None

    def revision(self) -> int:
        return self._revision

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        found = [
            FeedEntry(revision=at, kind=kind, record_id=record_id, record=record)
            for (kind, record_id), (at, record) in self._latest.items()
            if at > revision
        ]
        return tuple(sorted(found, key=lambda entry: entry.revision)[:limit])

    def read_since(self, revision: int) -> Iterator[BulkItem]:
        changed = {key: at for key, at in self._latest.items() if at[0] > revision}
        yield EntryBatch(
            entries=[
                FeedEntry(revision=at, kind=kind, record_id=record_id, record=None)
                for (kind, record_id), (at, record) in changed.items()
                if record is None
            ]
        )
        records = [record for _, record in changed.values() if record is not None]
        yield from items_of(records, revision=self._revision)


def told(snapshot: Snapshot, scope: Scope | None = None) -> dict[str, object]:
    """Everything that a snapshot tells, with ids for keys, in order of ids."""
    scope = scope or Scope()
    chains = snapshot.chains(scope)
    return {
        "referrals": _told(snapshot, snapshot.referrals(scope)),
        "steps": _told(snapshot, snapshot.steps(scope)),
        "chains": _told(snapshot, chains),
        "contacts": _told(snapshot, snapshot.contacts(scope)),
        "tenants": _told(snapshot, snapshot.tenants()),
        "searches": snapshot.unmet_searches(scope),
        "files": {
            chain_id: snapshot.chain_file(chain_id)
            for chain_id in sorted(snapshot.chain_ids(chains["chain"]))
        },
        "directory": (
            dict(snapshot.directory.areas.by_id),
            dict(snapshot.directory.needs),
            dict(snapshot.directory.actors),
            dict(snapshot.directory.services),
            snapshot.directory.cooperations,
        ),
    }


def _told(snapshot: Snapshot, frame: pl.DataFrame) -> list[tuple[object, ...]]:
    columns = []
    for name in frame.columns:
        values = frame[name].to_list()
        match name:
            case "referral" | "previous" | "parent":
                texts = [None if key is None else snapshot.referral_id(key) for key in values]
            case "chain":
                texts = [None if key is None else snapshot.chain_id(key) for key in values]
            case "tenant" | "from_tenant" | "to_tenant":
                texts = [None if key is None else snapshot.tenant_id(key) for key in values]
            case _:
                texts = [None if value is None else str(value) for value in values]
        columns.append([text or "" for text in texts])
    return sorted(zip(*columns, strict=True))
