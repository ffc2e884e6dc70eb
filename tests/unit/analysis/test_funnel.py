"""One indicator across cooperatives, held against chance, and never a ranking."""

from collections.abc import Iterable

import pytest
from scipy import stats

from graph_model.analysis.indicators.funnel import Funnel, Position, funnel
from graph_model.analysis.indicators.rules import SHARES_OF_CASES, IndicatorCode
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.errors import InvalidValueError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.networks import a_year_of_two_cooperatives

LATER = make.at("2026-12-31")
YEAR = Scope(period=Period.of_days(make.day("2025-01-01"), make.day("2026-01-01")))


def _of(records: Iterable[Record], code: str = "answered_in_time", scope: Scope = YEAR) -> Funnel:
    snapshot = Snapshot.from_records(records)
    return funnel(snapshot, scope, code=IndicatorCode(code), now=LATER)


def _answered(house: str, *, in_time: int, late: int) -> tuple[Record, ...]:
    """One chain of a cooperative with so many answers in time and so many late ones."""
    steps = {
        True: ("requested 2025-03-03", "accepted 2025-03-04"),
        False: ("requested 2025-03-03", "accepted 2025-03-20"),
    }
    return (
        make.cooperative(house, name=f"Haus {house}"),
        make.chain(f"c-{house}", cooperative=house, opened="2025-03-01"),
        *(
            make.referral(f"r-{house}-{number}", chain=f"c-{house}", steps=steps[number < in_time])
            for number in range(in_time + late)
        ),
    )


def test_each_cooperative_is_held_against_all_together() -> None:
    """g1: r1 of r1 and r2; g2: r4 and r5. Together 3 of 4; two cases may be anything by chance."""
    found = _of(a_year_of_two_cooperatives())
    assert found.target is not None
    assert (found.target.numerator, found.target.denominator) == (3, 4)
    counts = [(p.cooperative_id, p.figure.numerator, p.figure.denominator) for p in found.points]
    assert counts == [("g1", 1, 2), ("g2", 2, 2)]
    assert {point.position for point in found.points} == {Position.WITHIN}
    assert all("Zufall" in point.sentence.de for point in found.points)


def test_positions_follow_from_the_chance_of_so_few_or_so_many() -> None:
    """Nine cooperatives with 95 of 100 in time, one with 88, one with 70: 1,013 of 1,100."""
    records = [
        record for number in range(9) for record in _answered(f"g{number}", in_time=95, late=5)
    ]
    records += _answered("g-low", in_time=84, late=16)
    records += _answered("g-far", in_time=70, late=30)
    found = {point.cooperative_id: point for point in _of(records).points}
    share = (9 * 95 + 84 + 70) / 1100
    chance = stats.binom.cdf([95, 84, 70], 100, share)
    assert chance[0] > 0.025
    assert 0.001 < chance[1] < 0.025
    assert chance[2] < 0.001
    assert found["g0"].position is Position.WITHIN
    assert found["g-low"].position is Position.BEYOND_95
    assert found["g-far"].position is Position.BEYOND_998
    limits = found["g-far"].limits
    assert limits.low_998 < limits.low_95 < share < limits.high_95 < limits.high_998
    assert "Was hilft" in found["g-far"].sentence.de
    assert "What helps" in found["g-low"].sentence.en


def test_cooperatives_stand_by_name_not_by_figure() -> None:
    records = [
        *_answered("g3", in_time=1, late=9),
        *_answered("g1", in_time=9, late=1),
        *_answered("g2", in_time=5, late=5),
        make.cooperative("g0", name="Haus ohne Fälle"),
    ]
    found = _of(records)
    assert [point.cooperative_name for point in found.points] == ["Haus g1", "Haus g2", "Haus g3"]
    assert found.without_cases == ("g0",)


def test_one_cooperative_alone_is_its_own_measure() -> None:
    found = _of(_answered("g1", in_time=3, late=2))
    assert [point.position for point in found.points] == [Position.WITHIN]
    narrowed = _of(
        a_year_of_two_cooperatives(),
        scope=Scope(period=YEAR.period, cooperative_id="g1"),
    )
    assert [point.cooperative_id for point in narrowed.points] == ["g1"]
    assert narrowed.without_cases == ()


def test_nothing_to_count_gives_no_target_and_no_points() -> None:
    found = _of([make.cooperative("g1")])
    assert (found.target, found.points, found.without_cases) == (None, (), ("g1",))


def test_where_all_answer_in_time_nobody_stands_out() -> None:
    records = [*_answered("g1", in_time=3, late=0), *_answered("g2", in_time=40, late=0)]
    assert {point.position for point in _of(records).points} == {Position.WITHIN}


@pytest.mark.parametrize("code", list(IndicatorCode))
def test_only_shares_of_cases_can_be_compared(code: IndicatorCode) -> None:
    if code in SHARES_OF_CASES:
        assert _of(a_year_of_two_cooperatives(), code).code is code
    else:
        with pytest.raises(InvalidValueError, match="indicator"):
            _of(a_year_of_two_cooperatives(), code)
