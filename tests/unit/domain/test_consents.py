"""Consents: whom they cover and when, and which referrals need one."""

import pytest

from graph_model.domain.consents import check_consent
from graph_model.errors import InvalidValueError, MissingConsentError
from tests import builders as b

CONSENT = b.consent(
    recipients=["p1", "o1"],
    valid_from="2026-01-05",
    valid_to="2026-03-01",
    withdrawn="2026-02-10T12:00",
)


@pytest.mark.parametrize(
    ("recipient", "when", "is_covered"),
    [
        ("p1", "2026-01-20", True),
        ("o1", "2026-01-20", True),
        ("p2", "2026-01-20", False),
        # In winter the German day begins at 23:00 UTC of the day before.
        ("p1", "2026-01-04T22:59", False),
        ("p1", "2026-01-04T23:00", True),
        ("p1", "2026-02-10T11:59", True),
        ("p1", "2026-02-10T12:00", False),
        ("p1", "2026-02-20", False),
    ],
)
def test_a_consent_covers_its_recipients_in_its_days_until_it_is_withdrawn(
    recipient: str, when: str, is_covered: bool
) -> None:
    assert CONSENT.covers(recipient, b.at(when)) is is_covered


@pytest.mark.parametrize(
    ("when", "is_covered"), [("2026-02-28T22:59", True), ("2026-02-28T23:00", False)]
)
def test_the_last_day_is_excluded(when: str, is_covered: bool) -> None:
    consent = b.consent(valid_to="2026-03-01")
    assert consent.covers("p1", b.at(when)) is is_covered


def test_a_consent_to_a_case_conference_lets_nothing_be_sent() -> None:
    assert not b.consent(purpose="case_conference").covers("p1", b.at("2026-01-20"))


def test_a_sent_referral_needs_a_consent_that_covers_it() -> None:
    referral = b.referral(steps=["requested 2026-01-20"])
    assert check_consent(referral, [b.consent("e0", recipients=["o1"]), CONSENT]) == CONSENT
    with pytest.raises(MissingConsentError, match="No valid consent covers p1 on 2026-01-20"):
        check_consent(referral, [])
    with pytest.raises(MissingConsentError, match="p1"):
        check_consent(referral, [b.consent(tenant="t2")])


def test_the_moment_of_sending_counts_not_that_of_the_draft_or_the_answer() -> None:
    steps = ["draft 2026-01-01", "requested 2026-01-20", "accepted 2026-02-20"]
    assert check_consent(b.referral(steps=steps), [CONSENT]) == CONSENT
    late = ["draft 2026-01-20", "requested 2026-02-20"]
    with pytest.raises(MissingConsentError, match="2026-02-20"):
        check_consent(b.referral(steps=late), [CONSENT])


def test_drafts_and_referrals_without_a_tenant_need_none() -> None:
    assert check_consent(b.referral(steps=["draft 2026-01-20"]), []) is None
    assert check_consent(b.referral(tenant=None), []) is None


def test_of_several_consents_the_first_by_id_is_named() -> None:
    consents = [b.consent("e2"), b.consent("e1"), b.consent("e3")]
    found = check_consent(b.referral(), consents)
    assert found is not None
    assert found.id == "e1"


def test_the_day_in_the_sentence_is_a_german_day() -> None:
    referral = b.referral(steps=["requested 2026-07-01T22:30"])
    with pytest.raises(MissingConsentError, match="2026-07-02") as caught:
        check_consent(referral, [])
    assert caught.value.sentence("de").startswith("Für p1 liegt am 2026-07-02 keine gültige")


def test_a_consent_names_somebody_and_has_its_days_in_order() -> None:
    with pytest.raises(InvalidValueError, match="at least one recipient"):
        b.consent(recipients=[])
    with pytest.raises(InvalidValueError, match="each id only once"):
        b.consent(recipients=["p1", "p1"])
    with pytest.raises(InvalidValueError, match="the end must follow the start"):
        b.consent(valid_from="2026-01-05", valid_to="2026-01-05")
