"""Analyses as JSON."""

import json

from fastapi import Response


def json_answer(plain: object) -> Response:
    """Plain values as a JSON answer that nobody keeps; same values, same bytes."""
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode(), 200, {"Cache-Control": "no-store"}, "application/json")
