"""The server's jars: fetched once by Maven, and again if they are not what was fetched."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.neo4j_server.cache import cache_folder, one_at_a_time
from tests.neo4j_server.programs import MissingProgramError, jdk, maven

_HERE = Path(__file__).resolve().parent
_CHECKSUMS = "checksums.json"
_FETCH_S = 1800


def jars(version: str, *, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Paths of the jars of a version, sorted; fetched if they are not whole in the cache.

    Parameters
    ----------
    version
        Of the server.
    environ
        Where the cache, Maven and the JDK are looked up; passed on to Maven.

    Raises
    ------
    MissingProgramError
        If there is no Maven, or it cannot fetch them.
    """
    cache = cache_folder(environ)
    folder = cache / f"neo4j-{version}"
    with one_at_a_time(cache):
        if not is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
            _fetch(version, folder, environ=environ)
    return tuple(sorted(folder.glob("*.jar")))


def is_whole(folder: Path) -> bool:
    """Whether a folder holds the jars that were fetched into it, each byte of them."""
    try:
        expected = json.loads((folder / _CHECKSUMS).read_text(encoding="utf-8"))
        return bool(expected) and checksums(folder) == expected
    except (OSError, ValueError):
        return False


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of each jar in a folder, by its name."""
    found = {}
    for jar in sorted(folder.glob("*.jar")):
        with jar.open("rb") as file:
            found[jar.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _fetch(version: str, folder: Path, *, environ: Mapping[str, str]) -> None:
    """Through Maven's own repository; if that holds broken files or is read-only, past it."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        made, repository = Path(place, "jars"), f"-Dmaven.repo.local={place}/repository"
        command = _command(version, made, environ=environ)
        environ = {"JAVA_HOME": str(jdk(version, environ=environ).home), **environ}
        problem = None
        for options in ([], [repository]):
            shutil.rmtree(made, ignore_errors=True)
            problem = _problem_of([*command, *options], made, environ=environ)
            if problem is None:
                text = json.dumps(checksums(made), indent=0)
                (made / _CHECKSUMS).write_text(text, encoding="utf-8")
                made.rename(folder)
                return
    raise MissingProgramError(
        f"Maven konnte Neo4j {version} nicht holen; bitte die Verbindung zu Maven Central oder "
        f"dessen Spiegel in den Maven-Einstellungen prüfen: {problem}\n"
        f"Maven could not fetch Neo4j {version}; check the connection to Maven Central or to its "
        f"mirror in the settings of Maven: {problem}"
    )


def _command(version: str, folder: Path, *, environ: Mapping[str, str]) -> list[str]:
    return [
        str(maven(version, environ=environ)),
        "--quiet",
        "--batch-mode",
        f"--file={_HERE / 'pom.xml'}",
        "dependency:copy-dependencies",
        f"-DoutputDirectory={folder}",
        f"-Dserver.version={version}",
    ]


def _problem_of(command: Sequence[str], folder: Path, *, environ: Mapping[str, str]) -> str | None:
    """Let Maven copy the jars to a new folder; what went wrong, if anything did."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=_FETCH_S, env=environ
    )
    if done.returncode != 0:
        said = [line for line in done.stdout.splitlines() if line.startswith("[ERROR]")]
        return said[0] if said else done.stderr[-500:].strip()
    broken = [jar.name for jar in sorted(folder.glob("*.jar")) if not _is_sound(jar)]
    return f"broken: {', '.join(broken)}" if broken else None


def _is_sound(jar: Path) -> bool:
    try:
        with zipfile.ZipFile(jar) as content:
            return content.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False
