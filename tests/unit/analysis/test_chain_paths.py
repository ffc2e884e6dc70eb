"""The path of one help chain: order, times, who holds it, where it is stuck."""

from collections.abc import Sequence
from datetime import date

import pytest

from graph_model.analysis.chains.paths import ChainPath, chain_path
from graph_model.analysis.chains.rules import ChainRules, FindingCode
from graph_model.analysis.chains.sentences import Names
from graph_model.analysis.results import to_plain
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import ReferralStatus
from graph_model.errors import UnknownRecordError
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import at, chain, contact, referral
from tests.networks import chain_file, sent_in_a_circle

NOW = at("2026-01-30")


def path_of(records: Sequence[Record], now: str = "2026-01-30", **rules: int) -> ChainPath:
    return chain_path(chain_file(records), now=at(now), rules=ChainRules(**rules))  # type: ignore[arg-type]


def codes(path: ChainPath) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code.value, finding.referral_ids) for finding in path.findings]


def test_hops_come_in_the_order_of_the_links() -> None:
    path = path_of(sent_in_a_circle())
    shown = [(h.referral_id, h.follows_id, h.is_retry, h.depth) for h in path.hops]
    assert shown == [
        ("r1", None, False, 0),
        ("r2", "r1", True, 0),
        ("r3", "r2", False, 1),
        ("r4", "r3", False, 2),
    ]


def test_each_hop_tells_how_long_waiting_lead_time_and_help_took() -> None:
    first, second, third, fourth = path_of(sent_in_a_circle()).hops
    # r1: Monday to Wednesday.
    assert (first.waiting.days, first.waiting.business_days) == (2.0, 2)
    assert first.waiting.is_over
    assert not first.is_overdue
    assert (first.lead, first.help, first.due_on) == (None, None, date(2026, 1, 7))
    # r2: Thursday 8 to Wednesday 14 is Fri, Mon, Tue, Wed; lead time to Monday 19 is Thu, Fri, Mon;
    # help to Friday 30 is Tue to Fri and a whole week.
    assert (second.waiting.days, second.waiting.business_days) == (6.0, 4)
    assert second.is_overdue
    assert second.lead is not None
    assert (second.lead.days, second.lead.business_days, second.lead.is_over) == (5.0, 3, True)
    assert second.help is not None
    assert (second.help.days, second.help.business_days, second.help.is_over) == (11.0, 9, False)
    assert (third.waiting.days, third.is_overdue) == (1.0, False)
    # r4: Thursday 22 until now, Friday 30: Fri 23 and a whole week.
    assert (fourth.waiting.days, fourth.waiting.business_days) == (8.0, 6)
    assert (fourth.waiting.is_over, fourth.is_overdue, fourth.due_on) == (
        False,
        True,
        date(2026, 1, 26),
    )


def test_from_first_contact_to_first_help() -> None:
    path = path_of(sent_in_a_circle())
    # First contact New Year's Day 10:00, before the chain was opened; help from 19 January 8:00.
    # Business days: 2; 5-9; 12-16; 19 = 1 + 5 + 5 + 1.
    assert (path.first_contact_at, path.first_help_at) == (at("2026-01-01T10:00"), at("2026-01-19"))
    assert path.days_to_first_help == pytest.approx(17 + 22 / 24)
    assert path.business_days_to_first_help == 12


def test_a_chain_that_branches_is_held_by_several() -> None:
    path = path_of(sent_in_a_circle())
    held = [(h.actor_id, h.referral_id, h.status, h.days) for h in path.holders]
    assert held == [
        ("o1", "r2", ReferralStatus.IN_PROGRESS, 11.0),
        ("o1", "r4", ReferralStatus.REQUESTED, 8.0),
    ]


def test_circles_and_repeated_refusals_are_found_once_each() -> None:
    # o1→p1 (r3) and p1→o1 (r4) hand the person back; asked were p1, o1, p1 (r1, r2, r3); the round
    # o1, p1, o1 (r2, r3, r4) is the first of these again and not told twice.
    assert codes(path_of(sent_in_a_circle())) == [
        ("overdue", ("r4",)),
        ("returned", ("r3", "r4")),
        ("sent_round", ("r1", "r2", "r3")),
        ("repeated_refusal", ("r1", "r3")),
    ]


def test_each_finding_says_in_words_what_happened() -> None:
    names = Names.of(Snapshot.from_records(sent_in_a_circle()).directory)
    path = chain_path(chain_file(sent_in_a_circle()), now=NOW, names=names)
    assert [finding.german for finding in path.findings] == [
        (
            "Sozialamt hat die Anfrage vom 22.01.2026 (Schulden) seit 6 Arbeitstagen"
            " nicht beantwortet. Was hilft: nachfragen, sonst jemand anderen anfragen."
        ),
        (
            "Im Kreis vermittelt (Schulden): Sozialamt hat an Schuldnerberatung vermittelt,"
            " Schuldnerberatung wieder an Sozialamt (nach 2 Arbeitstagen). Was hilft: mit beiden"
            " zusammen klären, wer sich kümmert."
        ),
        (
            "Im Kreis vermittelt (Schulden): erst Schuldnerberatung, dann Sozialamt,"
            " dann wieder Schuldnerberatung (nach 11 Arbeitstagen). Was hilft: mit beiden zusammen"
            " klären, wer sich kümmert."
        ),
        (
            "Schuldnerberatung hat in dieser Hilfekette 2-mal abgelehnt, das erste Mal am"
            " 07.01.2026. Was hilft: die Gründe klären, bevor dort wieder angefragt wird."
        ),
    ]
    assert path.findings[0].english == (
        "Sozialamt has not answered the request of 2026-01-22 (Debt) for 6 business days."
        " What helps: ask again, or else ask somebody else."
    )
    assert path.findings[3].english == (
        "Schuldnerberatung has refused 2 times in this help chain,"
        " for the first time on 2026-01-07. What helps: clear up the reasons before asking there"
        " again."
    )


def test_without_names_the_ids_stand() -> None:
    finding = path_of(sent_in_a_circle()).findings[0]
    assert finding.german.startswith("o1 hat die Anfrage vom 22.01.2026 (debt)")


def test_the_window_of_a_loop_includes_its_last_day() -> None:
    # r1 to r3 are 15 days, r3 to r4 two days.
    assert [c for c, _ in codes(path_of(sent_in_a_circle(), loop_window_days=15))] == [
        "overdue",
        "returned",
        "sent_round",
        "repeated_refusal",
    ]
    # The round p1, o1, p1 is too long now, and o1, p1, o1 (14 days) is the return of r4.
    shorter = codes(path_of(sent_in_a_circle(), loop_window_days=14))
    assert [code for code, _ in shorter] == ["overdue", "returned", "repeated_refusal"]
    # The return no longer counts, and neither does any round.
    assert [c for c, _ in codes(path_of(sent_in_a_circle(), loop_window_days=1))] == [
        "overdue",
        "repeated_refusal",
    ]


def test_another_need_makes_no_circle() -> None:
    records = (
        chain(),
        referral("r1", steps=("requested 2026-01-05", "accepted 2026-01-06")),
        referral(
            "r2",
            sender="p1",
            recipient="k1",
            need="debt",
            parent="r1",
            steps=("requested 2026-01-07", "accepted 2026-01-08"),
        ),
    )
    assert codes(path_of(records)) == []


def test_on_the_same_day_only_a_link_tells_what_came_first() -> None:
    def both(parent: str | None) -> tuple[Record, ...]:
        day = ("requested 2026-01-05", "accepted 2026-01-05")
        return (
            chain(),
            referral("r1", sender="p1", recipient="k1", steps=day, parent=parent),
            referral("r2", steps=day),
        )

    assert codes(path_of(both(None))) == []
    assert codes(path_of(both("r2"))) == [("returned", ("r2", "r1"))]


REFUSED = ("requested 2026-01-05", "rejected 2026-01-07 no_capacity")
ACCEPTED = ("requested 2026-01-05", "accepted 2026-01-06")


def test_with_nothing_under_way_the_chain_is_back_with_who_opened_it() -> None:
    path = path_of((chain(), referral(steps=REFUSED)), "2026-01-09")
    (holder,) = path.holders
    assert (holder.actor_id, holder.referral_id, holder.status) == ("k1", None, None)
    assert (holder.since, holder.days, holder.business_days) == (at("2026-01-07"), 2.0, 2)
    (sender,) = path_of((chain(opened_by=None), referral(steps=REFUSED))).holders
    assert sender.actor_id == "k1"


def test_a_chain_without_referrals_waits_with_who_opened_it() -> None:
    path = path_of((chain(opened="2026-01-02"),), "2026-01-05")
    assert (path.hops, path.findings, path.first_help_at) == ((), (), None)
    assert [(h.actor_id, h.since) for h in path.holders] == [("k1", at("2026-01-02"))]
    assert path_of((chain(opened_by=None),)).holders == ()


def test_branches_stay_together_and_start_in_order_of_time() -> None:
    records = (
        chain(),
        # a: k1→p1, passed on to o1 late; b: k1→o1 for another need in between.
        referral("a1", steps=("requested 2026-01-05", "accepted 2026-01-06")),
        referral("b1", recipient="o1", need="debt", steps=("requested 2026-01-07",)),
        referral("a2", sender="p1", recipient="o1", parent="a1", steps=("requested 2026-01-12",)),
    )
    assert [hop.referral_id for hop in path_of(records).hops] == ["a1", "a2", "b1"]


def test_a_link_counts_before_time() -> None:
    records = (
        chain(),
        referral("r1", recipient="o1", previous="r2", steps=("requested 2026-01-05",)),
        referral("r2", steps=("requested 2026-01-06", "rejected 2026-01-06 other")),
    )
    assert [hop.referral_id for hop in path_of(records).hops] == ["r2", "r1"]


def test_links_in_a_circle_do_not_hang() -> None:
    records = (
        chain(),
        referral("r1", previous="r2", steps=("requested 2026-01-06", "rejected 2026-01-06 other")),
        referral("r2", previous="r1", steps=("requested 2026-01-05", "rejected 2026-01-06 other")),
    )
    shown = [(hop.referral_id, hop.follows_id) for hop in path_of(records).hops]
    assert shown == [("r2", None), ("r1", "r2")]


def test_drafts_and_errors_are_no_hops() -> None:
    records = (
        chain(),
        referral("r1", steps=("requested 2026-01-05", "entered_in_error 2026-01-06")),
        referral("r2", steps=("draft 2026-01-05",)),
        referral("r3", steps=("draft 2026-01-05", "cancelled 2026-01-06")),
        referral("r4", sender="p1", recipient="o1", parent="r1", steps=("requested 2026-01-07",)),
    )
    assert [(hop.referral_id, hop.follows_id) for hop in path_of(records).hops] == [("r4", None)]


def test_help_done_in_one_go_began_when_it_was_completed() -> None:
    done = referral(steps=(*ACCEPTED, "completed 2026-01-08 resolved"))
    path = path_of((chain(opened="2026-01-05"), done))
    assert (path.first_help_at, path.business_days_to_first_help) == (at("2026-01-08"), 3)
    (hop,) = path.hops
    assert hop.help is None
    assert hop.lead is not None
    assert (hop.lead.days, hop.lead.is_over) == (2.0, False)


def test_a_request_withdrawn_without_an_answer_waited_until_then() -> None:
    withdrawn = referral(steps=("requested 2026-01-05", "cancelled 2026-01-09 client_declined"))
    path = path_of((chain(), withdrawn))
    (hop,) = path.hops
    assert (hop.waiting.business_days, hop.waiting.is_over, hop.is_overdue) == (4, False, True)
    assert path.findings == ()


def test_a_need_can_have_its_own_standard() -> None:
    standards = ResponseStandards(by_need={"debt": 6})
    file = chain_file(sent_in_a_circle())
    path = chain_path(file, now=NOW, rules=ChainRules(standards=standards))
    assert [hop.is_overdue for hop in path.hops] == [False] * 4
    assert FindingCode.OVERDUE not in {finding.code for finding in path.findings}


def test_a_report_as_known_on_a_day_leaves_out_what_was_recorded_later() -> None:
    records = (
        chain(opened="2026-01-02", closed="2026-01-12", closed_recorded="2026-01-20"),
        contact(when="2026-01-01", recorded="2026-01-15", chain="c1"),
        referral(
            "r1",
            steps=(
                "requested 2026-01-05",
                "accepted 2026-01-06 recorded=2026-01-14 recorded_by=k1",
                "in_progress 2026-01-07 recorded=2026-01-14 recorded_by=k1",
                "completed 2026-01-08 resolved recorded=2026-01-19 recorded_by=k1",
            ),
        ),
        referral("r2", recipient="o1", steps=("requested 2026-01-09 recorded=2026-01-16",)),
    )
    day = at("2026-01-13")
    then = chain_path(chain_file(records), now=day, known_on=day)
    assert [(hop.referral_id, hop.status) for hop in then.hops] == [
        ("r1", ReferralStatus.REQUESTED)
    ]
    assert (then.closed_at, then.outcome, then.first_help_at) == (None, None, None)
    assert then.first_contact_at == at("2026-01-02")
    assert [finding.code for finding in then.findings] == [FindingCode.OVERDUE]
    later = chain_path(chain_file(records), now=NOW, known_on=at("2026-01-19"))
    assert [hop.status for hop in later.hops] == [
        ReferralStatus.COMPLETED,
        ReferralStatus.REQUESTED,
    ]
    assert later.first_contact_at == at("2026-01-01")
    assert later.closed_at is None
    assert chain_path(chain_file(records), now=NOW).closed_at == at("2026-01-12")


def test_a_chain_nobody_knew_of_is_not_there() -> None:
    file = chain_file((chain(opened="2026-01-02", recorded="2026-01-10"),))
    with pytest.raises(UnknownRecordError, match="c1"):
        chain_path(file, now=NOW, known_on=at("2026-01-09"))


def test_the_order_of_the_input_does_not_matter() -> None:
    records = sent_in_a_circle()
    file = chain_file(records)
    shuffled = type(file)(
        chain=file.chain, referrals=file.referrals[::-1], contacts=file.contacts[::-1]
    )
    assert chain_path(shuffled, now=NOW) == chain_path(file, now=NOW)


def test_a_store_and_a_snapshot_give_the_same_path() -> None:
    held = Snapshot.from_records(sent_in_a_circle()).chain_file("c1")
    assert held is not None
    assert chain_path(held, now=NOW) == path_of(sent_in_a_circle())


def test_over_a_leap_day_and_the_clock_change() -> None:
    asked = referral(steps=("requested 2024-02-28", "accepted 2024-03-01"))
    (hop,) = path_of((chain(opened="2024-02-27"), asked), "2024-03-01").hops
    assert (hop.waiting.days, hop.waiting.business_days) == (2.0, 2)
    # Saturday 28 March 2026, 12:00, to Sunday 29, 12:00 by the clock: an hour was left out.
    asked = referral(steps=("requested 2026-03-28T11:00", "accepted 2026-03-29T10:00"))
    (hop,) = path_of((chain(), asked), "2026-03-30").hops
    assert (hop.waiting.days, hop.waiting.business_days) == (pytest.approx(23 / 24), 0)


def test_the_path_is_a_plain_result() -> None:
    plain = to_plain(path_of(sent_in_a_circle()))
    assert isinstance(plain, dict)
    assert (plain["chain_id"], plain["now"]) == ("c1", "2026-01-30T08:00:00Z")
