"""Columns that look like a tenant's personal data are refused before anything is read."""

import re
from collections.abc import Collection, Sequence

from graph_model.errors import PersonalColumnError
from importers.cells import plain

_PARTS = [
    "vorname",
    "nachname",
    "zuname",
    "familienname",
    "rufname",
    "firstname",
    "lastname",
    "surname",
    "forename",
    "geburt",
    "birth",
    "telefon",
    "phone",
    "handy",
    "mobilnummer",
    "mobilnr",
    "email",
    "strasse",
    "street",
    "adresse",
    "address",
    "anschrift",
    "hausnummer",
    "hausnr",
    "housenumber",
    "wohnungsnummer",
    "iban",
    "kontonummer",
    "versichertennummer",
    "versicherungsnummer",
    "ausweis",
    "whatsapp",
    "freitext",
]
_WORDS = frozenset(
    [
        "tel",
        "fon",
        "fax",
        "mail",
        "str",
        "dob",
        "mobil",
        "mobile",
        "hnr",
        "bemerkung",
        "bemerkungen",
        "notiz",
        "notizen",
        "anmerkung",
        "anmerkungen",
        "kommentar",
        "kommentare",
        "beschreibung",
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "remarks",
    ]
)
_PEOPLE = ("mieter", "tenant", "klient", "client", "bewohner", "resident", "patient", "betroffen")
_LONGEST_SHOWN = 60

# Every repetition is bounded: a cell may be long, and made to be slow.
_PERSONAL_VALUE = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,255}\.[a-z]{2,}"  # e-mail
    r"|(?<!\w)(?:\+|00)[1-9]\d[\d /().-]{5,20}\d"  # telephone with the country
    r"|(?<![\w.])0[1-9]\d{1,4}(?: ?[/-] ?|[ )])\d{3}[\d -]*"  # telephone with the town
    r"|(?<=\w\w\w)(?:straße|strasse|str\.|weg|platz|allee|gasse) ?\d{1,4}(?!\d)",  # street
    re.IGNORECASE,
)
_PERSONAL_ID = re.compile(
    r".*@.*|0[1-9]\d{1,4}-\d{3,}|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
)


def looks_personal(heading: str) -> bool:
    """Whether a heading sounds like a name, birthday, phone, e-mail, street or free text.

    Examples
    --------
    >>> [looks_personal(word) for word in ("Mietername", "E-Mail", "Straße", "Bemerkung", "Etage")]
    [True, True, True, True, False]
    """
    words = plain(heading).split()
    squeezed = "".join(words)
    return (
        any(part in squeezed for part in _PARTS)
        or any(word in _WORDS for word in words)
        or any(word.endswith(("name", "namen", "names")) for word in words)
    )


def check_headings(
    file: str, header: Sequence[str], *, understood: Collection[int], is_personal: bool
) -> None:
    """Refuse a file whose unknown columns look like a tenant's personal data.

    In tables about single tenants every such heading counts; in the directory, where organisations
    have names and addresses, only those that speak of tenants or of birth.

    Raises
    ------
    PersonalColumnError
        Naming the columns.
    """
    found = [
        heading
        for index, heading in enumerate(header)
        if index not in understood
        and looks_personal(heading)
        and (is_personal or _speaks_of_people(heading))
    ]
    if found:
        raise personal_columns(file, found)


def _speaks_of_people(heading: str) -> bool:
    squeezed = plain(heading).replace(" ", "")
    return any(word in squeezed for word in (*_PEOPLE, "geburt", "birth"))


def personal_columns(file: str, headings: Sequence[str]) -> PersonalColumnError:
    """Make the error that names the columns; the caller raises it."""
    shown = ", ".join(heading.strip()[:_LONGEST_SHOWN] for heading in headings[:20])
    return PersonalColumnError(file=file, columns=shown)


def is_personal_value(cell: str) -> bool:
    """Whether a cell of an unknown column holds an e-mail address, telephone number or street."""
    return _PERSONAL_VALUE.search(cell) is not None


def is_personal_id(cell: str) -> bool:
    """Whether what should be a pseudonym is an e-mail address, telephone number or birthday."""
    return _PERSONAL_ID.fullmatch(cell) is not None
