"""Constraints and indexes as numbered migrations; the ledger carries the number of the last."""

from collections.abc import Mapping
from types import MappingProxyType

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import CALL, LABELS, LEDGER, TOMBSTONE, TYPES

_K = RecordKind

LEDGER_CONSTRAINT = (
    f"CREATE CONSTRAINT hilfenetz_ledger IF NOT EXISTS FOR (n:{LEDGER}) REQUIRE n.only IS UNIQUE"
)
"""At most one ledger, whoever comes first."""

FOREIGN = f"""
OPTIONAL MATCH (ledger:{LEDGER} {{only: 1}})
WITH ledger, EXISTS {{ MATCH (n) WHERE NOT n:{LEDGER} }} AS holds_more
WHERE ledger IS NOT NULL OR holds_more
RETURN ledger.version
"""
"""The version, ``null`` where only others have written; nothing of an empty database."""

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

UNREADY_INDEXES = "SHOW INDEXES YIELD state WHERE state <> 'ONLINE' RETURN state"
"""The states of the indexes that cannot be used (yet)."""

AWAIT_INDEXES = "CALL db.awaitIndexes(1)"
"""Fails with the server's own reason if there is still an index that cannot be used."""


_INDEXED_FIRST: Mapping[RecordKind, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        _K.AREA: (("parent_id", "id"),),
        _K.NEED: (("parent_code", "id"),),
        _K.ACTOR: (("kind", "id"), ("cooperative_id", "id"), ("area_id", "id")),
        _K.TENANT: (("cooperative_id", "id"), ("area_id", "id")),
        _K.SERVICE: (("actor_id", "id"),),
        _K.CHAIN: (("tenant_id",), ("cooperative_id", "id"), ("area_id", "id"), ("is_open", "id")),
        _K.CONSENT: (("tenant_id",),),
        _K.UNMET_SEARCH: (("need_code", "id"), ("area_id", "id"), ("cooperative_id", "id")),
        _K.ACCESS_KEY: (("cooperative_id", "id"), ("digest",)),
        _K.CONTACT: (("from_id",), ("to_id",), ("need_code",), ("chain_id",)),
        _K.REFERRAL: (
            ("chain_id",),
            ("tenant_id",),
            ("sender_id",),
            ("recipient_id", "status"),
            ("service_id",),
            ("need_code",),
            ("previous_id",),
            ("parent_id",),
            ("is_open", "id"),
        ),
    }
)
"""Properties that look-ups go by, beside ``id`` and ``revision``, which all kinds have.

With ``id`` in second place an index keeps the order of a list, page by page.
"""

_SEARCHED_FIRST = (_K.AREA, _K.NEED, _K.ACTOR, _K.SERVICE)
"""Kinds that a text filter looks through; they carry ``search_text``."""


_SECOND = (_K.HOUSE_CHOICES, _K.IMPORT_BATCH, _K.AMENDMENT)
_FIRST = tuple(kind for kind in RecordKind if kind not in _SECOND)


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
    for kind in _FIRST:
        statements += _of_kind(kind, _INDEXED_FIRST.get(kind, ()))
    statements += [
        f"CREATE TEXT INDEX {kind}_search_text IF NOT EXISTS "
        f"FOR (n:{LABELS[kind]}) ON (n.search_text)"
        for kind in _SEARCHED_FIRST
    ]
    return tuple(statements)


def _second() -> tuple[str, ...]:
    indexed = {_K.AMENDMENT: (("actor_id", "id"),)}
    return tuple(one for kind in _SECOND for one in _of_kind(kind, indexed.get(kind, ())))


def _of_kind(kind: RecordKind, indexed: tuple[tuple[str, ...], ...]) -> list[str]:
    place = f"(n:{LABELS[kind]})" if kind in LABELS else f"()-[n:{TYPES[kind]}]-()"
    statements = [f"CREATE CONSTRAINT {kind}_id IF NOT EXISTS FOR {place} REQUIRE n.id IS UNIQUE"]
    for properties in (("revision",), *indexed):
        columns = ", ".join(f"n.{name}" for name in properties)
        statements.append(
            f"CREATE INDEX {kind}_{'_'.join(properties)} IF NOT EXISTS FOR {place} ON ({columns})"
        )
    return statements


MIGRATIONS: tuple[tuple[str, ...], ...] = (_first(), _second())
"""Statements of each migration; number n brings a database from version n - 1 to n.

Each may run again, and at the same time in another process, without harm. What databases may have
been made by stays as it is: another index is another migration.
"""

LATEST = len(MIGRATIONS)
"""The version that this program reads and writes."""

DEFINED = frozenset(
    statement.partition(" IF NOT EXISTS")[0].rpartition(" ")[2]
    for statement in (LEDGER_CONSTRAINT, *(one for each in MIGRATIONS for one in each))
)
"""Names of all constraints and indexes that there must be."""
