"""Rows as they are stored, by id or by condition, with a referral's steps."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from graph_model.store.sqlite.rows import STEP_COLUMNS, Row
from graph_model.store.sqlite.tables import Table

Parameters = Sequence[object] | Mapping[str, object]
"""Values for a statement, by place or by name."""

_CHUNK = 10_000
_STEPS = ", ".join(STEP_COLUMNS)


class Stored(NamedTuple):
    """A record as it lies in its table."""

    key: int
    revision: int
    row: Row
    steps: tuple[Row, ...]

    @property
    def record_id(self) -> str:
        """The record's id, its first column."""
        return str(self.row[0])


def among(values: Collection[str] | Collection[int]) -> tuple[str, object]:
    """A comparison with any number of values, and its one parameter.

    One statement serves any number, so that it stays prepared.
    """
    if len(values) == 1:
        return "= ?", next(iter(values))
    return "IN (SELECT value FROM json_each(?))", json.dumps(list(values))


def chunks(values: Sequence[str]) -> list[Sequence[str]]:
    """Parts of a long list that one statement can take."""
    return [values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK)]


def by_id(connection: sqlite3.Connection, table: Table, *, ids: Sequence[str]) -> dict[str, Stored]:
    """Those of the ids that are there."""
    found: dict[str, Stored] = {}
    for chunk in chunks(ids):
        comparison, value = among(chunk)
        for stored in where(connection, table, condition=f"id {comparison}", parameters=(value,)):
            found[stored.record_id] = stored
    return found


def where(
    connection: sqlite3.Connection, table: Table, *, condition: str, parameters: Parameters
) -> list[Stored]:
    """Records that a condition holds for; it may end in an order and a limit."""
    rows = connection.execute(table.select + condition, parameters).fetchall()
    if not table.has_history:
        return [Stored(row[0], row[1], row[2:], ()) for row in rows]
    steps = _steps(connection, [row[0] for row in rows])
    return [Stored(row[0], row[1], row[2:], tuple(steps[row[0]])) for row in rows]


def _steps(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, list[Row]]:
    steps: dict[int, list[Row]] = defaultdict(list)
    if keys:
        comparison, value = among(keys)
        select = (
            f"SELECT referral_key, {_STEPS} FROM referral_status WHERE referral_key {comparison}"
        )
        for key, *step in connection.execute(f"{select} ORDER BY referral_key, position", (value,)):
            steps[key].append(tuple(step))
    return steps


def store_revision(connection: sqlite3.Connection) -> int:
    """Position of the latest change."""
    (revision,) = connection.execute("SELECT revision FROM store").fetchone()
    return int(revision)
