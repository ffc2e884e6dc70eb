"""The rows of a snapshot's tables that a scope asks for."""

from datetime import datetime

import numpy as np
import polars as pl

from graph_model.domain.searches import UnmetSearch
from graph_model.snapshot.columns import HELD, NAME, REFERRALS, STEPS, TIMELINE
from graph_model.snapshot.intake import is_sent
from graph_model.snapshot.scope import Scope
from graph_model.snapshot.tables import Tables
from graph_model.snapshot.timeline import progress

_PLACE = ("area", "cooperative")


def known_on(tables: Tables, instant: datetime) -> pl.DataFrame:
    """The timeline as it would have been held at that instant."""
    attributes = pl.concat([tables.sent, tables.unsent]).select(list(REFERRALS)).sort("referral")
    steps = tables.history.frame(attributes["referral"].to_numpy())
    then = progress(steps.filter(pl.col("recorded_at") <= instant))
    rows = attributes.join(then, on="referral", how="inner", maintain_order="left")
    return rows.select(list(HELD)).filter(is_sent())


def referrals(tables: Tables, scope: Scope, *, timeline: pl.DataFrame) -> pl.DataFrame:
    """The timeline's rows in scope, with the place of their chain."""
    rows = _filtered(timeline, _within(scope, "requested_at") + _of_needs(tables, scope))
    placed = rows.with_columns(_place_of(tables.chains, rows["chain"]))
    return _filtered(placed.select(TIMELINE), _in_place(tables, scope))


def steps(tables: Tables, scope: Scope, *, rows: pl.DataFrame) -> pl.DataFrame:
    """The steps of the referrals in ``rows``, those that were known."""
    keys = rows["referral"].to_numpy()
    found = tables.history.frame(keys)
    counted = found["referral"].rle().struct.field("len").to_numpy()
    owner = pl.Series(np.repeat(np.arange(len(rows)), counted))
    decided_by = (
        pl.when(pl.col("by_sender"))
        .then(rows["sender"].gather(owner))
        .otherwise(rows["recipient"].gather(owner))
        .alias("decided_by")
    )
    complete = found.with_columns(decided_by).select(list(STEPS))
    if scope.known_on is None:
        return complete
    return complete.filter(pl.col("recorded_at") <= scope.known_on)


def chains(tables: Tables, scope: Scope, *, timeline: pl.DataFrame | None) -> pl.DataFrame:
    """Chains in scope; ``timeline`` tells which needs they are about, where needs are asked for."""
    rows = tables.chains
    if scope.known_on is not None:
        known = pl.col("closed_recorded_at") <= scope.known_on
        rows = rows.filter(pl.col("recorded_at") <= scope.known_on).with_columns(
            pl.when(known).then(pl.col(name)).alias(name) for name in ("closed_at", "outcome")
        )
    rows = _filtered(rows, _within(scope, "opened_at") + _in_place(tables, scope))
    if timeline is not None:
        about = _filtered(timeline, _of_needs(tables, scope)).select("chain").unique()
        rows = rows.join(about, on="chain", how="semi", maintain_order="left")
    return rows.drop("closed_recorded_at")


def contacts(tables: Tables, scope: Scope, *, among: pl.Expr | None = None) -> pl.DataFrame:
    """Contacts in scope, with the place of their chain or else of their tenant."""
    conditions = [] if among is None else [among]
    conditions += _within(scope, "occurred_at") + _of_needs(tables, scope)
    if scope.known_on is not None:
        conditions.append(pl.col("recorded_at") <= scope.known_on)
    rows = _filtered(tables.contacts, conditions)
    tenant = rows.select(pl.coalesce("from_tenant", "to_tenant")).to_series()
    of_chain = _place_of(tables.chains, rows["chain"])
    of_tenant = _place_of(tables.tenants, tenant)
    in_chain = rows["chain"].is_not_null()
    placed = rows.with_columns(
        chain.zip_with(in_chain, tenant) for chain, tenant in zip(of_chain, of_tenant, strict=True)
    )
    return _filtered(placed.drop("contact", "recorded_by"), _in_place(tables, scope))


def searches(tables: Tables, scope: Scope) -> tuple[UnmetSearch, ...]:
    """Searches in scope, in order of id."""
    areas = tables.directory.areas.subtree(scope.area_id) if scope.area_id else None
    needs = tables.directory.needs_below(scope.need_codes) if scope.need_codes else None
    found = [
        search
        for search in tables.searches.values()
        if search.occurred_at in scope.period
        and (areas is None or search.area_id in areas)
        and (needs is None or search.need_code in needs)
        and scope.cooperative_id in (None, search.cooperative_id)
        and (scope.known_on is None or search.recorded_at <= scope.known_on)
    ]
    return tuple(sorted(found, key=lambda search: search.id))


def _filtered(frame: pl.DataFrame, conditions: list[pl.Expr]) -> pl.DataFrame:
    return frame.filter(pl.all_horizontal(conditions)) if conditions else frame


def _within(scope: Scope, column: str) -> list[pl.Expr]:
    conditions: list[pl.Expr] = []
    if scope.period.start is not None:
        conditions.append(pl.col(column) >= scope.period.start)
    if scope.period.end is not None:
        conditions.append(pl.col(column) < scope.period.end)
    return conditions


def _of_needs(tables: Tables, scope: Scope) -> list[pl.Expr]:
    if not scope.need_codes:
        return []
    return [pl.col("need").is_in(sorted(tables.directory.needs_below(scope.need_codes)))]


def _in_place(tables: Tables, scope: Scope) -> list[pl.Expr]:
    conditions: list[pl.Expr] = []
    if scope.area_id is not None:
        conditions.append(
            pl.col("area").is_in(sorted(tables.directory.areas.subtree(scope.area_id)))
        )
    if scope.cooperative_id is not None:
        conditions.append(pl.col("cooperative") == scope.cooperative_id)
    return conditions


def _place_of(table: pl.DataFrame, keys: pl.Series) -> list[pl.Series]:
    """Area and cooperative from a table sorted by key, for keys of which some may be null."""
    held = table.to_series(0)
    if held.is_empty():
        return [pl.repeat(None, len(keys), dtype=NAME, eager=True).alias(name) for name in _PLACE]
    is_dense = held[-1] == len(held) - 1
    places = keys if is_dense else _places(held, keys)
    return [table[name].gather(places) for name in _PLACE]


def _places(held: pl.Series, keys: pl.Series) -> pl.Series:
    size = int(held[-1]) + 1
    place = np.zeros(size, dtype=np.uint32)
    place[held.to_numpy()] = np.arange(len(held), dtype=np.uint32)
    return pl.Series(place).gather(keys)
