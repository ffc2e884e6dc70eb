"""Nobody gets in without a key, no role goes past the table, no foreign case exists."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from graph_model.domain.vocabulary import Role
from service.access import GRANTS, Permission
from service.use_cases.keys import KeyRequest, add_key, revoke_key
from tests.api.conftest import NOW, House

OPEN = {"/health/live", "/health/ready"}
EVERYBODY = set(Role)
CASEWORK = {Role.KUEMMERER}
FIGURES = {Role.COORDINATION, Role.EVALUATION}
PERMITTED = {
    "/api/v1/actors": EVERYBODY,
    "/api/v1/actors/{actor_id}": EVERYBODY,
    "/api/v1/services": EVERYBODY,
    "/api/v1/services/{service_id}": EVERYBODY,
    "/api/v1/areas": EVERYBODY,
    "/api/v1/needs": EVERYBODY,
    "/api/v1/expected-chains": EVERYBODY,
    "/api/v1/openapi.json": EVERYBODY,
    "/api/v1/recommendations": CASEWORK,
    "/api/v1/unmet-searches": CASEWORK,
    "/api/v1/tenants": CASEWORK,
    "/api/v1/consents": CASEWORK,
    "/api/v1/consents/{consent_id}/withdrawal": CASEWORK,
    "/api/v1/chains": CASEWORK,
    "/api/v1/chains/{chain_id}": CASEWORK,
    "/api/v1/chains/{chain_id}/path": CASEWORK,
    "/api/v1/chains/{chain_id}/end": CASEWORK,
    "/api/v1/contacts": CASEWORK,
    "/api/v1/referrals": CASEWORK,
    "/api/v1/referrals/{referral_id}": CASEWORK,
    "/api/v1/referrals/{referral_id}/steps": CASEWORK,
    "/api/v1/analyses/flows": FIGURES,
    "/api/v1/analyses/chains": FIGURES,
    "/api/v1/analyses/variants": FIGURES,
    "/api/v1/analyses/process-map": FIGURES,
    "/api/v1/analyses/gaps": FIGURES,
    "/api/v1/analyses/access": FIGURES,
    "/api/v1/analyses/load": FIGURES,
    "/api/v1/analyses/load-course": FIGURES,
    "/api/v1/analyses/relief": FIGURES,
    "/api/v1/analyses/separations": FIGURES,
    "/api/v1/analyses/structure": FIGURES,
    "/api/v1/analyses/what-if": FIGURES,
    "/api/v1/analyses/what-if/ranking": FIGURES,
    "/api/v1/analyses/what-if/worst-three": FIGURES,
    "/api/v1/analyses/indicators": FIGURES,
    "/api/v1/analyses/funnel": FIGURES,
    "/api/v1/maps/network": FIGURES,
}
"""Who may use each path, from the roles in ``safety.md``, written by hand."""

BODIES = {
    "/api/v1/tenants": {"cooperative_id": "g1"},
    "/api/v1/consents": {
        "tenant_id": "t1",
        "recipient_ids": ["p1"],
        "valid_from": "2026-01-01",
    },
    "/api/v1/chains": {"tenant_id": "t1", "trigger": "hint", "initiator": "relative"},
    "/api/v1/contacts": {"from_id": "k1", "to_id": "t1", "channel": "phone"},
    "/api/v1/referrals": {
        "chain_id": "c1",
        "sender_id": "k1",
        "recipient_id": "p1",
        "need_code": "debt",
    },
    "/api/v1/unmet-searches": {"need_code": "debt", "area_id": "a1"},
    "/api/v1/referrals/{referral_id}/steps": {"status": "accepted"},
    "/api/v1/chains/{chain_id}/end": {"outcome": "resolved"},
    "/api/v1/consents/{consent_id}/withdrawal": {},
}
QUERIES = {
    ("GET", "/api/v1/recommendations"): "?need=debt&area=a1",
    ("GET", "/api/v1/consents"): "?tenant=t1",
}
IDS = {
    "{actor_id}": "p1",
    "{service_id}": "s1",
    "{chain_id}": "c1",
    "{referral_id}": "r-none",
    "{consent_id}": "e1",
}


def _routes(house: House) -> list[tuple[str, str]]:
    description = house.get("/openapi.json").json()
    routes = [
        (method.upper(), path)
        for path, operations in description["paths"].items()
        for method in operations
    ]
    return [*routes, ("GET", "/api/v1/openapi.json")]


def _call(house: House, method: str, path: str, who: str | None):
    place = re.sub(r"\{\w+\}", lambda found: IDS[found[0]], path) + QUERIES.get((method, path), "")
    headers = {} if who is None else house.headers(who, If_Match='"1"')
    return house.client.request(
        method, place, json=BODIES.get(path) if method == "POST" else None, headers=headers
    )


def test_the_table_of_this_test_names_every_route(house: House) -> None:
    assert {path for _, path in _routes(house)} == OPEN | set(PERMITTED)


def test_every_route_but_health_wants_a_key(house: House) -> None:
    for method, path in _routes(house):
        answer = _call(house, method, path, None)
        expected = 200 if path in OPEN else 401
        assert answer.status_code == expected, (method, path, answer.text)


@pytest.mark.parametrize("role", list(Role))
def test_every_route_opens_to_its_roles_only(house: House, role: Role) -> None:
    for method, path in _routes(house):
        if path in OPEN:
            continue
        answer = _call(house, method, path, str(role))
        if role in PERMITTED[path]:
            assert answer.status_code not in (401, 403), (method, path, answer.text)
        else:
            assert answer.status_code == 403, (method, path, answer.text)


def test_no_permission_is_without_a_role_and_none_is_granted_outside_the_table() -> None:
    assert set().union(*GRANTS.values()) == set(Permission)
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize(
    "path", ["/chains/c1", "/chains/c1/path", "/referrals/{own}", "/chains/none", "/referrals/none"]
)
def test_a_foreign_case_is_as_if_it_were_not_there(house: House, path: str) -> None:
    own = house.post(
        "/referrals",
        {"chain_id": "c1", "sender_id": "k1", "recipient_id": "p1", "need_code": "debt"},
    ).json()["id"]
    answer = house.get(path.replace("{own}", own), "foreign")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/contacts", {"from_id": "k2", "to_id": "t1", "channel": "phone"}),
        ("/contacts", {"from_id": "k2", "to_id": "p1", "channel": "phone", "chain_id": "c1"}),
        ("/chains", {"tenant_id": "t1", "trigger": "hint", "initiator": "relative"}),
        ("/consents", {"tenant_id": "t1", "recipient_ids": ["p1"], "valid_from": "2026-01-01"}),
        ("/consents/e1/withdrawal", {}),
        ("/chains/c1/end", {"outcome": "resolved"}),
        ("/tenants", {"cooperative_id": "g1"}),
        (
            "/referrals",
            {"chain_id": "c1", "sender_id": "k2", "recipient_id": "p1", "need_code": "debt"},
        ),
    ],
)
def test_nobody_writes_into_a_foreign_case(house: House, path: str, body: object) -> None:
    before = house.store.revision()
    answer = house.post(path, body, "foreign", If_Match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "t1" not in answer.text or "t1" in str(body)
    assert house.store.revision() == before


def test_lists_hold_own_cases_only(house: House) -> None:
    house.post("/contacts", {"from_id": "k1", "to_id": "p1", "channel": "phone", "chain_id": "c1"})
    assert [item["record"]["id"] for item in house.get("/chains", "foreign").json()["items"]] == [
        "c2"
    ]
    assert house.get("/contacts", "foreign").json()["items"] == []
    assert len(house.get("/contacts").json()["items"]) == 1


def test_a_key_ends_when_it_expires_or_is_revoked(house: House) -> None:
    request = KeyRequest(role=Role.ADMIN, label="short", expires_at=NOW + timedelta(hours=1))
    house.secrets["short"] = add_key(house.store, request, now=NOW).secret
    made = add_key(house.store, KeyRequest(role=Role.ADMIN, label="x"), now=NOW)
    house.secrets["revoked"] = made.secret
    assert house.get("/actors", "short").status_code == 200
    assert house.get("/actors", "revoked").status_code == 200
    revoke_key(house.store, made.key.id, now=NOW)
    house.clock.now = NOW + timedelta(hours=1)
    assert house.get("/actors", "short").status_code == 401
    assert house.get("/actors", "revoked").status_code == 401


def test_a_session_cookie_reads_but_does_not_write(house: House) -> None:
    house.client.cookies.set("hilfenetz_session", house.secrets["kuemmerer"])
    assert house.client.get("/api/v1/chains").status_code == 200
    body = {"from_id": "k1", "to_id": "t1", "channel": "phone"}
    assert house.client.post("/api/v1/contacts", json=body).status_code == 401


def test_the_secret_of_a_key_is_stored_nowhere(house: House, tmp_path: Path) -> None:
    secret = house.secrets["admin"].encode()
    folder = tmp_path
    assert all(secret not in file.read_bytes() for file in folder.iterdir())
