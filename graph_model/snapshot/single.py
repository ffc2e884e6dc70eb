"""Single tenants and chains out of the columns, as domain values again."""

from typing import Any, TypeVar

import polars as pl

from graph_model.domain.actors import Tenant
from graph_model.domain.chains import HelpChain
from graph_model.domain.vocabulary import AgeBand, Initiator, Mobility, Outcome, Trigger
from graph_model.snapshot.ids import Ids
from graph_model.snapshot.tables import Tables

Row = dict[str, Any]
E = TypeVar("E", bound=AgeBand | Mobility | Outcome)


def tenant(tables: Tables, tenant_id: str) -> Tenant | None:
    """A tenant by id, found by bisection; ``None`` if there is none."""
    row = _row(tables.tenants, tables.tenant_ids.key(tenant_id))
    if row is None:
        return None
    return Tenant(
        id=tenant_id,
        cooperative_id=row["cooperative"],
        area_id=row["area"],
        age_band=_member(AgeBand, row["age_band"]),
        languages=tuple(row["languages"].split(",")) if row["languages"] else (),
        mobility=_member(Mobility, row["mobility"]),
    )


def chain(tables: Tables, chain_id: str) -> HelpChain | None:
    """A chain by id, found by bisection; ``None`` if there is none."""
    row = _row(tables.chains, tables.chain_ids.key(chain_id))
    if row is None:
        return None
    return HelpChain(
        id=chain_id,
        tenant_id=text_of(tables.tenant_ids, row["tenant"]),
        cooperative_id=row["cooperative"],
        area_id=row["area"],
        opened_by=row["opened_by"],
        trigger=Trigger(row["trigger"]),
        initiator=Initiator(row["initiator"]),
        opened_at=row["opened_at"],
        recorded_at=row["recorded_at"],
        closed_at=row["closed_at"],
        closed_recorded_at=row["closed_recorded_at"],
        outcome=_member(Outcome, row["outcome"]),
    )


def text_of(ids: Ids, key: int | None) -> str | None:
    """The id of a key, where there is one."""
    return None if key is None else ids.text(key)


def _row(frame: pl.DataFrame, key: int | None) -> Row | None:
    """The row of a key in a frame that is sorted by its keys, which stand first."""
    if key is None:
        return None
    keys = frame.to_series(0)
    at = int(keys.search_sorted(key))
    return frame.row(at, named=True) if at < len(keys) and keys[at] == key else None


def _member(vocabulary: type[E], code: str | None) -> E | None:
    return None if code is None else vocabulary(code)
