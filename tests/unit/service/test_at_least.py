"""Ways and process map by lower bounds: small networks worked out by hand, and an attack on them.

Everybody has one chain, which goes to p1 in March and from there to somebody else some days later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest

from graph_model.analysis.hidden import Hidden
from graph_model.analysis.variants import (
    Activity,
    DirectlyFollows,
    ProcessMap,
    TraceLevel,
    Variant,
    Variants,
    process_map,
    variants,
)
from graph_model.domain.checks import local_midnight
from graph_model.domain.periods import Period
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import ground

Days = Mapping[str, Sequence[int]]
"""Whom p1 sent people on to, and after how many days each."""

ALL_TIME = Scope()
IN_2025 = Scope(
    period=Period(
        start=local_midnight(make.at("2025-01-01").date()),
        end=local_midnight(make.at("2026-01-01").date()),
    )
)
THREE = Hidden(minimum=3)


def _asked(days_of: Mapping[int, Days]) -> Snapshot:
    return Snapshot.from_records(_records(days_of))


def _records(days_of: Mapping[int, Days]) -> Iterator[Record]:
    yield from (make.area("a1"), make.need("n1"), make.cooperative("g1"), make.kuemmerer("k1"))
    yield from (make.kuemmerer("k2"), make.partner("p1"), make.office("o1"), make.companion("b1"))
    for year, ways in days_of.items():
        waits = ((to, days) for to, all_days in ways.items() for days in all_days)
        for number, (to, days) in enumerate(waits):
            yield from _person(f"{year}-{number}", to, year=year, days=days)


def _person(name: str, to: str, *, year: int, days: int) -> Iterable[Record]:
    tenant, chain = f"t{name}", f"c{name}"
    begin = f"{year}-03-01"
    yield make.tenant(tenant)
    yield make.chain(chain, tenant=tenant, opened=begin)
    for recipient, day in (("p1", begin), (to, f"{year}-03-{1 + days:02}")):
        yield make.referral(
            f"r{name}-{recipient}-{day}",
            chain=chain,
            tenant=tenant,
            recipient=recipient,
            need="n1",
            steps=(f"requested {day}",),
        )


TWO_YEARS = {
    2024: {"o1": (2, 4, 6, 8), "k2": (1, 3, 8)},
    2025: {"o1": (1, 2, 6), "k2": (20,), "p1": (5, 9)},
}
"""In 2025 too few go to k2 and too few back to p1: the three of them are one block."""


def _ways(days_of: Mapping[int, Days], scope: Scope) -> Variants:
    snapshot = _asked(days_of)
    return disclosed(variants(snapshot, scope, level=TraceLevel.ACTOR), ground(snapshot))


def _map(days_of: Mapping[int, Days], scope: Scope) -> ProcessMap:
    snapshot = _asked(days_of)
    return disclosed(process_map(snapshot, scope, level=TraceLevel.ACTOR), ground(snapshot))


def _activity(id: str, kind: str, counts: tuple[int | None, int | None, int | None]) -> Activity:
    referrals, starts, ends = counts
    return Activity(
        id=id, kind=kind, label=f"Akteur {id}", referrals=referrals, starts=starts, ends=ends
    )


def test_a_year_shows_the_ways_of_enough_people_and_its_whole_total() -> None:
    """3 of 6 went to o1; the ways of 1 and of 2 are not there, but count among all."""
    assert _ways(TWO_YEARS, IN_2025) == Variants(
        scope=IN_2025,
        level=TraceLevel.ACTOR,
        chains=6,
        referrals=12,
        variants=(Variant(trace=("p1", "o1"), chains=3, share=1 / 2),),
        counts_are_at_least=True,
        hidden=THREE,
    )


def test_over_all_years_a_way_counts_those_of_the_years_that_have_enough() -> None:
    """7 to o1; to k2 went 4, but only the 3 of 2024 are counted; back to p1 nobody is shown."""
    found = _ways(TWO_YEARS, ALL_TIME)
    assert (found.chains, found.referrals) == (13, 26)
    assert found.variants == (
        Variant(trace=("p1", "o1"), chains=7, share=7 / 13),
        Variant(trace=("p1", "k2"), chains=3, share=3 / 13),
    )


def test_ways_stand_in_the_order_of_what_is_shown_of_them() -> None:
    """To k2 went 3 + 2, to o1 4: shown are 3 and 4, since the 2 are a block with one to b1."""
    days_of = {
        2024: {"k2": (1, 2, 3), "o1": (1, 1, 1, 1)},
        2025: {"k2": (1, 1), "b1": (1,)},
    }
    found = _ways(days_of, ALL_TIME)
    assert [(one.trace[1], one.chains) for one in found.variants] == [("o1", 4), ("k2", 3)]


def test_the_process_map_of_a_year_tells_what_enough_people_went_through() -> None:
    """After 1, 2 and 6 days: the median is 2, and 90 % lie below 2 + 0.8 · (6 − 2) = 5.2 days.

    All 6 began with p1. That two came back there is not told, nor that one went to k2.
    """
    found = _map(TWO_YEARS, IN_2025)
    assert (found.chains, found.referrals) == (6, 12)
    assert found.activities == (
        _activity("o1", "administration", (3, None, 3)),
        _activity("p1", "partner", (6, 6, None)),
    )
    (edge,) = found.edges
    assert (edge.source, edge.target, edge.count, edge.median_days) == ("p1", "o1", 3, 2.0)
    assert edge.p90_days == pytest.approx(5.2)
    assert (found.counts_are_at_least, found.hidden) == (True, THREE)


def test_days_between_two_steps_are_those_of_the_cases_that_are_counted() -> None:
    """To k2 after 1, 3 and 8 days in 2024: 3 and 3 + 0.8 · 5 = 7 days; the 20 of 2025 are not in.

    To o1 after 1, 2, 2, 4, 6, 6 and 8: 4 days, and 90 % at 6 + 0.4 · (8 − 6) = 6.8 days.
    """
    found = _map(TWO_YEARS, ALL_TIME)
    assert found.edges == (
        DirectlyFollows(source="p1", target="k2", count=3, median_days=3.0, p90_days=7.0),
        DirectlyFollows(
            source="p1", target="o1", count=7, median_days=4.0, p90_days=pytest.approx(6.8)
        ),
    )
    assert found.activities == (
        _activity("k2", "kuemmerer", (3, None, 3)),
        _activity("o1", "administration", (7, None, 7)),
        _activity("p1", "partner", (13, 13, None)),
    )


def test_where_nothing_may_be_counted_there_is_nothing_and_no_number() -> None:
    for found in (_ways({2025: {"o1": (1, 2)}}, IN_2025), _ways({}, IN_2025)):
        assert (found.chains, found.referrals, found.variants) == (None, None, ())
    for shown in (_map({2025: {"o1": (1, 2)}}, IN_2025), _map({}, IN_2025)):
        assert (shown.chains, shown.referrals, shown.activities, shown.edges) == (
            None,
            None,
            (),
            (),
        )


def test_a_chain_over_the_turn_of_the_year_counts_in_both_years() -> None:
    """Three begin in December 2024 with p1 and go on to o1 in January 2025, three stay in 2024."""
    records = list(_records({2024: {"o1": (1, 2, 3)}}))
    for number in range(3):
        name = f"turn-{number}"
        records += [make.tenant(f"t{name}"), make.chain(f"c{name}", tenant=f"t{name}")]
        records += [
            make.referral(
                f"r{name}-{recipient}",
                chain=f"c{name}",
                tenant=f"t{name}",
                recipient=recipient,
                need="n1",
                steps=(f"requested {day}",),
            )
            for recipient, day in (("p1", "2024-12-20"), ("o1", "2025-01-10"))
        ]
    snapshot = Snapshot.from_records(records)
    told = {}
    for year in (2024, 2025):
        first, end = (local_midnight(make.at(f"{one}-01-01").date()) for one in (year, year + 1))
        scope = Scope(period=Period(start=first, end=end))
        found = disclosed(variants(snapshot, scope, level=TraceLevel.ACTOR), ground(snapshot))
        told[year] = (found.chains, {one.trace: one.chains for one in found.variants})
    assert told == {
        2024: (6, {("p1",): 3, ("p1", "o1"): 3}),
        2025: (3, {("o1",): 3}),
    }


def test_who_is_asked_without_suppression_sees_exact_counts_that_are_not_called_bounds() -> None:
    snapshot = _asked(TWO_YEARS)
    found = variants(snapshot, ALL_TIME, level=TraceLevel.ACTOR)
    assert [one.chains for one in found.variants] == [7, 4, 2]
    assert found.counts_are_at_least is False
    assert process_map(snapshot, ALL_TIME).counts_are_at_least is False


FOUR = {2024: {"o1": (2, 4, 6, 8), "k2": (1, 3, 5, 7), "b1": (3, 3, 9, 9)}}
LEFT_OVER = (
    {"o1": (2,), "k2": (3,), "b1": (4,)},
    {"o1": (2, 20)} | {"k2": (3,)},
    {"k2": (3, 20), "b1": (4,)},
    {"o1": (1,), "b1": (4, 5)},
)
"""Three people of another year, spread 1 + 1 + 1 or so that one of the three ways lacks nobody."""


@pytest.mark.parametrize("scope", [ALL_TIME, IN_2025, Scope(cooperative_id="g1")])
def test_what_a_total_has_more_than_its_rows_cannot_be_spread_over_them(scope: Scope) -> None:
    """All ways are shown with 4 each, all together 15: who knows that 15 is all has 3 to spread.

    Whether a row is a bound or exact is nowhere in the answer: it is the same, to the last figure,
    whichever rows lack somebody. So it is for the year of the three alone, where all is missing.
    """
    networks = [{**FOUR, 2025: spread} for spread in LEFT_OVER]
    ways = [_ways(network, scope) for network in networks]
    maps = [_map(network, scope) for network in networks]
    total = 3 if scope is IN_2025 else 15
    assert {one.chains for one in ways} == {one.chains for one in maps} == {total}
    rows = [] if scope is IN_2025 else [4, 4, 4]
    assert [one.chains for one in ways[0].variants] == rows
    assert [one.count for one in maps[0].edges] == rows
    assert all(one == ways[0] for one in ways)
    assert all(one == maps[0] for one in maps)


def test_without_suppression_the_spread_is_plain() -> None:
    told = {
        tuple(
            (one.trace, one.chains)
            for one in variants(_asked({**FOUR, 2025: spread}), ALL_TIME).variants
        )
        for spread in LEFT_OVER
    }
    assert len(told) == len(LEFT_OVER)


def test_an_exact_count_is_called_a_bound_like_any_other() -> None:
    """Nothing is left over here: all is exact, and the answer does not say so."""
    exact, bound = _ways(FOUR, ALL_TIME), _ways({**FOUR, 2025: LEFT_OVER[0]}, ALL_TIME)
    assert (exact.counts_are_at_least, exact.hidden) == (bound.counts_are_at_least, bound.hidden)
    assert [one.chains for one in exact.variants] == [one.chains for one in bound.variants]
