"""The container's own command, settings and health checks, run without a container."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.containers import compose, image_environment, of_name
from tests.neo4j_server.server import free_port


def command(words: list[str]) -> list[str]:
    assert words[0] == "python"
    return [sys.executable, *words[1:]]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """What the image sets, its folders and its port in places of this test."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HILFENETZ_")}
    given = {
        name: value.replace("/data", str(tmp_path)).replace("/app", str(ROOT))
        for name, value in image_environment().items()
        if name != "PATH"
    }
    return own | given | {"HILFENETZ_PORT": str(free_port())}


def is_well(check: list[str], environ: dict[str, str], folder: Path) -> bool:
    done = subprocess.run(command(check), cwd=folder, env=environ, capture_output=True, check=False)
    return done.returncode == 0


def test_the_image_s_command_answers_its_health_checks_and_ends_when_told(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    (entry,), (words,), (health,) = (of_name(name) for name in ("ENTRYPOINT", "CMD", "HEALTHCHECK"))
    kind, *ready = compose()["services"]["service"]["healthcheck"]["test"]
    assert (kind, health.rest[:4]) == ("CMD", "CMD ")
    checks = [json.loads(health.rest[4:]), ready]
    assert not is_well(checks[0], environ, tmp_path)  # nothing runs there yet
    with subprocess.Popen(
        command([*entry.words, *words.words]),
        cwd=tmp_path,
        env=environ,
        stderr=subprocess.PIPE,
        text=True,
    ) as service:
        assert service.stderr is not None
        try:
            assert any("startup complete" in line for line in service.stderr)
            assert all(is_well(check, environ, tmp_path) for check in checks)
        finally:
            service.send_signal(signal.SIGTERM)
            said = service.communicate(timeout=60)[1]
    assert "Application shutdown complete" in said
    assert (tmp_path / "hilfenetz.db").is_file()
