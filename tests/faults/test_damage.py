"""Files that are damaged, foreign, newer, or not there."""

import sqlite3
from pathlib import Path

import pytest

from graph_model.domain.contacts import Contact
from graph_model.domain.records import RECORD_TYPES
from graph_model.errors import (
    StoreDamagedError,
    StoreUnavailableError,
    StoreVersionError,
)
from graph_model.store.port import Put
from graph_model.store.sqlite import SqliteStore
from graph_model.store.sqlite.schema import LATEST
from tests import builders as b


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound store, closed."""
    path = tmp_path / "store.db"
    store = SqliteStore(path)
    store.apply([Put(record) for record in (*b.directory(), b.referral(), b.contact())])
    store.apply([Put(b.contact(f"m{number:04}")) for number in range(2000)])
    store.close()
    return path


def change(path: Path, *statements: str) -> None:
    """Do something to the file behind the store's back."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Sehr geehrte Damen und Herren, " * 100)
    with pytest.raises(StoreDamagedError, match="SQLITE_NOTADB"):
        SqliteStore(path)
    assert path.read_text().startswith("Sehr geehrte")


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="SQLITE_CANTOPEN"):
        SqliteStore(tmp_path / "missing" / "store.db")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    change(path, "CREATE TABLE recipe (name TEXT)", "INSERT INTO recipe VALUES ('Quarkkeulchen')")
    before = path.read_bytes()
    with pytest.raises(StoreVersionError, match="0/0"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_newer_version_is_refused(path: Path) -> None:
    change(path, f"PRAGMA user_version = {LATEST + 1}")
    with pytest.raises(StoreVersionError, match=f"version {LATEST + 1}, .* at most {LATEST}"):
        SqliteStore(path)


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    store = SqliteStore(path)
    assert store.revision() == 0
    store.close()


def test_only_the_owner_can_read_a_store_that_was_made(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_page_of_rubbish_is_damage_when_it_is_read_and_a_problem_when_checked(path: Path) -> None:
    (page,) = (
        sqlite3.connect(path)
        .execute("SELECT rootpage FROM sqlite_schema WHERE name = 'contact'")
        .fetchone()
    )
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    store = SqliteStore(path)
    with pytest.raises(StoreDamagedError, match="SQLITE_CORRUPT"):
        store.page(Contact)
    store.close()


DAMAGES = {
    "a history that jumps": (
        "UPDATE referral_status SET status = 'completed', outcome = 'resolved'",
        "r1 (referral): The field 'history' is not right: starts draft or requested.",
    ),
    "a history that is gone": (
        "DELETE FROM referral_status",
        "r1 (referral): The field 'history' is not right: starts draft or requested.",
    ),
    "a status that disagrees with the history": (
        "UPDATE referral SET status = 'accepted'",
        "r1 (referral) is stored in another way than it would be written.",
    ),
    "a code that nobody knows": (
        "UPDATE contact SET channel = 'pigeon' WHERE id = 'n1'",
        "n1 (contact): 'pigeon' is not a valid Channel",
    ),
    "a body that is no JSON": (
        "UPDATE area SET body = '{' WHERE id = 'a1'",
        "a1 (area): The field 'json' is not right: not valid JSON.",
    ),
    "a missing tenant": (
        "DELETE FROM tenant",
        "c1 (chain) refers to t1 (tenant), which is missing.",
    ),
    "a missing actor": (
        "DELETE FROM actor WHERE id = 'p1'",
        "e1 (consent) refers to p1 (actor), which is missing.",
    ),
    "a missing area": (
        "DELETE FROM area",
        "k1 (actor) refers to a1 (area), which is missing.",
    ),
    "a contact's missing end": (
        "UPDATE contact SET from_id = 'nobody' WHERE id = 'n1'",
        "n1 (contact) refers to nobody (party), which is missing.",
    ),
    "a facet that is gone": (
        "DELETE FROM facet WHERE kind = 'service' AND name = 'need_code'",
        "s1 (service) is not found properly by filters or references.",
    ),
    "a link that is gone": (
        "DELETE FROM link WHERE kind = 'service'",
        "s1 (service) is not found properly by filters or references.",
    ),
    "a position taken twice": (
        "UPDATE contact SET revision = 3 WHERE id = 'n1'",
        "Position 3 of the change feed is taken twice.",
    ),
    "a revision that fell behind": (
        "UPDATE store SET revision = 5",
        "The change feed reaches 2013, the store's revision does not.",
    ),
    "steps of nobody": (
        "INSERT INTO referral_status VALUES (9999, 0, 'requested', 0, 0, 'k1', 'k1', NULL, NULL)",
        "A row in referral_status lacks its entry in referral.",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_check_names_what_was_damaged(path: Path, damage: str) -> None:
    statement, problem = DAMAGES[damage]
    change(path, statement)
    store = SqliteStore(path)
    assert problem in store.check("en").problems
    german = store.check("de").problems
    assert len(german) == len(store.check("en").problems)
    assert problem not in german or "pigeon" in problem
    store.close()


def test_a_damaged_record_is_an_error_of_the_store_not_of_the_reader(path: Path) -> None:
    change(path, "UPDATE referral_status SET status = 'completed'", "UPDATE area SET body = '[]'")
    store = SqliteStore(path)
    with pytest.raises(StoreDamagedError, match="referral r1"):
        store.chain_file("c1")
    with pytest.raises(StoreDamagedError, match="area a1"):
        store.get(RECORD_TYPES["area"], "a1")  # type: ignore[index]
    store.close()
