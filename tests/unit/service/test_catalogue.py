"""Looking up the directory: needs above and below, areas that cover or lie within, order."""

from graph_model.snapshot.directory import Directory
from graph_model.snapshot.snapshot import Snapshot
from service.use_cases.catalogue import look_up
from tests import builders as make


def directory() -> Directory:
    """Saxony with a town and its quarter; money above debt; three who offer, and a cooperative."""
    return Snapshot.from_records(
        [
            make.area("land", level="state"),
            make.area("town", "land"),
            make.area("quarter", "town", level="locality"),
            make.area("far", "land"),
            make.need("money"),
            make.need("debt", "money"),
            make.need("benefits", "money"),
            make.cooperative("g1", area="town", name="Anker eG"),
            make.partner("p1", area="town", name="Zeitlos"),
            make.partner("p2", area="town", name="anlauf"),
            make.partner("p3", area="far", name="Mitte"),
            make.service("s1", actor="p1", needs=("debt",), areas=("town",)),
            make.service("s2", actor="p2", needs=("money",), areas=("land",)),
            make.service("s3", actor="p3", needs=("benefits",), areas=("far",), status="closed"),
        ]
    ).directory


def found(**asked: str) -> list[tuple[str, list[str]]]:
    entries = look_up(directory(), **asked)
    return [(entry.actor.id, [service.id for service in entry.services]) for entry in entries]


def test_without_a_question_everybody_is_there_in_order_of_name() -> None:
    assert found() == [("g1", []), ("p2", ["s2"]), ("p3", ["s3"]), ("p1", ["s1"])]


def test_a_need_is_met_by_services_for_it_for_the_need_above_and_for_needs_below() -> None:
    assert found(need_code="debt") == [("p2", ["s2"]), ("p1", ["s1"])]
    assert found(need_code="money") == [("p2", ["s2"]), ("p3", ["s3"]), ("p1", ["s1"])]
    assert found(need_code="unheard-of") == []


def test_an_area_is_served_from_above_and_in_part() -> None:
    assert found(area_id="quarter") == [("p2", ["s2"]), ("p1", ["s1"])]
    assert found(area_id="land") == [("p2", ["s2"]), ("p3", ["s3"]), ("p1", ["s1"])]
    assert found(area_id="far", need_code="debt") == [("p2", ["s2"])]


def test_a_name_finds_all_services_of_an_actor_and_a_service_only_itself() -> None:
    assert found(text="ANLAUF") == [("p2", ["s2"])]
    assert found(text="angebot s3") == [("p3", ["s3"])]
    assert found(text="anker") == [("g1", [])]
    assert found(text="anker", need_code="debt") == []


def test_an_empty_directory_holds_nobody() -> None:
    assert look_up(Directory()) == ()
