"""What the past tells of each recipient, counted by hand."""

import pytest

from graph_model.analysis.recommendation.partner_statistics import PartnerStatistics, Refusal, Tie
from graph_model.analysis.recommendation.relaxation import emptied_by, relaxations
from graph_model.analysis.recommendation.track_record import AnswerWait, Success
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import ExclusionRule
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.debt_town import debt_helped, debt_refused, debt_town

NOW = build.at("2026-06-01")


def statistics(*records: Record) -> PartnerStatistics:
    return PartnerStatistics.of(debt_town(*records), now=NOW)


def test_an_empty_network_has_empty_statistics_and_an_even_prior() -> None:
    found = PartnerStatistics.of(Snapshot.from_records([]), now=NOW)
    assert (found.load, found.waits, found.successes, found.ties, found.refusals) == ({},) * 5
    assert found.overall_success == 0.5
    assert found.success_of("p1", "debt") == (0.5, Success(helped=0, ended=0))


def test_waits_count_refusals_and_open_requests_as_not_over() -> None:
    def asked(number: int, *steps: str) -> list[Record]:
        chain = f"c{number}"
        return [
            build.chain(chain),
            build.referral(f"r{number}", chain=chain, need="debt", steps=steps),
        ]

    found = statistics(
        *asked(1, "requested 2026-05-01", "accepted 2026-05-03"),
        *asked(2, "requested 2026-05-01", "accepted 2026-05-05"),
        *asked(3, "requested 2026-05-01", "accepted 2026-05-11"),
        *asked(4, "requested 2026-05-01", "rejected 2026-05-02 other"),
        *asked(5, "requested 2026-05-22"),
    )
    # Waits 2, 4, 10 ended; 1 (refused) and 10 (open since 22 May) did not. At risk on day 2: 4 of
    # 5, share 3/4; day 4: 3, share 1/2: the median. Three saw 4 days or more: 4, 10 and 10.
    assert found.waits == {"p1": AnswerWait(cases=5, median=4.0, at_least=4.0)}
    assert found.need_waits == {"debt": AnswerWait(cases=5, median=4.0, at_least=4.0)}


def test_two_acceptances_are_too_few_for_a_median() -> None:
    found = statistics(*debt_helped(1), *debt_helped(2))
    assert found.waits["p1"] == AnswerWait(cases=2, median=None, at_least=0.0)


def test_referrals_older_than_two_years_tell_nothing_of_waits_and_success() -> None:
    # 1 June 2024 to 1 June 2026 are 730 days.
    found = statistics(*debt_helped(1, when="2024-05-31"), *debt_helped(2, when="2024-06-01"))
    assert found.successes == {("p1", "debt"): Success(helped=1, ended=1)}
    assert found.familiarity == {("k1", "p1"): 2}


def test_load_counts_accepted_and_not_ended() -> None:
    steps = ["accepted 2026-05-02", "in_progress 2026-05-03", "on_hold 2026-05-04 other"]
    records: list[Record] = []
    for number in range(4):
        records += [
            build.chain(f"c{number}"),
            build.referral(
                f"r{number}",
                chain=f"c{number}",
                need="debt",
                steps=("requested 2026-05-01", *steps[:number]),
            ),
        ]
    assert statistics(*records, *debt_helped(9)).load == {"p1": 3}


def test_ties_add_up_both_ways_and_agreements_count_while_in_force() -> None:
    found = statistics(
        *debt_helped(1),
        build.chain("c2"),
        build.referral(
            "r2",
            sender="p1",
            recipient="k1",
            chain="c2",
            need="debt",
            steps=("requested 2026-05-01", "accepted 2026-05-02"),
        ),
        *debt_refused(3, "other"),
        build.contact("n1", ends=("p1", "k1"), when="2026-05-07"),
        build.contact("n2", ends=("k1", "t1")),
        build.cooperation("z1", between=("g1", "p1"), valid_to="2026-06-02"),
        build.cooperation("z2", between=("g1", "p2"), valid_to="2026-06-01"),
    )
    # Two referrals of 1 May, one of them completed, and later a contact, which is the latest.
    tie = Tie(referrals=2, completed=1, contacts=1, last_at=build.at("2026-05-07"))
    assert found.ties["p1"] == {"g1": Tie(has_agreement=True), "k1": tie}
    assert found.ties["k1"] == {"p1": tie}
    assert "p2" not in found.ties


def test_refusals_of_the_last_180_days_by_tenant() -> None:
    snapshot = debt_town(
        *debt_refused(1, "other", when="2026-05-20"), *debt_refused(2, "other", when="2025-11-01")
    )
    found = PartnerStatistics.of(snapshot, now=NOW)
    key = snapshot.tenant_key("t1")
    assert key is not None
    assert found.refusals == {
        key: (Refusal(recipient_id="p1", need_code="debt", refused_at=build.at("2026-05-20")),)
    }


def test_members_of_a_cooperative() -> None:
    found = statistics(build.companion(area=None))
    assert found.members == {"g1": frozenset({"b1", "k1"})}


FULL, AREA, NEED = ExclusionRule.FULL, ExclusionRule.AREA, ExclusionRule.NEED
CLOSED, CONSENT = ExclusionRule.NOT_ACTIVE, ExclusionRule.CONSENT


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ([], NEED),
        ([(CLOSED,), (CLOSED, FULL)], CLOSED),
        ([(AREA,), (FULL,), (AREA, CONSENT)], FULL),
    ],
)
def test_the_rule_that_emptied_the_list(
    broken: list[tuple[ExclusionRule, ...]], expected: ExclusionRule
) -> None:
    assert emptied_by(broken) is expected


def test_relaxing_two_rules_opens_what_each_opens_and_what_breaks_both() -> None:
    # Full alone: 2; full and elsewhere: 3, which together with the two are 5. Closed stays closed,
    # whatever else; elsewhere and full and without consent opens 1 more.
    broken = [(FULL,)] * 2 + [(AREA, FULL)] * 3 + [(CLOSED,), (CLOSED, AREA)]
    broken += [(AREA, FULL, CONSENT)]
    found = [(way.rules, way.opens) for way in relaxations(broken)]
    assert found == [((FULL,), 2), ((FULL, AREA), 5), ((CONSENT, FULL, AREA), 6)]


def test_nothing_can_be_relaxed_where_everybody_is_closed() -> None:
    assert relaxations([(CLOSED,), (CLOSED, FULL)]) == ()


def test_one_offer_reads_as_one() -> None:
    assert [way.sentence.de for way in relaxations([(FULL,)])] == [
        "1 Angebot mehr: nach einer Warteliste fragen."
    ]
