"""Lists by filter, page by page: which conditions a filter comes down to for each kind."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from graph_model.domain.checks import check_id, check_text, refuse
from graph_model.domain.records import RecordKind
from graph_model.domain.referrals import FINAL_STATUSES
from graph_model.store.port import Filter
from graph_model.store.sqlite.fetching import Stored, where
from graph_model.store.sqlite.tables import Table

LARGEST_PAGE = 1000

FINAL = ", ".join(f"'{status}'" for status in sorted(FINAL_STATUSES))
"""Final states of a referral, for a statement."""

_IN_AREAS = "IN (SELECT value FROM json_each(:area_ids))"
_OF_CHAINS = "chain_id IN (SELECT id FROM chain WHERE cooperative_id = :cooperative)"
_OWN = {"cooperative": "cooperative_id = :cooperative", "area_ids": f"area_id {_IN_AREAS}"}
_TENANT = {"tenant_id": "tenant_id = :tenant_id"}
_EVENT = {
    "cooperative": _OF_CHAINS,
    "need_code": "need_code = :need_code",
    "chain_id": "chain_id = :chain_id",
}
_TEXT = {"text": "instr(label, :text) > 0"}


def _facet(name: str, test: str | None = None) -> dict[str, str]:
    value = f"value {test or f'= :{name}'}"
    facets = f"SELECT id FROM facet WHERE kind = :kind AND name = '{name}' AND {value}"
    return {name: f"id IN ({facets})"}


_PARENT = _facet("parent_id")
_COOPERATIVE = _facet("cooperative")
_AREAS = _facet("area_ids", _IN_AREAS)
_NEED = _facet("need_code")

_K = RecordKind

CONDITIONS: Mapping[RecordKind, Mapping[str, str]] = MappingProxyType(
    {
        _K.AREA: {**_PARENT, **_TEXT},
        _K.NEED: {**_PARENT, **_TEXT},
        _K.ACTOR: {**_facet("actor_kind"), **_COOPERATIVE, **_AREAS, **_TEXT},
        _K.TENANT: _OWN,
        _K.SERVICE: {**_AREAS, **_NEED, **_facet("actor_id"), **_TEXT},
        _K.COOPERATION: {},
        _K.CHAIN: {**_OWN, **_TENANT, "is_open": "(closed_at IS NULL) = :is_open"},
        _K.CONSENT: _TENANT,
        _K.CONTACT: {**_EVENT, "actor_id": "(from_id = :actor_id OR to_id = :actor_id)"},
        _K.REFERRAL: {
            **_EVENT,
            **_TENANT,
            "actor_id": "(sender_id = :actor_id OR recipient_id = :actor_id)",
            "is_open": f"(status NOT IN ({FINAL})) = :is_open",
        },
        _K.UNMET_SEARCH: {**_COOPERATIVE, **_AREAS, **_NEED},
        _K.ACCESS_KEY: _COOPERATIVE,
        _K.HOUSE_CHOICES: {},
        _K.IMPORT_BATCH: {},
        _K.AMENDMENT: _facet("actor_id"),
    }
)
"""Condition of each filter, for the kinds that have it; the table in ``Filter``, as statements."""


def listed(
    connection: sqlite3.Connection,
    table: Table,
    *,
    filters: Filter,
    after: str | None,
    limit: int,
) -> list[Stored]:
    """Records that pass all filters, by id, after the cursor, at most one more than ``limit``.

    Raises
    ------
    InvalidValueError
        If the kind does not have a filter, or cursor or limit are malformed.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise refuse("limit", f"1 bis {LARGEST_PAGE}", f"1 to {LARGEST_PAGE}")
    values = _values(table, filters)
    conditions = [CONDITIONS[table.kind][name] for name in values]
    if after is not None:
        check_id("after", after)
        conditions.append("id > :after")
    condition = " AND ".join(conditions) or "TRUE"
    parameters = {**values, "kind": table.name, "after": after, "limit": limit + 1}
    return where(
        connection, table, condition=f"{condition} ORDER BY id LIMIT :limit", parameters=parameters
    )


def _values(table: Table, filters: Filter) -> dict[str, object]:
    """Values of the filters that are set, ready to be bound."""
    values: dict[str, object] = {}
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value is None:
            continue
        if field.name not in CONDITIONS[table.kind]:
            raise refuse(
                field.name,
                f"danach lässt sich {table.kind} nicht filtern",
                f"{table.kind} cannot be filtered by it",
            )
        values[field.name] = _bound(field.name, value)
    return values


def _bound(name: str, value: object) -> object:
    if isinstance(value, frozenset):
        return json.dumps(sorted(value))
    if isinstance(value, bool):
        return int(value)
    if name == "text":
        check_text(name, str(value))
        return str(value).casefold()
    return str(value)
