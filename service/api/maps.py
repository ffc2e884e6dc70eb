"""The network map as a document of its own, under a policy that gives it nothing of ours."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from service import age
from service.access import Permission, bound_cooperative
from service.api.caller import CallerOf
from service.api.errors import language_of_request
from service.api.routes import KeyedQuestionRoute
from service.schemas.queries import ScopeQuery

router = APIRouter(prefix="/api/v1/maps", tags=["maps"], route_class=KeyedQuestionRoute)

# The document brings its own policy with hashes; this one takes origin and navigation from it.
_HEADERS = {
    "Content-Security-Policy": "sandbox allow-scripts allow-downloads; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}


@router.get("/network", response_class=HTMLResponse)
def network_map(caller: CallerOf, query: Annotated[ScopeQuery, Query()]) -> Response:
    """The interactive map of organisations and helpers: one HTML file that loads nothing."""
    principal = caller.principal(Permission.READ_NETWORK)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    language = language_of_request(caller.request)
    asked = caller.figures
    # Read first: only then it is known whether it is up to date.
    _ = asked.snapshot
    html = asked.network_map(
        scope,
        language=language,
        staff_of=principal.cooperative_id,
        remark=age.told(caller.as_of, language, now=caller.now),
    )
    return HTMLResponse(html, headers=_HEADERS)
