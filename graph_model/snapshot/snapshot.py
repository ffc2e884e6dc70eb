"""The network at one revision, ready for questions."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Protocol

import polars as pl

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import AgeBand, Mobility
from graph_model.snapshot import selection
from graph_model.snapshot.bulk import items_of
from graph_model.snapshot.chain_files import chain_files, help_chain, referral
from graph_model.snapshot.changes import MOST_ROWS, Changes, changes_between, merged
from graph_model.snapshot.columns import KEY
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.intake import TakenIn, taken_in
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.tables import Tables, row_of
from graph_model.store.port import BulkItem, ChainFile

_REMEMBERED = 2
_LOGGED = 64


class ChangeFeed(Protocol):
    """The part of a store (``GraphStore`` has it) that a snapshot reads."""

    def read_since(self, revision: int) -> Iterator[BulkItem]:
        """All records changed since, as tables; see ``GraphStore.read_since``."""
        ...


class Snapshot:
    """Events as columns and the directory as values, all as of one revision of a store.

    A snapshot never changes; ``caught_up`` makes its successor, which shares what stayed the same.
    Referrals, chains and tenants have row keys (``u32``), stable within a snapshot and its
    successors; the ids they stand for are handed out by ``referral_id`` and its kin. Frames are
    sorted by key; columns of ids (actors, areas, needs, services) are ``pl.Categorical``, codes
    ``pl.Enum``, times ``pl.Datetime("us", "UTC")``.
    """

    def __init__(
        self,
        tables: Tables,
        *,
        revision: int,
        deletions_at: int = 0,
        log: tuple[Changes, ...] = (),
    ) -> None:
        self._tables = tables
        self._timelines: dict[datetime | None, pl.DataFrame] = {}
        self._log = log
        self.revision = revision
        self.deletions_at = deletions_at

    @classmethod
    def from_records(cls, records: Iterable[Record], *, revision: int = 1) -> "Snapshot":
        """A snapshot of these records, in whatever order; of the same id twice the last counts."""
        taken = taken_in(Tables(), items_of(records, revision=revision))
        return cls(taken.tables, revision=revision)

    @classmethod
    def read(cls, store: ChangeFeed) -> "Snapshot":
        """A snapshot of everything in a store, as of one moment."""
        taken = taken_in(Tables(), store.read_since(0))
        return cls(taken.tables, revision=taken.revision)

    def caught_up(self, store: ChangeFeed) -> "Snapshot":
        """The snapshot with all that the store took in since; itself if that is nothing.

        Costs the work of the changes, not of the whole. After a deletion or an erasure the frames
        stand in memory of their own, with nothing left of what is gone, and ``deletions_at`` of the
        result is its revision: what was cached before must be written again (``SnapshotCache``).
        """
        taken = taken_in(self._tables, store.read_since(self.revision))
        if taken.revision == self.revision:
            return self
        deletions_at = taken.revision if taken.touched is None else self.deletions_at
        return Snapshot(
            taken.tables,
            revision=taken.revision,
            deletions_at=deletions_at,
            log=self._logged(taken),
        )

    def _logged(self, taken: TakenIn) -> tuple[Changes, ...]:
        """The log with what was taken in; empty after a deletion, and after very much at once."""
        if taken.touched is None:
            return ()
        latest = changes_between(
            self._tables, taken.tables, touched=taken.touched, since=self.revision
        )
        if latest is None:
            return ()
        log = (*self._log, latest)
        while len(log) > _LOGGED or sum(one.rows for one in log) > MOST_ROWS:
            log = log[1:]
        return log

    def changes_since(self, revision: int) -> Changes | None:
        """What changed after an earlier revision; ``None`` if that is not known any more.

        Known are the latest changes to a store that was followed step by step, as long as nothing
        was deleted since.
        """
        if revision == self.revision:
            return Changes(since=revision)
        log = [one for one in self._log if one.since >= revision]
        return merged(log, since=revision) if log and log[0].since == revision else None

    @property
    def tables(self) -> Tables:
        """What the snapshot holds, for the cache and for measuring it."""
        return self._tables

    @property
    def directory(self) -> Directory:
        """Areas, needs, actors, services and agreements."""
        return self._tables.directory

    @property
    def first_requested_at(self) -> datetime | None:
        """When the first referral was sent, as known today; ``None`` if none was."""
        found: datetime | None = self._tables.sent.select(pl.col("requested_at").min()).item()
        return found

    def referrals(self, scope: Scope, *, among: pl.Expr | None = None) -> pl.DataFrame:
        """The timeline: one row per referral that was sent, in scope; columns ``TIMELINE``.

        ``area`` and ``cooperative`` are those of the chain. ``status`` and what follows are as
        known on the scope's day: ``requested_at``, ``decided_at`` and ``decision`` (accepted or
        rejected), ``started_at`` (first in progress), ``ended_at`` (entering of a final state),
        ``reason`` and ``outcome`` of the last step with one. With ``among``, a condition on the
        columns ``HELD``, only those for which it holds; to ask so is cheaper than to filter later.
        """
        timeline = self._timeline(scope.known_on)
        if among is not None:
            timeline = timeline.filter(among)
        return selection.referrals(self._tables, scope, timeline=timeline)

    def steps(self, scope: Scope) -> pl.DataFrame:
        """The histories of the referrals in scope, one row a step; columns ``STEPS``."""
        return selection.steps(self._tables, scope, rows=self.referrals(scope))

    def chains(self, scope: Scope) -> pl.DataFrame:
        """Chains in scope, as known on its day; with needs, those with a referral for one of them.

        Columns: ``chain``, ``tenant``, ``cooperative``, ``area``, ``opened_by``, ``trigger``,
        ``initiator``, ``opened_at``, ``recorded_at``, ``closed_at``, ``outcome``.
        """
        timeline = self._timeline(scope.known_on) if scope.need_codes else None
        return selection.chains(self._tables, scope, timeline=timeline)

    def contacts(self, scope: Scope, *, among: pl.Expr | None = None) -> pl.DataFrame:
        """Contacts in scope. Area and cooperative are those of the chain, else of the tenant.

        With ``among``, a condition on the columns ``CONTACTS``, only those for which it holds.

        Columns: ``from_actor`` or ``from_tenant``, ``to_actor`` or ``to_tenant``, ``occurred_at``,
        ``recorded_at``, ``channel``, ``initiator``, ``need``, ``chain``, ``area``,
        ``cooperative``.
        """
        return selection.contacts(self._tables, scope, among=among)

    def unmet_searches(self, scope: Scope) -> tuple[UnmetSearch, ...]:
        """Searches in scope that found nobody, in order of id."""
        return selection.searches(self._tables, scope)

    def tenants(self) -> pl.DataFrame:
        """All tenants, one row each.

        Columns: ``tenant``, ``cooperative``, ``area``, ``age_band``, ``languages`` (one text with
        commas), ``mobility``.
        """
        return self._tables.tenants

    def consents_of(self, tenant_id: str) -> tuple[Consent, ...]:
        """A tenant's consents, in order of id."""
        return self._tables.consents.of_tenant(tenant_id)

    def referrals_of_chain(self, chain_id: str) -> pl.DataFrame:
        """The rows of one chain's referrals that were sent, as known today; columns ``HELD``."""
        key = pl.lit(self.chain_key(chain_id), dtype=KEY)
        return self._tables.sent.filter(pl.col("chain") == key)

    def chain_file(self, chain_id: str) -> ChainFile | None:
        """A chain with all its referrals and contacts as domain values, each at revision 0."""
        return self.chain_files((chain_id,)).get(chain_id)

    def chain_files(self, chain_ids: Collection[str]) -> dict[str, ChainFile]:
        """The same of those of several chains that exist, by id."""
        return chain_files(self._tables, chain_ids)

    def help_chain(self, chain_id: str) -> HelpChain | None:
        """A chain without what happened in it."""
        return help_chain(self._tables, chain_id)

    def referral(self, referral_id: str) -> Referral | None:
        """A referral with its history, a draft or an error too."""
        return referral(self._tables, referral_id)

    def tenant(self, tenant_id: str) -> Tenant | None:
        """One tenant as a domain value."""
        row = row_of(self._tables.tenants, self._tables.tenant_ids.key(tenant_id))
        if row is None:
            return None
        return Tenant(
            id=tenant_id,
            cooperative_id=row["cooperative"],
            area_id=row["area"],
            age_band=None if row["age_band"] is None else AgeBand(row["age_band"]),
            languages=tuple(row["languages"].split(",")) if row["languages"] else (),
            mobility=None if row["mobility"] is None else Mobility(row["mobility"]),
        )

    def referral_id(self, key: int) -> str:
        """The id of a referral's key."""
        return self._tables.referral_ids.text(key)

    def referral_ids(self, keys: Iterable[int]) -> list[str]:
        """The ids of referrals' keys, in their order."""
        return self._tables.referral_ids.texts(keys)

    def referral_key(self, referral_id: str) -> int | None:
        """The key of a referral, if there is one of that id."""
        return self._tables.referral_ids.key(referral_id)

    def chain_id(self, key: int) -> str:
        """The id of a chain's key."""
        return self._tables.chain_ids.text(key)

    def chain_ids(self, keys: Iterable[int]) -> list[str]:
        """The ids of chains' keys, in their order."""
        return self._tables.chain_ids.texts(keys)

    def chain_key(self, chain_id: str) -> int | None:
        """The key of a chain, if there is one of that id."""
        return self._tables.chain_ids.key(chain_id)

    def chain_keys(self, chain_ids: Iterable[str | None]) -> list[int | None]:
        """The keys of chains' ids in their order, none for none and for the unknown."""
        return self._tables.chain_ids.keys(pl.Series(chain_ids, dtype=pl.String)).to_list()

    def tenant_id(self, key: int) -> str:
        """The id of a tenant's key."""
        return self._tables.tenant_ids.text(key)

    def tenant_ids(self, keys: Iterable[int]) -> list[str]:
        """The ids of tenants' keys, in their order."""
        return self._tables.tenant_ids.texts(keys)

    def tenant_key(self, tenant_id: str) -> int | None:
        """The key of a tenant, if there is one of that id."""
        return self._tables.tenant_ids.key(tenant_id)

    def _timeline(self, known_on: datetime | None) -> pl.DataFrame:
        if known_on is None:
            return self._tables.sent
        found = self._timelines.get(known_on)
        if found is None:
            found = selection.known_on(self._tables, known_on)
            while len(self._timelines) >= _REMEMBERED:
                self._timelines.pop(next(iter(self._timelines)), None)
            self._timelines[known_on] = found
        return found
