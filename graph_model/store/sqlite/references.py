"""References between records: what a batch needs must be there, what it removes must be unused."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from graph_model.domain.records import RecordKind, Reference
from graph_model.errors import BrokenReferenceError
from graph_model.store.sqlite.fetching import among, chunks
from graph_model.store.sqlite.rows import Row
from graph_model.store.sqlite.tables import LIST_COLUMN, TABLES, Table

_PARTIES = (RecordKind.ACTOR, RecordKind.TENANT)


class References:
    """Collects what a batch comes to refer to and what it removes; checked once, at its end."""

    def __init__(self) -> None:
        self._needed: dict[RecordKind, set[str]] = defaultdict(set)
        self._parties: set[str] = set()
        self._removed: dict[RecordKind, set[str]] = defaultdict(set)

    def of_rows(self, table: Table, rows: Iterable[Row]) -> None:
        """Note what rows with a column for each field refer to."""
        columns = list(zip(*rows, strict=True))
        for column, kind in table.refers.items():
            values = set(columns[table.columns.index(column)])
            values.discard(None)
            if column == LIST_COLUMN:
                values = {one for value in values for one in str(value).split()}
            self._needed[kind].update(map(str, values))
        for column in table.parties:
            self._parties.update(map(str, columns[table.columns.index(column)]))

    def of_links(self, links: Iterable[Reference]) -> None:
        """Note what records with a body refer to."""
        for kind, record_id in links:
            self._needed[kind].add(record_id)

    def removed(self, kind: RecordKind, ids: Iterable[str]) -> None:
        """Note records that the batch deletes."""
        self._removed[kind].update(ids)

    def check(self, connection: sqlite3.Connection) -> None:
        """Hold all of it against what is stored now, the batch's own records included.

        Raises
        ------
        BrokenReferenceError
            Naming a record that refers to something missing.
        """
        for kind in sorted({*self._needed, *self._removed}):
            gone = _absent(connection, kind, self._needed.get(kind, ()))
            gone |= _absent(connection, kind, self._removed.get(kind, ()))
            if gone:
                _refuse_use(connection, kind, gone)
        homeless = _absent(connection, RecordKind.ACTOR, self._parties)
        homeless = _absent(connection, RecordKind.TENANT, homeless)
        if homeless:
            _refuse_party(connection, homeless)


def _absent(connection: sqlite3.Connection, kind: RecordKind, ids: Collection[str]) -> set[str]:
    """Those of the ids that the kind's table does not hold."""
    missing = set(ids)
    for chunk in chunks(tuple(ids)):
        comparison, value = among(chunk)
        found = connection.execute(f"SELECT id FROM {kind} WHERE id {comparison}", (value,))
        missing.difference_update(record_id for (record_id,) in found)
    return missing


def _refuse_use(connection: sqlite3.Connection, kind: RecordKind, gone: set[str]) -> None:
    wanted = json.dumps(sorted(gone))
    for table in TABLES.values():
        for column, target in table.refers.items():
            if target is kind:
                _refuse_first(connection, _users(table, column), wanted, kind)
    links = """
        SELECT link.kind, link.id, wanted.value FROM json_each(?) AS wanted
        CROSS JOIN link ON link.to_kind = ? AND link.to_id = wanted.value
        ORDER BY link.kind, link.id LIMIT 1
    """
    _refuse_first(connection, links, wanted, kind)
    if kind in _PARTIES:
        (other,) = (party for party in _PARTIES if party is not kind)
        _refuse_party(connection, _absent(connection, other, gone))


def _refuse_party(connection: sqlite3.Connection, gone: set[str]) -> None:
    for column in TABLES[RecordKind.CONTACT].parties:
        users = _users(TABLES[RecordKind.CONTACT], column)
        _refuse_first(connection, users, json.dumps(sorted(gone)), RecordKind.ACTOR)


def _users(table: Table, column: str) -> str:
    """Who refers to any of the ids by this column; written so that the column's index leads."""
    test = f"t.{column} = wanted.value"
    if column == LIST_COLUMN:
        test = f"instr(' ' || t.{column} || ' ', ' ' || wanted.value || ' ') > 0"
    return f"""
        SELECT '{table.name}', t.id, wanted.value FROM json_each(?) AS wanted
        CROSS JOIN {table.name} AS t ON {test} ORDER BY t.id LIMIT 1
    """


def _refuse_first(
    connection: sqlite3.Connection, users: str, wanted: str, kind: RecordKind
) -> None:
    parameters = (wanted, kind) if users.count("?") == 2 else (wanted,)
    found = connection.execute(users, parameters).fetchone()
    if found is not None:
        by_kind, by_id, missing = found
        raise BrokenReferenceError(kind=by_kind, record_id=by_id, reference=f"{kind} {missing}")


def unmet(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Every reference that leads nowhere: kind and id of who refers, kind and id of what is missing."""
    for table in TABLES.values():
        for column, target in table.refers.items():
            yield from connection.execute(_unmet_by_column(table, column, target))
        for column in table.parties:
            yield from connection.execute(
                f"""
                SELECT '{table.name}', id, 'actor', {column} FROM {table.name}
                WHERE {column} NOT IN (SELECT id FROM actor)
                AND {column} NOT IN (SELECT id FROM tenant)
                """
            )
    for target in RecordKind:
        yield from connection.execute(
            f"""
            SELECT kind, id, to_kind, to_id FROM link
            WHERE to_kind = ? AND to_id NOT IN (SELECT id FROM {target})
            """,
            (target,),
        )


def _unmet_by_column(table: Table, column: str, target: RecordKind) -> str:
    source, value = table.name, f"{table.name}.{column}"
    if column == LIST_COLUMN:
        # Ids hold neither spaces nor quotation marks.
        value = "one.value"
        source += f""", json_each('["' || replace({column}, ' ', '","') || '"]') AS one"""
    return f"""
        SELECT '{table.name}', {table.name}.id, '{target}', {value} FROM {source}
        WHERE {value} IS NOT NULL AND {value} NOT IN (SELECT id FROM {target})
    """
