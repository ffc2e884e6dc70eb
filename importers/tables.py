"""Every table that CSV files can hold, in the order in which nothing refers to a later one."""

from importers.columns import Table
from importers.tables_directory import ACTORS, AREAS, NEEDS, TENANTS
from importers.tables_events import (
    CHAINS,
    CONSENTS,
    CONTACTS,
    REFERRALS,
    STEPS,
    UNMET_SEARCHES,
)
from importers.tables_services import COOPERATIONS, SERVICES

TABLES: tuple[Table, ...] = (
    AREAS,
    NEEDS,
    ACTORS,
    TENANTS,
    SERVICES,
    COOPERATIONS,
    CHAINS,
    CONSENTS,
    CONTACTS,
    REFERRALS,
    STEPS,
    UNMET_SEARCHES,
)
