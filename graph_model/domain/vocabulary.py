"""The closed lists of codes that every layer speaks; German labels stand in ``labels.py``."""

from enum import StrEnum


class ActorKind(StrEnum):
    """Who takes part in the network."""

    TENANT = "tenant"
    COMPANION = "companion"
    KUEMMERER = "kuemmerer"
    COOPERATIVE = "cooperative"
    PARTNER = "partner"
    ADMINISTRATION = "administration"


class AreaLevel(StrEnum):
    """Levels of the area tree, Saxon ones first, then Berlin's, then a neutral one."""

    STATE = "state"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"
    LOCALITY = "locality"
    BOROUGH = "borough"
    FORECAST_AREA = "forecast_area"
    DISTRICT_REGION = "district_region"
    PLANNING_AREA = "planning_area"
    OTHER = "other"


class AgeBand(StrEnum):
    """Age of a tenant as coarse as the rules allow; 60 is an edge because companions need it."""

    UNDER_18 = "under_18"
    FROM_18 = "18_24"
    FROM_25 = "25_44"
    FROM_45 = "45_59"
    FROM_60 = "60_64"
    FROM_65 = "65_74"
    FROM_75 = "75_84"
    FROM_85 = "85_plus"

    @property
    def youngest(self) -> int:
        """Lowest age in years that the band holds."""
        return 0 if self is AgeBand.UNDER_18 else int(self.value[:2])

    @property
    def oldest(self) -> int | None:
        """Highest age in years that the band holds; ``None`` for the open last band."""
        if self is AgeBand.UNDER_18:
            return 17
        return None if self is AgeBand.FROM_85 else int(self.value[3:])


class Mobility(StrEnum):
    """How far a tenant gets without help."""

    MOBILE = "mobile"
    LIMITED = "limited"
    HOUSEBOUND = "housebound"


class AccessFeature(StrEnum):
    """How a service can be reached."""

    STEP_FREE = "step_free"
    HOME_VISITS = "home_visits"
    BY_PHONE = "by_phone"
    ONLINE = "online"
    ANONYMOUS = "anonymous"


class Cost(StrEnum):
    """What a service costs the tenant."""

    FREE = "free"
    REDUCED = "reduced"
    PAID = "paid"
    INSURANCE = "insurance"


class ServiceStatus(StrEnum):
    """Whether a service takes people (HSDS: active, inactive, defunct)."""

    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class CooperationKind(StrEnum):
    """What two organisations have agreed on."""

    AGREEMENT = "agreement"
    REFERRAL_PATH = "referral_path"
    SHARED_OFFICE = "shared_office"
    WORKING_GROUP = "working_group"


class Channel(StrEnum):
    """How a contact took place."""

    HOME_VISIT = "home_visit"
    CONSULTATION_HOUR = "consultation_hour"
    PHONE = "phone"
    EMAIL = "email"
    MESSENGER = "messenger"
    ANONYMOUS_ONLINE = "anonymous_online"
    EVENT = "event"
    DOORSTEP = "doorstep"
    LETTER = "letter"
    CASE_CONFERENCE = "case_conference"


class Initiator(StrEnum):
    """Who set a contact or a chain off."""

    TENANT = "tenant"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    KUEMMERER = "kuemmerer"
    COMPANION = "companion"
    PARTNER = "partner"
    ADMINISTRATION = "administration"
    ANONYMOUS = "anonymous"


class Trigger(StrEnum):
    """What set a help chain off; ``crisis`` and ``eviction_threat`` count as late."""

    EARLY_SIGN = "early_sign"
    SELF_REPORT = "self_report"
    HINT = "hint"
    RENT_ARREARS = "rent_arrears"
    HOSPITAL_DISCHARGE = "hospital_discharge"
    EVICTION_THREAT = "eviction_threat"
    CRISIS = "crisis"
    OTHER = "other"

    @property
    def is_crisis(self) -> bool:
        """Whether help began only when it was at its worst."""
        return self in (Trigger.CRISIS, Trigger.EVICTION_THREAT)


class Urgency(StrEnum):
    """How soon a referral must be answered (FHIR ``request-priority``)."""

    ROUTINE = "routine"
    URGENT = "urgent"
    ASAP = "asap"
    STAT = "stat"


class ReferralStatus(StrEnum):
    """Life of a referral (HL7 FHIR ``Task.status`` in the Gravity SDOHCC profile)."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered_in_error"


class Reason(StrEnum):
    """Why a referral was rejected, held, failed or cancelled."""

    NO_CAPACITY = "no_capacity"
    NOT_ELIGIBLE = "not_eligible"
    NOT_OFFERED = "not_offered"
    OUT_OF_AREA = "out_of_area"
    ACCESS_BARRIER = "access_barrier"
    LANGUAGE = "language"
    ALREADY_SERVED = "already_served"
    UNREACHABLE = "unreachable"
    CLIENT_DECLINED = "client_declined"
    NEED_MET_ELSEWHERE = "need_met_elsewhere"
    MOVED = "moved"
    DECEASED = "deceased"
    DUPLICATE = "duplicate"
    MISTAKEN = "mistaken"
    OTHER = "other"


class Outcome(StrEnum):
    """How a chain, or one completed referral, ended."""

    RESOLVED = "resolved"
    PARTLY_RESOLVED = "partly_resolved"
    UNRESOLVED = "unresolved"
    SELF_HELP = "self_help"
    WITHDREW = "withdrew"
    MOVED = "moved"
    DECEASED = "deceased"
    LOST_CONTACT = "lost_contact"


class ConsentPurpose(StrEnum):
    """What a tenant agrees to."""

    REFERRAL = "referral"
    CASE_CONFERENCE = "case_conference"


class ExclusionRule(StrEnum):
    """Hard rules of a recommendation, in the order in which they are checked."""

    NOT_ACTIVE = "not_active"
    NEED = "need"
    AREA = "area"
    LANGUAGE = "language"
    ACCESS = "access"
    ELIGIBILITY = "eligibility"
    COMPANION = "companion"
    FULL = "full"
    REFUSED_BEFORE = "refused_before"
    CONSENT = "consent"


class CompanionRule(StrEnum):
    """Saxon rules for everyday companions that a match can break."""

    CLIENT_UNDER_60 = "client_under_60"
    CARE_LEVEL = "care_level"
    HOURS_EXCEEDED = "hours_exceeded"
    RELATED = "related"
    SAME_HOUSEHOLD = "same_household"


class Role(StrEnum):
    """What a person or machine is to the service."""

    KUEMMERER = "kuemmerer"
    COORDINATION = "coordination"
    EVALUATION = "evaluation"
    ADMIN = "admin"
