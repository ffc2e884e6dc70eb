"""Who offers places and who might need them, each with a point, and what is not known of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from graph_model.analysis.capacity import counts_hours
from graph_model.analysis.offers import Offer, OfferIndex
from graph_model.analysis.places import current_area, current_shares
from graph_model.domain.areas import Area, AreaTree, Position
from graph_model.domain.boundaries import point_inside
from graph_model.domain.vocabulary import ActorKind, AreaLevel
from graph_model.snapshot.directory import Directory

_TOO_WIDE = frozenset({AreaLevel.STATE, AreaLevel.DISTRICT})


class People(StrEnum):
    """Whose need for places is counted in an area."""

    RESIDENTS_65_PLUS = "residents_65_plus"
    RESIDENTS = "residents"

    def of(self, area: Area) -> int | None:
        """How many of them live in an area, ``None`` where nobody has said."""
        if self is People.RESIDENTS:
            return area.residents
        return area.residents_65_plus


class LocatedBy(StrEnum):
    """Where the point of a supplier comes from: its own, the actor's, or the area of its seat."""

    SERVICE = "service"
    ACTOR = "actor"
    AREA = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """An offer with places, at least 0, and the point that stands for it."""

    offer: Offer
    places: float
    position: Position
    located_by: LocatedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An area with people, at least 0, and the point that stands for it."""

    area: Area
    people: int
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppliers:
    """Offers that can be reckoned with, and the ids of those that cannot, all in order of id."""

    found: tuple[Supplier, ...]
    without_point: tuple[str, ...]
    without_places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Areas that can be reckoned with, and the ids of those that cannot, all in order of id."""

    found: tuple[Home, ...]
    without_point: tuple[str, ...]
    without_people: tuple[str, ...]


def point_of(area: Area) -> Position | None:
    """The point that stands for an area: its position, else one inside its boundary."""
    return area.position or point_inside(area.boundary)


def homes(areas: AreaTree, level: AreaLevel, *, day: date, people: People) -> Homes:
    """The areas of a level that exist on a day."""
    found, without_point, without_people = [], [], []
    for area_id in areas.sorted_ids(level):
        area = areas.by_id[area_id]
        if not area.is_valid_on(day):
            continue
        position, count = point_of(area), people.of(area)
        if position is None:
            without_point.append(area_id)
        if count is None:
            without_people.append(area_id)
        if position is not None and count is not None:
            found.append(Home(area=area, people=count, position=position))
    return Homes(
        found=tuple(found),
        without_point=tuple(without_point),
        without_people=tuple(without_people),
    )


def suppliers(
    directory: Directory, need_codes: Sequence[str], *, day: date, hours_per_case: float
) -> Suppliers:
    """Offers active on a day for some needs, or for any need if none is named."""
    found, without_point, without_places = [], [], []
    for offer in _once_each(_active(directory, need_codes, day=day)):
        located = _located(offer, directory.areas, day=day)
        places = _places(offer, hours_per_case)
        if located is None:
            without_point.append(offer.id)
        if places is None:
            without_places.append(offer.id)
        if located is not None and places is not None:
            position, source = located
            found.append(Supplier(offer=offer, places=places, position=position, located_by=source))
    return Suppliers(
        found=tuple(found),
        without_point=tuple(without_point),
        without_places=tuple(without_places),
    )


def _active(directory: Directory, need_codes: Sequence[str], *, day: date) -> list[Offer]:
    index = OfferIndex.of(directory)
    offers = {
        offer.id: offer
        for code in need_codes or index.need_codes
        for offer, _ in index.addressing(code)
        if offer.is_active_on(day)
    }
    return [offers[offer_id] for offer_id in sorted(offers)]


def _once_each(offers: Iterable[Offer]) -> Iterator[Offer]:
    """Each companion once, whatever they offer: their hours are the same ones."""
    seen: set[str] = set()
    for offer in offers:
        if offer.actor.kind is ActorKind.COMPANION:
            if offer.actor.id in seen:
                continue
            seen.add(offer.actor.id)
        yield offer


def _places(offer: Offer, hours_per_case: float) -> float | None:
    """How many people it has room for when empty, ``None`` where nobody has said."""
    if offer.actor.kind is ActorKind.COMPANION and offer.actor.weekly_hours is not None:
        return offer.actor.weekly_hours / hours_per_case
    if offer.service is None or counts_hours(offer.service.capacity):
        return None
    return offer.service.capacity.maximum


def _located(offer: Offer, areas: AreaTree, *, day: date) -> tuple[Position, LocatedBy] | None:
    if offer.service is not None and offer.service.position is not None:
        return offer.service.position, LocatedBy.SERVICE
    if offer.actor.position is not None:
        return offer.actor.position, LocatedBy.ACTOR
    if offer.actor.area_id is None:
        return None
    seat = current_area(areas, offer.actor.area_id, day=day)
    for area_id in areas.path(seat):
        area = areas.by_id.get(area_id)
        if area is None or area.level in _TOO_WIDE:
            return None
        point = point_of(area)
        if point is not None:
            return point, LocatedBy.AREA
    return None


def covered(
    areas: AreaTree, there: Sequence[Home], *, by: Sequence[Supplier], day: date
) -> npt.NDArray[np.bool_]:
    """Whether a supplier takes people from an area, or from a part of it.

    One row for each area, one column for each supplier. An area that was merged or split is
    served where what became of it is.
    """
    rows = {home.area.id: row for row, home in enumerate(there)}
    inside: Mapping[str, list[int]] = defaultdict(list)
    for area_id, row in rows.items():
        for above in areas.path(area_id):
            inside[above].append(row)
    table = np.zeros((len(there), len(by)), dtype=np.bool_)
    for column, supplier in enumerate(by):
        for served in supplier.offer.area_ids:
            for area_id in current_shares(areas, served, day=day):
                reached = [rows[above] for above in areas.path(area_id) if above in rows]
                table[[*reached, *inside.get(area_id, ())], column] = True
    return table
