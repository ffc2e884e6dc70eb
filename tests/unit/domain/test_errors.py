"""Errors: one tree, stable codes, sentences in both languages that say what to do."""

import pickle
import string

import pytest

from graph_model import errors
from graph_model.errors import HilfenetzError, RevisionConflictError, StoreFullError


def tree(kind: type[HilfenetzError] = HilfenetzError) -> list[type[HilfenetzError]]:
    return [kind, *(one for below in kind.__subclasses__() for one in tree(below))]


def made(kind: type[HilfenetzError]) -> HilfenetzError:
    """An error whose details are named like the placeholders of its sentences."""
    names = {
        name
        for template in (kind.german, kind.english)
        for _, name, _, _ in string.Formatter().parse(template)
        if name
    }
    return kind(**{name: f"<{name}>" for name in names})


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in tree()]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", tree())
def test_both_sentences_can_be_said_and_name_the_same_details(kind: type[HilfenetzError]) -> None:
    error = made(kind)
    german, english = error.sentence("de"), error.sentence("en")
    assert german.endswith(".")
    assert english.endswith(".")
    assert german != english
    assert str(error) == english
    for language in ("de", "en"):
        template = kind.german if language == "de" else kind.english
        fields = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        for name in fields:
            assert f"<{name}>" in error.sentence(language)


@pytest.mark.parametrize("kind", tree())
def test_an_error_survives_the_way_to_another_process(kind: type[HilfenetzError]) -> None:
    error = made(kind)
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(copied) is kind
    assert copied.details == error.details
    assert str(copied) == str(error)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    """Each line is indented by four signs a generation, then comes the name of the class."""
    drawn = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.strip("│ ├└─").split(" ")[0]
        if name.endswith("Error") and not line.startswith("    None"):
            drawn.append((line.index(name), name))
    generation = len(HilfenetzError.__mro__)
    expected = {(4 + 4 * (len(kind.__mro__) - generation), kind.__name__) for kind in tree()}
    assert set(drawn) == expected


def test_sentences_as_they_are_read() -> None:
    conflict = RevisionConflictError(kind="chain", record_id="c1", expected=3, found=5)
    assert conflict.sentence("de") == (
        "c1 (chain) wurde inzwischen geändert (erwartet Stand 3, ist 5). "
        "Bitte neu laden und noch einmal versuchen."
    )
    assert conflict.sentence("en") == (
        "c1 (chain) was changed in between (expected revision 3, is 5). "
        "Please load it again and retry."
    )
    assert StoreFullError(problem="SQLITE_FULL").sentence("de") == (
        "Der Speicherplatz ist voll (SQLITE_FULL). Nichts wurde verändert; bitte Platz schaffen."
    )
