"""Constraints and indexes as numbered migrations; the ledger carries the number of the last."""

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import (
    CALL,
    INDEXED,
    LABELS,
    LEDGER,
    SEARCHED,
    TOMBSTONE,
    TYPES,
)

LEDGER_CONSTRAINT = (
    f"CREATE CONSTRAINT hilfenetz_ledger IF NOT EXISTS FOR (n:{LEDGER}) REQUIRE n.only IS UNIQUE"
)
"""At most one ledger, whoever comes first."""

FOREIGN = f"""
OPTIONAL MATCH (ledger:{LEDGER} {{only: 1}})
CALL () {{ MATCH (n) RETURN n LIMIT 1 }}
RETURN ledger.version, labels(n)
"""
"""The version, if there is a ledger, and some node, if there is any."""

FOUND = f"""
MERGE (ledger:{LEDGER} {{only: 1}})
ON CREATE SET ledger.revision = 0, ledger.version = 0, ledger.locked = true
"""
"""The ledger, made if it is not there."""

VERSION = f"MATCH (ledger:{LEDGER} {{only: 1}}) RETURN ledger.version"
"""The number of the last migration."""

RAISE_VERSION = f"""
MATCH (ledger:{LEDGER} {{only: 1}}) SET ledger.locked = true
WITH ledger WHERE ledger.version < $version SET ledger.version = $version
"""
"""The number of a migration that is done, never a lower one than there is."""

AWAIT_INDEXES = "CALL db.awaitIndexes($seconds)"
"""Wait until all indexes can be used."""


def _first() -> tuple[str, ...]:
    tombstone = f"FOR (n:{TOMBSTONE})"
    statements = [
        (
            f"CREATE CONSTRAINT tombstone_id IF NOT EXISTS {tombstone} "
            "REQUIRE (n.kind, n.id) IS UNIQUE"
        ),
        f"CREATE INDEX tombstone_revision IF NOT EXISTS {tombstone} ON (n.revision)",
        f"CREATE CONSTRAINT call_key IF NOT EXISTS FOR (n:{CALL}) REQUIRE n.key IS UNIQUE",
    ]
    for kind in RecordKind:
        place = f"(n:{LABELS[kind]})" if kind in LABELS else f"()-[n:{TYPES[kind]}]-()"
        statements.append(
            f"CREATE CONSTRAINT {kind}_id IF NOT EXISTS FOR {place} REQUIRE n.id IS UNIQUE"
        )
        for properties in (("revision",), *INDEXED.get(kind, ())):
            columns = ", ".join(f"n.{name}" for name in properties)
            statements.append(
                f"CREATE INDEX {kind}_{'_'.join(properties)} IF NOT EXISTS "
                f"FOR {place} ON ({columns})"
            )
    statements += [
        f"CREATE TEXT INDEX {kind}_search_text IF NOT EXISTS "
        f"FOR (n:{LABELS[kind]}) ON (n.search_text)"
        for kind in SEARCHED
    ]
    return tuple(statements)


MIGRATIONS: tuple[tuple[str, ...], ...] = (_first(),)
"""Statements of each migration; number n brings a database from version n - 1 to n.

Each may run again, and at the same time in another process, without harm.
"""

LATEST = len(MIGRATIONS)
"""The version that this program reads and writes."""
