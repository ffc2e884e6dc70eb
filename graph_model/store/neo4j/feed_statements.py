"""The Cypher of the change feed, entry by entry and in bulk."""

from collections.abc import Collection
from functools import cache

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.drawing import TOMBSTONE
from graph_model.store.neo4j.instants import micros, whole
from graph_model.store.neo4j.records import STEP_FIELDS
from graph_model.store.neo4j.statements import TAKE_LOCK, pattern
from graph_model.store.port import ROW_COLUMNS, RowKind

TOMB = "tombstone"
"""Names what was deleted, in the place of a kind."""

STANDS_AT = "stands_at"
"""Names the store's revision, in the place of a kind."""


@cache
def positions(kinds: tuple[RecordKind, ...]) -> str:
    """Revisions after ``$first``, at most ``$limit`` of each kind; tombstones too."""
    return _of_feed(
        kinds,
        where="WHERE n.revision > $first",
        order="ORDER BY n.revision LIMIT $limit",
        is_whole=False,
    )


@cache
def entries(kinds: tuple[RecordKind, ...]) -> str:
    """Kind, revision and properties, tombstones too, from after ``$first`` to ``$last``."""
    where = "WHERE n.revision > $first AND n.revision <= $last"
    return _of_feed(kinds, where=where, order="ORDER BY n.revision", is_whole=True)


def _of_feed(kinds: Collection[RecordKind], *, where: str, order: str, is_whole: bool) -> str:
    parts = [
        f"CALL () {{ MATCH {match} {where} RETURN n {order} }} "
        f"RETURN '{name}' AS kind, n.revision AS revision"
        + (f", {properties} AS found" if is_whole else "")
        for name, match, properties in _named(kinds)
    ]
    return "\nUNION ALL\n".join(parts)


def _named(kinds: Collection[RecordKind]) -> list[tuple[str, str, str]]:
    """What is in the feed: its name, where it is found, and all its properties."""
    named = [(str(kind), pattern(kind), whole(kind)) for kind in kinds]
    return [*named, (TOMB, f"(n:{TOMBSTONE})", "properties(n)")]


_STEPS = [
    f"[t IN n.step_{name} | {micros('t')}]" if name.endswith("_at") else f"n.step_{name}"
    for name in STEP_FIELDS
]


def _columns(kind: RowKind) -> list[str]:
    """What makes a row; of a history its lists, still side by side."""
    if kind is RowKind.STATUS:
        return ["n.id", *_STEPS]
    return [
        micros(f"n.{column}") if column.endswith("_at") else f"n.{column}"
        for column in ROW_COLUMNS[kind]
    ]


def record_kind(kind: RowKind) -> RecordKind:
    """The kind of record that rows of a kind come from."""
    return RecordKind.REFERRAL if kind is RowKind.STATUS else RecordKind(kind)


@cache
def rows(kind: RowKind) -> str:
    """Rows of the bulk feed after ``$first``; of a history its lists, still side by side."""
    return (
        f"MATCH {pattern(record_kind(kind))} WHERE n.revision > $first "
        f"RETURN {', '.join(_columns(kind))} ORDER BY n.revision"
    )


@cache
def news(kinds: tuple[RecordKind, ...], row_kinds: tuple[RowKind, ...]) -> str:
    """All after ``$first`` by one question, while nobody writes.

    Nothing is told of a store that stands beyond ``$most``. One row is ``STANDS_AT`` with the
    store's revision; the others are kind, revision and properties, tombstones too, or of rows a
    list of their columns.
    """
    named = _named(kinds)
    named += [
        (str(kind), pattern(record_kind(kind)), f"[{', '.join(_columns(kind))}]")
        for kind in row_kinds
    ]
    parts = [f"RETURN '{STANDS_AT}' AS kind, at AS revision, null AS found"]
    parts += [
        f"MATCH {match} WHERE n.revision > after "
        f"RETURN '{name}' AS kind, n.revision AS revision, {found} AS found"
        for name, match, found in named
    ]
    union = "\nUNION ALL\n".join(parts)
    return f"""
{TAKE_LOCK}
WITH ledger.revision AS at
WITH at, CASE WHEN at <= $most THEN $first ELSE at END AS after
CALL (at, after) {{
{union}
}}
RETURN kind, revision, found
"""
