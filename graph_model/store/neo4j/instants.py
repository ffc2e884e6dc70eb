"""Records in Cypher on their way to the driver and back: instants as numbers.

The driver takes some fifty microseconds to make an instant of what the server sends, or the other
way round. A number costs it nothing, and the server turns one into the other at once.
"""

from functools import cache

from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.records import INSTANTS, STEP_INSTANTS

_YEAR_1_S = 62_135_596_800
"""Seconds from the beginning of the year 1 to 1970; no instant of ours is earlier."""


def micros(value: str) -> str:
    """An instant as a number: microseconds since 1970, UTC."""
    # Of an instant before 1970 the server rounds ``epochSeconds`` the wrong way.
    return f"{value}.epochMillis * 1000 + {value}.microsecond % 1000"


def _instant(value: str) -> str:
    """Such a number as an instant."""
    # A negative number would be divided the wrong way.
    shifted = f"({value} + {_YEAR_1_S}000000)"
    return (
        f"datetime({{epochSeconds: {shifted} / 1000000 - {_YEAR_1_S}, "
        f"nanosecond: {shifted} % 1000000 * 1000}})"
    )


@cache
def whole(kind: RecordKind, name: str = "n") -> str:
    """All properties of a record as the driver is to read them.

    What should be an instant and is none becomes a text that nobody takes for one.
    """
    fields = [
        f"{one}: CASE WHEN {name}.{one} IS :: LIST<ZONED DATETIME> "
        f"THEN [t IN {name}.{one} | {micros('t')}] ELSE '?' END"
        if one in STEP_INSTANTS
        else f"{one}: CASE WHEN {name}.{one} IS :: ZONED DATETIME "
        f"THEN {micros(f'{name}.{one}')} ELSE '?' END"
        for one in sorted(INSTANTS[kind])
    ]
    return f"{name} {{{', '.join(['.*', *fields])}}}" if fields else f"properties({name})"


@cache
def given(kind: RecordKind) -> str:
    """The properties in a ``row`` as they are to be stored."""
    fields = [
        f"{one}: [t IN row.{one} | {_instant('t')}]"
        if one in STEP_INSTANTS
        else f"{one}: CASE WHEN row.{one} IS NOT NULL THEN {_instant(f'row.{one}')} END"
        for one in sorted(INSTANTS[kind])
    ]
    return f"row {{{', '.join(['.*', *fields])}}}" if fields else "row"
