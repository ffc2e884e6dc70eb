"""Look-ups that a page or a check needs now."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar, cast

from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.records import RECORD_TYPES, Record, RecordKind
from graph_model.domain.referrals import FINAL_STATUSES, Referral
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.neo4j import statements
from graph_model.store.neo4j.connection import Run
from graph_model.store.neo4j.records import Properties, decode, stored
from graph_model.store.port import Candidate, ChainFile, Versioned

R = TypeVar("R", bound=Record)

_KINDS: dict[type, RecordKind] = {kept: kind for kind, kept in RECORD_TYPES.items()}

_SENT_AND_OPEN = [
    str(status.value)
    for status in ReferralStatus
    if status not in FINAL_STATUSES and status is not ReferralStatus.DRAFT
]


def kind_of_type(record_type: type[R]) -> RecordKind:
    """The kind that records of a type are kept under."""
    return _KINDS[record_type]


def versioned(record_type: type[R], found: object) -> Versioned[R]:
    """A record with its revision, of properties as the driver read them."""
    revision, properties = stored(found if isinstance(found, dict) else {})
    return Versioned(cast("R", decode(_KINDS[record_type], properties)), revision)


def record_of(kind: RecordKind, found: Properties) -> Versioned[Record]:
    """A record of a kind with its revision, of properties as the driver read them."""
    revision, properties = stored(found)
    return Versioned(decode(kind, properties), revision)


def get_many(run: Run, record_type: type[R], *, ids: Sequence[str]) -> dict[str, Versioned[R]]:
    """Those of the ids that exist."""
    rows = run.rows(statements.by_ids(_KINDS[record_type]), ids=list(ids))
    found = [versioned(record_type, row[0]) for row in rows]
    return {one.record.id: one for one in found}


def candidates(run: Run, need_code: str, *, area_id: str) -> tuple[Candidate, ...]:
    """Services for a need that cover an area, by id, with who offers them."""
    rows = run.rows(statements.CANDIDATES, need=need_code, area=area_id)
    return tuple(
        Candidate(service=versioned(Service, service).record, actor=versioned(Actor, actor).record)
        for service, actor in rows
    )


def chain_files(run: Run, ids: Sequence[str]) -> dict[str, ChainFile]:
    """Those of the chains that exist, by id, with their referrals and contacts; takes the lock."""
    chains: dict[str, Versioned[HelpChain]] = {}
    referrals: dict[str, list[Versioned[Referral]]] = defaultdict(list)
    contacts: dict[str, list[Versioned[Contact]]] = defaultdict(list)
    for kind, chain_id, found in run.rows(statements.CHAIN_FILES, ids=list(ids)):
        name = str(chain_id)
        match kind:
            case RecordKind.CHAIN:
                chains[name] = versioned(HelpChain, found)
            case RecordKind.REFERRAL:
                referrals[name].append(versioned(Referral, found))
            case RecordKind.CONTACT:
                contacts[name].append(versioned(Contact, found))
    return {
        name: ChainFile(
            chain=chain, referrals=_by_id(referrals[name]), contacts=_by_id(contacts[name])
        )
        for name, chain in chains.items()
    }


def _by_id(found: list[Versioned[R]]) -> tuple[Versioned[R], ...]:
    return tuple(sorted(found, key=lambda one: one.record.id))


def open_referrals(run: Run, actor_id: str) -> tuple[Versioned[Referral], ...]:
    """Referrals to a recipient that were sent and have not ended, by id."""
    rows = run.rows(statements.OPEN_REFERRALS, actor=actor_id, statuses=_SENT_AND_OPEN)
    return tuple(versioned(Referral, row[0]) for row in rows)


def consents_of(run: Run, tenant_id: str) -> tuple[Versioned[Consent], ...]:
    """A tenant's consents, by id."""
    rows = run.rows(statements.CONSENTS, tenant=tenant_id)
    return tuple(versioned(Consent, row[0]) for row in rows)
