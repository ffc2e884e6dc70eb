"""The command ``hilfenetz`` as a process of its own, with no settings but those given."""

import os
import subprocess
import sys
from pathlib import Path

_SECONDS = 280


def started(
    folder: Path, *words: str | Path, err: int = subprocess.PIPE, **environ: str
) -> "subprocess.Popen[str]":
    """The command begun; output and errors can be read as text while it runs.

    ``err`` is where errors go instead, as a file descriptor.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith("HILFENETZ_")}
    return subprocess.Popen(
        [sys.executable, "-c", "from service.cli import main; main()", *map(str, words)],
        cwd=folder,
        env=own | {"PYTHONPATH": os.pathsep.join(sys.path)} | environ,
        stdout=subprocess.PIPE,
        stderr=err,
        text=True,
    )


def run(folder: Path, *words: str | Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """The command run to its end."""
    with started(folder, *words, **environ) as process:
        try:
            out, err = process.communicate(timeout=_SECONDS)
        finally:
            process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def killed_at(process: "subprocess.Popen[str]", line: str) -> None:
    """Kill a command as soon as it has said a line on standard error.

    Raises
    ------
    AssertionError
        If it ended before it said so.
    """
    with process:
        assert process.stderr is not None
        said = next((one for one in process.stderr if one.strip() == line), None)
        process.kill()
    assert said is not None
    assert process.returncode < 0
