"""The Neo4j server is away: in time, honest, readable, and well again by itself."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from starlette.testclient import TestClient

from graph_model.domain.contacts import Contact
from graph_model.errors import StoreUnavailableError
from graph_model.store.neo4j import Address
from graph_model.store.neo4j.connection import Connection, Row, Run
from graph_model.store.patience import limited
from graph_model.store.port import Filter
from service.app import create_app, enveloped
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import SignIns, digest_of, revoke_key
from tests.faults.away_service import (
    AS_OF,
    AwayService,
    Fault,
    at_once,
    in_time,
    running_service,
)
from tests.faults.proxy import Proxy, proxy_to

pytestmark = pytest.mark.neo4j

COMMIT = b"\xb0\x12"
"""Bolt's message COMMIT: a structure without fields."""

READS = (
    ("/api/v1/analyses/flows", "coordination"),
    ("/api/v1/analyses/load", "coordination"),
    ("/api/v1/analyses/gaps", "coordination"),
    ("/", "coordination"),
    ("/", "kuemmerer"),
    ("/chains/c1", "kuemmerer"),
    ("/api/v1/chains/c1/path", "kuemmerer"),
    ("/api/v1/recommendations?need=loneliness&area=a1&chain=c1", "kuemmerer"),
    ("/api/v1/actors?kind=kuemmerer", "kuemmerer"),
    ("/api/v1/services/s1", "kuemmerer"),
)


@pytest.fixture(scope="module")
def running(
    neo4j_address: Address, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AwayService]:
    with running_service(neo4j_address, tmp_path_factory.mktemp("away")) as found:
        yield found


@pytest.fixture
def service(running: AwayService) -> AwayService:
    """The running service, well, and everybody seen just now."""
    for path, who in READS:
        found = running.until_it_works(lambda path=path, who=who: running.get(path, who))
        assert found.status_code == 200
    return running


def recorded(service: AwayService) -> int:
    return len(service.direct.page(Contact, Filter(chain_id="c1"), limit=1000).items)


def demand_unavailable(answer: httpx2.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("fault", Fault)
def test_thirty_at_once_are_answered_in_time_and_all_is_well_again_without_restart(
    service: AwayService, fault: Fault
) -> None:
    held = recorded(service)
    keys = [f"call-{fault.name}-{number}" for number in range(10)]
    known_at = service.clock.now
    recordings = [lambda key=key: service.record(key) for key in keys]
    readings = [lambda path=path, who=who: service.get(path, who) for path, who in READS]
    alive = [lambda: service.client.get("/health/live")] * 10
    with service.line.broken(fault):
        service.clock.now += timedelta(minutes=3)
        for _ in range(2):
            answers = at_once([*recordings, *readings, *alive])
            for answer in answers[:10]:
                demand_unavailable(answer)
            for answer in answers[10:20]:
                assert answer.status_code == 200
                assert answer.headers[AS_OF] == f"{known_at:%Y-%m-%dT%H:%M:%SZ}"
            assert {answer.status_code for answer in answers[20:]} == {200}
        assert "nicht erreichbar" in in_time(lambda: service.get("/", "kuemmerer")).text
        assert "Stand: " in service.get("/api/v1/maps/network", "coordination").text
        ready = in_time(lambda: service.client.get("/health/ready"))
        assert (ready.status_code, ready.json()["status"]) == (200, "read_only")
        for recording in recordings:
            demand_unavailable(in_time(recording))
    # The same calls, made again as their callers were told to: each happens once.
    again = [service.until_it_works(recording) for recording in recordings]
    assert {answer.status_code for answer in again} == {201}
    assert {recording().status_code for recording in recordings} == {201}
    assert recorded(service) == held + 10
    flows = service.until_it_works(lambda: service.get("/api/v1/analyses/flows", "coordination"))
    assert flows.status_code == 200


@pytest.mark.parametrize(
    "moment", [(), (COMMIT,)], ids=["in the middle of writing", "while it commits"]
)
def test_a_recording_whose_answer_is_lost_on_its_way_happens_once_when_it_is_repeated(
    service: AwayService, moment: tuple[bytes, ...]
) -> None:
    """The server holds the lock of the lost transaction, but not for longer than it is waited for.

    Other lines still work: only the time that a request has tells that this one does not.
    """
    held = recorded(service)
    key = f"call-lost-{len(moment)}"
    proxy = service.line.proxy
    before = proxy.cuts
    proxy.lose_answer_once(key.encode(), *moment)
    demand_unavailable(in_time(lambda: service.record(key)))
    assert proxy.cuts == before + 1
    again = service.until_it_works(lambda: service.record(key))
    assert again.status_code == 201
    assert ("Idempotency-Replayed" in again.headers) == bool(moment)
    assert recorded(service) == held + 1


def test_reading_whose_answer_is_lost_on_its_way_is_answered_from_the_snapshot(
    service: AwayService,
) -> None:
    service.line.proxy.lose_answer_once()
    lost = in_time(lambda: service.get("/api/v1/actors/k1"))
    assert (lost.status_code, lost.json()["id"], AS_OF in lost.headers) == (200, "k1", True)
    next_one = service.until_it_works(lambda: service.get("/api/v1/actors/k1"))
    assert next_one.status_code == 200


def test_keys_that_were_seen_revoked_or_not_seen_lately_open_nothing(service: AwayService) -> None:
    flows = "/api/v1/analyses/flows"
    assert service.get(flows, "leaver").status_code == 200
    key = service.direct.key_by_digest(digest_of(service.secrets["leaver"]))
    assert key is not None
    revoke_key(service.direct, key.id, now=service.clock.now)
    assert service.get(flows, "leaver").status_code == 401
    with service.line.broken(Fault.CUT):
        demand_unavailable(in_time(lambda: service.get(flows, "leaver")))
        assert in_time(lambda: service.get(flows, "coordination")).status_code == 200
        service.clock.now += timedelta(minutes=15)
        demand_unavailable(in_time(lambda: service.get(flows, "coordination")))


def test_without_a_snapshot_reading_is_refused_in_time_too(service: AwayService) -> None:
    store = service.services.store
    fresh = replace(service.services, snapshots=SnapshotKeeper(store), sign_ins=SignIns())
    key = {"Authorization": f"Bearer {service.secrets['coordination']}"}
    with TestClient(enveloped(create_app(fresh), fresh.settings)) as client:
        assert client.get("/api/v1/actors", headers=key).status_code == 200
        with service.line.broken(Fault.SILENT):
            for path in ("/api/v1/analyses/flows", "/api/v1/actors", "/health/ready"):
                demand_unavailable(in_time(lambda path=path: client.get(path, headers=key)))
            assert client.get("/health/live").status_code == 200
        found = service.until_it_works(lambda: client.get("/api/v1/analyses/flows", headers=key))
        assert found.status_code == 200


@pytest.fixture
def proxy(neo4j_address: Address) -> Iterator[Proxy]:
    with proxy_to(neo4j_address.uri) as found:
        yield found


@pytest.fixture
def connection(proxy: Proxy, neo4j_address: Address) -> Iterator[Connection]:
    opened = Connection(replace(neo4j_address, uri=f"bolt://127.0.0.1:{proxy.port}"))
    yield opened
    opened.close()


def one(run: Run) -> Row | None:
    return run.one("RETURN 1")


def slowly(run: Run) -> Row | None:
    """Reading that takes a second."""
    run.rows("RETURN 1")
    threading.Event().wait(1)
    return run.one("RETURN 2")


def test_large_work_takes_its_time_where_small_work_has_little(connection: Connection) -> None:
    with limited(0.3):
        assert connection.read(slowly, size=100_000) == [2]
        assert connection.read(one) == [1]
        with pytest.raises(StoreUnavailableError, match="TimedOut"):
            connection.read(slowly)
        # All that the caller had is spent; nothing more is begun.
        with pytest.raises(StoreUnavailableError, match="TimedOut"):
            connection.read(one)
    assert connection.read(slowly) == [2]


def test_lines_that_died_while_idle_cost_one_call_its_time_not_one_each(
    connection: Connection, proxy: Proxy
) -> None:
    together = threading.Barrier(5)

    def beside_others(run: Run) -> Row | None:
        together.wait(60)
        return one(run)

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(connection.read, [beside_others] * 5)) == [[1]] * 5
    proxy.forget_all()
    with limited(0.5), pytest.raises(StoreUnavailableError, match="TimedOut"):
        connection.read(one)
    with limited(3.5):
        assert connection.read(one) == [1]


def test_who_has_time_is_not_disturbed_when_others_give_up(
    connection: Connection, proxy: Proxy
) -> None:
    proxy.delay_s = 0.7

    def with_little_time(_: int) -> Row | None:
        with limited(3.5):
            return connection.read(one)

    with ThreadPoolExecutor(2) as threads:
        patient = threads.submit(connection.read, one)
        hurried = threads.submit(with_little_time, 0)
        with pytest.raises(StoreUnavailableError, match="ServiceUnavailable"):
            hurried.result()
        assert patient.result() == [1]
