"""The one place where errors of the driver become ours; none leaves the package."""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLError

from neo4j._exceptions import BoltError
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Forbidden,
    GqlError,
    Neo4jError,
    ResultError,
    TransactionError,
    TransientError,
)

from graph_model.domain.checks import refuse
from graph_model.errors import (
    PasswordExpiredError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreRefusedError,
    StoreStoppedError,
    StoreUnavailableError,
)

_FULL = (
    "OutOfDiskSpace",
    "OutOfMemory",
    "TransactionLogError",
    "TransactionMemoryLimit",
    "StorageLimit",
)
_DAMAGED = ("StorageDamageDetected", "IndexCorruption", "ConstraintViolation", "EntityNotFound")
_AWAY = (
    "DatabaseUnavailable",
    "ForbiddenOnReadOnlyDatabase",
    "LockClientStopped",
    "NotALeader",
    "Terminated",
    "TimedOut",
    "Timeout",
    "Transaction.Outdated",
)
_STOPPED = ("TransactionStartFailed", "TransactionCommitFailed")
_READ_ONLY = ("WriteOnReadOnlyAccessDatabase",)
_EXPIRED = ("CredentialsExpired",)
_REFUSED = ("Security.", "DatabaseNotFound")

_OF_SERVER: tuple[tuple[type[StoreError], tuple[str, ...], tuple[type[Neo4jError], ...]], ...] = (
    (StoreFullError, _FULL, ()),
    (StoreStoppedError, _STOPPED, ()),
    (StoreDamagedError, _DAMAGED, (ConstraintError,)),
    (PasswordExpiredError, _EXPIRED, ()),
    (StoreReadOnlyError, _READ_ONLY, ()),
    (StoreRefusedError, _REFUSED, (AuthError, Forbidden)),
    (StoreUnavailableError, _AWAY, (TransientError,)),
)
"""Our errors, and what means them: parts of the server's codes, classes. The first that fits."""


def translate(error: Exception) -> StoreError:
    """The error of ours that says what an error of the driver means.

    Only the code of a server's error goes into ours: its message may repeat values.
    """
    if isinstance(error, Neo4jError):
        return _of_server(error)
    problem = _name(error)
    if isinstance(error, TransactionError | ResultError | ConfigurationError):
        return StoreError(problem=problem)
    if isinstance(error, DriverError | BoltError | OSError):
        return StoreUnavailableError(problem=problem)
    return StoreError(problem=problem)


def _name(error: BaseException) -> str:
    """What an error is, or the fault of encryption behind it: that is what can be put right."""
    found = next((one for one in _behind(error) if isinstance(one, SSLError)), error)
    return type(found).__name__


def _behind(error: BaseException) -> Iterator[BaseException]:
    """An error and all that led to it."""
    yield error
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for one in (error.__cause__ or error.__context__, *parts):
        if one is not None:
            yield from _behind(one)


def _of_server(error: Neo4jError) -> StoreError:
    # An error that no server sent has no code.
    code = str(getattr(error, "code", None) or type(error).__name__)

    for kind, words, classes in _OF_SERVER:
        if isinstance(error, classes) or any(word in code for word in words):
            return kind(problem=code)
    return StoreError(problem=code)


@contextmanager
def translated() -> Iterator[None]:
    """Within it, what the driver raises comes out as an error of ours."""
    try:
        yield
    except (GqlError, BoltError, OSError) as error:
        raise translate(error) from error
    except UnicodeEncodeError as error:
        raise refuse("text", "kein gültiger Text", "not valid text") from error
