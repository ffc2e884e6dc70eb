"""Gaps that go on from those of an earlier snapshot: only cells in which something changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from graph_model.analysis.gaps.cases import topics_after, topics_of, turned_between
from graph_model.analysis.gaps.demand import (
    RECENT_DAYS,
    CellKey,
    Counts,
    Grid,
    Spots,
    accepted_within,
    counts_of,
    placed_cases,
)
from graph_model.analysis.gaps.gaps import Gap, Gaps, Parts, need_gaps
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.gaps.supply import Supply
from graph_model.domain.checks import check_instant, local_day
from graph_model.domain.searches import UnmetSearch
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.changes import Changes, Keys
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GapWork:
    """The gaps of a snapshot, and what it takes to go on from there.

    ``answer`` are the gaps; ``topics`` the cases before anything is judged by a moment, ``counts``
    the figures of all cells, ``told`` the gap of each cell that has one. Of ``counts`` and
    ``parts`` the rows behind the figures are not kept. ``searches`` are those of the snapshot.
    """

    answer: Gaps
    revision: int
    searches: Mapping[str, UnmetSearch]
    topics: pl.DataFrame
    counts: Counts
    parts: Parts
    told: Mapping[CellKey, Gap]

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        scope: Scope,
        *,
        now: datetime,
        level: AreaLevel | None = None,
        rules: GapRules = GapRules(),  # noqa: B008 - frozen, shared on purpose
    ) -> "GapWork":
        """Work the gaps out from the beginning; parameters and errors as in ``gaps``."""
        check_instant("now", now)
        grid = Grid(areas=snapshot.directory.areas, level=level, now=now)
        topics = topics_of(snapshot, scope)
        counts = counts_of(snapshot, scope, topics=topics, grid=grid, rules=rules)
        supply = Supply.of(snapshot, scope, now=now, rules=rules)
        parts = Parts.of(snapshot, scope, found=counts.demand(), grid=grid, supply=supply)
        return _work(parts, counts, topics=topics, told=need_gaps(parts))

    def after(self, snapshot: Snapshot, *, now: datetime) -> "GapWork":
        """The same for a later snapshot, at a moment that is not earlier.

        Returns
        -------
        To the byte what ``of`` gives. All is worked out anew after a change of the directory, a
        deletion or very many changes at once, when the day turns, and for what was known on a day.

        Notes
        -----
        Counted anew are the cells in which a chain was touched or time alone may have changed what
        a case is. What is put together cell by cell is kept wherever no chain was touched and the
        counts, the supply and the silence are what they were.
        """
        before = self.parts
        scope, rules = before.scope, before.rules
        changes = self._changes(snapshot, now=now)
        if changes is None:
            return GapWork.of(snapshot, scope, now=now, level=before.grid.level, rules=rules)
        chains = np.union1d(changes.chains, self._searched(snapshot))
        topics, touched = topics_after(self.topics, snapshot, scope=scope, chains=chains)
        grid = Grid(areas=before.grid.areas, level=before.grid.level, now=now)
        spots = self._spots(snapshot, topics, touched=touched, grid=grid)
        at_spots = topics.filter(_place().is_in(sorted(spots.places)))
        recounted = counts_of(
            snapshot, scope, topics=at_spots, grid=grid, rules=rules, are_some=True
        )
        merged = self.counts.with_cells(recounted, spots)
        cases = int(merged.tally.by_need["cases"].sum())
        counts = replace(merged, unplaced=topics.height - cases)
        others = self._others(recounted, spots=spots, touched=touched, grid=grid)
        cells = {(one.need_code, one.area_id): one for one in before.found.cells}
        found = counts.demand({key: cells[key] for key in counts.rows if key not in others})
        offers = next((one.offers for one in before.supply.values()), None)
        supply = Supply.of(snapshot, scope, now=now, rules=rules, offers=offers)
        parts = Parts.of(snapshot, scope, found=found, grid=grid, supply=supply)
        full = {need: one.full for need, one in before.supply.items()}
        is_full_as_before = {need: one.full == full.get(need) for need, one in parts.supply.items()}
        known = {
            key: self.told.get(key)
            for key in counts.rows
            if key not in others
            and is_full_as_before[key[0]]
            and parts.silent.found.get(key) == before.silent.found.get(key)
        }
        parts = _with_cases_behind(parts, topics, known=known)
        return _work(parts, counts, topics=topics, told=need_gaps(parts, known))

    def _spots(
        self, snapshot: Snapshot, topics: pl.DataFrame, *, touched: pl.DataFrame, grid: Grid
    ) -> Spots:
        """The cells in which a chain was touched, or something may be other now for time alone."""
        before, scope = self.parts.grid.now, self.parts.scope
        year = timedelta(days=RECENT_DAYS)
        first_at = pl.min_horizontal("first_at", "search_at")
        turned = topics.filter(
            turned_between(before, grid.now, rules=self.parts.rules)
            | ((first_at >= before - year) & (first_at < grid.now - year))
        )
        aged = accepted_within(before - year, grid.now - year)
        columns = (
            touched.select(_place()).to_series(),
            turned.select(_place()).to_series(),
            snapshot.referrals(scope, among=aged)["area"],
        )
        spots = {place for column in columns for place in column.drop_nulls().unique().to_list()}
        cell_of = grid.cells_of(spots.union(self.counts.tally.in_all["place"].to_list()))
        cells = frozenset(cell for place in spots if (cell := cell_of[place]) is not None)
        places = frozenset(place for place, cell in cell_of.items() if cell in cells)
        return Spots(cells=cells, places=places)

    def _others(
        self, recounted: Counts, *, spots: Spots, touched: pl.DataFrame, grid: Grid
    ) -> frozenset[CellKey]:
        """Cells in which a chain was touched, or a count is another one than it was.

        Time alone makes cases unmet and none met, so that the same counts mean the same cases.
        """
        pairs = set(touched.select("need", _place()).drop_nulls().rows())
        cell_of = grid.cells_of({place for _, place in pairs})
        changed = {(need, cell) for need, place in pairs if (cell := cell_of[place]) is not None}
        gone = {key for key in self.counts.rows if key[1] in spots.cells} - recounted.rows.keys()
        differ = {key for key in recounted.rows if not recounted.same(self.counts, key)}
        return frozenset(changed | gone | differ)

    def _changes(self, snapshot: Snapshot, *, now: datetime) -> Changes | None:
        before = self.parts
        if (
            before.snapshot.directory is not snapshot.directory
            or before.scope.known_on is not None
            or local_day(before.grid.now) != local_day(now)
        ):
            return None
        return snapshot.changes_since(self.revision)

    def _searched(self, snapshot: Snapshot) -> Keys:
        """Keys of the chains of searches that came, went or changed."""
        held, given = self.searches, snapshot.tables.searches
        ids = () if held is given else held.keys() | given.keys()
        changed = [search_id for search_id in ids if held.get(search_id) != given.get(search_id)]
        chains = {
            search.chain_id
            for search_id in changed
            for search in (held.get(search_id), given.get(search_id))
            if search is not None and search.chain_id is not None
        }
        keys = [snapshot.chain_key(chain_id) for chain_id in chains]
        return np.array([key for key in keys if key is not None], dtype=np.uint32)


def _place() -> pl.Expr:
    return pl.coalesce("area", "search_area").alias("place")


def _with_cases_behind(
    parts: Parts, topics: pl.DataFrame, *, known: Mapping[CellKey, Gap | None]
) -> Parts:
    """With the cases of the cells that must be told of anew, and some more."""
    anew = {
        cell.need_code for cell in parts.found.cells if (cell.need_code, cell.area_id) not in known
    }
    of_needs = topics.filter(pl.col("need").is_in(sorted(anew)))
    placed = placed_cases(of_needs, grid=parts.grid, rules=parts.rules)
    return replace(parts, found=replace(parts.found, placed=placed))


def _work(
    parts: Parts, counts: Counts, *, topics: pl.DataFrame, told: Mapping[CellKey, Gap]
) -> GapWork:
    nothing = counts.placed.clear()
    return GapWork(
        answer=parts.gaps(told.values()),
        revision=parts.snapshot.revision,
        searches=parts.snapshot.tables.searches,
        topics=topics,
        counts=replace(counts, placed=nothing),
        parts=replace(parts, found=replace(parts.found, placed=nothing)),
        told=told,
    )
