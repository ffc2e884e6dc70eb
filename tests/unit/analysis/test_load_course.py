"""How load has gone: months by hand, curves by hand, and what many may see of both."""

from collections.abc import Iterable
from datetime import date
from math import exp, log, sqrt

import pytest

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.overload.course import LoadCourse, WaitCurve, load_course
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests.attacking import ground
from tests.builders import area, at, chain, need, office, partner, referral, tenant

NOW = at("2026-03-20")
"""A Friday; the last closed month is February."""


def asked(number: int, *steps: str, recipient: str = "p1", **more: str) -> tuple[Record, ...]:
    """A referral of somebody's own chain."""
    return (
        tenant(f"t{number}"),
        chain(f"c{number}", tenant=f"t{number}"),
        referral(
            f"r{number}",
            chain=f"c{number}",
            tenant=f"t{number}",
            recipient=recipient,
            steps=steps,
            **more,
        ),
    )


def snapshot_of(found: Iterable[tuple[Record, ...]]) -> Snapshot:
    there = (area("a1"), need("loneliness"), need("debt"), partner("p1"), office("o1"))
    return Snapshot.from_records((*there, *(record for records in found for record in records)))


def months(found: LoadCourse) -> dict[date, tuple[int | None, int | None, int | None]]:
    return {one.month: (one.came, one.went, one.open) for one in found.months}


THREE = [
    asked(1, "requested 2025-12-10", "accepted 2025-12-12", "completed 2026-02-03 resolved"),
    asked(2, "requested 2026-01-31", "rejected 2026-02-01 no_capacity"),
    asked(3, "requested 2026-02-27", recipient="o1", need="debt"),
]


def test_what_came_went_and_lay_open_is_counted_month_by_month() -> None:
    found = load_course(snapshot_of(THREE), Scope(), now=NOW)
    assert len(found.months) == 24
    assert (found.months[0].month, found.months[-1].month) == (
        date(2024, 3, 1),
        date(2026, 2, 1),
    )
    told = months(found)
    assert told[date(2025, 11, 1)] == (0, 0, 0)
    assert told[date(2025, 12, 1)] == (1, 0, 1)
    assert told[date(2026, 1, 1)] == (1, 0, 2)
    assert told[date(2026, 2, 1)] == (1, 2, 1)


def test_what_was_open_before_the_first_month_is_carried_along() -> None:
    old = asked(1, "requested 2023-05-02", "accepted 2023-05-03")
    told = months(load_course(snapshot_of([old]), Scope(), now=NOW))
    assert set(told.values()) == {(0, 0, 1)}


def test_a_month_ends_at_midnight_in_germany() -> None:
    # 23:30 in Germany on 31 January is 22:30 UTC; 23:30 UTC is already February here.
    late = [
        asked(1, "requested 2026-01-31T22:30"),
        asked(2, "requested 2026-01-31T23:30"),
    ]
    told = months(load_course(snapshot_of(late), Scope(), now=NOW))
    assert told[date(2026, 1, 1)][0] == 1
    assert told[date(2026, 2, 1)][0] == 1


def test_a_scope_narrows_by_need_and_its_period_is_left_out_of_account() -> None:
    period = Period(start=at("2026-01-01"), end=at("2026-01-02"))
    found = load_course(snapshot_of(THREE), Scope(need_codes=("debt",), period=period), now=NOW)
    assert found.scope == Scope(need_codes=("debt",))
    assert sum(one.came or 0 for one in found.months) == 1


def curve(found: LoadCourse, kind: ActorKind) -> WaitCurve:
    return next(one for one in found.curves if one.kind is kind)


def test_the_curve_of_four_requests_by_hand() -> None:
    # Answered on the same day, after 2 business days, not yet after 3 (asked on Tuesday the 17th),
    # and after 4. At risk 4, 3, (2), 1: S = 3/4, then 3/4 * 2/3 = 1/2, then 1/2 * 0 = 0.
    found = load_course(
        snapshot_of(
            [
                asked(1, "requested 2026-03-03", "accepted 2026-03-03"),
                asked(2, "requested 2026-03-03", "accepted 2026-03-05"),
                asked(3, "requested 2026-03-17"),
                asked(4, "requested 2026-03-03", "rejected 2026-03-09 no_capacity"),
            ]
        ),
        Scope(),
        now=NOW,
    )
    partners = curve(found, ActorKind.PARTNER)
    assert partners.cases == 4
    assert [(one.business_days, one.waiting) for one in partners.points] == [
        (0, pytest.approx(3 / 4)),
        (2, pytest.approx(1 / 2)),
        (3, pytest.approx(1 / 2)),
        (4, pytest.approx(0)),
    ]
    # Greenwood: V = 1 / (4 * 3); band S ** exp(± 1.96 sqrt(V) / |ln S|).
    width = exp(1.959964 * sqrt(1 / 12) / abs(log(3 / 4)))
    first = partners.points[0]
    assert (first.low, first.high) == (
        pytest.approx(0.75**width, rel=1e-5),
        pytest.approx(0.75 ** (1 / width), rel=1e-5),
    )
    assert (partners.points[-1].low, partners.points[-1].high) == (None, None)
    assert curve(found, ActorKind.ADMINISTRATION).points == ()


def test_requests_older_than_a_year_are_in_no_curve() -> None:
    old = asked(1, "requested 2025-03-17", "accepted 2025-03-18")
    found = load_course(snapshot_of([old]), Scope(), now=NOW)
    assert curve(found, ActorKind.PARTNER).cases == 0


def for_many(found: Iterable[tuple[Record, ...]]) -> LoadCourse:
    snapshot = snapshot_of(found)
    return disclosed(load_course(snapshot, Scope(), now=NOW), ground(snapshot))


def test_many_see_months_of_three_people_and_none_of_two() -> None:
    january = [asked(number, "requested 2026-01-12", "accepted 2026-01-13") for number in range(3)]
    february = [asked(number, "requested 2026-02-12", "accepted 2026-02-13") for number in (3, 4)]
    told = months(for_many([*january, *february]))
    # Two are no block, so all five are one: they are counted where all have come, by February.
    assert told[date(2026, 1, 1)] == (None, None, None)
    assert told[date(2026, 2, 1)] == (None, None, 5)
    third = asked(5, "requested 2026-02-12", "accepted 2026-02-13")
    told = months(for_many([*january, *february, third]))
    assert told[date(2026, 1, 1)] == (3, None, 3)
    assert told[date(2026, 2, 1)] == (3, None, 6)


@pytest.mark.parametrize(
    ("ended", "february"),
    [
        # Three of seven were over in February, four go on: both are blocks, and 7 − 3 are left.
        (3, (None, 3, 4)),
        # Two are no block: with those who go on they are one, and none is counted as over.
        (2, (None, None, 7)),
    ],
)
def test_open_to_many_is_what_is_counted_as_come_less_what_is_counted_as_over(
    ended: int, february: tuple[int | None, int | None, int | None]
) -> None:
    steps = ("requested 2026-01-12", "accepted 2026-01-13")
    over = [asked(number, *steps, "completed 2026-02-03 resolved") for number in range(ended)]
    found = for_many([*over, *(asked(number, *steps) for number in range(ended, 7))])
    assert months(found)[date(2026, 1, 1)] == (7, None, 7)
    assert months(found)[date(2026, 2, 1)] == february
    assert found.counts_are_at_least is True
    assert found.hidden == Hidden(minimum=3)


def test_a_curve_for_many_is_that_of_the_requests_counted_in_it() -> None:
    """Of area a1: six answered on the same day, and two of three who were answered the day after.

    The third is from a2, so that of the day after nobody is counted: 6 of 6 had an answer at once.
    """
    records = [area("a2")]
    for number in range(6):
        records += asked(number, "requested 2026-03-02", "accepted 2026-03-02")
    for number in range(6, 9):
        records += asked(number, "requested 2026-03-02", "accepted 2026-03-03")
    for number in range(9, 12):
        records += asked(number, "requested 2026-03-02", "accepted 2026-03-10")
    moved = {"t8": tenant("t8", area="a2"), "c8": chain("c8", tenant="t8", area="a2")}
    snapshot = snapshot_of([tuple(moved.get(one.id, one) for one in records)])
    for scope, cases, points in (
        # After 0 days 6 of 12 wait, after 1 day 3: the last three are a step without an end.
        (Scope(), 12, [(0, 6 / 12), (1, 3 / 12)]),
        # Without the day after: 3 of 9 wait longer than a day.
        (Scope(area_id="a1"), 9, [(0, 3 / 9)]),
    ):
        found = disclosed(load_course(snapshot, scope, now=NOW), ground(snapshot))
        shown = curve(found, ActorKind.PARTNER)
        told = [(one.business_days, one.waiting) for one in shown.points]
        assert (shown.cases, told) == (cases, [(day, pytest.approx(one)) for day, one in points])


def test_of_requests_without_any_answer_many_see_no_curve() -> None:
    shown = curve(
        for_many([asked(one, "requested 2026-03-02") for one in range(4)]), ActorKind.PARTNER
    )
    assert (shown.cases, shown.points) == (4, ())


def test_many_see_steps_of_three_people_and_never_the_longest_wait() -> None:
    # Three answered on the same day, one the day after, three after 2 business days, one after 6.
    waits = ["03", *["02"] * 3, *["04"] * 3, "10"]
    answered = [
        asked(number, "requested 2026-03-02", f"accepted 2026-03-{day}")
        for number, day in enumerate(waits)
    ]
    # The one of 6 days is too few for a last step, so it ends after 0 business days.
    shown = curve(for_many(answered), ActorKind.PARTNER)
    assert shown.cases == 8
    assert [(one.business_days, one.waiting) for one in shown.points] == [(0, pytest.approx(5 / 8))]
