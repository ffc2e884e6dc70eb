"""Access area by area, on networks small enough to be worked by hand, and what is not known."""

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from graph_model.analysis.access.access import (
    AccessRules,
    AreaAccess,
    SpatialAccess,
    spatial_access,
)
from graph_model.analysis.access.catchment import Gaussian, Steps
from graph_model.analysis.access.located import LocatedBy, People
from graph_model.analysis.results import to_plain
from graph_model.domain.areas import Position, Succession
from graph_model.domain.records import Record
from graph_model.domain.services import Capacity
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import InvalidValueError
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot
from tests import builders as build
from tests.networks import two_towns_and_a_village
from tests.unit.analysis.test_catchment import by_access

NOW = build.at("2026-06-01")
EVERYWHERE = Scope()
RULES = AccessRules()
HERE = Position(latitude=51.0, longitude=13.0)


def asked(*records: Record, scope: Scope = EVERYWHERE, rules: AccessRules = RULES) -> SpatialAccess:
    return spatial_access(Snapshot.from_records(records), scope, now=NOW, rules=rules)


def area_of(found: SpatialAccess, area_id: str) -> AreaAccess:
    return next(area for area in found.areas if area.area_id == area_id)


def one_town(*records: Record) -> tuple[Record, ...]:
    """A town of 100 residents of 65 and over, and what a test adds."""
    town = build.area("a1", residents=400, residents_65_plus=100, position=HERE)
    return (town, build.need(), *records)


def test_two_towns_share_their_places_and_the_village_has_none() -> None:
    found = asked(*two_towns_and_a_village())
    assert [area.area_id for area in found.areas] == ["village", "a2", "a1"]
    assert [area.places_per_1000 for area in found.areas] == pytest.approx(
        [0.0, 1000 * (0.68 * 20 / 1340 + 10 / 1180), 1000 * (20 / 1340 + 0.68 * 10 / 1180)]
    )
    assert [one.people_in_reach for one in found.suppliers] == pytest.approx([1340, 1180])
    assert [one.places_per_1000 for one in found.suppliers] == pytest.approx(
        [1000 * 20 / 1340, 1000 * 10 / 1180]
    )
    assert (found.places, found.places_in_reach, found.people) == (30.0, 30.0, 1750)
    assert found.mean_per_1000 == pytest.approx(1000 * 30 / 1750)
    assert found.unserved == ("village",)
    assert found.unreached == ()


def test_the_two_towns_have_the_access_that_another_program_finds() -> None:
    # Distances in km from the latitudes: 0.07, 0.50 and 0.43 degrees of 111.195 km.
    distances = np.array([[0.0, 7.78], [7.78, 0.0], [55.6, 47.8]])
    expected = by_access(
        np.array([20.0, 10.0]),
        np.array([1000.0, 500.0, 250.0]),
        distances,
        weight=lambda km: 1.0 if km <= 5 else 0.68 if km <= 10 else 0.22,
    )
    found = asked(*two_towns_and_a_village())
    shown = [area_of(found, area_id).places_per_1000 / 1000 for area_id in ("a1", "a2", "village")]
    assert shown == pytest.approx(expected.tolist())


def test_places_add_up_to_access_times_people() -> None:
    found = asked(*two_towns_and_a_village(), rules=AccessRules(fade=Gaussian()))
    total = sum(area.people * area.places_per_1000 for area in found.areas) / 1000
    assert total == pytest.approx(30.0)


def test_the_nearest_provider_is_named_with_its_distance_even_beyond_the_reach() -> None:
    village = area_of(asked(*two_towns_and_a_village()), "village")
    assert (village.nearest_id, village.suppliers) == ("s2", 0)
    # 0.43 degrees of a meridian.
    assert village.nearest_km == pytest.approx(0.43 * 111.195, rel=1e-5)
    assert village.sentence.de == (
        "Gebiet village: kein Platz im Umkreis von 15 km. Am nächsten liegt "
        "Akteur p2 (Angebot s2), 47,8 km entfernt. Was hilft: eine Sprechstunde vor Ort, "
        "Hausbesuche, Beratung am Telefon oder ein Fahrdienst."
    )
    assert village.sentence.en.startswith("Gebiet village: no place within 15 km. The nearest is ")


def test_low_access_is_said_against_the_mean_and_with_the_need() -> None:
    # 0.68 and 0.22 of what s1 has: the mean of both is 1000 × 30 ÷ 10,100 = 2.97 per 1,000.
    records = (
        build.area("a1", residents_65_plus=100, position=HERE),
        build.area(
            "a2", residents_65_plus=10_000, position=Position(latitude=51.12, longitude=13.0)
        ),
        build.need(),
        build.partner(position=HERE),
        build.service(places=30),
    )
    found = asked(*records, scope=Scope(need_codes=("loneliness",)))
    near, far = area_of(found, "a1"), area_of(found, "a2")
    # 30 ÷ (100 + 0.22 × 10,000) = 30 ÷ 2300.
    assert near.places_per_1000 == pytest.approx(1000 * 30 / 2300)
    assert (near.is_low, far.is_low) == (False, False)
    assert far.sentence.de == (
        "„Bedarf loneliness“ in Gebiet a2: 2,9 erreichbare Plätze je 1.000 Menschen ab 65, "
        "im Mittel aller Gebiete 3."
    )
    strict = AccessRules(low_share=0.99)
    far = area_of(asked(*records, scope=Scope(need_codes=("loneliness",)), rules=strict), "a2")
    assert far.relative == pytest.approx((0.22 / 2300) / (1 / 10_100))
    assert far.is_low
    assert far.sentence.de.endswith("zu Anbietern, die noch frei sind.")
    assert far.sentence.en.startswith(
        "'Need loneliness' in Gebiet a2: 2.9 places within reach per 1,000 people of 65 and over, "
        "3 in the mean of all areas. That is little."
    )


def test_an_empty_network_has_no_access_to_tell_of() -> None:
    found = asked()
    assert (found.areas, found.suppliers, found.places, found.people) == ((), (), 0.0, 0)
    assert found.mean_per_1000 is None


def test_areas_without_any_provider_say_so() -> None:
    found = asked(*one_town())
    (area,) = found.areas
    assert (area.places_per_1000, area.nearest_id, area.nearest_km) == (0.0, None, None)
    assert area.relative is None
    assert found.unserved == ("a1",)
    assert area.sentence.de.startswith("Gebiet a1: Von keinem Anbieter sind Ort und Plätze bekannt")


def test_what_is_not_known_is_named_and_left_out() -> None:
    found = asked(
        *one_town(),
        build.area("no-point", residents_65_plus=50),
        build.area("no-people", position=HERE),
        build.area("neither"),
        build.partner("p1", position=HERE),
        build.partner("p2", area=None),
        build.service("s1", places=10),
        build.service("no-places"),
        replace(build.service("hours"), capacity=Capacity(unit="hours", maximum=40)),
        build.service("no-seat", actor="p2", places=4),
    )
    assert [area.area_id for area in found.areas] == ["a1"]
    assert found.areas_without_point == ("neither", "no-point")
    assert found.areas_without_people == ("neither", "no-people")
    assert [one.offer_id for one in found.suppliers] == ["s1"]
    assert found.offers_without_places == ("hours", "no-places")
    assert found.offers_without_point == ("no-seat",)
    # 10 places for 100 people.
    assert found.areas[0].places_per_1000 == 100.0


def test_a_provider_far_from_everybody_is_named_and_adds_to_no_ones_access() -> None:
    found = asked(
        *one_town(),
        build.partner("p1", position=HERE),
        build.partner("p2", position=Position(latitude=54.0, longitude=13.0)),
        build.service("s1", places=10),
        build.service("s2", actor="p2", places=90),
    )
    assert found.unreached == ("s2",)
    assert (found.places, found.places_in_reach, found.mean_per_1000) == (100.0, 10.0, 100.0)
    assert found.suppliers[1].places_per_1000 is None


def test_an_area_stands_at_a_point_inside_its_boundary_where_it_has_no_position() -> None:
    square = ((12.9, 50.9), (13.1, 50.9), (13.1, 51.1), (12.9, 51.1), (12.9, 50.9))
    found = asked(
        build.area("a1", residents_65_plus=100, boundary=((square,),)),
        build.need(),
        build.partner(position=HERE),
        build.service(places=10),
    )
    # Half way up, in the middle: 51 north, 13 east, where the partner is.
    assert found.areas[0].nearest_km == pytest.approx(0.0, abs=1e-6)


def test_the_point_of_a_provider_is_the_services_else_the_actors_else_that_of_its_seat() -> None:
    away = Position(latitude=51.05, longitude=13.0)
    quarter = build.area("q1", "a1", level="locality")
    records = one_town(quarter, build.partner("p1", area="q1"), build.service("s1", places=1))
    found = asked(*records).suppliers[0]
    assert found.located_by is LocatedBy.AREA
    own = build.partner("p1", area="q1", position=away)
    found = asked(*one_town(quarter, own, build.service("s1", places=1))).suppliers[0]
    assert found.located_by is LocatedBy.ACTOR
    service = build.service("s1", places=1, position=HERE)
    found = asked(*one_town(quarter, own, service)).suppliers[0]
    assert found.located_by is LocatedBy.SERVICE


def test_a_seat_known_only_by_its_district_is_no_point() -> None:
    district = build.area("d1", level="district", position=HERE)
    found = asked(*one_town(district, build.partner(area="d1"), build.service("s1", places=1)))
    assert found.offers_without_point == ("s1",)


def test_places_count_for_the_need_asked_about_its_parent_and_its_children() -> None:
    records = one_town(
        build.need("money"),
        build.need("debt", "money"),
        build.partner(position=HERE),
        build.service("broad", needs=("money",), places=1),
        build.service("exact", needs=("debt",), places=2),
        build.service("other", places=4),
        build.service("closed", needs=("debt",), places=8, status="closed"),
    )
    assert asked(*records, scope=Scope(need_codes=("debt",))).places == 3.0
    assert asked(*records, scope=Scope(need_codes=("loneliness",))).places == 4.0
    assert asked(*records, scope=Scope(need_codes=("debt", "loneliness"))).places == 7.0
    assert asked(*records).places == 7.0
    assert asked(*records, scope=Scope(need_codes=("unheard-of",))).places == 0.0


def test_a_companion_has_room_for_as_many_as_their_hours_last_whatever_they_offer() -> None:
    company = build.need("everyday_company")
    # Six hours a week at 1.5 hours a person.
    records = one_town(company, build.companion("b1", weekly_hours=6.0))
    assert asked(*records).places == 4.0
    assert asked(*records, rules=AccessRules(hours_per_case=3.0)).places == 2.0
    services = [
        build.service("s1", actor="b1", needs=("everyday_company",), places=3),
        build.service("s2", actor="b1", needs=("loneliness",)),
    ]
    assert asked(*records, *services).places == 4.0


def test_whose_number_stands_for_the_demand_is_an_argument() -> None:
    records = one_town(build.partner(position=HERE), build.service(places=10))
    everybody = AccessRules(people=People.RESIDENTS)
    found = asked(*records, rules=everybody)
    assert (found.people, found.areas[0].places_per_1000) == (400, 25.0)
    assert "je 1.000 Einwohner:innen" in found.areas[0].sentence.de


def test_bands_and_weights_are_arguments() -> None:
    narrow = AccessRules(fade=Steps(km=(1.0,), weights=(1.0,)))
    found = asked(*two_towns_and_a_village(), rules=narrow)
    # Each town has its own places to itself: 20 for 1,000 and 10 for 500.
    assert [area_of(found, area_id).places_per_1000 for area_id in ("a1", "a2")] == [20.0, 20.0]


def test_asked_for_served_areas_only_a_place_counts_where_its_service_helps() -> None:
    served = AccessRules(served_only=True)
    found = asked(*two_towns_and_a_village(), rules=served)
    assert [area_of(found, area_id).places_per_1000 for area_id in ("a1", "a2")] == [20.0, 20.0]
    only_there = (
        *one_town(),
        build.area("a2"),
        build.partner(position=HERE),
        build.service("s1", areas=("a2",), places=5),
    )
    (area,) = asked(*only_there, rules=served).areas
    assert area.suppliers == 0
    assert area.sentence.de == (
        "Gebiet a1: Niemand mit Plätzen hilft hier. Am nächsten liegt Akteur p1 (Angebot s1), 0 km "
        "entfernt, bedient das Gebiet aber nicht. Was hilft: dort fragen, ob das Gebiet dazukommen "
        "kann."
    )


@pytest.mark.parametrize("served", ["a1", "q1", "land", "old"])
def test_an_area_is_served_through_a_part_a_whole_or_what_it_was_merged_from(served: str) -> None:
    town = build.area("a1", "land", residents_65_plus=100, position=HERE)
    found = asked(
        town,
        build.area("land", level="state"),
        build.area("q1", "a1", level="locality"),
        build.area("old", valid_to="2026-01-01", successors=(Succession(area_id="a1"),)),
        build.need(),
        build.partner(position=HERE),
        build.service(areas=(served,), places=5),
        rules=AccessRules(served_only=True),
    )
    assert area_of(found, "a1").suppliers == 1


def test_merged_areas_count_once_and_a_seat_follows_its_area() -> None:
    heir = Succession(area_id="a1")
    gone = build.area(
        "old", residents_65_plus=60, position=HERE, valid_to="2026-01-01", successors=(heir,)
    )
    records = one_town(gone, build.partner(area="old"), build.service(places=10))
    found = asked(*records)
    assert [area.area_id for area in found.areas] == ["a1"]
    assert found.suppliers[0].located_by is LocatedBy.AREA
    before = spatial_access(Snapshot.from_records(records), EVERYWHERE, now=build.at("2025-12-31"))
    assert [area.area_id for area in before.areas] == ["a1", "old"]


def test_the_area_asked_about_is_shown_and_the_others_compete_all_the_same() -> None:
    everywhere = asked(*two_towns_and_a_village())
    only = asked(*two_towns_and_a_village(), scope=Scope(area_id="a2"))
    assert only.areas == (area_of(everywhere, "a2"),)
    assert only.unserved == ()
    assert only.mean_per_1000 == everywhere.mean_per_1000


def test_the_level_asked_for_decides_which_areas_are_compared() -> None:
    records = one_town(
        build.area("q1", "a1", level="locality", residents_65_plus=30, position=HERE),
        build.partner(position=HERE),
        build.service(places=3),
    )
    found = spatial_access(
        Snapshot.from_records(records), EVERYWHERE, now=NOW, level=AreaLevel.LOCALITY
    )
    assert [(area.area_id, area.places_per_1000) for area in found.areas] == [("q1", 100.0)]


def test_an_area_where_nobody_lives_has_access_and_no_demand() -> None:
    found = asked(
        build.area("a1", residents_65_plus=0, position=HERE),
        build.need(),
        build.partner(position=HERE),
        build.service(places=3),
    )
    assert (found.people, found.mean_per_1000, found.unreached) == (0, None, ("s1",))
    assert found.areas[0].places_per_1000 == 0.0


def test_the_order_of_the_records_never_matters() -> None:
    records = list(two_towns_and_a_village())
    expected = json.dumps(to_plain(asked(*records)))
    for seed in range(4):
        Random(seed).shuffle(records)
        assert json.dumps(to_plain(asked(*records))) == expected


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="now"):
        spatial_access(Snapshot.from_records([]), EVERYWHERE, now=NOW.replace(tzinfo=None))
