"""The kinds of record that a store keeps, and what refers to what."""

from enum import StrEnum
from types import MappingProxyType

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor, Tenant
from graph_model.domain.amendments import Amendment, ImportBatch
from graph_model.domain.areas import Area
from graph_model.domain.chains import HelpChain
from graph_model.domain.consents import Consent
from graph_model.domain.contacts import Contact
from graph_model.domain.cooperations import Cooperation
from graph_model.domain.house import HouseChoices
from graph_model.domain.needs import Need
from graph_model.domain.referrals import Referral
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.services import Service

Record = (
    Area
    | Need
    | Actor
    | Tenant
    | Service
    | Cooperation
    | HelpChain
    | Consent
    | Contact
    | Referral
    | UnmetSearch
    | AccessKey
    | HouseChoices
    | ImportBatch
    | Amendment
)
"""Anything a store keeps; each has an ``id`` that is unique within its kind."""


class RecordKind(StrEnum):
    """Kinds in an order in which nothing refers to a later kind."""

    AREA = "area"
    NEED = "need"
    ACTOR = "actor"
    TENANT = "tenant"
    SERVICE = "service"
    COOPERATION = "cooperation"
    CHAIN = "chain"
    CONSENT = "consent"
    CONTACT = "contact"
    REFERRAL = "referral"
    UNMET_SEARCH = "unmet_search"
    ACCESS_KEY = "access_key"
    HOUSE_CHOICES = "house_choices"
    IMPORT_BATCH = "import_batch"
    AMENDMENT = "amendment"


RECORD_TYPES: MappingProxyType[RecordKind, type[Record]] = MappingProxyType(
    {
        RecordKind.AREA: Area,
        RecordKind.NEED: Need,
        RecordKind.ACTOR: Actor,
        RecordKind.TENANT: Tenant,
        RecordKind.SERVICE: Service,
        RecordKind.COOPERATION: Cooperation,
        RecordKind.CHAIN: HelpChain,
        RecordKind.CONSENT: Consent,
        RecordKind.CONTACT: Contact,
        RecordKind.REFERRAL: Referral,
        RecordKind.UNMET_SEARCH: UnmetSearch,
        RecordKind.ACCESS_KEY: AccessKey,
        RecordKind.HOUSE_CHOICES: HouseChoices,
        RecordKind.IMPORT_BATCH: ImportBatch,
        RecordKind.AMENDMENT: Amendment,
    }
)

KEPT_INSIDE = frozenset(
    {
        RecordKind.ACCESS_KEY,
        RecordKind.HOUSE_CHOICES,
        RecordKind.IMPORT_BATCH,
        RecordKind.AMENDMENT,
    }
)
"""Kinds about running the service itself: no import brings them and no export takes them along."""

_KINDS = {record_type: kind for kind, record_type in RECORD_TYPES.items()}

Reference = tuple[RecordKind, str]
"""Kind and id of a record that is referred to."""


def kind_of(record: Record) -> RecordKind:
    """The kind that a record is kept under."""
    return _KINDS[type(record)]


def references(record: Record) -> tuple[Reference, ...]:
    """What a record refers to; a store refuses it while one of these is missing.

    Contacts are left to ``contact_parties`` for their two ends (each an actor or a tenant).
    """
    found: list[tuple[RecordKind, str | None]] = []
    match record:
        case Area():
            found = [(RecordKind.AREA, record.parent_id)]
            found += [(RecordKind.AREA, successor.area_id) for successor in record.successors]
        case Need():
            found = [(RecordKind.NEED, record.parent_code)]
        case Actor():
            found = _of_actor(record)
        case Tenant():
            found = [
                (RecordKind.ACTOR, record.cooperative_id),
                (RecordKind.AREA, record.area_id),
            ]
        case Service():
            found = [(RecordKind.ACTOR, record.actor_id)]
            found += [(RecordKind.NEED, code) for code in record.need_codes]
            found += [(RecordKind.AREA, area_id) for area_id in record.area_ids]
        case AccessKey():
            found = [
                (RecordKind.ACTOR, record.cooperative_id),
                (RecordKind.ACTOR, record.actor_id),
            ]
        case HouseChoices() | ImportBatch() | Amendment():
            # What they name may go; they stay as they were written.
            found = []
        case _:
            found = _of_event(record)
    return tuple((kind, record_id) for kind, record_id in found if record_id is not None)


def _of_actor(actor: Actor) -> list[tuple[RecordKind, str | None]]:
    areas = (
        actor.area_id,
        *actor.responsible_area_ids,
        *(count.area_id for count in actor.flats),
    )
    return [
        (RecordKind.ACTOR, actor.cooperative_id),
        *((RecordKind.AREA, area_id) for area_id in areas),
    ]


def _of_event(
    record: Cooperation | HelpChain | Consent | Contact | Referral | UnmetSearch,
) -> list[tuple[RecordKind, str | None]]:
    match record:
        case Cooperation():
            return [(RecordKind.ACTOR, record.from_id), (RecordKind.ACTOR, record.to_id)]
        case HelpChain():
            return [
                (RecordKind.TENANT, record.tenant_id),
                (RecordKind.ACTOR, record.cooperative_id),
                (RecordKind.AREA, record.area_id),
                (RecordKind.ACTOR, record.opened_by),
            ]
        case Consent():
            return [
                (RecordKind.TENANT, record.tenant_id),
                *((RecordKind.ACTOR, actor_id) for actor_id in record.recipient_ids),
            ]
        case Contact():
            return [
                (RecordKind.NEED, record.need_code),
                (RecordKind.CHAIN, record.chain_id),
            ]
        case Referral():
            return [
                (RecordKind.CHAIN, record.chain_id),
                (RecordKind.TENANT, record.tenant_id),
                (RecordKind.ACTOR, record.sender_id),
                (RecordKind.ACTOR, record.recipient_id),
                (RecordKind.SERVICE, record.service_id),
                (RecordKind.NEED, record.need_code),
                (RecordKind.REFERRAL, record.previous_id),
                (RecordKind.REFERRAL, record.parent_id),
            ]
        case UnmetSearch():
            return [
                (RecordKind.NEED, record.need_code),
                (RecordKind.AREA, record.area_id),
                (RecordKind.ACTOR, record.searched_by),
                (RecordKind.CHAIN, record.chain_id),
                (RecordKind.ACTOR, record.cooperative_id),
            ]


def contact_parties(contact: Contact) -> tuple[str, str]:
    """Both ends of a contact; each must be an actor or a tenant."""
    return contact.from_id, contact.to_id
