"""Access keys: made once, shown once, kept only as a digest."""

import hashlib
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from graph_model.domain.access_keys import AccessKey
from graph_model.domain.actors import Actor
from graph_model.domain.checks import refuse
from graph_model.domain.vocabulary import ActorKind, Role
from graph_model.errors import (
    IdempotencyConflictError,
    NotSignedInError,
    RevisionConflictError,
    UnknownRecordError,
)
from graph_model.store.port import GraphStore, Idempotency, Put
from service.access import Principal
from service.use_cases.ids import new_id

REMEMBERED = timedelta(minutes=15)
"""So long reading goes on for somebody whose key the store cannot be asked about."""

_MOST_REMEMBERED = 10_000
_TRIES = 3
_SECRET_PREFIX = "hn_"  # noqa: S105 - a mark by which leaked keys are found, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest:
    """What a new key shall open, for whom and how long."""

    role: Role
    label: str
    cooperative_id: str | None = None
    actor_id: str | None = None
    expires_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key as it is shown, once: what is stored and the secret itself."""

    key: AccessKey
    secret: str


def digest_of(secret: str) -> str:
    """SHA-256 of a secret in hex; secrets are random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_key(
    store: GraphStore,
    request: KeyRequest,
    *,
    now: datetime,
    call: Idempotency | None = None,
) -> NewKey:
    """Make and store a key.

    A key for somebody of a cooperative is bound to it, whether that is asked for or not. With
    ``call`` it is made once; the secret is never shown a second time.

    Raises
    ------
    UnknownRecordError
        If the actor or the cooperative is not in the directory.
    InvalidValueError
        If the actor works for another cooperative, what is named as one is none, or a Kümmerer's
        key would be bound to none and so open nothing.
    IdempotencyConflictError
        If the call came before.
    """
    cooperative_id = request.cooperative_id
    if request.actor_id is not None:
        own = _actor(store, request.actor_id).cooperative_id
        if None not in (own, cooperative_id) and own != cooperative_id:
            raise refuse(
                "cooperative",
                "die Person gehört zu einer anderen Genossenschaft",
                "the person belongs to another cooperative",
            )
        cooperative_id = cooperative_id or own
    if cooperative_id is not None:
        _demand_cooperative(store, cooperative_id)
    elif request.role is Role.KUEMMERER:
        raise refuse(
            "cooperative",
            "ein Schlüssel für Kümmerer braucht eine Genossenschaft oder eine Person daraus",
            "a key for Kümmerer needs a cooperative, or a person of one",
        )
    secret = _SECRET_PREFIX + secrets.token_urlsafe(32)
    key = AccessKey(
        id=new_id("key"),
        digest=digest_of(secret),
        role=request.role,
        label=request.label,
        cooperative_id=cooperative_id,
        actor_id=request.actor_id,
        created_at=now,
        expires_at=request.expires_at,
        language=request.language,
    )
    receipt = store.apply([Put(key, expected=0)], idempotency=call)
    if call is not None and receipt.replayed:
        raise IdempotencyConflictError(key=call.key)
    return NewKey(key=key, secret=secret)


def _actor(store: GraphStore, actor_id: str) -> Actor:
    found = store.get(Actor, actor_id)
    if found is None:
        raise UnknownRecordError(kind="actor", record_id=actor_id)
    return found.record


def _demand_cooperative(store: GraphStore, cooperative_id: str) -> None:
    if _actor(store, cooperative_id).kind is not ActorKind.COOPERATIVE:
        raise refuse(
            "cooperative", "das ist keine Genossenschaft", "that is not a housing cooperative"
        )


def revoke_key(store: GraphStore, key_id: str, *, now: datetime) -> AccessKey:
    """Let a key open nothing from now on; one that was revoked before stays as it is.

    Raises
    ------
    UnknownRecordError
        If there is no such key.
    """
    found = store.get(AccessKey, key_id)
    if found is None:
        raise UnknownRecordError(kind="access_key", record_id=key_id)
    if found.record.revoked_at is not None:
        return found.record
    revoked = replace(found.record, revoked_at=now)
    store.apply([Put(revoked, expected=found.revision)])
    return revoked


def speak(store: GraphStore, key_id: str, *, language: str) -> None:
    """Tell whoever signs in with a key everything in a language from now on.

    Raises
    ------
    UnknownRecordError
        If there is no such key.
    """
    for _ in range(_TRIES):
        found = store.get(AccessKey, key_id)
        if found is None:
            raise UnknownRecordError(kind="access_key", record_id=key_id)
        try:
            store.apply([Put(replace(found.record, language=language), expected=found.revision)])
        except RevisionConflictError:
            continue
        return


class SignIns:
    """Signing in by key, and who did so lately: for them reading goes on while the store is away.

    The store decides, always, while it answers. Remembered is the key of a secret's digest for
    ``REMEMBERED`` since the store last said that it is good, in this process only; a key that was
    seen to be gone, ended or revoked is forgotten at once.

    References
    ----------
    docs/decisions/0021-while-the-store-is-away.md
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[AccessKey, datetime]] = {}

    def sign_in(self, store: GraphStore, secret: str, *, now: datetime) -> Principal:
        """Who a secret stands for, as the store says.

        Raises
        ------
        NotSignedInError
            If it opens nothing (any more).
        """
        digest = digest_of(secret)
        key = store.key_by_digest(digest)
        if key is None or not key.is_valid_at(now):
            self.forget(secret)
            raise NotSignedInError
        with self._lock:
            self._seen.pop(digest, None)
            self._seen[digest] = (key, now)
            while len(self._seen) > _MOST_REMEMBERED:
                self._seen.pop(next(iter(self._seen)))
        return Principal.of(key)

    def remembered(self, secret: str, *, now: datetime) -> Principal | None:
        """Who a secret stood for when the store was last asked, if that is not long ago."""
        with self._lock:
            found = self._seen.get(digest_of(secret))
        if found is None:
            return None
        key, seen_at = found
        is_fresh = seen_at <= now < seen_at + REMEMBERED
        return Principal.of(key) if is_fresh and key.is_valid_at(now) else None

    def forget(self, secret: str) -> None:
        """Accept a secret no more unless the store says that it is good."""
        with self._lock:
            self._seen.pop(digest_of(secret), None)
