"""What the driver raises comes out as an error of ours, all of it."""

from collections.abc import Iterator

import pytest
from neo4j import _exceptions, exceptions

from graph_model.errors import (
    InvalidValueError,
    PasswordExpiredError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreRefusedError,
    StoreStoppedError,
    StoreUnavailableError,
)
from graph_model.store.neo4j.boundary import translated


def with_descendants(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for child in kind.__subclasses__():
        yield from with_descendants(child)


INSIDE = {
    # Raised and caught within the driver's sockets.
    "SocketDeadlineExceededError",
    # Of the HTTP interface, which we do not use.
    "QueryApiHttpError",
    # Two threads in one session, when the driver is debugged.
    "NonConcurrentMethodError",
}
"""Classes of the driver that never reach whoever uses Bolt."""

DRIVER_CLASSES = sorted(
    {*with_descendants(exceptions.GqlError), *with_descendants(_exceptions.BoltError)},
    key=lambda kind: kind.__name__,
)


def test_the_walk_meets_every_exception_class_that_the_driver_has() -> None:
    of_driver = {
        kind
        for kind in with_descendants(Exception)
        if kind.__module__.partition(".")[0] == "neo4j" and not issubclass(kind, Warning)
    }
    assert {kind for kind in of_driver if kind.__name__ not in INSIDE} == set(DRIVER_CLASSES)
    assert len(DRIVER_CLASSES) > 30


@pytest.mark.parametrize("kind", DRIVER_CLASSES)
def test_no_class_of_the_driver_slips_through(kind: type[Exception]) -> None:
    with pytest.raises(StoreError, match="\\(") as caught, translated():
        raise kind.__new__(kind)
    assert isinstance(caught.value.__cause__, kind)
    assert caught.value.details["problem"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.ClientError.Security.Unauthorized", StoreRefusedError),
        ("Neo.ClientError.Security.Forbidden", StoreRefusedError),
        ("Neo.ClientError.Security.CredentialsExpired", PasswordExpiredError),
        ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", StoreReadOnlyError),
        ("Neo.DatabaseError.Transaction.TransactionStartFailed", StoreStoppedError),
        ("Neo.DatabaseError.Transaction.TransactionCommitFailed", StoreStoppedError),
        ("Neo.ClientError.Database.DatabaseNotFound", StoreRefusedError),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreDamagedError),
        ("Neo.ClientError.Transaction.TransactionTimedOut", StoreUnavailableError),
        ("Neo.ClientError.Cluster.NotALeader", StoreUnavailableError),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", StoreUnavailableError),
        ("Neo.TransientError.Transaction.DeadlockDetected", StoreUnavailableError),
        ("Neo.TransientError.General.DatabaseUnavailable", StoreUnavailableError),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", StoreFullError),
        ("Neo.DatabaseError.General.StorageDamageDetected", StoreDamagedError),
        ("Neo.DatabaseError.Transaction.TransactionLogError", StoreFullError),
        ("Neo.ClientError.Statement.SyntaxError", StoreError),
        ("Neo.DatabaseError.General.UnknownError", StoreError),
    ],
)
def test_a_code_of_the_server_says_which_error_it_is(code: str, kind: type[StoreError]) -> None:
    error = exceptions.Neo4jError._hydrate_neo4j(code=code, message="value: secret")
    with pytest.raises(StoreError, match=code.rpartition(".")[2]) as caught, translated():
        raise error
    assert type(caught.value) is kind
    assert "secret" not in str(caught.value)


def test_a_connection_that_breaks_is_a_store_that_does_not_answer() -> None:
    with pytest.raises(StoreUnavailableError, match="ConnectionResetError"), translated():
        raise ConnectionResetError


def test_text_that_is_no_unicode_is_the_callers_mistake() -> None:
    with pytest.raises(InvalidValueError, match="text"), translated():
        "\ud800".encode()


def test_what_is_not_the_drivers_passes_as_it_is() -> None:
    with pytest.raises(KeyError, match="mine"), translated():
        raise KeyError("mine")
