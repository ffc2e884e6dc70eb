"""Words of the pages in both languages, and what forms say of times and blanks."""

import re
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from service.web.form_data import Sent
from service.web.queries import Lookup, Wish
from service.web.rows import ago, days
from service.words import words

_REPORTS = Path(str(resources.files("service.web.reports")))
_WEB = Path(str(resources.files("service.web")))
_CHARTS = Path(str(resources.files("visual.charts")))


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_is_there(language: str) -> None:
    found = words(language)
    assert [key for key in found if not all(text.strip() for text in found.forms(key))] == []


def test_both_languages_have_the_same_words_with_the_same_places_to_fill() -> None:
    german, english = words("de"), words("en")
    assert german.keys == english.keys
    for key in german:
        assert len(german.forms(key)) == len(english.forms(key)), key
        assert _places(german.forms(key)[-1]) == _places(english.forms(key)[-1]), key


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_whoever_reads_german_is_addressed_formally() -> None:
    informal = re.compile(r"\b(du|dein\w*|dir|dich)\b", re.IGNORECASE)
    german = words("de")
    assert [key for key in german if any(map(informal.search, german.forms(key)))] == []


def test_every_word_that_a_page_asks_for_is_in_the_catalogues_and_no_other() -> None:
    sources = [
        file.read_text(encoding="utf-8")
        for folder in (_WEB, _WEB / "templates", _REPORTS, _CHARTS)
        for file in sorted(folder.iterdir())
        if file.suffix in {".py", ".html"}
    ]
    code = "\n".join(sources)
    asked = set(re.findall(r"\bwords\.(\w+)", code)) - {"many"}
    asked |= set(re.findall(r"\bwords\.many\(\"(\w+)\"", code))
    german = words("de")
    assert sorted(asked - set(german)) == []
    beginnings = set(re.findall(r"f\"([a-z_]+_)\{", code)) | set(
        re.findall(r"\"([a-z_]+_)\" ~", code)
    )
    spoken = set(re.findall(r"\w+", code))
    unused = [
        key
        for key in german
        if key not in spoken and not any(key.startswith(one) for one in beginnings)
    ]
    assert unused == []


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
