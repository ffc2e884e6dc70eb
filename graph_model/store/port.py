"""What every store promises: one narrow port that all else is built above."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import Record, RecordKind, Reference
from graph_model.domain.referrals import Referral
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.store.feed import (
    ROW_COLUMNS,
    BulkItem,
    EndOfFeed,
    EntryBatch,
    FeedEntry,
    RowBatch,
    RowKind,
    erased_mark,
    is_erased_mark,
)

__all__ = [
    "NO_FILTER",
    "ROW_COLUMNS",
    "BulkItem",
    "Candidate",
    "ChainFile",
    "Change",
    "CheckReport",
    "Delete",
    "EndOfFeed",
    "EntryBatch",
    "Erasure",
    "Expect",
    "FeedEntry",
    "Filter",
    "GraphStore",
    "Idempotency",
    "Page",
    "Put",
    "Receipt",
    "RowBatch",
    "RowKind",
    "Versioned",
    "erased_mark",
    "is_erased_mark",
]

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class Put:
    """Create or replace a record; ``expected`` is its revision before, 0 for "not there yet"."""

    record: Record
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove a record, which must be there; the feed keeps a tombstone."""

    kind: RecordKind
    record_id: str
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """Write nothing, but refuse the batch unless the record stands at this revision (0: absent)."""

    kind: RecordKind
    record_id: str
    revision: int


Change = Put | Delete | Expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """Makes a batch happen once: ``key`` names the call, ``digest`` its content.

    ``answer`` is kept and handed back, unread, when the same call comes again.
    """

    key: str
    digest: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of a batch: the store's revision after it.

    For a repeated call (``replayed``) revision and answer are those of the first one.
    """

    revision: int
    replayed: bool = False
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Versioned(Generic[R_co]):
    """A record with its own revision: the position in the feed of its latest change."""

    record: R_co
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[R_co]):
    """Part of a list in order of id; ``after`` is the cursor to the next page, if there is one."""

    items: tuple[Versioned[R_co], ...]
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which records a list holds; filters add up, those that a kind does not have are refused.

    ================ =====================================================================
    filter           kinds
    ================ =====================================================================
    ``actor_kind``   actor
    ``cooperative``  actor, tenant, chain, unmet_search, access_key (own field), referral
                     and contact (by their chain)
    ``area_ids``     actor (seat), tenant, chain, unmet_search, service (served)
    ``need_code``    service, referral, contact, unmet_search
    ``actor_id``     service (offers), referral (sender or recipient), contact (either end),
                     amendment (whose entry it changed)
    ``tenant_id``    chain, referral, consent
    ``chain_id``     referral, contact
    ``is_open``      chain, referral
    ``parent_id``    area, need (directly below)
    ``text``         area, actor, service, need: part of the name or label, any case
    ================ =====================================================================
    """

    actor_kind: ActorKind | None = None
    cooperative: str | None = None
    area_ids: frozenset[str] | None = None
    need_code: str | None = None
    actor_id: str | None = None
    tenant_id: str | None = None
    chain_id: str | None = None
    is_open: bool | None = None
    parent_id: str | None = None
    text: str | None = None


NO_FILTER = Filter()
"""Every record of a kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A service that addresses a need and covers an area, with who offers it."""

    service: Service
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFile:
    """All that is known of one help chain; referrals and contacts in order of id."""

    chain: Versioned[HelpChain]
    referrals: tuple[Versioned[Referral], ...]
    contacts: tuple[Versioned[Contact], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did, in counts of records."""

    revision: int
    deleted: int
    anonymised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What an integrity check found; sound if there are no problems."""

    revision: int
    counts: MappingProxyType[RecordKind, int]
    problems: tuple[str, ...] = field(default=())


class GraphStore(Protocol):
    """A place that keeps the network.

    Every change in a batch (``Expect`` apart) advances the store's revision by one; a record's
    revision is that of its latest change. So revisions order all changes of all writers, and the
    feed can be read from any of them on. All methods may be called from several threads at once,
    and by several processes on the same store.

    Raises
    ------
    StoreUnavailableError, StoreFullError, StoreDamagedError, StoreError
        From every method, when the store cannot do it now; nothing was changed then.

    References
    ----------
    docs/decisions: revisions and the change feed.
    """

    def apply(
        self,
        changes: Sequence[Change],
        *,
        expected_revision: int | None = None,
        idempotency: Idempotency | None = None,
    ) -> Receipt:
        """Write one batch, all of it or nothing; durable when this returns.

        Changes take effect in their order. A record that equals what is stored is left alone: no
        new revision, nothing in the feed. References may point to records later in the same batch.
        A repeated call is answered before anything else is looked at.

        Raises
        ------
        RevisionConflictError
            If ``expected_revision`` is not the store's, or a change's is not its record's.
        IdempotencyConflictError
            If the key was used with another digest.
        BrokenReferenceError
            If a record would refer to one that is not there, or a deleted one is referred to.
        UnknownRecordError
            If a deletion finds nothing and did not expect a revision either.
        """
        ...

    def replay(self, idempotency: Idempotency) -> Receipt | None:
        """The receipt of a call that has already happened, or ``None``; writes nothing.

        Raises
        ------
        IdempotencyConflictError
            If the key was used with another digest.
        """
        ...

    def revision(self) -> int:
        """Position of the latest change; 0 for an empty store."""
        ...

    def get(self, record_type: type[R], record_id: str) -> Versioned[R] | None:
        """One record with its revision, or ``None``."""
        ...

    def get_many(self, record_type: type[R], record_ids: Sequence[str]) -> dict[str, Versioned[R]]:
        """Those of the named records that exist, by id."""
        ...

    def find(self, names: Collection[Reference]) -> dict[Reference, Versioned[Record]]:
        """Those of the named records, of whatever kinds, that exist, by kind and id.

        Each as it stood at some moment of this call, not all as of one moment.
        """
        ...

    def page(
        self,
        record_type: type[R],
        where: Filter = NO_FILTER,
        *,
        after: str | None = None,
        limit: int = 100,
    ) -> Page[R]:
        """Records in order of id (by code point), at most ``limit`` (1 to 1000), after the cursor.

        Raises
        ------
        InvalidValueError
            If a filter does not go with the kind, or the limit is out of range.
        """
        ...

    def candidates(self, need_code: str, area_id: str) -> tuple[Candidate, ...]:
        """Services whatever their status that address the need and cover the area, by service id.

        A service covers an area if one of its areas is that area or lies above it.
        """
        ...

    def chain_file(self, chain_id: str) -> ChainFile | None:
        """A chain with its referrals and contacts, all as of one moment."""
        ...

    def chain_files(self, chain_ids: Collection[str]) -> dict[str, ChainFile]:
        """Those of the named chains that exist, by id, all as of one moment."""
        ...

    def open_referrals(self, actor_id: str) -> tuple[Versioned[Referral], ...]:
        """Referrals to that recipient in no final state, by id; drafts are not among them."""
        ...

    def consents_of(self, tenant_id: str) -> tuple[Versioned[Consent], ...]:
        """A tenant's consents, by id."""
        ...

    def key_by_digest(self, digest: str) -> AccessKey | None:
        """The access key with this SHA-256, valid or not."""
        ...

    def changes_since(self, revision: int, limit: int = 1000) -> tuple[FeedEntry, ...]:
        """The feed after a revision, oldest first: each record once, at its latest change.

        At most ``limit`` (at least 1). Reading on from the last entry's revision reaches every
        change; empty at the end.
        """
        ...

    def read_since(
        self,
        revision: int,
        *,
        batch_rows: int = 50_000,
        kinds: Collection[RecordKind] = tuple(RecordKind),
    ) -> Iterator[BulkItem]:
        """The same feed as tables, for a snapshot: all as of one moment, ending in ``EndOfFeed``.

        Only ``kinds``; what a reader does not keep (millions of consents) need not be read.

        Order: directory entries and tombstones, then rows kind by kind in the order of
        ``RowKind``. A changed referral comes with all rows of its history.
        """
        ...

    def erase(self, tenant_id: str) -> Erasure:
        """Take a person out for good.

        Deletes the tenant, the consents and the contacts with them as an end; takes the tenant off
        chains and referrals, which stay as counts between organisations. The tombstone carries
        ``erased_mark`` instead of the id, and so do answers kept for repeated calls. No page of
        the database or its log keeps the id afterwards. May be called again: that finishes an
        erasure which was interrupted while it cleaned up, and counts nothing.

        Raises
        ------
        UnknownRecordError
            If there is no such tenant, and never was one that was erased.
        StoreUnavailableError
            If somebody reads for so long that the log cannot be cleaned; call again.
        """
        ...

    def check(self, language: str = "de") -> CheckReport:
        """Hold what is stored against its own rules; reads everything, lists at most 1000 problems.

        Each problem is a sentence, German unless ``en`` is asked for. Looked at: the file itself,
        each record's own rules (histories among them), references, links within chains,
        positions in the feed, and a consent for each referral that was sent.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; a closed store can do nothing more."""
        ...
