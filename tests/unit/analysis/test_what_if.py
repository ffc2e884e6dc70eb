"""What changes would do: by hand in ``supply_towns``, and against a network built without."""

import json
from collections.abc import Iterable
from random import Random

import pytest

from graph_model.analysis.resilience.changes import Changes, Opening, PlaceChange
from graph_model.analysis.resilience.standing import Standing
from graph_model.analysis.resilience.what_if import WhatIf, what_if
from graph_model.analysis.results import to_plain
from graph_model.domain.actors import Actor
from graph_model.domain.records import Record
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import InvalidValueError, UnknownRecordError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as make
from tests.supply_towns import NOW, cases, supply_towns


def standing(records: Iterable[Record] | None = None, **options: object) -> Standing:
    snapshot = Snapshot.from_records(supply_towns() if records is None else records)
    scope = options.pop("scope", Scope())
    return Standing.of(snapshot, scope, now=NOW, **options)  # type: ignore[arg-type]


def without(*actor_ids: str) -> WhatIf:
    return what_if(standing(), Changes(without=actor_ids))


def cells(found: WhatIf) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    lost = [(cell.need_code, cell.area_id) for cell in found.lost]
    return lost, [(cell.need_code, cell.area_id) for cell in found.gained]


# A partner stops


def test_who_seeks_finds_places_as_far_as_there_are_any() -> None:
    found = without("p1")
    assert (found.hanging, found.per_month) == (3, 2.0)
    assert (found.seeking, found.placed, found.unplaced) == (5.0, 3.0, 2.0)
    (move,) = found.moves
    assert (move.need_code, move.area_id, move.actor_id, move.offer_id) == (
        "debt",
        "a1",
        "p2",
        "s2",
    )
    assert move.cases == 3.0
    assert cells(found) == ([], [])
    assert found.sentence.de == (
        "Ohne Haus 1: Für jeden Bedarf bleibt überall noch jemand da. Nicht alle, die dort Hilfe "
        "suchen, fänden Platz; etwas frei ist bei Haus 2. Was hilft: mit Haus 2 über Plätze "
        "sprechen."
    )
    assert "Not all who seek help there would find a place" in found.sentence.en


def test_open_referrals_are_named_the_latest_first() -> None:
    # The unanswered one was asked last; of two of the same day the smaller id comes first.
    assert without("p1").hanging_ids == (
        "r-p1-debt-a1-24",
        "r-p1-debt-a1-22",
        "r-p1-debt-a1-23",
    )


def test_a_cell_that_loses_its_last_service_is_told_with_what_to_do() -> None:
    found = without("p3")
    (cell,) = found.lost
    assert (cell.need_code, cell.area_id, cell.area_name) == ("care", "a1", "Ost")
    assert (cell.per_month, cell.provider_ids, cell.elsewhere_ids) == (1.0, ("p3",), ())
    assert cell.sentence.de == (
        "„Pflege“ in Ost: Ohne Haus 3 ist niemand mehr da. Was hilft: eine Vertretung verabreden "
        "und einen zweiten Träger gewinnen."
    )
    assert (found.seeking, found.placed) == (1.0, 0.0)
    assert found.sentence.de == (
        "Ohne Haus 3: Für einen Bedarf ist an einem Ort niemand mehr da („Pflege“ in Ost). Wer "
        "dort Hilfe sucht, fände anderswo keinen freien Platz. Was hilft: eine Vertretung "
        "verabreden, solange es sie noch gibt."
    )


def test_several_stop_at_once() -> None:
    found = without("p1", "p2")
    # Debt in a1 has nobody; in a2 p4 is left with 2 places for 2 hanging and half a case a month.
    assert cells(found) == ([("debt", "a1")], [])
    assert found.lost[0].provider_ids == ("p1", "p2")
    assert found.lost[0].elsewhere_ids == ("p4",)
    assert "mit denen, die es anderswo anbieten" in found.lost[0].sentence.de
    assert (found.seeking, found.placed) == (7.5, 2.0)


def test_whom_nobody_asks_is_missed_by_nobody() -> None:
    found = without("p4")
    assert (found.seeking, found.placed, found.moves) == (0.0, 0.0, ())
    assert found.sentence.de == (
        "Ohne Haus 4: Für jeden Bedarf bleibt überall noch jemand da. Was hilft: die Wege dorthin "
        "schon jetzt absprechen."
    )


def test_a_kuemmerer_serves_no_cell() -> None:
    found = without("k1")
    assert (found.lost, found.seeking) == ((), 0.0)


def test_all_stop() -> None:
    found = without("p1", "p2", "p3", "p4")
    assert cells(found)[0] == [("care", "a1"), ("debt", "a1"), ("debt", "a2")]
    assert (found.placed, found.unplaced) == (0.0, 8.5)
    assert "3-mal ist für einen Bedarf an einem Ort niemand mehr da" in found.sentence.de


def test_room_that_nobody_has_stated_is_not_reckoned_with_but_named() -> None:
    records = [*supply_towns(), make.partner("p5", name="Haus 5")]
    records.append(make.service("s5", actor="p5", needs=("debt",), areas=("a1",)))
    found = what_if(standing(records), Changes(without=("p1",)))
    assert (found.placed, found.room_unknown_ids) == (3.0, ("p5",))
    assert "Wie viel Platz es bei Haus 5 gibt, ist nicht bekannt." in found.sentence.de
    assert "mit Haus 5 über Plätze sprechen" in found.sentence.de


def test_a_figure_that_is_too_old_does_not_count() -> None:
    records = [one for one in supply_towns() if one.id != "s4"]
    stale = make.service(
        "s4", actor="p4", needs=("debt",), areas=("a2",), places=2, free=2, counted="2026-01-02"
    )
    # 2 places, nobody there: two are free all the same. With one of them taken, one is.
    assert what_if(standing([*records, stale]), Changes(without=("p2",))).placed == 2.0
    taken = [*records, stale, *cases("p4", "debt", area="a2", running=1)]
    assert what_if(standing(taken), Changes(without=("p2",))).placed == 1.0


def test_who_refuses_for_lack_of_room_takes_nobody() -> None:
    refused = [
        record
        for number in range(2)
        for record in (
            make.chain(f"c{number}", area="a1", opened="2026-06-10"),
            make.referral(
                f"r{number}",
                chain=f"c{number}",
                recipient="p2",
                need="debt",
                steps=("requested 2026-06-10", "rejected 2026-06-11 no_capacity"),
            ),
        )
    ]
    assert what_if(standing([*supply_towns(), *refused]), Changes(without=("p1",))).placed == 0.0


# Places more or fewer


def test_places_that_nobody_needs_can_be_lost() -> None:
    change = PlaceChange(actor_id="p1", places=-1)
    found = what_if(standing(), Changes(places=(change,)))
    # 3 places are left for the two who are there.
    assert (found.per_month, found.hanging, found.beyond, found.seeking) == (0.0, 0, 0, 0.0)
    assert found.sentence.de.startswith("Ohne einen Platz bei Haus 1: Für jeden Bedarf")


def test_fewer_places_than_cases_turn_people_away_in_proportion() -> None:
    found = what_if(standing(), Changes(places=(PlaceChange(actor_id="p1", places=-3),)))
    # One place for the two who are there: half of 24 a year, who could go to p2, not back to p1.
    assert (found.per_month, found.beyond, found.hanging) == (1.0, 1, 0)
    assert (found.seeking, found.placed) == (1.0, 1.0)
    assert [move.actor_id for move in found.moves] == ["p2"]
    assert "Ohne 3 Plätze bei Haus 1" in found.sentence.de


def test_whoever_loses_all_places_stops() -> None:
    change = PlaceChange(actor_id="p1", places=-4)
    found = what_if(standing(), Changes(places=(change,)))
    assert found.gone_ids == ("p1",)
    assert (found.seeking, found.placed) == (5.0, 3.0)


def test_who_has_no_places_has_none_to_lose() -> None:
    records = [one for one in supply_towns() if one.id != "s2"]
    none = make.service("s2", actor="p2", needs=("debt",), areas=("a1", "a2"), places=0)
    change = PlaceChange(actor_id="p2", places=-2)
    found = what_if(standing([*records, none]), Changes(places=(change,)))
    assert (found.gone_ids, found.beyond, found.seeking) == ((), 0, 0.0)


def test_places_lost_where_nobody_knows_how_many_there_are_say_nothing() -> None:
    found = what_if(standing(), Changes(places=(PlaceChange(actor_id="p3", places=-2),)))
    assert (found.places_unknown_ids, found.seeking, found.lost) == (("p3",), 0.0, ())


def test_places_lost_by_others_make_less_room() -> None:
    change = PlaceChange(actor_id="p2", places=-2)
    found = what_if(standing(), Changes(without=("p1",), places=(change,)))
    # p2 carries 2 of then 3 places: one of those from p1 finds one.
    assert (found.seeking, found.placed) == (5.0, 1.0)


def test_places_gained_take_those_who_found_nobody() -> None:
    found = what_if(standing(), Changes(places=(PlaceChange(actor_id="p2", places=2),)))
    # The one who found nobody seeks care, and p2 offers none.
    assert found.unmet_placed == (0.0, 0.0)
    assert "findet nach dem, was erfasst ist, niemand zusätzlich Hilfe" in found.sentence.de
    more = what_if(
        standing(), Changes(without=("p1",), places=(PlaceChange(actor_id="p2", places=2),))
    )
    assert (more.seeking, more.placed) == (5.0, 5.0)
    assert "fände im ersten Monat Platz bei Haus 2" in more.sentence.de


def test_places_gained_are_found_by_those_who_found_none_so_far() -> None:
    records = [one for one in supply_towns() if one.id != "s2"]
    full = make.service(
        "s2", actor="p2", needs=("debt",), areas=("a2",), places=2, free=0, counted="2026-06-30"
    )
    in_vain = [
        make.unmet_search(f"u{n}", need="debt", area="a2", when=f"2026-0{n}-02") for n in (3, 4)
    ]
    gone = [one for one in records if one.id != "s4"]
    net = standing([*gone, full, *in_vain])
    found = what_if(net, Changes(places=(PlaceChange(actor_id="p2", places=1),)))
    # Two searches in vain are a sixth of a case a month, and there is room for one.
    assert found.unmet_placed == (0.0, 2 / 12)
    assert found.sentence.de == (
        "Mit einem Platz mehr bei Haus 2 finden mehr von denen Platz, die bisher keine Hilfe "
        "fanden."
    )
    assert "With one more place at Haus 2" in found.sentence.en


def test_places_gained_by_who_was_full_take_people_again() -> None:
    records = [one for one in supply_towns() if one.id != "s2"]
    full = make.service(
        "s2",
        actor="p2",
        needs=("debt",),
        areas=("a1", "a2"),
        places=5,
        free=0,
        counted="2026-06-30",
    )
    change = PlaceChange(actor_id="p2", places=3)
    net = standing([*records, full])
    assert what_if(net, Changes(without=("p1",))).placed == 0.0
    assert what_if(net, Changes(without=("p1",), places=(change,))).placed == 3.0


# A service opens


def test_a_service_that_opens_gives_a_cell_its_first() -> None:
    opening = Opening(need_code="care", area_id="a2", places=3)
    found = what_if(standing(), Changes(opened=(opening,)))
    assert cells(found) == ([], [("care", "a2")])
    assert found.opened_ids == ("opened:1",)
    assert found.gained[0].provider_ids == ("opened:1",)
    # The search in vain is a twelfth of a case a month.
    assert found.unmet_placed == (0.0, 1 / 12)
    assert found.sentence.de == (
        "Mit Neu: Pflege, West gibt es zum ersten Mal Hilfe: „Pflege“ in West."
    )


def test_a_service_that_opens_takes_over_from_who_stops() -> None:
    opening = Opening(need_code="care", area_id="a0", places=1)
    found = what_if(standing(), Changes(without=("p3",), opened=(opening,)))
    assert cells(found) == ([], [("care", "a2")])
    assert (found.seeking, found.placed) == (1.0, 1.0)
    assert [move.actor_id for move in found.moves] == ["opened:1"]


def test_an_opened_service_has_an_id_of_its_own() -> None:
    records = [*supply_towns(), make.partner("opened:1")]
    opening = Opening(need_code="care", area_id="a2", places=3)
    assert what_if(standing(records), Changes(opened=(opening,))).opened_ids == ("opened:2",)


# The same as a network without


def gone(record: Record, actor_ids: set[str]) -> bool:
    if isinstance(record, Service):
        return record.actor_id in actor_ids
    return isinstance(record, Actor) and record.id in actor_ids


def coverage(net: Standing) -> dict[tuple[str, str], tuple[str, ...]]:
    return {cell: supply.providers for cell, supply in net.served().cells.items()}


@pytest.mark.parametrize("names", ["p1", "p2", "p3", "p4", "p1 p2", "p2 p4", "p1 p2 p3 p4"])
@pytest.mark.parametrize("level", [None, AreaLevel.DISTRICT])
def test_removing_equals_building_without(names: str, level: AreaLevel | None) -> None:
    actor_ids = set(names.split())
    whole = standing(level=level)
    rebuilt = standing([one for one in supply_towns() if not gone(one, actor_ids)], level=level)
    found = what_if(whole, Changes(without=tuple(sorted(actor_ids))))
    before, after = coverage(whole), coverage(rebuilt)
    assert before.keys() == after.keys()
    assert cells(found)[0] == [cell for cell in before if before[cell] and not after[cell]]
    # Once they are gone, nothing more changes: nobody of the others is missing a place.
    nothing = what_if(rebuilt, Changes())
    assert (nothing.lost, nothing.gained, nothing.seeking) == ((), (), 0.0)


def test_opening_equals_building_with() -> None:
    service = make.service("s9", actor="p9", needs=("care",), areas=("a2",), places=3)
    built = standing([*supply_towns(), make.partner("p9"), service])
    opening = Opening(need_code="care", area_id="a2", places=3)
    found = what_if(standing(), Changes(opened=(opening,)))
    assert cells(found)[1] == [
        cell for cell, who in coverage(built).items() if who and not coverage(standing())[cell]
    ]


# Scope, edges, order


def test_a_scope_narrows_the_demand_but_not_how_full_others_are() -> None:
    found = what_if(standing(scope=Scope(area_id="a2")), Changes(without=("p2",)))
    assert (found.seeking, found.placed) == (2.5, 2.0)
    assert what_if(standing(scope=Scope(area_id="a1")), Changes(without=("p2",))).seeking == 0.0
    assert what_if(standing(scope=Scope(area_id="a1")), Changes(without=("p1",))).placed == 3.0


def test_at_a_coarser_level_a_neighbouring_town_counts_as_here() -> None:
    found = what_if(standing(level=AreaLevel.DISTRICT), Changes(without=("p1", "p2")))
    assert found.lost == ()
    assert found.placed == 2.0


def test_an_empty_network_has_nothing_to_lose() -> None:
    net = standing([])
    found = what_if(net, Changes())
    assert (found.lost, found.seeking, found.sentence.de) == ((), 0.0, "")
    json.dumps(to_plain(found))


@pytest.mark.parametrize(
    "changes",
    [
        Changes(without=("p9",)),
        Changes(places=(PlaceChange(actor_id="p9", places=1),)),
        Changes(opened=(Opening(need_code="none", area_id="a1", places=1),)),
        Changes(opened=(Opening(need_code="debt", area_id="a9", places=1),)),
    ],
)
def test_who_is_not_there_cannot_change(changes: Changes) -> None:
    with pytest.raises(UnknownRecordError):
        what_if(standing(), changes)


def test_what_makes_no_sense_is_refused() -> None:
    change = PlaceChange(actor_id="p1", places=1)
    opening = Opening(need_code="debt", area_id="a1", places=1)
    with pytest.raises(InvalidValueError, match="each id only once"):
        Changes(without=("p1",), places=(change,))
    with pytest.raises(InvalidValueError, match="each cell only once"):
        Changes(opened=(opening, opening))
    with pytest.raises(InvalidValueError, match="at most 20"):
        Changes(without=tuple(f"p{number}" for number in range(21)))
    with pytest.raises(InvalidValueError, match="change nothing"):
        PlaceChange(actor_id="p1", places=0)
    with pytest.raises(InvalidValueError, match="a number from 1"):
        Opening(need_code="debt", area_id="a1", places=0)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_input_does_not_matter(seed: int) -> None:
    records = list(supply_towns())
    Random(seed).shuffle(records)
    changes = Changes(without=("p1", "p2"))
    told = [json.dumps(to_plain(what_if(standing(one), changes))) for one in (None, records)]
    assert told[0] == told[1]
