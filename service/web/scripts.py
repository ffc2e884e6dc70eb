"""The address of the pages' scripts."""

from fastapi import APIRouter, HTTPException, Response

from service.api.caller import CallerOf

router = APIRouter(include_in_schema=False)

_FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
}


@router.get("/static/bundle/{name}")
def read_script(name: str, caller: CallerOf) -> Response:
    """One of the built scripts; its name changes with its content, so it may be kept for ever."""
    bundle = caller.services.bundle
    text = bundle.text(name)
    if text is None:
        raise HTTPException(404)
    if _takes_gzip(caller.request.headers.get("Accept-Encoding", "")):
        packed = _FOR_EVER | {"Content-Encoding": "gzip"}
        return Response(bundle.packed(name), 200, packed, "text/javascript; charset=utf-8")
    return Response(text, 200, _FOR_EVER, "text/javascript; charset=utf-8")


def _takes_gzip(wishes: str) -> bool:
    # Pages are not packed: their length would tell of what is in them beside the forms' secret.
    codings = (one.partition(";") for one in wishes.lower().split(","))
    return any(
        name.strip() == "gzip" and rest.replace(" ", "") not in ("q=0", "q=0.0")
        for name, _, rest in codings
    )
