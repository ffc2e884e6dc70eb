"""Who may send which form, from where, and what an outage does to it."""

import hmac
import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.port import Put
from service.app import PAGE_ROUTERS, create_app, enveloped
from service.snapshots import SnapshotKeeper
from service.use_cases.keys import SignIns
from tests import builders as make
from tests.api.conftest import House
from tests.api.desk import (
    CASEWORK,
    Desk,
    one_form,
    status_of,
    step_forms,
    with_referral,
)
from tests.api.interruption import Interruption


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.mark.parametrize("who", ["coordination", "evaluation", "admin"])
def test_other_roles_have_no_casework_and_do_have_the_directory(house: House, who: str) -> None:
    desk = Desk(house, who)
    for place in CASEWORK:
        assert desk.get(place).status_code == 403, place
    page = desk.get("/directory")
    assert (page.status_code, "Akteur p1" in page.text) == (200, True)
    assert "Hierhin vermitteln" not in page.text
    assert 'href="/chains"' not in page.text


POSTS = {
    "/find?need=loneliness&area=a2": {},
    "/chains": {"trigger": "hint", "initiator": "tenant"},
    "/chains/c1/contacts": {"from_id": "k1", "to_id": "t1", "channel": "phone"},
    "/chains/c1/end": {"revision": "1", "outcome": "resolved"},
    "/chains/c1/consents/e1/withdrawal": {"revision": "1"},
    "/chains/c1/referrals": {"sender_id": "k1", "recipient_id": "p1", "need_code": "debt"},
    "/chains/c1/referrals/r1/steps": {"revision": "1", "status": "accepted"},
}
"""Every form that records, with what it may hold."""

ADMINISTERING = {
    "/import",
    "/import/{import_id}/apply",
    "/import/{import_id}/discard",
    "/import/{import_id}/undo",
    "/settings/keys",
    "/settings/keys/{key_id}/revoke",
    "/settings/rules",
    "/settings/rules/defaults",
    "/settings/needs",
    "/settings/needs/{code}",
    "/settings/needs/{code}/remove",
    "/directory/{actor_id}/services/{service_id}",
    "/directory/{actor_id}/services/{service_id}/confirm",
}
"""Forms about no case; their own tests try tokens and roles."""


def token_of(desk: Desk) -> str:
    return desk.form("/chains/c1", "/chains/c1/contacts").fields["token"]


@pytest.mark.parametrize("path", POSTS)
def test_a_form_counts_only_with_the_token_of_its_session(house: House, path: str) -> None:
    desk = Desk(house)
    with_referral(house)
    foreign = desk.client.get("/chains/c1").text
    before = house.store.revision()
    body = {**POSTS[path], "key": "key-00000001"}
    good = token_of(desk)
    other = re.search(r'name="token" value="(\w+)"', Desk(house, "foreign").get("/chains/c2").text)[
        1
    ]
    assert good in foreign
    assert good != other
    for token in ({}, {"token": "x"}, {"token": other}):
        assert desk.client.post(path, data={**body, **token}).status_code == 403
    from_elsewhere = desk.client.post(
        path, data={**body, "token": good}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert from_elsewhere.status_code == 403
    assert house.store.revision() == before


@pytest.mark.parametrize("path", POSTS)
def test_nobody_without_role_or_session_records_anything(house: House, path: str) -> None:
    with_referral(house)
    admin = Desk(house, "admin")
    body = {**POSTS[path], "key": "key-00000001"}
    before = house.store.revision()
    house.client.cookies.clear()
    assert house.client.post(path, data=body).status_code == 401
    # Made as for any other session, so that only the role stands in the way.
    token = hmac.new(house.secrets["admin"].encode(), b"form", "sha256").hexdigest()
    refused = admin.client.post(path, data={**body, "token": token})
    assert refused.status_code == 403
    assert "Ihre Rolle erlaubt das nicht" in refused.text
    assert house.store.revision() == before


@pytest.mark.parametrize("path", [path for path in POSTS if "c1" in path])
def test_a_foreign_chain_is_not_there_for_any_form(house: House, path: str) -> None:
    with_referral(house)
    desk = Desk(house, "foreign")
    token = re.search(r'name="token" value="(\w+)"', desk.get("/chains/c2").text)[1]
    before = house.store.revision()
    answer = desk.client.post(path, data={**POSTS[path], "key": "key-00000001", "token": token})
    assert answer.status_code == 404
    assert house.store.revision() == before
    for place in (
        "/chains/c1",
        "/find?chain=c1",
        "/chains/c1/referrals/new?recipient=p1&need=debt",
    ):
        assert desk.get(place).status_code == 404
    assert "c1" not in desk.get("/chains").text


def test_a_form_that_is_no_form_of_ours_is_refused(desk: Desk) -> None:
    good = {"token": token_of(desk), **POSTS["/chains/c1/contacts"]}
    for data in ({"key": "short"}, {}, {"key": ["key-00000001", "key-00000002"]}):
        answer = desk.client.post("/chains/c1/contacts", data={**good, **data})
        assert answer.status_code == 400
    no_revision = {"token": good["token"], "key": "key-00000001", "outcome": "resolved"}
    assert desk.client.post("/chains/c1/end", data=no_revision).status_code == 400
    unreadable = desk.client.post("/chains/c1/contacts", content=b"\xff\xfe=%ff")
    assert unreadable.status_code == 400


def test_what_was_typed_survives_an_outage_and_is_recorded_once_when_sent_again(
    house: House,
) -> None:
    line: Any = Interruption(house.store)
    services = replace(
        house.services, store=line, snapshots=SnapshotKeeper(line), sign_ins=SignIns()
    )
    with TestClient(enveloped(create_app(services), services.settings)) as client:
        desk = Desk(replace(house, client=client, services=services))
        with_referral(house)
        form = step_forms(desk)["rejected"]
        line.is_away = True
        failed = desk.send(form, reason="language")
        shown = one_form(failed, form.action, status="rejected")
        assert failed.status_code == 503
        assert "Doppelt eingetragen wird dabei nichts." in shown.said
        assert shown.fields["reason"] == "language"
        assert shown.fields["revision"] == form.fields["revision"]
        assert shown.fields["key"] == form.fields["key"]
        line.is_away = False
        assert [desk.send(shown).status_code for _ in range(2)] == [303, 303]
    assert status_of(house, "r1") is ReferralStatus.REJECTED


def test_while_the_database_is_away_a_chain_offers_nothing_to_record(house: House) -> None:
    line: Any = Interruption(house.store)
    services = replace(
        house.services, store=line, snapshots=SnapshotKeeper(line), sign_ins=SignIns()
    )
    with TestClient(enveloped(create_app(services), services.settings)) as client:
        desk = Desk(replace(house, client=client, services=services))
        with_referral(house)
        assert step_forms(desk)
        line.is_away = True
        assert step_forms(desk) == {}


def test_the_table_of_forms_names_every_form_that_records() -> None:
    """Signing in and out, roles and the language record nothing of anybody's case."""
    found = {
        route.path
        for router in PAGE_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods
    }
    known = {path.partition("?")[0].replace("c1", "{chain_id}") for path in POSTS}
    known = {
        path.replace("r1", "{referral_id}").replace("e1", "{consent_id}") for path in known
    } | ADMINISTERING
    assert found - known == {
        "/sign-in/{token}/{role}",
        "/role/{role}",
        "/sign-out",
        "/language/{language}",
    }
    assert known <= found


def test_a_referral_is_moved_and_linked_only_within_its_own_chain(desk: Desk) -> None:
    house = desk.house
    house.store.apply([Put(make.chain("c3")), Put(make.referral("r3", chain="c3"))])
    before = house.store.revision()
    body = {**POSTS["/chains/c1/referrals/r1/steps"], "key": "key-00000001"}
    answer = desk.client.post(
        "/chains/c1/referrals/r3/steps", data={**body, "token": token_of(desk)}
    )
    assert answer.status_code == 404
    assert house.store.revision() == before
    for place in ("/find?chain=c1&parent=r3", "/chains/c1/referrals/new?recipient=p1&previous=r3"):
        assert desk.get(place).status_code == 404
