"""Where chains first depart from the expected one, worked by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph_model.analysis.chains.deviation_words import Deviation
from graph_model.analysis.chains.findings import ChainFindings, chain_findings
from graph_model.analysis.chains.paths import chain_path
from graph_model.analysis.chains.rules import ChainRules
from graph_model.analysis.chains.sentences import Names
from graph_model.domain.records import Record
from graph_model.domain.templates import ChainTemplate, TemplateStep
from graph_model.domain.vocabulary import ActorKind
from graph_model.errors import InvalidValueError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests.builders import at, chain, kuemmerer, need, office, partner, referral, service
from tests.expected_chains import DEBT_CHAIN, debts_as_expected_and_not
from tests.networks import chain_file

NOW = at("2026-01-30")
PARTNER = TemplateStep(kind=ActorKind.PARTNER, days=7)
OFFICE = TemplateStep(kind=ActorKind.ADMINISTRATION, days=14)
PEOPLE = (
    kuemmerer("k2", areas=()),
    partner(area=None),
    partner("p2", area=None),
    office(area=None),
)
Told = tuple[str, int, str | None, int]


def findings_of(
    records: Sequence[Record], *templates: ChainTemplate, limit: int = 1000
) -> ChainFindings:
    rules = ChainRules(templates=templates or (DEBT_CHAIN,))
    snapshot = Snapshot.from_records(records)
    return chain_findings(snapshot, Scope(), now=NOW, rules=rules, limit=limit)


def departure_of(
    records: Sequence[Record],
    *steps: TemplateStep,
    now: str = "2026-01-30",
    known_on: str | None = None,
) -> Told | None:
    """Code, step, referral and days of the first departure of ``c1`` for debts."""
    template = ChainTemplate(need_code="debt", steps=steps)
    names = Names.of(Snapshot.from_records([*PEOPLE, *records]).directory)
    path = chain_path(
        chain_file(records),
        now=at(now),
        rules=ChainRules(templates=(template,)),
        known_on=None if known_on is None else at(known_on),
        names=names,
    )
    told = [(d.code.value, d.step, d.referral_id, d.days) for d in path.deviations]
    assert len(told) <= 1
    return told[0] if told else None


def asked(record_id: str, recipient: str, when: str, *, code: str = "debt", **links: str) -> Record:
    """A referral of ``c1`` that was accepted when it was asked for."""
    steps = (f"requested {when}", f"accepted {when}")
    return referral(record_id, recipient=recipient, need=code, steps=steps, **links)  # type: ignore[arg-type]


def test_each_chain_departs_first_where_it_was_worked_out_by_hand() -> None:
    found = findings_of(debts_as_expected_and_not())
    shown = {d.chain_id: (d.code.value, d.step, d.referral_id, d.days) for d in found.deviations}
    assert shown == {
        "c2": ("late", 2, "c2-2", 20),
        "c3": ("other", 2, "c3-2", 2),
        "c4": ("missing", 1, "c4-1", 2),
        "c5": ("missing", 2, None, 24),
        "c6": ("extra", 1, "c6-1", 1),
        "c7": ("extra", 3, "c7-3", 8),
        "c10": ("missing", 2, None, 9),
    }


def test_the_chains_with_a_need_are_counted_by_how_they_went() -> None:
    (count,) = findings_of(debts_as_expected_and_not()).templates
    assert (count.template, count.chains) == (DEBT_CHAIN, 11)
    courses = (count.as_expected, count.under_way, count.ended_before, count.deviating)
    assert courses == (2, 1, 1, 7)  # c1 and c11; c8; c9; the seven above
    assert [(one.step, one.code.value, one.chains) for one in count.deviations] == [
        (1, "missing", 1),
        (1, "extra", 1),
        (2, "missing", 2),
        (2, "other", 1),
        (2, "late", 1),
        (3, "extra", 1),
    ]


def test_one_chain_gives_the_same_as_all_together() -> None:
    records = debts_as_expected_and_not()
    rules = ChainRules(templates=(DEBT_CHAIN,))
    names = Names.of(Snapshot.from_records(records).directory)
    singly = {
        deviation.chain_id: deviation
        for number in range(1, 13)
        for deviation in chain_path(
            chain_file(records, f"c{number}"), now=NOW, rules=rules, names=names
        ).deviations
    }
    assert singly == {d.chain_id: d for d in findings_of(records).deviations}


def test_the_longest_deviations_come_first_and_the_counts_stay_complete() -> None:
    found = findings_of(debts_as_expected_and_not(), limit=2)
    assert [d.chain_id for d in found.deviations] == ["c5", "c2"]
    assert found.templates[0].deviating == 7
    assert findings_of(debts_as_expected_and_not(), limit=0).deviations == ()


def test_without_expected_chains_or_without_chains_nothing_departs() -> None:
    found = chain_findings(
        Snapshot.from_records(debts_as_expected_and_not()), Scope(), now=NOW, rules=ChainRules()
    )
    assert (found.templates, found.deviations) == ((), ())
    (empty,) = findings_of(()).templates
    assert (empty.chains, empty.deviating, empty.deviations) == (0, 0, ())


def test_a_step_may_ask_for_a_service_or_for_a_need_of_its_own() -> None:
    def way(used: str | None, code: str) -> tuple[Record, ...]:
        steps = ("requested 2026-01-06", "accepted 2026-01-06")
        return (
            chain(opened="2026-01-05"),
            referral("r1", need="debt", service=used, steps=steps),
            asked("r2", "o1", "2026-01-10", code=code),
        )

    by_service = TemplateStep(service_id="s1", days=7)
    at_office = TemplateStep(kind=ActorKind.ADMINISTRATION, need_code="housing", days=14)
    assert departure_of(way("s1", "housing"), by_service, at_office) is None
    assert departure_of(way("s2", "housing"), by_service, at_office) == ("other", 1, "r1", 1)
    assert departure_of(way(None, "housing"), by_service, at_office) == ("other", 1, "r1", 1)
    # For debts again, not for housing: the office is no step that was asked for.
    assert departure_of(way("s1", "debt"), by_service, at_office) == ("other", 2, "r2", 4)
    # Hops for needs that no step names do not count: the 24 days since the 6th do.
    lonely = way("s1", "loneliness")
    assert departure_of(lonely, by_service, at_office) == ("missing", 2, None, 24)


def test_a_service_and_a_need_are_told_by_their_names() -> None:
    records = (
        *PEOPLE,
        need("debt", label_de="Schulden", label_en="Debt"),
        need("housing", label_de="Wohnen", label_en="Housing"),
        service(needs=("debt",), areas=(), name="Sprechstunde"),
        chain(opened="2026-01-05"),
        asked("r1", "p2", "2026-01-06"),
    )
    step = TemplateStep(service_id="s1", need_code="housing", days=1)
    template = ChainTemplate(need_code="debt", steps=(step,))
    (deviation,) = findings_of(records, template).deviations
    assert deviation.german == (
        "Vereinbarte Hilfekette (Schulden): Statt Schritt 1 (Sprechstunde, Wohnen) ging es am"
        " 06.01.2026 an Akteur p2. Was hilft: klären, ob der vereinbarte Weg hier nicht passte."
    )
    assert isinstance(deviation, Deviation)
    assert deviation.due == step


def test_one_day_reads_as_one() -> None:
    records = (*PEOPLE, chain(opened="2026-01-05"), asked("r1", "p1", "2026-01-06"))
    template = ChainTemplate(need_code="debt", steps=(replace(PARTNER, days=0),))
    (deviation,) = findings_of(records, template).deviations
    assert "nach 1 Tag statt nach höchstens 0 Tagen." in deviation.german


def test_a_branch_counts_in_order_of_time_not_of_branches() -> None:
    # p1 passes the person on (a2) only after k1 has asked the office itself (b1).
    records = (
        chain(opened="2026-01-05"),
        asked("a1", "p1", "2026-01-06"),
        asked("b1", "o1", "2026-01-08"),
        asked("a2", "o1", "2026-01-12", sender="p1", parent="a1"),
    )
    assert departure_of(records, PARTNER, OFFICE) == ("extra", 3, "a2", 4)
    assert departure_of(records, PARTNER, OFFICE, OFFICE) is None


def test_on_one_day_who_passed_on_comes_before_whom_it_went_to() -> None:
    # Entered with the day only; by id alone the office would come first.
    records = (
        chain(opened="2026-01-05"),
        asked("r9", "p1", "2026-01-06"),
        asked("r1", "o1", "2026-01-06", sender="p1", parent="r9"),
    )
    assert departure_of(records, PARTNER, OFFICE) is None


def test_of_several_tries_the_first_counts_that_was_not_refused() -> None:
    def way(*more: Record) -> tuple[Record, ...]:
        refused = ("requested 2026-01-06", "rejected 2026-01-09 no_capacity")
        unanswered = ("requested 2026-01-10", "cancelled 2026-01-11 other")
        return (
            chain(opened="2026-01-05"),
            referral("r1", need="debt", steps=refused),
            referral("r2", recipient="p2", need="debt", previous="r1", steps=unanswered),
            *more,
        )

    # Nobody has taken the person yet: 25 days since the 5th.
    assert departure_of(way(), PARTNER, OFFICE) == ("missing", 1, None, 25)
    in_time = way(asked("r3", "p1", "2026-01-12", previous="r2"))
    assert departure_of(in_time, PARTNER, OFFICE) == ("missing", 2, None, 18)
    late = way(asked("r3", "p1", "2026-01-13", previous="r2"))
    assert departure_of(late, PARTNER, OFFICE) == ("late", 1, "r3", 8)
    # Accepted and then failed: the step was taken, and another try for it is no further one.
    failed = (
        chain(opened="2026-01-05"),
        referral(
            "r1",
            need="debt",
            steps=("requested 2026-01-06", "accepted 2026-01-07", "failed 2026-01-09 other"),
        ),
        asked("r2", "p2", "2026-01-20", previous="r1"),
        asked("r3", "o1", "2026-01-20"),
    )
    assert departure_of(failed, PARTNER, OFFICE) is None


def test_what_comes_out_of_turn_is_extra_and_what_never_comes_is_missing() -> None:
    first, third = replace(PARTNER, days=30), replace(OFFICE, days=30)
    middle = TemplateStep(kind=ActorKind.KUEMMERER, days=30)
    begun = (chain(opened="2026-01-05"), asked("r1", "p1", "2026-01-06"))
    swapped = (*begun, asked("r2", "o1", "2026-01-07"), asked("r3", "k2", "2026-01-08"))
    assert departure_of(swapped, first, middle, third) == ("extra", 2, "r2", 1)
    left_out = (*begun, asked("r2", "o1", "2026-01-07"))
    assert departure_of(left_out, first, middle, third) == ("missing", 2, "r2", 1)


def test_who_is_in_no_directory_is_of_no_kind() -> None:
    records = (chain(opened="2026-01-05"), asked("r1", "stranger", "2026-01-06"))
    assert departure_of(records, PARTNER) == ("other", 1, "r1", 1)


def test_events_entered_out_of_order_and_before_the_opening_are_not_late() -> None:
    records = (
        chain(opened="2026-01-09", recorded="2026-01-20"),
        asked("r2", "o1", "2026-01-10"),
        asked("r1", "p1", "2026-01-06"),
    )
    assert departure_of(records, replace(PARTNER, days=0), replace(OFFICE, days=4)) is None
    assert departure_of(records[::-1], PARTNER, replace(OFFICE, days=3)) == ("late", 2, "r2", 4)


def test_a_correction_that_comes_later_is_not_known_before() -> None:
    # Asked on the 8th, entered on the 28th: on the 27th, 22 days had passed without anybody.
    records = (
        chain(opened="2026-01-05"),
        referral("r1", need="debt", steps=("requested 2026-01-06", "rejected 2026-01-07 other")),
        referral(
            "r2",
            need="debt",
            recipient="p2",
            previous="r1",
            steps=("requested 2026-01-08 recorded=2026-01-28",),
        ),
    )
    then = departure_of(records, PARTNER, now="2026-01-27", known_on="2026-01-27")
    assert then == ("missing", 1, None, 22)
    assert departure_of(records, PARTNER, now="2026-01-28", known_on="2026-01-28") is None
    # The end, too, counts from the day it was entered.
    ended = (
        chain(
            opened="2026-01-05",
            closed="2026-01-08",
            closed_recorded="2026-01-20",
            outcome="unresolved",
        ),
        asked("r1", "p1", "2026-01-06"),
    )
    before = departure_of(ended, PARTNER, OFFICE, now="2026-01-19", known_on="2026-01-19")
    assert before is None
    after = departure_of(ended, PARTNER, OFFICE, now="2026-01-20", known_on="2026-01-20")
    assert after == ("missing", 2, None, 2)


def test_days_are_those_of_the_calendar_over_a_leap_day_and_when_clocks_change() -> None:
    def way(opened: str, requested: str) -> tuple[Record, ...]:
        return (chain(opened=opened), asked("r1", "p1", requested))

    # 28 February to 1 March: two days in 2024, one in 2026, whatever the hours.
    two, one = replace(PARTNER, days=2), replace(PARTNER, days=1)
    leap = way("2024-02-28T22:00", "2024-03-01T06:00")
    assert departure_of(leap, two, now="2024-03-02") is None
    assert departure_of(leap, one, now="2024-03-02") == ("late", 1, "r1", 2)
    assert departure_of(way("2026-02-28T22:00", "2026-03-01T06:00"), one, now="2026-03-02") is None
    # 28 March 2026, 00:30 in Germany, to the 29th, 23:30 (summer time): 46 hours, one day.
    spring = way("2026-03-27T23:30", "2026-03-29T21:30")
    assert departure_of(spring, one, now="2026-03-31") is None
    # 24 October, 23:30, to the 26th, 00:30: 26 hours, two days.
    autumn = way("2026-10-24T21:30", "2026-10-25T23:30")
    assert departure_of(autumn, one, now="2026-10-27") == ("late", 1, "r1", 2)


def test_a_template_refuses_what_cannot_be() -> None:
    with pytest.raises(InvalidValueError, match="a kind, a service or a need"):
        TemplateStep(days=3)
    with pytest.raises(InvalidValueError, match="nobody refers to tenants"):
        TemplateStep(kind=ActorKind.TENANT, days=3)
    with pytest.raises(InvalidValueError, match="days"):
        TemplateStep(kind=ActorKind.PARTNER, days=-1)
    with pytest.raises(InvalidValueError, match="1 to 20 steps"):
        ChainTemplate(need_code="debt", steps=())
    with pytest.raises(InvalidValueError, match="1 to 20 steps"):
        ChainTemplate(need_code="debt", steps=(PARTNER,) * 21)
    with pytest.raises(InvalidValueError, match="each id only once"):
        ChainRules(templates=(DEBT_CHAIN, DEBT_CHAIN))
