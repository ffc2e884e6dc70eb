"""What the driver raises comes out as an error of ours, all of it."""

import sqlite3
from pathlib import Path

import pytest

from graph_model.errors import (
    HilfenetzError,
    InvalidValueError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
)
from graph_model.store.sqlite.boundary import translate, translated


def all_subclasses(kind: type[Exception]) -> set[type[Exception]]:
    return {kind}.union(*(all_subclasses(below) for below in kind.__subclasses__()))


# sqlite3.Error and sqlite3.Warning, and everything that the driver derives from them.
DRIVER_CLASSES = sorted(
    all_subclasses(sqlite3.Error) | all_subclasses(sqlite3.Warning), key=lambda kind: kind.__name__
)


def test_the_walk_meets_the_classes_of_the_database_interface() -> None:
    # PEP 249 names these.
    assert {kind.__name__ for kind in DRIVER_CLASSES} >= {
        "Warning",
        "Error",
        "InterfaceError",
        "DatabaseError",
        "DataError",
        "OperationalError",
        "IntegrityError",
        "InternalError",
        "ProgrammingError",
        "NotSupportedError",
    }


@pytest.mark.parametrize("kind", DRIVER_CLASSES)
def test_no_class_of_the_driver_slips_through(kind: type[Exception]) -> None:
    with pytest.raises(StoreError, match="something") as caught, translated():
        raise kind("something")
    assert isinstance(caught.value.__cause__, kind)


RESULT_CODES = sorted(
    name
    for name, value in vars(sqlite3).items()
    if name.startswith("SQLITE_") and isinstance(value, int) and name.count("_") == 1
)


def with_code(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = getattr(sqlite3, name)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_FULL", StoreFullError),
        ("SQLITE_IOERR_WRITE", StoreFullError),
        ("SQLITE_BUSY", StoreUnavailableError),
        ("SQLITE_BUSY_SNAPSHOT", StoreUnavailableError),
        ("SQLITE_LOCKED", StoreUnavailableError),
        ("SQLITE_CANTOPEN", StoreUnavailableError),
        ("SQLITE_READONLY", StoreUnavailableError),
        ("SQLITE_IOERR", StoreUnavailableError),
        ("SQLITE_IOERR_FSYNC", StoreUnavailableError),
        ("SQLITE_CORRUPT", StoreDamagedError),
        ("SQLITE_CORRUPT_INDEX", StoreDamagedError),
        ("SQLITE_NOTADB", StoreDamagedError),
        ("SQLITE_CONSTRAINT_UNIQUE", StoreDamagedError),
        ("SQLITE_ERROR", StoreError),
        ("SQLITE_MISUSE", StoreError),
    ],
)
def test_a_result_code_says_which_error_it_is(name: str, kind: type[StoreError]) -> None:
    translated_error = translate(with_code(name))
    assert type(translated_error) is kind
    assert name in str(translated_error)


def test_every_result_code_of_the_driver_has_an_error() -> None:
    for name in RESULT_CODES:
        assert isinstance(translate(with_code(name)), HilfenetzError)


def test_a_closed_connection_is_a_store_that_does_not_answer() -> None:
    connection = sqlite3.connect(":memory:")
    connection.close()
    with pytest.raises(StoreUnavailableError, match="closed"), translated():
        connection.execute("SELECT 1")


def test_text_that_is_no_unicode_is_the_callers_mistake() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(InvalidValueError, match="text"), translated():
        connection.execute("SELECT ?", ("\ud800",))
    connection.close()


def test_what_is_not_the_drivers_passes_as_it_is() -> None:
    with pytest.raises(KeyError, match="mine"), translated():
        raise KeyError("mine")


def test_a_real_full_database_reads_as_full(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "small.db", isolation_level=None)
    connection.execute("PRAGMA max_page_count = 3")
    connection.execute("CREATE TABLE note (text TEXT)")
    with pytest.raises(StoreFullError, match="SQLITE_FULL"), translated():
        connection.execute("INSERT INTO note VALUES (?)", ("x" * 100_000,))
    connection.close()
