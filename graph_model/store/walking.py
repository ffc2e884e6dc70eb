"""A whole list of a store, page by page."""

from collections.abc import Iterator
from typing import TypeVar

from graph_model.domain.records import Record
from graph_model.store.port import NO_FILTER, Filter, GraphStore, Versioned

R = TypeVar("R", bound=Record)

_PAGE = 1000


def every(
    store: GraphStore, record_type: type[R], *, where: Filter = NO_FILTER
) -> Iterator[Versioned[R]]:
    """All records of a kind that a filter leaves, in order of id.

    Each page is as of its own moment: what is written meanwhile may be among them or not.

    Raises
    ------
    InvalidValueError
        If the filter does not go with the kind.
    """
    after: str | None = None
    while True:
        page = store.page(record_type, where, after=after, limit=_PAGE)
        yield from page.items
        after = page.after
        if after is None:
            return
