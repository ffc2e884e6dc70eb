"""The store itself: each promise of the port, put together from the modules beside it."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.checks import refuse
from graph_model.domain.consents import Consent
from graph_model.domain.records import Record, RecordKind, Reference
from graph_model.domain.referrals import Referral
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
from graph_model.store.sqlite import batches, checking, erasure, feed, lists, lookups
from graph_model.store.sqlite.boundary import translated
from graph_model.store.sqlite.connections import Readers, prepare
from graph_model.store.sqlite.fetching import by_id, chunks, store_revision
from graph_model.store.sqlite.group_commit import GroupCommit

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class SqliteStore:
    """A ``GraphStore`` in one SQLite file, made if it is not there.

    Parameters
    ----------
    path
        The file, on a local disk (its log is shared in memory between processes).
    busy_timeout_s
        Seconds to wait for another process's write before ``StoreUnavailableError``.

    Raises
    ------
    StoreVersionError
        If a newer program made the file, or another program altogether.
    StoreError
        If it cannot be opened.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float = 10.0) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._writers = GroupCommit(prepare(path, busy_timeout_s=busy_timeout_s))
        self._readers = Readers(path, busy_timeout_s=busy_timeout_s)

    def apply(
        self,
        changes: Sequence[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Receipt:
        """Write one batch; see ``GraphStore``."""
        with translated():
            batch = batches.prepared(
                changes, expected_revision=expected_revision, idempotency=idempotency
            )
            return self._writers.write(batch)

    def replay(self, idempotency: Idempotency) -> Receipt | None:
        """The receipt of a call that has already happened; see ``GraphStore``."""
        return self._glance(lambda connection: batches.first_receipt(connection, idempotency))

    def revision(self) -> int:
        """Position of the latest change; see ``GraphStore``."""
        return self._glance(store_revision)

    def get(self, record_type: type[R], record_id: str) -> Versioned[R] | None:
        """One record with its revision; see ``GraphStore``."""
        return self.get_many(record_type, (record_id,)).get(record_id)

    def get_many(self, record_type: type[R], record_ids: Sequence[str]) -> dict[str, Versioned[R]]:
        """Those of the named records that exist, by id; see ``GraphStore``."""
        # Ids are ASCII; anything else is simply not there.
        ids = [record_id for record_id in record_ids if record_id.isascii()]
        table = lookups.table_of(record_type)
        in_one = len(chunks(ids)) == 1 and not table.has_history
        read = self._glance if in_one else self._read
        found = read(lambda connection: by_id(connection, table, ids=ids))
        return {
            record_id: lookups.versioned(record_type, stored) for record_id, stored in found.items()
        }

    def find(self, names: Collection[Reference]) -> dict[Reference, Versioned[Record]]:
        """Those of the named records that exist, by name; see ``GraphStore``."""
        with self._readers.reading() as connection:
            return lookups.find(connection, [name for name in names if name[1].isascii()])

    def page(
        self,
        record_type: type[R],
        where: Filter = NO_FILTER,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[R]:
        """Records in order of id that pass all filters; see ``GraphStore``."""
        table = lookups.table_of(record_type)
        # One more than asked for tells whether another page follows.
        found = self._read(
            lambda connection: lists.listed(
                connection, table, filters=where, after=after, limit=limit
            )
        )
        items = tuple(lookups.versioned(record_type, stored) for stored in found[:limit])
        return Page(items=items, after=items[-1].record.id if len(found) > limit else None)

    def candidates(self, need_code: str, area_id: str) -> tuple[Candidate, ...]:
        """Services that address the need and cover the area; see ``GraphStore``."""
        return self._read(
            lambda connection: lookups.candidates(connection, need_code, area_id=area_id)
        )

    def chain_file(self, chain_id: str) -> ChainFile | None:
        """A chain with its referrals and contacts; see ``GraphStore``."""
        return self.chain_files((chain_id,)).get(chain_id)

    def chain_files(self, chain_ids: Collection[str]) -> dict[str, ChainFile]:
        """Those of the named chains that exist, by id; see ``GraphStore``."""
        ids = list(dict.fromkeys(chain_ids))
        return self._read(lambda connection: lookups.chain_files(connection, ids))

    def open_referrals(self, actor_id: str) -> tuple[Versioned[Referral], ...]:
        """Referrals to that recipient in no final state; see ``GraphStore``."""
        return self._read(lambda connection: lookups.open_referrals(connection, actor_id))

    def consents_of(self, tenant_id: str) -> tuple[Versioned[Consent], ...]:
        """A tenant's consents; see ``GraphStore``."""
        return self._glance(lambda connection: lookups.consents_of(connection, tenant_id))

    def key_by_digest(self, digest: str) -> AccessKey | None:
        """The access key with this SHA-256; see ``GraphStore``."""
        return self._glance(lambda connection: lookups.key_by_digest(connection, digest))

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        """The feed after a revision; see ``GraphStore``."""
        if limit < 1:
            raise refuse("limit", "mindestens 1", "at least 1")
        return self._read(lambda connection: feed.changes_since(connection, revision, limit=limit))

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
        return self._read_since(revision, batch_rows=batch_rows, kinds=frozenset(kinds))

    def _read_since(
        self, revision: int, *, batch_rows: int, kinds: frozenset[RecordKind]
    ) -> Iterator[BulkItem]:
        with self._readers.reading() as connection:
            yield from feed.read_since(connection, revision, batch_rows=batch_rows, kinds=kinds)

    def erase(self, tenant_id: str) -> Erasure:
        """Take a person out for good; see ``GraphStore``."""
        with translated():
            done = self._writers.write(
                lambda connection, revision: erasure.erase(
                    connection, revision, tenant_id=tenant_id
                )
            )
            self._writers.alone(
                lambda connection: erasure.clean(
                    connection, self._path, text=tenant_id, timeout_s=self._busy_timeout_s
                )
            )
        return done

    def check(self, language: str = "de") -> CheckReport:
        """Hold what is stored against its own rules; see ``GraphStore``."""
        return self._read(lambda connection: checking.check(connection, language))

    def close(self) -> None:
        """Let go of files and connections; see ``GraphStore``."""
        self._readers.close()
        self._writers.close()

    def _read(self, look: Callable[[sqlite3.Connection], T]) -> T:
        with self._readers.reading() as connection:
            return look(connection)

    def _glance(self, look: Callable[[sqlite3.Connection], T]) -> T:
        """Read with a single statement, which needs no transaction around it."""
        with self._readers.reading(several=False) as connection:
            return look(connection)
