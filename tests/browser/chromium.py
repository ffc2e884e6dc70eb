"""Find an installed Chromium for the browser tests, or install it where that is possible.

``python -m tests.browser.chromium`` prints the path; with ``--ensure`` it installs Chromium first
on a Debian or Ubuntu where we are root, and otherwise ends with a sentence on what to do.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

VARIABLE = "HILFENETZ_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: A browser without fonts draws empty boxes; DejaVu covers German and the signs that we use.
DEBIAN_PACKAGES = ("chromium", "fonts-dejavu-core")

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)

ADVICE = (
    "Für die Browsertests fehlt Chromium. Bitte installieren (Debian, Ubuntu: "
    "apt-get install chromium) oder den Pfad in HILFENETZ_TEST_CHROMIUM angeben.\n"
    "The browser tests need Chromium. Install it (Debian, Ubuntu: apt-get install chromium) "
    "or give its path in HILFENETZ_TEST_CHROMIUM."
)


class ChromiumMissingError(Exception):
    """No Chromium here; the message says what to do."""


def find_chromium(environ: Mapping[str, str] = os.environ) -> Path:
    """Path of an installed Chromium: HILFENETZ_TEST_CHROMIUM, or else the first on PATH.

    Parameters
    ----------
    environ
        Where HILFENETZ_TEST_CHROMIUM and PATH are looked up.

    Raises
    ------
    ChromiumMissingError
        If there is none, or the variable names something that cannot be run.
    """
    search = environ.get("PATH")
    named = environ.get(VARIABLE)
    if named:
        if shutil.which(named, path=search) is None:
            raise ChromiumMissingError(f"{VARIABLE}={named}: not executable.\n{ADVICE}")
        return Path(named)
    for name in NAMES:
        found = shutil.which(name, path=search)
        if found:
            return Path(found)
    raise ChromiumMissingError(ADVICE)


def launch_arguments() -> list[str]:
    """Arguments of a quiet Chromium; it refuses to run its sandbox as root."""
    return [*QUIET] if os.geteuid() else [*QUIET, "--no-sandbox"]


def ensure_chromium() -> Path:
    """Path of Chromium, installed by apt-get if it was missing and we may do that."""
    try:
        return find_chromium()
    except ChromiumMissingError:
        may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
        if os.environ.get(VARIABLE) or not may_install:
            raise
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "--quiet=2"],
        ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *DEBIAN_PACKAGES],
    ):
        subprocess.run(command, env=quiet, check=True, stdout=sys.stderr)
    return find_chromium()


def main(arguments: Sequence[str]) -> int:
    """Print the path of Chromium; 1 with advice on standard error if there is none."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.chromium")
    parser.add_argument("--ensure", action="store_true", help="install it if it is missing")
    chosen = parser.parse_args(arguments)
    try:
        path = ensure_chromium() if chosen.ensure else find_chromium()
    except (ChromiumMissingError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
