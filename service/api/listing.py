"""One record, or a page of them, as an answer."""

from typing import TypeVar

from fastapi import Response
from pydantic_core import to_json

from graph_model.domain.records import Record
from graph_model.snapshot.as_store import NO_REVISION
from graph_model.store.port import Filter, GraphStore, Versioned
from service.api.caller import etag
from service.schemas.encoding import encode
from service.schemas.queries import PageQuery

R = TypeVar("R", bound=Record)

_PRIVATE = {"Cache-Control": "no-store"}


def record_answer(found: Versioned[Record]) -> Response:
    """A record with its ETag; without one if the revision is not known, as from a snapshot."""
    headers = _PRIVATE
    if found.revision != NO_REVISION:
        headers = {"ETag": etag(found.revision), **_PRIVATE}
    return Response(encode(found.record), 200, headers, "application/json")


def page_answer(
    store: GraphStore, record_type: type[R], where: Filter, *, page: PageQuery
) -> Response:
    """A page of records with their revisions and the cursor to the next one."""
    found = store.page(record_type, where, after=page.after, limit=page.limit)
    items = ",".join(
        f'{{"revision":{item.revision},"record":{encode(item.record)}}}' for item in found.items
    )
    after = to_json(found.after).decode()
    return Response(f'{{"items":[{items}],"after":{after}}}', 200, _PRIVATE, "application/json")
