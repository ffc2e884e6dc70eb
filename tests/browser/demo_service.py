"""``hilfenetz demo`` as a person starts it: a process of its own on a free port."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_COMMAND = (sys.executable, "-c", "from service.cli import main; main()", "demo", "--port", "0")
_PLACE = re.compile(r"(http://127\.0\.0\.1:\d+)(/sign-in/\S+)")


@dataclass(frozen=True, slots=True)
class DemoService:
    """Where the service runs, and the one-time link that it printed."""

    address: str
    link: str
    store: Path


@contextmanager
def running_demo(folder: Path, *, today: date | None = date(2026, 6, 30)) -> Iterator[DemoService]:
    """A demo of a network up to a day, or up to now; it ends with the block, its files stay."""
    until = [] if today is None else ["--today", today.isoformat()]
    own = {name: value for name, value in os.environ.items() if not name.startswith("HILFENETZ_")}
    with subprocess.Popen(
        [*_COMMAND, "--folder", "demo", "--map", "map.html", *until],
        cwd=folder,
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _begun(process, folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _begun(process: subprocess.Popen[str], folder: Path) -> DemoService:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = _PLACE.search(line)
        if found:
            return DemoService(found[1], found[1] + found[2], folder / "demo" / "demo.db")
    raise AssertionError("The demo ended before it told its link:\n" + "".join(said))
