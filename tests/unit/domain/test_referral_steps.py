"""The life of a referral: every pair of states, who decides, and what a step must carry."""

from itertools import product

import pytest

from graph_model.domain.referrals import (
    FINAL_STATUSES,
    OPEN_LOAD_STATUSES,
    TRANSITIONS,
    Party,
    Referral,
    StatusChange,
    possible_steps,
)
from graph_model.domain.vocabulary import Outcome, Reason, ReferralStatus
from graph_model.errors import (
    InvalidValueError,
    MissingOutcomeError,
    MissingReasonError,
    TransitionError,
    WrongPartyError,
)
from tests import builders as b

# The table of the domain description, line by line: from, to, who decides, what it must carry.
ALLOWED = {
    ("draft", "requested"): ("sender", ""),
    ("draft", "cancelled"): ("sender", ""),
    ("requested", "accepted"): ("recipient", ""),
    ("requested", "rejected"): ("recipient", "reason"),
    ("requested", "cancelled"): ("sender", "reason"),
    ("accepted", "in_progress"): ("recipient", ""),
    ("accepted", "on_hold"): ("recipient", "reason"),
    ("in_progress", "on_hold"): ("recipient", "reason"),
    ("on_hold", "in_progress"): ("recipient", ""),
    ("accepted", "completed"): ("recipient", "outcome"),
    ("in_progress", "completed"): ("recipient", "outcome"),
    ("on_hold", "completed"): ("recipient", "outcome"),
    ("accepted", "failed"): ("recipient", "reason"),
    ("in_progress", "failed"): ("recipient", "reason"),
    ("on_hold", "failed"): ("recipient", "reason"),
    ("accepted", "cancelled"): ("sender recipient", "reason"),
    ("in_progress", "cancelled"): ("sender recipient", "reason"),
    ("on_hold", "cancelled"): ("sender recipient", "reason"),
    ("draft", "entered_in_error"): ("sender", ""),
    ("requested", "entered_in_error"): ("sender", ""),
    ("accepted", "entered_in_error"): ("sender", ""),
    ("rejected", "entered_in_error"): ("sender", ""),
    ("in_progress", "entered_in_error"): ("sender", ""),
    ("on_hold", "entered_in_error"): ("sender", ""),
    ("completed", "entered_in_error"): ("sender", ""),
    ("failed", "entered_in_error"): ("sender", ""),
    ("cancelled", "entered_in_error"): ("sender", ""),
}

# The shortest way to each state.
WAYS = {
    "draft": ["draft 2026-01-01"],
    "requested": ["requested 2026-01-01"],
    "accepted": ["requested 2026-01-01", "accepted 2026-01-02"],
    "rejected": ["requested 2026-01-01", "rejected 2026-01-02 no_capacity"],
    "in_progress": ["requested 2026-01-01", "accepted 2026-01-02", "in_progress 2026-01-03"],
    "on_hold": ["requested 2026-01-01", "accepted 2026-01-02", "on_hold 2026-01-03 unreachable"],
    "completed": ["requested 2026-01-01", "accepted 2026-01-02", "completed 2026-01-03 resolved"],
    "failed": ["requested 2026-01-01", "accepted 2026-01-02", "failed 2026-01-03 client_declined"],
    "cancelled": ["draft 2026-01-01", "cancelled 2026-01-02"],
    "entered_in_error": ["draft 2026-01-01", "entered_in_error 2026-01-02"],
}

STATES = [str(status) for status in ReferralStatus]
SIDES = {"sender": "k1", "recipient": "p1"}


def change(status: str, by: str, **carried: object) -> StatusChange:
    return StatusChange(
        status=ReferralStatus(status),
        occurred_at=b.at("2026-02-01"),
        recorded_at=b.at("2026-02-01"),
        decided_by=by,
        recorded_by="k1",
        reason=Reason.OTHER if carried.get("reason") else None,
        outcome=Outcome.RESOLVED if carried.get("outcome") else None,
    )


def test_every_state_has_a_way_in_these_tests() -> None:
    assert sorted(WAYS) == sorted(STATES)
    for state, steps in WAYS.items():
        assert b.referral(steps=steps).status == state


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_a_step_is_possible_exactly_if_the_table_has_it(before: str, after: str) -> None:
    referral = b.referral(steps=WAYS[before])
    parties, _ = ALLOWED.get((before, after), ("", ""))
    for side, actor in SIDES.items():
        step = change(after, actor, reason=True, outcome=True)
        if not parties:
            with pytest.raises(TransitionError, match=f"'{before}' and cannot become '{after}'"):
                referral.moved(step)
        elif side in parties.split():
            assert referral.moved(step).status == after
        else:
            with pytest.raises(WrongPartyError, match=f"decided by: {parties}"):
                referral.moved(step)


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_a_step_carries_what_the_table_wants(before: str, after: str) -> None:
    parties, carried = ALLOWED[before, after]
    by = SIDES[parties.split()[0]]
    bare = change(after, by)
    referral = b.referral(steps=WAYS[before])
    if carried == "reason":
        with pytest.raises(MissingReasonError, match=f"'{after}' needs a reason for referral r1"):
            referral.moved(bare)
    elif carried == "outcome":
        with pytest.raises(MissingOutcomeError, match=f"'{after}' needs an outcome"):
            referral.moved(bare)
    else:
        assert referral.moved(bare).status == after


def test_the_table_holds_nothing_else() -> None:
    assert {(str(before), str(after)) for before, after in TRANSITIONS} == set(ALLOWED)


@pytest.mark.parametrize("state", STATES)
def test_a_third_party_decides_nothing(state: str) -> None:
    referral = b.referral(steps=WAYS[state])
    for target in possible_steps(ReferralStatus(state)):
        with pytest.raises(WrongPartyError, match=str(target)):
            referral.moved(change(target, "o1", reason=True, outcome=True))


@pytest.mark.parametrize(
    ("state", "both", "sender", "recipient"),
    [
        (
            "draft",
            "requested cancelled entered_in_error",
            "requested cancelled entered_in_error",
            "",
        ),
        (
            "requested",
            "accepted rejected cancelled entered_in_error",
            "cancelled entered_in_error",
            "accepted rejected",
        ),
        (
            "accepted",
            "in_progress on_hold completed failed cancelled entered_in_error",
            "cancelled entered_in_error",
            "in_progress on_hold completed failed cancelled",
        ),
        (
            "in_progress",
            "on_hold completed failed cancelled entered_in_error",
            "cancelled entered_in_error",
            "on_hold completed failed cancelled",
        ),
        (
            "on_hold",
            "in_progress completed failed cancelled entered_in_error",
            "cancelled entered_in_error",
            "in_progress completed failed cancelled",
        ),
        ("rejected", "entered_in_error", "entered_in_error", ""),
        ("completed", "entered_in_error", "entered_in_error", ""),
        ("failed", "entered_in_error", "entered_in_error", ""),
        ("cancelled", "entered_in_error", "entered_in_error", ""),
        ("entered_in_error", "", "", ""),
    ],
)
def test_possible_steps_for_both_sides_and_each(
    state: str, both: str, sender: str, recipient: str
) -> None:
    status = ReferralStatus(state)
    assert " ".join(possible_steps(status)) == both
    assert " ".join(possible_steps(status, Party.SENDER)) == sender
    assert " ".join(possible_steps(status, Party.RECIPIENT)) == recipient


def test_final_states_only_ever_turn_out_to_be_errors() -> None:
    assert {str(status) for status in FINAL_STATUSES} == {
        "rejected",
        "completed",
        "failed",
        "cancelled",
        "entered_in_error",
    }
    for status in FINAL_STATUSES:
        assert set(possible_steps(status)) <= {ReferralStatus.ENTERED_IN_ERROR}


def test_the_recipient_carries_a_case_from_acceptance_to_its_end() -> None:
    assert {str(status) for status in OPEN_LOAD_STATUSES} == {"accepted", "in_progress", "on_hold"}


@pytest.mark.parametrize("first", sorted(set(STATES) - {"draft", "requested"}))
def test_a_history_begins_as_draft_or_requested(first: str) -> None:
    with pytest.raises(InvalidValueError, match="starts draft or requested"):
        Referral(
            id="r1",
            chain_id="c1",
            sender_id="k1",
            recipient_id="p1",
            need_code="debt",
            history=(change(first, "k1", reason=True, outcome=True),),
        )


def test_a_referral_without_history_is_none() -> None:
    with pytest.raises(InvalidValueError, match="history"):
        b.referral(steps=[])


def test_only_the_sender_begins_one() -> None:
    with pytest.raises(WrongPartyError, match="decided by: sender"):
        b.referral(steps=["requested 2026-01-01 by=p1"])


def test_an_illegal_step_in_the_middle_is_found() -> None:
    with pytest.raises(TransitionError, match=r"'rejected' and cannot become 'accepted'. Possible"):
        b.referral(
            steps=[
                "requested 2026-01-01",
                "rejected 2026-01-02 language",
                "accepted 2026-01-03 by=p1",
            ]
        )


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(InvalidValueError, match=r"'occurred_at'.*before the step before it"):
        b.referral(steps=["requested 2026-01-05", "accepted 2026-01-04 recorded=2026-01-06"])
    with pytest.raises(InvalidValueError, match=r"'recorded_at'.*before the step before it"):
        b.referral(steps=["requested 2026-01-05 recorded=2026-01-09", "accepted 2026-01-06"])
    with pytest.raises(InvalidValueError, match=r"'recorded_at'.*before the step itself"):
        b.referral(steps=["requested 2026-01-05 recorded=2026-01-04"])


def test_two_steps_may_happen_at_the_same_moment() -> None:
    referral = b.referral(steps=["requested 2026-01-05", "accepted 2026-01-05"])
    assert referral.status == "accepted"


def test_who_decided_and_who_recorded_are_kept_apart() -> None:
    referral = b.referral(steps=["requested 2026-01-05", "accepted 2026-01-06 recorded_by=k1"])
    last = referral.history[-1]
    assert (last.decided_by, last.recorded_by) == ("p1", "k1")
    assert referral.party_of("k1") is Party.SENDER
    assert referral.party_of("p1") is Party.RECIPIENT
    assert referral.party_of("o1") is None


def test_when_it_was_sent() -> None:
    sent = b.referral(steps=["draft 2026-01-04", "requested 2026-01-05", "accepted 2026-01-06"])
    assert sent.requested_at == b.at("2026-01-05")
    assert b.referral(steps=["draft 2026-01-04"]).requested_at is None
    assert b.referral(steps=["draft 2026-01-04", "cancelled 2026-01-05"]).requested_at is None


def test_open_is_what_can_still_move_on() -> None:
    open_states = {state for state in STATES if b.referral(steps=WAYS[state]).is_open}
    assert open_states == {"draft", "requested", "accepted", "in_progress", "on_hold"}


def test_a_referral_as_it_was_known() -> None:
    """Requested on the 5th; accepted on the 7th, which was typed in on the 20th only."""
    referral = b.referral(steps=["requested 2026-01-05", "accepted 2026-01-07 recorded=2026-01-20"])
    assert referral.known_on(b.at("2026-01-04")) is None
    on_10th = referral.known_on(b.at("2026-01-10"))
    assert on_10th is not None
    assert on_10th.status == "requested"
    assert referral.known_on(b.at("2026-01-20")) == referral


def test_a_referral_does_not_lead_to_itself() -> None:
    with pytest.raises(InvalidValueError, match="not to oneself"):
        b.referral(sender="p1", recipient="p1")
    with pytest.raises(InvalidValueError, match="refers to itself"):
        b.referral("r1", previous="r1")
    with pytest.raises(InvalidValueError, match="refers to itself"):
        b.referral("r1", parent="r1")
