"""The installed program as people start it: demo, service, and what it does when stopped."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from graph_model.analysis.chains.rules import LOOPS
from service.demo.truth import Fault, Truth, truth_path
from tests.planted import MOST_FALSE_ALARMS, Finding, planted_findings, relief_code

PROGRAM = Path(sys.executable).parent / "hilfenetz"
_SECONDS = 60
OWN = {name: value for name, value in os.environ.items() if not name.startswith("HILFENETZ_")}


def run(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words],
        cwd=folder,
        env=OWN | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_the_demo_tells_what_it_found_and_leaves_a_map(tmp_path: Path) -> None:
    done = run(tmp_path, "demo", "--no-serve", "--today", "2026-06-30")
    assert done.returncode == 0, done.stderr
    titles = ("Wer an wen vermittelt", "Lücken", "Auslastung", "Entlastung", "zwischen anderen")
    for title in (*titles, "Hilfeketten auffällt"):
        assert title in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    assert "</html>" in (tmp_path / "demo-map.html").read_text(encoding="utf-8")[-200:]
    assert run(tmp_path, "check", "--store", "hilfenetz-demo/demo.db").returncode == 0


def test_the_demo_as_json_holds_all_that_its_truth_file_lists(tmp_path: Path) -> None:
    done = run(tmp_path, "demo", "--no-serve", "--today", "2026-06-30", "--json")
    assert done.returncode == 0, done.stderr
    found = findings_of(json.loads(done.stdout))
    truth = Truth.load(truth_path(tmp_path / "hilfenetz-demo" / "csv"))
    planted = {finding for one in truth.planted for finding in planted_findings(one)}
    assert {one.fault for one in truth.planted} == set(Fault)
    assert planted - found == set()
    assert len(found - planted) <= MOST_FALSE_ALARMS


def findings_of(told: dict[str, Any]) -> set[Finding]:
    found = {(gap["cause"], gap["need_code"] or "", gap["area_id"]) for gap in told["gaps"]["gaps"]}
    found |= {
        (load["level"], load["actor_id"])
        for load in told["load"]["loads"]
        if load["level"] != "green"
    }
    found |= {
        (relief_code(moved=one["moved"], unsolved=one["unsolved"]), one["actor_id"])
        for one in told["relief"]["relieved"]
    }
    found |= {(one["code"], one["actor_id"] or "") for one in told["structure"]["findings"]}
    for one in told["chains"]["findings"]:
        if one["code"] in (*LOOPS, "dead_end"):
            found.add(("loop" if one["code"] in LOOPS else "dead_end", one["chain_id"]))
    return found


def test_an_unknown_setting_ends_the_program_with_a_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "check", HILFENETZ_STOER="x")
    assert done.returncode == 7
    assert "HILFENETZ_STOER" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_told_before_anything_else(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(tmp_path, "serve", "--port", port)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_service_answers_a_key_and_stops_on_ctrl_c(tmp_path: Path, workers: str) -> None:
    key = run(tmp_path, "keys", "add", "admin", "--label", "test").stdout.strip()
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", "--workers", workers],
        cwd=tmp_path,
        env=OWN | {"HILFENETZ_SNAPSHOT_FOLDER": "cache"},
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stderr is not None
        found = re.search(r"http://\S+", service.stderr.readline())
        try:
            assert found is not None
            # Once the address is told, nobody is refused there, however early he comes.
            answer = httpx2.get(
                f"{found[0]}/api/v1/actors",
                headers={"Authorization": f"Bearer {key}"},
                timeout=_SECONDS,
            )
            assert answer.status_code == 200
            assert answer.json() == {"items": [], "after": None}
        finally:
            service.send_signal(signal.SIGINT)
            _, said = service.communicate(timeout=_SECONDS)
    assert service.returncode == 0
    assert '"event": "request"' in said
    assert key not in said
