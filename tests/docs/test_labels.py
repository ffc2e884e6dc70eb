"""The words that the program shows for codes are those of the glossary."""

import re
from enum import StrEnum

import pytest

from graph_model.domain.labels import LABELS, label
from tests.docs.repository import text_of


@pytest.mark.parametrize("codes", sorted(LABELS, key=lambda codes: codes.__name__))
def test_the_labels_of_a_list_are_those_of_the_glossary(codes: type[StrEnum]) -> None:
    section = text_of("docs/glossary.md").split(f"### `{codes.__name__}`: ")[1].split("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    assert rows == [(code, german, english) for code, (german, english) in LABELS[codes].items()]
    assert [member.value for member in codes] == list(LABELS[codes])


@pytest.mark.parametrize("codes", sorted(LABELS, key=lambda codes: codes.__name__))
def test_every_member_has_a_word_in_both_languages(codes: type[StrEnum]) -> None:
    assert all(label(member, "de") and label(member, "en") for member in codes)
