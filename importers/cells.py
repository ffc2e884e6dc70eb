"""Cells of a table: text to values and back, German and ISO notation alike."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from graph_model.domain.checks import LOCAL_ZONE, refuse
from graph_model.domain.labels import LABELS
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.errors import InvalidValueError, UnknownCodeError

Code = TypeVar("Code", bound=StrEnum)

LONGEST_CELL = 32_767
"""Characters a spreadsheet keeps in one cell."""

FIELD = "?"
"""Stands for the column in an error until the reader of the row fills it in."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_SEPARATORS = re.compile(r"[|,;\s]+")
_WHOLE = re.compile(
    r"[+-]?(?:\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})(?:,0+)?|[+-]?\d{1,12}\.0{1,2}", re.ASCII
)
_DECIMAL = re.compile(
    r"[+-]?(?:\d{1,12}|\d{1,3}(?:\.\d{3})+(?=,))(?:[.,]\d{1,20})?(?:[eE][+-]?\d{1,2})?"
)
_DATE = r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))"
_DAY = re.compile(_DATE + r"(?:[ T]00:00(?::00)?)?", re.ASCII)
_INSTANT = re.compile(
    _DATE
    + r"(?:(?:T|,? )(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?(?: ?Uhr)?)?"
    + r" ?(Z|UTC|MEZ|MESZ|CET|CEST|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_NAMED_OFFSETS = {"Z": 0, "UTC": 0, "MEZ": 60, "CET": 60, "MESZ": 120, "CEST": 120}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CellType:
    """How the values of a column are read and written, and how the documents describe them.

    ``parse`` gets text that is neither empty nor padded, and raises ``InvalidValueError`` with the
    field ``FIELD``; ``write`` is its inverse.
    """

    parse: Callable[[str], object]
    write: Callable[..., str]
    german: str
    english: str
    example: str


def protect(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula: a leading ``'`` before ``= + - @``.

    Examples
    --------
    >>> protect("=1+1"), unprotect(protect("=1+1")), protect("Tafel")
    ("'=1+1", '=1+1', 'Tafel')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unprotect(cell: str) -> str:
    """The cell as it was before ``protect``."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def as_text(cell: str) -> str:
    """Text and ids as they stand."""
    return cell


def whole_number(cell: str) -> int:
    """A whole number; ``1.200`` is the German twelve hundred, ``12,0`` is twelve."""
    if cell.isascii() and cell.isdecimal() and len(cell) <= 12:
        return int(cell)
    if not _WHOLE.fullmatch(cell):
        raise refuse(FIELD, "eine ganze Zahl wird gebraucht", "a whole number is needed")
    if re.fullmatch(r"[+-]?\d+\.0{1,2}", cell):
        return int(cell.split(".", maxsplit=1)[0])
    return int(cell.split(",", maxsplit=1)[0].replace(".", ""))


def decimal_number(cell: str) -> float:
    """A number with German comma or point; ``1.200,5`` has thousands, ``51.123`` has none."""
    if not _DECIMAL.fullmatch(cell):
        raise refuse(FIELD, "eine Zahl wie 12,5 wird gebraucht", "a number such as 12.5 is needed")
    return float(cell.replace(".", "").replace(",", ".") if "," in cell else cell)


def _date_parts(found: re.Match[str]) -> tuple[int, int, int]:
    year, month, day, german_day, german_month, german_year = found.groups()[:6]
    return int(year or german_year), int(month or german_month), int(day or german_day)


def calendar_day(cell: str) -> date:
    """A day as ``31.12.2025`` or ``2025-12-31``; a midnight behind it is let pass."""
    found = _DAY.fullmatch(cell)
    try:
        if found is not None:
            return date(*_date_parts(found))
    except ValueError:
        pass
    raise refuse(
        FIELD, "ein Tag wie 31.12.2025 wird gebraucht", "a day such as 2025-12-31 is needed"
    )


@lru_cache(maxsize=1 << 12)
def instant(cell: str) -> datetime:
    """A moment as ``31.12.2025 14:30`` or in ISO 8601, as UTC.

    Without a zone it is the clock time in Germany. The hour that comes twice in October is taken
    as the first (summer time) unless ``MEZ`` or ``MESZ`` follows; one that is skipped in March is
    refused. A day without a time is its beginning.
    """
    if cell[-1] == "Z" and len(cell) >= 20:
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            pass
    return _any_instant(cell)


def _any_instant(cell: str) -> datetime:
    found = _INSTANT.fullmatch(cell)
    if found is None:
        raise _no_instant()
    hour, minute, second, fraction, zone = found.groups()[6:]
    micros = int((fraction or "0").ljust(6, "0"))
    try:
        clock = datetime(  # noqa: DTZ001 - the zone follows in the next step
            *_date_parts(found), int(hour or 0), int(minute or 0), int(second or 0), micros
        )
        return _from_clock(clock) if zone is None else _at_offset(clock, zone)
    except (ValueError, OverflowError):
        raise _no_instant() from None


def _no_instant() -> InvalidValueError:
    return refuse(
        FIELD,
        "ein Zeitpunkt wie 31.12.2025 14:30 wird gebraucht",
        "a time such as 2025-12-31T14:30 is needed",
    )


def _at_offset(clock: datetime, zone: str) -> datetime:
    minutes = _NAMED_OFFSETS.get(zone)
    if minutes is None:
        size = int(zone[1:3]) * 60 + int(zone[-2:])
        minutes = -size if zone[0] == "-" else size
    return clock.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC)


def _from_clock(clock: datetime) -> datetime:
    moment = clock.replace(tzinfo=LOCAL_ZONE, fold=0).astimezone(UTC)
    if moment.astimezone(LOCAL_ZONE).replace(tzinfo=None, fold=0) != clock:
        raise refuse(
            FIELD,
            "diese Uhrzeit gab es wegen der Zeitumstellung nicht",
            "the clock change left this time out",
        )
    return moment


def plain(word: str) -> str:
    """A word for comparison: lower case, umlauts spelt out, one space for all between words."""
    lowered = word.casefold().translate(_UMLAUTS)
    return " ".join(re.split(r"[\s_\-./:()*]+", lowered)).strip()


_SYNONYMS: Mapping[type[StrEnum], Mapping[str, str]] = {
    ActorKind: {
        "Genossenschaft": "cooperative",
        "Kümmerin": "kuemmerer",
        "Soziale Kümmerin": "kuemmerer",
        "Alltagsbegleiter": "companion",
        "Alltagsbegleiterin": "companion",
        "Träger": "partner",
        "Verein": "partner",
        "Beratungsstelle": "partner",
        "Pflegedienst": "partner",
        "Behörde": "administration",
        "Verwaltung": "administration",
        "Mieter": "tenant",
        "Mieterin": "tenant",
    },
    AreaLevel: {
        "Bundesland": "state",
        "Landkreis": "district",
        "Kreisfreie Stadt": "district",
        "Stadt": "municipality",
        "Bezirk": "borough",
        "Prognoseraum": "forecast_area",
        "Bezirksregion": "district_region",
        "Planungsraum": "planning_area",
    },
}


def coded(vocabulary: type[Code]) -> Callable[[str], Code]:
    """A parser for one vocabulary: its codes and its German and English words, any case."""
    by_cell: dict[str, Code] = {member.value: member for member in vocabulary}
    by_word: dict[str, Code] = {plain(member.value): member for member in vocabulary}
    for code, words in LABELS[vocabulary].items():
        for word in words:
            by_word.setdefault(plain(word), vocabulary(code))
    for word, code in _SYNONYMS.get(vocabulary, {}).items():
        by_word.setdefault(plain(word), vocabulary(code))
    allowed = ", ".join(vocabulary)

    def parse(cell: str) -> Code:
        member = by_cell.get(cell)
        if member is None:
            member = by_word.get(plain(cell))
        if member is None:
            raise UnknownCodeError(field=FIELD, allowed=allowed)
        return member

    return parse


def several(cell: str) -> list[str]:
    """Parts of a cell between ``|``, comma, semicolon or space."""
    return [part for part in _SEPARATORS.split(cell) if part]


def write_day(value: date) -> str:
    """A day in ISO notation."""
    return value.isoformat()


def write_instant(value: datetime) -> str:
    """A moment in UTC, ending in ``Z``."""
    return value.isoformat().removesuffix("+00:00") + "Z"


def write_several(values: Iterable[str]) -> str:
    """Parts with ``|`` between them."""
    return "|".join(values)
