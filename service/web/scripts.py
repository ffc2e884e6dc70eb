"""The address of the pages' scripts."""

from fastapi import APIRouter, HTTPException, Response

from service.api.caller import CallerOf

router = APIRouter(include_in_schema=False)

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/static/bundle/{name}")
def read_script(name: str, caller: CallerOf) -> Response:
    """One of the built scripts; its name changes with its content, so it may be kept for ever."""
    text = caller.services.bundle.text(name)
    if text is None:
        raise HTTPException(404)
    return Response(text, 200, _FOR_EVER, "text/javascript; charset=utf-8")
