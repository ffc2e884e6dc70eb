"""The port's promises as a few dictionaries: slow, obvious, and nothing to do with any store."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import (
    Record,
    RecordKind,
    contact_parties,
    kind_of,
    references,
)
from graph_model.domain.referrals import Referral
from graph_model.errors import (
    BrokenReferenceError,
    IdempotencyConflictError,
    RevisionConflictError,
    UnknownRecordError,
)
from graph_model.store.port import (
    Change,
    Delete,
    Expect,
    FeedEntry,
    Idempotency,
    Put,
    Receipt,
    erased_mark,
)

Name = tuple[RecordKind, str]


@dataclass
class Model:
    """Records with their revisions, tombstones with theirs, and calls with their receipts."""

    revision: int = 0
    records: dict[Name, tuple[Record, int]] = field(default_factory=dict)
    tombstones: dict[Name, int] = field(default_factory=dict)
    calls: dict[str, tuple[str, Receipt]] = field(default_factory=dict)

    def apply(
        self,
        changes: Sequence[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Receipt:
        if idempotency is not None and idempotency.key in self.calls:
            digest, first = self.calls[idempotency.key]
            if digest != idempotency.digest:
                raise IdempotencyConflictError(key=idempotency.key)
            return replace(first, replayed=True)
        if expected_revision not in (None, self.revision):
            raise RevisionConflictError(
                kind="store", record_id="", expected=expected_revision, found=self.revision
            )
        tried = Model(self.revision, dict(self.records), dict(self.tombstones))
        for change in changes:
            tried.take(change)
        tried.check_references()
        self.revision, self.records, self.tombstones = (
            tried.revision,
            tried.records,
            tried.tombstones,
        )
        answer = idempotency.answer if idempotency is not None else ""
        receipt = Receipt(revision=self.revision, answer=answer)
        if idempotency is not None:
            self.calls[idempotency.key] = (idempotency.digest, receipt)
        return receipt

    def take(self, change: Change) -> None:
        if isinstance(change, Put):
            name = (kind_of(change.record), change.record.id)
        else:
            name = (change.kind, change.record_id)
        before = self.records.get(name)
        found = 0 if before is None else before[1]
        expected = change.revision if isinstance(change, Expect) else change.expected
        if expected not in (None, found):
            raise RevisionConflictError(
                kind=name[0], record_id=name[1], expected=expected, found=found
            )
        if isinstance(change, Delete):
            if before is None:
                raise UnknownRecordError(kind=name[0], record_id=name[1])
            self.revision += 1
            del self.records[name]
            self.tombstones[name] = self.revision
        elif isinstance(change, Put) and (before is None or before[0] != change.record):
            self.revision += 1
            self.records[name] = (change.record, self.revision)
            self.tombstones.pop(name, None)

    def check_references(self) -> None:
        for record, _ in self.records.values():
            wanted = [[reference] for reference in references(record)]
            if isinstance(record, Contact):
                wanted += [
                    [(RecordKind.ACTOR, end), (RecordKind.TENANT, end)]
                    for end in contact_parties(record)
                ]
            if not all(any(name in self.records for name in choice) for choice in wanted):
                raise BrokenReferenceError(kind=kind_of(record), record_id=record.id, reference="?")

    def knows(self, tenant_id: str) -> bool:
        """Whether there is such a tenant, or was one that was erased."""
        mark = (RecordKind.TENANT, erased_mark(tenant_id))
        return (RecordKind.TENANT, tenant_id) in self.records or mark in self.tombstones

    def erase(self, tenant_id: str) -> tuple[set[Name], set[Name]]:
        """Names that are deleted, names that lose the tenant; positions are the store's choice."""
        mark = (RecordKind.TENANT, erased_mark(tenant_id))
        if (RecordKind.TENANT, tenant_id) not in self.records:
            return set(), set()
        gone = {(RecordKind.TENANT, tenant_id)}
        kept = set()
        for name, (record, revision) in list(self.records.items()):
            if isinstance(record, Contact) and tenant_id in contact_parties(record):
                gone.add(name)
            if isinstance(record, Consent) and record.tenant_id == tenant_id:
                gone.add(name)
            if isinstance(record, HelpChain | Referral) and record.tenant_id == tenant_id:
                kept.add(name)
                self.records[name] = (replace(record, tenant_id=None), revision)
        for name in gone:
            del self.records[name]
            self.tombstones[mark if name[0] is RecordKind.TENANT else name] = 0
        gone.remove((RecordKind.TENANT, tenant_id))
        return gone | {mark}, kept

    def feed(self) -> list[FeedEntry]:
        entries = [
            FeedEntry(revision=revision, kind=kind, record_id=record_id, record=record)
            for (kind, record_id), (record, revision) in self.records.items()
        ]
        entries += [
            FeedEntry(revision=revision, kind=kind, record_id=record_id, record=None)
            for (kind, record_id), revision in self.tombstones.items()
        ]
        return sorted(entries, key=lambda entry: entry.revision)
