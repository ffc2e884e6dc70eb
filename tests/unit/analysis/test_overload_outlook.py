"""Where a load leads: demand, stays, the rough wait, and the finding in words."""

import pytest

from graph_model.analysis.overload.overload import ActorLoad, OverloadRules, overload
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import at, chain, companion, kuemmerer, partner, referral, service

NOW = at("2026-03-31")

# Two weeks before 31 March begin on the 17th. In case-days: a 3 (of 10), b 5, c 5, d 1: 14.
STEADY = (
    referral(
        "a", steps=("requested 2026-03-10", "accepted 2026-03-10", "completed 2026-03-20 resolved")
    ),
    referral(
        "b", steps=("requested 2026-03-20", "accepted 2026-03-20", "completed 2026-03-25 resolved")
    ),
    referral(
        "c", steps=("requested 2026-03-25", "accepted 2026-03-25", "completed 2026-03-30 resolved")
    ),
    referral("d", steps=("requested 2026-03-30", "accepted 2026-03-30")),
    referral("e", steps=("requested 2026-03-26", "rejected 2026-03-27 no_capacity")),
)


def load_of(*records: Record, actor_id: str = "p1", weeks: int = 2) -> ActorLoad:
    snapshot = Snapshot.from_records((chain(opened_by=None), *records))
    found = overload(snapshot, Scope(), now=NOW, rules=OverloadRules(window_weeks=weeks))
    return next(load for load in found.loads if load.actor_id == actor_id)


def test_the_rough_wait_of_two_places_by_hand() -> None:
    # 14 case-days and three ended: a stay of 14/3 days. In 14 days four wanted a place: b, c, d
    # and e, who was refused for lack of room: 4/14 a day, so 4/3 of 2 places are wanted at a time.
    # Erlang C: (4/3)²/2 · 2/(2 - 4/3) = 8/3 against 1 + 4/3 + 8/3 = 5: 8/15 have to wait, and the
    # mean of all is 8/15 · 14/3 / (2 - 4/3) = 56/15 days.
    load = load_of(partner(), service(places=2), *STEADY)
    assert load.mean_load == pytest.approx(1.0)
    assert load.mean_stay_weeks == pytest.approx(14 / 3 / 7)
    assert load.wanted_per_week == pytest.approx(2.0)
    assert load.rough_wait is not None
    assert load.rough_wait.offered_load == pytest.approx(4 / 3)
    assert load.rough_wait.waiting_share == pytest.approx(8 / 15)
    assert load.rough_wait.mean_days == pytest.approx(56 / 15)


def test_who_did_not_want_a_place_or_was_no_case_for_it_does_not_count_as_demand() -> None:
    beside = (
        referral("f", steps=("requested 2026-03-26", "rejected 2026-03-27 not_offered")),
        referral("g", steps=("requested 2026-03-26", "cancelled 2026-03-27 moved")),
    )
    waiting = referral("h", steps=("requested 2026-03-28",))
    load = load_of(partner(), service(places=2), *STEADY, *beside, waiting)
    assert load.requests_per_week == pytest.approx(3.5)
    assert load.wanted_per_week == pytest.approx(2.5)


def test_more_wanted_than_there_is_makes_a_line_without_end() -> None:
    load = load_of(partner(), service(places=1), *STEADY)
    assert load.rough_wait is not None
    assert (load.rough_wait.waiting_share, load.rough_wait.mean_days) == (1.0, None)
    assert "die Schlange wächst" in load.sentence.de
    assert "the line grows" in load.sentence.en


def test_without_places_or_with_too_few_endings_nothing_is_guessed() -> None:
    unknown = load_of(partner(), *STEADY)
    assert (unknown.places, unknown.rough_wait) == (None, None)
    assert unknown.mean_stay_weeks is not None
    none = load_of(partner(), service(places=0), *STEADY)
    assert none.rough_wait is None
    few = load_of(partner(), service(places=2), *STEADY[1:])
    assert (few.mean_stay_weeks, few.rough_wait) == (None, None)


def test_the_chains_of_a_kuemmerer_are_wanted_from_their_opening_on() -> None:
    chains = [
        chain(f"c{number}", opened="2026-03-18", closed=f"2026-03-2{number}")
        for number in (2, 3, 4)
    ]
    load = load_of(kuemmerer(caseload=4), *chains, actor_id="k1")
    # Stays of 4, 5 and 6 days, three in two weeks: 15/14 of 4 places.
    assert load.wanted_per_week == pytest.approx(1.5)
    assert load.mean_stay_weeks == pytest.approx(5 / 7)
    assert load.rough_wait is not None
    assert load.rough_wait.offered_load == pytest.approx(15 / 14)


def test_part_of_a_companion_s_time_is_no_place() -> None:
    taken = [
        referral(
            f"r{number}",
            recipient="b1",
            steps=("requested 2026-03-18", "accepted 2026-03-18", "completed 2026-03-25 resolved"),
        )
        for number in range(3)
    ]
    # Eight hours a week are 5.33 cases at once.
    load = load_of(companion(weekly_hours=8.0), *taken, actor_id="b1")
    assert load.rough_wait is not None
    assert load.rough_wait.places == 5


def test_a_finding_tells_why_what_it_rests_on_where_it_leads_and_what_helps() -> None:
    load = load_of(partner(name="Treff"), service(places=2), *STEADY)
    # Within limits: nothing more to tell than that.
    assert load.sentence.de == "Treff – Im Rahmen: 1 Fall auf 2 Plätze."
    full = load_of(partner(name="Treff"), service(places=1), *STEADY)
    assert full.sentence.de == (
        "Treff – Voll: 1 Fall auf 1 Platz. Grundlage: 1 Fall offen; in 2 Wochen 4 Anfragen und "
        "3 Abschlüsse. Auf Dauer werden mehr Plätze gebraucht, als da sind: die Schlange wächst. "
        "Was hilft: neue Anfragen eine Zeit lang an andere lenken (Auswertung „Entlastung“) und "
        "über weitere Plätze sprechen."
    )
    assert full.sentence.en == (
        "Treff – Full: 1 case for 1 place. This rests on 1 open case; in 2 weeks 4 requests came "
        "and 3 cases ended. In the long run more places are needed than there are: the line "
        "grows. What helps: send new requests to others for a while (analysis 'relief') and talk "
        "about further places."
    )


def test_a_finding_tells_when_nothing_will_be_free_and_how_long_people_wait() -> None:
    # Six of seven places are taken, 0.857; in two weeks six came and three ended: 1.5 more a week,
    # so the last place is gone in two thirds of a week.
    taken = [
        referral(f"t{number}", steps=("requested 2026-03-18", "accepted 2026-03-18"))
        for number in range(3)
    ]
    since_long = [
        referral(f"s{number}", steps=("requested 2026-03-01", "accepted 2026-03-01"))
        for number in range(3)
    ]
    ended = [
        referral(
            f"e{number}",
            steps=("requested 2026-03-18", "accepted 2026-03-18", "completed 2026-03-20 resolved"),
        )
        for number in range(3)
    ]
    load = load_of(partner(), service(places=7), *taken, *since_long, *ended)
    assert load.weeks_until_full == pytest.approx(2 / 3)
    assert "Geht es so weiter, ist in etwa einer Woche kein Platz mehr frei." in load.sentence.de
    # 3·13 + 3·14 + 3·2 = 87 case-days, 29 a case: 6/14 · 29 = 12.4 of 7 places.
    assert load.mean_stay_weeks == pytest.approx(29 / 7)


def test_a_finding_tells_how_long_people_wait_roughly() -> None:
    # As in the case worked by hand, and one more open since 30 March: 15 case-days, a stay of 5.
    # In two weeks five wanted a place: 25/14 of 2 places. Erlang C, with a = 25/14:
    # a²/2 · 2/(2 - a) = 1.5944 · 9.3333 = 14.881 against 1 + a + 14.881 = 17.667: 0.8423, and the
    # mean is 0.8423 · 5 / (2 - 25/14) = 19.65 days.
    late = referral("z", steps=("requested 2026-03-30", "accepted 2026-03-30"))
    load = load_of(partner(), service(places=2), *STEADY, late)
    assert "Grob geschätzt wartet man 20 Tage auf einen Platz." in load.sentence.de
    assert "Roughly, people wait 20 days for a place." in load.sentence.en
