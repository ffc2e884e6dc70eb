"""The map's files come under names of ours, with what the reader may see, and as what they are."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from tests.api.conftest import House

FORMS = {
    "html": ("text/html", "hilfenetz-netzkarte.html"),
    "graphml": ("application/graphml+xml", "hilfenetz-netzkarte.graphml"),
    "gexf": ("application/gexf+xml", "hilfenetz-netzkarte.gexf"),
    "csv": ("text/csv", "hilfenetz-netzkarte.csv"),
    "participants.csv": ("text/csv", "hilfenetz-netzkarte.participants.csv"),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_each_file_has_its_type_and_a_name_of_ours(house: House, form: str) -> None:
    answer = house.get(f"/maps/network/{form}", "coordination", need="debt")
    media, name = FORMS[form]
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-security-policy"].startswith("sandbox ")
    assert "allow-same-origin" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_graphs_are_well_formed_and_tables_have_a_row_for_everybody(house: House) -> None:
    for form in ("graphml", "gexf"):
        ET.fromstring(house.get(f"/maps/network/{form}", "coordination").content)  # noqa: S314
    text = house.get("/maps/network/participants.csv", "coordination").text
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert head[:2] == ["Kennung", "Name"]
    assert "k1" in {row[0] for row in rows}


def test_a_file_that_there_is_not_is_not_found_and_a_wrong_question_refused(house: House) -> None:
    assert house.get("/maps/network/docx", "coordination").status_code == 422
    assert house.get("/maps/network/csv", "coordination", unknown="1").status_code == 422
    assert house.get("/maps/network/csv", "coordination", need="=1").status_code == 422


def test_only_on_the_page_of_the_service_do_participants_lead_to_their_entries(
    house: House,
) -> None:
    served = house.get("/maps/network", "coordination").text
    taken_along = house.get("/maps/network/html", "coordination").text
    assert '"/directory/k1"' in served
    assert "/directory/" not in taken_along
