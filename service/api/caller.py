"""Who calls, and how: sign-in, preconditions and idempotency of one request."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Response

from graph_model.errors import NotSignedInError, StoreUnavailableError
from graph_model.snapshot.as_store import SnapshotStore
from graph_model.snapshot.snapshot import Snapshot
from graph_model.store.port import GraphStore
from service import age
from service.access import Permission, Principal, demand
from service.api.errors import PreconditionRequiredError
from service.bootstrap import questions_of
from service.context import Services
from service.schemas.encoding import encode
from service.use_cases.forms import Call, Done
from service.use_cases.on_cases import OnCases
from service.use_cases.overview import make_ready
from service.use_cases.questions import Questions
from service.use_cases.recording import Recorder
from service.use_cases.sight import Sight

T = TypeVar("T")

SESSION_COOKIE = "hilfenetz_session"
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_ETAG = re.compile(r'"([0-9]{1,18})"')
_LONGEST_SECRET = 200
_AWAY = "away"

REPLAYED = "Idempotency-Replayed"


@dataclass(frozen=True, slots=True)
class Caller:
    """One request's caller; ``principal`` signs in and checks the permission.

    Reading goes on while the store is away, from the last snapshot, for those who signed in lately.
    Once the store has failed a request, that request does not turn to it again, and its answer
    says as of when it holds.
    """

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
    def as_of(self) -> datetime | None:
        """When what was read was last known to be current; ``None`` if it is so now."""
        found: datetime | None = self._state.get(age.STATE)
        return found

    @property
    def is_store_away(self) -> bool:
        """Whether the store failed this request."""
        return _AWAY in self._state

    @property
    def cases(self) -> OnCases:
        """Answers on single cases as of this request, by the service's settings."""
        return self._questions(for_many=False)

    @property
    def figures(self) -> Questions:
        """Answers for whoever may not open single cases: suppressed.

        They are as of this request, or on a large network as of some minutes ago.
        """
        asked = self._questions(for_many=True)
        return replace(asked, source=partial(self._counted, asked))

    def _questions(self, *, for_many: bool) -> Questions:
        parts = self.services
        asked = questions_of(
            parts.store,
            parts.settings,
            now=self.now,
            snapshots=parts.snapshots,
            for_many=for_many,
        )
        source = partial(self._read, partial(parts.snapshots.current, asked.now), or_else=_itself)
        return replace(asked, source=source)

    def _counted(self, asked: Questions) -> Snapshot:
        newest = asked.snapshot
        if self.is_store_away:
            return newest
        standing = self.services.snapshots.for_many.now(
            newest, asked.now, make_ready=partial(make_ready, asked)
        )
        if standing.snapshot is not newest:
            self._state[age.STATE] = standing.as_of
        return standing.snapshot

    def principal(self, permission: Permission) -> Principal:
        """Who calls to read something, if they may do this.

        Raises
        ------
        NotSignedInError
            If no valid key came along.
        ForbiddenError
            If the role does not grant the permission.
        """
        principal = self.reader(self._secret())
        demand(principal, permission)
        return principal

    def reader(self, secret: str) -> Principal:
        """Who a secret stands for; while the store is away, if it said so lately.

        Raises
        ------
        NotSignedInError
            If it stands for nobody.
        """
        services, now = self.services, self.now
        try:
            return self._spoken_to(services.sign_ins.sign_in(services.store, secret, now=now))
        except StoreUnavailableError as error:
            known = services.sign_ins.remembered(secret, now=now)
            if known is None:
                raise
            self._state[_AWAY] = error
            return self._spoken_to(known)

    def writer(self, secret: str) -> Principal:
        """Who a secret stands for, as the store says now: nothing is written on older word.

        Raises
        ------
        NotSignedInError
            If it stands for nobody.
        """
        services = self.services
        return self._spoken_to(services.sign_ins.sign_in(services.store, secret, now=self.now))

    def _spoken_to(self, principal: Principal) -> Principal:
        """Whoever signed in is told everything in the language of the account, if it has one."""
        if principal.language is not None:
            self._state["language"] = principal.language
        return principal

    def look_up(self, work: Callable[[GraphStore], T]) -> T:
        """What some reading finds in the store, or in the last snapshot while the store is away."""
        return self._read(
            lambda: work(self.services.store),
            or_else=lambda last, why: work(SnapshotStore(last, why)),
        )

    def see(self, permission: Permission, look: Callable[[Sight], T]) -> T:
        """What the caller can see of the cases, if they may do this; as ``look_up`` finds it."""
        principal = self.principal(permission)
        return self.look_up(lambda store: look(Sight(store, principal)))

    def demand_secret(self) -> None:
        """Raise ``NotSignedInError`` if nothing came that could be a key."""
        self._secret()

    def recorder(
        self, key: str | None, body: str, *, principal: Principal | None = None
    ) -> Recorder:
        """A recorder for this call; ``body`` is what must be the same when the key comes again.

        Without a ``principal`` it is the one whose key came along.
        """
        if principal is None:
            principal = self.writer(self._secret())
        demand(principal, Permission.RECORD)
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

    @property
    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.request.scope["state"]
        return state

    def _read(
        self,
        ask: Callable[[], T],
        *,
        or_else: Callable[[Snapshot, StoreUnavailableError], T],
    ) -> T:
        """What the store says, or else the last snapshot."""
        away: StoreUnavailableError | None = self._state.get(_AWAY)
        if away is None:
            try:
                return ask()
            except StoreUnavailableError as error:
                self._state[_AWAY] = away = error
        last = self.services.snapshots.last()
        if last is None:
            raise away
        self._state[age.STATE] = last.as_of
        return or_else(last.snapshot, away)

    def _secret(self) -> str:
        scheme, _, secret = self.request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and 0 < len(secret) <= _LONGEST_SECRET:
            return secret.strip()
        # A cookie goes along with requests that other pages make: it opens reading only.
        cookie = self.request.cookies.get(SESSION_COOKIE, "")
        if self.request.method in _SAFE_METHODS and 0 < len(cookie) <= _LONGEST_SECRET:
            return cookie
        raise NotSignedInError


def _itself(last: Snapshot, _: StoreUnavailableError) -> Snapshot:
    return last


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
