"""Every error is documented, has a code of its own, and says the same in both languages."""

import re
import string

import pytest

from docs.generate import error_classes, errors_page
from graph_model import errors
from tests.docs.repository import text_of

CLASSES = error_classes()


def name_of(kind: type[errors.HilfenetzError]) -> str:
    return kind.__name__


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_the_errors_page_is_what_the_code_says() -> None:
    assert text_of("docs/errors.md") == errors_page(), "run `make docs`"


def test_codes_are_unique_and_plain() -> None:
    codes = [kind.code for kind in CLASSES]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


def test_the_tree_in_the_module_docstring_is_the_tree_of_the_classes() -> None:
    # Four characters of drawing per level; the root stands at the margin of the block.
    drawn = re.findall(r"^ {4}([│├└─ ]*)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    assert {name: len(indent) // 4 for indent, name in drawn} == {
        kind.__name__: len(kind.__mro__) - len(errors.HilfenetzError.__mro__) for kind in CLASSES
    }


@pytest.mark.parametrize("kind", CLASSES, ids=name_of)
def test_both_sentences_are_the_class_s_own(kind: type[errors.HilfenetzError]) -> None:
    assert {"code", "german", "english"} <= vars(kind).keys()


@pytest.mark.parametrize("kind", CLASSES, ids=name_of)
def test_the_docstring_names_every_detail_of_the_sentences(
    kind: type[errors.HilfenetzError],
) -> None:
    needed = placeholders(kind.german) | placeholders(kind.english)
    assert needed <= set(re.findall(r"``(\w+)``", kind.__doc__ or ""))
