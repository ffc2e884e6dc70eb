"""The commands on both stores: the same findings to the byte, and a check that tells what it is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph_model.store.neo4j import Address, Neo4jStore
from graph_model.store.port import GraphStore
from service.cli.app import app
from tests.command import run
from tests.faults import bolt
from tests.faults.bolt_proxy import Fault, bolt_proxy
from tests.neo4j_store.conftest import Ask, place_of

pytestmark = pytest.mark.neo4j


@pytest.mark.usefixtures("empty")
def test_the_demo_finds_and_draws_the_same_on_both_stores_to_the_byte(
    neo4j_address: Address, tmp_path: Path
) -> None:
    demo = ("demo", "--no-serve", "--json", "--today", "2026-06-30", "--language", "en")
    secret = {"HILFENETZ_STORE_PASSWORD": neo4j_address.password}
    on_file = run(tmp_path, *demo, "--map", "file.html")
    on_server = run(
        tmp_path, *demo, "--map", "server.html", "--store", place_of(neo4j_address), **secret
    )
    assert (on_file.returncode, on_server.returncode) == (0, 0), on_server.stderr
    # Everything that the demo prints for people.
    parts = ["chains", "flows", "gaps", "load", "relief", "structure"]
    assert sorted(json.loads(on_file.stdout)) == parts
    assert len(on_file.stdout) > 10_000
    assert on_server.stdout == on_file.stdout
    drawn = (tmp_path / "file.html").read_bytes()
    assert b"</html>" in drawn
    assert (tmp_path / "server.html").read_bytes() == drawn
    assert neo4j_address.password not in on_server.stdout + on_server.stderr


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "s2 (service): SERVES ist anders gezeichnet, als area_ids sagt."),
        ("en", "s2 (service): SERVES is drawn differently from what area_ids says."),
    ],
)
def test_a_check_on_the_server_names_what_is_wrong_and_ends_in_the_store_s_exit_code(
    town: GraphStore, ask: Ask, neo4j_address: Address, language: str, sentence: str
) -> None:
    runner = CliRunner(env={"HILFENETZ_STORE_PASSWORD": neo4j_address.password, "COLUMNS": "100"})
    words = ["check", "--store", place_of(neo4j_address), "--language", language]
    sound = runner.invoke(app, [*words, "--json"])
    assert sound.exit_code == 0, sound.stderr
    assert json.loads(sound.stdout)["revision"] == town.revision()
    ask("MATCH (:Service {id: 's2'})-[e:SERVES]->(:Area {id: 'a2'}) DELETE e")
    damaged = runner.invoke(app, words)
    assert damaged.exit_code == 5
    assert sentence in damaged.stdout.splitlines()
    assert "[store_damaged]" in damaged.stderr


def test_what_the_server_says_of_a_passing_fault_is_not_repeated(
    town: GraphStore, neo4j_address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    code = "Neo.TransientError.Transaction.DeadlockDetected"
    with bolt_proxy(neo4j_address.uri) as proxy:
        store = Neo4jStore(replace(neo4j_address, uri=f"bolt://127.0.0.1:{proxy.port}"))
        proxy.fail(Fault(bolt.Ask.RUN, code=code, times=2))
        assert store.revision() == town.revision()
        assert proxy.faults_left == 0
        store.close()
    assert [one for one in caplog.records if one.name.startswith("neo4j")] == []
