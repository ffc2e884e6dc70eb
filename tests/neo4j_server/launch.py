"""What it takes to start a server on this machine, made once and kept in the cache.

A start from jars and source alone takes 8 seconds of a processor; with the little program compiled
and the classes archived as the JVM likes them in memory (class data sharing) it takes half of that.
"""

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.neo4j_server.cache import cache_folder, one_at_a_time
from tests.neo4j_server.jars import jars
from tests.neo4j_server.programs import Jdk, jdk

_SOURCE = Path(__file__).resolve().parent / "DatabaseServer.java"

_FLAGS = (
    "-Xmx768m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    # As the server's own start script opens them.
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)
_FLAGS_OF_NEWER = ("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
"""A JDK from 24 on warns of each use of what Neo4j still uses unless told that this is meant."""

_WARNS_FROM = 24

_KEPT = 3
"""Folders of a version that stay beside a new one: another JDK or checkout may be using them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How a server is started here.

    ``archive`` is the file with the archived classes; where it is missing, a start takes longer.
    """

    java: Path
    class_path: str
    flags: tuple[str, ...]
    archive: Path

    def command(self, home: Path, settings: Path) -> list[str]:
        """The command that runs a server with its home and its file of settings."""
        archived = (f"-XX:SharedArchiveFile={self.archive}",) if self.archive.is_file() else ()
        return [
            str(self.java),
            *self.flags,
            *archived,
            "-cp",
            self.class_path,
            _SOURCE.stem,
            str(home),
            str(settings),
        ]


@functools.cache
def launch(version: str) -> Launch:
    """What starts a server of that version: programs found, jars fetched, program compiled.

    Raises
    ------
    MissingProgramError
        If something is missing and cannot be fetched.
    """
    tools = jdk(version)
    libraries = jars(version)
    cache = cache_folder()
    said = subprocess.run([tools.java, "-version"], capture_output=True, check=True)
    flags = _FLAGS + (_FLAGS_OF_NEWER if tools.major >= _WARNS_FROM else ())
    # The JVM takes no archive of classes whose jars were touched since.
    touched = [f"{jar} {jar.stat().st_mtime_ns}" for jar in libraries]
    inputs = (said.stderr, _SOURCE.read_bytes(), *map(os.fsencode, (*flags, *touched)))
    key = hashlib.sha256(b"\0".join(inputs)).hexdigest()[:16]
    folder = cache / f"launch-{version}-{key}"
    class_path = os.pathsep.join(map(str, libraries))
    with one_at_a_time(cache):
        if not folder.is_dir():
            _forget_oldest(cache, version)
            _compile(tools, class_path, folder=folder)
        os.utime(folder)
    return Launch(
        java=tools.java,
        class_path=os.pathsep.join((str(folder / "server.jar"), class_path)),
        flags=flags,
        archive=folder / "classes.jsa",
    )


def _forget_oldest(cache: Path, version: str) -> None:
    """Delete what was made for another JDK or source, but for what was used last."""
    made = sorted(cache.glob(f"launch-{version}-*"), key=lambda folder: folder.stat().st_mtime)
    for folder in made[:-_KEPT]:
        shutil.rmtree(folder)


def _compile(tools: Jdk, class_path: str, *, folder: Path) -> None:
    """Compile the program that runs a server into a jar in a new folder."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        made, classes = Path(place, "made"), Path(place, "classes")
        made.mkdir()
        command = [str(tools.compiler), "-cp", class_path, "-d", str(classes), str(_SOURCE)]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(made / "server.jar", "w") as jar:
            for file in sorted(classes.glob("*.class")):
                jar.write(file, file.name)
        made.rename(folder)
