"""A network of 300,000 referrals in Neo4j: importing it, its flow graph, and look-ups in it.

``python -m benchmarks.neo4j_network network.sqlite network.sqlite out.json``; the network comes
from that SQLite store. Everything is compared with bare driver calls on the same server, whose
constraints and indexes are ours:

- importing: ``apply`` in batches of 10,000 changes, as an import hands them over, against managed
  transactions of the same size that make the same nodes, relationships and lines by one ``UNWIND``
  a kind from rows that are ready, with instants as the driver takes them; nothing is looked up
  before, checked or encoded there.
- the flow graph: one referral is added, the snapshot catches up and the graph goes on from the one
  before, as the service keeps it, against the same aggregation in Cypher; equal numbers.
- a chain by its id, candidates for a need and an area: the port's answers against the rows of the
  same Cypher in a managed transaction (for the chain without the lock that ours takes).
"""

import gc
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import neo4j

from benchmarks.figures import Figure, alternating, seconds_of, write_result
from benchmarks.neo4j_server import server
from benchmarks.snapshot import event
from graph_model.analysis.flows import FlowGraph, FlowWork
from graph_model.domain.actors import Actor
from graph_model.domain.chains import HelpChain
from graph_model.domain.records import Record, RecordKind, kind_of
from graph_model.domain.referrals import Referral
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.neo4j import Address, Neo4jStore, statements
from graph_model.store.neo4j.drawing import ENDS, LABELS, LINES, TYPES
from graph_model.store.neo4j.records import INSTANTS, encode, instant
from graph_model.store.port import Put
from graph_model.store.sqlite.store import SqliteStore

SCRIPT = "benchmarks/neo4j_network.py"
BATCH = 10_000
COMPARED = 4
LOOK_UPS = 60
_PART = 20_000
_DIRECTORY = (RecordKind.AREA, RecordKind.NEED, RecordKind.ACTOR, RecordKind.SERVICE)

FLOWS = """
MATCH (a:Actor)-[r:REFERRED]->(b:Actor)
WHERE NOT r.status IN ['draft', 'entered_in_error']
WITH a.id AS source, b.id AS target, r,
     [i IN range(0, size(r.step_status) - 1) WHERE r.step_status[i] = 'requested'][0] AS asked,
     [i IN range(0, size(r.step_status) - 1)
      WHERE r.step_status[i] IN ['accepted', 'rejected']][0] AS decided
WITH source, target, r.status AS status, r.step_status[decided] AS decision,
     r.step_reason[decided] AS reason,
     duration.inSeconds(r.step_occurred_at[asked], r.step_occurred_at[decided]).seconds AS waited
RETURN source, target, count(*) AS referrals,
       count(CASE WHEN decision = 'accepted' THEN 1 END) AS accepted,
       collect(CASE WHEN decision = 'rejected' THEN reason END) AS rejected,
       count(CASE WHEN status = 'completed' THEN 1 END) AS completed,
       count(CASE WHEN status = 'failed' THEN 1 END) AS failed,
       percentileCont(waited, 0.5) / 86400.0 AS median_days
ORDER BY source, target
"""
"""All that our flow graph tells of an edge; the reasons are counted when they have arrived."""


def figures(network: Path, _: Path) -> tuple[list[Figure], list[str]]:
    """The figures, and remarks on what was measured beside them."""
    with server() as address, _driver(address) as driver:
        store = Neo4jStore(address)
        directory, batches = _network(network)
        store.apply([Put(record) for record in [*directory, *_services(directory)]])
        applied, unwound = _imported(store, batches, driver=driver)
        chain_ids = _some_chains(batches)
        batches.clear()
        started = time.perf_counter()
        snapshot = Snapshot.read(store)
        reading = time.perf_counter() - started
        # As a worker does: the collector leaves alone what is there for good.
        gc.collect()
        gc.freeze()
        counting, aggregating = _flows(store, snapshot, driver=driver)
        chain, chain_bare = _chains(store, driver, ids=chain_ids)
        candidates, candidates_bare = _candidates(store, driver, directory=directory)
        store.close()
    return (
        [
            _at_least("batch import / bare UNWIND loop", applied / unwound, goal=0.7),
            _at_least(
                "flow graph after one more event, faster than Cypher, equal",
                aggregating / counting,
                goal=100,
            ),
            _at_most("a chain by its id / bare query", chain / chain_bare, goal=1.5),
            _at_most(
                "candidates for need and area / bare query",
                candidates / candidates_bare,
                goal=1.5,
            ),
        ],
        [
            f"Neo4j: {applied:.0f} records a second imported, {unwound:.0f} by the bare loop.",
            (
                f"Neo4j: the flow graph took {1000 * counting:.0f} ms, catching up included, and"
                f" {aggregating:.1f} s in Cypher; reading the whole snapshot {reading:.0f} s."
            ),
            (
                f"Neo4j: a chain in {1000 * chain:.1f} ms ({1000 * chain_bare:.1f} bare),"
                f" candidates in {1000 * candidates:.1f} ms ({1000 * candidates_bare:.1f} bare)."
            ),
        ],
    )


def _at_least(name: str, measured: float, *, goal: float) -> Figure:
    unit = "times" if goal > 1 else "of the rate"
    return Figure(
        name=f"Neo4j: {name}",
        measured=measured,
        goal=goal,
        unit=unit,
        is_at_least=True,
        script=SCRIPT,
    )


def _at_most(name: str, measured: float, *, goal: float) -> Figure:
    return Figure(
        name=f"Neo4j: {name}",
        measured=measured,
        goal=goal,
        unit="times",
        is_at_least=False,
        script=SCRIPT,
    )


def _driver(address: Address) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(
        address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
    )


def _network(path: Path) -> tuple[list[Record], list[list[Record]]]:
    """The directory, and batches of whole chains with their tenants and referrals."""
    directory: list[Record] = []
    tenants: dict[str, Record] = {}
    chains: list[HelpChain] = []
    referrals: dict[str, list[Record]] = defaultdict(list)
    for record in _records(path):
        match record:
            case HelpChain():
                chains.append(record)
            case Referral():
                referrals[record.chain_id].append(record)
            case _ if kind_of(record) is RecordKind.TENANT:
                tenants[record.id] = record
            case _ if kind_of(record) in _DIRECTORY:
                directory.append(record)
    batches: list[list[Record]] = [[]]
    for chain in chains:
        if chain.id not in referrals:
            continue
        if len(batches[-1]) >= BATCH:
            batches.append([])
        tenant = tenants.pop(chain.tenant_id or "", None)
        batches[-1] += (
            [chain, *referrals[chain.id]]
            if tenant is None
            else [
                tenant,
                chain,
                *referrals[chain.id],
            ]
        )
    return directory, batches


def _records(path: Path) -> Iterator[Record]:
    store = SqliteStore(path)
    at = 0
    while entries := store.changes_since(at, _PART):
        at = entries[-1].revision
        yield from (entry.record for entry in entries if entry.record is not None)
    store.close()


def _services(directory: Sequence[Record]) -> list[Record]:
    """A service of each partner: three needs, forty areas; about a dozen meet in each cell."""
    needs = sorted(record.id for record in directory if kind_of(record) is RecordKind.NEED)
    areas = sorted(record.id for record in directory if kind_of(record) is RecordKind.AREA)
    partners = [
        record
        for record in directory
        if isinstance(record, Actor) and record.kind is ActorKind.PARTNER
    ]
    return [
        Service(
            id=f"s{place:04}",
            actor_id=partner.id,
            name=f"Angebot {place}",
            need_codes=tuple(needs[(place + 7 * step) % len(needs)] for step in range(3)),
            area_ids=tuple(areas[(place + 9 * step) % len(areas)] for step in range(40)),
        )
        for place, partner in enumerate(partners)
    ]


def _imported(
    store: Neo4jStore, batches: Sequence[Sequence[Record]], *, driver: neo4j.Driver
) -> tuple[float, float]:
    """Records a second by the store and by hand, over batches that take turns; the rest after."""
    done = {"store": [0, 0.0], "hand": [0, 0.0]}
    for place, batch in enumerate(batches):
        if place > 2 * COMPARED + 1:
            store.apply([Put(record) for record in batch])
            continue
        by_hand = place % 2 == 1
        if by_hand:
            work = _by_hand(batch, driver, revision=store.revision())
        else:
            changes = [Put(record) for record in batch]
            work = _applying(store, changes)
        seconds = seconds_of(work)
        # The first of each warms the server up.
        if place > 1:
            side = done["hand" if by_hand else "store"]
            side[0] += len(batch)
            side[1] += seconds
    store_rate, hand_rate = (records / seconds for records, seconds in done.values())
    return store_rate, hand_rate


def _applying(store: Neo4jStore, changes: Sequence[Put]) -> Callable[[], object]:
    return lambda: store.apply(changes)


def _by_hand(
    batch: Sequence[Record], driver: neo4j.Driver, *, revision: int
) -> Callable[[], object]:
    rows: dict[RecordKind, list[dict[str, object]]] = defaultdict(list)
    for number, record in enumerate(batch, start=revision + 1):
        rows[kind_of(record)].append({**_properties(record), "revision": number})

    def write(transaction: neo4j.ManagedTransaction) -> None:
        for kind in sorted(rows, key=list(RecordKind).index):
            transaction.run(_create(kind), rows=rows[kind]).consume()
        transaction.run(
            "MATCH (ledger:Hilfenetz {only: 1}) SET ledger.revision = $revision",
            revision=revision + len(batch),
        ).consume()

    def run() -> None:
        with driver.session() as session:
            session.execute_write(write)

    return run


def _properties(record: Record) -> dict[str, object]:
    """What a record's node or relationship carries, with instants as the driver takes them."""
    properties = encode(record)
    for name in INSTANTS[kind_of(record)]:
        value = properties.get(name)
        if isinstance(value, list):
            properties[name] = [instant(one) for one in value]
        elif isinstance(value, int):
            properties[name] = instant(value)
    return properties


def _create(kind: RecordKind) -> str:
    """One statement for a kind: its nodes with their lines, or its relationships."""
    if kind in TYPES:
        start, end = ENDS[kind]
        return (
            f"UNWIND $rows AS row MATCH (a:Actor {{id: row.{start}}}) "
            f"MATCH (b:Actor {{id: row.{end}}}) CREATE (a)-[n:{TYPES[kind]}]->(b) SET n = row"
        )
    ends = [
        f"MATCH (t{place}:{LABELS[line.target]} {{id: row.{line.field}}})"
        for place, line in enumerate(LINES[kind])
    ]
    lines = [f"CREATE (n)-[:{line.type}]->(t{place})" for place, line in enumerate(LINES[kind])]
    return " ".join(
        ["UNWIND $rows AS row", *ends, f"CREATE (n:{LABELS[kind]}) SET n = row", *lines]
    )


def _flows(store: Neo4jStore, snapshot: Snapshot, *, driver: neo4j.Driver) -> tuple[float, float]:
    """Best seconds for the flow graph after one more event, by the snapshot and in Cypher."""
    held = [(snapshot, FlowWork.of(snapshot, Scope()))]
    chain = snapshot.chain_id(0)

    def by_snapshot() -> None:
        before, work = held[0]
        caught_up = before.caught_up(store)
        held[0] = caught_up, work.after(caught_up)

    def by_cypher() -> None:
        with driver.session() as session:
            session.execute_read(lambda transaction: transaction.run(FLOWS).values())

    taken = []
    for number in range(8):
        store.apply([Put(event(f"event-{number}-{datetime.now(UTC):%f}", chain))])  # noqa: TID251 - a name
        taken.append((seconds_of(by_snapshot), seconds_of(by_cypher)))
    with driver.session() as session:
        rows = session.execute_read(lambda transaction: transaction.run(FLOWS).values())
    _expect_equal(held[0][1].answer, rows)
    return min(ours for ours, _ in taken), min(theirs for _, theirs in taken)


def _expect_equal(graph: FlowGraph, rows: Sequence[Sequence[Any]]) -> None:
    if len(graph.edges) != len(rows):
        raise AssertionError("Cypher and the flow graph have other edges.")
    for edge, row in zip(graph.edges, rows, strict=True):
        source, target, referrals, accepted, reasons, completed, failed, days = row
        told = (edge.source, edge.target, edge.referrals, edge.accepted, edge.completed)
        same_days = days is edge.median_days_to_decision or math.isclose(
            days, edge.median_days_to_decision or 0
        )
        by_reason = {str(reason.value): count for reason, count in edge.rejected_by.items()}
        if (
            told != (source, target, referrals, accepted, completed)
            or (edge.failed, by_reason) != (failed, Counter(reasons))
            or not same_days
        ):
            raise AssertionError(f"Cypher and the flow graph differ: {edge} {row}")


def _some_chains(batches: Sequence[Sequence[Record]]) -> list[str]:
    chains = (record.id for batch in batches for record in batch if isinstance(record, HelpChain))
    return list(islice(chains, 0, None, 97))[:LOOK_UPS]


def _chains(store: Neo4jStore, driver: neo4j.Driver, *, ids: Sequence[str]) -> tuple[float, float]:
    return _side_by_side(
        driver,
        [
            (_asking(store.chain_file, chain_id), statements.CHAIN_PARTS, {"ids": [chain_id]})
            for chain_id in ids
        ],
    )


def _candidates(
    store: Neo4jStore, driver: neo4j.Driver, *, directory: Sequence[Record]
) -> tuple[float, float]:
    needs = sorted(record.id for record in directory if kind_of(record) is RecordKind.NEED)
    areas = sorted(record.id for record in directory if kind_of(record) is RecordKind.AREA)
    cells = [(needs[n % len(needs)], areas[7 * n % len(areas)]) for n in range(LOOK_UPS)]
    return _side_by_side(
        driver,
        [
            (
                _asking(store.candidates, need, area),
                statements.CANDIDATES,
                {"need": need, "area": area},
            )
            for need, area in cells
        ],
    )


def _asking(ask: Callable[..., object], *values: str) -> Callable[[], object]:
    return lambda: ask(*values)


def _side_by_side(
    driver: neo4j.Driver,
    questions: Sequence[tuple[Callable[[], object], str, dict[str, str]]],
) -> tuple[float, float]:
    """Median seconds of each side's answers to the same questions, which take turns."""
    ours, theirs = [], []
    with driver.session() as session:
        for warm in (False, True):
            for ask, statement, parameters in questions:

                def bare(statement: str = statement, values: dict[str, str] = parameters) -> None:
                    session.execute_read(lambda tx: tx.run(statement, values).values())

                one, other = alternating(ask, bare, rounds=3)
                if warm:
                    ours.append(one)
                    theirs.append(other)
    return sorted(ours)[len(ours) // 2], sorted(theirs)[len(theirs) // 2]


if __name__ == "__main__":
    write_result(figures, sys.argv[1:])
