"""References between records: what a batch needs must be there, what it removes must be unused."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from graph_model.domain.records import Reference
from graph_model.errors import BrokenReferenceError
from graph_model.store.sqlite.fetching import among, chunks
from graph_model.store.sqlite.rows import Row
from graph_model.store.sqlite.tables import LIST_COLUMN, PARTY, TABLES, Table

_PARTIES = ("actor", "tenant")
_FEW = 12


class References:
    """Collects what a batch comes to refer to and what it removes; checked once, at its end.

    Both are ids by the name of the table that holds them, or held them.
    """

    def __init__(self) -> None:
        self._needed: dict[str, set[str]] = defaultdict(set)

    def of_rows(self, table: Table, rows: Sequence[Row]) -> None:
        """Note what rows with a column for each field refer to."""
        for index, target in table.reference_columns:
            values = {str(row[index]) for row in rows if row[index] is not None}
            if table.columns[index] == LIST_COLUMN:
                values = {one for value in values for one in value.split()}
            if values:
                self._needed[target] |= values

    def of_links(self, links: Iterable[Reference]) -> None:
        """Note what records with a body refer to."""
        for kind, record_id in links:
            self._needed[kind].add(record_id)

    def removed(self, table: Table, ids: Iterable[str]) -> None:
        """Note records that the batch deletes: whoever refers to them still needs them."""
        self._needed[table.name].update(ids)

    def check(self, connection: sqlite3.Connection) -> None:
        """Hold all of it against what is stored now, the batch's own records included.

        Raises
        ------
        BrokenReferenceError
            Naming a record that refers to something missing.
        """
        if sum(map(len, self._needed.values())) <= _FEW:
            missing = _missing_of_few(connection, self._needed)
        else:
            missing = {
                table: _missing(connection, table, ids=ids) for table, ids in self._needed.items()
            }
        for table in sorted(missing):
            if missing[table]:
                _refuse_users(connection, table, gone=missing[table])


def _missing_of_few(
    connection: sqlite3.Connection, needed: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Those that are not there, in one statement: this is on the way of every single event."""
    missing: dict[str, set[str]] = defaultdict(set)
    looks, ids = [], []
    for table, wanted in needed.items():
        for record_id in wanted:
            ids.append(record_id)
            holders = _PARTIES if table == PARTY else (table,)
            absent = " AND ".join(
                f"NOT EXISTS (SELECT 1 FROM {holder} WHERE id = ?{len(ids)})" for holder in holders
            )
            looks.append(f"SELECT '{table}', ?{len(ids)} WHERE {absent}")
    if looks:
        for table, record_id in connection.execute(" UNION ALL ".join(looks), ids):
            missing[table].add(record_id)
    return missing


def _missing(connection: sqlite3.Connection, table: str, *, ids: Collection[str]) -> set[str]:
    """Those that are not there, of any number."""
    missing = set(ids)
    for holder in _PARTIES if table == PARTY else (table,):
        for chunk in chunks(tuple(missing)):
            comparison, value = among(chunk)
            found = connection.execute(f"SELECT id FROM {holder} WHERE id {comparison}", (value,))
            missing.difference_update(record_id for (record_id,) in found)
    return missing


def _refuse_users(connection: sqlite3.Connection, target: str, *, gone: Collection[str]) -> None:
    """Refuse the batch if anything refers to what is not there."""
    wanted = json.dumps(sorted(gone))
    for table in TABLES.values():
        for index, referred in table.reference_columns:
            if referred == target:
                users = _users(table, table.columns[index])
                _refuse_first(connection, users, parameters=(wanted, target))
    _refuse_first(connection, _LINKED, parameters=(wanted, target))
    if target in _PARTIES:
        _refuse_users(connection, PARTY, gone=_missing(connection, PARTY, ids=gone))


# Written so that the index of the column leads, not the table.
_LINKED = """
    SELECT link.kind, link.id, wanted.value FROM json_each(?1) AS wanted
    CROSS JOIN link ON link.to_kind = ?2 AND link.to_id = wanted.value
    ORDER BY link.kind, link.id LIMIT 1
"""


def _users(table: Table, column: str) -> str:
    test = f"t.{column} = wanted.value"
    if column == LIST_COLUMN:
        test = f"instr(' ' || t.{column} || ' ', ' ' || wanted.value || ' ') > 0"
    return f"""
        SELECT '{table.name}', t.id, wanted.value FROM json_each(?1) AS wanted
        CROSS JOIN {table.name} AS t ON {test} WHERE ?2 IS NOT NULL ORDER BY t.id LIMIT 1
    """


def _refuse_first(
    connection: sqlite3.Connection, users: str, *, parameters: tuple[str, str]
) -> None:
    found = connection.execute(users, parameters).fetchone()
    if found is not None:
        kind, record_id, missing = found
        name = "actor or tenant" if parameters[1] == PARTY else parameters[1]
        raise BrokenReferenceError(kind=kind, record_id=record_id, reference=f"{name} {missing}")


def unmet(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """References that lead nowhere: table and id of who refers, table and id of what is missing."""
    for table in TABLES.values():
        for index, target in table.reference_columns:
            yield from connection.execute(_unmet(table, table.columns[index], target=target))
    for table in TABLES.values():
        yield from connection.execute(
            f"""
            SELECT kind, id, to_kind, to_id FROM link
            WHERE to_kind = '{table.name}' AND to_id NOT IN (SELECT id FROM {table.name})
            """
        )


def _unmet(table: Table, column: str, *, target: str) -> str:
    source, value = table.name, f"{table.name}.{column}"
    if column == LIST_COLUMN:
        # Ids hold neither spaces nor quotation marks.
        value = "one.value"
        source += f""", json_each('["' || replace({column}, ' ', '","') || '"]') AS one"""
    absent = " AND ".join(
        f"{value} NOT IN (SELECT id FROM {holder})"
        for holder in (_PARTIES if target == PARTY else (target,))
    )
    return f"""
        SELECT '{table.name}', {table.name}.id, '{target}', {value} FROM {source}
        WHERE {value} IS NOT NULL AND {absent}
    """
