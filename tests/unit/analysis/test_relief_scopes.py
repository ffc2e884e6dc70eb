"""Whose cases may go, as of when: people, areas, cooperatives, what was known."""

from dataclasses import replace

import pytest

from graph_model.analysis.relief.results import Relief
from graph_model.domain.areas import Succession
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from tests.builders import area, at, chain, companion, kuemmerer, partner, referral, tenant
from tests.crowded_advice import NOW, cases, crowded_advice, offering, towns
from tests.unit.analysis.relief_plans import moves_of, only, plan, rests_of


def test_a_period_says_which_requests_count_a_month() -> None:
    # From 1 January on: 90 days less an hour of summer time less eight; the same six cases.
    period = Period.of_days(at("2026-01-01").date(), at("2026-04-01").date())
    found = plan(*crowded_advice(), scope=Scope(period=period))
    months = (NOW - at("2025-12-31T23:00")).total_seconds() / 86_400 / 30.4375
    assert found.moves[0].accepted_per_month == pytest.approx(6 / months)
    before = Scope(period=Period(end=at("2026-01-01")))
    assert rests_of(plan(*crowded_advice(), scope=before)) == [
        ("a1", 6, "no_arrivals"),
        ("a2", 4, "no_arrivals"),
    ]


def test_chains_go_to_a_colleague_who_is_responsible_there() -> None:
    def found(*colleagues: Record) -> Relief:
        held = [chain(f"c{n}", opened="2026-02-02", opened_by="k1") for n in range(4)]
        return plan(*towns(), kuemmerer("k1", caseload=4), *held, *colleagues)

    nobody = found()
    assert rests_of(nobody) == [("a1", 4, "no_other_provider")]
    assert nobody.rests[0].need_code is None
    elsewhere = found(kuemmerer("k2", areas=("a2",)))
    assert rests_of(elsewhere) == [("a1", 4, "out_of_area")]
    foreign = found(kuemmerer("k2", cooperative="g2"))
    assert rests_of(foreign) == [("a1", 4, "no_other_provider")]
    unknown = found(kuemmerer("k2", caseload=None))
    assert rests_of(unknown) == [("a1", 4, "room_unknown")]
    colleague = found(kuemmerer("k2", areas=("a0",), caseload=9))
    assert moves_of(colleague) == [("k1", "a1", "k2", 1)]
    assert (colleague.moves[0].need_code, colleague.moves[0].service_id) == (None, None)


def test_companions_take_over_for_one_another_under_the_saxon_rules() -> None:
    # Three hours a week are two cases at a time, of which one lies below 0.85.
    def found(age_band: str) -> Relief:
        return plan(
            *towns(),
            tenant("t1", age_band=age_band),
            companion("b1", weekly_hours=3.0),
            companion("b2", weekly_hours=9.0),
            *cases(2, at="b1", need="everyday_company", tenant="t1"),
        )

    assert moves_of(found("65_74")) == [("b1", "a1", "b2", 1)]
    assert rests_of(found("45_59")) == [("a1", 2, "not_eligible")]


def test_an_area_that_was_merged_counts_for_its_successor() -> None:
    # a3 became part of a1 in 2026: its cases can go to who serves a1, and are told as a1's.
    old = area("a3", "a0", valid_to="2026-01-01", successors=(Succession(area_id="a1"),))
    found = plan(
        *towns(),
        old,
        partner("p1"),
        partner("p2"),
        offering("p1", ("a3", "a1"), places=4),
        offering("p2", ("a1",), places=9),
        *cases(2, at="p1"),
        *cases(2, at="p1", area="a3"),
    )
    assert moves_of(found) == [("p1", "a1", "p2", 1)]
    assert (found.moves[0].held, only(found).unsolved) == (4, 0)


def test_areas_are_told_at_the_level_asked_for() -> None:
    found = plan(*crowded_advice(), level=AreaLevel.DISTRICT)
    assert moves_of(found) == [("p1", "a0", "p2", 1), ("p1", "a0", "p3", 1)]
    # Ten cases from the district; of these only those from a1 can go.
    assert found.moves[0].held == 10
    assert found.moves[0].referrals_per_month == pytest.approx(0.08362, abs=1e-5)
    # Nothing lies at that level above them: they stay as they are.
    assert moves_of(plan(*crowded_advice(), level=AreaLevel.LOCALITY))[0][1] == "a1"


def test_a_scope_chooses_which_cases_may_go_but_not_who_is_full() -> None:
    mine = [
        replace(record, cooperative_id="g2") if record.id == "c-p1-debt-a1-2026-02-02-0" else record
        for record in crowded_advice()
    ]
    found = plan(*mine, scope=Scope(cooperative_id="g2"))
    # One of the ten cases is g2's: one of two too many can go, the nine others are for others.
    assert (found.excess, found.moved, found.unsolved) == (2, 1, 1)
    assert moves_of(found) == [("p1", "a1", "p2", 1)]
    assert rests_of(found) == [(None, 9, "beyond_scope")]
    assert plan(*mine, scope=Scope(area_id="a2")).rests[0].reason.value == "beyond_scope"
    assert moves_of(plan(*mine, scope=Scope(need_codes=("debt",)))) == moves_of(plan(*mine))
    assert plan(*mine, scope=Scope(need_codes=("loneliness",))).relieved == ()


def test_people_of_another_cooperative_are_left_out_where_one_is_named() -> None:
    records = (
        *towns(),
        companion("b1", weekly_hours=3.0, cooperative="g1"),
        companion("b2", weekly_hours=9.0, cooperative="g2"),
        *cases(2, at="b1", need="everyday_company"),
    )
    assert plan(*records).moved == 1
    own = plan(*records, staff_of="g1")
    assert rests_of(own) == [("a1", 2, "no_other_provider")]
    assert plan(*records, staff_of="g2").relieved == ()


def test_as_known_on_a_day_and_as_of_a_day() -> None:
    late = cases(
        4,
        at="p1",
        steps=("requested 2026-02-02", "accepted 2026-02-03 recorded=2026-03-20 recorded_by=p1"),
    )
    records = (*towns(), partner("p1"), offering("p1", ("a1",), places=4), *late)
    then = at("2026-03-10")
    assert plan(*records, scope=Scope(known_on=then), now=then).relieved == ()
    assert plan(*records, now=then).excess == 1
    assert plan(*records, now=at("2026-02-02")).relieved == ()


def test_a_correction_that_comes_later_changes_the_plan() -> None:
    # The fourth case was entered in error, and that was learnt on 20 March.
    wrong = referral(
        "r-wrong",
        chain="c-p1-debt-a1-2026-02-02-0",
        sender="g1",
        recipient="p1",
        need="debt",
        steps=(
            "requested 2026-02-02",
            "accepted 2026-02-02",
            "entered_in_error 2026-03-20 mistaken",
        ),
        tenant=None,
    )
    records = (*towns(), partner("p1"), offering("p1", ("a1",), places=4), *cases(3, at="p1"))
    assert plan(*records, wrong).relieved == ()
    then = at("2026-03-10")
    assert plan(*records, wrong, scope=Scope(known_on=then), now=then).excess == 1
