"""Official area keys: what their length says, and how spreadsheets damage them."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from graph_model.domain.areas import Area
from graph_model.domain.records import RecordKind
from graph_model.domain.vocabulary import AreaLevel
from importers.cells import plain
from importers.columns import Values
from importers.rows import Gathered, Place
from importers.tables_directory import AREAS

AGS_LEVELS = {2: AreaLevel.STATE, 5: AreaLevel.DISTRICT, 8: AreaLevel.MUNICIPALITY}
"""Digits of a municipality key (AGS) and what it names."""

LOR_LEVELS = {
    2: AreaLevel.BOROUGH,
    4: AreaLevel.FORECAST_AREA,
    6: AreaLevel.DISTRICT_REGION,
    8: AreaLevel.PLANNING_AREA,
}
"""Digits of a Berlin LOR key and what it names."""

_OFFICIAL = frozenset(
    plain(heading)
    for heading in ("ags", "Gemeindeschlüssel", "Amtlicher Gemeindeschlüssel", "district_ags")
)
_NUMBER = re.compile(r"\d+", re.ASCII)
_AS_FLOAT = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]0+", re.ASCII)


def has_official_keys(header: Sequence[str]) -> bool:
    """Whether a header speaks of municipality keys."""
    return any(plain(heading) in _OFFICIAL for heading in header)


def looks_damaged(key: str, *, is_official: bool) -> bool:
    """Whether a key seems to have gone through a spreadsheet as a number.

    Examples
    --------
    >>> looks_damaged("1001000", is_official=False), looks_damaged("01001000", is_official=True)
    (True, False)
    """
    if _AS_FLOAT.fullmatch(key):
        return True
    if not _NUMBER.fullmatch(key):
        return False
    # States 01 to 09 lose their first digit: 8 digits become 7, 5 become 4, 2 become 1.
    return len(key) == 7 or (is_official and len(key) in (1, 4))


def key_parents(key: str, lengths: Collection[int]) -> tuple[str, ...]:
    """What a key lies in by its first digits, the smallest area first.

    Examples
    --------
    >>> key_parents("09010101", (2, 4, 6, 8))
    ('090101', '0901', '09')
    """
    return tuple(key[:length] for length in sorted(lengths, reverse=True) if length < len(key))


class AreaRows:
    """Rows of areas; municipality keys tell the level, and the district is the parent."""

    def __init__(self, gathered: Gathered, *, is_official: bool) -> None:
        self._gathered = gathered
        self._is_official = is_official

    def add(self, values: Values, place: Place) -> None:
        """Take in a row; a damaged key is reported."""
        key = str(values["id"])
        keys = [
            key,
            *(str(values[name]) for name in ("district_ags", "parent_id") if name in values),
        ]
        if any(looks_damaged(part, is_official=self._is_official) for part in keys):
            self._gathered.problems.add("key_damaged", self._gathered.named(place))
            self._gathered.bad[RecordKind.AREA].add(key)
            return
        district = values.pop("district_ags", None)
        if self._is_official and _NUMBER.fullmatch(key):
            self._complete(values, key, district=district)
        self._gathered.add(build_area(values), place)

    def _complete(self, values: Values, key: str, *, district: object) -> None:
        if len(key) in AGS_LEVELS:
            values.setdefault("level", AGS_LEVELS[len(key)])
        if not isinstance(district, str) or district == key or "parent_id" in values:
            return
        if len(key) == 8 and key == f"{district}000":
            # A city that is its own district; lists of municipalities seldom name it twice.
            self._gathered.guessed_parents[key] = (district, key[:2])
        else:
            values["parent_id"] = district


def build_area(values: Values) -> Area:
    """An area from the values of its table."""
    build: Callable[[Values], object] | None = AREAS.build
    area = build(values) if build is not None else None
    if not isinstance(area, Area):
        raise AssertionError("the table of areas builds areas")
    return area


def with_parent(area: Area, parent_id: str | None) -> Area:
    """The area with another parent."""
    return replace(area, parent_id=parent_id)
