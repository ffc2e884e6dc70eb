"""Lists by filter from a snapshot; the filters mean what ``Filter`` says."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

import polars as pl

from graph_model.domain.actors import Actor
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.needs import Need
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.domain.services import Service
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import Filter

Held = Mapping[str, Callable[[], Record]]
"""Records by id, each made when it is called."""


def held(snapshot: Snapshot, record_type: type, *, where: Filter) -> Held | None:
    """What passes all filters; ``None`` if a snapshot cannot list that.

    Listed are areas, needs, actors, services and chains; consents of one tenant; referrals and
    contacts of one chain.
    """
    if record_type is HelpChain:
        ids = _chain_ids(snapshot, where)
        return {chain_id: partial(_chain, snapshot, chain_id) for chain_id in ids}
    records = _records(snapshot, record_type, where=where)
    if records is None:
        return None
    return {one.id: partial(_itself, one) for one in records if _passes(one, where)}


def _chain_ids(snapshot: Snapshot, where: Filter) -> list[str]:
    rows = snapshot.tables.chains
    if where.cooperative is not None:
        rows = rows.filter(pl.col("cooperative") == where.cooperative)
    if where.area_ids is not None:
        rows = rows.filter(pl.col("area").cast(pl.String).is_in(sorted(where.area_ids)))
    if where.tenant_id is not None:
        key = snapshot.tenant_key(where.tenant_id)
        rows = rows.clear() if key is None else rows.filter(pl.col("tenant") == key)
    if where.is_open is not None:
        rows = rows.filter(pl.col("closed_at").is_null() == where.is_open)
    return snapshot.chain_ids(rows["chain"])


def _chain(snapshot: Snapshot, chain_id: str) -> Record:
    found = snapshot.help_chain(chain_id)
    if found is None:
        raise LookupError(chain_id)
    return found


def _itself(record: Record) -> Record:
    return record


def _records(snapshot: Snapshot, record_type: type, *, where: Filter) -> Iterable[Record] | None:
    """All of a kind, or all that a filter leads to."""
    directory = snapshot.directory
    whole: Mapping[type[Record], Iterable[Record]] = {
        Area: directory.areas.by_id.values(),
        Need: directory.needs.values(),
        Actor: directory.actors.values(),
        Service: directory.services.values(),
    }
    if record_type in whole:
        return whole[record_type]
    if record_type is Consent and where.tenant_id is not None:
        return snapshot.consents_of(where.tenant_id)
    if where.chain_id is None or record_type not in (Referral, Contact):
        return None
    file = snapshot.chain_file(where.chain_id)
    if file is None or where.cooperative not in (None, file.chain.record.cooperative_id):
        return ()
    items = file.referrals if record_type is Referral else file.contacts
    return [item.record for item in items]


def _passes(record: Record, where: Filter) -> bool:
    """Whether a record passes the filters of its kind, but for those that led to it."""
    tests: tuple[bool, ...] = ()
    match record:
        case Area():
            tests = (_is(where.parent_id, record.parent_id), _says(where.text, record.name))
        case Need():
            labels = f"{record.label_de}\n{record.label_en}"
            tests = (_is(where.parent_id, record.parent_code), _says(where.text, labels))
        case Actor():
            tests = (
                _is(where.actor_kind, record.kind),
                _is(where.cooperative, record.cooperative_id),
                where.area_ids is None or record.area_id in where.area_ids,
                _says(where.text, record.name),
            )
        case Service():
            tests = (
                _among(where.need_code, record.need_codes),
                _is(where.actor_id, record.actor_id),
                where.area_ids is None or not where.area_ids.isdisjoint(record.area_ids),
                _says(where.text, record.name),
            )
        case Referral():
            tests = (
                _is(where.need_code, record.need_code),
                _is(where.tenant_id, record.tenant_id),
                _is(where.is_open, record.is_open),
                _among(where.actor_id, (record.sender_id, record.recipient_id)),
            )
        case Contact():
            tests = (
                _is(where.need_code, record.need_code),
                _among(where.actor_id, (record.from_id, record.to_id)),
            )
    return all(tests)


def _is(wanted: object, found: object) -> bool:
    return wanted is None or wanted == found


def _among(wanted: str | None, found: Collection[str]) -> bool:
    return wanted is None or wanted in found


def _says(text: str | None, found: str) -> bool:
    return text is None or text.casefold() in found.casefold()
