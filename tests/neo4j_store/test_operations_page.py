"""What the page for operators says, as far as a Community server can tell."""

import re

import neo4j
import pytest

from graph_model.store.neo4j import Address
from graph_model.store.port import GraphStore
from tests.docs.containers import server_settings
from tests.docs.repository import text_of
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j

PAGE = text_of("docs/operations/neo4j.md")
BLOCKS = dict(re.findall(r"```(cypher|properties)\n(.+?)```", PAGE, re.S))
COMMANDS = [line.rstrip(";") for line in BLOCKS["cypher"].splitlines()]
SETTINGS = dict(line.split("=", 1) for line in BLOCKS["properties"].splitlines())


@pytest.mark.usefixtures("empty")
def test_every_setting_of_the_page_and_of_the_composition_is_one_of_the_server(ask: Ask) -> None:
    known = {name for (name,) in ask("SHOW SETTINGS YIELD name")}
    assert len(SETTINGS) >= 8
    assert set(SETTINGS) - known == set()
    assert set(server_settings()) - known == set()
    assert set(server_settings()) <= set(SETTINGS)


def test_every_command_on_rights_is_spelt_as_the_server_spells_it(neo4j_address: Address) -> None:
    """Community understands them all, and says of most that only Enterprise carries them out."""
    login = (neo4j_address.user, neo4j_address.password)
    found: dict[str, str] = {}
    with (
        neo4j.GraphDatabase.driver(neo4j_address.uri, auth=login) as driver,
        driver.session(database="system") as session,
    ):
        for command in [*COMMANDS, "CREATE ROLL hilfenetz_service"]:
            try:
                session.run(f"EXPLAIN {command}", {"password": "nobody's"}).consume()
            except neo4j.exceptions.Neo4jError as error:
                found[command] = (error.code or "").rpartition(".")[2]
    assert found.pop("CREATE ROLL hilfenetz_service") == "SyntaxError"
    assert len(COMMANDS) >= 16
    assert set(found.values()) == {"UnsupportedAdministrationCommand"}
    assert [command for command in COMMANDS if command not in found] == [
        command for command in COMMANDS if command.startswith("CREATE USER")
    ]


def test_the_ledger_tells_revision_and_version_as_the_page_asks(town: GraphStore, ask: Ask) -> None:
    question = "MATCH (l:Hilfenetz) RETURN l.revision, l.version"
    assert f"`{question}`" in PAGE
    assert ask(question) == [[town.revision(), 2]]


@pytest.mark.usefixtures("empty")
def test_the_german_day_of_an_instant_is_what_the_page_says(ask: Ask) -> None:
    expression = "date(datetime({datetime: t, timezone: 'Europe/Berlin'}))"
    assert f"`{expression}`" in PAGE
    # In winter Germany is one hour ahead of UTC.
    question = f"WITH datetime($at) AS t RETURN toString({expression}), toString(date(t))"
    assert ask(question, at="2026-01-05T23:30:00Z") == [["2026-01-06", "2026-01-05"]]
