"""Who is overloaded."""

from datetime import datetime, timedelta

import pytest

from graph_model.analysis.overload.levels import Level, ReasonCode
from graph_model.analysis.overload.overload import ActorLoad, Overload, OverloadRules, overload
from graph_model.analysis.results import to_plain
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.domain.referrals import Referral
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import (
    area,
    at,
    chain,
    companion,
    cooperative,
    kuemmerer,
    need,
    office,
    partner,
    referral,
    service,
)

NOW = at("2026-03-31")  # a Tuesday


def loads_of(
    *records: Record, scope: Scope | None = None, now: datetime = NOW, **rules: float
) -> Overload:
    snapshot = Snapshot.from_records((chain(opened_by=None), *records))
    figures = OverloadRules(**rules)  # type: ignore[arg-type]
    return overload(snapshot, scope or Scope(), now=now, rules=figures)


def load_of(actor_id: str, *records: Record, **rules: float) -> ActorLoad:
    return next(load for load in loads_of(*records, **rules).loads if load.actor_id == actor_id)


def carried(count: int, *, since: str = "2026-01-05", recipient: str = "p1") -> list[Referral]:
    return [
        referral(
            f"{recipient}-{number}",
            recipient=recipient,
            steps=(f"requested {since}", f"accepted {since}", f"in_progress {since}"),
        )
        for number in range(count)
    ]


def test_nobody_there_gives_an_empty_list() -> None:
    found = overload(Snapshot.from_records(()), Scope(), now=NOW)
    assert (found.loads, found.red, found.amber, found.green) == ((), 0, 0, 0)


def test_somebody_without_cases_is_green() -> None:
    load = load_of("p1", partner())
    assert (load.level, load.open_load, load.places, load.utilisation) == (
        Level.GREEN,
        0,
        None,
        None,
    )
    assert load.backlog.weekly == (0,) * 13
    assert (load.weeks_until_full, load.refusals, load.wait_to_decision_business_days) == (
        None,
        None,
        None,
    )


def test_places_of_all_active_services_count() -> None:
    services = (
        service("s1", places=4),
        service("s2", places=2),
        service("s3", places=9, status="paused"),
        service("s4", places=9, valid_to="2026-03-01"),
    )
    load = load_of("p1", partner(), *services, *carried(3))
    assert (load.open_load, load.places, load.utilisation) == (3, 6.0, 0.5)


def test_where_one_service_says_nothing_the_places_are_unknown() -> None:
    load = load_of("p1", partner(), service("s1", places=4), service("s2"), *carried(3))
    assert (load.places, load.utilisation) == (None, None)


def test_a_place_short_of_full_and_no_places_at_all() -> None:
    full = load_of("p1", partner(), service(places=3), *carried(3))
    assert (full.level, full.weeks_until_full) == (Level.RED, 0.0)
    none = load_of("p1", partner(), service(places=0), *carried(1))
    assert (none.level, none.utilisation, none.weeks_until_full) == (Level.RED, None, 0.0)
    assert none.reasons[0].code is ReasonCode.NO_PLACES
    idle = load_of("p1", partner(), service(places=0))
    assert idle.level is Level.GREEN


def test_a_kuemmerer_carries_the_chains_they_opened_and_what_others_hand_them() -> None:
    records = (
        kuemmerer(caseload=4),
        kuemmerer("k2"),
        chain("c2", opened="2026-01-05"),
        chain("c3", opened="2026-01-05", closed="2026-02-02"),
        chain("c4", opened="2026-01-05", opened_by="k2"),
        # In their own chain a referral back is no second case, in another's it is one.
        referral("r1", chain="c2", sender="p1", recipient="k1", steps=("requested 2026-01-06",)),
        referral(
            "r2",
            chain="c4",
            sender="k2",
            recipient="k1",
            steps=("requested 2026-01-06", "accepted 2026-01-07"),
        ),
    )
    load = load_of("k1", *records)
    assert (load.open_load, load.unanswered, load.places, load.utilisation) == (2, 0, 4, 0.5)
    # Opened or accepted within 13 weeks before 31 March: three; c3 was closed.
    assert load.arrivals_per_week == pytest.approx(3 / 13)
    assert load.completions_per_week == pytest.approx(1 / 13)
    assert load_of("k2", *records).open_load == 1


def test_the_time_of_a_companion_is_reckoned_in_cases() -> None:
    records = (companion(weekly_hours=6.0), *carried(3, recipient="b1"))
    load = load_of("b1", *records)
    assert (load.places, load.utilisation) == (4.0, 0.75)  # an hour and a half each
    assert load_of("b1", *records, hours_per_case=3.0).utilisation == 1.5
    assert load_of("b1", companion(weekly_hours=None)).places is None
    assert (
        load_of("b1", companion(weekly_hours=0.0), *carried(1, recipient="b1")).level is Level.RED
    )


def test_weeks_until_full_at_todays_arrivals_and_completions() -> None:
    # Window 30 December to 31 March. 6 cases carried of 20 places; 8 accepted and 2 of them ended
    # in 13 weeks: 6/13 more a week, 14 places left: 14 / (6/13) = 30.33 weeks.
    ended = [
        referral(
            f"e{number}",
            steps=(
                "requested 2026-01-05",
                "accepted 2026-01-06",
                "completed 2026-02-02 resolved",
            ),
        )
        for number in range(2)
    ]
    load = load_of("p1", partner(), service(places=20), *carried(6), *ended)
    assert (load.arrivals_per_week, load.completions_per_week) == (8 / 13, 2 / 13)
    assert load.weeks_until_full == pytest.approx(14 / (6 / 13))
    # Carried since before the window, nothing comes: nothing points to full.
    old = load_of("p1", partner(), service(places=20), *carried(6, since="2025-06-02"))
    assert old.weeks_until_full is None


def test_the_backlog_counts_carried_and_unanswered_cases_week_by_week() -> None:
    # Weeks end on Tuesdays, the last one now; one request comes each Monday of the last five weeks.
    mondays = ("03-02", "03-09", "03-16", "03-23", "03-30")
    asked = [
        referral(f"r{number}", steps=(f"requested 2026-{monday}",))
        for number, monday in enumerate(mondays)
    ]
    load = load_of("p1", partner(), service(places=10), *asked)
    assert load.backlog.weekly == (0,) * 8 + (1, 2, 3, 4, 5)
    assert (load.open_load, load.unanswered) == (0, 5)
    assert load.requests_per_week == pytest.approx(5 / 13)
    # Of 78 pairs 28 have slope 0, most others are steeper the later they start; the interval
    # reaches down to 0, so it is not certain that the backlog rises.
    assert load.backlog.low == 0.0
    assert not load.backlog.is_rising


def one_more_in_each_of_15_weeks() -> tuple[Record, ...]:
    """15 cases of 20 places: slope 1 a week with an interval from 1 to 1."""
    cases = [
        referral(f"r{week}", steps=(f"requested {day}", f"accepted {day}"))
        for week in range(15)
        if (day := (NOW - timedelta(weeks=week, hours=1)).strftime("%Y-%m-%dT%H:%M"))
    ]
    return (partner(), service(places=20), *cases)


def test_a_steady_rise_above_seven_tenths_is_amber() -> None:
    load = load_of("p1", *one_more_in_each_of_15_weeks())
    assert load.backlog.weekly == tuple(range(3, 16))
    assert load.weeks_until_full == pytest.approx(5.0)  # 5 places left, one case more a week
    assert (load.backlog.slope, load.backlog.low, load.backlog.is_rising) == (1.0, 1.0, True)
    assert [reason.code for reason in load.reasons] == [ReasonCode.RISING]
    assert load.level is Level.AMBER


def test_the_mean_load_is_the_area_of_the_window() -> None:
    # Two weeks before 31 March: one case all the time, one for the last week: 3 weeks of 2.
    cases = (*carried(1), *carried(1, since="2026-03-24", recipient="o1"))
    records = (partner(), office(), *cases)
    assert load_of("p1", *records, window_weeks=2).mean_load == pytest.approx(1.0)
    assert load_of("o1", *records, window_weeks=2).mean_load == pytest.approx(0.5)


def test_all_refused_for_lack_of_room_is_red() -> None:
    refused = [
        referral(f"r{number}", steps=("requested 2026-03-02", "rejected 2026-03-03 no_capacity"))
        for number in range(4)
    ]
    load = load_of("p1", partner(), *refused)
    assert load.refusals is not None
    assert (load.refusals.count, load.refusals.total) == (4, 4)
    # Wilson, 4 of 4: 4 / (4 + 3.8415) = 0.5101.
    assert load.refusals.low == pytest.approx(0.5101, abs=1e-4)
    assert [reason.code for reason in load.reasons] == [ReasonCode.REFUSES]
    assert (load.open_load, load.arrivals_per_week) == (0, 0.0)


def test_refusals_for_other_reasons_do_not_count_as_full() -> None:
    refused = [
        referral(f"r{number}", steps=("requested 2026-03-02", "rejected 2026-03-03 not_offered"))
        for number in range(4)
    ]
    load = load_of("p1", partner(), *refused)
    assert load.refusals is not None
    assert (load.refusals.count, load.refusals.total) == (0, 4)
    assert load.level is Level.GREEN


def test_who_never_answers_is_red_though_nobody_was_kept_waiting_to_the_end() -> None:
    asked = [
        referral(f"r{number}", recipient="o1", steps=("requested 2026-03-10",))
        for number in range(3)
    ]
    load = load_of("o1", office(), *asked)
    wait = load.wait_to_decision_business_days
    assert wait is not None
    # 11 to 13, 16 to 20, 23 to 27, 30 and 31 March: 3 + 5 + 5 + 2 business days, seven standards.
    assert (wait.cases, wait.open, wait.median, wait.longest) == (3, 3, None, 15.0)
    assert [reason.code for reason in load.reasons] == [ReasonCode.WAIT_FAR_OVER]


def test_waits_are_held_against_the_standard_of_each_need() -> None:
    # Answered after 4 business days: twice the standard of 2, within one of 5.
    asked = [
        referral(f"r{n}", need="debt", steps=("requested 2026-03-02", "accepted 2026-03-06"))
        for n in range(3)
    ]
    snapshot = Snapshot.from_records((partner(), chain(), *asked))
    usual = overload(snapshot, Scope(), now=NOW).loads[0]
    assert [reason.code for reason in usual.reasons] == [ReasonCode.WAIT_OVER]
    generous = ResponseStandards(by_need={"debt": 5})
    assert overload(snapshot, Scope(), now=NOW, standards=generous).loads[0].level is Level.GREEN


def test_the_wait_to_the_start_runs_from_acceptance() -> None:
    steps = (
        ("accepted 2026-03-03", "in_progress 2026-03-05"),  # 2 days
        ("accepted 2026-03-03", "completed 2026-03-07 resolved"),  # done in one go: 4 days
        ("accepted 2026-03-03", "cancelled 2026-03-09 moved"),  # broken off: more than 6
        ("accepted 2026-03-03",),  # still waiting
        ("rejected 2026-03-03 other",),  # never
    )
    asked = [
        referral(f"r{number}", steps=("requested 2026-03-02", *way))
        for number, way in enumerate(steps)
    ]
    wait = load_of("p1", partner(), *asked).wait_to_start_days
    assert wait is not None
    # Four: after 2 days 3/4, after 4 days 2/4.
    assert (wait.cases, wait.open, wait.median, wait.longest) == (4, 2, 4.0, 28.0)


def test_old_requests_do_not_count_for_waits_unless_the_period_says_so() -> None:
    old = [
        referral(f"o{number}", steps=("requested 2024-03-04", "rejected 2024-03-25 no_capacity"))
        for number in range(3)
    ]
    assert load_of("p1", partner(), *old).refusals is None
    period = Period(start=at("2024-01-01"), end=at("2025-01-01"))
    found = loads_of(partner(), *old, scope=Scope(period=period)).loads[0]
    assert found.refusals is not None
    assert {reason.code for reason in found.reasons} == {
        ReasonCode.REFUSES,
        ReasonCode.WAIT_FAR_OVER,
    }
    later = Scope(period=Period(start=at("2025-01-01")))
    assert loads_of(partner(), *old, scope=later).loads[0].refusals is None


def test_the_worst_come_first_then_the_fullest_then_by_id() -> None:
    found = loads_of(
        *(partner(name) for name in ("p1", "p2", "p3", "p4", "p5")),
        service("s1", actor="p1", places=10),
        service("s2", actor="p2", places=2),
        service("s3", actor="p3", places=10),
        *carried(2, recipient="p1"),
        *carried(2, recipient="p2"),
        *carried(9, recipient="p3"),
    )
    assert [(load.actor_id, load.level.value) for load in found.loads] == [
        ("p2", "red"),
        ("p3", "amber"),
        ("p1", "green"),
        ("p4", "green"),
        ("p5", "green"),
    ]
    assert (found.red, found.amber, found.green) == (1, 1, 3)


def test_who_left_is_listed_only_while_cases_are_left_there() -> None:
    gone = partner("p1", valid_to="2026-01-31")
    assert [load.actor_id for load in loads_of(gone, *carried(1)).loads] == ["p1"]
    assert loads_of(gone).loads == ()


def test_a_scope_chooses_who_is_shown_but_not_what_they_carry() -> None:
    records = (
        area("a1"),
        area("a11", "a1"),
        area("a2"),
        need("debt"),
        need("loneliness"),
        cooperative("g1"),
        kuemmerer("k1", areas=("a11",)),
        kuemmerer("k2", areas=("a2",), cooperative="g2"),
        partner("p1"),
        partner("p2"),
        partner("p3"),
        companion("b1", cooperative="g2"),
        service("s2", actor="p2", areas=("a1",), places=5),
        service("s3", actor="p3", needs=("debt",), areas=("a2",), places=5),
        chain("c2", area="a2", cooperative="g2", opened_by="k2"),
        referral("r1", chain="c2", steps=("requested 2026-03-02", "accepted 2026-03-02")),
        referral("r2", steps=("requested 2026-03-02", "accepted 2026-03-02")),
    )

    def shown(scope: Scope) -> dict[str, int]:
        found = loads_of(*records, scope=scope).loads
        return {load.actor_id: load.open_load for load in sorted(found, key=lambda x: x.actor_id)}

    assert set(shown(Scope())) == {"b1", "k1", "k2", "p1", "p2", "p3"}
    # In a11: its Kümmerer, and who covers all of a1; c1, with its referral to p1, is in a1 itself.
    assert shown(Scope(area_id="a11")) == {"k1": 0, "p2": 0}
    assert shown(Scope(area_id="a1")) == {"k1": 0, "p1": 2, "p2": 0}
    assert shown(Scope(area_id="a2")) == {"k2": 1, "p1": 2, "p3": 0}
    assert shown(Scope(need_codes=("debt",))) == {"p3": 0}
    assert shown(Scope(area_id="a2", need_codes=("loneliness",))) == {"k2": 1, "p1": 2}
    assert shown(Scope(cooperative_id="g2")) == {"b1": 0, "k2": 1, "p1": 2}


def test_as_known_on_a_day() -> None:
    late = referral(
        steps=("requested 2026-03-02", "accepted 2026-03-03 recorded=2026-03-20 recorded_by=k1")
    )
    before = loads_of(partner(), late, scope=Scope(known_on=at("2026-03-10")), now=at("2026-03-10"))
    assert (before.loads[0].open_load, before.loads[0].unanswered) == (0, 1)
    after = loads_of(partner(), late, now=at("2026-03-25"))
    assert (after.loads[0].open_load, after.loads[0].unanswered) == (1, 0)


def test_what_happens_after_now_is_left_out() -> None:
    records = (
        partner(),
        referral(
            "r1",
            steps=("requested 2026-03-02", "accepted 2026-03-04", "completed 2026-03-20 resolved"),
        ),
        referral("r2", steps=("requested 2026-03-12", "rejected 2026-03-13 no_capacity")),
    )
    (at_first,) = loads_of(*records, now=at("2026-03-03")).loads
    assert (at_first.open_load, at_first.unanswered, at_first.refusals) == (0, 1, None)
    (then,) = loads_of(*records, now=at("2026-03-10")).loads
    assert (then.open_load, then.unanswered, then.requests_per_week) == (1, 0, 1 / 13)


def test_the_result_is_plain() -> None:
    plain = to_plain(loads_of(partner(), service(places=3), *carried(3)))
    assert isinstance(plain, dict)
    loads = plain["loads"]
    assert isinstance(loads, list)
    assert isinstance(loads[0], dict)
    assert (loads[0]["level"], loads[0]["utilisation"]) == ("red", 1.0)
