"""What could go to whom, and what cannot."""

from dataclasses import replace

import pytest

from graph_model.analysis.recommendation.scoring import ScoreWeights
from graph_model.analysis.relief.results import Relief
from graph_model.analysis.results import to_plain
from graph_model.domain.records import Record
from tests.builders import chain, kuemmerer, partner, tenant
from tests.crowded_advice import cases, crowded_advice, offering, towns
from tests.unit.analysis.relief_plans import moves_of, only, plan, rests_of


def without(records: tuple[Record, ...], *ids: str) -> list[Record]:
    return [record for record in records if record.id not in ids]


def test_the_town_worked_by_hand() -> None:
    found = plan(*crowded_advice())
    assert (found.excess, found.moved, found.unsolved, found.limit) == (2, 2, 0, 0.85)
    assert moves_of(found) == [("p1", "a1", "p2", 1), ("p1", "a1", "p3", 1)]
    # 1 - 0.575/0.65 = 0.115 and 1 - 0.5/0.65 = 0.231, to the thousandth.
    assert [move.cost for move in found.moves] == [0.115, 0.231]
    assert found.rests == ()
    relieved = only(found)
    assert (relieved.open_load, relieved.places, relieved.most, relieved.excess) == (10, 10, 8, 2)
    assert (relieved.moved, relieved.unsolved) == (2, 0)
    after = [(one.actor_id, one.taken, one.utilisation_after) for one in found.receivers]
    assert after == [("p2", 1, 0.8), ("p3", 1, 0.1)]


def test_cases_become_referrals_a_month() -> None:
    # Six from a1 came in the 52 weeks before 31 March: 6 in 364 days, 6 · 30.4375 / 364 = 0.5017 a
    # month. One of the six cases is one sixth of that. All ten are 0.8362 a month, so a case stays
    # 10 / 0.8362 = 11.96 months.
    found = plan(*crowded_advice())
    first = found.moves[0]
    assert (first.held, first.accepted_per_month) == (6, pytest.approx(0.50172, abs=1e-5))
    assert first.referrals_per_month == pytest.approx(0.08362, abs=1e-5)
    assert only(found).months == pytest.approx(11.9589, abs=1e-4)


def test_nobody_and_nobody_overloaded_have_an_empty_plan() -> None:
    for found in (plan(), plan(*without(crowded_advice(), *(f"s-p{n}" for n in (1, 2, 3))))):
        assert (found.excess, found.moved, found.unsolved) == (0, 0, 0)
        assert (found.relieved, found.moves, found.rests, found.receivers) == ((), (), (), ())


def test_no_place_at_all_is_too_much_from_the_first_case_on() -> None:
    records = without(crowded_advice(), "s-p1")
    found = plan(*records, offering("p1", ("a1", "a2"), places=0))
    assert (only(found).most, only(found).excess) == (0, 10)
    # Six from a1 find room, the four from a2 nobody.
    assert (found.moved, found.unsolved) == (6, 4)
    assert rests_of(found) == [("a2", 4, "out_of_area")]


def one_full(*others: Record, area: str = "a1") -> Relief:
    """p1 has four places and four cases, one too many; everything else is for the test to say."""
    serving = offering("p1", (area,), places=4)
    return plan(*towns(), partner("p1"), serving, *cases(4, at="p1", area=area), *others)


def test_nobody_else_helps_with_it() -> None:
    found = one_full()
    assert (found.moved, found.unsolved) == (0, 1)
    assert rests_of(found) == [("a1", 4, "no_other_provider")]
    assert found.rests[0].other_ids == ()


def test_others_help_but_not_here() -> None:
    found = one_full(partner("p2"), offering("p2", ("a2",), places=9))
    assert rests_of(found) == [("a1", 4, "out_of_area")]
    assert found.rests[0].other_ids == ("p2",)


def test_others_who_take_nobody_now_do_not_count() -> None:
    paused = offering("p2", ("a1",), places=9, status="paused")
    assert rests_of(one_full(partner("p2"), paused)) == [("a1", 4, "no_other_provider")]
    gone = partner("p2", valid_to="2026-03-01")
    active = offering("p2", ("a1",), places=9)
    assert rests_of(one_full(gone, active)) == [("a1", 4, "no_other_provider")]


def test_nobody_has_said_how_much_room_there_is() -> None:
    found = one_full(partner("p2"), offering("p2", ("a1",), places=None))
    assert rests_of(found) == [("a1", 4, "room_unknown")]
    assert found.rests[0].other_ids == ("p2",)


def test_others_are_as_full() -> None:
    # Six of seven places is 0.857, five 0.714: no room for a sixth.
    found = one_full(partner("p2"), offering("p2", ("a1",), places=7), *cases(5, at="p2"))
    assert rests_of(found) == [("a1", 4, "full")]
    assert found.rests[0].other_ids == ("p2",)


def test_requests_without_an_answer_take_up_room() -> None:
    waiting = cases(1, at="p2", since="2026-03-30", steps=("requested 2026-03-30",))
    others = (partner("p2"), offering("p2", ("a1",), places=7), *cases(4, at="p2"))
    assert one_full(*others).moved == 1
    assert one_full(*others, *waiting).moved == 0


def test_a_fresh_figure_of_free_places_is_a_bound_an_old_one_is_none() -> None:
    # Four cases where none would be below 0.85; among nine places seven would, if nobody said more.
    giver = (*towns(), partner("p1"), offering("p1", ("a1",), places=1), *cases(4, at="p1"))
    for free, counted, moved in (
        (2, "2026-03-01", 2),
        (0, "2026-03-01", 0),
        (2, "2025-12-01", 4),
        (9, "2026-03-01", 4),
    ):
        told = offering("p2", ("a1",), places=9, free=free, counted=counted)
        assert plan(*giver, partner("p2"), told).moved == moved
    # Seven cases in our own count leave none of nine places below 0.85, whatever the figure says.
    told = offering("p2", ("a1",), places=9, free=2, counted="2026-03-30")
    assert plan(*giver, partner("p2"), told, *cases(7, at="p2")).moved == 0


def test_who_refused_for_lack_of_room_lately_is_not_asked() -> None:
    refused = cases(
        2,
        at="p2",
        since="2026-03-20",
        steps=("requested 2026-03-20", "rejected 2026-03-21 no_capacity"),
    )
    others = (partner("p2"), offering("p2", ("a1",), places=9))
    assert one_full(*others).moved == 1
    assert rests_of(one_full(*others, *refused)) == [("a1", 4, "full")]


def test_people_go_only_where_they_are_understood_and_let_in() -> None:
    person = tenant("t1", languages=("ar",), age_band="25_44")
    taken = list(cases(4, at="p1", tenant="t1"))
    base = (*towns(), person, partner("p1"), offering("p1", ("a1",), places=4), *taken)
    for fields, moved in (
        ({"languages": ("de", "ar")}, 1),
        ({"languages": ("de",)}, 0),
        ({"languages": ("ar",), "ages": (60, None)}, 0),
    ):
        other = offering("p2", ("a1",), places=9, **fields)
        found = plan(*base, partner("p2"), other)
        assert found.moved == moved, fields
        if not moved:
            assert rests_of(found) == [("a1", 4, "not_eligible")]


def test_some_people_can_go_and_others_cannot() -> None:
    # All four are too many. Of two nothing is known, so they can go; two speak Arabic only.
    speaks = tenant("t1", languages=("ar",))
    base = (
        *towns(),
        speaks,
        partner("p1"),
        partner("p2"),
        offering("p1", ("a1",), places=1),
        offering("p2", ("a1",), places=9),
        *cases(2, at="p1", since="2026-02-03", tenant="t1"),
        *cases(2, at="p1"),
    )
    found = plan(*base)
    assert (found.excess, found.moved, found.unsolved) == (4, 2, 2)
    assert rests_of(found) == [("a1", 2, "not_eligible")]
    assert found.moves[0].held == 4


def test_a_place_that_only_one_can_use_is_kept_for_that_one() -> None:
    # Both must go, and p2 and p3 have one place each. p3, in the same town, would be cheaper for
    # Döbeln, but nobody else serves Werdau.
    found = plan(
        *towns(),
        *(partner(name, area=seat) for name, seat in (("p1", "a1"), ("p2", "a2"), ("p3", "a1"))),
        offering("p1", ("a1", "a2"), places=1),
        offering("p2", ("a1",), places=2),
        offering("p3", ("a1", "a2"), places=2),
        *cases(1, at="p1"),
        *cases(1, at="p1", area="a2"),
    )
    assert (found.excess, found.moved) == (2, 2)
    assert {move[1:] for move in moves_of(found)} == {("a1", "p2", 1), ("a2", "p3", 1)}


def test_weights_say_what_is_dear() -> None:
    # p2 is near and helps with the whole field, p3 is two steps away and helps with just this need;
    # whoever is cheaper gets the only case that must go.
    broader = replace(offering("p2", ("a1",), places=9), need_codes=("money",))
    records = (
        *towns(),
        *(partner(name, area=seat) for name, seat in (("p1", "a1"), ("p2", "a1"), ("p3", "a2"))),
        offering("p1", ("a1",), places=4),
        broader,
        offering("p3", ("a1",), places=9),
        *cases(4, at="p1"),
    )
    with_parent = [
        replace(record, parent_code="money") if record.id == "debt" else record  # type: ignore[call-arg]
        for record in records
    ]
    near = ScoreWeights(fit=0, nearness=1, room=0, speed=0, success=0, balance=0, familiarity=0)
    exact = ScoreWeights(fit=1, nearness=0, room=0, speed=0, success=0, balance=0, familiarity=0)
    assert [move.to_id for move in plan(*with_parent, weights=near).moves] == ["p2"]
    assert [move.to_id for move in plan(*with_parent, weights=exact).moves] == ["p3"]


def test_cases_without_an_area_cannot_be_planned() -> None:
    records = (*towns(), partner("p1"), offering("p1", ("a1",), places=4))
    found = plan(*records, *cases(4, at="p1", area=None))
    assert rests_of(found) == [(None, 4, "area_unknown")]


def test_the_plan_is_told_in_both_languages() -> None:
    found = plan(*crowded_advice())
    assert only(found).sentence.de == (
        "Anker trägt 10 Fälle auf 10 Plätze, 2 zu viel. Das alles kann zu anderen. Das wirkt nach "
        "und nach, ganz nach etwa 12 Monaten."
    )
    assert only(found).sentence.en == (
        "Anker carries 10 cases for 10 places, 2 too many. All of that can go to others. That is "
        "felt bit by bit, in full after about 12 months."
    )
    assert found.moves[0].sentence.de == (
        "„Schulden“ aus Döbeln: etwa alle 12 Monate eine Vermittlung statt an Anker an Brücke "
        "(Angebot s-p2). Das macht bei Anker auf Dauer 1 Platz frei (Grundlage: 6 offene Fälle, "
        "0,5 neue im Monat); Brücke trägt dann 8 Fälle auf 10 Plätze. Was zu tun ist: es "
        "absprechen und beim Vermitteln zuerst dort fragen."
    )
    assert found.moves[0].sentence.en == (
        "'Debt' from Döbeln: about one referral every 12 months to Brücke (Angebot s-p2) instead "
        "of Anker. In the long run that frees 1 place at Anker (resting on 6 open cases, 0.5 new "
        "ones a month); Brücke then carries 8 cases for 10 places. What to do: settle it with "
        "them, and ask there first when referring."
    )


def test_what_stays_is_told_with_its_reason_and_what_might_help() -> None:
    found = one_full(partner("p2", name="Brücke"), offering("p2", ("a2",), places=9))
    assert only(found).sentence.de == (
        "Akteur p1 trägt 4 Fälle auf 4 Plätze, 1 zu viel. Davon kann nichts zu anderen; warum, "
        "steht bei dem, was bleibt."
    )
    assert found.rests[0].sentence.de == (
        "„Schulden“ aus Döbeln bei Akteur p1 (4 Fälle): Andere helfen dabei, aber nicht in diesem "
        "Gebiet (Brücke). Was hilft: sie nach Sprechstunden vor Ort oder Hausbesuchen fragen."
    )
    assert found.rests[0].sentence.en == (
        "'Debt' from Döbeln at Akteur p1 (4 cases): others help with it, but not in this area "
        "(Brücke). What helps: ask them for advice hours on site or home visits."
    )
    held = [chain(f"c{n}", opened="2026-02-02", opened_by="k1") for n in range(4)]
    alone = plan(*towns(), kuemmerer("k1", name="Kim", caseload=4), *held)
    assert alone.rests[0].sentence.en.startswith("Help chains from Döbeln at Kim (4 cases): nobody")


def test_the_result_is_plain() -> None:
    plain = to_plain(plan(*crowded_advice()))
    assert isinstance(plain, dict)
    assert (plain["moved"], plain["limit"]) == (2, 0.85)
