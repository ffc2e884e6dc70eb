"""Signing in by key, and who is remembered while the store cannot be asked."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from graph_model.domain.vocabulary import Role
from graph_model.errors import NotSignedInError, StoreUnavailableError
from graph_model.store.port import GraphStore
from service.bootstrap import open_store
from service.use_cases.keys import (
    REMEMBERED,
    KeyRequest,
    SignIns,
    add_key,
    digest_of,
    revoke_key,
)
from tests.builders import at

NOW = at("2026-03-02T12:00")
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    opened = open_store(f"sqlite:///{tmp_path}/net.db")
    yield opened
    opened.close()


def secret_of(store: GraphStore, **wanted: object) -> str:
    request = KeyRequest(role=Role.EVALUATION, label="E", **wanted)  # type: ignore[arg-type]
    return add_key(store, request, now=NOW).secret


def test_who_signed_in_is_remembered_for_a_quarter_of_an_hour_from_the_last_time(
    store: GraphStore,
) -> None:
    sign_ins = SignIns()
    secret = secret_of(store)
    assert sign_ins.remembered(secret, now=NOW) is None
    principal = sign_ins.sign_in(store, secret, now=NOW)
    assert timedelta(minutes=15) == REMEMBERED
    assert sign_ins.remembered(secret, now=NOW + timedelta(minutes=14, seconds=59)) == principal
    assert sign_ins.remembered(secret, now=NOW + timedelta(minutes=15)) is None
    sign_ins.sign_in(store, secret, now=NOW + timedelta(minutes=10))
    assert sign_ins.remembered(secret, now=NOW + timedelta(minutes=20)) == principal
    # A clock that was put back tells nothing of how long ago that was.
    assert sign_ins.remembered(secret, now=NOW) is None
    assert sign_ins.remembered("hn_somebody-else", now=NOW) is None


def test_a_key_that_was_seen_revoked_is_not_remembered(store: GraphStore) -> None:
    sign_ins = SignIns()
    secret = secret_of(store)
    principal = sign_ins.sign_in(store, secret, now=NOW)
    revoke_key(store, principal.key_id, now=NOW)
    with pytest.raises(NotSignedInError):
        sign_ins.sign_in(store, secret, now=SOON)
    assert sign_ins.remembered(secret, now=SOON) is None


def test_a_remembered_key_ends_when_it_would_have_ended(store: GraphStore) -> None:
    sign_ins = SignIns()
    secret = secret_of(store, expires_at=NOW + timedelta(minutes=5))
    sign_ins.sign_in(store, secret, now=NOW)
    assert sign_ins.remembered(secret, now=NOW + timedelta(minutes=4)) is not None
    assert sign_ins.remembered(secret, now=NOW + timedelta(minutes=5)) is None


def test_remembering_asks_nobody_and_a_failed_question_forgets_nobody(store: GraphStore) -> None:
    sign_ins = SignIns()
    secret = secret_of(store)
    principal = sign_ins.sign_in(store, secret, now=NOW)
    store.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        sign_ins.sign_in(store, secret, now=SOON)
    assert sign_ins.remembered(secret, now=SOON) == principal
    sign_ins.forget(secret)
    sign_ins.forget("hn_somebody-else")
    assert sign_ins.remembered(secret, now=SOON) is None


def test_only_so_many_are_remembered_the_latest_and_never_their_secrets(store: GraphStore) -> None:
    sign_ins = SignIns()
    first, second = secret_of(store), secret_of(store)
    sign_ins.sign_in(store, first, now=NOW)
    sign_ins.sign_in(store, second, now=NOW)
    sign_ins.sign_in(store, first, now=NOW)
    key = store.key_by_digest(digest_of(first))

    class Everybody:
        """A store that knows every key there may be."""

        def key_by_digest(self, digest: str) -> object:
            del digest
            return key

    for number in range(9_999):
        sign_ins.sign_in(Everybody(), f"hn_{number}", now=NOW)  # type: ignore[arg-type]
    assert sign_ins.remembered(second, now=SOON) is None
    assert sign_ins.remembered(first, now=SOON) is not None
    assert first not in repr(vars(sign_ins))
