"""The indicators of a year that was counted by hand (``networks.a_year_of_two_cooperatives``)."""

from dataclasses import replace

import pytest

from graph_model.analysis.indicators.indicators import Indicator, Indicators, indicators
from graph_model.analysis.indicators.periods import last_four_quarters, period_before
from graph_model.analysis.indicators.quality import QualityCode
from graph_model.analysis.indicators.rules import IndicatorCode, IndicatorRules, Unit
from graph_model.analysis.results import to_plain
from graph_model.analysis.standards import ResponseStandards
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.errors import InvalidValueError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.networks import a_year_of_two_cooperatives

LATER = make.at("2026-12-31")
YEAR = Period.of_days(make.day("2025-01-01"), make.day("2026-01-01"))
BEFORE = Period.of_days(make.day("2024-01-01"), make.day("2025-01-01"))


def _asked(scope: Scope = Scope(period=YEAR), *more: Record, **options: object) -> Indicators:  # noqa: B008
    snapshot = Snapshot.from_records([*a_year_of_two_cooperatives(), *more])
    return indicators(snapshot, scope, **{"now": LATER, **options})


def _of(found: Indicators, code: str) -> Indicator:
    return next(one for one in found.indicators if one.code == code)


def _counts(found: Indicators, code: str) -> tuple[int, float, int] | None:
    figure = _of(found, code).figure
    return None if figure is None else (figure.numerator, figure.denominator, figure.left_out)


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "left_out"),
    [
        ("closed_loop", 4, 5, 0),
        ("got_help", 2, 5, 1),
        ("answered_in_time", 3, 4, 1),
        ("early_detection", 3, 5, 1),
        ("self_help", 1, 3, 1),
        ("return", 2, 3, 1),
        ("days_to_help", 3, 6, 0),
        ("tenants_reached", 5, 1500, 0),
        ("other_languages", 2, 3, 2),
        ("tenants_per_kuemmerer", 5, 1 + 183 / 365, 0),
        ("network_growth", 3, 4, 0),
        ("shared_partners", 1, 3, 0),
    ],
)
def test_each_indicator_counts_what_was_counted_by_hand(
    code: str, numerator: int, denominator: float, left_out: int
) -> None:
    assert _counts(_asked(), code) == (numerator, pytest.approx(denominator), left_out)


def test_every_indicator_is_there_in_order_with_its_definition() -> None:
    found = _asked()
    assert [one.code for one in found.indicators] == list(IndicatorCode)
    for one in found.indicators:
        for words in (one.name, one.numerator, one.denominator, one.sentence):
            assert words.de
            assert words.en
            assert "{" not in words.de + words.en


def test_shares_have_the_wilson_interval() -> None:
    """4 of 5: Wilson 95 % 0.3755 to 0.9638 (Newcombe 1998, formula of method 3, by hand)."""
    figure = _of(_asked(), "closed_loop").figure
    assert figure is not None
    assert (figure.value, round(figure.low or 0, 4), round(figure.high or 0, 4)) == (
        0.8,
        0.3755,
        0.9638,
    )


def test_the_median_wait_counts_those_who_still_wait() -> None:
    one = _of(_asked(), "days_to_help")
    assert one.unit is Unit.DAYS
    assert one.figure is not None
    assert one.figure.value == 120.0


def test_rates_are_per_thousand_flats_with_the_exact_poisson_interval() -> None:
    """5 counted: 1.6235 to 11.668 (Garwood 1936), for 1.5 thousand flats."""
    figure = _of(_asked(), "tenants_reached").figure
    assert figure is not None
    assert figure.value == pytest.approx(5 / 1.5)
    assert figure.low == pytest.approx(1.6235 / 1.5, abs=1e-3)
    assert figure.high == pytest.approx(11.668 / 1.5, abs=1e-3)


def test_languages_are_counted_by_tenant_the_most_spoken_first() -> None:
    counts = [(one.language, one.tenants) for one in _asked().languages]
    assert counts == [("de", 2), ("ar", 1), ("ru", 1)]


def test_the_difference_to_another_period_has_newcombes_interval() -> None:
    """Detected early: 3 of 5 in 2025, 1 of 1 in 2024.

    Wilson: 0.6 (0.2307 to 0.8824) and 1 (0.2065 to 1). Newcombe: −0.4 − √((0.6 − 0.2307)² + 0²) and
    −0.4 + √((0.8824 − 0.6)² + (1 − 0.2065)²).
    """
    one = _of(_asked(compared=BEFORE), "early_detection")
    assert one.earlier is not None
    assert (one.earlier.numerator, one.earlier.denominator) == (1, 1)
    assert one.change is not None
    assert one.change.value == pytest.approx(-0.4)
    assert one.change.low == pytest.approx(-0.4 - 0.3693, abs=2e-4)
    assert one.change.high == pytest.approx(-0.4 + (0.2824**2 + 0.7935**2) ** 0.5, abs=2e-4)
    assert "kann Zufall sein" in one.sentence.de
    assert "may be chance" in one.sentence.en


def test_what_clearly_got_worse_comes_with_what_might_be_done() -> None:
    """Answers to g1: all 40 of 2024 in time, none of 40 in 2026."""
    records: list[Record] = [make.chain("c9", opened="2024-01-01")]
    for number in range(40):
        for year, answered in ((2024, "02"), (2026, "20")):
            steps = (f"requested {year}-04-01", f"accepted {year}-04-{answered}")
            records.append(
                make.referral(f"r-{year}-{number}", chain="c9", need="debt", steps=steps)
            )
    period = Period.of_days(make.day("2026-01-01"), make.day("2027-01-01"))
    one = _of(_asked(Scope(period=period), *records, compared=BEFORE), "answered_in_time")
    assert one.change is not None
    assert one.change.is_clear
    assert one.change.value < -0.9
    assert "Was hilft" in one.sentence.de
    assert "What helps" in one.sentence.en


def test_a_scope_of_one_cooperative_counts_its_own_only() -> None:
    """t1 lived in both: reached by g1 are t1, t2, t5, by g2 t1, t3, t4; together five."""
    first, second = (_asked(Scope(period=YEAR, cooperative_id=house)) for house in ("g1", "g2"))
    assert _counts(first, "tenants_reached") == (3, 1000, 0)
    assert _counts(second, "tenants_reached") == (3, 500, 0)
    assert _counts(first, "tenants_per_kuemmerer") == (3, 1.0, 0)
    # Whether t1 comes back to the other house, g1 does not learn; that c2 follows, it knows.
    assert _counts(first, "return") == (2, 2, 1)
    assert _of(first, "shared_partners").figure is None


def test_a_scope_of_one_area_takes_its_flats_and_who_is_responsible_there() -> None:
    found = _asked(Scope(period=YEAR, area_id="a2"))
    assert _counts(found, "tenants_reached") == (3, 500, 0)
    assert _counts(found, "tenants_per_kuemmerer") == (3, pytest.approx(183 / 365), 0)


def test_young_cases_wait_until_their_time_is_up() -> None:
    """On 1 November 2025, 90 days back is 3 August: r5, c2, c5 and c6 are too young."""
    found = _asked(now=make.at("2025-11-01"))
    assert _counts(found, "closed_loop") == (2, 3, 2)
    assert _counts(found, "got_help") == (1, 2, 3)
    assert _counts(found, "return") == (2, 2, 2)


def test_an_answer_is_due_when_its_standard_is_over() -> None:
    """r4 (asked Monday 2 June) is due on Wednesday 4 June and counts from Thursday on."""
    due = [
        _counts(_asked(now=make.at(when)), "answered_in_time")
        for when in ("2025-06-04", "2025-06-05")
    ]
    assert [counts and counts[1] for counts in due] == [1, 2]


def test_standards_and_follow_up_can_be_set() -> None:
    rules = IndicatorRules(
        standards=ResponseStandards(default_business_days=4), follow_up_days=10, return_months=2
    )
    found = _asked(rules=rules)
    assert _counts(found, "answered_in_time") == (4, 4, 1)
    assert _counts(found, "closed_loop") == (2, 5, 0)
    assert _counts(found, "return") == (0, 3, 1)
    assert "10 Tagen" in _of(found, "closed_loop").numerator.de
    assert "2 months" in _of(found, "return").numerator.en
    with pytest.raises(InvalidValueError, match="follow_up_days"):
        IndicatorRules(follow_up_days=0)


def test_six_months_after_the_end_of_august_end_with_february_leap_day_included() -> None:
    """Closed on 31 August 2023: a chain of 29 February 2024 is a return, one of 1 March is not."""
    for opened, returned in (("2024-02-29", 1), ("2024-03-01", 0)):
        records = [
            make.tenant("t9"),
            make.chain("c8", tenant="t9", opened="2023-08-01", closed="2023-08-31"),
            make.chain("c9", tenant="t9", opened=opened),
        ]
        period = Period.of_days(make.day("2023-08-01"), make.day("2023-09-01"))
        assert _counts(_asked(Scope(period=period), *records), "return") == (returned, 1, 0)


def test_days_of_the_clock_change_belong_to_their_month() -> None:
    """30 March 2025 has 23 hours: 21:59 UTC on 31 March is still March in Germany, 22:00 is not."""
    records = [
        make.chain(f"c-{number}", trigger="hint", opened=when)
        for number, when in enumerate(["2025-03-30T21:59", "2025-03-31T21:59", "2025-03-31T22:00"])
    ]
    march = Period.of_days(make.day("2025-03-01"), make.day("2025-04-01"))
    assert _counts(_asked(Scope(period=march), *records), "early_detection") == (2, 2, 0)


def test_what_was_recorded_later_does_not_change_the_report_of_that_day() -> None:
    known = Scope(period=YEAR, known_on=make.at("2026-03-31"))
    late = [
        make.chain("c7", opened="2025-04-01", recorded="2026-05-01"),
        make.contact("n9", ends=("k2", "t4"), when="2025-12-30", recorded="2026-04-02"),
        make.referral(
            "r6",
            chain="c6",
            sender="k2",
            recipient="p2",
            need="debt",
            steps=("requested 2025-12-02 recorded=2026-04-01",),
        ),
    ]
    before = _asked(known, now=make.at("2026-04-01"), compared=BEFORE)
    after = _asked(known, *late, now=LATER, compared=BEFORE)
    assert to_plain(after) == to_plain(before)
    assert to_plain(_asked(replace(known, known_on=None), *late)) != to_plain(before)


def test_a_correction_that_comes_later_counts_from_then_on() -> None:
    """The answer to r2 of 22 August was typed in on 10 September only."""
    chain = make.chain("c9", opened="2025-08-21")
    answered = make.referral(
        "r9",
        chain="c9",
        need="debt",
        steps=("requested 2025-08-21", "accepted 2025-08-22 recorded=2025-09-10"),
    )
    august = Period.of_days(make.day("2025-08-01"), make.day("2025-09-01"))
    counts = [
        _counts(_asked(Scope(period=august, known_on=make.at(day)), chain, answered), code)
        for day in ("2025-09-09", "2025-09-11")
        for code in ("answered_in_time",)
    ]
    assert counts == [(0, 2, 0), (1, 2, 0)]


def test_areas_that_were_merged_are_asked_for_under_their_own_id() -> None:
    """Chains keep the area they were recorded in; a merged area lies where the tree puts it."""
    merged = make.area("a1", "new", valid_to="2025-07-01")
    found = _asked(Scope(period=YEAR, area_id="new"), make.area("new"), merged)
    assert _counts(found, "tenants_reached") == (3, 1000, 0)


def test_an_empty_network_has_indicators_without_figures() -> None:
    found = indicators(Snapshot.from_records([]), Scope(period=YEAR), now=LATER, compared=BEFORE)
    assert {one.figure for one in found.indicators} == {None}
    assert all("noch nichts" in one.sentence.de for one in found.indicators)
    assert found.languages == ()
    assert {one.count for one in found.quality} == {0}


def test_where_everybody_refuses_nobody_got_help_and_the_median_is_open() -> None:
    """The bounds say so too: none of 3 has an upper Wilson bound of 0.5615 (3.8415 ÷ 6.8415)."""
    refused = [
        record
        for number in range(3)
        for record in (
            make.chain(f"c{number}", opened="2025-03-03"),
            make.referral(
                f"r{number}",
                chain=f"c{number}",
                steps=("requested 2025-03-03", "rejected 2025-03-04 no_capacity"),
            ),
        )
    ]
    snapshot = Snapshot.from_records([*make.directory(), *refused])
    found = indicators(snapshot, Scope(period=YEAR), now=LATER)
    helped = _of(found, "got_help").figure
    assert helped is not None
    assert (helped.numerator, helped.denominator, round(helped.high or 0, 4)) == (0, 3, 0.5615)
    wait = _of(found, "days_to_help")
    assert wait.figure is not None
    assert wait.figure.value is None
    assert "mehr als die Hälfte wartet noch" in wait.sentence.de


def test_the_records_faults_stand_beside_the_indicators() -> None:
    """r0 still runs though c0 is closed, and c0 was a success without any help recorded.

    c9 has no area and was entered 10 days late, r9 was asked for before c9 began.
    """
    more = [
        make.chain("c9", area=None, opened="2025-09-05", recorded="2025-09-15"),
        make.referral("r9", chain="c9", need="debt", steps=("requested 2025-09-01",)),
    ]
    found = {one.code: (one.count, one.total) for one in _asked(Scope(period=YEAR), *more).quality}
    assert found == {
        QualityCode.NO_AREA: (1, 7),
        QualityCode.NO_TRIGGER: (1, 7),
        QualityCode.NO_LANGUAGE: (2, 5),
        QualityCode.NO_SERVICE: (6, 6),
        QualityCode.CHAIN_LATE: (1, 7),
        QualityCode.STEP_LATE: (0, 6),
        QualityCode.CLOSED_TOO_EARLY: (1, 4),
        QualityCode.ASKED_OUTSIDE: (1, 6),
        QualityCode.HELP_UNRECORDED: (1, 3),
    }


def test_an_erased_tenants_chains_stay_in_the_counts() -> None:
    erased = [
        make.chain("c4", tenant=None, trigger="eviction_threat", opened="2025-06-02"),
        make.chain("c1", tenant=None, opened="2025-02-03", closed="2025-03-01"),
    ]
    found = _asked(Scope(period=YEAR), *erased)
    assert _counts(found, "got_help") == (2, 5, 1)
    # Whether an erased person came back cannot be known.
    assert _counts(found, "return") == (1, 2, 2)
    # t1 is reached through c2 and c6 as well, so the erased c1 counts as one person more.
    assert _counts(found, "tenants_reached") == (6, 1500, 0)


def test_the_last_four_quarters_end_where_this_quarter_begins() -> None:
    found = last_four_quarters(make.at("2026-01-01T00:30"))
    assert found == Period.of_days(make.day("2025-01-01"), make.day("2026-01-01"))
    # In Germany the new year has begun half an hour before midnight UTC.
    assert last_four_quarters(make.at("2025-12-31T23:30")) == found


@pytest.mark.parametrize(
    ("first", "end", "before"),
    [
        ("2026-01-01", "2026-04-01", "2025-10-01"),
        ("2024-03-01", "2024-04-01", "2024-02-01"),
        ("2025-03-15", "2025-03-31", "2025-02-27"),
    ],
)
def test_the_period_before_has_as_many_months_or_days(first: str, end: str, before: str) -> None:
    found = period_before(Period.of_days(make.day(first), make.day(end)))
    assert found == Period.of_days(make.day(before), make.day(first))


def test_an_open_period_has_none_before_it() -> None:
    assert period_before(Period(end=make.at("2026-01-01"))) is None
