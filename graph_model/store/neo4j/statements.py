"""All Cypher that reads or writes the network: names of our own, values as parameters."""

from functools import cache

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import (
    ACTOR_LABELS,
    CALL,
    ENDS,
    LABELS,
    LEDGER,
    LINES,
    TOMBSTONE,
    TYPES,
    Line,
)
from graph_model.store.neo4j.instants import given, whole

TAKE_LOCK = f"MATCH (ledger:{LEDGER} {{only: 1}}) SET ledger.locked = true"
"""Begins a statement that goes on when nobody else writes, and keeps it so."""

LOCK = f"""
{TAKE_LOCK}
RETURN ledger.revision
"""
"""Wait for the turn to write; the revision is read when it has come."""

LOCK_AND_RECALL = f"""
{TAKE_LOCK}
WITH ledger OPTIONAL MATCH (call:{CALL}) WHERE call.key IN $keys
RETURN ledger.revision, call.key, call.digest, call.answer, call.revision
"""
"""The same, and those of some calls that were made before."""

ADVANCE = f"""
MATCH (ledger:{LEDGER} {{only: 1}})
SET ledger.revision = $revision, ledger.recent = ([$token] + coalesce(ledger.recent, []))[..50]
WITH ledger UNWIND $calls AS row CREATE (call:{CALL}) SET call = row
"""
"""The revision after some batches, whose it was (the last fifty stay known), and their calls."""

HAS_HAPPENED = f"""
{TAKE_LOCK}
WITH ledger RETURN $token IN coalesce(ledger.recent, [])
"""
"""Whether batches were written, asked when nobody writes."""

REVISION = f"MATCH (ledger:{LEDGER} {{only: 1}}) RETURN ledger.revision"
"""Position of the latest change."""

CALLED = f"MATCH (call:{CALL} {{key: $key}}) RETURN call.digest, call.answer, call.revision"
"""A call that was made, by its key."""

CALLS_NAMING = f"""
MATCH (call:{CALL}) WHERE call.key CONTAINS $text OR call.answer CONTAINS $text
RETURN call.key, call.answer
"""
"""Calls whose key or answer holds a text; reads all of them, for an erasure."""

RENAME_CALL = f"""
MATCH (call:{CALL} {{key: $key}}) SET call.key = $new_key, call.answer = $answer
"""
"""Another key and answer for a call."""

FORGET_CALL = f"MATCH (call:{CALL} {{key: $key}}) DELETE call"
"""A call whose key another one takes."""

BURY = f"""
UNWIND $rows AS row
MERGE (tombstone:{TOMBSTONE} {{kind: row.kind, id: row.id}}) SET tombstone.revision = row.revision
"""
"""Tombstones of deleted records."""

UNBURY = f"""
UNWIND $rows AS row MATCH (tombstone:{TOMBSTONE} {{kind: row.kind, id: row.id}}) DELETE tombstone
"""
"""No tombstone for what is there again."""

IS_BURIED = f"MATCH (tombstone:{TOMBSTONE} {{kind: $kind, id: $id}}) RETURN tombstone.revision"
"""Whether there is a tombstone."""


@cache
def pattern(kind: RecordKind) -> str:
    """The node or relationship of a kind, named ``n``."""
    if kind in LABELS:
        return f"(n:{LABELS[kind]})"
    return f"()-[n:{TYPES[kind]}]->()"


BURIED = 0
"""What ``look`` finds of a record that has a tombstone."""


@cache
def look(kinds: tuple[RecordKind, ...], there: tuple[RecordKind, ...]) -> str:
    """Records of some kinds by lists of ids (``$area``), and which ids exist (``$area_there``).

    Tombstones of the former come along, so that one question tells all a batch needs to know.
    """
    parts = [
        f"UNWIND ${kind} AS id MATCH {pattern(kind)} WHERE n.id = id "
        f"RETURN '{kind}' AS kind, id, {whole(kind)} AS found"
        for kind in kinds
    ]
    parts += [
        f"UNWIND ${kind} AS id MATCH (n:{TOMBSTONE} {{kind: '{kind}', id: id}}) "
        f"RETURN '{kind}' AS kind, id, {BURIED} AS found"
        for kind in kinds
    ]
    parts += [
        f"UNWIND ${kind}_there AS id MATCH {pattern(kind)} WHERE n.id = id "
        f"RETURN '{kind}' AS kind, id, null AS found"
        for kind in there
    ]
    return "\nUNION ALL\n".join(parts)


@cache
def by_ids(kind: RecordKind) -> str:
    """Records of one kind by ``$ids``."""
    return f"UNWIND $ids AS id MATCH {pattern(kind)} WHERE n.id = id RETURN {whole(kind)}"


BY_DIGEST = "by_digest"
"""Marks the access keys that were asked for by their digests."""


@cache
def glance(kinds: tuple[RecordKind, ...], *, has_digests: bool) -> str:
    """Records of some kinds by lists of ids (``$area``), access keys by ``$digests``."""
    parts = [
        f"UNWIND ${kind} AS id MATCH {pattern(kind)} WHERE n.id = id "
        f"RETURN '{kind}' AS what, {whole(kind)} AS found"
        for kind in kinds
    ]
    if has_digests:
        parts.append(
            "UNWIND $digests AS digest MATCH (n:AccessKey {digest: digest}) "
            f"WITH n ORDER BY n.id "
            f"RETURN '{BY_DIGEST}' AS what, {whole(RecordKind.ACCESS_KEY)} AS found"
        )
    return "\nUNION ALL\n".join(parts)


@cache
def create_nodes(kind: RecordKind) -> str:
    """Nodes for ``$rows`` of properties."""
    return f"UNWIND $rows AS row CREATE (n:{LABELS[kind]}) SET n = {given(kind)}"


@cache
def update_nodes(kind: RecordKind) -> str:
    """Other properties for nodes that are there."""
    return f"UNWIND $rows AS row MATCH (n:{LABELS[kind]} {{id: row.id}}) SET n = {given(kind)}"


def _label_actors() -> str:
    every = ":".join(ACTOR_LABELS.values())
    sets = "\n".join(
        f"FOREACH (_ IN CASE WHEN row.kind = '{kind}' THEN [1] ELSE [] END | SET n:{label})"
        for kind, label in ACTOR_LABELS.items()
    )
    return f"UNWIND $rows AS row MATCH (n:Actor {{id: row.id}}) REMOVE n:{every}\n{sets}"


LABEL_ACTORS = _label_actors()
"""The second label of actors, by their kind."""


def arrow(line: Line) -> str:
    """A line as a pattern between two nodes, named ``e``."""
    body = f"-[e:{line.type}]-"
    return f"<{body}" if line.points_in else f"{body}>"


@cache
def draw(kind: RecordKind) -> str:
    """Lines of nodes that have none yet: of ``row.add``, by place in ``LINES``, what they lead to.

    That is a list of ids, or, of lines that carry something, of ids with what they carry.
    """
    return "\n".join([_node(kind), *(_new_line(*one) for one in enumerate(LINES[kind]))])


@cache
def redraw(kind: RecordKind) -> str:
    """The same, and lines that go: ``row.drop`` lists ids."""
    parts = [_node(kind)]
    for place, line in enumerate(LINES[kind]):
        parts.append(
            f"CALL (n, row) {{ UNWIND row.drop[{place}] AS gone "
            f"MATCH (n){arrow(line)}(:{LABELS[line.target]} {{id: gone}}) DELETE e }}"
        )
        parts.append(_new_line(place, line))
    return "\n".join(parts)


def _node(kind: RecordKind) -> str:
    return f"UNWIND $rows AS row MATCH (n:{LABELS[kind]} {{id: row.id}})"


def _new_line(place: int, line: Line) -> str:
    target, says = ("new", "") if line.carries is None else ("new[0]", " SET e = new[1]")
    return (
        f"CALL (n, row) {{ UNWIND row.add[{place}] AS new "
        f"MATCH (t:{LABELS[line.target]} {{id: {target}}}) CREATE (n){arrow(line)}(t){says} }}"
    )


@cache
def erase_lines(kind: RecordKind) -> str:
    """All lines that nodes ``$ids`` have drawn themselves."""
    parts = [f"UNWIND $ids AS id MATCH (n:{LABELS[kind]} {{id: id}})"]
    parts += [
        f"CALL (n) {{ MATCH (n){arrow(line)}(:{LABELS[line.target]}) DELETE e }}"
        for line in LINES[kind]
    ]
    return "\n".join(parts)


@cache
def still_tied(kind: RecordKind) -> str:
    """What is still tied to nodes ``$ids``: the first tie, by who refers."""
    return f"""
    UNWIND $ids AS id MATCH (n:{LABELS[kind]} {{id: id}})-[e]-(other)
    RETURN id, type(e), coalesce(e.id, other.id) AS user, labels(other) ORDER BY id, user LIMIT 1
    """


@cache
def still_mentioned(kind: RecordKind, field: str) -> str:
    """Which relationship of a kind still names one of ``$ids`` in a field: the first one."""
    return (
        f"UNWIND $ids AS id MATCH {pattern(kind)} USING INDEX SEEK n:{TYPES[kind]}({field}) "
        f"WHERE n.{field} = id RETURN id, n.id AS user ORDER BY id, user LIMIT 1"
    )


@cache
def delete_nodes(kind: RecordKind) -> str:
    """Nodes ``$ids``, which nothing is tied to any more."""
    return f"UNWIND $ids AS id MATCH (n:{LABELS[kind]} {{id: id}}) DELETE n"


@cache
def create_ties(kind: RecordKind, *, start: RecordKind, end: RecordKind) -> str:
    """Relationships for ``$rows`` of properties, which name both ends."""
    return (
        f"UNWIND $rows AS row MATCH (a:{LABELS[start]} {{id: row.{ENDS[kind][0]}}}) "
        f"MATCH (b:{LABELS[end]} {{id: row.{ENDS[kind][1]}}}) "
        f"CREATE (a)-[n:{TYPES[kind]}]->(b) SET n = {given(kind)}"
    )


@cache
def update_ties(kind: RecordKind) -> str:
    """Other properties for relationships whose ends stay."""
    return f"UNWIND $rows AS row MATCH {pattern(kind)} WHERE n.id = row.id SET n = {given(kind)}"


@cache
def delete_ties(kind: RecordKind) -> str:
    """Relationships ``$ids``."""
    return f"UNWIND $ids AS id MATCH {pattern(kind)} WHERE n.id = id DELETE n"


@cache
def move_contacts(gone: RecordKind, heir: RecordKind) -> tuple[str, str]:
    """Contacts of nodes ``$ids`` that go, moved to the other party of the same id, out and in."""
    old, new, contacted = LABELS[gone], LABELS[heir], TYPES[RecordKind.CONTACT]
    found = f"UNWIND $ids AS id MATCH (t:{new} {{id: id}}) MATCH (n:{old} {{id: id}})"
    keep = "WITH e, t, other, properties(e) AS kept DELETE e"
    return (
        f"{found}-[e:{contacted}]->(other) {keep} CREATE (t)-[f:{contacted}]->(other) SET f = kept",
        f"{found}<-[e:{contacted}]-(other) {keep} CREATE (other)-[f:{contacted}]->(t) SET f = kept",
    )


CANDIDATES = f"""
MATCH (:Area {{id: $area}})-[:PART_OF*0..]->(above:Area)<-[:SERVES]-(s:Service)
WITH DISTINCT s
MATCH (s)-[:ADDRESSES]->(:Need {{id: $need}})
MATCH (s)<-[:OFFERS]-(a:Actor)
RETURN {whole(RecordKind.SERVICE, "s")}, {whole(RecordKind.ACTOR, "a")} ORDER BY s.id
"""
"""Services for a need that serve an area or one above it, with who offers them."""

CHAIN_PARTS = f"""
UNWIND $ids AS id MATCH (n:HelpChain {{id: id}})
RETURN '{RecordKind.CHAIN}' AS kind, id, {whole(RecordKind.CHAIN)} AS found
UNION ALL
UNWIND $ids AS id MATCH ()-[n:REFERRED]->() WHERE n.chain_id = id
RETURN '{RecordKind.REFERRAL}' AS kind, id, {whole(RecordKind.REFERRAL)} AS found
UNION ALL
UNWIND $ids AS id MATCH ()-[n:CONTACTED]->() WHERE n.chain_id = id
RETURN '{RecordKind.CONTACT}' AS kind, id, {whole(RecordKind.CONTACT)} AS found
"""
"""Chains with their referrals and contacts, each as it is just then."""

CHAIN_FILES = f"""
{TAKE_LOCK}
WITH ledger
CALL () {{ {CHAIN_PARTS} }}
RETURN kind, id, found
"""
"""The same as of one moment: while nobody writes.

What somebody commits can be seen piece by piece before all of it can, so nothing that is read
without the lock tells whether the rest of it is there already.
"""

OPEN_REFERRALS = f"""
MATCH ()-[n:REFERRED]->() WHERE n.recipient_id = $actor AND n.status IN $statuses
RETURN {whole(RecordKind.REFERRAL)} ORDER BY n.id
"""
"""Referrals to a recipient in some states."""

CONSENTS = f"""
MATCH (n:Consent {{tenant_id: $tenant}}) RETURN {whole(RecordKind.CONSENT)} ORDER BY n.id
"""
"""A tenant's consents."""

CONTACTS_WITH = """
CALL () {
    MATCH ()-[n:CONTACTED]->() WHERE n.from_id = $id RETURN n.id AS id
    UNION MATCH ()-[n:CONTACTED]->() WHERE n.to_id = $id RETURN n.id AS id
}
RETURN id ORDER BY id
"""
"""Ids of contacts with somebody at either end."""


@cache
def of_tenant(kind: RecordKind) -> str:
    """Records of a kind that carry the tenant ``$id``."""
    return f"MATCH {pattern(kind)} WHERE n.tenant_id = $id RETURN {whole(kind)} ORDER BY n.id"
