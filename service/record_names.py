"""What people call the kinds of record."""

from collections.abc import Mapping
from types import MappingProxyType

from graph_model.domain.records import RecordKind

RECORDS: Mapping[RecordKind, tuple[str, str]] = MappingProxyType(
    {
        RecordKind.AREA: ("Gebiete", "areas"),
        RecordKind.NEED: ("Bedarfe", "needs"),
        RecordKind.ACTOR: ("Beteiligte", "actors"),
        RecordKind.TENANT: ("Mieter:innen", "tenants"),
        RecordKind.SERVICE: ("Angebote", "services"),
        RecordKind.COOPERATION: ("Vereinbarungen", "agreements"),
        RecordKind.CHAIN: ("Hilfeketten", "help chains"),
        RecordKind.CONSENT: ("Einwilligungen", "consents"),
        RecordKind.CONTACT: ("Kontakte", "contacts"),
        RecordKind.REFERRAL: ("Vermittlungen", "referrals"),
        RecordKind.UNMET_SEARCH: ("vergebliche Suchen", "unmet searches"),
        RecordKind.ACCESS_KEY: ("Zugangsschlüssel", "access keys"),
        RecordKind.HOUSE_CHOICES: ("eigene Einstellungen", "settings of the house"),
        RecordKind.IMPORT_BATCH: ("Übernahmen", "imports"),
        RecordKind.AMENDMENT: ("Änderungsvermerke", "notes of changes"),
    }
)
"""What people call the kinds of record, many of them at once."""


def name_of_kind(kind: RecordKind, language: str) -> str:
    """Many records of a kind, for people to read."""
    return RECORDS[kind][0 if language == "de" else 1]
