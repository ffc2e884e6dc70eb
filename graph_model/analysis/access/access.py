"""How many places people can reach from where they live, area by area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from graph_model.analysis.access.catchment import Catchment, Fade, Floats, Steps, two_steps
from graph_model.analysis.access.located import (
    Home,
    LocatedBy,
    People,
    Supplier,
    covered,
    homes,
    suppliers,
)
from graph_model.analysis.access.words import AccessWords, sentence_of
from graph_model.analysis.places import distances_km
from graph_model.analysis.sentences import Sentence, listed
from graph_model.domain.checks import check_instant, check_number, local_day
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

_STEPS = Steps()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRules:
    """How access is reckoned.

    Parameters
    ----------
    fade
        How a place counts less the further away it is, in kilometres as the crow flies.
    people
        Whose number stands for the demand of an area.
    served_only
        Whether a place counts only for areas that its service covers; otherwise distance alone
        decides, as in the method's source.
    hours_per_case
        Hours a week that one person takes of a companion's time.
    low_share
        Share (0 to 1) of the mean access below which an area's access is called low.
    """

    fade: Fade = _STEPS
    people: People = People.RESIDENTS_65_PLUS
    served_only: bool = False
    hours_per_case: float = 1.5
    low_share: float = 0.5

    def __post_init__(self) -> None:
        check_number("hours_per_case", self.hours_per_case, low=0.1, high=168)
        check_number("low_share", self.low_share, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaAccess:
    """What one area can reach.

    ``places_per_1000`` is 1,000 × A_i, places within reach for 1,000 people, shared with all others
    in reach of them; ``relative`` is that divided by the mean of all areas, ``None`` if the mean is
    0 or unknown. ``suppliers`` counts those with places within reach; ``nearest_id`` is the nearest
    offer with places, within reach or not.
    """

    area_id: str
    area_name: str
    people: int
    places_per_1000: float
    relative: float | None
    is_low: bool
    suppliers: int
    nearest_id: str | None
    nearest_km: float | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAccess:
    """What one offer has for those around it.

    ``people_in_reach`` are weighted by distance; ``places_per_1000`` is 1,000 × R_j, ``None`` where
    nobody is in reach.
    """

    offer_id: str
    name: str
    places: float
    located_by: LocatedBy
    people_in_reach: float
    places_per_1000: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpatialAccess:
    """Access of all areas of a scope, lowest first; see ``spatial_access``.

    ``places`` and ``people`` are sums over all suppliers and areas that can be reckoned with,
    ``places_in_reach`` those of suppliers with people in reach, ``mean_per_1000`` is 1,000 ×
    ``places_in_reach`` ÷ ``people``. Areas ``unserved`` have no place within reach, offers
    ``unreached`` no people. What could not be reckoned with is named by id: areas and offers
    ``without_point``, areas ``without_people``, offers ``without_places``.
    """

    scope: Scope
    now: datetime
    level: AreaLevel
    rules: AccessRules
    areas: tuple[AreaAccess, ...]
    suppliers: tuple[SupplierAccess, ...]
    places: float
    places_in_reach: float
    people: int
    mean_per_1000: float | None
    unserved: tuple[str, ...]
    unreached: tuple[str, ...]
    areas_without_point: tuple[str, ...]
    areas_without_people: tuple[str, ...]
    offers_without_point: tuple[str, ...]
    offers_without_places: tuple[str, ...]


_RULES = AccessRules()


def spatial_access(
    snapshot: Snapshot,
    scope: Scope,
    *,
    now: datetime,
    level: AreaLevel = AreaLevel.MUNICIPALITY,
    rules: AccessRules = _RULES,
) -> SpatialAccess:
    """How many places the people of each area can reach, shared with everybody else in reach.

    Parameters
    ----------
    snapshot, scope
        The needs choose the offers: those for a need itself, a broader or a narrower one; without
        needs all offers count. The area chooses which areas are shown; those around it compete for
        the same places all the same. Nothing else of a scope matters, for no event is looked at.
    now
        The moment for which offers and areas hold; aware UTC.
    level
        Level of the areas. Each stands at one point: its position, else one inside its boundary.
    rules
        Weights by distance, and whose numbers stand for the demand; see ``AccessRules``.

    Returns
    -------
    SpatialAccess
        Areas by places per 1,000 people, lowest first, then by people, most first, then by id;
        offers by id. Nobody there gives empty lists.

    Raises
    ------
    InvalidValueError
        If ``now`` is not an instant in UTC.

    Notes
    -----
    One distance for each area and offer: 2,000 × 3,000 take some tenths of a second and 150 MB.
    Places are all places, taken or not: access is about what there is, load about what is free.

    References
    ----------
    W. Luo, Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for measuring
    spatial accessibility to primary care physicians", Health & Place 15 (2009), 1100–1107.
    Choices of this project: docs/analyses/access.md.

    Examples
    --------
    >>> from datetime import UTC
    >>> spatial_access(
    ...     Snapshot.from_records([]), Scope(), now=datetime(2026, 3, 2, tzinfo=UTC)
    ... ).areas
    ()
    """
    check_instant("now", now)
    directory, day = snapshot.directory, local_day(now)
    there = homes(directory.areas, level, day=day, people=rules.people)
    offered = suppliers(directory, scope.need_codes, day=day, hours_per_case=rules.hours_per_case)
    reach = _Reach.of(directory, there.found, by=offered.found, now=now, rules=rules)
    shown = directory.areas.subtree(scope.area_id) if scope.area_id is not None else None
    needs = _needs(directory, scope.need_codes)
    areas = [area for area in reach.areas(needs) if shown is None or area.area_id in shown]
    areas.sort(key=lambda area: (area.places_per_1000, -area.people, area.area_id))
    by_supplier = reach.suppliers()
    return SpatialAccess(
        scope=scope,
        now=now,
        level=level,
        rules=rules,
        areas=tuple(areas),
        suppliers=by_supplier,
        places=float(reach.places.sum()),
        places_in_reach=reach.places_in_reach,
        people=int(reach.people.sum()),
        mean_per_1000=reach.mean_per_1000,
        unserved=tuple(sorted(area.area_id for area in areas if not area.suppliers)),
        unreached=tuple(one.offer_id for one in by_supplier if one.places_per_1000 is None),
        areas_without_point=_within(there.without_point, shown),
        areas_without_people=_within(there.without_people, shown),
        offers_without_point=offered.without_point,
        offers_without_places=offered.without_places,
    )


def _within(area_ids: Sequence[str], shown: frozenset[str] | None) -> tuple[str, ...]:
    return tuple(area_id for area_id in area_ids if shown is None or area_id in shown)


def _needs(directory: Directory, codes: Sequence[str]) -> Sentence:
    return Sentence(
        de=listed([directory.need_label(code, "de") for code in codes], "de"),
        en=listed([directory.need_label(code, "en") for code in codes], "en"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """Homes and suppliers, the distances between them, and what the two steps made of these."""

    homes: tuple[Home, ...]
    by: tuple[Supplier, ...]
    places: Floats
    people: Floats
    distances: Floats
    weights: Floats
    found: Catchment
    rules: AccessRules

    @classmethod
    def of(
        cls,
        directory: Directory,
        there: tuple[Home, ...],
        *,
        by: tuple[Supplier, ...],
        now: datetime,
        rules: AccessRules,
    ) -> "_Reach":
        places = np.array([supplier.places for supplier in by], dtype=np.float64)
        people = np.array([home.people for home in there], dtype=np.float64)
        distances = distances_km(
            [home.position for home in there], [supplier.position for supplier in by]
        )
        weights = rules.fade.weights_at(distances)
        if rules.served_only:
            weights *= covered(directory.areas, there, by=by, day=local_day(now))
        return cls(
            homes=there,
            by=by,
            places=places,
            people=people,
            distances=distances,
            weights=weights,
            found=two_steps(places, people, weights=weights),
            rules=rules,
        )

    @property
    def places_in_reach(self) -> float:
        return float(self.places[self.found.people > 0].sum())

    @property
    def mean_per_1000(self) -> float | None:
        people = float(self.people.sum())
        return 1000 * self.places_in_reach / people if people else None

    def suppliers(self) -> tuple[SupplierAccess, ...]:
        return tuple(
            SupplierAccess(
                offer_id=supplier.offer.id,
                name=supplier.offer.name,
                places=supplier.places,
                located_by=supplier.located_by,
                people_in_reach=people,
                places_per_1000=1000 * ratio if people > 0 else None,
            )
            for supplier, people, ratio in zip(
                self.by, self.found.people.tolist(), self.found.ratio.tolist(), strict=True
            )
        )

    def areas(self, needs: Sentence) -> list[AreaAccess]:
        in_reach = ((self.weights > 0) & (self.places > 0)).sum(axis=1).tolist()
        nearest = self._nearest()
        return [
            self._area(row, needs, suppliers=in_reach[row], nearest=nearest.get(row))
            for row in range(len(self.homes))
        ]

    def _nearest(self) -> Mapping[int, int]:
        """For each row the column of the nearest supplier with places, ties by id."""
        with_places = np.flatnonzero(self.places > 0)
        if not with_places.size:
            return {}
        columns = with_places[self.distances[:, with_places].argmin(axis=1)]
        return dict(enumerate(columns.tolist()))

    def _area(
        self, row: int, needs: Sentence, *, suppliers: int, nearest: int | None
    ) -> AreaAccess:
        home = self.homes[row]
        per_1000 = 1000 * float(self.found.access[row])
        mean = self.mean_per_1000
        relative = per_1000 / mean if mean else None
        is_low = relative is not None and relative < self.rules.low_share
        nearest_km = None if nearest is None else float(self.distances[row, nearest])
        words = AccessWords(
            area=home.area.name,
            needs=needs,
            people=self.rules.people,
            reach_km=self.rules.fade.reach_km,
            places_per_1000=per_1000,
            mean_per_1000=mean,
            is_low=is_low,
            nearest=None if nearest is None else self.by[nearest].offer.name,
            nearest_km=nearest_km,
        )
        return AreaAccess(
            area_id=home.area.id,
            area_name=home.area.name,
            people=home.people,
            places_per_1000=per_1000,
            relative=relative,
            is_low=is_low,
            suppliers=suppliers,
            nearest_id=None if nearest is None else self.by[nearest].offer.id,
            nearest_km=nearest_km,
            sentence=sentence_of(words, in_reach=suppliers > 0),
        )
