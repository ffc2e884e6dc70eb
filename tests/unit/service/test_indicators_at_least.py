"""Indicators by lower bounds: a small network worked out by hand.

Everybody has one chain, opened in March. In 2024 four were detected early, three by a crisis, and
of three nobody knows why; help began for the first four after 1, 2, 4 and 9 days, for nobody else.
In 2025 five were detected early and two by a crisis, and nobody was helped.

Blocks are made by year, then by part. So all parts of 2024 are blocks; in 2025 the two crises are
too few and stay in one block with the five, of which nothing may be told but that there are seven.
"""

from collections.abc import Iterator, Sequence

import pytest

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.indicators.course import CourseQuery, course
from graph_model.analysis.indicators.funnel import funnel
from graph_model.analysis.indicators.indicators import Indicator, Indicators, indicators
from graph_model.analysis.indicators.quality import QualityCode
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import NOW, ground, months

IN_2024 = Scope(period=months(2024, 1, count=12))
IN_2025 = Scope(period=months(2025, 1, count=12))
THREE = Hidden(minimum=3)
Group = tuple[str, Sequence[int | None]]
"""What set off some chains, and after how many days help began in each."""

TWO_YEARS: dict[int, Sequence[Group]] = {
    2024: (
        ("early_sign", (1, 2, 4, 9)),
        ("crisis", (None, None, None)),
        ("other", (None, None, None)),
    ),
    2025: (("early_sign", (None,) * 5), ("crisis", (None,) * 2)),
}


def _network(groups_of: dict[int, Sequence[Group]], house: str = "g1") -> Snapshot:
    return Snapshot.from_records([*_places(), *_people(groups_of, house)])


def _places() -> Iterator[Record]:
    yield from (make.area("a1"), make.need("n1"), make.partner("p1"))
    yield from (make.cooperative("g1"), make.cooperative("g2"), make.kuemmerer("k1"))
    yield make.kuemmerer("k2", cooperative="g2")


def _people(groups_of: dict[int, Sequence[Group]], house: str) -> Iterator[Record]:
    sender = {"g1": "k1", "g2": "k2"}[house]
    for year, groups in groups_of.items():
        for trigger, waits in groups:
            for number, days in enumerate(waits):
                name, begin = f"{house}-{year}-{trigger}-{number}", f"{year}-03-01"
                yield make.tenant(f"t-{name}", cooperative=house)
                yield make.chain(
                    f"c-{name}",
                    tenant=f"t-{name}",
                    cooperative=house,
                    opened_by=sender,
                    opened=begin,
                    trigger=trigger,
                )
                began = f"{year}-03-{1 + (days or 0):02}"
                steps = [f"requested {begin}"]
                if days is not None:
                    steps += [f"accepted {began}", f"in_progress {began}"]
                yield make.referral(
                    f"r-{name}",
                    chain=f"c-{name}",
                    tenant=f"t-{name}",
                    sender=sender,
                    need="n1",
                    steps=steps,
                )


def _told(snapshot: Snapshot, scope: Scope, compared: Period | None = None) -> Indicators:
    found = indicators(snapshot, scope, now=NOW, compared=compared)
    return disclosed(found, ground(snapshot))


def _one(found: Indicators, code: IndicatorCode) -> Indicator:
    return next(one for one in found.indicators if one.code is code)


def _counts(one: Indicator) -> tuple[int, float, int | None] | None:
    figure = one.figure
    return None if figure is None else (figure.numerator, figure.denominator, figure.left_out)


def test_a_share_is_that_of_the_chains_that_may_be_counted() -> None:
    """Over both years 9 were early and 5 late; 4 and 3 are counted, all of 2024, and 3 left out."""
    snapshot = _network(TWO_YEARS)
    exact = _one(indicators(snapshot, Scope(), now=NOW), IndicatorCode.EARLY_DETECTION)
    assert _counts(exact) == (9, 14, 3)
    found = _told(snapshot, Scope())
    early = _one(found, IndicatorCode.EARLY_DETECTION)
    assert _counts(early) == (4, 7, 3)
    assert early.figure is not None
    assert early.figure.value == 4 / 7
    # Wilson (1927) for 4 of 7: 0.2505 to 0.8418.
    assert early.sentence.de == (
        "Früh erkannt: 57 % (4 von 7 gezählten Hilfeketten; mit 95 % Sicherheit 25 % bis 84 %)."
    )
    assert early.sentence.en == (
        "Detected early: 57% (4 of 7 counted help chains; 95% sure: 25% to 84%)."
    )
    assert (found.counts_are_at_least, found.hidden) == (True, THREE)


def test_a_share_with_one_part_only_is_not_told_and_held_against_nothing() -> None:
    """2025: neither the five nor the two are a block. 2024 beside it has a figure, 2025 none."""
    snapshot = _network(TWO_YEARS)
    later = _one(_told(snapshot, IN_2025, IN_2024.period), IndicatorCode.EARLY_DETECTION)
    assert (later.figure, later.is_hidden, later.change) == (None, True, None)
    assert later.earlier is not None
    assert later.earlier.denominator == 7
    assert later.sentence.de == (
        "Früh erkannt: Dazu wird nichts gezeigt. Entweder gibt es nichts zu zählen, oder es sind "
        "zu wenige Menschen."
    )
    earlier = _one(_told(snapshot, IN_2024, IN_2025.period), IndicatorCode.EARLY_DETECTION)
    assert (_counts(earlier), earlier.earlier, earlier.change) == ((4, 7, 3), None, None)


def test_rates_of_people_are_lower_bounds_and_are_not_taken_from_one_another() -> None:
    """Ten were reached in 2024 and seven in 2025, by two Kümmerer: 5 and 3.5 each."""
    found = _told(_network(TWO_YEARS), IN_2025, IN_2024.period)
    each = _one(found, IndicatorCode.TENANTS_PER_KUEMMERER)
    assert _counts(each) == (7, 2.0, 0)
    assert each.earlier is not None
    assert (each.earlier.numerator, each.earlier.value) == (10, 5.0)
    german = each.sentence.de
    assert "mindestens 3,5 (mindestens 7 bei 2 Kümmerern; für die gezählten mit 95 %" in german
    # A bound less a bound is none.
    assert each.change is None
    assert "Unterschied" not in german


def test_the_days_to_help_are_those_of_the_chains_counted() -> None:
    """Helped are 4 after 1, 2, 4 and 9 days, the 6 others of 2024 wait, and so do 7 of 2025.

    Of all 17 fewer than half are helped, so that the median is not reached; of those of the first
    group alone it would be 2 days: 1/2 are left after 2.
    """
    snapshot = _network(TWO_YEARS)
    days = _one(_told(snapshot, Scope()), IndicatorCode.DAYS_TO_HELP)
    assert _counts(days) == (4, 17, 0)
    assert days.sentence.de.startswith(
        "Tage bis zur ersten Hilfe: mehr als die Hälfte wartet noch (4 von 17 gezählten "
    )
    # With two who wait, too few for a block of their own, nothing could be told of the four.
    few = _network({2024: (("early_sign", (1, 2, 4, 9)), ("crisis", (None, None)))})
    assert _one(_told(few, Scope()), IndicatorCode.DAYS_TO_HELP).figure is None
    alone = _network({2024: (("early_sign", (1, 2, 4, 9)),)})
    of_four = _one(_told(alone, Scope()), IndicatorCode.DAYS_TO_HELP)
    assert of_four.figure is not None
    assert (_counts(of_four), of_four.figure.value) == ((4, 4, 0), 2.0)


def test_a_fault_counts_whom_it_may_and_nought_is_not_told() -> None:
    """No cause is stated in 3 of 17 chains; none of the 17 is without an area."""
    found = _told(_network(TWO_YEARS), Scope())
    told = {one.code: (one.count, one.total) for one in found.quality}
    assert told[QualityCode.NO_TRIGGER] == (3, 17)
    assert told[QualityCode.NO_AREA] == (None, 17)
    # Of 2025 alone nothing is at fault: 7 were looked at.
    year = {one.code: one for one in _told(_network(TWO_YEARS), IN_2025).quality}
    assert (year[QualityCode.NO_TRIGGER].count, year[QualityCode.NO_TRIGGER].total) == (None, 7)


def test_the_course_has_the_figures_of_the_chains_counted() -> None:
    snapshot = _network(TWO_YEARS)
    periods = (IN_2024.period, IN_2025.period, months(2023, 1, count=12))
    query = CourseQuery(code=IndicatorCode.EARLY_DETECTION, periods=periods)
    found = disclosed(course(snapshot, Scope(), query=query, now=NOW), ground(snapshot))
    first, second, nobody = found.points
    assert first.figure is not None
    assert (first.figure.numerator, first.figure.denominator) == (4, 7)
    # Too few in one, nobody in the other: that is not told apart.
    assert (second.figure, second.is_hidden) == (nobody.figure, nobody.is_hidden) == (None, True)
    assert (found.counts_are_at_least, found.hidden) == (True, THREE)


def test_the_funnel_names_no_house_of_which_nothing_is_counted() -> None:
    """g1 has 4 early and 3 late, g2 5 early: all together 9 of 12, and of g2 no share is told."""
    groups = {2024: (("early_sign", (None,) * 4), ("crisis", (None,) * 3))}
    early = {2024: (("early_sign", (None,) * 5),)}
    snapshot = Snapshot.from_records([*_places(), *_people(groups, "g1"), *_people(early, "g2")])
    plain = funnel(snapshot, Scope(), code=IndicatorCode.EARLY_DETECTION, now=NOW)
    found = disclosed(plain, ground(snapshot))
    assert [one.cooperative_id for one in plain.points] == ["g1", "g2"]
    assert [one.cooperative_id for one in found.points] == ["g1"]
    assert found.target is not None
    assert (found.target.numerator, found.target.denominator) == (9, 12)
    (point,) = found.points
    assert (point.figure.numerator, point.figure.denominator) == (4, 7)
    assert "57 % (4 von 7 gezählten Hilfeketten)" in point.sentence.de
    # Nor is a house with nobody.
    assert (found.without_cases, found.counts_are_at_least) == ((), True)
    nobody = Snapshot.from_records([*_places(), *_people(groups, "g1")])
    lonely = funnel(nobody, Scope(), code=IndicatorCode.EARLY_DETECTION, now=NOW)
    assert lonely.without_cases == ("g2",)
    assert disclosed(lonely, ground(nobody)).without_cases == ()


@pytest.mark.parametrize("people", [1, 2])
def test_too_few_people_are_told_of_as_if_nobody_were_there(people: int) -> None:
    few = _network({2025: (("early_sign", (5,) * people),)})
    nobody = _network({})
    for one, other in zip(
        _told(few, IN_2025, IN_2024.period).indicators,
        _told(nobody, IN_2025, IN_2024.period).indicators,
        strict=True,
    ):
        assert one == other
    first, second = _told(few, IN_2025), _told(nobody, IN_2025)
    assert (first.languages, first.quality) == (second.languages, second.quality)
    assert (first.hidden, first.counts_are_at_least) == (THREE, True)


def test_who_sees_all_is_told_exact_counts_that_are_not_called_bounds() -> None:
    snapshot = _network(TWO_YEARS)
    found = indicators(snapshot, Scope(), now=NOW)
    assert (found.counts_are_at_least, found.hidden) == (False, None)
    sentence = _one(found, IndicatorCode.EARLY_DETECTION).sentence
    assert "(9 von 14 Hilfeketten;" in sentence.de
    assert "(9 of 14 help chains;" in sentence.en
