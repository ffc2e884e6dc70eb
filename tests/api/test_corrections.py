"""Correcting the directory: who may say what, what it said before, and nobody is overwritten."""

from datetime import date, timedelta

import httpx2
import pytest

from graph_model.domain.amendments import Amendment, Occasion
from graph_model.domain.services import Service
from graph_model.domain.vocabulary import AccessFeature, Cost, ServiceStatus
from graph_model.store.port import Put
from tests import builders as make
from tests.api.conftest import NOW, House
from tests.api.desk import Desk, form_token_of, one_form

PLACE = "/directory/p1/services/s1"


def service(house: House, id: str = "s1") -> Service:
    found = house.store.get(Service, id)
    assert found is not None
    return found.record


def corrected(desk: Desk, **typed: str) -> httpx2.Response:
    return desk.send(desk.form(PLACE, PLACE), **typed)


@pytest.mark.parametrize("who", ["coordination", "admin"])
def test_coordination_and_administration_correct_every_fact(house: House, who: str) -> None:
    answer = corrected(
        Desk(house, who),
        available="1",
        maximum="4",
        typical_wait_days="7,5",
        cost="free",
        status="paused",
        verified_at="2026-02-27",
        **{"access-step_free": "yes", "language-uk": "yes"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLACE}?done=saved#done")
    now = service(house)
    assert (now.capacity.available, now.capacity.maximum) == (1, 4)
    assert now.capacity.updated_at == NOW
    assert now.typical_wait_days == 7.5
    assert (now.cost, now.status) == (Cost.FREE, ServiceStatus.PAUSED)
    assert now.verified_at == date(2026, 2, 27)
    assert AccessFeature.STEP_FREE in now.access
    assert "uk" in now.languages
    assert "ruht" in Desk(house).get("/directory/p1").text


def test_a_kuemmerer_tells_places_and_waiting_time_and_nothing_else(house: House) -> None:
    desk = Desk(house)
    before = service(house)
    form = desk.form(PLACE, PLACE)
    assert {"available", "maximum", "typical_wait_days"} == set(form.inputs)
    answer = desk.send(form, available="0", status="closed", **{"language-uk": "yes"})
    assert answer.status_code == 303
    now = service(house)
    assert now.capacity.available == 0
    assert (now.status, now.languages) == (before.status, before.languages)


def test_evaluation_changes_nothing(house: House) -> None:
    desk = Desk(house, "evaluation")
    assert desk.get(PLACE).status_code == 403
    assert "Berichtigen" not in desk.get("/directory/p1").text
    body = {"token": form_token_of(desk, "/"), "key": "key-00000001", "revision": "1"}
    before = house.store.revision()
    for place in (PLACE, f"{PLACE}/confirm"):
        assert desk.client.post(place, data=body).status_code == 403
    assert house.store.revision() == before


def test_coordination_of_one_house_does_not_rewrite_another_houses_people(house: House) -> None:
    house.store.apply([Put(make.service("s9", actor="k2"))])
    house.add_key("own", role="coordination", cooperative="g1")
    place = "/directory/k2/services/s9"
    desk = Desk(house, "own")
    desk.send(desk.form(place, place), available="1", status="closed", cost="free")
    now = service(house, "s9")
    assert now.status is ServiceStatus.ACTIVE
    assert now.cost == make.service("s9").cost


def test_confirming_says_that_it_is_right_today_and_nothing_else(house: House) -> None:
    before = service(house)
    desk = Desk(house)
    house.clock.now += timedelta(days=3)
    assert desk.send(desk.form(PLACE, f"{PLACE}/confirm")).status_code == 303
    now = service(house)
    assert now.verified_at == date(2026, 3, 5)
    assert now.capacity.updated_at == house.clock.now
    assert now.capacity.available == before.capacity.available
    assert "05.03.2026" in desk.get("/directory/p1").text


def test_what_it_said_before_stays_to_be_seen_with_who_and_when(house: House) -> None:
    kuemmerer, coordination = Desk(house), Desk(house, "coordination")
    corrected(kuemmerer, available="1")
    house.clock.now += timedelta(minutes=1)
    corrected(coordination, available="3", typical_wait_days="14")
    text = coordination.get(PLACE).text
    first, second = text.index("Vorher: Freie Plätze: 1"), text.index("Vorher: Freie Plätze: 2")
    assert first < second
    assert "Kümmerer k1" in text or "k1 hat berichtigt" in text
    notes = [item.record for item in house.store.page(Amendment).items]
    assert {(note.occasion, note.actor_id) for note in notes} == {(Occasion.CORRECTION, "p1")}


def test_of_two_at_once_the_second_sees_what_the_first_changed(house: House) -> None:
    first, second = Desk(house), Desk(house, "coordination")
    form = second.form(PLACE, PLACE)
    assert corrected(first, available="1").status_code == 303
    answer = second.send(form, available="5", typical_wait_days="9")
    assert answer.status_code == 412
    assert service(house).capacity.available == 1
    assert "hat jemand anderes etwas geändert" in answer.text
    assert "Steht jetzt auf: 1" in answer.text
    again = one_form(answer, PLACE)
    assert again.fields["available"] == "5"
    # Having seen it, the second may go on.
    assert second.send(again).status_code == 303
    assert service(house).capacity.available == 5


def test_sent_twice_it_is_changed_once(house: House) -> None:
    desk = Desk(house)
    form = desk.form(PLACE, PLACE)
    answers = [desk.send(form, available="1").status_code for _ in range(2)]
    assert answers == [303, 303]
    assert len(house.store.page(Amendment).items) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"available": "-1"}, "available"),
        ({"available": "1e400"}, "available"),
        ({"available": "9", "maximum": "5"}, "available"),
        ({"typical_wait_days": "soon"}, "typical_wait_days"),
        ({"typical_wait_days": "9999"}, "typical_wait_days"),
        ({"verified_at": "2026-03-03"}, "verified_at"),
        ({"verified_at": "yesterday"}, "verified_at"),
        ({"status": "gone"}, "status"),
        ({"language-<b>": "yes"}, "languages"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    house: House, typed: dict[str, str], field: str
) -> None:
    before = service(house)
    answer = corrected(Desk(house, "coordination"), **typed)
    assert answer.status_code == 422
    assert list(one_form(answer, PLACE).errors) in ([field], [])
    assert "<b>" not in answer.text
    assert service(house) == before


def test_an_entry_of_somebody_else_is_not_there(house: House) -> None:
    desk = Desk(house, "coordination")
    for place in ("/directory/p2/services/s1", "/directory/p1/services/none"):
        assert desk.get(place).status_code == 404
        body = {"token": form_token_of(desk, PLACE), "key": "key-00000001", "revision": "1"}
        assert desk.client.post(place, data=body).status_code == 404
        assert desk.client.post(f"{place}/confirm", data=body).status_code == 404


def test_without_the_token_of_the_session_nothing_changes(house: House) -> None:
    desk = Desk(house, "coordination")
    before = house.store.revision()
    for place in (PLACE, f"{PLACE}/confirm"):
        body = {"token": "x", "key": "key-00000001", "revision": "1"}
        assert desk.client.post(place, data=body).status_code == 403
    assert house.store.revision() == before
