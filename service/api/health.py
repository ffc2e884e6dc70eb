"""Whether the service lives and can work; the only routes without a key."""

from fastapi import APIRouter, Response

from service.api.caller import CallerOf
from service.schemas.answers import Health

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/ready", responses={503: {"description": "the store does not answer"}})
def ready(caller: CallerOf, response: Response) -> Health:
    """The store answers too."""
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok", revision=caller.services.store.revision())
