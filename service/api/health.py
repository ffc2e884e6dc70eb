"""Whether the service lives and can work; the only routes without a key."""

from fastapi import APIRouter, Response

from service.api.caller import CallerOf
from service.schemas.answers import Health

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> Health:
    """The process answers; it needs no thread for that, not even while all of them wait."""
    return Health(status="ok")


@router.get(
    "/ready",
    responses={503: {"description": "neither store nor snapshot: nothing can be answered"}},
)
def ready(caller: CallerOf, response: Response) -> Health:
    """The store answers (`ok`), or reading goes on without it (`read_only`)."""
    response.headers["Cache-Control"] = "no-store"
    revision = caller.look_up(lambda store: store.revision())
    return Health(status="ok" if caller.as_of is None else "read_only", revision=revision)
