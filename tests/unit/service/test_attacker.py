"""Whoever adds and subtracts all that is shown, in all scopes, learns of no one or two people."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.analysis.flows import flow_graph
from graph_model.analysis.overload.overload import Overload, overload
from graph_model.snapshot.scope import Scope
from service.use_cases.disclosure import disclosed
from tests.attacking import (
    NOW,
    Attacker,
    Town,
    attacker_of,
    ground,
    is_unanswered,
    lattice,
    periods,
    shown_of,
    town,
)
from tests.attacking_chains import (
    attack_circles,
    attack_expected,
    attack_findings,
)
from tests.attacking_course import attack_months, attack_waits
from tests.attacking_flows import attack_flows, attack_flows_of_needs, attack_structure
from tests.attacking_gaps import attack_gaps
from tests.attacking_indicators import (
    attack_course,
    attack_faults,
    attack_funnel,
    attack_people,
)
from tests.attacking_ways import attack_process_map, attack_variants

Attack = Callable[[Town, Iterable[Scope], bool], Attacker]


def attack_load(place: Town, scopes: Iterable[Scope], hides: bool) -> Attacker:
    """Whatever the scope, the figures are those of all cases; there is none for a period."""
    attacker, shown, snapshot = attacker_of(place), shown_of(place), place.snapshot
    for scope in scopes:
        found = shown(overload(snapshot, scope, now=NOW), hides)
        assert isinstance(found, Overload)
        for load in found.loads:
            own = [f for f in place.facts if f.recipient == load.actor_id]
            if not load.actor_id.startswith("k"):
                attacker.sees(load.open_load, (fact.id for fact in own if fact.is_open))
                attacker.sees(load.unanswered, (f.id for f in own if is_unanswered(f)))
            asked = [f for f in own if f.at >= NOW - timedelta(weeks=52)]
            if load.refusals is not None:
                decided = [fact for fact in asked if fact.decision is not None]
                attacker.sees(load.refusals.total, (fact.id for fact in decided))
                refused = (fact.id for fact in decided if fact.reason == "no_capacity")
                attacker.sees(load.refusals.count, refused)
            wait = load.wait_to_decision_business_days
            if wait is not None:
                attacker.sees(wait.cases, (fact.id for fact in asked))
                attacker.sees(wait.open, (f.id for f in asked if f.decision is None))
    return attacker


ATTACKS: dict[str, Attack] = {
    "flows": attack_flows,
    "flows of needs": attack_flows_of_needs,
    "gaps": attack_gaps,
    "load": attack_load,
    "variants": attack_variants,
    "process map": attack_process_map,
    "funnel": attack_funnel,
    "faults": attack_faults,
    "months of load": attack_months,
    "waits": attack_waits,
    "findings": attack_findings,
    "circles": attack_circles,
    "expected chains": attack_expected,
    "structure": attack_structure,
    "course of an indicator": attack_course,
    "people reached": attack_people,
}

# Who carries cases shares them with two others, waits are those of one year of two, and people are
# divided by quarter, house and language: it takes more of them until anything is shown.
PEOPLE = {"load": 90, "waits": 90, "circles": 250, "course of an indicator": 90}
PEOPLE |= {"funnel": 160, "people reached": 300}
SEEDS = {"circles": 0}


def scopes_for(name: str) -> list[Scope]:
    """All of the lattice that matters for an answer; less where it takes long to work out."""
    if name == "load":
        return [Scope()]
    if name in ("months of load", "waits"):
        return list(lattice(periods()[:1]))
    if name in ("circles", "faults", "course of an indicator"):
        return few_scopes()
    if name == "people reached":
        return [*few_scopes(), *(Scope(period=year) for year in periods()[1:2])]
    if name == "gaps":
        return [one for one in lattice(periods()[:2]) if one.area_id in (None, "a11")]
    return [one for one in lattice(periods()[:2]) if one.area_id in (None, "a1", "a11")]


def few_scopes() -> list[Scope]:
    """Of all time, in the whole district and in one quarter."""
    return [one for one in lattice(periods()[:1]) if one.area_id in (None, "a11")]


@pytest.mark.parametrize("name", ATTACKS)
def test_all_figures_of_all_scopes_together_give_nobody_away(name: str) -> None:
    place = town(SEEDS.get(name, 1), people=PEOPLE.get(name, 40))
    attacker = ATTACKS[name](place, scopes_for(name), True)
    assert len(attacker.shown) > 1
    assert attacker.victims() == set()


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_without_suppression_the_attack_succeeds(attack: Attack) -> None:
    assert attack(town(1, people=40), few_scopes(), False).victims()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 40), st.sampled_from(sorted(ATTACKS)))
def test_on_any_network_nobody_is_given_away(seed: int, people: int, name: str) -> None:
    assert ATTACKS[name](town(seed, people=people), few_scopes(), True).victims() == set()


def test_the_attacker_finds_who_is_left_when_parts_are_taken_from_a_total() -> None:
    attacker = Attacker({f"f{number}": f"t{number}" for number in range(7)})
    attacker.sees(7, (f"f{number}" for number in range(7)))
    attacker.sees(3, ("f0", "f1", "f2"))
    assert attacker.victims() == set()
    attacker.sees(3, ("f3", "f4", "f5"))
    assert attacker.victims() == {frozenset({"t6"})}


def test_the_attacker_combines_figures_of_which_none_contains_another() -> None:
    """(abcd + efgh) − (abce + dfgh) is 0; abcd − abce is d − e, which rests on two people."""
    attacker = Attacker({letter: letter for letter in "abcdefgh"})
    attacker.sees(4, "abcd")
    attacker.sees(4, "abce")
    assert attacker.victims() == {frozenset({"d", "e"})}


def test_a_network_of_two_people_shows_no_count_of_them() -> None:
    place = town(5, people=2)
    found = disclosed(flow_graph(place.snapshot, Scope()), ground(place.snapshot))
    assert found.referrals is None
    assert not found.edges
