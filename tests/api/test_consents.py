"""Taking a consent back: at once, once, and never behind the back of what was sent."""

from graph_model.domain.consents import Consent
from tests.api.conftest import House
from tests.builders import at

REFERRAL = {"chain_id": "c1", "sender_id": "k1", "recipient_id": "p1", "need_code": "debt"}


def tag_of(house: House, consent_id: str = "e1") -> str:
    found = house.store.get(Consent, consent_id)
    assert found is not None
    return f'"{found.revision}"'


def withdraw(house: House, **body: str):
    return house.post("/consents/e1/withdrawal", body, If_Match=tag_of(house))


def test_a_withdrawal_cannot_be_put_off_by_a_second_one(house: House) -> None:
    assert withdraw(house, withdrawn_at="2026-03-01T10:00:00Z").status_code == 200
    again = withdraw(house)
    assert again.status_code == 200
    assert again.json()["withdrawn_at"] == "2026-03-01T10:00:00Z"
    assert house.post("/referrals", REFERRAL).json()["code"] == "consent_missing"


def test_a_withdrawal_does_not_lie_ahead(house: House) -> None:
    answer = withdraw(house, withdrawn_at="2026-03-03T10:00:00Z")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_value")


def test_a_withdrawal_before_what_was_sent_is_refused_and_one_after_it_stands(
    house: House,
) -> None:
    sent = house.post("/referrals", REFERRAL | {"occurred_at": "2026-03-01T12:00:00Z"})
    assert sent.status_code == 201, sent.text
    before = withdraw(house, withdrawn_at="2026-03-01T11:00:00Z")
    assert (before.status_code, before.json()["code"]) == (422, "invalid_value")
    after = withdraw(house, withdrawn_at="2026-03-01T13:00:00Z")
    assert after.status_code == 200, after.text
    assert house.store.check().problems == ()


def test_another_consent_that_covers_what_was_sent_lets_the_first_go(house: House) -> None:
    body = {"tenant_id": "t1", "recipient_ids": ["p1"], "valid_from": "2026-01-01"}
    assert house.post("/consents", body).status_code == 201
    assert house.post("/referrals", REFERRAL).status_code == 201
    assert withdraw(house, withdrawn_at="2026-02-01T11:00:00Z").status_code == 200
    assert house.store.check().problems == ()


def test_what_was_sent_stays_and_can_move_on_after_the_withdrawal(house: House) -> None:
    sent = house.post("/referrals", REFERRAL)
    house.clock.now = at("2026-03-02T15:00")
    assert withdraw(house).status_code == 200
    moved = house.post(
        f"/referrals/{sent.json()['id']}/steps",
        {"status": "accepted"},
        If_Match=sent.headers["ETag"],
    )
    assert moved.status_code == 200, moved.text
