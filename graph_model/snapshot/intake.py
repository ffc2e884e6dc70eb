"""The change feed taken into a snapshot's tables, item by item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area, AreaTree
from graph_model.domain.consents import Consent
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.house import HOUSE, HouseChoices
from graph_model.domain.needs import Need
from graph_model.domain.records import RecordKind
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.snapshot.bulk import frame_of
from graph_model.snapshot.changes import Touched
from graph_model.snapshot.columns import CHAINS, HELD, NAME, REFERRALS, TENANTS
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.history import STEP
from graph_model.snapshot.register import Register, joined
from graph_model.snapshot.tables import Tables, replaced
from graph_model.snapshot.timeline import progress
from graph_model.store.port import (
    BulkItem,
    EndOfFeed,
    EntryBatch,
    FeedEntry,
    RowBatch,
    RowKind,
    erased_mark,
    is_erased_mark,
)

R = TypeVar("R")
Keys = npt.NDArray[np.uint32]

_NO_KEYS: Keys = np.empty(0, dtype=np.uint32)
_KEYED = {
    RowKind.TENANT: RecordKind.TENANT,
    RowKind.CHAIN: RecordKind.CHAIN,
    RowKind.REFERRAL: RecordKind.REFERRAL,
    RowKind.CONTACT: RecordKind.CONTACT,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TakenIn:
    """Tables with a feed taken in, its last revision, and the rows it brought.

    ``touched`` is ``None`` if anything with rows was deleted.
    """

    tables: Tables
    revision: int
    touched: Touched | None


def taken_in(tables: Tables, items: Iterable[BulkItem]) -> TakenIn:
    """Tables with a feed taken in.

    Parameters
    ----------
    tables
        State at the revision from which on the feed was read; left untouched.
    items
        What ``GraphStore.read_since`` gives, or ``bulk.items_of``.
    """
    intake = _Intake(tables)
    revision = 0
    for item in items:
        match item:
            case EntryBatch():
                intake.entries += item.entries
            case RowBatch():
                intake.take(item)
            case EndOfFeed():
                revision = item.revision
    if intake.is_idle:
        return TakenIn(tables=tables, revision=revision, touched=intake.touched())
    touched = None if intake.has_deletions else intake.touched()
    return TakenIn(tables=intake.finished(), revision=revision, touched=touched)


class _Intake:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.entries: list[FeedEntry] = []
        self._frames: dict[RowKind, list[pl.DataFrame]] = {kind: [] for kind in RowKind}
        self._registers = {
            RowKind.TENANT: Register(tables.tenant_ids),
            RowKind.CHAIN: Register(tables.chain_ids),
            RowKind.REFERRAL: Register(tables.referral_ids),
            RowKind.CONTACT: Register(tables.contact_ids),
        }

    @property
    def is_idle(self) -> bool:
        """Whether nothing at all came along."""
        return not self.entries and not any(self._frames.values())

    @property
    def has_deletions(self) -> bool:
        """Whether a tombstone of something with rows came along."""
        kinds = set(_KEYED.values())
        return any(entry.record is None and entry.kind in kinds for entry in self.entries)

    def touched(self) -> Touched:
        """Keys of the rows that came along; to be asked before they are merged."""
        return Touched(
            referrals=self._arrived_keys(RowKind.REFERRAL),
            chains=self._arrived_keys(RowKind.CHAIN),
            contacts=self._arrived_keys(RowKind.CONTACT),
        )

    def _arrived_keys(self, kind: RowKind) -> Keys:
        frames = self._frames[kind]
        return np.concatenate([one.to_series(0).to_numpy() for one in frames] or [_NO_KEYS])

    def take(self, batch: RowBatch) -> None:
        """Turn a batch into columns; what it refers to has come before it, links apart."""
        raw = frame_of(batch)
        if raw.is_empty():
            return
        keyed = {
            RowKind.TENANT: self._tenants,
            RowKind.CHAIN: self._chains,
            RowKind.REFERRAL: self._referrals,
            RowKind.STATUS: self._steps,
            RowKind.CONTACT: self._contacts,
        }
        self._frames[batch.kind].append(keyed[batch.kind](raw))

    def _key(self, kind: RowKind, texts: pl.Series) -> pl.Series:
        return self._registers[kind].keys(texts)

    def _tenants(self, raw: pl.DataFrame) -> pl.DataFrame:
        return raw.rename({"cooperative_id": "cooperative", "area_id": "area"}).select(
            self._registers[RowKind.TENANT].keys_for(raw["id"]).alias("tenant"),
            *(name for name in TENANTS if name != "tenant"),
        )

    def _chains(self, raw: pl.DataFrame) -> pl.DataFrame:
        own = {"chain", "tenant"}
        return raw.rename({"cooperative_id": "cooperative", "area_id": "area"}).select(
            self._registers[RowKind.CHAIN].keys_for(raw["id"]).alias("chain"),
            self._key(RowKind.TENANT, raw["tenant_id"]).alias("tenant"),
            *(name for name in CHAINS if name not in own),
        )

    def _referrals(self, raw: pl.DataFrame) -> pl.DataFrame:
        return raw.select(
            self._registers[RowKind.REFERRAL].keys_for(raw["id"]).alias("referral"),
            self._key(RowKind.CHAIN, raw["chain_id"]).alias("chain"),
            self._key(RowKind.TENANT, raw["tenant_id"]).alias("tenant"),
            pl.col("sender_id").alias("sender"),
            pl.col("recipient_id").alias("recipient"),
            pl.col("service_id").alias("service"),
            pl.col("need_code").alias("need"),
            "urgency",
            "previous_id",
            "parent_id",
        )

    def _steps(self, raw: pl.DataFrame) -> pl.DataFrame:
        runs = raw["referral_id"].rle().struct.unnest()
        keys = self._key(RowKind.REFERRAL, runs["value"]).to_numpy()
        return raw.select(
            pl.Series("referral", np.repeat(keys, runs["len"].to_numpy())),
            "position",
            pl.all().exclude("referral_id", "position"),
        )

    def _contacts(self, raw: pl.DataFrame) -> pl.DataFrame:
        ends = {}
        for side in ("from", "to"):
            texts = raw[f"{side}_id"]
            tenant = self._key(RowKind.TENANT, texts)
            ends[f"{side}_actor"] = texts.set(tenant.is_not_null(), None).cast(NAME)
            ends[f"{side}_tenant"] = tenant
        return raw.rename({"need_code": "need"}).select(
            self._registers[RowKind.CONTACT].keys_for(raw["id"]).alias("contact"),
            *(series.alias(name) for name, series in ends.items()),
            "occurred_at",
            "recorded_at",
            "channel",
            "initiator",
            "need",
            self._key(RowKind.CHAIN, raw["chain_id"]).alias("chain"),
            "recorded_by",
        )

    def finished(self) -> Tables:
        """All that was taken in, merged with what was held."""
        before = self._tables
        gone = {kind: self._deleted(kind) for kind in _KEYED}
        chains = self._merged(RowKind.CHAIN, before.chains, gone=gone[RowKind.CHAIN])
        tenants = self._merged(RowKind.TENANT, before.tenants, gone=gone[RowKind.TENANT])
        contacts = self._merged(RowKind.CONTACT, before.contacts, gone=gone[RowKind.CONTACT])
        after = replace(
            self._with_referrals(before, gone[RowKind.REFERRAL]),
            directory=_directory(before.directory, self.entries),
            consents=before.consents.changed(
                _changes(self.entries, of=Consent, kind=RecordKind.CONSENT)
            ),
            searches=_updated(
                before.searches, self.entries, of=UnmetSearch, kind=RecordKind.UNMET_SEARCH
            ),
            chains=chains,
            tenants=tenants,
            contacts=contacts,
            tenant_ids=self._registers[RowKind.TENANT].ids.without(gone[RowKind.TENANT]),
            chain_ids=self._registers[RowKind.CHAIN].ids.without(gone[RowKind.CHAIN]),
            referral_ids=self._registers[RowKind.REFERRAL].ids.without(gone[RowKind.REFERRAL]),
            contact_ids=self._registers[RowKind.CONTACT].ids.without(gone[RowKind.CONTACT]),
        )
        return after.compacted() if self.has_deletions else after

    def _deleted(self, kind: RowKind) -> Keys:
        record_kind = _KEYED[kind]
        texts = [e.record_id for e in self.entries if e.record is None and e.kind is record_kind]
        if not texts:
            return _NO_KEYS
        texts += self._erased({text for text in texts if is_erased_mark(text)})
        keys = self._key(kind, pl.Series(texts, dtype=pl.String)).drop_nulls()
        return np.sort(keys.to_numpy())

    def _erased(self, marks: set[str]) -> list[str]:
        """Held ids of the tenants whose marks came along; who has come back since is none."""
        if not marks:
            return []
        ids = self._registers[RowKind.TENANT].ids.column()
        frames = self._frames[RowKind.TENANT]
        is_back = set(pl.concat(frames)["tenant"].to_list()) if frames else set()
        return [
            text
            for key, text in enumerate(ids.to_list())
            if text and key not in is_back and erased_mark(text) in marks
        ]

    def _merged(self, kind: RowKind, held: pl.DataFrame, *, gone: Keys) -> pl.DataFrame:
        return replaced(held, self._arrived(kind, held), gone=gone)

    def _arrived(self, kind: RowKind, held: pl.DataFrame) -> pl.DataFrame:
        frames = self._frames[kind]
        self._frames[kind] = []
        return _sorted(joined(frames), held.columns[0]) if frames else held.clear()

    def _with_referrals(self, before: Tables, gone: Keys) -> Tables:
        frames = self._frames[RowKind.REFERRAL]
        history = before.history.without(gone) if len(gone) else before.history
        if not frames:
            nothing = before.sent.clear()
            return replace(
                before,
                sent=replaced(before.sent, nothing, gone=gone),
                unsent=replaced(before.unsent, nothing, gone=gone),
                history=history,
            )
        raw = joined(frames)
        frames.clear()
        attributes = raw.select(
            pl.all().exclude("previous_id", "parent_id"),
            self._key(RowKind.REFERRAL, raw["previous_id"]).alias("previous"),
            self._key(RowKind.REFERRAL, raw["parent_id"]).alias("parent"),
        ).pipe(_sorted, "referral")
        steps = _sorted(joined(self._frames[RowKind.STATUS]), "referral", "position")
        self._frames[RowKind.STATUS].clear()
        rows = attributes.select(list(REFERRALS)).join(
            progress(steps), on="referral", how="inner", maintain_order="left"
        )
        rows = rows.select(list(HELD))
        counted = steps["referral"].rle().struct.unnest()
        keys, counts = counted["value"].to_numpy(), counted["len"].to_numpy()
        decided = _by_sender(rows, steps, counts=counts)
        visible = rows.select(is_sent()).to_series()
        touched = np.union1d(keys, gone)
        return replace(
            before,
            sent=replaced(before.sent, rows.filter(visible), gone=touched),
            unsent=replaced(before.unsent, rows.filter(~visible), gone=touched),
            history=history.put(
                keys, steps.with_columns(decided).select(list(STEP)), counts=counts
            ),
        )


def _sorted(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    if len(frame) == 1:
        return frame
    # A store hands out whole tables in order; to see that is far cheaper than to sort them.
    order = frame.select(pl.struct(names) if len(names) > 1 else names[0]).to_series()
    return frame if order.is_sorted() else frame.sort(names)


def is_sent() -> pl.Expr:
    """Whether a referral counts: it was sent and not entered in error."""
    return pl.col("requested_at").is_not_null() & (
        pl.col("status") != ReferralStatus.ENTERED_IN_ERROR.value
    )


def _by_sender(
    rows: pl.DataFrame, steps: pl.DataFrame, *, counts: npt.NDArray[np.uint32]
) -> pl.Series:
    owner = pl.Series(np.repeat(np.arange(len(rows)), counts))
    return (steps["decided_by"] == rows["sender"].gather(owner)).alias("by_sender")


def _updated(
    held: Mapping[str, R], entries: list[FeedEntry], *, of: type[R], kind: RecordKind
) -> Mapping[str, R]:
    changes = _changes(entries, of=of, kind=kind)
    if not changes:
        return held
    merged = dict(held)
    for record_id, record in changes.items():
        merged.pop(record_id, None)
        if record is not None:
            merged[record_id] = record
    return MappingProxyType(merged)


def _changes(entries: list[FeedEntry], *, of: type[R], kind: RecordKind) -> Mapping[str, R | None]:
    """What changed of one kind, the last word on each id; ``None`` for what was deleted."""
    return {
        entry.record_id: entry.record if isinstance(entry.record, of) else None
        for entry in entries
        if entry.kind is kind
    }


_DIRECTORY = {
    RecordKind.AREA,
    RecordKind.NEED,
    RecordKind.ACTOR,
    RecordKind.SERVICE,
    RecordKind.COOPERATION,
    RecordKind.HOUSE_CHOICES,
}


def _directory(held: Directory, entries: list[FeedEntry]) -> Directory:
    if not any(entry.kind in _DIRECTORY for entry in entries):
        return held
    areas = _updated(held.areas.by_id, entries, of=Area, kind=RecordKind.AREA)
    agreements = {agreement.id: agreement for agreement in held.cooperations}
    houses = {} if held.house is None else {held.house.id: held.house}
    return Directory(
        areas=AreaTree(areas.values()) if areas is not held.areas.by_id else held.areas,
        needs=_updated(held.needs, entries, of=Need, kind=RecordKind.NEED),
        actors=_updated(held.actors, entries, of=Actor, kind=RecordKind.ACTOR),
        services=_updated(held.services, entries, of=Service, kind=RecordKind.SERVICE),
        cooperations=tuple(
            _updated(agreements, entries, of=Cooperation, kind=RecordKind.COOPERATION).values()
        ),
        house=_updated(houses, entries, of=HouseChoices, kind=RecordKind.HOUSE_CHOICES).get(HOUSE),
    )
