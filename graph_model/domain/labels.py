"""What people read for each code of the vocabulary, German and English, as in the glossary."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from graph_model.domain.vocabulary import (
    AccessFeature,
    ActorKind,
    AgeBand,
    AreaLevel,
    Channel,
    CompanionRule,
    ConsentPurpose,
    CooperationKind,
    Cost,
    ExclusionRule,
    Initiator,
    Mobility,
    Outcome,
    Reason,
    ReferralStatus,
    Role,
    ServiceStatus,
    Trigger,
    Urgency,
)

_TEXTS: dict[type[StrEnum], dict[str, tuple[str, str]]] = {
    ActorKind: {
        "tenant": ("Mieter:in", "tenant"),
        "companion": ("Alltagsbegleiter:in", "everyday companion"),
        "kuemmerer": ("Sozialer Kümmerer", "Kümmerer"),
        "cooperative": ("Wohnungsgenossenschaft", "housing cooperative"),
        "partner": ("Sozialpartner", "partner"),
        "administration": ("Amt", "public office"),
    },
    AreaLevel: {
        "state": ("Land", "state"),
        "district": ("Kreis", "district"),
        "municipality": ("Gemeinde", "municipality"),
        "locality": ("Ortsteil", "locality"),
        "borough": ("Bezirk (Berlin)", "borough (Berlin)"),
        "forecast_area": ("Prognoseraum (Berlin)", "forecast area (Berlin)"),
        "district_region": ("Bezirksregion (Berlin)", "district region (Berlin)"),
        "planning_area": ("Planungsraum (Berlin)", "planning area (Berlin)"),
        "other": ("anderes Gebiet", "other"),
    },
    AgeBand: {
        "under_18": ("unter 18", "under 18"),
        "18_24": ("18 bis 24", "18 to 24"),
        "25_44": ("25 bis 44", "25 to 44"),
        "45_59": ("45 bis 59", "45 to 59"),
        "60_64": ("60 bis 64", "60 to 64"),
        "65_74": ("65 bis 74", "65 to 74"),
        "75_84": ("75 bis 84", "75 to 84"),
        "85_plus": ("85 und älter", "85 and older"),
    },
    Mobility: {
        "mobile": ("kommt allein überall hin", "gets about alone"),
        "limited": ("eingeschränkt unterwegs", "limited"),
        "housebound": ("kann die Wohnung nicht verlassen", "housebound"),
    },
    AccessFeature: {
        "step_free": ("stufenlos", "step-free"),
        "home_visits": ("kommt nach Hause", "home visits"),
        "by_phone": ("telefonisch", "by phone"),
        "online": ("online", "online"),
        "anonymous": ("anonym", "anonymous"),
    },
    Cost: {
        "free": ("kostenlos", "free"),
        "reduced": ("ermäßigt", "reduced"),
        "paid": ("kostenpflichtig", "paid"),
        "insurance": ("zahlt die Kasse", "paid by insurance"),
    },
    ServiceStatus: {
        "active": ("nimmt Menschen auf", "active"),
        "paused": ("ruht", "paused"),
        "closed": ("beendet", "closed"),
    },
    CooperationKind: {
        "agreement": ("Kooperationsvereinbarung", "agreement"),
        "referral_path": ("vereinbarter Vermittlungsweg", "agreed referral path"),
        "shared_office": ("gemeinsame Räume", "shared office"),
        "working_group": ("Arbeitskreis", "working group"),
    },
    Channel: {
        "home_visit": ("Hausbesuch", "home visit"),
        "consultation_hour": ("Sprechstunde", "consultation hour"),
        "phone": ("Telefon", "phone"),
        "email": ("E-Mail", "e-mail"),
        "messenger": ("Messenger", "messenger"),
        "anonymous_online": ("anonym online", "anonymous online"),
        "event": ("Veranstaltung", "event"),
        "doorstep": ("Tür und Angel", "on the doorstep"),
        "letter": ("Brief", "letter"),
        "case_conference": ("Fallkonferenz", "case conference"),
    },
    Initiator: {
        "tenant": ("Mieter:in selbst", "the tenant"),
        "relative": ("Angehörige", "relative"),
        "neighbour": ("Nachbarschaft", "neighbour"),
        "kuemmerer": ("Kümmerer", "Kümmerer"),
        "companion": ("Alltagsbegleiter:in", "everyday companion"),
        "partner": ("Sozialpartner", "partner"),
        "administration": ("Amt", "public office"),
        "anonymous": ("anonym", "anonymous"),
    },
    Trigger: {
        "early_sign": ("frühes Anzeichen", "early sign"),
        "self_report": ("hat sich selbst gemeldet", "came forward"),
        "hint": ("Hinweis von anderen", "hint from others"),
        "rent_arrears": ("Mietrückstand", "rent arrears"),
        "hospital_discharge": ("Entlassung aus dem Krankenhaus", "discharge from hospital"),
        "eviction_threat": ("drohender Wohnungsverlust", "threat of eviction"),
        "crisis": ("Krise", "crisis"),
        "other": ("anderer Anlass", "other"),
    },
    Urgency: {
        "routine": ("normal", "routine"),
        "urgent": ("dringend", "urgent"),
        "asap": ("so bald wie möglich", "as soon as possible"),
        "stat": ("sofort", "immediately"),
    },
    ReferralStatus: {
        "draft": ("Entwurf", "draft"),
        "requested": ("angefragt", "requested"),
        "accepted": ("angenommen", "accepted"),
        "rejected": ("abgelehnt", "rejected"),
        "in_progress": ("Hilfe läuft", "in progress"),
        "on_hold": ("ruht", "on hold"),
        "completed": ("abgeschlossen", "completed"),
        "failed": ("gescheitert", "failed"),
        "cancelled": ("zurückgezogen", "cancelled"),
        "entered_in_error": ("irrtümlich erfasst", "entered in error"),
    },
    Reason: {
        "no_capacity": ("kein Platz", "no capacity"),
        "not_eligible": ("Voraussetzungen nicht erfüllt", "not eligible"),
        "not_offered": ("wird nicht angeboten", "not offered"),
        "out_of_area": ("nicht in diesem Gebiet", "out of area"),
        "access_barrier": ("nicht erreichbar für die Person (Stufen, Wege)", "access barrier"),
        "language": ("Sprache", "language"),
        "already_served": ("wird schon versorgt", "already served"),
        "unreachable": ("Person war nicht zu erreichen", "could not be reached"),
        "client_declined": ("Person möchte nicht", "client declined"),
        "need_met_elsewhere": ("Hilfe kam von anderer Seite", "need met elsewhere"),
        "moved": ("umgezogen", "moved"),
        "deceased": ("verstorben", "deceased"),
        "duplicate": ("doppelt erfasst", "duplicate"),
        "mistaken": ("Irrtum", "mistaken"),
        "other": ("anderer Grund", "other"),
    },
    Outcome: {
        "resolved": ("gelöst", "resolved"),
        "partly_resolved": ("teilweise gelöst", "partly resolved"),
        "unresolved": ("nicht gelöst", "unresolved"),
        "self_help": ("hilft sich selbst weiter", "self-help"),
        "withdrew": ("hat die Hilfe beendet", "withdrew"),
        "moved": ("umgezogen", "moved"),
        "deceased": ("verstorben", "deceased"),
        "lost_contact": ("Kontakt abgerissen", "lost contact"),
    },
    ConsentPurpose: {
        "referral": ("Vermittlung", "referral"),
        "case_conference": ("Fallkonferenz", "case conference"),
    },
    ExclusionRule: {
        "not_active": ("nimmt zurzeit niemanden auf", "not active"),
        "need": ("hilft nicht bei diesem Bedarf", "does not address the need"),
        "area": ("nicht für dieses Gebiet da", "does not cover the area"),
        "language": ("spricht die Sprache nicht", "language"),
        "access": ("so nicht zu erreichen", "cannot be reached in the way needed"),
        "eligibility": ("Voraussetzungen nicht erfüllt", "not eligible"),
        "companion": ("Regeln der Alltagsbegleitung", "rules for everyday companions"),
        "full": ("hat bekanntlich keinen Platz", "known to be full"),
        "refused_before": (
            "hat diese Person dafür schon abgelehnt",
            "refused this person for this need before",
        ),
        "consent": ("Einwilligung deckt es nicht", "consent does not cover it"),
    },
    CompanionRule: {
        "client_under_60": ("unter 60 Jahre", "client under 60"),
        "care_level": ("hat einen Pflegegrad", "has a Pflegegrad"),
        "hours_exceeded": ("mehr als 32 Stunden im Monat", "more than 32 hours a month"),
        "related": ("bis zum zweiten Grad verwandt", "related to the second degree"),
        "same_household": ("wohnt im selben Haushalt", "same household"),
    },
    Role: {
        "kuemmerer": ("Kümmerer", "Kümmerer"),
        "coordination": ("Koordination", "coordination"),
        "evaluation": ("Projektevaluation", "evaluation"),
        "admin": ("Systempflege", "administration of the system"),
    },
}

LABELS: Mapping[type[StrEnum], Mapping[str, tuple[str, str]]] = MappingProxyType(
    {vocabulary: MappingProxyType(texts) for vocabulary, texts in _TEXTS.items()}
)
"""Per vocabulary: code to (German, English)."""


def label(member: StrEnum, language: str) -> str:
    """The word for people, German unless ``en`` is asked for.

    Examples
    --------
    >>> from graph_model.domain.vocabulary import ReferralStatus
    >>> label(ReferralStatus.ON_HOLD, "de"), label(ReferralStatus.ON_HOLD, "en")
    ('ruht', 'on hold')
    """
    german, english = LABELS[type(member)][member.value]
    return english if language == "en" else german
