"""What surrounds every request: its id, its size, its last resort, its log line."""

import logging
import re
import secrets
import time
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_model.errors import HilfenetzError
from service import problems

_log = logging.getLogger(__name__)

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
DEFAULT_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_GERMAN, _ENGLISH = "de", "en"
_WISH = re.compile(r"\s*([a-zA-Z]{1,8})[^;,]*(?:;\s*q=([0-9.]{1,5}))?\s*")


class _TooLargeError(Exception):
    """The body went past the limit while it was read."""


def language_of(accept_language: str, default: str) -> str:
    """German or English, whichever the header wants more; the default where it says neither.

    Examples
    --------
    >>> language_of("en-GB,en;q=0.9,de;q=0.5", "de")
    'en'
    """
    weights: dict[str, float] = {}
    for wish in accept_language[:200].split(","):
        match = _WISH.fullmatch(wish)
        if match is None:
            continue
        try:
            weight = float(match[2] or 1)
        except ValueError:
            continue
        language = match[1].lower()
        weights[language] = max(weight, weights.get(language, 0))
    known = [
        (weights[name], name == default, name) for name in (_GERMAN, _ENGLISH) if name in weights
    ]
    return max(known)[2] if known else default


class Envelope:
    """Outermost layer around the application.

    Gives each request an id, refuses bodies over the limit, adds the security headers, turns what
    nobody caught into a problem response, and logs one line: method, route, status, duration.
    """

    def __init__(self, app: ASGIApp, *, largest_body_bytes: int, language: str) -> None:
        self._app = app
        self._largest = largest_body_bytes
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: PLR0917 - ASGI's signature
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        started = time.perf_counter()
        status = 0

        async def reply(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, request_id)
            await send(message)

        language = language_of(_header(scope, b"accept-language"), self._language)
        scope.setdefault("state", {})["language"] = language
        try:
            await self._run(scope, receive=receive, send=reply)
        except _TooLargeError:
            if status == 0:
                too_large = problems.of_code(413, "body_too_large", language=language)
                await too_large(scope, receive, reply)
        except HilfenetzError as error:
            if status == 0:
                await problems.of_error(error, language)(scope, receive, reply)
        except Exception:  # noqa: BLE001 - the outermost layer: nothing may go past it unanswered
            _log.exception("request_failed", extra={"request_id": request_id})
            if status == 0:
                internal = problems.of_code(500, "internal_error", language=language)
                await internal(scope, receive, reply)
        finally:
            _log.info(
                "request",
                extra={
                    "request_id": request_id,
                    "method": scope["method"],
                    "route": getattr(scope.get("route"), "path", "unknown"),
                    "status": status,
                    "duration_ms": round((time.perf_counter() - started) * 1000, 2),
                },
            )

    async def _run(self, scope: Scope, *, receive: Receive, send: Send) -> None:
        announced = _header(scope, b"content-length")
        if announced.isdecimal() and int(announced[:20]) > self._largest:
            raise _TooLargeError
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._largest:
                raise _TooLargeError
            return message

        await self._app(scope, bounded, send)


def _header(scope: Scope, name: bytes) -> str:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def _add_headers(message: Message, request_id: str) -> None:
    headers = list(message.get("headers", ()))
    present = {key.lower() for key, _ in headers}
    headers += [pair for pair in (*SECURITY_HEADERS, DEFAULT_POLICY) if pair[0] not in present]
    headers.append((b"x-request-id", request_id.encode()))
    message["headers"] = headers
