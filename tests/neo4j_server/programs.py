"""The server's jars: fetched once by Maven into a cache outside the repository."""

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

LONG_TERM = "5.26.30"
"""The version with long-term support that the tests run against unless told otherwise."""

_HERE = Path(__file__).resolve().parent
_OLDEST_JAVA = {"5": 17}
_OLDEST_JAVA_OF_NEWER = 21
_FETCH_S = 1800

ADVICE = (
    "The tests of the Neo4j store need a server of their own. Install a JDK ({java} or newer) and "
    "Maven (Debian: apt-get install openjdk-{java}-jdk-headless maven), or name a server whose "
    "database may be emptied: HILFENETZ_TEST_NEO4J=bolt://neo4j@host:7687/neo4j and "
    "HILFENETZ_TEST_NEO4J_PASSWORD."
)


class MissingProgramError(Exception):
    """Something that the server needs is not on this machine; the message says what to do."""


def oldest_java(version: str) -> int:
    """The JDK that a server version needs at least."""
    return _OLDEST_JAVA.get(version.partition(".")[0], _OLDEST_JAVA_OF_NEWER)


def java(version: str) -> str:
    """Path of a ``java`` that is new enough.

    Raises
    ------
    MissingProgramError
        If there is none, or only an older one.
    """
    needed = oldest_java(version)
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin") if home else None
    found = found or shutil.which("java")
    if found is None:
        raise MissingProgramError(f"No Java found. {ADVICE.format(java=needed)}")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    major = re.search(r'version "(\d+)', said)
    if major is None or int(major.group(1)) < needed:
        raise MissingProgramError(f"{found} is too old. {ADVICE.format(java=needed)}")
    return found


def jars(version: str) -> Path:
    """Folder with the jars of a version; fetched if it is not in the cache.

    Raises
    ------
    MissingProgramError
        If there is no Maven, or it cannot fetch them.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hilfenetz"
    cache.mkdir(parents=True, exist_ok=True)
    target = cache / f"neo4j-{version}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            _fetch(version, target)
    return target


def _fetch(version: str, target: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingProgramError(f"No Maven found. {ADVICE.format(java=oldest_java(version))}")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        command = [
            maven,
            "--quiet",
            "--batch-mode",
            f"--file={_HERE / 'pom.xml'}",
            "dependency:copy-dependencies",
            f"-DoutputDirectory={folder}/jars",
            f"-Dserver.version={version}",
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_FETCH_S
        )
        if done.returncode != 0:
            raise MissingProgramError(
                f"Maven could not fetch Neo4j {version}: {done.stdout[-2000:]}"
            )
        Path(folder, "jars").rename(target)
