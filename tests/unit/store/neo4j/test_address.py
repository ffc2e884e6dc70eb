"""Addresses of databases: what they mean, and what they must not hold."""

import pytest

from graph_model.errors import InvalidValueError
from graph_model.store.neo4j import Address

HIDDEN = "hunter2"


@pytest.mark.parametrize(
    ("text", "uri", "user", "database"),
    [
        ("neo4j://h:7688/netz", "neo4j://h:7688", "neo4j", "netz"),
        ("bolt://hilfe@127.0.0.1", "bolt://127.0.0.1:7687", "hilfe", "neo4j"),
        ("neo4j+s://a%40b@x.example/", "neo4j+s://x.example:7687", "a@b", "neo4j"),
        ("bolt+ssc://[::1]:7/d", "bolt+ssc://[::1]:7", "neo4j", "d"),
    ],
)
def test_an_address_names_server_user_and_database(
    text: str, uri: str, user: str, database: str
) -> None:
    address = Address.parse(text, password=HIDDEN)
    assert (address.uri, address.user, address.database) == (uri, user, database)


@pytest.mark.parametrize(
    "text",
    ["http://h/", "neo4j://", "neo4j:///netz", "bolt://h:port/", "bolt://h/a/b", "bolt://h?x=1"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="neo4j://USER@HOST:7687/DATABASE"):
        Address.parse(text, password="")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InvalidValueError, match="no password in the address") as caught:
        Address.parse("bolt://neo4j:hunter2@h", password="")
    assert "hunter2" not in str(caught.value)


def test_no_text_of_an_address_shows_the_password() -> None:
    assert HIDDEN not in repr(Address.parse("bolt://h", password=HIDDEN))
