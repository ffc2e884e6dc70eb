"""Areas where tenants live and for which no Kümmerer is responsible."""

from dataclasses import replace

import polars as pl

from graph_model.analysis.gaps.demand import Grid
from graph_model.domain.checks import local_day
from graph_model.domain.vocabulary import ActorKind
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.snapshot import Snapshot


def areas_without_kuemmerer(snapshot: Snapshot, scope: Scope, *, grid: Grid) -> tuple[str, ...]:
    """Areas of the grid with tenants, flats or chains in scope and nobody responsible, sorted.

    Responsible is an active Kümmerer (of the scope's cooperative, if it names one) for the place
    itself, for an area above it, or for a part of it. A coarser area counts as looked after if one
    of its places is.
    """
    responsible = _responsible_areas(snapshot, scope, grid=grid)
    areas = snapshot.directory.areas
    above = {up for area_id in responsible for up in areas.path(area_id)}
    cells = grid.cells_of(lived_in(snapshot, scope))
    looked_after = {
        cell
        for place, cell in cells.items()
        if any(
            spot in above or not responsible.isdisjoint(areas.path(spot))
            for spot in (place, cell or place)
        )
    }
    return tuple(sorted({cell for cell in cells.values() if cell is not None} - looked_after))


def _responsible_areas(snapshot: Snapshot, scope: Scope, *, grid: Grid) -> frozenset[str]:
    day = local_day(grid.now)
    named = {
        area_id
        for actor in snapshot.directory.actors.values()
        if actor.kind is ActorKind.KUEMMERER
        and actor.is_active_on(day)
        and scope.cooperative_id in (None, actor.cooperative_id)
        for area_id in actor.responsible_area_ids
    }
    current = {cell for cell in grid.at_no_level().cells_of(named).values() if cell is not None}
    return frozenset(named | current)


def lived_in(snapshot: Snapshot, scope: Scope) -> set[str]:
    """Areas, as recorded, in which tenants, flats or chains of the scope are."""
    directory = snapshot.directory
    tenants = snapshot.tenants()
    if scope.cooperative_id is not None:
        tenants = tenants.filter(pl.col("cooperative") == scope.cooperative_id)
    chains = snapshot.chains(replace(scope, need_codes=()))
    lived_in = {
        area_id
        for frame in (tenants, chains)
        for area_id in frame["area"].drop_nulls().unique().to_list()
    }
    lived_in |= {
        count.area_id
        for actor in directory.actors.values()
        if scope.cooperative_id in (None, actor.id)
        for count in actor.flats
        if count.flats > 0
    }
    if scope.area_id is None:
        return lived_in
    return lived_in & directory.areas.subtree(scope.area_id)
