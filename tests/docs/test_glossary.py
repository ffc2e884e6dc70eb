"""The glossary holds every list of codes of the domain, each code with both languages."""

import re
from enum import StrEnum

import pytest

from graph_model.domain import vocabulary
from tests.docs.repository import text_of

LISTS = [
    found
    for found in vars(vocabulary).values()
    if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum
]


def sections() -> dict[str, str]:
    """Text under each heading of the form ``### `Name`: German term``, by name."""
    parts = re.split(r"^### `(\w+)`: \S.*$", text_of("docs/glossary.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_glossary_has_a_section_for_each_list_and_no_other() -> None:
    assert set(sections()) == {found.__name__ for found in LISTS}


@pytest.mark.parametrize("codes", LISTS, ids=lambda found: found.__name__)
def test_a_section_names_each_code_once_in_order_with_german_and_english(
    codes: type[StrEnum],
) -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", sections()[codes.__name__], re.M)
    assert [code for code, _, _ in rows] == [member.value for member in codes]
    german = [term for _, term, _ in rows]
    assert len(set(german)) == len(german), "two codes must not read the same"
