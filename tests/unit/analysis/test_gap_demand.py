"""What counts as demand, as help and as unmet, and in which cell."""

from graph_model.analysis.gaps.gaps import Gap, Gaps, gaps
from graph_model.analysis.gaps.rules import GapRules
from graph_model.domain.areas import Succession
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel, Reason
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


def test_unmet_demand_per_1000_residents_is_unknown_where_residents_are() -> None:
    def per_1000(residents: int | None) -> float | None:
        records = [
            build.area(residents=residents),
            build.need("debt"),
            build.kuemmerer(),
            build.unmet_search("u1", need="debt", when="2026-05-01"),
            build.unmet_search("u2", need="debt", when="2026-05-02"),
        ]
        return only_gap(gaps(Snapshot.from_records(records), EVERYWHERE, now=NOW)).unmet_per_1000

    assert per_1000(4000) == 0.5  # 2 unmet cases on 4,000 residents
    assert per_1000(None) is None
    assert per_1000(0) is None


def test_what_counts_as_helped_unmet_and_neither() -> None:
    # c1 helped; c2 refused and ended: unmet; c3 refused, idle for 5 weeks: unmet; c4 refused
    # last week, still open: neither; c5 the person did not want to: neither; c6 accepted, then
    # failed, ended: unmet; c7 asked, no answer yet: neither; c8 only spoken of: neither.
    records = [
        *debt_helped(1),
        *debt_refused(2, "other"),
        build.chain("c3"),
        build.referral(
            "r3",
            chain="c3",
            need="debt",
            steps=("requested 2026-04-20", "rejected 2026-04-27 other"),
        ),
        build.chain("c4"),
        build.referral(
            "r4",
            chain="c4",
            need="debt",
            steps=("requested 2026-05-20", "rejected 2026-05-25 other"),
        ),
        *debt_refused(5, "client_declined"),
        build.chain("c6", closed="2026-05-30", outcome="unresolved"),
        build.referral(
            "r6",
            chain="c6",
            need="debt",
            steps=("requested 2026-04-01", "accepted 2026-04-02", "failed 2026-04-05 other"),
        ),
        build.chain("c7"),
        build.referral("r7", chain="c7", need="debt", steps=("requested 2026-01-05",)),
        build.chain("c8"),
        build.contact(chain="c8", need="debt"),
    ]
    evidence = only_gap(gaps(debt_town(*records), EVERYWHERE, now=NOW)).evidence
    assert (evidence.cases, evidence.helped, evidence.unmet) == (8, 1, 3)
    assert set(evidence.referral_ids[:3]) == {"r2", "r3", "r6"}
    assert set(evidence.referral_ids) == {f"r{number}" for number in range(1, 8)}


def test_a_chain_counts_once_for_a_need_however_often_somebody_was_asked() -> None:
    records = [
        build.chain("c1", closed="2026-05-30", outcome="unresolved"),
        build.referral(
            "r1", need="debt", steps=("requested 2026-04-01", "rejected 2026-04-02 other")
        ),
        build.referral(
            "r2",
            need="debt",
            recipient="p2",
            previous="r1",
            steps=("requested 2026-04-03", "rejected 2026-04-04 other"),
        ),
    ]
    evidence = only_gap(gaps(debt_town(*records), EVERYWHERE, now=NOW)).evidence
    assert (evidence.cases, evidence.unmet) == (1, 1)
    assert [(count.reason, count.referrals) for count in evidence.refusals] == [(Reason.OTHER, 2)]
    assert evidence.referral_ids == ("r2",)


def test_searching_again_on_the_same_day_is_no_more_demand() -> None:
    searches = [
        build.unmet_search("u1", need="debt", when="2026-05-04T08:00"),
        build.unmet_search("u2", need="debt", when="2026-05-04T09:00"),
        build.unmet_search("u3", need="debt", when="2026-05-04T09:00", searched_by="k2"),
        build.unmet_search("u4", need="debt", when="2026-05-05T08:00"),
    ]
    evidence = only_gap(gaps(debt_town(*searches), EVERYWHERE, now=NOW)).evidence
    assert (evidence.cases, evidence.search_ids) == (3, ("u4", "u2", "u3"))


def test_a_search_of_a_chain_is_the_same_case_as_its_referrals() -> None:
    searched_first = [
        build.unmet_search(need="debt", chain="c1", when="2026-04-20"),
        *debt_helped(1),
    ]
    evidence = only_gap(gaps(debt_town(*searched_first), EVERYWHERE, now=NOW)).evidence
    assert (evidence.cases, evidence.helped, evidence.unmet, evidence.searches) == (1, 1, 0, 1)
    searched_later = [
        build.unmet_search(need="debt", chain="c1", when="2026-05-20"),
        *debt_helped(1),
    ]
    evidence = only_gap(gaps(debt_town(*searched_later), EVERYWHERE, now=NOW)).evidence
    assert (evidence.cases, evidence.helped, evidence.unmet, evidence.searches) == (1, 0, 1, 1)


def test_a_level_gathers_places_and_leaves_out_what_lies_in_none() -> None:
    records = [
        build.area("town"),
        build.area("q1", "town", level="locality"),
        build.area("q2", "town", level="locality"),
        build.area("lone", level="locality"),
        build.need("debt"),
        build.kuemmerer(areas=("town", "lone")),
        build.partner(area=None),
        build.unmet_search("u1", need="debt", area="q1", when="2026-05-01"),
        build.unmet_search("u2", need="debt", area="q2", when="2026-05-02"),
        build.unmet_search("u3", need="debt", area="lone", when="2026-05-03"),
    ]
    snapshot = Snapshot.from_records(records)
    found = gaps(snapshot, EVERYWHERE, now=NOW, level=AreaLevel.MUNICIPALITY)
    assert causes(found) == [("no_provider", "debt", "town")]
    assert (found.gaps[0].evidence.cases, found.cells, found.cases, found.unplaced) == (2, 1, 2, 1)
    assert causes(gaps(snapshot, EVERYWHERE, now=NOW)) == [
        ("no_provider", "debt", "lone"),
        ("no_provider", "debt", "q1"),
        ("no_provider", "debt", "q2"),
    ]
    # A service for one quarter is supply for the town, and for the other quarter it is not.
    partly = Snapshot.from_records([*records, debt_service(areas=("q1",))])
    assert gaps(partly, EVERYWHERE, now=NOW, level=AreaLevel.MUNICIPALITY).gaps == ()
    assert causes(gaps(partly, EVERYWHERE, now=NOW)) == [
        ("out_of_area", "debt", "lone"),
        ("out_of_area", "debt", "q2"),
    ]


def test_demand_of_merged_areas_counts_for_the_new_one() -> None:
    records = [
        build.area("old1", valid_to="2026-01-01", successors=(Succession(area_id="new"),)),
        build.area("old2", valid_to="2026-01-01", successors=(Succession(area_id="new"),)),
        build.area("new", valid_from="2026-01-01", residents=2000),
        build.need("debt"),
        build.kuemmerer(areas=("old1",)),
        build.partner(area=None),
        build.unmet_search("u1", need="debt", area="old1", when="2025-05-01"),
        build.unmet_search("u2", need="debt", area="old2", when="2025-05-02"),
    ]
    gap = only_gap(gaps(Snapshot.from_records(records), EVERYWHERE, now=NOW))
    assert (gap.area_id, gap.evidence.cases, gap.unmet_per_1000) == ("new", 2, 1.0)
    before = gaps(Snapshot.from_records(records), EVERYWHERE, now=build.at("2025-06-01"))
    assert [gap.area_id for gap in before.gaps if gap.need_code] == ["old1", "old2"]


def test_chains_without_an_area_are_counted_but_in_no_cell() -> None:
    records = [
        build.chain("c1", area=None, closed="2026-05-30", outcome="unresolved"),
        build.referral(
            "r1", need="debt", steps=("requested 2026-05-01", "rejected 2026-05-02 other")
        ),
    ]
    found = gaps(debt_town(*records), EVERYWHERE, now=NOW)
    assert (found.gaps, found.cases, found.unplaced) == ((), 0, 1)


def test_an_area_missing_from_the_tree_is_a_place_of_its_own() -> None:
    records = [build.need("debt"), build.unmet_search(need="debt", area="nowhere")]
    gap = only_gap(gaps(Snapshot.from_records(records), EVERYWHERE, now=NOW))
    assert (gap.area_id, gap.area_name, gap.unmet_per_1000) == ("nowhere", "nowhere", None)


def test_period_needs_and_area_limit_the_demand() -> None:
    searches = [
        build.unmet_search("u1", need="debt", area="a1", when="2026-03-01"),
        build.unmet_search("u2", need="debt", area="a2", when="2026-05-01"),
        build.unmet_search("u3", need="loneliness", area="a1", when="2026-05-01"),
    ]
    snapshot = debt_town(build.need("loneliness"), *searches, areas=("a1", "a2"))

    def found(scope: Scope) -> list[tuple[str, str | None, str]]:
        return causes(gaps(snapshot, scope, now=NOW))

    assert found(Scope(area_id="a2")) == [("no_provider", "debt", "a2")]
    assert found(Scope(need_codes=("loneliness",))) == [("no_provider", "loneliness", "a1")]
    spring = Period(start=build.at("2026-02-01"), end=build.at("2026-04-01"))
    assert found(Scope(period=spring)) == [("no_provider", "debt", "a1")]


def test_evidence_is_bounded() -> None:
    searches = [build.unmet_search(f"u{n}", need="debt", searched_by=f"k{n}") for n in range(9)]
    gap = only_gap(
        gaps(debt_town(*searches), EVERYWHERE, now=NOW, rules=GapRules(evidence_limit=4))
    )
    assert (gap.evidence.cases, len(gap.evidence.search_ids)) == (9, 4)


def test_a_kuemmerer_who_takes_somebody_in_has_not_helped_until_that_is_completed_with_help() -> (
    None
):
    def evidence(last: str) -> tuple[int, int]:
        steps = ("requested 2026-03-01", "accepted 2026-03-02", last)
        taken_in = build.referral(
            "r1", chain="c1", sender="g1", recipient="k1", need="debt", steps=steps
        )
        passed_on = build.referral(
            "r2",
            chain="c1",
            need="debt",
            parent="r1",
            steps=("requested 2026-03-10", "rejected 2026-03-12 no_capacity"),
        )
        found = gaps(debt_town(build.chain("c1"), taken_in, passed_on), EVERYWHERE, now=NOW)
        return found.gaps[0].evidence.helped, found.gaps[0].evidence.unmet

    assert evidence("in_progress 2026-03-03") == (0, 1)  # refused, and idle for eleven weeks
    assert evidence("completed 2026-03-30 unresolved") == (0, 1)
    assert evidence("completed 2026-03-30 resolved") == (1, 0)
