"""Whom to refer to, in a town with two debt advisers, and what happens when nobody is left."""

import pytest

from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics
from graph_model.analysis.recommendation.query import Companionship, RecommendationQuery
from graph_model.analysis.recommendation.recommendation import Recommendation, Suggestion, recommend
from graph_model.analysis.recommendation.scoring import ScoreWeights
from graph_model.domain.areas import Succession
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import ActorKind, ExclusionRule
from graph_model.errors import InvalidValueError
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.debt_town import debt_service, debt_town

NOW = build.at("2026-06-01")
ASKED = RecommendationQuery(need_code="debt", area_id="a1", sender_id="k1")
FOR_TENANT = RecommendationQuery(need_code="debt", area_id="a1", sender_id="k1", tenant_id="t1")


def answer(*records: Record, query: RecommendationQuery = ASKED) -> Recommendation:
    return recommend(debt_town(*records), query, now=NOW)


def offers(suggestions: tuple[Suggestion, ...]) -> list[str]:
    return [one.service_id or one.actor_id for one in suggestions]


def counted(found: Recommendation) -> dict[str, int]:
    return {count.rule.value: count.excluded for count in found.excluded_by}


def test_in_an_empty_network_nobody_is_left_and_the_search_is_ready_to_be_recorded() -> None:
    found = recommend(Snapshot.from_records([]), ASKED, now=NOW)
    assert (found.suggestions, found.needs_consent, found.excluded) == ((), (), ())
    assert found.emptied_by is ExclusionRule.NEED
    search = found.unmet_search
    assert search is not None
    assert (search.need_code, search.area_id, search.searched_by) == ("debt", "a1", "k1")
    assert (search.occurred_at, search.recorded_at, search.excluded_by) == (NOW, NOW, ())


def test_the_nearer_of_two_equal_partners_comes_first() -> None:
    found = answer(
        build.area("land", level="state"),
        build.area("a1", "land"),
        build.area("a2", "land"),
        build.partner("p1", area="a2"),
        build.partner("p2", area="a1"),
        debt_service("s1"),
        debt_service("s2", actor="p2"),
    )
    assert offers(found.suggestions) == ["s2", "s1"]
    assert [one.rank for one in found.suggestions] == [1, 2]
    assert (found.found, found.emptied_by, found.unmet_search) == (2, None, None)
    assert found.sentence.de == "2 Angebote kommen in Frage."


def test_equal_scores_are_in_order_of_id_and_the_list_is_bounded() -> None:
    services = [debt_service(f"s{number}") for number in (3, 1, 2)]
    query = RecommendationQuery(need_code="debt", area_id="a1", sender_id="k1", limit=2)
    found = answer(*services, query=query)
    assert (offers(found.suggestions), found.found) == (["s1", "s2"], 3)


def test_a_missing_consent_is_listed_apart_because_it_can_be_cured() -> None:
    consent = build.consent(recipients=("p2",))
    found = answer(debt_service(), debt_service("s2", actor="p2"), consent, query=FOR_TENANT)
    assert offers(found.suggestions) == ["s2"]
    assert offers(found.needs_consent) == ["s1"]
    assert (found.found, found.found_without_consent, found.excluded) == (1, 1, ())


def test_with_only_the_consent_missing_the_search_was_not_in_vain() -> None:
    found = answer(debt_service(), query=FOR_TENANT)
    assert (found.suggestions, offers(found.needs_consent)) == ((), ["s1"])
    assert (found.emptied_by, found.unmet_search) == (None, None)
    assert found.sentence.de == "Wo nur noch die Einwilligung fehlt: 1."


def test_without_a_tenant_or_unless_asked_for_no_consent_is_needed() -> None:
    assert offers(answer(debt_service()).suggestions) == ["s1"]
    query = RecommendationQuery(need_code="debt", area_id="a1", tenant_id="t1", check_consent=False)
    assert offers(answer(debt_service(), query=query).suggestions) == ["s1"]


@pytest.mark.parametrize(
    "consent",
    [
        pytest.param(build.consent(valid_to="2026-06-01"), id="ended today"),
        pytest.param(build.consent(valid_from="2026-06-02"), id="begins tomorrow"),
        pytest.param(build.consent(withdrawn="2026-06-01"), id="withdrawn now"),
        pytest.param(build.consent(purpose="case_conference"), id="for something else"),
    ],
)
def test_a_consent_that_does_not_cover_the_moment_is_missing(consent: Record) -> None:
    found = answer(debt_service(), consent, query=FOR_TENANT)
    assert offers(found.needs_consent) == ["s1"]


def test_a_chain_brings_its_tenant() -> None:
    query = RecommendationQuery(need_code="debt", area_id="a1", chain_id="c1")
    found = answer(build.chain(), debt_service(), query=query)
    assert (offers(found.needs_consent), found.suggestions) == (["s1"], ())


def test_who_refused_the_tenant_for_the_need_within_180_days_is_left_out() -> None:
    # 3 December 2025, 08:00, to 1 June 2026, 08:00 are 180 days.
    for refused, expected in (("2025-12-03T08:00", []), ("2025-12-03T07:59", ["s1"])):
        referral = build.referral(
            need="debt", steps=("requested 2025-11-01", f"rejected {refused} other")
        )
        found = answer(build.chain(), referral, debt_service(), build.consent(), query=FOR_TENANT)
        assert offers(found.suggestions) == expected
    sentence = "hat diese Person für diesen Bedarf am 03.12.2025 abgelehnt."
    blocked = answer(
        build.chain(),
        build.referral(need="debt", steps=("requested 2025-11-01", "rejected 2025-12-03 other")),
        debt_service(),
        query=FOR_TENANT,
    )
    assert blocked.excluded[0].sentence.de.endswith(sentence)
    assert blocked.excluded[0].also == (ExclusionRule.CONSENT,)


def test_a_refusal_for_another_need_or_of_somebody_else_does_not_count() -> None:
    for fields in ({"need": "loneliness"}, {"need": "debt", "tenant": "t2"}):
        referral = build.referral(
            steps=("requested 2026-05-01", "rejected 2026-05-02 other"), **fields
        )
        records = [build.need(), build.tenant("t2"), build.chain(), referral, debt_service()]
        found = answer(*records, build.consent(), query=FOR_TENANT)
        assert offers(found.suggestions) == ["s1"]


def test_in_a_chain_whose_tenant_was_erased_refusals_still_count() -> None:
    referral = build.referral(
        need="debt", tenant=None, steps=("requested 2026-05-01", "rejected 2026-05-02 other")
    )
    query = RecommendationQuery(need_code="debt", area_id="a1", chain_id="c1")
    found = answer(build.chain(tenant=None), referral, debt_service(), query=query)
    assert (found.emptied_by, found.suggestions) == (ExclusionRule.REFUSED_BEFORE, ())


def test_nobody_left_names_the_last_hurdle_and_the_way_out_that_opens_most() -> None:
    # s1 is full, s2 and s3 lie elsewhere, s4 is closed for good, s5 helps with another need.
    found = answer(
        build.area("a2"),
        build.need("money"),
        build.need("debt", "money"),
        build.need("forms", "money"),
        debt_service("s1", places=3, free=0),
        debt_service("s2", areas=("a2",)),
        debt_service("s3", areas=("a2",), actor="p2"),
        debt_service("s4", status="closed"),
        debt_service("s5", needs=("forms",)),
    )
    assert found.emptied_by is ExclusionRule.FULL
    assert counted(found) == {"not_active": 1, "need": 1, "area": 2, "full": 1}
    assert [(way.rules, way.opens) for way in found.relaxations] == [
        ((ExclusionRule.AREA,), 2),
        ((ExclusionRule.FULL,), 1),
        ((ExclusionRule.NEED,), 1),
    ]
    assert found.sentence.de == (
        "Niemand kommt in Frage. Letzte Hürde: hat bekanntlich keinen Platz. "
        "2 Angebote mehr: in einem anderen Gebiet anfragen."
    )
    assert [one.offer_id for one in found.excluded] == ["s1", "s2", "s3", "s5", "s4"]
    assert found.unmet_search is not None
    assert found.unmet_search.excluded_by == found.excluded_by
    assert found.unmet_search.cooperative_id == "g1"


def test_where_one_rule_alone_opens_nothing_two_are_named_together() -> None:
    found = answer(
        build.area("a2"),
        debt_service(areas=("a2",), places=3, free=0),
        debt_service("s2", status="paused"),
    )
    assert [(way.rules, way.opens) for way in found.relaxations] == [
        ((ExclusionRule.FULL, ExclusionRule.AREA), 1)
    ]


def test_the_same_question_at_the_same_moment_makes_the_same_search() -> None:
    first, second = answer().unmet_search, answer().unmet_search
    assert first is not None
    assert first == second
    other = answer(query=RecommendationQuery(need_code="debt", area_id="a2")).unmet_search
    assert other is not None
    assert other.id != first.id


def test_exclusions_are_counted_in_full_and_listed_up_to_the_limit() -> None:
    services = [debt_service(f"s{number}", status="closed") for number in range(5)]
    query = RecommendationQuery(need_code="debt", area_id="a1", exclusion_limit=2)
    found = answer(*services, query=query)
    assert (counted(found), len(found.excluded)) == ({"not_active": 5}, 2)


def test_the_senders_own_offer_is_no_suggestion() -> None:
    own = debt_service("s9", actor="k1")
    assert offers(answer(own, debt_service()).suggestions) == ["s1"]


def test_services_of_a_merged_area_and_of_its_successor_both_answer() -> None:
    records = [
        build.area("old", valid_to="2026-01-01", successors=(Succession(area_id="new"),)),
        build.area("new", valid_from="2026-01-01"),
        debt_service("s1", areas=("old",)),
        debt_service("s2", areas=("new",)),
    ]
    query = RecommendationQuery(need_code="debt", area_id="old")
    assert offers(answer(*records, query=query).suggestions) == ["s2", "s1"]
    of_new = answer(*records, query=RecommendationQuery(need_code="debt", area_id="new"))
    assert offers(of_new.suggestions) == ["s2"]


def test_an_area_outside_any_tree_is_served_by_who_names_it() -> None:
    query = RecommendationQuery(need_code="debt", area_id="elsewhere")
    found = answer(debt_service(areas=("elsewhere",)), debt_service("s2"), query=query)
    assert (offers(found.suggestions), counted(found)) == (["s1"], {"area": 1})


def test_a_companion_is_suggested_for_everyday_company_under_the_saxon_rules() -> None:
    records = [build.need("everyday_company"), build.companion()]

    def found(**fields: object) -> Recommendation:
        query = RecommendationQuery(need_code="everyday_company", area_id="a1", **fields)  # type: ignore[arg-type]
        return answer(*records, query=query)

    one = found().suggestions[0]
    assert (one.actor_id, one.service_id, one.actor_kind) == ("b1", None, ActorKind.COMPANION)
    assert found(care_level=0).found == 1
    refused = found(care_level=2)
    assert counted(refused) == {"companion": 1}
    assert refused.excluded[0].sentence.de == (
        "Akteur b1: nach den sächsischen Regeln für Alltagsbegleitung nicht möglich "
        "(hat einen Pflegegrad)."
    )
    assert refused.relaxations == ()
    # 8 hours a week are 34.67 hours a month, but the rules allow 32.
    assert found(companionship=Companionship(hours_wanted=32)).found == 1
    assert counted(found(companionship=Companionship(hours_wanted=33))) == {"companion": 1}
    assert counted(found(companionship=Companionship(related_degree=2))) == {"companion": 1}
    assert found(companionship=Companionship(related_degree=3)).found == 1
    assert counted(found(companionship=Companionship(same_household=True))) == {"companion": 1}


def test_colleagues_and_contacts_who_know_the_partner_lead_to_them() -> None:
    # k2 (same cooperative) sent p1 two people, g1 has an agreement with p1, p2 only knows k1,
    # k3 of another cooperative knows p1 but not k1.
    done = ("requested 2026-04-01", "accepted 2026-04-02", "completed 2026-04-20 resolved")
    found = answer(
        build.cooperative("g2", area=None),
        build.kuemmerer("k2"),
        build.kuemmerer("k3", cooperative="g2"),
        build.chain("c1"),
        build.chain("c2"),
        build.referral("r1", sender="k2", need="debt", steps=done),
        build.referral("r2", sender="k2", need="debt", chain="c2", steps=done),
        build.referral("r3", sender="k3", need="debt", chain="c2", steps=done),
        build.contact("n1", ends=("k1", "p2")),
        build.contact("n2", ends=("k1", "g1")),
        build.cooperation(between=("g1", "p1")),
        debt_service(),
    )
    paths = found.suggestions[0].warm_paths
    assert [(path.actor_id, path.referrals, path.is_colleague) for path in paths] == [
        ("k2", 2, True),
        ("g1", 0, False),
    ]
    assert paths[1].has_agreement
    assert answer(debt_service(), query=RecommendationQuery(need_code="debt", area_id="a1")).found


def test_the_strongest_of_several_colleagues_comes_first_and_three_are_named() -> None:
    done = ("requested 2026-04-01", "accepted 2026-04-02", "completed 2026-04-20 resolved")
    records: list[Record] = [build.chain(), debt_service()]
    for name, referrals, contacts in (("ka", 1, 0), ("kb", 2, 0), ("kc", 1, 1), ("kd", 0, 1)):
        records.append(build.kuemmerer(name))
        records += [
            build.referral(f"r-{name}{n}", sender=name, need="debt", steps=done)
            for n in range(referrals)
        ]
        records += [build.contact(f"n-{name}{n}", ends=(name, "p1")) for n in range(contacts)]
    paths = answer(*records).suggestions[0].warm_paths
    assert [path.actor_id for path in paths] == ["kb", "kc", "ka"]


def test_kept_statistics_give_the_same_answer_as_fresh_ones() -> None:
    snapshot = debt_town(debt_service(), debt_service("s2", actor="p2", places=4, free=1))
    kept = PartnerStatistics.of(snapshot, now=NOW)
    assert recommend(snapshot, ASKED, now=NOW, statistics=kept) == recommend(
        snapshot, ASKED, now=NOW
    )


def test_only_the_proportions_of_the_weights_matter() -> None:
    snapshot = debt_town(debt_service())
    weights = ScoreWeights(
        fit=2.0, nearness=1.5, room=2.0, speed=1.5, success=1.5, balance=1.0, familiarity=0.5
    )
    tenfold = recommend(snapshot, ASKED, now=NOW, weights=weights).suggestions[0].score
    assert tenfold == pytest.approx(recommend(snapshot, ASKED, now=NOW).suggestions[0].score)
    only_fit = ScoreWeights(fit=1, nearness=0, room=0, speed=0, success=0, balance=0, familiarity=0)
    assert recommend(snapshot, ASKED, now=NOW, weights=only_fit).suggestions[0].score == 1


def test_weights_that_are_all_zero_or_negative_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="at least one above 0"):
        ScoreWeights(fit=0, nearness=0, room=0, speed=0, success=0, balance=0, familiarity=0)
    with pytest.raises(InvalidValueError, match="fit"):
        ScoreWeights(fit=-1)


def test_the_moment_must_be_in_utc() -> None:
    with pytest.raises(InvalidValueError, match="instant in UTC"):
        recommend(debt_town(), ASKED, now=NOW.replace(tzinfo=None))
