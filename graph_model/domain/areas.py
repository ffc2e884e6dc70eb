"""Areas as a tree whose members come and go: boundaries change, areas merge and split."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph_model.domain.checks import (
    check_count,
    check_id,
    check_member,
    check_number,
    check_order,
    check_text,
    refuse,
)
from graph_model.domain.vocabulary import AreaLevel

Ring = tuple[tuple[float, float], ...]
"""Closed line of (longitude, latitude) in degrees, WGS 84; first point equals the last."""

Polygon = tuple[Ring, ...]
"""Outer ring first, then holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point on the earth in degrees, WGS 84."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        check_number("latitude", self.latitude, low=-90, high=90)
        check_number("longitude", self.longitude, low=-180, high=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What became of an area: a successor and the share (0 to 1] of the area that went to it."""

    area_id: str
    share: float = 1.0

    def __post_init__(self) -> None:
        check_id("successor", self.area_id)
        check_number("share", self.share, low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A piece of land with an official key as its id (text; leading zeros count).

    ``flats`` are those of the cooperatives, ``residents`` and ``residents_65_plus`` are people.
    ``boundary`` holds polygons; ``position`` is a point inside, for distances.
    """

    id: str
    name: str
    level: AreaLevel = AreaLevel.OTHER
    parent_id: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[Succession, ...] = ()
    flats: int | None = None
    residents: int | None = None
    residents_65_plus: int | None = None
    position: Position | None = None
    boundary: tuple[Polygon, ...] = ()

    def __post_init__(self) -> None:
        check_id("id", self.id)
        check_text("name", self.name)
        check_member("level", self.level, AreaLevel)
        check_id("parent_id", self.parent_id, optional=True)
        check_order("valid_to", self.valid_from, self.valid_to)
        for field in ("flats", "residents", "residents_65_plus"):
            check_count(field, getattr(self, field))
        if self.parent_id == self.id:
            raise refuse("parent_id", "ein Gebiet liegt nicht in sich selbst", "not its own parent")
        if sum(successor.share for successor in self.successors) > 1 + 1e-9:
            raise refuse("successors", "Anteile über 100 %", "shares above 100 %")
        if (self.residents_65_plus or 0) > (self.residents or self.residents_65_plus or 0):
            raise refuse("residents_65_plus", "mehr als Einwohner", "more than residents")

    def is_valid_on(self, day: date) -> bool:
        """Whether the area exists on that day (``valid_to`` is the first day it does not)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class AreaTree:
    """Areas by id with quick questions about what lies in what.

    Parameters
    ----------
    areas
        Any order; a parent that is not among them makes its child a root.

    Raises
    ------
    InvalidValueError
        If parents form a circle.
    """

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas: dict[str, Area] = {area.id: area for area in areas}
        self._children: dict[str, list[str]] = defaultdict(list)
        for area in self._areas.values():
            if area.parent_id in self._areas:
                self._children[area.parent_id or ""].append(area.id)
        self._paths: dict[str, tuple[str, ...]] = {}
        for area_id in self._areas:
            self._paths[area_id] = self._climb(area_id)

    def _climb(self, area_id: str) -> tuple[str, ...]:
        path: list[str] = []
        current: str | None = area_id
        while current in self._areas and current is not None:
            if current in path:
                raise refuse("parent_id", "Gebiete liegen im Kreis", "areas lie in a circle")
            path.append(current)
            current = self._areas[current].parent_id
        return tuple(path)

    @property
    def by_id(self) -> Mapping[str, Area]:
        """All areas by id."""
        return self._areas

    def __contains__(self, area_id: str) -> bool:
        return area_id in self._areas

    def path(self, area_id: str) -> tuple[str, ...]:
        """The area itself, its parent, and so on to the root; an unknown area is alone."""
        return self._paths.get(area_id, (area_id,))

    def subtree(self, area_id: str) -> frozenset[str]:
        """The area and everything below it; an unknown area is alone."""
        found = {area_id}
        waiting = [area_id]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                found.add(child)
                waiting.append(child)
        return frozenset(found)

    def covers(self, outer: str, inner: str) -> bool:
        """Whether ``inner`` is ``outer`` or lies below it."""
        return outer in self.path(inner)

    def at_level(self, area_id: str, level: AreaLevel) -> str | None:
        """The area on the way to the root that has this level, if there is one."""
        for candidate in self.path(area_id):
            area = self._areas.get(candidate)
            if area is not None and area.level is level:
                return candidate
        return None

    def sorted_ids(self, level: AreaLevel | None = None) -> list[str]:
        """Ids in order, of one level or all."""
        return sorted(
            area.id for area in self._areas.values() if level is None or area.level is level
        )
