"""Kinds of organisation in the demo, needs of its tenants, and how long things take.

All figures are invented; they are chosen so that an unplanted part of the network is healthy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NO_PROVIDER_NEED = "neglect"
"""The need that nobody in the demo answers."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a recipient takes, as tables from which each case draws one entry.

    ``decision`` and ``lead`` are business days (asked to answered, answered to begun), ``stay`` is
    calendar days from the beginning to the end of the help.
    """

    decision: tuple[int, ...]
    lead: tuple[int, ...]
    stay: tuple[int, ...]


def _table(*shares: tuple[int, int]) -> tuple[int, ...]:
    return tuple(value for value, count in shares for _ in range(count))


PARTNER_PACE = Pace(
    decision=_table((0, 45), (1, 36), (2, 14), (3, 3), (5, 1), (7, 1)),
    lead=_table((0, 8), (1, 16), (2, 20), (3, 18), (5, 18), (8, 12), (12, 8)),
    stay=_table((7, 10), (14, 18), (25, 22), (35, 20), (50, 16), (75, 10), (110, 4)),
)
OFFICE_PACE = Pace(
    decision=_table((0, 20), (1, 46), (2, 29), (3, 3), (5, 1), (8, 1)),
    lead=_table((6, 8), (10, 14), (15, 20), (20, 22), (28, 18), (38, 12), (50, 6)),
    stay=_table((14, 14), (25, 20), (40, 26), (60, 22), (85, 12), (120, 6)),
)
COMPANION_PACE = Pace(
    decision=_table((0, 55), (1, 33), (2, 10), (3, 2)),
    lead=_table((0, 20), (1, 30), (2, 30), (4, 20)),
    stay=_table((20, 15), (40, 30), (60, 30), (90, 17), (130, 8)),
)
KUEMMERER_PACE = Pace(
    decision=_table((0, 75), (1, 22), (2, 3)),
    lead=_table((0, 60), (1, 30), (2, 10)),
    stay=_table((30, 30), (60, 40), (90, 30)),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of organisation: how it is called, its sector and the needs it answers."""

    title: str
    sector: str
    needs: tuple[str, ...]


PARTNER_PROFILES = (
    Profile("Begegnungsstätte", "social", ("loneliness", "leisure", "volunteering", "bereavement")),
    Profile("Nachbarschaftshilfe", "household", ("household_help", "shopping", "everyday_company")),
    Profile("Schuldnerberatung", "money", ("debt", "rent_arrears", "energy_costs")),
    Profile("Sozialberatung", "money", ("benefits", "forms", "energy_costs", "rent_arrears")),
    Profile("Pflegedienst", "care", ("home_care", "household_help", "care_advice")),
    Profile("Wohnhilfe", "housing", ("eviction", "moving", "home_adaptation", "small_repairs")),
    Profile("Seniorenberatung", "care", ("care_advice", "forms", "respite", "home_adaptation")),
    Profile("Psychosoziale Beratung", "health", ("mental_health", "crisis", "bereavement")),
    Profile("Entlastungsdienst", "care", ("respite", "dementia", "everyday_company")),
    Profile("Digitalcafé", "access", ("digital", "volunteering", "loneliness")),
    Profile("Betreuungsverein", "care", ("legal_guardianship", "legal", "dementia")),
    Profile("Suchtberatung", "health", ("addiction", "mental_health")),
    Profile("Mahlzeitendienst", "household", ("meals", "shopping")),
    Profile("Gesundheitslotsen", "health", ("medical_access", "disability", "mobility")),
    Profile("Familienzentrum", "family", ("parenting", "childcare", "leisure")),
    Profile("Migrationsberatung", "access", ("migration", "language", "education")),
    Profile("Konfliktvermittlung", "housing", ("neighbour_conflict", "legal")),
    Profile("Frauenberatung", "safety", ("domestic_violence", "parenting", "crisis")),
    Profile("Teilhabeberatung", "health", ("disability", "education", "mobility")),
    Profile("Hausmeisterhilfe", "household", ("small_repairs", "meals", "neighbour_conflict")),
)
"""Partners, those that a network needs first at the front."""

BROKER_PROFILES = (
    Profile("Fachstelle Wohnungserhalt", "housing", ("eviction",)),
    Profile("Übergangswohnen", "housing", ("moving",)),
    Profile("Rechtshilfe", "access", ("legal",)),
    Profile("Neustart", "access", ("education",)),
)
"""The planted broker, and those whom nobody knows but through it."""

OFFICE_PROFILES = (
    Profile("Sozialamt", "money", ("benefits", "energy_costs", "eviction")),
    Profile("Jobcenter", "money", ("benefits", "education", "rent_arrears")),
    Profile("Pflegekoordination", "care", ("care_advice", "respite", "legal_guardianship")),
    Profile("Jugendamt", "family", ("child_protection", "childcare", "parenting")),
    Profile("Gesundheitsamt", "health", ("addiction", "disability", "medical_access")),
    Profile("Wohnungsamt", "housing", ("moving", "eviction", "home_adaptation")),
    Profile("Integrationsamt", "access", ("migration", "language")),
    Profile("Opferschutz", "safety", ("domestic_violence", "child_protection", "crisis")),
)

ELDER_NEEDS: Mapping[str, int] = MappingProxyType(
    {
        "loneliness": 13,
        "leisure": 5,
        "bereavement": 4,
        "volunteering": 2,
        "household_help": 9,
        "shopping": 7,
        "small_repairs": 4,
        "everyday_company": 14,
        "meals": 4,
        "neglect": 4,
        "rent_arrears": 3,
        "debt": 3,
        "benefits": 7,
        "forms": 6,
        "energy_costs": 3,
        "home_adaptation": 5,
        "moving": 2,
        "eviction": 1,
        "neighbour_conflict": 2,
        "care_advice": 9,
        "home_care": 8,
        "respite": 3,
        "dementia": 5,
        "legal_guardianship": 4,
        "mental_health": 4,
        "addiction": 2,
        "medical_access": 5,
        "disability": 3,
        "crisis": 1,
        "domestic_violence": 1,
        "language": 1,
        "digital": 5,
        "mobility": 5,
        "legal": 2,
    }
)
"""How often tenants of 60 and more have a need, in invented shares."""

YOUNGER_NEEDS: Mapping[str, int] = MappingProxyType(
    {
        "loneliness": 5,
        "leisure": 2,
        "volunteering": 1,
        "small_repairs": 1,
        "neglect": 4,
        "rent_arrears": 9,
        "debt": 10,
        "benefits": 10,
        "forms": 6,
        "energy_costs": 6,
        "moving": 3,
        "eviction": 5,
        "neighbour_conflict": 4,
        "mental_health": 9,
        "addiction": 6,
        "medical_access": 2,
        "disability": 3,
        "crisis": 2,
        "domestic_violence": 2,
        "child_protection": 3,
        "parenting": 6,
        "childcare": 5,
        "migration": 4,
        "language": 4,
        "digital": 1,
        "mobility": 1,
        "legal": 3,
        "education": 6,
    }
)
"""How often tenants under 60 have a need, in invented shares."""

ALL_NEEDS = tuple(sorted({*ELDER_NEEDS, *YOUNGER_NEEDS}))
"""Every need that somebody in the demo can have."""

FROM_60 = frozenset(
    {"household_help", "everyday_company", "care_advice", "home_care", "respite", "dementia"}
)
"""Needs whose services take people from 60 on."""

COMPANION_NEEDS = frozenset({"everyday_company"})
"""Needs for which a companion may be asked, of tenants from 60 on."""

RELATED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "loneliness": ("leisure", "mental_health"),
        "bereavement": ("loneliness", "mental_health"),
        "household_help": ("care_advice", "meals"),
        "shopping": ("meals",),
        "rent_arrears": ("benefits", "debt"),
        "debt": ("legal", "benefits"),
        "benefits": ("legal", "energy_costs"),
        "forms": ("benefits",),
        "energy_costs": ("debt",),
        "home_adaptation": ("benefits",),
        "eviction": ("benefits", "debt", "moving"),
        "neighbour_conflict": ("mental_health",),
        "care_advice": ("home_care", "respite"),
        "home_care": ("respite", "medical_access"),
        "dementia": ("respite", "legal_guardianship"),
        "mental_health": ("addiction", "mental_health"),
        "addiction": ("mental_health", "debt"),
        "medical_access": ("mobility",),
        "crisis": ("mental_health",),
        "domestic_violence": ("crisis", "legal"),
        "parenting": ("childcare", "parenting"),
        "migration": ("language", "education"),
        "language": ("education",),
        "disability": ("benefits",),
    }
)
"""Needs for which a recipient passes a person on, by the need they came with."""
