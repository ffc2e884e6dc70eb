"""Look-ups that a page or a check needs now, each within one read transaction."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeVar, cast

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind, Reference
from graph_model.domain.referrals import FINAL_STATUSES, Referral
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.port import Candidate, ChainFile, Versioned
from graph_model.store.sqlite.fetching import Stored, among, by_id, chunks, where
from graph_model.store.sqlite.tables import TABLES, Table

R = TypeVar("R", bound=Record)
E = TypeVar("E", Referral, Contact)

_KINDS: dict[type, RecordKind] = {kept: kind for kind, kept in RECORD_TYPES.items()}

_SENT_AND_OPEN = ", ".join(
    f"'{status}'"
    for status in ReferralStatus
    if status not in FINAL_STATUSES and status is not ReferralStatus.DRAFT
)

_CANDIDATES = """
    id IN (
        WITH RECURSIVE above (id) AS (
            SELECT :area
            UNION
            SELECT facet.value FROM above JOIN facet
            ON facet.kind = 'area' AND facet.id = above.id AND facet.name = 'parent_id'
        )
        SELECT covering.id FROM above CROSS JOIN facet AS covering
        ON covering.kind = 'service' AND covering.name = 'area_ids' AND covering.value = above.id
        INTERSECT
        SELECT id FROM facet WHERE kind = 'service' AND name = 'need_code' AND value = :need
    ) ORDER BY id
"""


def table_of(record_type: type[R]) -> Table:
    """The table that keeps records of a type."""
    return TABLES[_KINDS[record_type]]


def versioned(record_type: type[R], stored: Stored) -> Versioned[R]:
    """The stored record with its revision."""
    record = table_of(record_type).decode(stored.row, stored.steps)
    return Versioned(cast("R", record), stored.revision)


def find(
    connection: sqlite3.Connection, names: Collection[Reference]
) -> dict[Reference, Versioned[Record]]:
    """Those of the named records that exist, by name."""
    ids: dict[RecordKind, list[str]] = defaultdict(list)
    for kind, record_id in names:
        ids[kind].append(record_id)
    return {
        (kind, record_id): Versioned(TABLES[kind].decode(stored.row, stored.steps), stored.revision)
        for kind, wanted in ids.items()
        for record_id, stored in by_id(connection, TABLES[kind], ids=wanted).items()
    }


def candidates(
    connection: sqlite3.Connection, need_code: str, *, area_id: str
) -> tuple[Candidate, ...]:
    """Services for a need that cover an area, by id, with who offers them."""
    parameters = {"area": area_id, "need": need_code}
    found = where(
        connection, TABLES[RecordKind.SERVICE], condition=_CANDIDATES, parameters=parameters
    )
    services = [versioned(Service, stored).record for stored in found]
    actor_ids = sorted({service.actor_id for service in services})
    actors = {
        actor_id: versioned(Actor, stored).record
        for actor_id, stored in by_id(connection, TABLES[RecordKind.ACTOR], ids=actor_ids).items()
    }
    return tuple(Candidate(service=service, actor=actors[service.actor_id]) for service in services)


def chain_files(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, ChainFile]:
    """Those of the chains that exist, by id, with their referrals and contacts."""
    chains = by_id(connection, TABLES[RecordKind.CHAIN], ids=ids)
    referrals = _of_chains(connection, Referral, chain_ids=list(chains))
    contacts = _of_chains(connection, Contact, chain_ids=list(chains))
    return {
        chain_id: ChainFile(
            chain=versioned(HelpChain, stored),
            referrals=tuple(referrals[chain_id]),
            contacts=tuple(contacts[chain_id]),
        )
        for chain_id, stored in chains.items()
    }


def _of_chains(
    connection: sqlite3.Connection, record_type: type[E], *, chain_ids: Sequence[str]
) -> dict[str, list[Versioned[E]]]:
    """What belongs to some chains, by chain, in order of its own id."""
    found: dict[str, list[Versioned[E]]] = defaultdict(list)
    for chunk in chunks(chain_ids):
        comparison, value = among(chunk)
        condition = f"chain_id {comparison} ORDER BY id"
        for stored in where(
            connection, table_of(record_type), condition=condition, parameters=(value,)
        ):
            one = versioned(record_type, stored)
            found[one.record.chain_id or ""].append(one)
    return found


def open_referrals(
    connection: sqlite3.Connection, actor_id: str
) -> tuple[Versioned[Referral], ...]:
    """Referrals to a recipient that were sent and have not ended, by id."""
    condition = f"recipient_id = ? AND status IN ({_SENT_AND_OPEN}) ORDER BY id"
    found = where(
        connection, TABLES[RecordKind.REFERRAL], condition=condition, parameters=(actor_id,)
    )
    return tuple(versioned(Referral, stored) for stored in found)


def consents_of(connection: sqlite3.Connection, tenant_id: str) -> tuple[Versioned[Consent], ...]:
    """A tenant's consents, by id."""
    condition = "tenant_id = ? ORDER BY id"
    found = where(
        connection, TABLES[RecordKind.CONSENT], condition=condition, parameters=(tenant_id,)
    )
    return tuple(versioned(Consent, stored) for stored in found)


def key_by_digest(connection: sqlite3.Connection, digest: str) -> AccessKey | None:
    """The access key with this SHA-256; of several the first by id."""
    condition = """
        id IN (SELECT id FROM facet WHERE kind = 'access_key' AND name = 'digest' AND value = ?)
        ORDER BY id LIMIT 1
    """
    found = where(
        connection, TABLES[RecordKind.ACCESS_KEY], condition=condition, parameters=(digest,)
    )
    return versioned(AccessKey, found[0]).record if found else None
