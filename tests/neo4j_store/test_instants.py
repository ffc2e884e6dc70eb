"""Instants: numbers on the way, Neo4j's own in the graph, to the microsecond."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_model.domain.chains import HelpChain
from graph_model.errors import StoreDamagedError
from graph_model.store.port import GraphStore, Put
from tests import builders as b
from tests.neo4j_store.conftest import Ask

pytestmark = pytest.mark.neo4j


@pytest.mark.parametrize(
    ("opened", "as_text"),
    [
        (datetime(1900, 1, 1, tzinfo=UTC), "1900-01-01T00:00:00Z"),
        (datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC), "1969-12-31T23:59:59.999999Z"),
        (datetime(1970, 1, 1, tzinfo=UTC), "1970-01-01T00:00:00Z"),
        (datetime(2026, 3, 2, 13, 30, 0, 1, UTC), "2026-03-02T13:30:00.000001Z"),
    ],
)
def test_an_instant_is_one_in_the_graph_too_to_the_microsecond(
    town: GraphStore, ask: Ask, opened: datetime, as_text: str
) -> None:
    town.apply([Put(replace(b.chain("c9", recorded="2026-04-01"), opened_at=opened))])
    question = "MATCH (c:HelpChain {id: 'c9'}) RETURN valueType(c.opened_at), toString(c.opened_at)"
    assert ask(question) == [["ZONED DATETIME NOT NULL", as_text]]
    found = town.get(HelpChain, "c9")
    assert found is not None
    assert found.record.opened_at == opened


@pytest.mark.parametrize("other", ["5", "'2026-03-02T08:00:00Z'", "localdatetime()"])
def test_what_others_left_in_place_of_an_instant_is_damage(
    town: GraphStore, ask: Ask, other: str
) -> None:
    ask(f"MATCH (c:HelpChain {{id: 'c1'}}) SET c.opened_at = {other}")
    ask(f"MATCH ()-[r:REFERRED {{id: 'r1'}}]->() SET r.step_occurred_at = [{other}, {other}]")
    with pytest.raises(StoreDamagedError, match="chain c1"):
        town.get(HelpChain, "c1")
    problems = town.check("en").problems
    assert [p for p in problems if p.startswith("c1 (chain): The field 'opened_at' is not right")]
    assert [p for p in problems if p.startswith("r1 (referral): ")]
