"""Words of the pages in both languages, and what forms say of times and blanks."""

import re
from string import Formatter

import pytest

from service.web.form_data import Sent
from service.web.queries import Lookup, Wish
from service.web.rows import ago, days
from service.web.words import words


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_is_there(language: str) -> None:
    assert [name for name, text in words(language).items() if not text.strip()] == []


def test_both_languages_leave_the_same_places_to_fill() -> None:
    german, english = words("de"), words("en")
    for name, text in german.items():
        assert _places(text) == _places(english[name]), name


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_whoever_reads_german_is_addressed_formally() -> None:
    informal = re.compile(r"\b(du|dein\w*|dir|dich)\b", re.IGNORECASE)
    assert [name for name, text in words("de").items() if informal.search(text)] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-01-15T14:30", "2026-01-15T14:30:00+01:00"),
        ("2026-07-15T14:30", "2026-07-15T14:30:00+02:00"),
        ("2026-07-15T14:30:05", "2026-07-15T14:30:05+02:00"),
        ("2026-02-30T10:00", "2026-02-30T10:00"),
        ("tomorrow", "tomorrow"),
        (None, None),
    ],
)
def test_a_time_of_a_form_is_by_the_clock_in_germany(typed: str | None, kept: str | None) -> None:
    sent = Sent({} if typed is None else {"when": typed})
    assert sent.instant("when") == kept


def test_fields_of_an_address_that_were_left_blank_are_not_there() -> None:
    wish = Wish.model_validate({"need": "", "area": "a1", "care_level": "", "language": ""})
    assert wish == Wish(area="a1")
    assert Lookup.model_validate({"text": ""}) == Lookup()
    assert Wish.model_validate({"care_level": "0"}).care_level == 0


@pytest.mark.parametrize(
    ("count", "told"),
    [(-1, "heute"), (0, "heute"), (1, "vor 1 Tag"), (2, "vor 2 Tagen")],
)
def test_days_ago_are_said_as_people_say_them(count: int, told: str) -> None:
    assert ago(count, "de") == told


def test_days_are_counted_in_words() -> None:
    assert [days(1, "de"), days(3, "de"), days(1, "en"), days(0, "en")] == [
        "1 Tag",
        "3 Tage",
        "1 day",
        "0 days",
    ]
