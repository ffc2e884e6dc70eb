"""What many are told of loads and suppositions leaves nothing to weigh anybody's load with."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph_model.analysis.overload.overload import ActorLoad
from graph_model.analysis.resilience.changes import Changes, Opening, PlaceChange
from graph_model.domain.records import Record
from graph_model.snapshot.scope import Scope
from graph_model.store.port import Put
from service.bootstrap import open_store, questions_of
from service.settings import Settings
from service.use_cases.questions import Questions
from tests import builders as make

NOW = make.at("2026-03-31")
EVERYTHING = Scope()


def _case(number: int, *, recipient: str, tenant: str | None = None) -> list[Record]:
    chain = f"c{recipient}{number}"
    who = tenant or f"t{recipient}{number}"
    steps = ("requested 2026-03-02", "accepted 2026-03-03")
    referral = make.referral(
        f"r{chain}", chain=chain, tenant=who, recipient=recipient, need="n1", steps=steps
    )
    return [make.tenant(who), make.chain(chain, tenant=who), referral]


Ask = Callable[[bool], Questions]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """p1 carries five, p4 four, p2 two, p3 nobody; who asks is told as many are, or everything.

    The two alone are too few, so that they are one block with the four.
    """
    people = [make.kuemmerer("k1"), *(make.partner(f"p{number}") for number in range(1, 5))]
    services = [
        make.service(f"s-{one}", actor=one, needs=("n1",), areas=("a1",), places=10)
        for one in ("p1", "p2")
    ]
    base = [make.need("n1"), make.area("a1"), make.cooperative("g1"), *people, *services]
    cases = [
        record
        for recipient, count in (("p1", 5), ("p2", 2), ("p4", 4))
        for number in range(count)
        for record in _case(number, recipient=recipient)
    ]
    store = open_store(f"sqlite:///{tmp_path / 'names.db'}")
    store.apply([Put(record) for record in (*base, *cases)])
    return lambda for_many: questions_of(store, Settings(), now=NOW, for_many=for_many)


def _loads(asked: Questions, scope: Scope = EVERYTHING) -> dict[str, ActorLoad]:
    return {load.actor_id: load for load in asked.load(scope).loads}


def test_nobody_is_told_to_carry_nothing_and_few_are_told_alike(ask: Ask) -> None:
    exact, told = _loads(ask(False)), _loads(ask(True))
    assert [exact[f"p{number}"].open_load for number in range(1, 5)] == [5, 2, 0, 4]
    assert [told[f"p{number}"].open_load for number in range(1, 5)] == [5, None, None, None]
    assert (told["p2"].level, told["p2"].reasons) == (told["p3"].level, told["p3"].reasons)


def test_who_is_listed_for_a_house_does_not_tell_of_few(ask: Ask) -> None:
    house = Scope(cooperative_id="g1")
    assert {"p1", "p2", "p4"} <= _loads(ask(False), house).keys()
    assert _loads(ask(True), house).keys() == {"k1", "p1"}


def _without_the_number(asked: Questions, places: int) -> object:
    changes = Changes(places=(PlaceChange(actor_id="p1", places=-places),))
    found = asked.what_if(EVERYTHING, changes=changes)
    number = "einen Platz" if places == 1 else f"{places} Plätze"
    return replace(found, changes=None, sentence=found.sentence.de.replace(number, "Plätze"))  # type: ignore[arg-type]


def test_no_number_of_places_tells_how_many_somebody_carries(ask: Ask) -> None:
    """p1 has ten places for five: exactly, something changes from six fewer on; for many never."""
    exact, told = ask(False), ask(True)
    seen = [_without_the_number(exact, places) for places in range(2, 10)]
    assert seen[0] == seen[3] != seen[4]
    assert len({repr(_without_the_number(told, places)) for places in range(1, 10)}) == 1


def test_a_new_service_does_not_tell_whether_few_or_many_wait(ask: Ask) -> None:
    opened = Changes(opened=(Opening(need_code="n1", area_id="a1", places=1),))
    told = ask(True).what_if(EVERYTHING, changes=opened)
    assert "Diese Hilfe gibt es dort schon." in told.sentence.de
    assert told.unmet_placed is None


def test_of_a_loss_many_are_told_who_else_serves_the_need(ask: Ask) -> None:
    told = ask(True).what_if(EVERYTHING, changes=Changes(without=("p1",)))
    assert [(move.need_code, move.area_id, move.actor_id) for move in told.moves] == [
        ("n1", "a1", "p2")
    ]
    assert all(move.cases is None for move in told.moves)
    assert "Dieselben Bedarfe dort decken auch" in told.sentence.de
