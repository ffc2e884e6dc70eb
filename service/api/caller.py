"""Who calls, and how: sign-in, preconditions and idempotency of one request."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from graph_model.errors import NotSignedInError
from service.access import Permission, Principal, demand
from service.api.errors import PreconditionRequiredError
from service.bootstrap import questions_of
from service.context import Services
from service.schemas.encoding import encode
from service.use_cases.forms import Call, Done
from service.use_cases.keys import sign_in
from service.use_cases.questions import Questions
from service.use_cases.recording import Recorder
from service.use_cases.sight import Sight

SESSION_COOKIE = "hilfenetz_session"
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_ETAG = re.compile(r'"([0-9]{1,18})"')
_LONGEST_SECRET = 200

REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Caller:
    """One request's caller; ``principal`` signs in and checks the permission."""

    request: Request

    @property
    def services(self) -> Services:
        """The running service's parts."""
        services: Services = self.request.app.state.services
        return services

    @property
    def now(self) -> datetime:
        """The moment of this request."""
        return self.services.clock()

    @property
    def questions(self) -> Questions:
        """Answers as of this request, by the service's settings."""
        parts = self.services
        return questions_of(parts.store, parts.settings, now=self.now, snapshots=parts.snapshots)

    def principal(self, permission: Permission) -> Principal:
        """Who calls, if they may do this.

        Raises
        ------
        NotSignedInError
            If no valid key came along.
        ForbiddenError
            If the role does not grant the permission.
        """
        principal = sign_in(self.services.store, self._secret(), now=self.now)
        demand(principal, permission)
        return principal

    def sight(self, permission: Permission) -> Sight:
        """What the caller can see, if they may do this."""
        return Sight(self.services.store, self.principal(permission))

    def demand_secret(self) -> None:
        """Raise ``NotSignedInError`` if nothing came that could be a key."""
        self._secret()

    def _secret(self) -> str:
        scheme, _, secret = self.request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and 0 < len(secret) <= _LONGEST_SECRET:
            return secret.strip()
        # A cookie goes along with requests that other pages make: it opens reading only.
        cookie = self.request.cookies.get(SESSION_COOKIE, "")
        if self.request.method in _SAFE_METHODS and 0 < len(cookie) <= _LONGEST_SECRET:
            return cookie
        raise NotSignedInError

    def recorder(self, key: str | None, body: str) -> Recorder:
        """A recorder for this call; ``body`` is what must be the same when the key comes again."""
        principal = self.principal(Permission.RECORD)
        call = None
        if key is not None:
            asked = f"{self.request.method} {self.request.url.path}\n{body}"
            call = Call(key=key, digest=hashlib.sha256(asked.encode()).hexdigest())
        return Recorder(
            store=self.services.store,
            principal=principal,
            now=self.now,
            encode=encode,
            call=call,
        )


async def _caller(request: Request) -> Caller:
    return Caller(request)


CallerOf = Annotated[Caller, Depends(_caller)]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Makes the call happen once; send the same key again when no answer came.",
    ),
]

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=30, description="ETag of the record as last read"),
]


def expected_revision(if_match: str | None) -> int:
    """The revision that If-Match names.

    Raises
    ------
    PreconditionRequiredError
        If the header is missing or names no revision of ours.
    """
    match = _ETAG.fullmatch(if_match or "")
    if match is None:
        raise PreconditionRequiredError
    return int(match[1])


def etag(revision: int) -> str:
    """A revision as an entity tag."""
    return f'"{revision}"'


def recorded(done: Done, status: int, *, collection: str | None = None) -> Response:
    """The answer to a recording: the record, its ETag, and where it can be read again."""
    headers: dict[str, str] = {"ETag": etag(done.revision), "Cache-Control": "no-store"}
    if collection is not None:
        # A repeated call answers with the first record, so its id is taken from the answer.
        headers["Location"] = f"/api/v1/{collection}/{json.loads(done.answer)['id']}"
    if done.replayed:
        headers[REPLAYED] = "true"
    return Response(done.answer, status, headers, "application/json")
