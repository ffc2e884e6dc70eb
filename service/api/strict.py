"""Bodies read strictly: JSON that different programs could read differently is refused."""

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response

from service.api.routes import KeyRoute

_DEEPEST = 20


def strict_json(body: bytes) -> Any:
    """Parse JSON, refusing duplicate keys, NaN, infinities, NUL, lone surrogates and deep nesting.

    Raises
    ------
    json.JSONDecodeError
        If any of these is found, or the text is no JSON.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        message = "unreadable"
        raise json.JSONDecodeError(message, "", 0) from error
    _walk(value, 0)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("the same key twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    _refuse(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _refuse("a number too large")
    return number


def _walk(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        _refuse("nested too deeply")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            _refuse("a character that is no text")
    elif isinstance(value, dict):
        for key, item in value.items():
            _walk(key, depth)
            _walk(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _walk(item, depth + 1)


def _refuse(problem: str) -> NoReturn:
    raise json.JSONDecodeError(problem, "", 0)


class _StrictRequest(Request):
    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = strict_json(await self.body())
        return self._json


class StrictRoute(KeyRoute):
    """A route that needs a key and whose JSON body is read by ``strict_json``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strict
