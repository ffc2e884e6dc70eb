"""Which store an address opens, and where its password comes from."""

from pathlib import Path

import pytest

from graph_model.errors import SettingsError
from service.bootstrap import open_store, password_of, store_of
from service.secret import Secret
from service.settings import Settings


def test_a_path_opens_a_file(tmp_path: Path) -> None:
    store = store_of(Settings(store=f"sqlite:///{tmp_path}/net.db"))
    assert store.revision() == 0
    store.close()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("postgres://h/db", "neo4j://USER@HOST:7687/DATABASE"),
        ("sqlite:///", "sqlite:///PATH"),
        ("neo4j://neo4j:hunter2@h/neo4j", "no password in the address"),
        ("bolt://h/a/b", "neo4j://USER@HOST:7687/DATABASE"),
    ],
)
def test_an_address_of_no_store_is_refused(address: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem) as caught:
        open_store(address)
    assert "hunter2" not in str(caught.value)


def test_a_password_comes_from_the_variable_or_the_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from the file\n", encoding="utf-8")
    of_file = {"HILFENETZ_STORE_PASSWORD_FILE": str(file)}
    of_both = {**of_file, "HILFENETZ_STORE_PASSWORD": "from the variable"}
    assert password_of(Settings.from_environ(of_file)).reveal() == "from the file"
    assert password_of(Settings.from_environ(of_both)).reveal() == "from the variable"
    assert password_of(Settings()) == Secret()


def test_a_password_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    settings = Settings(store_password_file=str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="HILFENETZ_STORE_PASSWORD_FILE"):
        password_of(settings)


def test_settings_never_show_the_password() -> None:
    settings = Settings.from_environ({"HILFENETZ_STORE_PASSWORD": "hunter2"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in f"{settings.store_password}"
