"""Columns and values that look like a tenant's personal data."""

import pytest

from graph_model.errors import PersonalColumnError
from importers.personal import (
    check_headings,
    is_personal_id,
    is_personal_value,
    looks_personal,
)


@pytest.mark.parametrize(
    "heading",
    [
        "Name",
        "Vorname",
        "Nachname",
        "Mietername",
        "Name der Mieterin",
        "tenant_name",
        "surname",
        "Geburtsdatum",
        "geb.datum Geburt",
        "Birthday",
        "date of birth",
        "DOB",
        "Telefon",
        "Tel.",
        "Tel.-Nr.",
        "Handynummer",
        "Mobil",
        "phone_number",
        "E-Mail",
        "EMail-Adresse",
        "e mail",
        "mail",
        "Straße",
        "Strasse",
        "STRASSE",
        "Str.",
        "Hausnummer",
        "Anschrift",
        "home address",
        "Bemerkungen",
        "Notiz",
        "IBAN",
    ],
)
def test_these_headings_look_personal(heading: str) -> None:
    assert looks_personal(heading)


@pytest.mark.parametrize(
    "heading", ["Etage", "Kette", "Wohnfläche", "channel", "Mobilität", "stadtteil", "Nr", "Quelle"]
)
def test_these_do_not(heading: str) -> None:
    assert not looks_personal(heading)


def test_columns_that_are_understood_are_never_refused() -> None:
    check_headings("tenants.csv", ["id", "Name"], understood=[0, 1], is_personal=True)


def test_in_tables_about_people_every_such_column_is_named() -> None:
    with pytest.raises(PersonalColumnError, match=r"Vorname, E-Mail\.") as caught:
        check_headings(
            "tenants.csv", ["id", "Vorname", "Etage", "E-Mail"], understood=[0], is_personal=True
        )
    assert caught.value.details == {"file": "tenants.csv", "columns": "Vorname, E-Mail"}


def test_in_the_directory_only_what_speaks_of_tenants_or_birth_is_refused() -> None:
    check_headings(
        "actors.csv", ["id", "Telefon", "Straße", "E-Mail"], understood=[0], is_personal=False
    )
    with pytest.raises(PersonalColumnError, match="Mietertelefon, Geburtstag"):
        check_headings(
            "actors.csv",
            ["id", "Telefon", "Mietertelefon", "Geburtstag"],
            understood=[0],
            is_personal=False,
        )


def test_a_hostile_heading_is_cut_in_the_message() -> None:
    with pytest.raises(PersonalColumnError, match="name") as caught:
        check_headings(
            "tenants.csv", ["name" + "x" * 5000 + " name"], understood=[], is_personal=True
        )
    assert len(str(caught.value.details["columns"])) <= 60


@pytest.mark.parametrize(
    "cell",
    [
        "erika@example.org",
        "Mail: e.m+x@mail.example.de",
        "+49 351 1234567",
        "0049 351 1234567",
        "0351 123456",
        "0351/123456",
        "0172-1234567",
        "Hauptstraße 5",
        "Am Lindenweg 12a",
        "Bahnhofstr. 3",
    ],
)
def test_these_values_are_personal(cell: str) -> None:
    assert is_personal_value(cell)


@pytest.mark.parametrize(
    "cell", ["09010101", "14511000", "2025-12-31", "3. Etage", "ja", "12,5", "01 2", "A 17", ""]
)
def test_these_values_are_not(cell: str) -> None:
    assert not is_personal_value(cell)


@pytest.mark.parametrize("piece", ["a", "a@", "03 ", "+49 ", "straße", "0", "a.b@c."])
def test_a_cell_made_to_be_slow_is_judged_all_the_same(piece: str) -> None:
    # Unbounded repetitions would hold every letter against every other: 10^11 steps for this cell.
    assert not is_personal_value(piece * (320_000 // len(piece)))


@pytest.mark.parametrize("cell", ["0351-1234567", "12.03.1950", "1950-03-12", "e@x.de"])
def test_such_a_pseudonym_is_none(cell: str) -> None:
    assert is_personal_id(cell)


@pytest.mark.parametrize("cell", ["t-0042", "9f3ab2c1", "0351", "T.17", "2025-0003", "19501203"])
def test_a_pseudonym_may_look_like_this(cell: str) -> None:
    assert not is_personal_id(cell)
