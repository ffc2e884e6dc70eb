"""Silent cells: far fewer chains than the residents of 65 and over let expect."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from graph_model.analysis.gaps.demand import Demand, Grid, demand
from graph_model.analysis.gaps.responsibility import lived_in
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.gaps.tally import Tally
from graph_model.analysis.places import current_shares
from graph_model.analysis.statistics.rarity import adjusted, so_few
from graph_model.domain.areas import Area, AreaTree
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

SilentKey = tuple[str | None, str]
"""Need code, ``None`` for all needs together, and area id."""

_FEWEST_AREAS = 3
_TINY = 1e-9

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How far a cell stays behind what its residents of 65 and over let expect.

    ``chains`` counts the cell's chains and the searches that belong to none; those of an area that
    was split count by its shares, rounded up. ``expected`` is ``rate_per_1000`` × residents of 65
    and over ÷ 1,000, ``missing`` what lies between. ``p_value`` is the chance of so few if that
    many are to be expected, ``adjusted_p`` the same with all cells looked at taken into account.
    ``residents_65_plus`` is what the cooperative's flats stand for where one is asked about.
    """

    chains: int
    expected: float
    missing: float
    rate_per_1000: float
    residents_65_plus: float
    p_value: float
    adjusted_p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What silence was looked for in.

    ``areas`` were held against each other, at ``cells`` needs and areas (all needs together
    included), with ``chains`` chains (both ``None`` where that is not told). ``left_out`` are areas
    where tenants live that could not be: their residents of 65 and over are unknown, or they lie
    around another one of them.
    """

    areas: int
    cells: int | None
    chains: float | None
    residents_65_plus: float
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silences:
    """All silent cells of a scope, and what they were held against."""

    found: Mapping[SilentKey, Silence]
    compared: Compared


def silences(
    snapshot: Snapshot, scope: Scope, *, grid: Grid, rules: GapRules, known: Demand
) -> Silences:
    """Cells with far fewer chains than elsewhere for each resident of 65 and over.

    ``known`` is the demand of the scope. The comparison takes in all areas, whichever one is asked
    about, in which tenants live (tenants, flats or chains of the scope). All needs together are
    looked at where the scope names none.

    Notes
    -----
    For each need and area a one-sided Poisson test against the rate of chains per resident of 65
    and over in all areas compared, the area itself included, less that one other area without which
    the rate is lowest: so no single busy area makes the others look silent. Benjamini–Hochberg over
    all cells. At least three areas are needed.

    References
    ----------
    Project definition: docs/analyses/gaps.md; adjustment: ``statistics.rarity.adjusted``.
    """
    everywhere = replace(scope, area_id=None)
    whole = known if scope == everywhere else demand(snapshot, everywhere, grid=grid, rules=rules)
    spread = _Spread(grid)
    residents, left_out = _residents(snapshot, everywhere, spread=spread)
    chains = _chains(whole.tally, spread)
    tests = _Tests(
        needs=tuple(sorted(chains.by_need)) + (() if scope.need_codes else (None,)),
        chains=chains,
        residents=residents,
    )
    found = tests.silent(rules)
    if scope.area_id is not None:
        shown = {scope.area_id, *current_shares(grid.areas, scope.area_id, day=grid.day)}
        found = {
            (need, area_id): silence
            for (need, area_id), silence in found.items()
            if not shown.isdisjoint(grid.areas.path(area_id))
        }
    return Silences(
        found=found,
        compared=Compared(
            areas=len(residents),
            cells=tests.cells,
            chains=sum(chains.in_all.get(area_id, 0.0) for area_id in sorted(residents)),
            residents_65_plus=sum(residents[area_id] for area_id in sorted(residents)),
            left_out=left_out,
        ),
    )


class _Spread:
    """Which cells a place counts for, each with its share: what it was merged or split into."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._known: dict[str, Mapping[str, float]] = {}

    @property
    def areas(self) -> AreaTree:
        return self._grid.areas

    def of(self, place: str) -> Mapping[str, float]:
        if place not in self._known:
            self._known[place] = self._cells(place)
        return self._known[place]

    def _cells(self, place: str) -> Mapping[str, float]:
        areas, level = self._grid.areas, self._grid.level
        found: dict[str, float] = defaultdict(float)
        for area_id, share in current_shares(areas, place, day=self._grid.day).items():
            cell = area_id if level is None else areas.at_level(area_id, level)
            if cell is not None:
                found[cell] += share
        return found


def _residents(
    snapshot: Snapshot, scope: Scope, *, spread: _Spread
) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """Residents of 65 and over by area, and the areas where that is not known."""
    cells = {cell for place in lived_in(snapshot, scope) for cell in spread.of(place)}
    around = {above for cell in cells for above in spread.areas.path(cell)[1:]}
    flats = _flats(snapshot, scope.cooperative_id, spread=spread)
    residents: dict[str, float] = {}
    left_out = []
    for cell in sorted(cells):
        area = spread.areas.by_id.get(cell)
        elders = None if area is None else _elders(area, flats)
        if elders is None or cell in around:
            left_out.append(cell)
        elif elders > 0:
            residents[cell] = elders
    return residents, tuple(left_out)


def _elders(area: Area, flats: Mapping[str, float] | None) -> float | None:
    """Residents of 65 and over, for one cooperative in proportion to its share of the flats."""
    if flats is None or area.residents_65_plus is None:
        return area.residents_65_plus
    share = min(1.0, flats.get(area.id, 0.0) / area.flats) if area.flats else None
    return None if share is None else area.residents_65_plus * share


def _flats(
    snapshot: Snapshot, cooperative_id: str | None, *, spread: _Spread
) -> Mapping[str, float] | None:
    """Flats of one cooperative by area, ``None`` where all are asked about."""
    if cooperative_id is None:
        return None
    found: dict[str, float] = defaultdict(float)
    cooperative = snapshot.directory.actors.get(cooperative_id)
    for count in () if cooperative is None else cooperative.flats:
        for cell, share in spread.of(count.area_id).items():
            found[cell] += share * count.flats
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chains:
    """Chains, and searches that belong to none, by area: for each need, and for all together."""

    by_need: Mapping[str, Mapping[str, float]]
    in_all: Mapping[str, float]

    def of(self, need_code: str | None) -> Mapping[str, float]:
        return self.in_all if need_code is None else self.by_need[need_code]


def _chains(tally: Tally, spread: _Spread) -> _Chains:
    """Share what was counted by the place it was recorded in out among the cells."""
    by_need: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    counted = tally.by_need.sort("place").select("need", "place", "cases")
    for need, place, count in counted.iter_rows():
        for cell, share in spread.of(place).items():
            by_need[need][cell] += share * count
    in_all: dict[str, float] = defaultdict(float)
    for place, count in tally.in_all.sort("place").select("place", "chains").iter_rows():
        for cell, share in spread.of(place).items():
            in_all[cell] += share * count
    return _Chains(by_need=by_need, in_all=in_all)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tests:
    """Counts to be held against their expectation: one row for each need, one column an area."""

    needs: Sequence[str | None]
    chains: _Chains
    residents: Mapping[str, float]

    @property
    def cells(self) -> int:
        return len(self.needs) * len(self.residents) if self.are_possible else 0

    @property
    def are_possible(self) -> bool:
        return len(self.residents) >= _FEWEST_AREAS

    def silent(self, rules: GapRules) -> Mapping[SilentKey, Silence]:
        """The cells that stay far behind; an area that does so as a whole stands for its needs."""
        if not self.cells:
            return {}
        areas = sorted(self.residents)
        residents = np.array([self.residents[area_id] for area_id in areas])
        seen = np.array(
            [[self.chains.of(need).get(area_id, 0.0) for area_id in areas] for need in self.needs]
        )
        rates = _lowest_rates(seen, residents)
        expected = rates * residents
        counts = np.ceil(seen - _TINY).astype(np.int64)
        p_values = so_few(counts, expected)
        all_adjusted = adjusted(p_values.ravel()).reshape(p_values.shape)
        is_silent = (all_adjusted <= rules.silent_level) & (counts <= rules.silent_share * expected)
        found = {
            (self.needs[row], areas[column]): Silence(
                chains=int(counts[row, column]),
                expected=float(expected[row, column]),
                missing=float(expected[row, column] - counts[row, column]),
                rate_per_1000=1000 * float(rates[row, column]),
                residents_65_plus=float(residents[column]),
                p_value=float(p_values[row, column]),
                adjusted_p=float(all_adjusted[row, column]),
            )
            for row, column in np.argwhere(is_silent).tolist()
        }
        return {
            (need, area_id): silence
            for (need, area_id), silence in found.items()
            if need is None or (None, area_id) not in found
        }


def _lowest_rates(seen: Floats, residents: Floats) -> Floats:
    """For each cell the overall rate of its need, without the area that it is lowest without.

    The area left out is never the cell's own. Shapes: needs × areas, and areas.
    """
    without = (seen.sum(axis=1, keepdims=True) - seen) / (residents.sum() - residents)
    rows = np.arange(len(seen))
    lowest = without.argmin(axis=1)
    found = np.repeat(without[rows, lowest][:, np.newaxis], len(residents), axis=1)
    without[rows, lowest] = np.inf
    found[rows, lowest] = without.min(axis=1)
    rates: Floats = np.maximum(found, 0.0)
    return rates
