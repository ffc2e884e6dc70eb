"""``hilfenetz copy``: killed and called again, told how far it is, refused where it must be."""

import os
import pty
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph_model.store.port import FeedEntry, Put
from graph_model.store.sqlite import SqliteStore
from service.cli.app import app
from service.use_cases.copying import copy_store
from tests import builders as b
from tests.command import killed_at, run, started

CONTACTS = 12_000
RECORDS = 11 + CONTACTS
"""Those of the directory and the contacts."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "net.db"
    store = SqliteStore(path)
    store.apply([Put(record) for record in b.directory()])
    store.apply([Put(b.contact(f"n{number:05}", chain="c1")) for number in range(CONTACTS)])
    store.close()
    return path


def feed(path: Path) -> list[FeedEntry]:
    store = SqliteStore(path)
    found = store.changes_since(0, 2 * RECORDS)
    store.close()
    return list(found)


def test_a_copy_killed_in_the_middle_goes_on_and_ends_as_one_that_was_not(
    source: Path, tmp_path: Path
) -> None:
    words = ("copy", "--from", source, "--json", "--to")
    killed_at(started(tmp_path, *words, "killed.db"), "Kopieren: 5.000 von 12.011")
    there = len(feed(tmp_path / "killed.db"))
    assert 11 < there < RECORDS
    again = run(tmp_path, *words, "killed.db")
    assert again.returncode == 0, again.stderr
    assert f'"written": {RECORDS - there}' in again.stdout
    original, whole = SqliteStore(source), SqliteStore(tmp_path / "whole.db")
    copy_store(original, whole, name="", progress=lambda *_: None)
    original.close()
    whole.close()
    assert feed(tmp_path / "killed.db") == feed(tmp_path / "whole.db")


def test_lines_tell_how_far_a_copy_is_where_there_is_no_terminal(
    source: Path, tmp_path: Path
) -> None:
    done = run(tmp_path, "copy", "--from", source, "--to", "copy.db", "--language", "en")
    told = done.stderr.splitlines()
    assert told[0] == "Reading: 2,000 of 12,011"
    assert "Copying: 7,000 of 12,011" in told
    assert told[-2:] == [
        "Holding against each other: 12,011 of 12,011",
        "Equal in both: 12,011 records. Written now: 12,011 changes.",
    ]
    assert len(told) == 31  # ten tenths of three phases, and what came of it
    assert done.stdout == ""


def test_bars_tell_how_far_a_copy_is_on_a_terminal(tmp_path: Path) -> None:
    source = SqliteStore(tmp_path / "net.db")
    source.apply([Put(record) for record in b.directory()])
    source.close()
    ours, theirs = pty.openpty()
    with started(tmp_path, "copy", "--from", "net.db", "--to", "copy.db", err=theirs) as copying:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # nobody holds the other end any more
                break
    os.close(ours)
    assert copying.returncode == 0
    assert "Kopieren" in shown.decode()
    assert "11/11" in shown.decode()


Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Call ``hilfenetz copy`` in process; what it says when it ends with that code."""
    (tmp_path / "there").write_text(HIDDEN + "\n", encoding="utf-8")

    def called(code: int, *words: str | Path, **environ: str) -> str:
        runner = CliRunner(env={"HILFENETZ_LANGUAGE": "de", **environ})
        result = runner.invoke(app, ["copy", *map(str, words)])
        assert result.exit_code == code, result.output
        assert HIDDEN not in result.output
        return result.stderr

    return called


HIDDEN = "hunter2"


def test_a_target_that_holds_something_else_is_refused_with_code_and_sentence(
    source: Path, tmp_path: Path, refused: Refused
) -> None:
    store = SqliteStore(tmp_path / "other.db")
    store.apply([Put(b.area())])
    store.close()
    said = refused(6, "--from", source, "--to", tmp_path / "other.db")
    assert "Das Ziel ist weder leer noch eine Kopie dieses Originals" in said
    assert "[copy_target_taken]" in said
    assert len(feed(tmp_path / "other.db")) == 1


@pytest.mark.parametrize("target", ["{0}", "{0}/../{1}", "sqlite:///{0}", "{0}.link"])
def test_a_store_is_not_copied_into_itself(tmp_path: Path, target: str, refused: Refused) -> None:
    path = tmp_path / "net"
    SqliteStore(path).close()
    Path(f"{path}.link").symlink_to("net")
    said = refused(7, "--from", path, "--to", target.format(path, path.name))
    assert "Original und Kopie sind derselbe Speicher" in said


def test_an_original_that_is_not_there_is_told_and_not_made(
    tmp_path: Path, refused: Refused
) -> None:
    said = refused(7, "--from", tmp_path / "nte.db", "--to", tmp_path / "copy.db")
    assert "Die Einstellung --from stimmt nicht: dort liegt kein Speicher." in said
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


FAR = "neo4j://127.0.0.1:1/neo4j"
NEAR = "bolt://somebody@127.0.0.1:2/neo4j"


def test_a_password_never_goes_to_another_server(refused: Refused) -> None:
    environ = {"HILFENETZ_STORE_PASSWORD": HIDDEN}
    said = refused(7, "--from", FAR, "--to", NEAR, **environ)
    assert "das Original braucht sein eigenes Passwort" in said


def test_a_server_under_another_name_of_its_protocol_is_the_same(refused: Refused) -> None:
    said = refused(7, "--from", "bolt://127.0.0.1:1", "--to", FAR)
    assert "derselbe Speicher" in said


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        (["--from-password-file", "{0}/none"], {}),
        (["--to-password-file", "{0}/none", "--from-password-file", "{0}/there"], {}),
        ([], {"HILFENETZ_SOURCE_PASSWORD_FILE": "{0}/none"}),
    ],
)
def test_a_password_file_that_cannot_be_read_is_named(
    tmp_path: Path, refused: Refused, words: list[str], environ: dict[str, str]
) -> None:
    given = [word.format(tmp_path) for word in words]
    set_ = {name: value.format(tmp_path) for name, value in environ.items()}
    named = words[0] if words else next(iter(environ))
    said = refused(7, "--from", FAR, "--to", NEAR, *given, **set_)
    assert f"Die Einstellung {named} stimmt nicht: die Datei ist nicht lesbar." in said
