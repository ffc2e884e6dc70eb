"""Where the service meets what goes wrong around it: stores that move, callers that leave."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer
from rich.console import Console
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from graph_model.domain.vocabulary import Outcome, Role
from graph_model.errors import StoreUnavailableError
from graph_model.store.port import GraphStore, Put
from service.access import Principal
from service.bootstrap import open_store
from service.cli.console import telling
from service.cli.layout import Sheet
from service.middleware import Envelope
from service.schemas.encoding import encode
from service.use_cases.exporting import TRIES, export_records
from service.use_cases.recording import Recorder
from tests import builders as make
from tests.builders import at


class Moving:
    """A store in which somebody else writes whenever its revision was asked for."""

    def __init__(self, store: GraphStore, *, times: int) -> None:
        self._store = store
        self._left = times
        self._number = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def revision(self) -> int:
        found = self._store.revision()
        if self._left:
            self._left -= 1
            self._number += 1
            self._store.apply([Put(make.contact(f"n{self._number}"))])
        return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    opened = open_store(f"sqlite:///{tmp_path}/net.db")
    opened.apply([Put(record) for record in make.directory()])
    yield opened
    opened.close()


def test_an_export_begins_again_when_somebody_writes_in_between(
    store: GraphStore, tmp_path: Path
) -> None:
    moving: Any = Moving(store, times=1)
    before = sum(store.check().counts.values())
    assert export_records(moving, tmp_path / "csv") == before + 1


def test_an_export_gives_up_when_somebody_keeps_writing(store: GraphStore, tmp_path: Path) -> None:
    moving: Any = Moving(store, times=2 * TRIES)
    with pytest.raises(StoreUnavailableError, match="try again"):
        export_records(moving, tmp_path / "csv")


@pytest.mark.parametrize(("times", "ends"), [(3, True), (1000, False)])
def test_ending_a_chain_waits_for_a_quiet_moment_but_not_for_ever(
    store: GraphStore, times: int, ends: bool
) -> None:
    moving: Any = Moving(store, times=times)
    recorder = Recorder(
        store=moving,
        principal=Principal(key_id="key-1", role=Role.KUEMMERER, cooperative_id="g1"),
        now=at("2026-03-02"),
        encode=encode,
    )
    file = store.chain_file("c1")
    assert file is not None
    how = {"outcome": Outcome.RESOLVED, "at": recorder.now, "expected": file.chain.revision}
    if ends:
        assert '"outcome":"resolved"' in recorder.close_chain("c1", **how).answer
    else:
        with pytest.raises(StoreUnavailableError, match="try again"):
            recorder.close_chain("c1", **how)


def sent_by(error: Exception, *, begun: bool = False) -> list[Message]:
    """What the envelope sends when the application raises, before or after its answer began."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    sent: list[Message] = []

    async def receive() -> NoReturn:
        raise AssertionError("Nothing is read.")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": [], "path": "/"}
    envelope = Envelope(app, largest_body_bytes=1024, language="de")
    asyncio.run(envelope(scope, receive, send))
    return sent


def test_what_goes_past_the_application_is_answered_by_the_envelope() -> None:
    statuses = [
        [message["status"] for message in sent_by(error) if "status" in message]
        for error in (StoreUnavailableError(problem="busy"), RuntimeError("x"), ClientDisconnect())
    ]
    assert statuses == [[503], [500], []]


def test_an_answer_that_has_begun_is_not_begun_again() -> None:
    assert [message["status"] for message in sent_by(RuntimeError("x"), begun=True)] == [200]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("Erika Mustermann"), "RuntimeError, test_edges.py:"),
        (PermissionError(13, "Permission denied", "/x/map.html"), "Permission denied: /x/map.html"),
        (OSError("odd"), "OSError: –"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_command_ends_in_a_sentence_whatever_happens(
    capsys: pytest.CaptureFixture[str], error: Exception, sentence: str, language: str
) -> None:
    @telling
    def command(language: str) -> None:
        del language
        raise error

    with pytest.raises(typer.Exit, match="1"):
        command(language=language)
    said = " ".join(capsys.readouterr().err.split())
    assert sentence in said
    assert "Mustermann" not in said


def test_a_closed_pipe_is_left_to_whoever_runs_the_program() -> None:
    @telling
    def command() -> None:
        raise BrokenPipeError("closed")

    with pytest.raises(BrokenPipeError, match="closed"):
        command()


SHEET = Sheet(
    title="Wer ist überlastet?",
    columns=("wer", "wo", "offene Fälle"),
    rows=(("Schuldnerberatung Schwalbenring", "Chemnitz", "12"), ("Tafel", "Zwickau", "3")),
    figures=(False, False, True),
    notes=("Voll: 12 Fälle auf 12 Plätze.", ""),
)


@pytest.mark.parametrize("width", [100, 60, 40, 24])
def test_a_sheet_wraps_and_never_cuts(capsys: pytest.CaptureFixture[str], width: int) -> None:
    SHEET.print(Console(width=width))
    lines = capsys.readouterr().out.splitlines()
    letters = "".join("".join(lines).split())
    assert max(map(len, lines)) <= width
    assert "…" not in letters
    for word in ("Voll:", "12", "Tafel"):
        assert word in letters


def test_an_empty_sheet_has_its_title_only(capsys: pytest.CaptureFixture[str]) -> None:
    replace(SHEET, rows=(), notes=()).print(Console(width=40))
    assert capsys.readouterr().out.split() == ["Wer", "ist", "überlastet?"]
