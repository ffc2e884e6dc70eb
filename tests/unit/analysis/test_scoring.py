"""The parts of the score against values worked by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.recommendation.query import Companionship, RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Suggestion, recommend
from graph_model.analysis.recommendation.scoring import PartScore, ScorePart
from graph_model.domain.areas import Position
from graph_model.domain.records import Record
from graph_model.domain.services import Capacity, Service
from graph_model.domain.vocabulary import Reason
from tests import builders as build
from tests.debt_town import debt_service, debt_town

NOW = build.at("2026-06-01")
ASKED = RecommendationQuery(need_code="debt", area_id="a1", sender_id="k1", limit=200)


def suggestion(
    *records: Record, offer: str = "s1", query: RecommendationQuery = ASKED
) -> Suggestion | None:
    found = recommend(debt_town(*records), query, now=NOW).suggestions
    return next((one for one in found if offer in (one.service_id, one.actor_id)), None)


def part(name: ScorePart, *records: Record, **options: Any) -> PartScore:
    found = suggestion(*records, **options)
    assert found is not None
    return next(one for one in found.parts if one.part is name)


def value(name: ScorePart, *records: Record, **options: Any) -> float:
    return part(name, *records, **options).value


def asked(number: int, *steps: str, **fields: Any) -> list[Record]:
    """A referral for debt advice in a chain of its own."""
    chain = f"c{number}"
    referral = build.referral(f"r{number}", chain=chain, need="debt", steps=steps, **fields)
    return [build.chain(chain), referral]


def adviser_with_two_free_places() -> tuple[Record, ...]:
    """Asked four times: three acceptances, of which one helped, and a refusal."""
    return (
        build.partner(area="a1"),
        debt_service(places=4, free=2, counted="2026-05-02"),
        *asked(1, "requested 2026-03-01", "accepted 2026-03-02", "completed 2026-04-01 resolved"),
        *asked(2, "requested 2026-03-01", "accepted 2026-03-03", "completed 2026-04-01 unresolved"),
        *asked(3, "requested 2026-03-01", "accepted 2026-03-05"),
        *asked(4, "requested 2026-03-01", "rejected 2026-03-02 not_eligible"),
    )


def test_a_score_worked_by_hand() -> None:
    # Fit 1 (exact), nearness 1 (same area).
    # Room: 2 free of 4, 30 days old: 0.5 + ((2+1)/(2+2) - 0.5) / 2 = 0.625.
    # Speed: accepted after 1, 2 and 4 days, one refused (censored) after 1: of 4 at risk on day 1
    # one ends, 3/4; on day 2 one of 2, 3/8 <= 1/2: median 2 days, 0.5^(2/14) = 0.905724.
    # Success: r1 helped, r2 did not, r4 was refused: 1 of 3. All: (1+1)/(3+2) = 0.4; the need:
    # (1 + 8*0.4)/(3+8) = 0.381818; the partner: (1 + 8*0.381818)/(3+8) = 0.368595.
    # Balance: 1 open case on 4 places is below 0.85: 1. Familiarity: 2 completed by k1:
    # 1 - 0.5 * 3/(3+2) = 0.7.
    # Score: 0.2*1 + 0.15*1 + 0.2*0.625 + 0.15*0.905724 + 0.15*0.368595 + 0.1*1 + 0.05*0.7, which
    # is 0.2 + 0.15 + 0.125 + 0.135859 + 0.055289 + 0.1 + 0.035: 0.801148.
    found = suggestion(*adviser_with_two_free_places())
    assert found is not None
    values = {one.part.value: one.value for one in found.parts}
    assert values == pytest.approx(
        {
            "fit": 1.0,
            "nearness": 1.0,
            "room": 0.625,
            "speed": 0.905724,
            "success": 0.368595,
            "balance": 1.0,
            "familiarity": 0.7,
        },
        abs=1e-6,
    )
    assert found.score == pytest.approx(0.801148, abs=1e-6)
    assert found.score == pytest.approx(sum(one.points for one in found.parts))
    assert (found.free_places, found.figure_age_days, found.usual_wait_days) == (2, 30.0, 2.0)
    sentences = {one.part: one.sentence.de for one in found.parts}
    assert sentences[ScorePart.ROOM] == "Freie Plätze: 2 (Stand: vor 30 Tagen)."
    assert sentences[ScorePart.SPEED] == "Zusage meist nach 2,0 Tagen."
    assert sentences[ScorePart.SUCCESS] == "1 von 3 beendeten Vermittlungen haben geholfen."


def test_a_partner_without_history_or_figures_is_judged_neutrally() -> None:
    # No outcome anywhere: the prior is (0+1)/(0+2); no wait anywhere: neutral.
    found = suggestion(build.partner(area="a1"), debt_service())
    assert found is not None
    assert {one.part.value: one.value for one in found.parts} == pytest.approx(
        {
            "fit": 1.0,
            "nearness": 1.0,
            "room": 0.5,
            "speed": 0.5,
            "success": 0.5,
            "balance": 1.0,
            "familiarity": 0.5,
        }
    )


def test_a_partner_without_history_stands_where_the_need_stands() -> None:
    # p2 alone has a history: three acceptances after 14 days, all helped. Need median 14: 0.5.
    history = [
        record
        for number in range(3)
        for record in asked(
            number,
            "requested 2026-03-01",
            "accepted 2026-03-15",
            "completed 2026-04-01 resolved",
            recipient="p2",
        )
    ]
    # All: (3+1)/(3+2) = 0.8; need: (3 + 8*0.8)/(3+8) = 9.4/11, which p1 gets unchanged.
    records = [*history, debt_service()]
    assert value(ScorePart.SPEED, *records) == pytest.approx(0.5)
    assert value(ScorePart.SUCCESS, *records) == pytest.approx(9.4 / 11)


def test_fit_is_best_for_the_exact_need_then_the_field_then_a_part() -> None:
    needs = [build.need("money"), build.need("debt", "money"), build.need("private", "debt")]
    for code, expected in (("debt", 1.0), ("money", 0.7), ("private", 0.5)):
        assert value(ScorePart.FIT, *needs, debt_service(needs=(code,))) == expected
    both = debt_service(needs=("money", "debt"))
    assert value(ScorePart.FIT, *needs, both) == 1.0


def test_nearness_halves_every_two_steps_in_the_tree() -> None:
    tree = [
        build.area("land", level="state"),
        build.area("a1", "land"),
        build.area("a2", "land"),
        build.area("quarter", "a1", level="locality"),
    ]
    service = debt_service(areas=("land",))
    for seat, steps in (("a1", 0), ("quarter", 1), ("land", 1), ("a2", 2)):
        found = part(ScorePart.NEARNESS, *tree, build.partner(area=seat), service)
        assert (found.value, found.figure) == (pytest.approx(0.5 ** (steps / 2)), steps)
    # Without a seat the area served counts; a place outside the tree is no distance at all.
    assert value(ScorePart.NEARNESS, *tree, service) == pytest.approx(0.5**0.5)
    stranger = build.partner(area="nowhere")
    assert value(ScorePart.NEARNESS, *tree, stranger, service) == 0.5


def test_nearness_by_position_halves_every_ten_kilometres() -> None:
    # One degree of latitude is 2 pi * 6371.0088 / 360 = 111.195 km; 0.0899322 of it are 10 km.
    here = Position(latitude=51.0, longitude=13.0)
    there = Position(latitude=51.0 + 10 / 111.19508, longitude=13.0)
    query = replace(ASKED, position=here)
    found = part(ScorePart.NEARNESS, debt_service(position=there), query=query)
    assert found.figure == pytest.approx(10.0, abs=1e-3)
    assert found.value == pytest.approx(0.5, abs=1e-4)
    of_actor = build.partner(area=None, position=here)
    assert value(ScorePart.NEARNESS, of_actor, debt_service(), query=query) == 1.0
    in_area = [build.area(position=here), debt_service(position=there)]
    assert value(ScorePart.NEARNESS, *in_area) == pytest.approx(0.5, abs=1e-4)


def test_room_fades_with_the_age_of_the_figure() -> None:
    # 4 free: fresh (4+1)/(4+2) = 5/6; after 30 days half, after 60 a quarter of the way from 0.5.
    def room(counted: str | None, free: int = 4) -> float:
        return value(ScorePart.ROOM, debt_service(places=9, free=free, counted=counted))

    assert room("2026-06-01") == pytest.approx(5 / 6)
    assert room("2026-05-02") == pytest.approx(0.5 + (5 / 6 - 0.5) / 2)
    assert room("2026-04-02") == pytest.approx(0.5 + (5 / 6 - 0.5) / 4)
    assert room(None) == room("2026-04-02")
    assert room("2026-07-01") == room("2026-06-01")  # a date in the future is no older than now
    # A figure of 0 that is too old to exclude, 120 days: 0.5 - 0.5/16.
    assert room("2026-02-01", free=0) == pytest.approx(0.5 - 0.5 / 16)


def test_hours_are_room_for_as_many_clients_as_they_last() -> None:
    hours = Service(
        id="s1",
        actor_id="b1",
        name="Begleitung",
        need_codes=("everyday_company",),
        area_ids=("a1",),
        capacity=Capacity(unit="hours", maximum=32, available=16, updated_at=NOW),
    )
    query = RecommendationQuery(
        need_code="everyday_company", area_id="a1", companionship=Companionship(hours_wanted=4)
    )
    records = [build.need("everyday_company"), build.companion(), hours]
    assert value(ScorePart.ROOM, *records, query=query) == pytest.approx(5 / 6)  # 16/4 = 4 clients
    plain = replace(query, companionship=Companionship())
    assert value(ScorePart.ROOM, *records, query=plain) == pytest.approx(3 / 4)  # 16/8 = 2
    too_many = replace(query, companionship=Companionship(hours_wanted=17))
    assert suggestion(*records, query=too_many) is None


def test_open_requests_slow_a_partner_down() -> None:
    # Three accepted after 1 day, four still open after 31: 3 of 7 ended, the median is not
    # reached; at least three waited 31 days: 0.5^(31/14).
    quick = [
        record
        for number in range(3)
        for record in asked(number, "requested 2026-03-01", "accepted 2026-03-02")
    ]
    waiting = [record for number in range(4, 8) for record in asked(number, "requested 2026-05-01")]
    assert value(ScorePart.SPEED, *quick, debt_service()) == pytest.approx(0.5 ** (1 / 14))
    found = part(ScorePart.SPEED, *quick, *waiting, debt_service())
    assert found.value == pytest.approx(0.5 ** (31 / 14))
    assert found.sentence.de == "Mehrere warten oder warteten 31,0 Tage und länger ohne Zusage."


def test_who_never_answers_is_slower_than_what_is_usual_for_the_need() -> None:
    # p2 accepted nine after 1 day; p1 lets three wait for 31. Of 12, nine ended on day 1: the
    # need's median is 1 day, and p1 is held to the 31.
    quick = [
        record
        for number in range(9)
        for record in asked(number, "requested 2026-03-01", "accepted 2026-03-02", recipient="p2")
    ]
    silent = [record for number in range(9, 12) for record in asked(number, "requested 2026-05-01")]
    assert value(ScorePart.SPEED, *quick, debt_service()) == pytest.approx(0.5 ** (1 / 14))
    slow = value(ScorePart.SPEED, *quick, *silent, debt_service())
    assert slow == pytest.approx(0.5 ** (31 / 14))


def test_where_nobody_answers_a_newcomer_is_taken_to_be_no_quicker() -> None:
    # p2 let four wait for 31 days: no median for the need, at least three waited so long.
    waiting = [
        record
        for number in range(4)
        for record in asked(number, "requested 2026-05-01", recipient="p2")
    ]
    newcomer = value(ScorePart.SPEED, *waiting, debt_service())
    assert newcomer == pytest.approx(0.5 ** (31 / 14))


def test_without_enough_acceptances_the_partners_own_word_counts() -> None:
    service = debt_service(typical_wait_days=7)
    found = part(ScorePart.SPEED, service, *asked(1, "requested 2026-03-01", "accepted 2026-05-01"))
    assert (found.value, found.figure) == (pytest.approx(0.5**0.5), 7)


def test_balance_falls_above_085_to_nothing_when_full() -> None:
    def balance(open_cases: int) -> float:
        cases = [
            record
            for number in range(open_cases)
            for record in asked(number, "requested 2026-03-01", "accepted 2026-03-02")
        ]
        service = debt_service(places=20, free=1, counted="2026-06-01")
        return value(ScorePart.BALANCE, *cases, service)

    assert balance(17) == pytest.approx(1.0)  # 17 of 20 are 0.85
    assert balance(18) == pytest.approx(2 / 3)  # 0.10 of the 0.15 left
    assert balance(20) == 0.0
    unknown = asked(1, "requested 2026-03-01", "accepted 2026-03-02")
    assert value(ScorePart.BALANCE, *unknown, debt_service()) == 0.5


def test_what_the_person_decided_says_nothing_of_the_partner() -> None:
    base = [
        debt_service(),
        *asked(1, "requested 2026-03-01", "accepted 2026-03-02", "completed 2026-04-01 resolved"),
    ]
    expected = value(ScorePart.SUCCESS, *base)
    neutral = [
        *asked(2, "requested 2026-03-01", "rejected 2026-03-02 client_declined"),
        *asked(3, "requested 2026-03-01", "accepted 2026-03-02", "failed 2026-03-09 unreachable"),
        *asked(4, "requested 2026-03-01", "accepted 2026-03-02", "completed 2026-03-09 moved"),
        *asked(5, "requested 2026-03-01", "cancelled 2026-03-02 need_met_elsewhere"),
    ]
    assert value(ScorePart.SUCCESS, *base, *neutral) == expected


def test_without_a_sender_nobody_is_familiar() -> None:
    query = RecommendationQuery(need_code="debt", area_id="a1")
    found = part(ScorePart.FAMILIARITY, debt_service(), query=query)
    assert (found.value, found.figure) == (0.5, None)


HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(["open", "accepted", "helped", "unresolved", "refused", "failed"]),
        st.integers(0, 90),
        st.sampled_from(["p1", "p2"]),
    ),
    max_size=12,
)


def told(history: list[tuple[str, int, str]]) -> list[Record]:
    """Referrals of 1 February 2026, decided so many days later."""
    records: list[Record] = []
    for number, (end, days, recipient) in enumerate(history):
        when = f"2026-{2 + days // 28:02d}-{1 + days % 28:02d}"
        steps = {
            "open": [],
            "accepted": [f"accepted {when}"],
            "helped": [f"accepted {when}", "completed 2026-05-20 resolved"],
            "unresolved": [f"accepted {when}", "completed 2026-05-20 unresolved"],
            "refused": [f"rejected {when} other"],
            "failed": [f"accepted {when}", "failed 2026-05-20 other"],
        }[end]
        records += asked(number, "requested 2026-02-01", *steps, recipient=recipient)
    return records


@settings(max_examples=60, deadline=None)
@given(
    history=HISTORIES,
    days=st.integers(0, 90),
    reason=st.sampled_from([reason.value for reason in Reason]),
    typical=st.one_of(st.none(), st.floats(0, 100)),
)
def test_one_more_refusal_never_raises_the_score(
    history: list[tuple[str, int, str]], days: int, reason: str, typical: float | None
) -> None:
    when = f"2026-{2 + days // 28:02d}-{1 + days % 28:02d}"
    service = debt_service(typical_wait_days=typical)
    refusal = asked(99, "requested 2026-02-01", f"rejected {when} {reason}")
    before = suggestion(service, *told(history))
    after = suggestion(service, *told(history), *refusal)
    assert before is not None
    assert after is not None
    assert after.score <= before.score + 1e-12


@settings(max_examples=60, deadline=None)
@given(
    history=HISTORIES,
    free=st.integers(0, 8),
    counted=st.sampled_from([None, "2026-06-01", "2026-05-01", "2026-03-03", "2026-01-01"]),
)
def test_one_more_free_place_never_lowers_the_score(
    history: list[tuple[str, int, str]], free: int, counted: str | None
) -> None:
    def score(places: int) -> float:
        service = debt_service(places=9, free=places, counted=counted)
        found = suggestion(service, *told(history))
        return -1.0 if found is None else found.score  # left out counts below everything

    assert score(free + 1) >= score(free)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), history=HISTORIES)
def test_the_order_of_input_does_not_matter(
    data: st.DataObject, history: list[tuple[str, int, str]]
) -> None:
    records = [
        debt_service(places=5, free=2),
        debt_service("s2", actor="p2"),
        debt_service("s3", actor="p2", status="closed"),
        build.contact(ends=("k1", "p2")),
        *told(history),
    ]
    shuffled = data.draw(st.permutations(records))
    assert recommend(debt_town(*shuffled), ASKED, now=NOW) == recommend(
        debt_town(*records), ASKED, now=NOW
    )
