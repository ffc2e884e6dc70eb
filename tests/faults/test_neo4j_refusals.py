"""A server that lets nobody in, or lets nobody write: told in a sentence that says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from graph_model.domain.contacts import Contact
from graph_model.domain.records import RecordKind
from graph_model.errors import (
    PasswordExpiredError,
    StoreError,
    StoreReadOnlyError,
    StoreRefusedError,
)
from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.faults.bolt import Ask
from tests.faults.bolt_proxy import Fault, bolt_proxy
from tests.neo4j_server.server import new_server

pytestmark = [pytest.mark.neo4j, pytest.mark.own_server]


@dataclass(frozen=True, slots=True)
class History:
    """A server: what it told whoever came before a password was set, and where it is now.

    Now its database holds the directory and a contact and can be read only.
    """

    at_first: StoreError
    address: Address


@pytest.fixture(scope="module")
def history() -> Iterator[History]:
    with new_server() as server:
        server.start()
        with pytest.raises(StoreError, match="password") as refused:
            Neo4jStore(server.address_at_first)
        server.set_password()
        store = Neo4jStore(server.address)
        store.apply([Put(record) for record in (*b.directory(), b.contact("n1"))])
        store.close()
        server.stop()
        server.settings["server.databases.read_only"] = "neo4j"
        server.start()
        yield History(refused.value, server.address)


@pytest.fixture
def store(history: History) -> Iterator[GraphStore]:
    opened = Neo4jStore(history.address)
    yield opened
    opened.close()


def test_a_first_password_that_nobody_has_changed_is_told(history: History) -> None:
    assert isinstance(history.at_first, PasswordExpiredError)
    assert "CredentialsExpired" in history.at_first.sentence("en")
    assert "neues setzen" in history.at_first.sentence("de")


def test_a_wrong_password_is_told(history: History) -> None:
    with pytest.raises(StoreRefusedError, match=r"Unauthorized.*check user, password"):
        Neo4jStore(replace(history.address, password="wrong"))  # noqa: S106 - it is wrong


def test_a_database_that_must_not_be_written_can_be_opened_and_read(store: GraphStore) -> None:
    assert store.revision() == 12
    found = store.get(Contact, "n1")
    assert found is not None
    assert [one.record.id for one in store.page(Contact).items] == ["n1"]
    assert store.check().counts[RecordKind.CONTACT] == 1


def test_a_database_that_must_not_be_written_says_so_to_whoever_writes(store: GraphStore) -> None:
    with pytest.raises(StoreReadOnlyError, match="the right to write") as refused:
        store.apply([Put(b.contact("n2"))])
    assert "Schreibrechte" in refused.value.sentence("de")
    with pytest.raises(StoreReadOnlyError, match="the right to write"):
        store.erase("t1")
    assert store.get(Contact, "n2") is None


def test_missing_rights_are_told_at_once(history: History) -> None:
    with bolt_proxy(history.address.uri) as proxy:
        store = Neo4jStore(replace(history.address, uri=f"bolt://127.0.0.1:{proxy.port}"))
        # Community knows one role only: so the proxy says what Enterprise would.
        proxy.fail(Fault(Ask.RUN, code="Neo.ClientError.Security.Forbidden", times=1))
        with pytest.raises(StoreRefusedError, match=r"Forbidden.*rights"):
            store.get(Contact, "n1")
        assert proxy.faults_left == 0
        store.close()
