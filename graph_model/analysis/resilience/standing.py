"""The network as it stands before anything is supposed: demand, who serves it, what is open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import polars as pl

from graph_model.analysis.gaps.demand import (
    RECENT_DAYS,
    CellKey,
    DemandCell,
    Grid,
    demand,
)
from graph_model.analysis.gaps.rules import GapRules
from graph_model.analysis.gaps.supply import CellSupply, NeedSupply, Supply
from graph_model.analysis.offers import OfferIndex
from graph_model.analysis.resilience.rooms import Rooms
from graph_model.domain.actors import Actor
from graph_model.domain.checks import check_instant, local_day
from graph_model.domain.referrals import OPEN_LOAD_STATUSES
from graph_model.domain.vocabulary import AreaLevel, ReferralStatus
from graph_model.snapshot.directory import Directory
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot

MONTHS = 12
"""Twelfths of the last 365 days are what counts as a month."""

_RULES = GapRules()
_ACCEPTED = pl.col("decision") == ReferralStatus.ACCEPTED.value
_UNANSWERED = pl.col("status") == ReferralStatus.REQUESTED.value
_OPEN = pl.col("status").is_in([str(one) for one in OPEN_LOAD_STATUSES]) | _UNANSWERED

ByCell = Mapping[CellKey, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a supposition is held against; made once, asked as often as wanted.

    ``cells`` hold the demand of the scope in order of need and area, ``unmet`` counts by cell the
    cases of the last 365 days that found no help. ``taken_in`` counts, by actor and cell, referrals
    of the scope accepted in the last 365 days, ``hanging`` those that are open now (unanswered, or
    accepted and not ended). ``carried`` counts by actor the latter in the whole network. With
    ``is_in_names`` nobody is counted but in ``cells``, and what is supposed is told in names only.
    """

    snapshot: Snapshot
    scope: Scope
    now: datetime
    level: AreaLevel | None
    cells: tuple[DemandCell, ...]
    supply: Supply
    taken_in: Mapping[str, ByCell]
    hanging: Mapping[str, ByCell]
    carried: Mapping[str, int]
    unmet: ByCell
    staff_of: str | None
    is_in_names: bool = False

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        scope: Scope,
        *,
        now: datetime,
        level: AreaLevel | None = None,
        staff_of: str | None = None,
    ) -> "Standing":
        """The network of a scope at a moment.

        Parameters
        ----------
        snapshot, scope
            The network, and which demand is asked about; who serves it, and how full they are, is
            read from the whole network. The directory is that of today.
        now
            The moment for supply, free places and areas; aware UTC.
        level
            Level of the areas; without one, areas as recorded with the chains.
        staff_of
            A cooperative; people who work for another one, and so their room, are left out as
            those who could take somebody.

        Raises
        ------
        InvalidValueError
            If ``now`` is not an instant in UTC.
        """
        check_instant("now", now)
        grid = Grid(areas=snapshot.directory.areas, level=level, now=now)
        found = demand(snapshot, scope, grid=grid, rules=_RULES)
        rows = snapshot.referrals(scope).select(
            "recipient", "need", "area", "status", "decision", "decided_at"
        )
        since = now - timedelta(days=RECENT_DAYS)
        late = _ACCEPTED & pl.col("decided_at").is_between(since, now)
        everywhere = snapshot.referrals(Scope(known_on=scope.known_on))
        carried = everywhere.filter(_OPEN).group_by("recipient").len()
        unmet = found.placed.filter(pl.col("unmet") & pl.col("at").is_between(since, now))
        return cls(
            snapshot=snapshot,
            scope=scope,
            now=now,
            level=level,
            cells=found.cells,
            supply=Supply.of(snapshot, scope, now=now, rules=_RULES),
            taken_in=_by_cell(rows.filter(late), grid),
            hanging=_by_cell(rows.filter(_OPEN), grid),
            carried=dict(carried.iter_rows()),
            unmet=_counted(unmet),
            staff_of=staff_of,
        )

    @property
    def directory(self) -> Directory:
        """Who and what there is."""
        return self.snapshot.directory

    def is_foreign(self, actor: Actor) -> bool:
        """Whether somebody works for a cooperative other than the one of ``staff_of``."""
        if self.staff_of is None or actor.is_organisation:
            return False
        return actor.cooperative_id != self.staff_of

    @property
    def day(self) -> date:
        """The day on which actors and services take part."""
        return local_day(self.now)

    def rooms(
        self, directory: Directory | None = None, *, changes: Mapping[str, int] | None = None
    ) -> Rooms:
        """Free places, with the directory as it is or as it might be, and places more or fewer."""
        return Rooms(
            self.directory if directory is None else directory,
            self.carried,
            changes=changes or {},
            now=self.now,
            rules=self.supply.rules,
        )

    def served(self, directory: Directory | None = None) -> "Served":
        """Who covers each cell, with the directory as it is or as it might be."""
        if directory is None:
            return Served.of(self.cells, self.supply)
        supply = replace(self.supply, offers=OfferIndex.of(directory))
        return Served.of(self.cells, supply)

    def hanging_ids(self, actor_ids: Iterable[str], *, limit: int) -> tuple[str, ...]:
        """Ids of open referrals to some actors, the latest asked first, ties by id."""
        rows = self.snapshot.referrals(self.scope)
        held = rows.filter(_OPEN & pl.col("recipient").is_in(sorted(actor_ids)))
        if held.is_empty():
            return ()
        oldest = held["requested_at"].top_k(limit).min()
        latest = held.filter(pl.col("requested_at") >= oldest)
        ids = self.snapshot.referral_ids(latest["referral"])
        named = latest.select("requested_at", id=pl.Series(ids, dtype=pl.String))
        ordered = named.sort("requested_at", "id", descending=[True, False])
        return tuple(ordered["id"].head(limit).to_list())


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Who covers each cell (active offers), and the supply for each need of a cell."""

    cells: Mapping[CellKey, CellSupply]
    needs: Mapping[str, NeedSupply]
    supply: Supply

    @classmethod
    def of(cls, cells: Iterable[DemandCell], supply: Supply) -> "Served":
        """Look every cell up."""
        needs: dict[str, NeedSupply] = {}
        found: dict[CellKey, CellSupply] = {}
        for cell in cells:
            if cell.need_code not in needs:
                needs[cell.need_code] = supply.for_need(cell.need_code)
            of_need = needs[cell.need_code]
            found[cell.need_code, cell.area_id] = of_need.in_cell(cell.area_id, cell.places)
        return cls(cells=found, needs=needs, supply=supply)


def _counted(cases: pl.DataFrame) -> ByCell:
    counted = cases.group_by("need", "cell").len()
    return {(need, cell): count for need, cell, count in sorted(counted.iter_rows())}


def _by_cell(rows: pl.DataFrame, grid: Grid) -> Mapping[str, ByCell]:
    """Referrals by recipient and cell; what lies in no cell is left out."""
    counted = rows.group_by("recipient", "need", "area").len().drop_nulls()
    cells = grid.cells_of(counted["area"].unique().cast(pl.String).to_list())
    found: dict[str, dict[CellKey, int]] = defaultdict(lambda: defaultdict(int))
    for recipient, need, area, count in counted.iter_rows():
        cell = cells[area]
        if cell is not None:
            found[recipient][need, cell] += count
    return {actor_id: dict(sorted(found[actor_id].items())) for actor_id in sorted(found)}
