"""Every look-up goes by an index: the server's own plans hold no scan of a whole label or type."""

from dataclasses import fields

import neo4j
import pytest

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j import Address, Neo4jStore, statements
from graph_model.store.neo4j.drawing import LABELS, LINES, MENTIONS, TYPES
from graph_model.store.neo4j.list_statements import CONDITIONS, listing
from graph_model.store.port import Filter, RowKind

pytestmark = pytest.mark.neo4j

KINDS = tuple(RecordKind)

# Reads all kept answers, once for an erasure; and counts, which the server keeps ready.
WHOLE = {"CALLS_NAMING"}

PLAIN = {
    name: text
    for name, text in vars(statements).items()
    if name.isupper() and isinstance(text, str) and " " in text and name not in WHOLE
}

BY_KIND = {
    **{f"look {kind}": statements.look((kind,), (kind,)) for kind in KINDS},
    "look all": statements.look(KINDS, KINDS),
    **{f"ids {kind}": statements.by_ids(kind) for kind in KINDS},
    **{f"part {kind}": statements.part(kind) for kind in KINDS},
    **{f"rows {kind}": statements.rows(kind) for kind in RowKind},
    **{f"update {kind}": statements.update_nodes(kind) for kind in LABELS},
    **{f"draw {kind}": statements.draw(kind) for kind in LINES},
    **{f"lines {kind}": statements.erase_lines(kind) for kind in LINES},
    **{f"drawn {kind}": statements.drawn(kind) for kind in LINES},
    **{f"still {kind}": statements.still_tied(kind) for kind in LABELS},
    **{f"delete {kind}": statements.delete_nodes(kind) for kind in LABELS},
    **{f"tie {kind}": statements.update_ties(kind) for kind in TYPES},
    **{f"untie {kind}": statements.delete_ties(kind) for kind in TYPES},
    **{f"tied {kind}": statements.tied(kind) for kind in TYPES},
    **{
        f"mention {kind} {field}": statements.still_mentioned(kind, field)
        for kind in MENTIONS
        for field in MENTIONS[kind]
    },
    **{f"unknown {kind}": statements.unknown(kind) for kind in KINDS},
    **{
        f"tenant {kind}": statements.of_tenant(kind)
        for kind in (RecordKind.CHAIN, RecordKind.REFERRAL)
    },
    "positions": statements.positions(KINDS),
    "entries": statements.entries(KINDS),
    "move out": statements.move_contacts(RecordKind.ACTOR, RecordKind.TENANT)[0],
    "move in": statements.move_contacts(RecordKind.ACTOR, RecordKind.TENANT)[1],
}

LISTS = {
    f"list {kind} {name}": listing(kind, (name,) if name else ())
    for kind in KINDS
    for name in ("", *CONDITIONS[kind])
}

STATEMENTS = {**PLAIN, **BY_KIND, **LISTS}

VALUES: dict[str, object] = {
    **{str(kind): ["x"] for kind in KINDS},
    **{f"{kind}_there": ["x"] for kind in KINDS},
    **{field.name: "x" for field in fields(Filter)},
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
    "revision": 5,
    **dict.fromkeys(
        ("key", "new_key", "digest", "answer", "id", "kind", "area", "need", "actor", "tenant"), "x"
    ),
    "after": "x",
}

SCANS = ("AllNodesScan", "LabelScan", "TypeScan", "AllRelationshipsScan", "IndexScan")


def operators(plan: dict[str, object]) -> set[str]:
    children = plan.get("children")
    below = [operators(child) for child in children] if isinstance(children, list) else []
    return {str(plan["operatorType"]).partition("@")[0]}.union(*below)


@pytest.fixture(scope="module")
def plans(neo4j_address: Address) -> dict[str, set[str]]:
    Neo4jStore(neo4j_address).close()  # makes the constraints and indexes
    login = (neo4j_address.user, neo4j_address.password)
    found: dict[str, set[str]] = {}
    with (
        neo4j.GraphDatabase.driver(
            neo4j_address.uri, auth=login, notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=neo4j_address.database) as session,
    ):
        for name, statement in STATEMENTS.items():
            summary = session.run(f"EXPLAIN {statement}", VALUES).consume()
            assert summary.plan is not None
            found[name] = operators(summary.plan)
    return found


def test_no_statement_scans_a_whole_label_or_type(plans: dict[str, set[str]]) -> None:
    scanning = {
        name: sorted(found)
        for name, found in plans.items()
        if any(operator.endswith(scan) for operator in found for scan in SCANS)
    }
    assert scanning == {}


def test_a_text_filter_goes_by_the_text_index(plans: dict[str, set[str]]) -> None:
    for kind in (RecordKind.AREA, RecordKind.NEED, RecordKind.ACTOR, RecordKind.SERVICE):
        assert "NodeIndexContainsScan" in plans[f"list {kind} text"]
