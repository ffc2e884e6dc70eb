"""What surrounds every request: its id, its size, its last resort, its log line."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_model.errors import HilfenetzError
from graph_model.store.patience import limited
from service import age, problems

_log = logging.getLogger(__name__)

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
DEFAULT_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
PATIENCE_S = 3.5
"""So long a request waits for the store in all; with what is around it, no answer takes 5 s."""

UPLOAD_PATH = "/import"
"""The one place that files are sent to."""

FOR_PROGRAMS = ("/api/", "/health/")
"""Beginnings of the paths that programs ask; on all others there are people."""

_FORM_AROUND_FILES = 65_536

LANGUAGE_COOKIE = "hilfenetz_language"
"""Keeps the language that somebody has chosen on a page; it goes before what the browser wants,
and after the language of the account."""

_LANGUAGES = ("de", "en")
_CHOSEN = re.compile(rf"(?:^|;\s*){LANGUAGE_COOKIE}=({'|'.join(_LANGUAGES)})(?:;|$)")
_WISH = re.compile(r"\s*([a-zA-Z]{1,8})[^;,]*(?:;\s*q=([0-9.]{1,5}))?\s*")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _TooLargeError(Exception):
    """The body went past the limit while it was read."""


def language_of(accept_language: str, default: str) -> str:
    """German or English, whichever the header wants more; the default where it says neither.

    Examples
    --------
    >>> language_of("en-GB,en;q=0.9,de;q=0.5", "de")
    'en'
    >>> language_of("fr, en;q=0", "de")
    'de'
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
    # A weight of 0 says "not this one" (RFC 9110, 12.4.2).
    known = [(weights[name], name == default, name) for name in _LANGUAGES if weights.get(name)]
    return max(known)[2] if known else default


class Envelope:
    """Outermost layer around the application.

    Gives each request an id and a limit to its waiting for the store, refuses bodies that are too
    large, adds the security headers, says as of when an answer holds that is not up to date, turns
    what nobody caught into a problem response, and logs one line: method, route, status, duration.

    Files come in at ``UPLOAD_PATH`` only, with a limit of their own. ``page_of`` tells people of a
    problem where no program asked.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        largest_body_bytes: int,
        language: str,
        largest_upload_bytes: int = 0,
        page_of: Callable[[problems.Problem], Response] | None = None,
    ) -> None:
        self._app = app
        self._largest = largest_body_bytes
        self._largest_upload = max(largest_upload_bytes + _FORM_AROUND_FILES, largest_body_bytes)
        self._language = language
        self._page_of = page_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: PLR0917 - ASGI's signature
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        state = scope.setdefault("state", {})
        is_upload = scope["method"] == "POST" and scope["path"] == UPLOAD_PATH
        largest = self._largest_upload if is_upload else self._largest
        exchange = _Exchange(receive, send, largest=largest, state=state)
        chosen = _CHOSEN.search(_header(scope, b"cookie"))
        wish = chosen[1] if chosen else _header(scope, b"accept-language")
        language = language_of(wish, self._language)
        state.update(language=language, request_id=exchange.request_id)
        try:
            problem = await self._problem(scope, exchange, language=language)
            if problem is not None and exchange.status == 0:
                await self._told(problem, scope)(scope, receive, exchange.answer)
        finally:
            _log.info(
                "request",
                extra={
                    "request_id": exchange.request_id,
                    "method": scope["method"] if scope["method"] in _METHODS else "other",
                    "route": getattr(scope.get("route"), "path", "unknown"),
                    "status": exchange.status,
                    "duration_ms": round((time.perf_counter() - started) * 1000, 2),
                },
            )

    def _told(self, problem: problems.Problem, scope: Scope) -> Response:
        if self._page_of is None or scope["path"].startswith(FOR_PROGRAMS):
            return problem.response()
        return self._page_of(problem)

    async def _problem(
        self, scope: Scope, exchange: "_Exchange", *, language: str
    ) -> problems.Problem | None:
        """Let the application answer; what is left to say if it could not."""
        announced = _header(scope, b"content-length")
        if announced.isdecimal() and int(announced[:20]) > exchange.largest:
            return problems.of_code(413, "body_too_large", language=language)
        try:
            with limited(PATIENCE_S):
                await self._app(scope, exchange.receive, exchange.send)
        except HilfenetzError as error:
            return problems.of_error(error, language)
        except ClientDisconnect:
            _log.info("client_left", extra={"request_id": exchange.request_id})
            return None
        except Exception:  # noqa: BLE001 - the outermost layer: nothing may go past it unanswered
            _log.exception("request_failed", extra={"request_id": exchange.request_id})
            return problems.of_code(
                500, "internal_error", language=language, request_id=exchange.request_id
            )
        if exchange.is_too_large:
            return problems.of_code(413, "body_too_large", language=language)
        return None


class _Exchange:
    """One request and its answer on their way through the envelope."""

    def __init__(
        self, receive: Receive, send: Send, *, largest: int, state: Mapping[str, Any]
    ) -> None:
        self._state = state
        self._receive = receive
        self._send = send
        self.largest = largest
        self._taken = 0
        self.request_id = secrets.token_hex(8)
        self.status = 0

    @property
    def is_too_large(self) -> bool:
        """Whether more than the limit came in."""
        return self._taken > self.largest

    async def receive(self) -> Message:
        """The next part of the body, up to the limit."""
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self.is_too_large:
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        """What the application answers, unless the body was too large: then we answer."""
        if not self.is_too_large or self.status:
            await self.answer(message)

    async def answer(self, message: Message) -> None:
        """Pass an answer on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = _complete(message.get("headers", ()), self.request_id)
            as_of: datetime | None = self._state.get(age.STATE)
            if as_of is not None:
                message["headers"].append(
                    (age.HEADER.lower().encode(), age.rfc_3339(as_of).encode())
                )
        await self._send(message)


def _header(scope: Scope, name: bytes) -> str:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in headers if key == name), "")


def _complete(headers: Iterable[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    given = list(headers)
    present = {key.lower() for key, _ in given}
    given += [pair for pair in (*SECURITY_HEADERS, DEFAULT_POLICY) if pair[0] not in present]
    given.append((b"x-request-id", request_id.encode()))
    return given
