"""An indicator quarter by quarter, on chains that are counted by hand."""

from itertools import pairwise

from graph_model.analysis.indicators.course import CourseQuery, course
from graph_model.analysis.indicators.periods import quarters_until
from graph_model.analysis.indicators.rules import IndicatorCode
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.networks import a_year_of_two_cooperatives

LATER = make.at("2026-12-31")


def test_quarters_end_with_the_month_before_the_day_and_follow_one_another() -> None:
    found = quarters_until(make.at("2025-12-31T23:00"), 4)
    ends = [str(one.last_day) for one in found]
    assert ends == ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    assert all(one.end == later.start for one, later in pairwise(found))


def test_each_quarter_has_the_chains_that_began_in_it() -> None:
    """Detected early: c1 of c1; none of c3 and c4; c2 of c2; c6 of c6, for c5 says nothing."""
    snapshot = Snapshot.from_records(a_year_of_two_cooperatives())
    periods = quarters_until(make.at("2025-12-31T23:00"), 4)
    query = CourseQuery(code=IndicatorCode.EARLY_DETECTION, periods=periods)
    found = course(snapshot, Scope(), query=query, now=LATER)
    figures = [one.figure for one in found.points]
    assert [(one.numerator, one.denominator, one.left_out) for one in figures if one] == [
        (1, 1, 0),
        (0, 2, 0),
        (1, 1, 0),
        (1, 1, 1),
    ]
    assert not any(one.is_hidden for one in found.points)


def test_a_quarter_without_chains_has_no_figure() -> None:
    snapshot = Snapshot.from_records(a_year_of_two_cooperatives())
    query = CourseQuery(
        code=IndicatorCode.EARLY_DETECTION, periods=quarters_until(make.at("2020-06-01"), 2)
    )
    points = course(snapshot, Scope(), query=query, now=LATER).points
    assert [one.figure for one in points] == [None, None]
