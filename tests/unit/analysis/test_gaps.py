"""Gaps by cause, on networks small enough to be counted by hand."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.gaps.gaps import Gap, Gaps, gaps
from graph_model.analysis.gaps.rules import GapCause, GapRules
from graph_model.domain.actors import FlatCount
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import Reason
from graph_model.errors import InvalidValueError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.debt_town import debt_helped, debt_refused, debt_service, debt_town

NOW = build.at("2026-06-01")
EVERYWHERE = Scope()


def causes(found: Gaps) -> list[tuple[str, str | None, str]]:
    return [(gap.cause.value, gap.need_code, gap.area_id) for gap in found.gaps]


def only_gap(found: Gaps) -> Gap:
    assert len(found.gaps) == 1, causes(found)
    return found.gaps[0]


def test_an_empty_network_has_no_gaps() -> None:
    found = gaps(Snapshot.from_records([]), EVERYWHERE, now=NOW)
    assert (found.gaps, found.cells, found.cases, found.unplaced) == ((), 0, 0, 0)


def test_one_search_for_a_need_that_nobody_answers_is_a_gap() -> None:
    snapshot = debt_town(build.unmet_search(need="debt", when="2026-05-04"))
    gap = only_gap(gaps(snapshot, EVERYWHERE, now=NOW))
    assert gap.cause is GapCause.NO_PROVIDER
    assert (gap.evidence.cases, gap.evidence.unmet, gap.evidence.searches) == (1, 1, 1)
    assert gap.evidence.search_ids == ("u1",)
    assert gap.sentence.de.startswith("„Bedarf debt“ in Gebiet a1: Niemand im ganzen Netz")
    assert gap.sentence.en.startswith("'Need debt' in Gebiet a1: nobody in the whole network")


def test_a_closed_service_is_no_supply() -> None:
    snapshot = debt_town(debt_service(status="closed"), build.unmet_search(need="debt"))
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("no_provider", "debt", "a1")]


def test_a_service_that_ends_before_the_day_asked_about_is_no_supply() -> None:
    snapshot = debt_town(debt_service(valid_to="2026-05-31"), build.unmet_search(need="debt"))
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("no_provider", "debt", "a1")]
    assert gaps(snapshot, EVERYWHERE, now=build.at("2026-05-30")).gaps == ()


def test_a_service_of_an_actor_who_has_left_is_no_supply() -> None:
    gone = build.partner("p9", valid_to="2026-01-01")
    snapshot = debt_town(gone, debt_service(actor="p9"), build.unmet_search(need="debt"))
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("no_provider", "debt", "a1")]


def test_help_in_another_town_is_out_of_area() -> None:
    snapshot = debt_town(
        debt_service(areas=("a2",)), build.unmet_search(need="debt"), areas=("a1", "a2")
    )
    gap = only_gap(gaps(snapshot, EVERYWHERE, now=NOW))
    assert (gap.cause, gap.area_id, gap.evidence.provider_ids) == ("out_of_area", "a1", ("p1",))
    assert "anderswo: Akteur p1" in gap.sentence.de


def test_a_service_covers_what_lies_below_its_area_and_a_parent_need_its_children() -> None:
    snapshot = Snapshot.from_records(
        [
            build.area("land", level="state"),
            build.area("town", "land"),
            build.need("money"),
            build.need("debt", "money"),
            build.kuemmerer(areas=("land",)),
            build.partner(area=None),
            build.service(needs=("money",), areas=("land",)),
            build.unmet_search(need="debt", area="town"),
        ]
    )
    assert gaps(snapshot, EVERYWHERE, now=NOW).gaps == ()


def test_a_companion_answers_everyday_company_where_they_live_without_a_service() -> None:
    records = [
        build.area("town"),
        build.area("quarter", "town", level="locality"),
        build.area("other"),
        build.need("everyday_company"),
        build.kuemmerer(areas=("town", "other")),
        build.companion(area="quarter"),
    ]
    for area, expected in (("quarter", []), ("town", []), ("other", ["out_of_area"])):
        search = build.unmet_search(need="everyday_company", area=area)
        found = gaps(Snapshot.from_records([*records, search]), EVERYWHERE, now=NOW)
        assert [gap.cause for gap in found.gaps] == expected


def test_full_by_its_own_word() -> None:
    snapshot = debt_town(
        debt_service(places=10, free=0, counted="2026-05-25"), *debt_refused(1, "other")
    )
    gap = only_gap(gaps(snapshot, EVERYWHERE, now=NOW))
    assert gap.cause is GapCause.FULL
    assert "Akteur p1" in gap.sentence.de


def test_a_figure_older_than_90_days_is_not_taken_at_its_word() -> None:
    # 2 March to 1 June are 91 days, 3 March to 1 June 90.
    for counted, expected in (("2026-03-02", []), ("2026-03-03", ["full"])):
        snapshot = debt_town(
            debt_service(places=10, free=0, counted=counted), *debt_refused(1, "other")
        )
        found = gaps(snapshot, EVERYWHERE, now=NOW)
        assert [gap.cause for gap in found.gaps] == expected


def test_one_free_place_anywhere_is_no_full() -> None:
    snapshot = debt_town(
        debt_service(places=10, free=0),
        debt_service("s2", actor="p2", places=10, free=1),
        *debt_refused(1, "no_capacity"),
    )
    assert gaps(snapshot, EVERYWHERE, now=NOW).gaps == ()


def test_full_by_refusals_for_lack_of_capacity() -> None:
    # Two decisions in eight weeks, both refusals for lack of capacity: 2 of 2.
    snapshot = debt_town(
        debt_service(), *debt_refused(1, "no_capacity"), *debt_refused(2, "no_capacity")
    )
    gap = only_gap(gaps(snapshot, EVERYWHERE, now=NOW))
    assert gap.cause is GapCause.FULL
    assert [(count.reason, count.referrals) for count in gap.evidence.refusals] == [
        (Reason.NO_CAPACITY, 2)
    ]


@pytest.mark.parametrize(
    "records",
    [
        pytest.param(debt_refused(1, "no_capacity", to="o1"), id="one refusal may be chance"),
        pytest.param(
            [
                *debt_refused(1, "no_capacity", to="o1"),
                *debt_refused(2, "no_capacity", to="o1"),
                *debt_helped(3, to="o1"),
                *debt_helped(4, to="o1"),
                *debt_helped(5, to="o1"),
            ],
            id="2 of 5 decisions are less than half",
        ),
        pytest.param(
            [
                *debt_refused(1, "no_capacity", when="2026-04-05", to="o1"),
                *debt_refused(2, "no_capacity", when="2026-04-05", to="o1"),
            ],
            id="57 days ago lies beyond eight weeks",
        ),
    ],
)
def test_not_full_by_refusals(records: list[Record]) -> None:
    office = debt_service(actor="o1")
    assert gaps(debt_town(office, *records), EVERYWHERE, now=NOW).gaps == ()


def test_a_newer_figure_with_a_free_place_outweighs_refusals_and_an_older_one_does_not() -> None:
    refusals = [*debt_refused(1, "no_capacity"), *debt_refused(2, "no_capacity")]
    for counted, expected in (("2026-05-21", []), ("2026-05-19", ["full"])):
        snapshot = debt_town(debt_service(places=9, free=3, counted=counted), *refusals)
        found = gaps(snapshot, EVERYWHERE, now=NOW)
        assert [gap.cause for gap in found.gaps] == expected


def test_as_many_open_cases_as_places_are_full() -> None:
    open_case = build.referral(
        "r9", chain="c9", need="debt", steps=("requested 2026-04-01", "accepted 2026-04-02")
    )
    held = [build.chain("c9"), open_case, *debt_refused(1, "other")]
    for places, expected in ((1, ["full"]), (2, []), (0, ["full"])):
        found = gaps(debt_town(debt_service(places=places), *held), EVERYWHERE, now=NOW)
        assert [gap.cause for gap in found.gaps] == expected


def test_full_without_anybody_turned_away_is_no_gap() -> None:
    snapshot = debt_town(debt_service(places=10, free=0), *debt_helped(1))
    assert gaps(snapshot, EVERYWHERE, now=NOW).gaps == ()


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("not_eligible", "not_eligible"),
        ("language", "access_barrier"),
        ("access_barrier", "access_barrier"),
    ],
)
def test_three_unmet_cases_for_one_reason_are_a_barrier(reason: str, cause: str) -> None:
    three = [record for number in range(3) for record in debt_refused(number, reason)]
    met = [record for number in range(10, 22) for record in debt_helped(number, to="o1")]
    service = debt_service(actor="o1")
    # 3 of 15 cases are exactly the fifth that it takes; 3 of 16 are not, nor are 2 of 2.
    assert [
        gap.cause for gap in gaps(debt_town(service, *three, *met), EVERYWHERE, now=NOW).gaps
    ] == [cause]
    one_more = [*three, *met, *debt_helped(30, to="o1")]
    assert gaps(debt_town(service, *one_more), EVERYWHERE, now=NOW).gaps == ()
    assert gaps(debt_town(service, *three[:4]), EVERYWHERE, now=NOW).gaps == ()


def test_searches_that_a_language_emptied_count_for_the_barrier() -> None:
    searches = [
        build.unmet_search(f"u{day}", need="debt", when=f"2026-05-0{day}", excluded=excluded)
        for day, excluded in enumerate(
            [{"area": 9, "language": 1}, {"language": 1}, {"access": 2, "not_active": 1}], start=1
        )
    ]
    snapshot = debt_town(debt_service(actor="o1"), *searches)
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("access_barrier", "debt", "a1")]


def test_five_cases_a_year_that_hang_on_one_partner() -> None:
    five = [record for number in range(5) for record in debt_helped(number)]
    gap = only_gap(gaps(debt_town(debt_service(), *five), EVERYWHERE, now=NOW))
    assert (gap.cause, gap.evidence.provider_ids) == ("single_provider", ("p1",))
    assert (gap.evidence.cases, gap.evidence.helped, gap.evidence.unmet) == (5, 5, 0)


def test_four_cases_or_five_long_ago_are_too_few_to_hang_on_one() -> None:
    four = [record for number in range(4) for record in debt_helped(number)]
    old = debt_helped(9, when="2025-05-31")  # 366 days before
    assert gaps(debt_town(debt_service(), *four, *old), EVERYWHERE, now=NOW).gaps == ()


def test_two_partners_an_office_or_help_from_outside_the_directory_do_not_hang_on_one() -> None:
    five = [record for number in range(5) for record in debt_helped(number)]
    second = debt_service("s2", actor="p2")
    assert gaps(debt_town(debt_service(), second, *five), EVERYWHERE, now=NOW).gaps == ()
    assert (
        gaps(debt_town(debt_service(), *five, *debt_helped(6, to="p2")), EVERYWHERE, now=NOW).gaps
        == ()
    )
    by_office = [record for number in range(5) for record in debt_helped(number, to="o1")]
    assert gaps(debt_town(debt_service(actor="o1"), *by_office), EVERYWHERE, now=NOW).gaps == ()


def test_a_kuemmerer_who_took_people_in_and_passed_them_on_is_no_second_provider() -> None:
    five = [record for number in range(5) for record in debt_helped(number)]
    taken_in = [
        build.kuemmerer("k9", areas=("a1",)),
        *debt_helped(6, to="k9"),
    ]
    snapshot = debt_town(debt_service(), *five, *taken_in)
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("single_provider", "debt", "a1")]


def test_two_services_of_one_partner_still_hang_on_one() -> None:
    five = [record for number in range(5) for record in debt_helped(number)]
    snapshot = debt_town(debt_service(), debt_service("s2"), *five)
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("single_provider", "debt", "a1")]


def test_the_first_cause_names_the_gap_and_the_others_are_told() -> None:
    five = [record for number in range(5) for record in debt_helped(number)]
    snapshot = debt_town(debt_service(places=3, free=0), *five, *debt_refused(9, "no_capacity"))
    gap = only_gap(gaps(snapshot, EVERYWHERE, now=NOW))
    assert (gap.cause, gap.also) == (GapCause.FULL, (GapCause.SINGLE_PROVIDER,))


def test_an_area_where_tenants_live_and_no_kuemmerer_is_responsible() -> None:
    snapshot = debt_town(build.area("a9"), build.tenant("t9", area="a9"))
    gap = only_gap(gaps(snapshot, EVERYWHERE, now=NOW))
    assert (gap.cause, gap.need_code, gap.area_id) == ("no_kuemmerer", None, "a9")
    assert gap.sentence.de.startswith("Gebiet a9: Hier wohnen Mieter:innen")


def test_who_is_responsible_for_a_part_an_upper_area_or_from_another_cooperative() -> None:
    records = [
        build.area("land", level="state"),
        build.area("town", "land"),
        build.area("quarter", "town", level="locality"),
        build.cooperative("g1", area=None),
        build.cooperative("g2", area=None),
        build.tenant(area="town"),
    ]

    def found(responsible: str, scope: Scope = EVERYWHERE) -> list[str]:
        kuemmerer = build.kuemmerer(areas=(responsible,), cooperative="g1")
        snapshot = Snapshot.from_records([*records, kuemmerer])
        return [gap.area_id for gap in gaps(snapshot, scope, now=NOW).gaps]

    assert found("land") == found("town") == found("quarter") == []
    assert found("town", Scope(cooperative_id="g2")) == []  # its tenants live nowhere
    snapshot = Snapshot.from_records(
        [
            *records,
            build.kuemmerer(areas=("town",)),
            build.tenant("t2", cooperative="g2", area="town"),
        ]
    )
    of_other = gaps(snapshot, Scope(cooperative_id="g2"), now=NOW)
    assert [gap.area_id for gap in of_other.gaps] == ["town"]


def test_flats_without_tenants_on_record_need_a_kuemmerer_too() -> None:
    flats = build.cooperative(
        "g3", area=None, flats=(FlatCount(area_id="a9", flats=40), FlatCount(area_id="a1", flats=0))
    )
    snapshot = debt_town(build.area("a9"), flats)
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [("no_kuemmerer", None, "a9")]


def test_the_moment_must_be_in_utc() -> None:
    with pytest.raises(InvalidValueError, match="instant in UTC"):
        gaps(debt_town(), EVERYWHERE, now=NOW.replace(tzinfo=None))


def test_rules_refuse_a_share_above_one() -> None:
    with pytest.raises(InvalidValueError, match="refusal_share"):
        GapRules(refusal_share=1.5)


_MIXED: list[Record] = [
    debt_service(places=3, free=0),
    debt_service("s2", actor="p2", areas=("a2",)),
    build.area("a9"),
    build.tenant("t9", area="a9"),
    *(record for number in range(6) for record in debt_helped(number, area="a2", to="p2")),
    *debt_refused(11, "no_capacity"),
    *debt_refused(12, "language"),
    build.unmet_search("u1", need="loneliness", area="a1"),
    build.need("loneliness"),
]


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(_MIXED))
def test_the_order_of_input_does_not_matter(order: list[Record]) -> None:
    expected = gaps(debt_town(*_MIXED, areas=("a1", "a2")), EVERYWHERE, now=NOW)
    assert causes(expected) == [
        ("no_provider", "loneliness", "a1"),
        ("full", "debt", "a1"),
        ("single_provider", "debt", "a2"),
        ("no_kuemmerer", None, "a9"),
    ]
    assert gaps(debt_town(*order, areas=("a1", "a2")), EVERYWHERE, now=NOW) == expected


@settings(max_examples=25, deadline=None)
@given(free=st.integers(0, 20), days=st.integers(0, 400))
def test_more_free_places_never_make_a_gap(free: int, days: int) -> None:
    counted = (NOW - timedelta(days=days)).isoformat()
    refusals = [*debt_refused(1, "no_capacity"), *debt_refused(2, "no_capacity")]

    def number(places_free: int) -> int:
        service = debt_service(places=30, free=places_free, counted=counted)
        return len(gaps(debt_town(service, *refusals), EVERYWHERE, now=NOW).gaps)

    assert number(free + 1) <= number(free)
