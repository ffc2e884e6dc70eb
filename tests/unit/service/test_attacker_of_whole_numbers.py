"""Whoever tries out which whole numbers make up a shown total works out no small hidden one."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.gaps.gaps import gaps
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests import builders as make
from tests.attacking import NOW, ground, town
from tests.attacking_chains import answers
from tests.attacking_whole_numbers import (
    Part,
    Table,
    tables_of_chains,
    tables_of_flows,
    tables_of_gaps,
    worked_out,
)

SCOPES = (
    Scope(),
    *(Scope(area_id=area) for area in ("a1", "a2")),
    *(Scope(cooperative_id=house) for house in ("g1", "g2")),
)

Tables = Callable[[Snapshot], Iterator[Table]]


def flows(snapshot: Snapshot) -> Iterator[Table]:
    known = ground(snapshot)
    for scope in SCOPES:
        for level in (FlowLevel.KIND, FlowLevel.ACTOR):
            yield from tables_of_flows(disclosed(flow_graph(snapshot, scope, level=level), known))


def gaps_by_area(snapshot: Snapshot) -> Iterator[Table]:
    known = ground(snapshot)
    for scope in SCOPES:
        yield from tables_of_gaps(disclosed(gaps(snapshot, scope, now=NOW), known))


def chains(snapshot: Snapshot) -> Iterator[Table]:
    for _, found in answers(snapshot, SCOPES, hides=True):
        yield from tables_of_chains(found)


TABLES: dict[str, Tables] = {"flows": flows, "gaps": gaps_by_area, "chains": chains}


def three_places() -> Snapshot:
    """Three people in three places, of whom nobody looks after any, and a fourth place."""
    places = ("a1", "a2", "a3")
    records = [make.need("n1"), make.cooperative("g1"), make.partner("p1"), make.area("a4")]
    records += [make.kuemmerer("k1", areas=()), make.tenant("t4", area="a4")]
    for number, area in enumerate(places):
        tenant, chain = f"t{number}", f"c{number}"
        records += [
            make.area(area),
            make.tenant(tenant, area=area),
            make.chain(chain, tenant=tenant, area=area),
            make.referral(f"r{number}", chain=chain, tenant=tenant, need="n1"),
        ]
    return Snapshot.from_records(records)


@pytest.mark.parametrize(
    ("name", "snapshot"),
    [
        # Three people are in three parts of a total, one in each, and another part is 0.
        ("flows", town(0, people=8).snapshot),
        ("chains", town(1, people=8).snapshot),
        ("gaps", three_places()),
    ],
)
def test_where_three_people_are_one_in_each_of_three_parts_this_is_not_told(
    name: str, snapshot: Snapshot
) -> None:
    tables = list(TABLES[name](snapshot))
    assert any(table.total == 3 for table in tables)
    assert worked_out(tables) == set()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 12), st.sampled_from(sorted(TABLES)))
def test_on_any_small_network_no_small_part_is_worked_out(
    seed: int, people: int, name: str
) -> None:
    assert worked_out(TABLES[name](town(seed, people=people).snapshot)) == set()


def table(total: int | None, **parts: int | None) -> Table:
    family: dict[str, Part] = {name: (frozenset({name}), value) for name, value in parts.items()}
    return Table(total=total, atoms=tuple(parts), families={"parts": family})


def test_as_many_hidden_parts_as_are_left_are_one_each_if_a_nought_is_told() -> None:
    told = table(3, a=None, b=None, c=None, d=0)
    assert worked_out([told]) == {("a", 1), ("b", 1), ("c", 1)}


def test_a_nought_told_elsewhere_tells_the_same() -> None:
    told = table(3, a=None, b=None, c=None)
    assert worked_out([told]) == set()
    assert len(worked_out([told, table(9, a=4, b=None, c=0)])) == 3


def test_without_a_total_or_with_one_to_spare_nothing_is_worked_out() -> None:
    assert worked_out([table(None, a=None, b=None, c=None, d=0)]) == set()
    assert worked_out([table(4, a=None, b=None, c=None, d=0)]) == set()


def test_one_hidden_part_beside_shown_ones_is_what_they_leave() -> None:
    assert worked_out([table(5, a=4, b=None)]) == {("b", 1)}
