"""The store itself: each promise of the port, put together from the modules beside it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.checks import refuse
from graph_model.domain.consents import Consent
from graph_model.domain.records import Record, RecordKind, Reference
from graph_model.domain.referrals import Referral
from graph_model.errors import HilfenetzError, StoreError
from graph_model.store.neo4j import batches, bulk, checking, erasure, feed, lists, lookups
from graph_model.store.neo4j.address import Address
from graph_model.store.neo4j.batches import Batch
from graph_model.store.neo4j.boundary import translated
from graph_model.store.neo4j.connection import Connection, Run
from graph_model.store.neo4j.glances import FEW, Glance, Glances
from graph_model.store.port import (
    NO_FILTER,
    BulkItem,
    Candidate,
    ChainFile,
    Change,
    CheckReport,
    Erasure,
    FeedEntry,
    Filter,
    Idempotency,
    Page,
    Receipt,
    Versioned,
)
from graph_model.store.turns import Turns

R = TypeVar("R", bound=Record)
T = TypeVar("T")

_MUCH = 10_000


class Neo4jStore:
    """A ``GraphStore`` in a Neo4j database, whose constraints and indexes it makes if need be.

    Parameters
    ----------
    address
        Server, database and who we are.
    timeout_s
        Seconds that a call keeps trying before ``StoreUnavailableError``.

    Raises
    ------
    StoreVersionError
        If a newer program made the database, or another program altogether.
    StoreError
        If it cannot be reached or does not let us in.
    """

    def __init__(self, address: Address, *, timeout_s: float = 4.0) -> None:
        self._connection = Connection(address, timeout_s=timeout_s)
        self._turns: Turns[Batch] = Turns(self._write_together)
        self._glances = Glances(self._connection.read)

    def apply(
        self,
        changes: Sequence[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Receipt:
        """Write one batch; see ``GraphStore``."""
        with translated():
            batch = Batch(changes, expected_revision=expected_revision, idempotency=idempotency)
        self._turns.take(batch)
        return batch.receipt

    def _write_together(self, group: Sequence[Batch]) -> HilfenetzError | None:
        """Write a group and commit; returns why none of it was written, if so."""
        if len(group) > 1 and any(batch.deletes for batch in group):
            return StoreError(problem="each by itself")
        size = sum(len(batch.changes) for batch in group)
        try:
            self._connection.write(lambda run: batches.write_together(run, group), size=size)
        except HilfenetzError as error:
            return error
        return None

    def replay(self, idempotency: Idempotency) -> Receipt | None:
        """The receipt of a call that has already happened; see ``GraphStore``."""
        return self._read(lambda run: batches.first_receipt(run, idempotency))

    def revision(self) -> int:
        """Position of the latest change; see ``GraphStore``."""
        return self._read(feed.store_revision)

    def get(self, record_type: type[R], record_id: str) -> Versioned[R] | None:
        """One record with its revision; see ``GraphStore``."""
        return self.get_many(record_type, (record_id,)).get(record_id)

    def get_many(self, record_type: type[R], record_ids: Sequence[str]) -> dict[str, Versioned[R]]:
        """Those of the named records that exist, by id; see ``GraphStore``."""
        kind = lookups.kind_of_type(record_type)
        ids = [record_id for record_id in dict.fromkeys(record_ids) if record_id.isascii()]
        if len(ids) > FEW:
            return self._read(lambda run: lookups.get_many(run, record_type, ids=ids))
        found = self._glances.take(Glance([(kind, record_id) for record_id in ids])).found
        return {name[1]: lookups.versioned(record_type, one) for name, one in found.items()}

    def find(self, names: Collection[Reference]) -> dict[Reference, Versioned[Record]]:
        """Those of the named records that exist, by name; see ``GraphStore``."""
        # Ids are ASCII; anything else is simply not there.
        asked = [name for name in dict.fromkeys(names) if name[1].isascii()]
        found = self._glances.take(Glance(asked)).found
        return {name: lookups.record_of(name[0], one) for name, one in found.items()}

    def page(
        self,
        record_type: type[R],
        where: Filter = NO_FILTER,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[R]:
        """Records in order of id that pass all filters; see ``GraphStore``."""
        kind = lookups.kind_of_type(record_type)
        values = lists.checked(kind, where, after=after, limit=limit)
        # One more than asked for tells whether another page follows.
        found = self._read(
            lambda run: lists.listed(run, kind, values=values, after=after, limit=limit)
        )
        items = tuple(lookups.versioned(record_type, row[0]) for row in found[:limit])
        return Page(items=items, after=items[-1].record.id if len(found) > limit else None)

    def candidates(self, need_code: str, area_id: str) -> tuple[Candidate, ...]:
        """Services that address the need and cover the area; see ``GraphStore``."""
        return self._read(lambda run: lookups.candidates(run, need_code, area_id=area_id))

    def chain_file(self, chain_id: str) -> ChainFile | None:
        """A chain with its referrals and contacts; see ``GraphStore``."""
        return self.chain_files((chain_id,)).get(chain_id)

    def chain_files(self, chain_ids: Collection[str]) -> dict[str, ChainFile]:
        """Those of the named chains that exist, by id; see ``GraphStore``."""
        ids = list(dict.fromkeys(chain_ids))
        if not ids:
            return {}
        return self._connection.write(lambda run: lookups.chain_files(run, ids), size=len(ids))

    def open_referrals(self, actor_id: str) -> tuple[Versioned[Referral], ...]:
        """Referrals to that recipient in no final state; see ``GraphStore``."""
        return self._read(lambda run: lookups.open_referrals(run, actor_id))

    def consents_of(self, tenant_id: str) -> tuple[Versioned[Consent], ...]:
        """A tenant's consents; see ``GraphStore``."""
        return self._read(lambda run: lookups.consents_of(run, tenant_id))

    def key_by_digest(self, digest: str) -> AccessKey | None:
        """The access key with this SHA-256; see ``GraphStore``."""
        found = self._glances.take(Glance(digest=digest)).key
        return None if found is None else lookups.versioned(AccessKey, found).record

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        """The feed after a revision; see ``GraphStore``."""
        if limit < 1:
            raise refuse("limit", "mindestens 1", "at least 1")
        if self.revision() <= revision:
            return ()
        return self._alone(lambda run: feed.changes_since(run, revision, limit=limit))

    def read_since(
        self,
        revision: int,
        *,
        batch_rows: int = 50_000,
        kinds: Collection[RecordKind] = tuple(RecordKind),
    ) -> Iterator[BulkItem]:
        """The feed in bulk; see ``GraphStore``."""
        if batch_rows < 1:
            raise refuse("batch_rows", "mindestens 1", "at least 1")
        return bulk.read_since(
            self._connection, revision, batch_rows=batch_rows, kinds=frozenset(kinds)
        )

    def erase(self, tenant_id: str) -> Erasure:
        """Take a person out for good; see ``GraphStore``.

        Pages and transaction logs of the server are its operator's: docs/operations/neo4j.md says
        which settings keep no copy.
        """
        return self._connection.write(lambda run: erasure.erase(run, tenant_id), size=_MUCH)

    def check(self, language: str = "de") -> CheckReport:
        """Hold what is stored against its own rules; see ``GraphStore``."""
        report = self._connection.read(
            lambda run: checking.check(run, language), size=self.revision()
        )
        if report.problems:
            # Somebody may have written meanwhile: what is wrong must be so while nobody writes.
            return self._alone(lambda run: checking.check(run, language), size=report.revision)
        return report

    def close(self) -> None:
        """Let go of the connections; see ``GraphStore``."""
        with self._turns.closing():
            self._connection.close()

    def _read(self, look: Callable[[Run], T]) -> T:
        return self._connection.read(look)

    def _alone(self, look: Callable[[Run], T], *, size: int = _MUCH) -> T:
        def locked(run: Run) -> T:
            feed.lock(run)
            return look(run)

        return self._connection.write(locked, size=size)
