"""Help chains and the forest of their referrals."""

from dataclasses import replace

import pytest

from graph_model.domain.chains import check_forest, check_link
from graph_model.domain.referrals import Referral
from graph_model.errors import ChainLinkError, InvalidValueError
from tests import builders as b

REFUSED = ["requested 2026-01-05", "rejected 2026-01-06 no_capacity"]
FAILED = ["requested 2026-01-05", "accepted 2026-01-06", "failed 2026-01-07 unreachable"]
CANCELLED = ["requested 2026-01-05", "cancelled 2026-01-06 mistaken"]
RUNNING = ["requested 2026-01-05", "accepted 2026-01-06"]
DONE = ["requested 2026-01-05", "accepted 2026-01-06", "completed 2026-01-07 resolved"]


def others(*referrals: Referral) -> dict[str, Referral]:
    return {referral.id: referral for referral in referrals}


@pytest.mark.parametrize("steps", [REFUSED, FAILED, CANCELLED])
def test_another_try_follows_one_that_ended_badly(steps: list[str]) -> None:
    check_link(
        b.referral("r2", previous="r1", recipient="o1"), others(b.referral("r1", steps=steps))
    )


@pytest.mark.parametrize("steps", [RUNNING, DONE, ["draft 2026-01-05"], ["requested 2026-01-05"]])
def test_no_other_try_while_the_first_runs_or_when_it_helped(steps: list[str]) -> None:
    with pytest.raises(ChainLinkError, match="the first try has not ended"):
        check_link(b.referral("r2", previous="r1"), others(b.referral("r1", steps=steps)))


def test_another_try_is_for_the_same_need() -> None:
    with pytest.raises(ChainLinkError, match="another need than before"):
        check_link(
            b.referral("r2", previous="r1", need="debt"), others(b.referral("r1", steps=REFUSED))
        )


def test_the_recipient_passes_on_and_nobody_else() -> None:
    parent = b.referral("r1", recipient="p1", steps=RUNNING)
    check_link(b.referral("r2", sender="p1", recipient="o1", parent="r1"), others(parent))
    with pytest.raises(ChainLinkError, match="only the recipient can pass it on"):
        check_link(b.referral("r2", sender="k1", recipient="o1", parent="r1"), others(parent))


def test_passing_on_may_change_the_need_and_branch() -> None:
    check_forest(
        [
            b.referral("r1", recipient="p1", steps=RUNNING),
            b.referral("r2", sender="p1", recipient="o1", parent="r1", need="debt"),
            b.referral("r3", sender="p1", recipient="b1", parent="r1"),
        ]
    )


@pytest.mark.parametrize("link", ["previous", "parent"])
def test_links_stay_within_the_chain(link: str) -> None:
    elsewhere = b.referral("r1", chain="c2", steps=REFUSED, recipient="p2")
    with pytest.raises(ChainLinkError, match="leads out of the chain"):
        check_link(b.referral("r2", chain="c1", **{link: "r1"}), others(elsewhere))
    with pytest.raises(ChainLinkError, match="leads out of the chain"):
        check_link(b.referral("r2", **{link: "nowhere"}), {})


def test_links_form_no_circle() -> None:
    """r1 ─parent→ r3 ─previous→ r2 ─parent→ r1: each link alone would be right."""
    circle = [
        b.referral("r1", sender="p1", recipient="o1", parent="r3"),
        b.referral("r2", sender="o1", recipient="b1", parent="r1", steps=REFUSED),
        b.referral("r3", sender="o1", recipient="p1", previous="r2"),
    ]
    for referral in circle:
        with pytest.raises(ChainLinkError, match="the links form a circle"):
            check_link(referral, others(*circle))
    with pytest.raises(ChainLinkError, match="the links form a circle"):
        check_forest(circle)


def test_a_circle_further_up_does_not_hang_the_check() -> None:
    """r3 hangs on a circle of r1 and r2, but is not part of it."""
    above = [
        b.referral("r1", sender="p1", recipient="o1", parent="r2"),
        b.referral("r2", sender="o1", recipient="p1", parent="r1"),
    ]
    check_link(b.referral("r3", sender="p1", recipient="b1", parent="r2"), others(*above))
    with pytest.raises(ChainLinkError, match="the links form a circle"):
        check_forest(above)


def test_a_retry_passed_on_carries_both_links() -> None:
    check_forest(
        [
            b.referral("r1", recipient="p1", steps=RUNNING),
            b.referral("r2", sender="p1", recipient="o1", parent="r1", steps=REFUSED),
            b.referral("r3", sender="p1", recipient="b1", parent="r1", previous="r2"),
        ]
    )


def test_a_chain_is_open_until_it_is_closed() -> None:
    assert b.chain().is_open
    assert not b.chain(closed="2026-03-01").is_open


def test_an_end_is_whole_or_not_there() -> None:
    closed = b.chain(closed="2026-03-01")
    for field in ("closed_at", "closed_recorded_at", "outcome"):
        with pytest.raises(InvalidValueError, match="belong together"):
            replace(closed, **{field: None})


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ({"opened": "2026-01-02", "recorded": "2026-01-01"}, "before the chain was opened"),
        ({"opened": "2026-01-02", "closed": "2026-01-01"}, "before the chain was opened"),
        (
            {"opened": "2026-01-02", "closed": "2026-03-02", "closed_recorded": "2026-03-01"},
            "before the chain ended",
        ),
    ],
)
def test_times_of_a_chain_are_in_order(times: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidValueError, match=said):
        b.chain(**times)  # type: ignore[arg-type]
