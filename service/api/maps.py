"""The network map as a document of its own, under a policy that gives it nothing of ours."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse

from service import age
from service.access import Permission, bound_cooperative
from service.api.caller import Caller, CallerOf
from service.api.errors import language_of_request
from service.api.routes import KeyedQuestionRoute
from service.schemas.queries import ScopeQuery
from service.use_cases.mapping import MEDIA_TYPES, MapForm, MapWish

router = APIRouter(prefix="/api/v1/maps", tags=["maps"], route_class=KeyedQuestionRoute)

# The document brings its own policy with hashes; this one takes origin and navigation from it.
# It may hand out files of what it shows, and open entries of the directory in ordinary tabs.
DOCUMENT_HEADERS = {
    "Content-Security-Policy": (
        "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox; "
        "frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}
"""Headers of the map as a document."""

_NAME = "hilfenetz-netzkarte"


@router.get("/network", response_class=HTMLResponse)
def network_map(caller: CallerOf, query: Annotated[ScopeQuery, Query()]) -> Response:
    """The interactive map of organisations and helpers: one HTML file that loads nothing."""
    text = _drawn(caller, query, MapForm.HTML, has_links=True)
    return HTMLResponse(text, headers=DOCUMENT_HEADERS)


@router.get("/network/{form}", response_class=Response)
def network_file(
    caller: CallerOf,
    form: Annotated[MapForm, Path(description="what the file is to be")],
    query: Annotated[ScopeQuery, Query()],
) -> Response:
    """The same map as a file: a page, a graph for other programs, or a table."""
    text = _drawn(caller, query, form, has_links=False)
    headers = {
        **DOCUMENT_HEADERS,
        "Content-Disposition": f'attachment; filename="{_NAME}.{form.value}"',
    }
    return Response(text, headers=headers, media_type=MEDIA_TYPES[form])


def _drawn(caller: Caller, query: ScopeQuery, form: MapForm, *, has_links: bool) -> str:
    principal = caller.principal(Permission.READ_NETWORK)
    scope = query.scope(bound_cooperative(principal, query.cooperative))
    language = language_of_request(caller.request)
    asked = caller.figures
    # Read first: only then it is known whether it is up to date.
    _ = asked.snapshot
    wish = MapWish(
        language=language,
        staff_of=principal.cooperative_id,
        remark=age.told(caller.as_of, language, now=caller.now),
        has_links=has_links,
    )
    return asked.network_map(scope, wish, form=form)
