"""How the network is drawn: which kind is which label or relationship, and which lines it draws.

A record's properties are whole: they hold every field, ids of other records among them. Contacts,
referrals and agreements are relationships; everything else is a node, and from the ids on it lines
are drawn to what it refers to, so that the graph can be read without this program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph_model.domain.records import RecordKind
from graph_model.domain.vocabulary import ActorKind

_K = RecordKind

LABELS: Mapping[RecordKind, str] = MappingProxyType(
    {
        _K.AREA: "Area",
        _K.NEED: "Need",
        _K.ACTOR: "Actor",
        _K.TENANT: "Tenant",
        _K.SERVICE: "Service",
        _K.CHAIN: "HelpChain",
        _K.CONSENT: "Consent",
        _K.UNMET_SEARCH: "UnmetSearch",
        _K.ACCESS_KEY: "AccessKey",
        _K.HOUSE_CHOICES: "HouseChoices",
        _K.IMPORT_BATCH: "ImportBatch",
        _K.AMENDMENT: "Amendment",
    }
)
"""Label of each kind that is a node."""

ACTOR_LABELS: Mapping[ActorKind, str] = MappingProxyType(
    {
        ActorKind.COMPANION: "Companion",
        ActorKind.KUEMMERER: "Kuemmerer",
        ActorKind.COOPERATIVE: "Cooperative",
        ActorKind.PARTNER: "Partner",
        ActorKind.ADMINISTRATION: "Administration",
    }
)
"""Second label of an actor, by its kind."""

TYPES: Mapping[RecordKind, str] = MappingProxyType(
    {_K.COOPERATION: "COOPERATES_WITH", _K.CONTACT: "CONTACTED", _K.REFERRAL: "REFERRED"}
)
"""Type of each kind that is a relationship."""

ENDS: Mapping[RecordKind, tuple[str, str]] = MappingProxyType(
    {
        _K.COOPERATION: ("from_id", "to_id"),
        _K.CONTACT: ("from_id", "to_id"),
        _K.REFERRAL: ("sender_id", "recipient_id"),
    }
)
"""Fields of a relationship that name its start and its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A relationship drawn from a field of a node to what the field names.

    ``points_in`` turns the arrow round: an actor offers the service that names it. ``carries`` is
    what each item of a list of pairs says beside the area it names.
    """

    field: str
    type: str
    target: RecordKind
    points_in: bool = False
    carries: str | None = None


LINES: Mapping[RecordKind, tuple[Line, ...]] = MappingProxyType(
    {
        _K.AREA: (
            Line(field="parent_id", type="PART_OF", target=_K.AREA),
            Line(field="successors", type="BECAME", target=_K.AREA, carries="share"),
        ),
        _K.NEED: (Line(field="parent_code", type="PART_OF", target=_K.NEED),),
        _K.ACTOR: (
            Line(field="area_id", type="LOCATED_IN", target=_K.AREA),
            Line(field="cooperative_id", type="MEMBER_OF", target=_K.ACTOR),
            Line(field="responsible_area_ids", type="RESPONSIBLE_FOR", target=_K.AREA),
            Line(field="flats", type="HAS_FLATS_IN", target=_K.AREA, carries="flats"),
        ),
        _K.TENANT: (
            Line(field="area_id", type="LOCATED_IN", target=_K.AREA),
            Line(field="cooperative_id", type="MEMBER_OF", target=_K.ACTOR),
        ),
        _K.SERVICE: (
            Line(field="actor_id", type="OFFERS", target=_K.ACTOR, points_in=True),
            Line(field="area_ids", type="SERVES", target=_K.AREA),
            Line(field="need_codes", type="ADDRESSES", target=_K.NEED),
        ),
        _K.CHAIN: (
            Line(field="tenant_id", type="CONCERNS", target=_K.TENANT),
            Line(field="area_id", type="LOCATED_IN", target=_K.AREA),
            Line(field="cooperative_id", type="KEPT_BY", target=_K.ACTOR),
            Line(field="opened_by", type="OPENED_BY", target=_K.ACTOR),
        ),
        _K.CONSENT: (
            Line(field="tenant_id", type="GIVEN_BY", target=_K.TENANT),
            Line(field="recipient_ids", type="COVERS", target=_K.ACTOR),
        ),
        _K.UNMET_SEARCH: (
            Line(field="need_code", type="ADDRESSES", target=_K.NEED),
            Line(field="area_id", type="LOCATED_IN", target=_K.AREA),
            Line(field="searched_by", type="SEARCHED_BY", target=_K.ACTOR),
            Line(field="chain_id", type="BELONGS_TO", target=_K.CHAIN),
            Line(field="cooperative_id", type="KEPT_BY", target=_K.ACTOR),
        ),
        _K.ACCESS_KEY: (
            Line(field="cooperative_id", type="OPENS", target=_K.ACTOR),
            Line(field="actor_id", type="HELD_BY", target=_K.ACTOR),
        ),
        _K.HOUSE_CHOICES: (),
        _K.IMPORT_BATCH: (),
        _K.AMENDMENT: (),
    }
)
"""Lines that a node of each kind draws."""

MENTIONS: Mapping[RecordKind, Mapping[str, RecordKind]] = MappingProxyType(
    {
        _K.CONTACT: {"need_code": _K.NEED, "chain_id": _K.CHAIN},
        _K.REFERRAL: {
            "chain_id": _K.CHAIN,
            "tenant_id": _K.TENANT,
            "service_id": _K.SERVICE,
            "need_code": _K.NEED,
            "previous_id": _K.REFERRAL,
            "parent_id": _K.REFERRAL,
        },
    }
)
"""Fields of a relationship, its ends apart, that name other records: no line can start from it."""

LEDGER = "Hilfenetz"
"""Label of the one node that carries the revision and the version."""

TOMBSTONE = "Tombstone"
"""Label of what stays of a deleted record: kind, id and revision."""

CALL = "Call"
"""Label of a call that must not happen twice: its key, digest, answer and revision."""
