"""The Cypher of the integrity check: names of our own, values as parameters."""

from functools import cache

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import LABELS, LINES, TOMBSTONE
from graph_model.store.neo4j.instants import whole
from graph_model.store.neo4j.statements import arrow, pattern

NODES = "MATCH (n) RETURN labels(n), count(*)"
"""Which labels nodes carry, and how many do."""

ARROWS = "MATCH (a)-[e]->(b) RETURN type(e), labels(a), labels(b), count(*)"
"""What relationships there are between which labels, and how many."""

DEFINED = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name"
"""Names of the indexes that can be used, those of constraints among them."""

REFERRALS_OF_CHAINS = f"""
UNWIND $ids AS id MATCH ()-[n:REFERRED]->() WHERE n.chain_id = id
RETURN {whole(RecordKind.REFERRAL)} ORDER BY n.chain_id, n.id
"""
"""Referrals of several chains, chain by chain."""

CONSENTS_OF_MANY = f"""
UNWIND $tenants AS id MATCH (n:Consent {{tenant_id: id}})
RETURN {whole(RecordKind.CONSENT)} ORDER BY n.id
"""
"""Consents of several tenants."""


@cache
def part(kind: RecordKind) -> str:
    """Records in order of id after ``$after``, for reading everything part by part."""
    return (
        f"MATCH {pattern(kind)} WHERE n.id > $after RETURN {whole(kind)} ORDER BY n.id LIMIT $limit"
    )


@cache
def drawn(kind: RecordKind) -> str:
    """For nodes ``$ids``: labels, and by place of its line what each line leads to."""
    lines = ", ".join(
        f"[(n){arrow(line)}(t:{LABELS[line.target]}) | [t.id, properties(e)]]"
        for line in LINES[kind]
    )
    return f"UNWIND $ids AS id MATCH (n:{LABELS[kind]} {{id: id}}) RETURN id, labels(n), [{lines}]"


@cache
def tied(kind: RecordKind) -> str:
    """For relationships ``$ids``: the ids at both ends."""
    match = pattern(kind).replace("()-", "(a)-").replace("->()", "->(b)")
    return f"UNWIND $ids AS id MATCH {match} WHERE n.id = id RETURN id, a.id, b.id"


@cache
def count(kind: RecordKind) -> str:
    """How many records of a kind there are."""
    return f"MATCH {pattern(kind)} RETURN count(n)"


@cache
def unknown(kind: RecordKind) -> str:
    """Which of ``$ids`` a kind does not hold."""
    return (
        f"UNWIND $ids AS id WITH id WHERE NOT EXISTS {{ MATCH {pattern(kind)} WHERE n.id = id }} "
        "RETURN id"
    )


@cache
def astray(kind: RecordKind) -> str:
    """Records of a kind that no list or no feed can find; how many, and one of them."""
    return (
        f"MATCH {pattern(kind)} WHERE n.id IS NULL OR n.revision IS NULL "
        "OR n.id IS NOT :: STRING OR n.revision IS NOT :: INTEGER "
        "RETURN count(n), min(n.id)"
    )


@cache
def risen(kind: RecordKind) -> str:
    """Records of a kind that are there although a tombstone says that they are not."""
    return (
        f"MATCH (tombstone:{TOMBSTONE} {{kind: '{kind}'}}) WITH tombstone.id AS id "
        f"MATCH {pattern(kind)} WHERE n.id = id RETURN id ORDER BY id"
    )
