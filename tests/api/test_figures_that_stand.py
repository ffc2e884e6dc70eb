"""On a large network figures for many are those of some minutes ago, and say so."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from graph_model.store.port import Put
from service.app import create_app, enveloped
from service.snapshots import SnapshotKeeper
from service.standing import PAUSE
from tests import builders as make
from tests.api.conftest import House, alike

AS_OF = "Hilfenetz-As-Of"
DEADLINE_S = 60


@pytest.fixture
def large(house: House) -> Iterator[House]:
    """The house with four people's referrals, which are many here."""
    house.store.apply(alike(make.referral("r1", need="debt", recipient="p1"), tenants=4))
    services = replace(house.services, snapshots=SnapshotKeeper(house.store, large=4))
    app = enveloped(create_app(services), services.settings)
    with TestClient(app) as client:
        yield replace(house, app=app, client=client, services=services)


def record_more(house: House) -> None:
    more = make.referral("more", need="debt", recipient="p1", chain="c9", tenant="t9")
    house.store.apply(alike(more, tenants=3))


def flows(house: House) -> tuple[int, str | None]:
    answer = house.get("/analyses/flows", "coordination")
    return answer.json()["referrals"], answer.headers.get(AS_OF)


def test_they_stand_with_their_moment_until_newer_ones_are_ready(large: House) -> None:
    assert flows(large) == (4, None)
    counted_at = large.clock.now
    record_more(large)
    large.clock.now += PAUSE
    assert flows(large) == (4, f"{counted_at:%Y-%m-%dT%H:%M:%SZ}")
    end = time.monotonic() + DEADLINE_S
    while flows(large)[0] == 4 and time.monotonic() < end:
        time.sleep(0.02)
    assert flows(large) == (7, None)


def test_a_page_says_that_newer_entries_are_being_counted(large: House) -> None:
    large.client.cookies.set("hilfenetz_session", large.secrets["coordination"])
    assert "Neuere Einträge" not in large.client.get("/").text
    record_more(large)
    page = large.client.get("/").text
    assert "Neuere Einträge werden gerade gezählt" in page
    assert "nicht erreichbar" not in page


def test_single_cases_are_always_as_of_now(large: House) -> None:
    flows(large)
    large.store.apply([Put(make.chain("c8", tenant="t1"))])
    answer = large.get("/chains/c8")
    assert (answer.status_code, answer.headers.get(AS_OF)) == (200, None)
