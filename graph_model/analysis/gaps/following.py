"""Gaps that go on from those of an earlier snapshot: only cells in which something changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl

from graph_model.analysis.gaps.cases import topics_after, topics_of
from graph_model.analysis.gaps.demand import CellKey, Counts, Grid, counts_of
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
        One pass over the columns of the cases; what is put together cell by cell is kept wherever
        no chain was touched and the counts, the supply and the silence are what they were.
        """
        before = self.parts
        scope, rules = before.scope, before.rules
        changes = self._changes(snapshot, now=now)
        if changes is None:
            return GapWork.of(snapshot, scope, now=now, level=before.grid.level, rules=rules)
        chains = np.union1d(changes.chains, self._searched(snapshot))
        topics, touched = topics_after(self.topics, snapshot, scope=scope, chains=chains)
        grid = Grid(areas=before.grid.areas, level=before.grid.level, now=now)
        counts = counts_of(snapshot, scope, topics=topics, grid=grid, rules=rules)
        same = self._same(counts, touched=touched, grid=grid)
        cells = {(one.need_code, one.area_id): one for one in before.found.cells}
        found = counts.demand({key: cells[key] for key in same})
        offers = next((one.offers for one in before.supply.values()), None)
        supply = Supply.of(snapshot, scope, now=now, rules=rules, offers=offers)
        parts = Parts.of(snapshot, scope, found=found, grid=grid, supply=supply)
        full = {need: one.full for need, one in before.supply.items()}
        known = {
            key: self.told.get(key)
            for key in same
            if parts.supply[key[0]].full == full[key[0]]
            and parts.silent.found.get(key) == before.silent.found.get(key)
        }
        return _work(parts, counts, topics=topics, told=need_gaps(parts, known))

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

    def _same(self, counts: Counts, *, touched: pl.DataFrame, grid: Grid) -> list[CellKey]:
        """Cells in which no chain was touched and every count is what it was.

        Time alone makes cases unmet and none met, so that the same counts mean the same cases.
        """
        spots = touched.select(
            pl.col("need").cast(pl.String),
            pl.coalesce("area", "search_area").cast(pl.String),
        )
        pairs = set(spots.drop_nulls().iter_rows())
        cell_of = grid.cells_of({place for _, place in pairs})
        changed = {(need, cell_of[place]) for need, place in pairs}
        return [
            key
            for key in self.counts.rows
            if key in counts.rows and key not in changed and counts.same(self.counts, key)
        ]


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
