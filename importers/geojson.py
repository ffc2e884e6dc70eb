"""Areas as GeoJSON, read and written: official keys nest them, boundaries come along."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from graph_model.domain.areas import Area, Polygon
from graph_model.domain.boundaries import point_inside
from graph_model.domain.records import RecordKind
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import HilfenetzError
from importers.area_keys import AGS_LEVELS, LOR_LEVELS, build_area, key_parents, looks_damaged
from importers.cells import plain
from importers.columns import Column, Values
from importers.geometry import Fault, read_geometry
from importers.personal import check_headings
from importers.report import FileSummary, ImportOptions
from importers.rows import Gathered, Progress
from importers.tables_directory import AREAS
from importers.text_lines import check_file, unreadable

MOST_BYTES = 100 * (1 << 20)
"""Largest file taken; GeoJSON has to be read as a whole."""

_LOR_WORDS = frozenset(
    plain(level) for level in ("forecast_area", "district_region", "planning_area")
)
_WORLD = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True, slots=True)
class GeoJsonSource:
    """The features of one file."""

    path: Path
    features: tuple[object, ...]

    @property
    def rank(self) -> int:
        """Areas can be read at any time."""
        return 1

    def read(self, gathered: Gathered, progress: Progress) -> None:
        """Hand over every feature as an area; rows are counted from 1."""
        headings = _property_names(self.features)
        columns = AREAS.match_header(headings)
        check_headings(self.path.name, headings, understood=columns, is_personal=False)
        known = {headings[index]: column for index, column in columns.items()}
        rows = [_row_of(feature, known) for feature in self.features]
        reading = _Reading(self.path.name, gathered, levels=_levels(rows))
        for number, row in enumerate(rows, start=1):
            reading.take(row, number)
        size = self.path.stat().st_size
        progress("read", done=size, total=size)
        gathered.summaries.append(
            FileSummary(
                file=self.path.name,
                content=AREAS.name,
                rows=len(rows),
                encoding="utf-8",
                ignored=tuple(name[:60] for name in headings if name not in known),
            )
        )


def open_source(path: Path, options: ImportOptions) -> GeoJsonSource:
    """Open a GeoJSON file of areas.

    Raises
    ------
    UnreadableFileError
        If it is missing, too large, no GeoJSON ``FeatureCollection``, or not in WGS 84.
    """
    check_file(path, min(options.max_bytes or MOST_BYTES, MOST_BYTES))
    content = _parse(path)
    features = content.get("features") if isinstance(content, dict) else None
    if (
        not isinstance(content, dict)
        or content.get("type") != "FeatureCollection"
        or not isinstance(features, list)
    ):
        raise unreadable(
            path, german="keine GeoJSON-FeatureCollection", english="no GeoJSON FeatureCollection"
        )
    crs = content.get("crs")
    if crs is not None and not any(word in json.dumps(crs) for word in _WORLD):
        raise unreadable(
            path,
            german="bitte als WGS 84 (EPSG:4326) ausgeben",
            english="please export as WGS 84 (EPSG:4326)",
        )
    return GeoJsonSource(path, tuple(features))


def _parse(path: Path) -> object:
    try:
        return json.loads(
            path.read_bytes().decode("utf-8-sig"),
            parse_constant=_refuse,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError) as error:
        raise unreadable(
            path, german="kein gültiges JSON in UTF-8", english="no valid JSON in UTF-8"
        ) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated name")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A feature: its cells by column, those present but empty too, and its geometry."""

    cells: Mapping[str, tuple[Column, str]]
    geometry: object


def _property_names(features: Iterable[object]) -> list[str]:
    names: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict):
            names.update(dict.fromkeys(properties))
    return list(names)


def _row_of(feature: object, known: Mapping[str, Column]) -> _Row | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return None
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        return None
    cells = {
        known[name].name: (known[name], _cell(value))
        for name, value in properties.items()
        if name in known
    }
    if "id" not in cells and isinstance(feature.get("id"), str | int):
        cells["id"] = (AREAS.columns[0], _cell(feature["id"]))
    return _Row(cells=cells, geometry=feature.get("geometry"))


def _cell(value: object) -> str:
    """A property as a cell of the table of areas; what is no plain value stays empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _levels(rows: Iterable[_Row | None]) -> Mapping[int, AreaLevel]:
    """Whether a file's keys are Berlin's (LOR) or municipality keys (AGS), judged by all of them.

    Only LOR keys have 4 or 6 digits, or levels of Berlin's own; what could be either is AGS.
    """
    lengths: set[int] = set()
    words: set[str] = set()
    for row in rows:
        cells = row.cells if row is not None else {}
        key = cells["id"][1] if "id" in cells else ""
        if key.isdecimal():
            lengths.add(len(key))
        if "level" in cells:
            words.add(plain(cells["level"][1]))
    is_lor = lengths <= LOR_LEVELS.keys() and bool(lengths & {4, 6} or words & _LOR_WORDS)
    return LOR_LEVELS if is_lor else AGS_LEVELS


class _Reading:
    """The state of reading one file."""

    def __init__(self, file: str, gathered: Gathered, *, levels: Mapping[int, AreaLevel]) -> None:
        self._file = file
        self._gathered = gathered
        self._number = gathered.file_number(file)
        self._levels = levels

    def take(self, row: _Row | None, number: int) -> None:
        """Take in a feature, or report what is wrong with it."""
        place = (self._file, number)
        problems = self._gathered.problems
        if row is None:
            problems.add("not_an_object", place)
            return
        key = row.cells["id"][1] if "id" in row.cells else ""
        try:
            if looks_damaged(key, is_official=False):
                problems.add("key_damaged", place, column="id")
            elif self._is_complete(row, place):
                self._add(row, key, place=self._gathered.place(self._number, number))
                return
        except Fault as fault:
            problems.add(fault.code, place, problem_de=fault.german, problem_en=fault.english)
        except HilfenetzError as error:
            problems.add_error(error, place)
        self._gathered.bad[RecordKind.AREA].add(key)

    def _is_complete(self, row: _Row, place: tuple[str, int]) -> bool:
        missing = [name for name in ("id", "name") if not row.cells.get(name, (None, ""))[1]]
        for name in missing:
            self._gathered.problems.add("cell_missing", place, column=name)
        return not missing

    def _add(self, row: _Row, key: str, *, place: int) -> None:
        values: Values = {}
        for name, (column, cell) in row.cells.items():
            if cell:
                values[name] = column.type.parse(cell)
        boundary = read_geometry(row.geometry)
        is_key = key.isdecimal() and len(key) in self._levels
        is_exact = "parent_id" in row.cells
        if is_key and not is_exact and (self._levels is LOR_LEVELS or "level" not in values):
            # Berlin's files call a Bezirk "district", which is a Kreis elsewhere.
            values["level"] = self._levels[len(key)]
        district = values.pop("district_ags", None)
        if district is not None and district != key:
            values.setdefault("parent_id", district)
        area = replace(build_area(values), boundary=boundary)
        if "latitude" not in row.cells and area.position is None:
            area = replace(area, position=point_inside(boundary))
        if is_key and not is_exact and area.parent_id is None:
            self._gathered.guessed_parents[key] = key_parents(key, self._levels.keys())
        self._gathered.add(area, place)


def write_areas(path: Path, areas: Iterable[Area]) -> int:
    """Write areas as GeoJSON that ``open_source`` reads back equal; how many there were.

    Every column of the table of areas is a property, ``null`` where empty.
    """
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for area in areas:
            file.write(",\n" if count else "\n")
            file.write(json.dumps(_feature(area), ensure_ascii=False, allow_nan=False))
            count += 1
        file.write("\n]}\n")
    return count


def _feature(area: Area) -> dict[str, object]:
    fields = AREAS.extract(area)
    properties = {
        column.name: _property(column, fields.get(column.name))
        for column in AREAS.columns
        if column.name in fields
    }
    return {"type": "Feature", "properties": properties, "geometry": _geometry(area.boundary)}


def _property(column: Column, value: object) -> object:
    if value is None or value == ():
        return None
    return value if isinstance(value, int | float) else column.type.write(value)


def _geometry(polygons: tuple[Polygon, ...]) -> dict[str, object] | None:
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None
