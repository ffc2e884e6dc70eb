"""Gaps by lower bounds: small networks worked out by hand.

Everybody has one chain with one referral in February; a refused one was never asked for again, so
by the end of March it is unmet. A block holds three people at least.
"""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from graph_model.analysis.gaps.gaps import Gap, Gaps, gaps
from graph_model.analysis.gaps.rules import GapCause
from graph_model.analysis.hidden import Hidden
from graph_model.domain.records import Record
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import NOW, ground, lattice, months, periods, town

HELPED = "accepted"
NOT_ELIGIBLE = "not_eligible"
NO_CAPACITY = "no_capacity"

Ends = Mapping[str, Sequence[str]]
"""By area, what became of each referral: accepted, or the reason it was refused for."""


def _town(ends: Ends, *, served: Sequence[str] = ()) -> Snapshot:
    """Two towns, the first with two quarters; p1 offers help in some areas, k1 looks after a1."""
    return Snapshot.from_records(_records(ends, served=served))


def _records(ends: Ends, *, served: Sequence[str]) -> Iterator[Record]:
    yield from (make.area("a1", residents=1000), make.area("a2", residents=500))
    yield from (make.area(area, "a1", level="locality") for area in ("a11", "a12"))
    yield from (make.need("n1"), make.cooperative("g1"), make.kuemmerer("k1", areas=("a1",)))
    yield from (make.partner("p1"), make.partner("p2"))
    if served:
        yield make.service("s1", actor="p1", needs=("n1",), areas=served)
    for area, courses in ends.items():
        for number, end in enumerate(courses):
            yield from _person(f"{area}-{number}", end, area=area)


def _person(name: str, end: str, *, area: str) -> Iterator[Record]:
    step = "accepted 2026-02-12" if end == HELPED else f"rejected 2026-02-12 {end}"
    yield make.tenant(f"t{name}", area=area)
    yield make.chain(f"c{name}", tenant=f"t{name}", area=area, opened="2026-02-10")
    yield make.referral(
        f"r{name}",
        chain=f"c{name}",
        tenant=f"t{name}",
        need="n1",
        recipient="p2",
        steps=("requested 2026-02-10", step),
    )


def _told(snapshot: Snapshot, scope: Scope = Scope()) -> Gaps:  # noqa: B008 - frozen
    found = gaps(snapshot, scope, now=NOW, level=AreaLevel.MUNICIPALITY)
    return disclosed(found, ground(snapshot))


def _of_needs(found: Gaps) -> dict[str, Gap]:
    return {gap.area_id: gap for gap in found.gaps if gap.need_code is not None}


def _counts(gap: Gap) -> tuple[int | None, ...]:
    evidence = gap.evidence
    return evidence.cases, evidence.recent, evidence.helped, evidence.unmet, evidence.searches


def test_counts_are_those_of_blocks_that_lie_in_them_whole_and_rates_are_made_of_them() -> None:
    """In a1 four are unmet and three helped: a block each. In a2 one is helped of five.

    He alone is no block, so all five of a2 are one: they count as cases, and as nothing else.
    4 unmet of 1,000 residents are 4 in 1,000.
    """
    ends = {"a1": [NO_CAPACITY] * 4 + [HELPED] * 3, "a2": [NO_CAPACITY] * 4 + [HELPED]}
    found = _told(_town(ends))
    of_needs = _of_needs(found)
    assert _counts(of_needs["a1"]) == (7, 7, 3, 4, None)
    assert of_needs["a1"].unmet_per_1000 == pytest.approx(4.0)
    assert _counts(of_needs["a2"]) == (5, 5, None, None, None)
    assert of_needs["a2"].unmet_per_1000 is None
    assert (found.cases, found.unplaced, found.cells) == (12, None, None)
    assert (found.compared.cells, found.compared.chains) == (None, None)
    assert found.counts_are_at_least is True
    assert found.hidden == Hidden(minimum=3)


def test_gaps_stand_in_the_order_of_what_is_counted() -> None:
    """Unmet are 5 in a1 and 4 in a2; of a1 none are told, since one was helped there."""
    ends = {"a1": [NO_CAPACITY] * 5 + [HELPED], "a2": [NO_CAPACITY] * 4}
    snapshot = _town(ends)
    true = gaps(snapshot, Scope(), now=NOW, level=AreaLevel.MUNICIPALITY)
    assert list(_of_needs(true)) == ["a1", "a2"]
    assert list(_of_needs(_told(snapshot))) == ["a2", "a1"]


def test_a_need_of_which_nobody_may_be_counted_is_left_out_and_its_area_stays_without_counts() -> (
    None
):
    """Two in a2 are too few; that nobody looks after a2 tells of nobody, nor do its counts."""
    found = _told(_town({"a1": [NO_CAPACITY] * 3, "a2": [NO_CAPACITY] * 2}))
    assert list(_of_needs(found)) == []
    (of_area,) = (gap for gap in found.gaps if gap.need_code is None)
    assert (of_area.area_id, of_area.cause) == ("a2", GapCause.NO_KUEMMERER)
    assert _counts(of_area) == (None,) * 5
    assert found.cases == 5


@pytest.mark.parametrize(
    ("others", "causes"),
    [
        # Three of either cause are a block each: 3 of 6 cases point to the conditions.
        ([NO_CAPACITY] * 3, (GapCause.NOT_ELIGIBLE, GapCause.SINGLE_PROVIDER)),
        # Two for want of room are too few, so all five are one block: they point nowhere.
        ([NO_CAPACITY] * 2, (GapCause.SINGLE_PROVIDER,)),
        # Nor do those four, who are fewer than the five that may hang on one partner.
        ([NO_CAPACITY], None),
    ],
)
def test_a_cause_rests_on_the_unmet_cases_that_may_be_counted_with_it(
    others: Sequence[str], causes: tuple[GapCause, ...] | None
) -> None:
    snapshot = _town({"a1": [NOT_ELIGIBLE] * 3 + list(others)}, served=("a1",))
    true = _of_needs(gaps(snapshot, Scope(), now=NOW, level=AreaLevel.MUNICIPALITY))
    assert true["a1"].cause is GapCause.NOT_ELIGIBLE
    told = _of_needs(_told(snapshot)).get("a1")
    assert (None if told is None else (told.cause, *told.also)) == causes


@pytest.mark.parametrize(
    ("ends", "causes"),
    [
        # Three in each quarter: help reaches one of them.
        ({"a11": [HELPED] * 3, "a12": [HELPED] * 3}, []),
        # All live where no help reaches, and that may be told.
        ({"a12": [HELPED] * 6}, [GapCause.OUT_OF_AREA]),
        # Where the one lives is not told; help that reaches a part of the town might reach him.
        ({"a11": [HELPED], "a12": [HELPED] * 5}, []),
        ({"a1": [HELPED], "a12": [HELPED] * 5}, []),
    ],
)
def test_help_that_reaches_a_part_of_a_town_counts_as_far_as_it_may_be_told_who_lives_there(
    ends: Ends, causes: Sequence[GapCause]
) -> None:
    """p1 helps in the quarter a11; who are counted in the town a1 is the same six people."""
    # Five in twelve months hang on one partner; p2 has helped as well, so that this is no gap.
    told = _of_needs(_told(_town(ends, served=("a11",)))).values()
    assert [gap.cause for gap in told] == causes


def test_one_who_is_not_told_of_is_in_no_answer_wherever_he_lives() -> None:
    """Three people are at home in a2; whether the fourth is there or in a1, all is told alike."""
    one = _told(_town({"a1": [NO_CAPACITY] * 4, "a2": [NO_CAPACITY] * 3 + [HELPED]}))
    other = _told(_town({"a1": [NO_CAPACITY] * 4 + [HELPED], "a2": [NO_CAPACITY] * 3}))
    plain = {"a1": (4, 4, None, 4, None), "a2": (3, 3, None, 3, None)}
    assert {area: _counts(gap) for area, gap in _of_needs(one).items()} == plain | {
        "a2": (4, 4, None, None, None)
    }
    assert {area: _counts(gap) for area, gap in _of_needs(other).items()} == plain | {
        "a1": (5, 5, None, None, None)
    }


def test_an_area_that_nobody_looks_after_stays_in_a_month_in_which_nobody_came_from_there() -> None:
    snapshot = _town({"a1": [NO_CAPACITY] * 3, "a2": [NO_CAPACITY] * 3})
    (of_area,) = _told(snapshot, Scope(period=months(2025, 6, count=1))).gaps
    assert (of_area.area_id, of_area.cause) == ("a2", GapCause.NO_KUEMMERER)
    assert _counts(of_area) == (None,) * 5


@pytest.mark.parametrize("level", [None, AreaLevel.MUNICIPALITY])
def test_no_more_is_told_than_there_is_and_never_of_fewer_than_three(
    level: AreaLevel | None,
) -> None:
    snapshot = town(1, people=40).snapshot
    known = ground(snapshot)
    told = 0
    for scope in lattice(periods()):
        true = gaps(snapshot, scope, now=NOW, level=level)
        found = disclosed(true, known)
        counts = {(gap.need_code, gap.area_id): _counts(gap) for gap in true.gaps}
        for gap in found.gaps:
            there = counts.get((gap.need_code, gap.area_id), (0,) * 5)
            for shown, figure in zip(_counts(gap), there, strict=True):
                assert shown is None or 3 <= shown <= (figure or 0)
                told += shown is not None
    assert told > 50


def test_who_is_asked_without_suppression_sees_exact_counts_that_are_not_called_bounds() -> None:
    snapshot = _town({"a1": [NO_CAPACITY] * 4 + [HELPED]})
    found = gaps(snapshot, Scope(), now=NOW, level=AreaLevel.MUNICIPALITY)
    assert _counts(_of_needs(found)["a1"]) == (5, 5, 1, 4, 0)
    assert (found.counts_are_at_least, found.cells, found.hidden) == (False, 1, None)
