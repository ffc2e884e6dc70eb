"""One event recorded through HTTP into Neo4j against bare driver calls, 16 clients each.

HTTP: ``POST /api/v1/contacts`` with a key, an ``Idempotency-Key`` and a chain, to the service as
``hilfenetz serve`` runs it. Bare: one managed transaction an event that leaves the same behind
(relationship with the same properties, kept call, revision in the one node that orders all writes)
by a single statement, from as many threads with one driver; no checks, no sign-in, no answer made.
Both on the same server, with the same constraints and indexes.
"""

import time
from datetime import UTC, datetime

import neo4j

from benchmarks.neo4j_server import as_text, server
from benchmarks.recording import Served, http_rate, prepare, together
from graph_model.store.neo4j import Address
from service.secret import Secret

CLIENTS = 16
ROUNDS = 3
_ANSWER = '{"id": "contact-0123456789abcdef", "from_id": "k1", "to_id": "t1"}' * 4
_WRITE = """
MATCH (ledger:Hilfenetz {only: 1}) SET ledger.revision = ledger.revision + 1
WITH ledger
MATCH (a:Actor {id: $from_id}) MATCH (b:Tenant {id: $to_id})
CREATE (a)-[n:CONTACTED]->(b) SET n = $properties, n.revision = ledger.revision
CREATE (:Call {key: $key, digest: $digest, answer: $answer, revision: ledger.revision})
"""


def rates() -> tuple[float, float]:
    """Events a second through HTTP and by bare driver calls, medians of alternating rounds."""
    with server() as address:
        store = as_text(address)
        secret = prepare(store, password=Secret(address.password))
        through_http, by_hand = [], []
        with Served(store, environ={"HILFENETZ_STORE_PASSWORD": address.password}) as port:
            for turn in range(ROUNDS + 1):
                through_http.append(http_rate(port, secret, turn=turn, clients=CLIENTS))
                by_hand.append(_bare_rate(address, turn))
    # The first round warms the server up.
    return sorted(through_http[1:])[ROUNDS // 2], sorted(by_hand[1:])[ROUNDS // 2]


def _bare_rate(address: Address, turn: int) -> float:
    login = (address.user, address.password)
    occurred_at = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    with neo4j.GraphDatabase.driver(address.uri, auth=login) as driver:

        def client(number: int, until: float) -> int:
            done = 0
            while time.perf_counter() < until:
                name = f"contact-{turn}-{number}-{done:08d}"
                properties = {
                    "id": name,
                    "from_id": "k1",
                    "to_id": "t1",
                    "occurred_at": occurred_at,
                    "recorded_at": occurred_at,
                    "channel": "phone",
                    "initiator": "neighbour",
                    "need_code": "loneliness",
                    "chain_id": "c1",
                    "recorded_by": "k1",
                }
                values = {
                    "from_id": "k1",
                    "to_id": "t1",
                    "properties": properties,
                    "key": f"bare:{name}",
                    "digest": "0" * 64,
                    "answer": _ANSWER,
                }
                with driver.session(database=address.database) as session:
                    session.execute_write(_write, values)
                done += 1
            return done

        return together(client, clients=CLIENTS)


def _write(transaction: neo4j.ManagedTransaction, values: dict[str, object]) -> None:
    transaction.run(_WRITE, values).consume()


if __name__ == "__main__":
    print(rates())
