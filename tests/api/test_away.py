"""While the store is away: reading goes on from the last snapshot, marked; nothing else does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.contacts import Contact
from graph_model.store.port import Put
from service.app import PAGE_ROUTERS, create_app, enveloped
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import SignIns, digest_of, revoke_key
from tests import builders as make
from tests.api.conftest import House
from tests.api.interruption import Interruption
from tests.api.page_paths import ASKS_NO_STORE, KEPT_BY_THE_STORE, PAGE_PATHS, reader_of

AS_OF = "Hilfenetz-As-Of"
COOKIE = "hilfenetz_session"
ROLES = ("kuemmerer", "coordination", "evaluation", "admin")

PATHS = {
    "/api/v1/actors": ["?text=p1", "?kind=kuemmerer&cooperative=g1", "?limit=2"],
    "/api/v1/actors/{actor_id}": ["k1", "nobody"],
    "/api/v1/services": ["?need=debt", "?actor=p1", "?area=a1", "?text=x"],
    "/api/v1/services/{service_id}": ["s1", "nothing"],
    "/api/v1/areas": ["", "?parent=a1"],
    "/api/v1/needs": ["", "?text=debt"],
    "/api/v1/expected-chains": [""],
    "/api/v1/chains": ["", "?is_open=true&tenant=t1"],
    "/api/v1/chains/{chain_id}": ["c1", "c2", "none"],
    "/api/v1/chains/{chain_id}/path": ["c1", "c2", "none"],
    "/api/v1/referrals": ["?chain=c1", "?chain=c1&actor=p1", "?chain=c2"],
    "/api/v1/referrals/{referral_id}": ["r1", "r2", "none"],
    "/api/v1/contacts": ["?chain=c1", "?chain=c2"],
    "/api/v1/consents": ["?tenant=t1", "?tenant=t2", "?tenant=none"],
    "/api/v1/recommendations": [
        "?need=loneliness&area=a1",
        "?need=debt&area=a1&chain=c1&tenant=t1&sender=k1",
        "?need=debt&area=a1&chain=c2",
        "?need=debt&area=a1&tenant=t2",
        "?need=debt&area=a1&sender=k2",
    ],
    "/api/v1/analyses/flows": ["", "?area=a1"],
    "/api/v1/analyses/chains": [""],
    "/api/v1/analyses/variants": [""],
    "/api/v1/analyses/process-map": [""],
    "/api/v1/analyses/gaps": [""],
    "/api/v1/analyses/separations": [""],
    "/api/v1/analyses/load": [""],
    "/api/v1/analyses/load-course": [""],
    "/api/v1/analyses/relief": ["", "?level=municipality"],
    "/api/v1/analyses/access": [""],
    "/api/v1/analyses/structure": [""],
    "/api/v1/analyses/what-if": ["?without=p1&places=p2=-1&open=debt@a1=4"],
    "/api/v1/analyses/what-if/ranking": [""],
    "/api/v1/analyses/what-if/worst-three": [""],
    "/api/v1/analyses/indicators": ["", "?from=2026-01-01&to=2026-02-01"],
    "/api/v1/analyses/funnel": [""],
    "/health/ready": [""],
    **PAGE_PATHS,
}
"""Reading that goes on, by route, with what is asked for."""

NO_READING = {"/health/live", "/static/pages.css", "/static/bundle/{name}", "/sign-in/{token}"}
"""Routes that read nothing of the store's but the key."""

ASKED_APART = {"/api/v1/maps/network", "/api/v1/maps/network/{form}"}
"""Its document says itself that it is not up to date."""

POSTS: dict[str, object] = {
    "/tenants": {"cooperative_id": "g1"},
    "/consents": {"tenant_id": "t1", "recipient_ids": ["p1"], "valid_from": "2026-01-01"},
    "/consents/e1/withdrawal": {},
    "/chains": {"tenant_id": "t1", "trigger": "hint", "initiator": "relative"},
    "/chains/c1/end": {"outcome": "resolved"},
    "/contacts": {"from_id": "k1", "to_id": "t1", "channel": "phone"},
    "/referrals": {"chain_id": "c1", "sender_id": "k1", "recipient_id": "p1", "need_code": "debt"},
    "/referrals/r1/steps": {"status": "accepted"},
    "/unmet-searches": {"need_code": "debt", "area_id": "a1"},
}


@dataclass
class Away:
    """A house whose store can go away."""

    house: House
    line: Interruption

    def get(self, path: str, who: str, **headers: str) -> httpx2.Response:
        """A page by the session cookie, anything else by bearer key."""
        client = self.house.client
        client.cookies.clear()
        if path.startswith(("/api/", "/health/")):
            return client.get(path, headers=self.house.headers(who) | headers)
        client.cookies.set(COOKIE, self.house.secrets[who])
        return client.get(path, headers=headers)

    def sign_in_everybody(self) -> None:
        """Let everybody be seen, and the snapshot be read."""
        for who in ("foreign", *ROLES):
            self.get("/", who)


@pytest.fixture
def away(house: House) -> Iterator[Away]:
    house.store.apply(
        [
            Put(make.referral("r1", need="debt", recipient="p1")),
            Put(make.contact("n1", ends=("k1", "t1"), chain="c1")),
            Put(make.consent("e2", tenant="t2", recipients=("p1", "p2"))),
            Put(make.referral("r2", sender="k2", recipient="p2", chain="c2", tenant="t2")),
        ]
    )
    line: Any = Interruption(house.store)
    services = replace(
        house.services, store=line, snapshots=SnapshotKeeper(line), sign_ins=SignIns()
    )
    app = enveloped(create_app(services), services.settings)
    with TestClient(app) as client:
        yield Away(replace(house, app=app, client=client, services=services), line)


def everything_asked() -> list[str]:
    return [asked(route, wish) for route, wishes in PATHS.items() for wish in wishes]


def asked(route: str, wish: str) -> str:
    """An address: what stands before the question mark of a wish takes the place of the id."""
    known, mark, query = wish.partition("?")
    return re.sub(r"\{\w+\}", known, route) + mark + query


def without_revisions(answer: httpx2.Response) -> object:
    """What an answer says but for the revisions that a snapshot does not know."""
    if not answer.headers["Content-Type"].startswith("application/json"):
        return answer.text
    body = answer.json()
    if isinstance(body, dict) and "items" in body:
        return body["after"], [item["record"] for item in body["items"]]
    return body


def test_every_route_that_reads_is_tried(away: Away) -> None:
    description = away.get("/api/v1/openapi.json", "admin").json()["paths"]
    pages = [route for router in PAGE_ROUTERS for route in router.routes]
    routes = {path for path, operations in description.items() if "get" in operations} | {
        page.path for page in pages if isinstance(page, APIRoute) and "GET" in page.methods
    }
    assert routes == set(PATHS) | NO_READING | ASKED_APART | set(KEPT_BY_THE_STORE)


@pytest.mark.parametrize("who", ["foreign", *ROLES])
def test_all_that_the_snapshot_knows_is_answered_as_before(away: Away, who: str) -> None:
    """Roles and cooperatives, foreign cases that are not there: all holds as it does otherwise."""
    away.sign_in_everybody()
    known = {path: away.get(path, who) for path in everything_asked()}
    away.line.is_away = True
    for path, before in known.items():
        answer = away.get(path, who)
        assert answer.status_code == before.status_code, path
        if path == "/health/ready":
            assert answer.json() == before.json() | {"status": "read_only"}
        elif path.startswith("/api/"):
            assert without_revisions(answer) == without_revisions(before), path


def test_answers_from_the_snapshot_carry_the_moment_at_which_it_was_known_to_be_current(
    away: Away,
) -> None:
    """Those that something is not there as well: it may have come since."""
    away.sign_in_everybody()
    assert all(AS_OF not in away.get(path, "kuemmerer").headers for path in everything_asked())
    away.house.clock.now += timedelta(minutes=5)
    away.sign_in_everybody()
    away.line.is_away = True
    away.house.clock.now += timedelta(minutes=9)
    seen = set()
    for path in everything_asked():
        answer = away.get(path, "kuemmerer")
        seen.add(answer.status_code)
        if answer.status_code != 403:
            assert answer.headers[AS_OF] == "2026-03-02T12:05:00Z", path
    assert seen == {200, 403, 404}


@pytest.mark.parametrize("place", KEPT_BY_THE_STORE.values())
def test_what_is_administered_waits_until_the_store_is_back(away: Away, place: str) -> None:
    away.sign_in_everybody()
    before = away.get(place, "admin")
    away.line.is_away = True
    answer = away.get(place, "admin")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith("text/html")
    away.line.is_away = False
    assert away.get(place, "admin").status_code == before.status_code


def test_what_the_snapshot_cannot_say_is_an_honest_503(away: Away) -> None:
    away.sign_in_everybody()
    away.line.is_away = True
    for path in ("/api/v1/referrals", "/api/v1/contacts", "/api/v1/contacts?actor=k1"):
        answer = away.get(path, "kuemmerer")
        assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
        assert answer.headers["Retry-After"] == "5"


def test_a_request_turns_to_a_store_that_failed_it_only_once(away: Away) -> None:
    away.sign_in_everybody()
    away.line.is_away = True
    for path in everything_asked():
        before = away.line.refused
        away.get(path, "kuemmerer")
        assert away.line.refused == before + 1, path


def test_records_from_the_snapshot_carry_no_etag_and_no_revision_to_build_on(away: Away) -> None:
    away.sign_in_everybody()
    assert "ETag" in away.get("/api/v1/chains/c1", "kuemmerer").headers
    away.line.is_away = True
    assert "ETag" not in away.get("/api/v1/chains/c1", "kuemmerer").headers
    page = away.get("/api/v1/chains", "kuemmerer").json()
    assert [item["revision"] for item in page["items"]] == [0]


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_recorded_on_the_word_of_a_remembered_key(away: Away, path: str) -> None:
    away.sign_in_everybody()
    revision = away.house.store.revision()
    away.line.is_away = True
    for wanted in (path, path.replace("1", "2"), path.replace("1", "9")):
        answer = away.house.post(wanted, POSTS[path], If_Match='"3"')
        assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
        assert answer.headers["Retry-After"] == "5"
    away.line.is_away = False
    assert away.house.store.revision() == revision


def test_when_the_store_is_back_all_is_as_it_was(away: Away) -> None:
    away.sign_in_everybody()
    away.line.is_away = True
    call = {"Idempotency_Key": "call-0001"}
    body = POSTS["/contacts"]
    assert away.house.post("/contacts", body, **call).status_code == 503
    away.line.is_away = False
    assert [away.house.post("/contacts", body, **call).status_code for _ in range(2)] == [201, 201]
    assert len(away.house.store.page(Contact).items) == 2
    start = away.get("/", "kuemmerer")
    assert AS_OF not in start.headers
    assert "nicht erreichbar" not in start.text


def test_before_anything_was_read_there_is_nothing_to_answer_from(away: Away) -> None:
    for who in ("kuemmerer", "coordination", "admin"):
        assert away.get("/api/v1/actors", who).status_code == 200
    away.line.is_away = True
    for path in set(everything_asked()) - ASKS_NO_STORE:
        answer = away.get(path, reader_of(path))
        assert answer.status_code == 503, path
        assert answer.headers["Retry-After"] == "5"
        assert AS_OF not in answer.headers
    assert away.get("/health/live", "kuemmerer").status_code == 200
    assert away.get("/api/v1/openapi.json", "kuemmerer").status_code == 200


def test_who_was_not_seen_lately_cannot_be_told_from_a_stranger(away: Away) -> None:
    away.sign_in_everybody()
    away.line.is_away = True
    path = "/api/v1/actors/k1"
    away.house.clock.now += timedelta(minutes=14, seconds=59)
    assert away.get(path, "kuemmerer").status_code == 200
    away.house.clock.now += timedelta(seconds=1)
    away.house.secrets["stranger"] = "hn_made-up"
    for who in ("kuemmerer", "stranger"):
        answer = away.get(path, who)
        assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert away.house.client.get(path).status_code == 401


def test_a_key_that_was_seen_revoked_opens_nothing(away: Away) -> None:
    away.sign_in_everybody()
    key = away.house.store.key_by_digest(digest_of(away.house.secrets["kuemmerer"]))
    assert key is not None
    revoke_key(away.house.store, key.id, now=away.house.clock.now)
    assert away.get("/api/v1/actors", "kuemmerer").status_code == 401
    away.line.is_away = True
    assert away.get("/api/v1/actors", "kuemmerer").status_code == 503
    assert away.get("/", "kuemmerer").status_code == 503


@pytest.mark.parametrize(
    ("language", "later", "sentence"),
    [
        ("de", 3, "Die Datenbank ist gerade nicht erreichbar. Stand: 13:00 Uhr. Aufzeichnen geht"),
        ("en", 3, "The database cannot be reached right now. As of 13:00. Recording works again"),
    ],
)
def test_pages_say_in_plain_words_what_is_the_matter(
    away: Away, language: str, later: int, sentence: str
) -> None:
    away.sign_in_everybody()
    wish = {"Accept-Language": language}
    assert 'class="away"' not in away.get("/", "coordination", **wish).text
    away.line.is_away = True
    away.house.clock.now += timedelta(minutes=later)
    for path, who in (("/", "coordination"), ("/", "kuemmerer"), ("/chains/c1", "kuemmerer")):
        page = away.get(path, who, **wish)
        assert page.status_code == 200
        assert sentence in page.text


def test_the_map_says_as_of_when_it_was_drawn(away: Away) -> None:
    path = "/api/v1/maps/network"
    assert "Stand: 13:00 Uhr" not in away.get(path, "coordination").text
    away.line.is_away = True
    found = away.get(path, "coordination")
    assert "Stand: 13:00 Uhr" in found.text
    assert found.headers[AS_OF] == "2026-03-02T12:00:00Z"


def test_an_administrator_without_anything_to_read_still_has_a_page(away: Away) -> None:
    away.sign_in_everybody()
    away.line.is_away = True
    assert "Kommandozeile" in away.get("/", "admin").text


def test_nobody_needs_the_store_to_be_asked_to_sign_in(away: Away) -> None:
    away.line.is_away = True
    away.house.client.cookies.clear()
    assert away.house.client.get("/").status_code == 401


def begin_session(away: Away, role: str = "kuemmerer") -> httpx2.Response:
    client = away.house.client
    client.cookies.clear()
    token = away.house.services.links.make(now=away.house.clock.now)
    return client.post(f"/sign-in/{token}/{role}", follow_redirects=False)


def sessions(away: Away) -> list[AccessKey]:
    items = away.house.store.page(AccessKey).items
    return [item.record for item in items if item.record.label == "Demo"]


def test_a_link_is_not_used_up_by_a_sign_in_that_failed(away: Away) -> None:
    client = away.house.client
    place = f"/sign-in/{away.house.services.links.make(now=away.house.clock.now)}"
    away.line.is_away = True
    assert client.get(place).status_code == 200
    failed = client.post(f"{place}/kuemmerer")
    assert failed.status_code == 503
    assert failed.headers["Retry-After"] == "5"
    away.line.is_away = False
    assert client.post(f"{place}/kuemmerer", follow_redirects=False).status_code == 303
    assert client.post(f"{place}/kuemmerer").status_code == 410


def test_a_session_outlives_a_change_of_role_that_failed(away: Away) -> None:
    begin_session(away)
    client = away.house.client
    away.line.is_away = True
    assert client.post("/role/coordination").status_code == 503
    away.line.is_away = False
    assert "An wen vermitteln?" in client.get("/").text
    assert len(sessions(away)) == 1


def test_signing_out_is_for_this_browser_only_and_says_so(away: Away) -> None:
    begin_session(away)
    client = away.house.client
    assert client.get("/").status_code == 200
    secret = client.cookies[COOKIE]
    away.line.is_away = True
    left = client.post("/sign-out", follow_redirects=False)
    assert left.status_code == 503
    assert "In diesem Browser abgemeldet" in left.text
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, secret)
    assert client.get("/").status_code == 503


def test_who_signed_out_just_before_is_not_remembered(away: Away) -> None:
    begin_session(away)
    client = away.house.client
    assert client.get("/").status_code == 200
    secret = client.cookies[COOKIE]
    assert client.post("/sign-out", follow_redirects=False).status_code == 303
    away.line.is_away = True
    client.cookies.set(COOKIE, secret)
    assert client.get("/").status_code == 503
