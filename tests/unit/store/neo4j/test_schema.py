"""Migrations that somebody may have run stay as they are."""

from hashlib import sha256

from graph_model.store.neo4j import schema

# Of the statements of each migration, one a line. A digest changes only before its first release:
# afterwards what is new is a migration of its own, for databases that have run the others.
DIGESTS = ("99e8ae38256fc4c5", "4bccb949110a7248")


def test_no_migration_has_changed_since_it_could_be_run() -> None:
    found = tuple(sha256("\n".join(one).encode()).hexdigest()[:16] for one in schema.MIGRATIONS)
    assert found == DIGESTS


def test_every_statement_of_a_migration_may_run_again() -> None:
    for statement in (schema.LEDGER_CONSTRAINT, *(s for one in schema.MIGRATIONS for s in one)):
        assert " IF NOT EXISTS " in statement


def test_every_constraint_and_index_has_a_name_of_its_own() -> None:
    count = 1 + sum(map(len, schema.MIGRATIONS))
    assert len(schema.DEFINED) == count
    assert {"hilfenetz_ledger", "area_id", "actor_search_text"} <= schema.DEFINED
