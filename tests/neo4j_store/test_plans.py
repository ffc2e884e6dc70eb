"""Every look-up goes by an index of its own: the server's plans hold no walk through everything.

A statement cannot be forgotten: all constants are tried by themselves, and a function that is not
in ``MADE`` fails a test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import combinations

import neo4j
import pytest

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j import Address, check_statements, feed_statements, schema, statements
from graph_model.store.neo4j.drawing import LABELS, LINES, MENTIONS, TYPES
from graph_model.store.neo4j.list_statements import CONDITIONS, listing
from graph_model.store.port import Filter, Put, RowKind
from tests import builders as b
from tests.contract.adapters import Neo4jAdapter
from tests.neo4j_store.conftest import TOWN

pytestmark = pytest.mark.neo4j

KINDS = tuple(RecordKind)

WHOLE = {
    "CALLS_NAMING": "reads all kept answers, once for an erasure",
    "FOREIGN": "stops at the first node that is no ledger",
    "LEDGER_CONSTRAINT": "makes a constraint",
    "UNREADY_INDEXES": "lists the indexes",
    "AWAIT_INDEXES": "waits",
    "NODES": "for the check: counts all nodes",
    "ARROWS": "for the check: counts all relationships",
    "DEFINED": "lists the indexes",
    "count": "for the check: counts a kind",
    "astray": "for the check: what no index can find",
    "risen": "for the check: all tombstones",
}
"""What is no look-up, and why."""

MODULES = (statements, feed_statements, check_statements, schema)

PLAIN = {
    name: text
    for module in MODULES
    for name, text in vars(module).items()
    if name.isupper() and not name.startswith("_") and name not in WHOLE
    if isinstance(text, str) and " " in text
}

MADE: dict[str, list[str]] = {
    "look": [
        *(statements.look((kind,), (kind,)) for kind in KINDS),
        statements.look(KINDS, KINDS),
    ],
    "glance": [statements.glance(KINDS, has_digests=True)],
    "by_ids": [statements.by_ids(kind) for kind in KINDS],
    "part": [check_statements.part(kind) for kind in KINDS],
    "rows": [feed_statements.rows(kind) for kind in RowKind],
    "create_nodes": [statements.create_nodes(kind) for kind in LABELS],
    "update_nodes": [statements.update_nodes(kind) for kind in LABELS],
    "draw": [statements.draw(kind) for kind in LINES if LINES[kind]],
    "redraw": [statements.redraw(kind) for kind in LINES if LINES[kind]],
    "erase_lines": [statements.erase_lines(kind) for kind in LINES if LINES[kind]],
    "drawn": [check_statements.drawn(kind) for kind in LINES],
    "still_tied": [statements.still_tied(kind) for kind in LABELS],
    "delete_nodes": [statements.delete_nodes(kind) for kind in LABELS],
    "create_ties": [
        statements.create_ties(kind, start=start, end=end)
        for kind in TYPES
        for start in (RecordKind.ACTOR, RecordKind.TENANT)
        for end in (RecordKind.ACTOR, RecordKind.TENANT)
    ],
    "update_ties": [statements.update_ties(kind) for kind in TYPES],
    "delete_ties": [statements.delete_ties(kind) for kind in TYPES],
    "tied": [check_statements.tied(kind) for kind in TYPES],
    "still_mentioned": [
        statements.still_mentioned(kind, field) for kind in MENTIONS for field in MENTIONS[kind]
    ],
    "move_contacts": [
        *statements.move_contacts(RecordKind.ACTOR, RecordKind.TENANT),
        *statements.move_contacts(RecordKind.TENANT, RecordKind.ACTOR),
    ],
    "unknown": [check_statements.unknown(kind) for kind in KINDS],
    "of_tenant": [
        statements.of_tenant(kind)
        for kind in (RecordKind.CHAIN, RecordKind.REFERRAL, RecordKind.CONSENT)
    ],
    "positions": [feed_statements.positions(KINDS)],
    "entries": [feed_statements.entries(KINDS)],
    "news": [feed_statements.news(KINDS, tuple(RowKind))],
}
"""Statements that each function makes, for every kind that it is called with."""

LISTS = {
    f"list {kind} {' '.join(names)}": listing(kind, names)
    for kind in KINDS
    for count in (0, 1, 2, len(CONDITIONS[kind]))
    for names in combinations(CONDITIONS[kind], count)
}
"""Each filter alone, each pair of filters, and all of them."""

STATEMENTS = {
    **PLAIN,
    **{f"{name} {place}": text for name, texts in MADE.items() for place, text in enumerate(texts)},
    **LISTS,
}

VALUES: dict[str, object] = {
    **{str(kind): ["x"] for kind in KINDS},
    **{f"{kind}_there": ["x"] for kind in KINDS},
    **{field.name: "x" for field in fields(Filter)},
    "digests": ["x"],
    "names": [{"kind": "area", "id": "x"}],
    "ids": ["x"],
    "area_ids": ["x"],
    "tenants": ["x"],
    "statuses": ["requested"],
    "is_open": True,
    "rows": [
        {"id": "x", "kind": "partner", "properties": {}, "drop": [["x"]] * 5, "add": [[]] * 5}
    ],
    "first": 5,
    "last": 9,
    "limit": 10,
    "most": 9,
    "revision": 5,
    "version": 1,
    **dict.fromkeys(
        ("key", "new_key", "digest", "answer", "id", "kind", "area", "need", "actor", "tenant"), "x"
    ),
    "after": "x",
}

MANY = tuple(
    record
    for number in range(300)
    for record in (
        b.contact(f"n-{number}", chain="c1"),
        b.referral(f"r-{number}", service="s2" if number % 5 else None),
    )
)

SCANS = ("AllNodesScan", "LabelScan", "TypeScan", "AllRelationshipsScan", "IndexScan")


@dataclass(frozen=True, slots=True)
class Step:
    """One operator of a plan, and what it says about itself."""

    operator: str
    says: str


def steps(plan: dict[str, object]) -> Iterator[Step]:
    arguments, children = plan.get("args"), plan.get("children")
    says = str(arguments.get("Details", "")) if isinstance(arguments, dict) else ""
    yield Step(str(plan["operatorType"]).partition("@")[0], says)
    for child in children if isinstance(children, list) else []:
        yield from steps(child)


@pytest.fixture(scope="module")
def plans(
    neo4j_address: Address, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Step]]:
    store = Neo4jAdapter(neo4j_address)(tmp_path_factory.mktemp("plans"))
    # Where there is nothing yet, one plan is as good as another.
    store.apply([Put(record) for record in (*TOWN, *MANY)])
    store.close()
    login = (neo4j_address.user, neo4j_address.password)
    found: dict[str, list[Step]] = {}
    with (
        neo4j.GraphDatabase.driver(
            neo4j_address.uri, auth=login, notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=neo4j_address.database) as session,
    ):
        # Plans made before, and figures of what was stored then, count no more.
        session.run("CALL db.prepareForReplanning()").consume()
        for name, statement in STATEMENTS.items():
            summary = session.run(f"EXPLAIN {statement}", VALUES).consume()
            assert summary.plan is not None
            found[name] = list(steps(summary.plan))
    return found


def test_every_function_that_makes_a_statement_is_tried() -> None:
    made = {
        name
        for module in MODULES
        for name, found in vars(module).items()
        if callable(found) and found.__module__ == module.__name__ and not name.startswith("_")
    }
    assert made - {"arrow", "pattern", "record_kind"} == set(MADE) | {
        name for name in WHOLE if name.islower()
    }


def test_no_statement_scans_a_whole_label_or_type(plans: dict[str, list[Step]]) -> None:
    scanning = {
        name: [step for step in found if step.operator.endswith(SCANS)]
        for name, found in plans.items()
    }
    assert {name: found for name, found in scanning.items() if found} == {}


def test_a_list_with_a_filter_does_not_walk_all_ids(plans: dict[str, list[Step]]) -> None:
    walking = [
        name
        for name in LISTS
        if name.count(" ") > 1 and not name.endswith(" ")
        for step in plans[name]
        if re.search(r"WHERE id > \$after", step.says)
    ]
    assert walking == []


def test_a_text_filter_goes_by_the_text_index(plans: dict[str, list[Step]]) -> None:
    for kind in (RecordKind.AREA, RecordKind.NEED, RecordKind.ACTOR, RecordKind.SERVICE):
        operators = {step.operator for step in plans[f"list {kind} text"]}
        assert "NodeIndexContainsScan" in operators


Index = tuple[str, str]
"""Label or type, and the properties."""


def defined() -> set[Index]:
    """What the migrations make, read from their text."""
    found: set[Index] = set()
    for statement in (schema.LEDGER_CONSTRAINT, *(s for one in schema.MIGRATIONS for s in one)):
        place = re.search(r"n:(\w+)", statement)
        assert place is not None, statement
        properties = re.findall(r"n\.(\w+)", statement)
        found.add((place[1], ", ".join(properties)))
    return found


def test_every_index_is_used_by_some_look_up(plans: dict[str, list[Step]]) -> None:
    used = {
        match
        for found in plans.values()
        for step in found
        if "Index" in step.operator
        for match in re.findall(r":(\w+)\(([\w, ]+)\)", step.says)
    }
    assert len(defined()) > 50
    assert defined() - used == set()
