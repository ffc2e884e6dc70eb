"""The one place where errors of the driver become ours; none leaves the package."""

from collections.abc import Iterator
from contextlib import contextmanager
from ssl import SSLError

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
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreRefusedError,
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
    "WriteOnReadOnlyAccessDatabase",
)
_REFUSED = ("Security.", "DatabaseNotFound")


def translate(error: Exception) -> StoreError:
    """The error of ours that says what an error of the driver means.

    Only the code of a server's error goes into ours: its message may repeat values.
    """
    if isinstance(error, Neo4jError):
        return _of_server(error)
    problem = _name(error)
    if isinstance(error, TransactionError | ResultError | ConfigurationError):
        return StoreError(problem=problem)
    if isinstance(error, DriverError | OSError):
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

    def says(words: tuple[str, ...]) -> bool:
        return any(word in code for word in words)

    if says(_FULL):
        return StoreFullError(problem=code)
    if isinstance(error, ConstraintError) or says(_DAMAGED):
        return StoreDamagedError(problem=code)
    if isinstance(error, AuthError | Forbidden) or says(_REFUSED):
        return StoreRefusedError(problem=code)
    if isinstance(error, TransientError) or says(_AWAY):
        return StoreUnavailableError(problem=code)
    return StoreError(problem=code)


@contextmanager
def translated() -> Iterator[None]:
    """Within it, what the driver raises comes out as an error of ours."""
    try:
        yield
    except (GqlError, OSError) as error:
        raise translate(error) from error
    except UnicodeEncodeError as error:
        raise refuse("text", "kein gültiger Text", "not valid text") from error
