"""A snapshot in the place of the store, for look-ups while the store itself cannot be asked."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.checks import check_text
from graph_model.domain.consents import Consent
from graph_model.domain.needs import Need
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, Reference
from graph_model.domain.referrals import Referral
from graph_model.domain.services import Service
from graph_model.errors import StoreUnavailableError
from graph_model.snapshot import lists
from graph_model.snapshot.snapshot import Snapshot
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

R = TypeVar("R", bound=Record)

NO_REVISION = 0
"""A snapshot does not know the revisions of its records; each stands at this one."""


class SnapshotStore:
    """A ``GraphStore`` that answers from a snapshot, and refuses what a snapshot does not hold.

    Answered are single records but for contacts, searches and access keys; chains with all that
    is in them; lists of areas, needs, actors, services, chains and a tenant's consents; referrals
    and contacts of one chain.

    Parameters
    ----------
    snapshot
        What is known.
    why
        Why the store itself is not asked; raised wherever the snapshot has no answer.
    """

    def __init__(self, snapshot: Snapshot, why: StoreUnavailableError) -> None:
        self._snapshot = snapshot
        self._why = why

    def revision(self) -> int:
        """The snapshot's revision."""
        return self._snapshot.revision

    def get(self, record_type: type[R], record_id: str) -> Versioned[R] | None:
        """One record, or ``None``; see ``GraphStore``."""
        found = self._one(record_type, record_id)
        return None if found is None else Versioned(cast("R", found), NO_REVISION)

    def get_many(self, record_type: type[R], record_ids: Sequence[str]) -> dict[str, Versioned[R]]:
        """Those of the named records that exist, by id; see ``GraphStore``."""
        found = {record_id: self.get(record_type, record_id) for record_id in record_ids}
        return {record_id: one for record_id, one in found.items() if one is not None}

    def find(self, names: Collection[Reference]) -> dict[Reference, Versioned[Record]]:
        """Those of the named records that exist, by kind and id; see ``GraphStore``."""
        found = {name: self._one(RECORD_TYPES[name[0]], name[1]) for name in names}
        return {name: Versioned(one, NO_REVISION) for name, one in found.items() if one is not None}

    def page(
        self,
        record_type: type[R],
        where: Filter = NO_FILTER,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[R]:
        """Records in order of id that pass all filters; see ``GraphStore``."""
        if where.text is not None:
            check_text("text", where.text)
        held = lists.held(self._snapshot, record_type, where=where)
        if held is None:
            raise self._why
        ids = sorted(record_id for record_id in held if after is None or record_id > after)
        items = tuple(
            Versioned(cast("R", held[record_id]()), NO_REVISION) for record_id in ids[:limit]
        )
        return Page(items=items, after=ids[limit - 1] if len(ids) > limit else None)

    def chain_file(self, chain_id: str) -> ChainFile | None:
        """A chain with its referrals and contacts; see ``GraphStore``."""
        return self._snapshot.chain_file(chain_id)

    def chain_files(self, chain_ids: Collection[str]) -> dict[str, ChainFile]:
        """Those of the named chains that exist; see ``GraphStore``."""
        return self._snapshot.chain_files(chain_ids)

    def consents_of(self, tenant_id: str) -> tuple[Versioned[Consent], ...]:
        """A tenant's consents, by id; see ``GraphStore``."""
        found = self._snapshot.consents_of(tenant_id)
        return tuple(Versioned(consent, NO_REVISION) for consent in found)

    def apply(
        self,
        changes: Sequence[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Receipt:
        """Refused: nothing is written here."""
        del changes, expected_revision, idempotency
        raise self._why

    def replay(self, idempotency: Idempotency) -> Receipt | None:
        """Refused: the answers to earlier calls are the store's."""
        del idempotency
        raise self._why

    def candidates(self, need_code: str, area_id: str) -> tuple[Candidate, ...]:
        """Refused: recommendations take services from the snapshot itself."""
        del need_code, area_id
        raise self._why

    def open_referrals(self, actor_id: str) -> tuple[Versioned[Referral], ...]:
        """Refused: the analyses count open referrals themselves."""
        del actor_id
        raise self._why

    def key_by_digest(self, digest: str) -> AccessKey | None:
        """Refused: a snapshot holds no keys."""
        del digest
        raise self._why

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        """Refused: a snapshot has no feed."""
        del revision, limit
        raise self._why

    def read_since(
        self,
        revision: int,
        *,
        batch_rows: int = 50_000,
        kinds: Collection[RecordKind] = tuple(RecordKind),
    ) -> Iterator[BulkItem]:
        """Refused: a snapshot has no feed."""
        del revision, batch_rows, kinds
        raise self._why

    def erase(self, tenant_id: str) -> Erasure:
        """Refused: nothing is written here."""
        del tenant_id
        raise self._why

    def check(self, language: str = "de") -> CheckReport:
        """Refused: only the store can be checked."""
        del language
        raise self._why

    def close(self) -> None:
        """Nothing to let go of."""

    def _one(self, record_type: type, record_id: str) -> Record | None:
        snapshot, directory = self._snapshot, self._snapshot.directory
        look_ups: Mapping[type, Callable[[str], Record | None]] = {
            Area: directory.areas.by_id.get,
            Need: directory.needs.get,
            Actor: directory.actors.get,
            Service: directory.services.get,
            Tenant: snapshot.tenant,
            HelpChain: snapshot.help_chain,
            Referral: snapshot.referral,
            Consent: snapshot.tables.consents.by_id.get,
        }
        look_up = look_ups.get(record_type)
        if look_up is None:
            raise self._why
        return look_up(record_id)
