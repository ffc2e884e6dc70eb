"""Recording over HTTP: what is written, what is refused, and that a repetition has one effect."""

import pytest

from graph_model.domain.contacts import Contact
from graph_model.domain.referrals import Referral
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import House

CONTACT = {"from_id": "k1", "to_id": "t1", "channel": "doorstep", "initiator": "neighbour"}
REFERRAL = {"chain_id": "c1", "sender_id": "k1", "recipient_id": "p1", "need_code": "loneliness"}


def test_a_contact_takes_four_inputs_and_is_stored_with_who_recorded_it(house: House) -> None:
    answer = house.post("/contacts", CONTACT)
    assert answer.status_code == 201
    found = house.store.get(Contact, answer.json()["id"])
    assert found is not None
    assert found.record.recorded_by == "k1"
    assert found.record.occurred_at == found.record.recorded_at == house.clock.now
    assert answer.headers["ETag"] == f'"{found.revision}"'


def test_a_repeated_call_has_one_effect_and_its_first_answer(house: House) -> None:
    first = house.post("/contacts", CONTACT, Idempotency_Key="call-0001")
    house.clock.now = house.clock.now.replace(hour=18)
    second = house.post("/contacts", CONTACT, Idempotency_Key="call-0001")
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(house.store.page(Contact).items) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tenants", {"cooperative_id": "g1"}),
        ("/consents", {"tenant_id": "t1", "recipient_ids": ["p1"], "valid_from": "2026-01-01"}),
        ("/consents/e1/withdrawal", {}),
        ("/chains", {"tenant_id": "t1", "trigger": "hint", "initiator": "relative"}),
        ("/chains/c1/end", {"outcome": "resolved"}),
        ("/contacts", CONTACT),
        ("/referrals", REFERRAL),
        ("/referrals/r0/steps", {"status": "accepted"}),
        ("/unmet-searches", {"need_code": "debt", "area_id": "a1"}),
    ],
)
def test_every_recording_can_be_repeated_without_a_second_effect(
    house: House, path: str, body: object
) -> None:
    house.store.apply([Put(make.chain("c3")), Put(make.referral("r0", chain="c3"))])
    tag = f'"{house.revision_of(path)}"'
    first = house.post(path, body, Idempotency_Key="call-0001", If_Match=tag)
    assert first.status_code in (200, 201), first.text
    after = house.store.revision()
    again = house.post(path, body, Idempotency_Key="call-0001", If_Match=tag)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert house.store.revision() == after
    # Without the key it is another call: made again, or refused because of what has changed.
    other = house.post(path, body, If_Match=tag)
    assert other.status_code in (201, 409, 412)


def test_a_closed_chain_takes_no_referral_and_does_not_end_twice(house: House) -> None:
    tag = house.get("/chains/c1").headers["ETag"]
    ended = house.post("/chains/c1/end", {"outcome": "resolved"}, If_Match=tag)
    assert house.post("/referrals", REFERRAL).json()["code"] == "chain_closed"
    again = house.post("/chains/c1/end", {"outcome": "withdrew"}, If_Match=ended.headers["ETag"])
    assert (again.status_code, again.json()["code"]) == (409, "chain_closed")


def test_a_referral_may_go_without_naming_the_person(house: House) -> None:
    body = REFERRAL | {"chain_id": "c2", "sender_id": "k2", "anonymous": True}
    answer = house.post("/referrals", body, "foreign")
    assert answer.status_code == 201, answer.text
    assert answer.json()["tenant_id"] is None


def test_a_key_used_for_another_call_is_refused(house: House) -> None:
    house.post("/contacts", CONTACT, Idempotency_Key="call-0001")
    other = house.post("/contacts", CONTACT | {"channel": "phone"}, Idempotency_Key="call-0001")
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_conflict"
    # The sentence names the key as the caller sent it.
    assert other.json()["title"].startswith("Der Idempotency-Key call-0001 gehört")


def test_two_callers_may_use_the_same_key(house: House) -> None:
    house.post("/contacts", CONTACT, Idempotency_Key="call-0001")
    foreign = {"from_id": "k2", "to_id": "t2", "channel": "phone"}
    answer = house.post("/contacts", foreign, "foreign", Idempotency_Key="call-0001")
    assert answer.status_code == 201


def test_a_referral_goes_through_its_whole_life(house: House) -> None:
    made = house.post("/referrals", REFERRAL)
    assert made.status_code == 201, made.text
    referral_id = made.json()["id"]
    tag = made.headers["ETag"]
    for step in (
        {"status": "accepted"},
        {"status": "in_progress"},
        {"status": "completed", "outcome": "resolved"},
    ):
        moved = house.post(f"/referrals/{referral_id}/steps", step, If_Match=tag)
        assert moved.status_code == 200, moved.text
        tag = moved.headers["ETag"]
    found = house.store.get(Referral, referral_id)
    assert found is not None
    assert [change.status for change in found.record.history] == [
        ReferralStatus.REQUESTED,
        ReferralStatus.ACCEPTED,
        ReferralStatus.IN_PROGRESS,
        ReferralStatus.COMPLETED,
    ]
    assert [change.decided_by for change in found.record.history] == ["k1", "p1", "p1", "p1"]
    assert {change.recorded_by for change in found.record.history} == {"k1"}
    ended = house.post(
        "/chains/c1/end",
        {"outcome": "resolved"},
        If_Match=house.get("/chains/c1").headers["ETag"],
    )
    assert ended.status_code == 200, ended.text


def test_a_step_that_the_state_machine_does_not_know_is_refused(house: House) -> None:
    made = house.post("/referrals", REFERRAL)
    step = house.post(
        f"/referrals/{made.json()['id']}/steps",
        {"status": "completed", "outcome": "resolved"},
        If_Match=made.headers["ETag"],
    )
    assert (step.status_code, step.json()["code"]) == (409, "transition_not_allowed")


def test_a_referral_without_consent_is_not_sent(house: House) -> None:
    house.store.get(Referral, "x")
    consentless = REFERRAL | {"chain_id": "c2", "sender_id": "k2"}
    answer = house.post("/referrals", consentless, "foreign")
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_missing")
    draft = house.post("/referrals", consentless | {"status": "draft"}, "foreign")
    assert draft.status_code == 201
    sent = house.post(
        f"/referrals/{draft.json()['id']}/steps",
        {"status": "requested"},
        "foreign",
        If_Match=draft.headers["ETag"],
    )
    assert (sent.status_code, sent.json()["code"]) == (409, "consent_missing")


def test_a_withdrawn_consent_stops_what_is_not_yet_sent(house: House) -> None:
    body = {"tenant_id": "t2", "recipient_ids": ["p2"], "valid_from": "2026-01-01"}
    consent = house.post("/consents", body, "foreign")
    withdrawn = house.post(
        f"/consents/{consent.json()['id']}/withdrawal",
        {},
        "foreign",
        If_Match=consent.headers["ETag"],
    )
    assert withdrawn.status_code == 200, withdrawn.text
    referral = {"chain_id": "c2", "sender_id": "k2", "recipient_id": "p2", "need_code": "debt"}
    answer = house.post("/referrals", referral, "foreign")
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_missing")


def test_of_two_who_change_the_same_referral_one_is_told(house: House) -> None:
    made = house.post("/referrals", REFERRAL)
    path = f"/referrals/{made.json()['id']}/steps"
    tag = made.headers["ETag"]
    codes = [
        house.post(path, step, If_Match=tag).status_code
        for step in ({"status": "accepted"}, {"status": "rejected", "reason": "no_capacity"})
    ]
    assert codes == [200, 412]


def test_a_change_without_if_match_is_asked_for_it(house: House) -> None:
    made = house.post("/referrals", REFERRAL)
    answer = house.post(f"/referrals/{made.json()['id']}/steps", {"status": "accepted"})
    assert (answer.status_code, answer.json()["code"]) == (428, "precondition_required")


def test_a_chain_does_not_end_while_a_referral_is_open(house: House) -> None:
    house.post("/referrals", REFERRAL)
    tag = house.get("/chains/c1").headers["ETag"]
    answer = house.post("/chains/c1/end", {"outcome": "resolved"}, If_Match=tag)
    assert (answer.status_code, answer.json()["code"]) == (409, "referrals_open")


def test_a_new_chain_takes_cooperative_and_area_from_its_tenant(house: House) -> None:
    tenant = house.post("/tenants", {"cooperative_id": "g1", "area_id": "a1", "age_band": "75_84"})
    assert tenant.status_code == 201, tenant.text
    chain = house.post(
        "/chains",
        {"tenant_id": tenant.json()["id"], "trigger": "early_sign", "initiator": "relative"},
    )
    assert chain.status_code == 201, chain.text
    assert chain.json()["cooperative_id"] == "g1"
    assert chain.json()["area_id"] == "a1"
    assert chain.json()["opened_by"] == "k1"


def test_a_clock_a_little_ahead_is_forgiven_and_the_future_is_refused(house: House) -> None:
    soon = house.post("/contacts", CONTACT | {"occurred_at": "2026-03-02T12:01:00Z"})
    assert soon.json()["occurred_at"] == "2026-03-02T12:00:00Z"
    later = house.post("/contacts", CONTACT | {"occurred_at": "2026-03-02T13:00:00Z"})
    assert (later.status_code, later.json()["code"]) == (422, "invalid_value")


def test_a_search_that_found_nobody_is_kept_as_demand(house: House) -> None:
    answer = house.post(
        "/unmet-searches",
        {
            "need_code": "debt",
            "area_id": "a1",
            "excluded_by": [{"rule": "full", "excluded": 2}],
        },
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["cooperative_id"] == "g1"
    assert answer.json()["searched_by"] == "k1"


def test_something_missing_is_named(house: House) -> None:
    answer = house.post("/contacts", CONTACT | {"need_code": "nothing"})
    assert (answer.status_code, answer.json()["code"]) == (409, "reference_broken")
    assert "nothing" in answer.json()["title"]
