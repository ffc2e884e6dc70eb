"""Lists by filter, page by page: the filters' values, checked and ready to be bound."""

from dataclasses import fields

from graph_model.domain.checks import check_id, check_text, refuse
from graph_model.domain.records import RecordKind
from graph_model.store.neo4j.connection import Row, Run
from graph_model.store.neo4j.list_statements import CONDITIONS, listing
from graph_model.store.port import Filter

LARGEST_PAGE = 1000


def listed(
    run: Run, kind: RecordKind, *, values: dict[str, object], after: str | None, limit: int
) -> list[Row]:
    """Records that pass all filters, by id, after the cursor, at most one more than ``limit``."""
    statement = listing(kind, tuple(values))
    return run.rows(statement, **values, after=after or "", limit=limit + 1)


def checked(
    kind: RecordKind, filters: Filter, *, after: str | None, limit: int
) -> dict[str, object]:
    """Values of the filters that are set.

    Raises
    ------
    InvalidValueError
        If the kind does not have a filter, or cursor or limit are malformed.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise refuse("limit", f"1 bis {LARGEST_PAGE}", f"1 to {LARGEST_PAGE}")
    if after is not None:
        check_id("after", after)
    values: dict[str, object] = {}
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value is None:
            continue
        if field.name not in CONDITIONS[kind]:
            raise refuse(
                field.name,
                f"danach lässt sich {kind} nicht filtern",
                f"{kind} cannot be filtered by it",
            )
        values[field.name] = _bound(field.name, value)
    return values


def _bound(name: str, value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool):
        return value
    if name == "text":
        check_text(name, str(value))
        return str(value).casefold()
    return str(value)
