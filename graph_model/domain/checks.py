"""Checks that domain values run on themselves when they are made."""

import math
import re
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from graph_model.errors import InvalidValueError

LOCAL_ZONE = ZoneInfo("Europe/Berlin")
"""Calendar days of the domain are days in Germany."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NO_OFFSET = timedelta(0)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def refuse(field: str, rule_de: str, rule_en: str) -> InvalidValueError:
    """Make the error for a field whose value breaks a rule; the caller raises it."""
    return InvalidValueError(field=field, rule_de=rule_de, rule_en=rule_en)


def check_id(field: str, value: str | None, *, optional: bool = False) -> None:
    """Refuse an id that is not 1 to 64 characters of ``A-Z a-z 0-9 . _ : -``."""
    if value is None and optional:
        return
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise refuse(
            field,
            "eine Kennung aus 1 bis 64 Buchstaben, Ziffern oder . _ : - wird gebraucht",
            "an id of 1 to 64 letters, digits or . _ : - is needed",
        )


def check_text(field: str, value: str, *, longest: int = 200, empty: bool = False) -> None:
    """Refuse text that is blank, too long, or holds control characters."""
    if not empty and not value.strip():
        raise refuse(field, "ein Text wird gebraucht", "a text is needed")
    if len(value) > longest:
        raise refuse(field, f"höchstens {longest} Zeichen", f"at most {longest} characters")
    if _CONTROL.search(value):
        raise refuse(field, "Steuerzeichen sind nicht erlaubt", "no control characters allowed")


def check_instant(field: str, value: datetime | None, *, optional: bool = False) -> None:
    """Refuse a time that is not aware UTC, or outside the years 1900 to 2199."""
    if value is None and optional:
        return
    if not isinstance(value, datetime) or (
        value.tzinfo is not UTC and value.utcoffset() != _NO_OFFSET
    ):
        raise refuse(field, "ein Zeitpunkt in UTC wird gebraucht", "an instant in UTC is needed")
    if not _EARLIEST <= value < _LATEST:
        raise refuse(
            field, "das Jahr muss zwischen 1900 und 2199 liegen", "the year must be 1900 to 2199"
        )


def check_order(field: str, first: date | None, last: date | None) -> None:
    """Refuse an end that is not after its beginning; an open side is always in order."""
    if first is not None and last is not None and last <= first:
        raise refuse(field, "das Ende muss nach dem Anfang liegen", "the end must follow the start")


def check_number(
    field: str, value: float | None, *, low: float = 0, high: float = 1_000_000_000
) -> None:
    """Refuse a number outside ``[low, high]``, a truth value, and what is not finite."""
    if value is None:
        return
    given: object = value
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not math.isfinite(value) or not low <= value <= high:
        raise refuse(
            field, f"eine Zahl von {low} bis {high}", f"a number from {low} to {high} is needed"
        )


def check_count(field: str, value: float | None, *, high: int = 1_000_000_000) -> None:
    """Refuse what is not a whole number from 0 to ``high``."""
    check_number(field, value, high=high)
    if value is not None and value != int(value):
        raise refuse(field, "eine ganze Zahl wird gebraucht", "a whole number is needed")


def check_ids(field: str, values: tuple[str, ...]) -> None:
    """Refuse a tuple with a wrong id or the same id twice."""
    for value in values:
        check_id(field, value)
    if len(set(values)) != len(values):
        raise refuse(field, "jede Kennung nur einmal", "each id only once")


def check_languages(field: str, values: tuple[str, ...]) -> None:
    """Refuse what is not an ISO 639 language code in lower case, or stands there twice."""
    if any(not _LANGUAGE.fullmatch(value) for value in values) or len(set(values)) != len(values):
        raise refuse(
            field,
            "Sprachen als Kürzel nach ISO 639 angeben, etwa de, uk, ar",
            "give languages as ISO 639 codes such as de, uk, ar",
        )


def check_member(field: str, value: object, vocabulary: type[StrEnum]) -> None:
    """Refuse what is not a member of the vocabulary (a bare string is not)."""
    if not isinstance(value, vocabulary):
        allowed = ", ".join(vocabulary)
        raise refuse(field, f"erlaubt sind: {allowed}", f"allowed are: {allowed}")


def local_day(instant: datetime) -> date:
    """The calendar day in Germany on which an instant falls."""
    return instant.astimezone(LOCAL_ZONE).date()


def local_midnight(day: date) -> datetime:
    """The instant, in UTC, at which a calendar day begins in Germany."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL_ZONE).astimezone(UTC)
