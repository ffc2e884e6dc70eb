"""Who knows the program, and lets it answer for all small worlds, works nobody out."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from graph_model.analysis.flows import FlowLevel, flow_graph
from graph_model.analysis.structure.structure import structure
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.disclosure import disclosed
from tests.attacking import ground
from tests.attacking_worlds import Universe, worked_out

Ask = Callable[[Snapshot, Scope], Iterator[object]]


def flows(snapshot: Snapshot, scope: Scope) -> Iterator[object]:
    for level in (FlowLevel.ACTOR, FlowLevel.KIND):
        yield flow_graph(snapshot, scope, level=level)


def ties(snapshot: Snapshot, scope: Scope) -> Iterator[object]:
    yield structure(snapshot, scope)
    yield from flows(snapshot, scope)


ASKED: dict[str, Ask] = {"flows": flows, "structure": ties}

UNIVERSES = {
    "areas and months": Universe.of(area=("a1", "a2"), month=(1, 2, 3)),
    "houses and months": Universe.of(house=("g1", "g2"), month=(1, 2)),
    "whom and houses": Universe.of(recipient=("p1", "p2", "p3"), house=("g1", "g2")),
    "what came and areas": Universe.of(course=("accepted", "rejected", "open"), area=("a1", "a2")),
}


def told(snapshot: Snapshot, scopes: Sequence[Scope], *, ask: Ask, hides: bool) -> object:
    known = ground(snapshot)
    return tuple(
        repr(disclosed(answer, known) if hides else answer)
        for scope in scopes
        for answer in ask(snapshot, scope)
    )


@pytest.mark.parametrize("people", [3, 4])
@pytest.mark.parametrize("universe", UNIVERSES)
@pytest.mark.parametrize("name", ASKED)
def test_in_no_small_world_anybody_is_worked_out(name: str, universe: str, people: int) -> None:
    found = worked_out(
        UNIVERSES[universe],
        lambda snapshot, scopes: told(snapshot, scopes, ask=ASKED[name], hides=True),
        people=people,
    )
    assert found == []


@pytest.mark.parametrize("name", ASKED)
def test_without_suppression_he_works_out_everybody(name: str) -> None:
    universe = UNIVERSES["houses and months"]
    found = worked_out(
        universe,
        lambda snapshot, scopes: told(snapshot, scopes, ask=ASKED[name], hides=False),
        people=3,
    )
    assert len(found) > 0
