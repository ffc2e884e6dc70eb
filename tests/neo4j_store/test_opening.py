"""Opening a database: made ready once, by however many at once; refused where it must be."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from graph_model.domain.areas import Area
from graph_model.errors import StoreRefusedError, StoreUnavailableError, StoreVersionError
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.neo4j_server.server import free_port
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j


def names(ask: Ask) -> set[object]:
    return {
        name for (name,) in ask("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    }


def test_only_the_first_start_changes_the_schema(
    bare: Ask, open_store: Callable[[], GraphStore], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="neo4j.io")  # the driver tells what it sends
    open_store()
    before = names(bare)
    assert before >= {"area_id", "referral_recipient_id_status", "actor_search_text"}
    assert "CREATE CONSTRAINT area_id" in caplog.text
    caplog.clear()
    store = open_store()
    store.apply([Put(b.area())])
    assert "CREATE (n:Area)" in caplog.text
    assert not re.search("CREATE (TEXT )?(CONSTRAINT|INDEX)|awaitIndexes", caplog.text)
    assert names(bare) == before


def test_a_first_start_that_was_cut_short_is_finished_by_the_next(
    town: GraphStore, ask: Ask, open_store: Callable[[], GraphStore]
) -> None:
    before = town.changes_since(0)
    ask("DROP INDEX actor_search_text")
    ask("DROP CONSTRAINT referral_id")
    ask("MATCH (l:Hilfenetz) SET l.version = 0")
    again = open_store()
    assert again.check().problems == ()
    assert again.changes_since(0) == before


def test_a_cluster_s_address_leads_to_a_single_server_too(
    town: GraphStore, neo4j_address: Address
) -> None:
    routed = replace(neo4j_address, uri=neo4j_address.uri.replace("bolt://", "neo4j://"))
    store = Neo4jStore(routed)
    written = store.apply([Put(b.area("a7"))]).revision
    assert store.revision() == town.revision() == written
    assert store.get(Area, "a7") is not None
    store.close()


def test_what_another_program_keeps_is_left_alone(
    bare: Ask, open_store: Callable[[], GraphStore]
) -> None:
    bare("CREATE (:Film {title: 'M'})")
    with pytest.raises(StoreVersionError):
        open_store()
    assert bare("MATCH (n) RETURN labels(n)") == [[["Film"]]]


def test_a_database_of_a_newer_program_is_refused(
    bare: Ask, open_store: Callable[[], GraphStore]
) -> None:
    open_store()
    bare("MATCH (l:Hilfenetz) SET l.version = 99")
    with pytest.raises(StoreVersionError, match="99"):
        open_store()


def test_a_wrong_password_is_told(neo4j_address: Address) -> None:
    with pytest.raises(StoreRefusedError, match="Unauthorized"):
        Neo4jStore(replace(neo4j_address, password="wrong"))  # noqa: S106 - it is wrong


def test_a_database_that_does_not_exist_is_told(neo4j_address: Address) -> None:
    with pytest.raises(StoreRefusedError, match="DatabaseNotFound"):
        Neo4jStore(replace(neo4j_address, database="elsewhere"))


def test_a_server_that_is_not_there_is_told_soon(neo4j_address: Address) -> None:
    nowhere = replace(neo4j_address, uri=f"bolt://127.0.0.1:{free_port()}")
    with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
        Neo4jStore(nowhere, timeout_s=1)
