"""The JDK and Maven that a Neo4j server for the tests needs: found, or installed where possible."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

LONG_TERM = "5.26.30"
"""The version with long-term support that the tests run against unless told otherwise."""

NAMED_SERVER = "HILFENETZ_TEST_NEO4J"

_OLDEST_JAVA = {"5": 17}
_OLDEST_JAVA_OF_NEWER = 21
_NEWER_JAVA = (21, 25)

_PLACES = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)
"""Where Linux distributions, images and macOS put a JDK beside others."""

_ADVICE = (
    "Für die Tests des Neo4j-Speichers fehlt {missing_de}. Bitte installieren (Debian, Ubuntu: "
    "apt-get install {packages}) oder in HILFENETZ_TEST_NEO4J einen Server nennen, dessen "
    "Datenbank geleert werden darf (bolt://neo4j@host:7687/neo4j, Passwort in "
    "HILFENETZ_TEST_NEO4J_PASSWORD)."
    "\nThe tests of the Neo4j store need {missing_en}. Install it (Debian, Ubuntu: apt-get install "
    "{packages}) or name a server in HILFENETZ_TEST_NEO4J whose database may be emptied "
    "(bolt://neo4j@host:7687/neo4j, password in HILFENETZ_TEST_NEO4J_PASSWORD)."
)


class MissingProgramError(Exception):
    """Something that the server needs is not on this machine; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jdk:
    """A JDK on this machine: its home, and its version such as 17."""

    home: Path
    major: int

    @property
    def java(self) -> Path:
        """The program that runs classes."""
        return self.home / "bin" / "java"

    @property
    def compiler(self) -> Path:
        """The program that compiles sources; a mere runtime has none."""
        return self.home / "bin" / "javac"


def oldest_java(version: str) -> int:
    """The JDK that a server version needs at least."""
    return _OLDEST_JAVA.get(version.partition(".")[0], _OLDEST_JAVA_OF_NEWER)


def jdk(
    version: str,
    *,
    environ: Mapping[str, str] = os.environ,
    places: Iterable[str] = _PLACES,
) -> Jdk:
    """The first JDK that is new enough: by JAVA_HOME, by PATH, in the usual places.

    Parameters
    ----------
    version
        Of the server that it is for.
    environ
        Where JAVA_HOME and PATH are looked up.
    places
        Patterns of absolute paths, tried last.

    Raises
    ------
    MissingProgramError
        If there is none.
    """
    found = next(_suitable(version, environ, places), None)
    if found is None:
        needed = oldest_java(version)
        raise MissingProgramError(
            _ADVICE.format(
                missing_de=f"ein JDK ab Version {needed}",
                missing_en=f"a JDK, version {needed} or newer",
                packages=f"openjdk-{needed}-jdk-headless maven",
            )
        )
    return found


def _suitable(version: str, environ: Mapping[str, str], places: Iterable[str]) -> Iterator[Jdk]:
    for home in _homes(environ, places):
        found = _jdk_in(home)
        if found is not None and found.major >= oldest_java(version):
            yield found


def _homes(environ: Mapping[str, str], places: Iterable[str]) -> Iterator[Path]:
    named = environ.get("JAVA_HOME")
    if named:
        yield Path(named)
    compiler = shutil.which("javac", path=environ.get("PATH", ""))
    if compiler is not None:
        yield Path(compiler).resolve().parent.parent
    for place in places:
        yield from sorted(Path("/").glob(place.removeprefix("/")))


def _jdk_in(home: Path) -> Jdk | None:
    found = Jdk(home=home, major=0)
    if not os.access(found.compiler, os.X_OK):
        return None
    command = [str(found.compiler), "-version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    major = re.search(r"javac (\d+)", said.stdout + said.stderr)
    return None if major is None else replace(found, major=int(major.group(1)))


def maven(version: str, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Path of Maven.

    Raises
    ------
    MissingProgramError
        If there is none.
    """
    found = _maven(environ)
    if found is None:
        raise MissingProgramError(
            _ADVICE.format(
                missing_de="Maven",
                missing_en="Maven",
                packages=f"openjdk-{oldest_java(version)}-jdk-headless maven",
            )
        )
    return found


def _maven(environ: Mapping[str, str]) -> Path | None:
    found = shutil.which("mvn", path=environ.get("PATH", ""))
    return None if found is None else Path(found)


def install_missing(
    version: str,
    *,
    environ: Mapping[str, str] = os.environ,
    places: Collection[str] = _PLACES,
    may_install: bool | None = None,
) -> None:
    """Install with apt-get what is missing, where there is such a thing and we may.

    Parameters
    ----------
    version
        Of the server that it is for.
    environ, places
        As for ``jdk``.
    may_install
        Whether we are root, unless told otherwise.

    Raises
    ------
    MissingProgramError
        If something is missing and cannot be installed.
    CalledProcessError
        If apt-get fails.
    """
    is_root = os.geteuid() == 0 if may_install is None else may_install
    apt_get = shutil.which("apt-get", path=environ.get("PATH", ""))
    lacks_jdk = next(_suitable(version, environ, places), None) is None
    lacks_maven = _maven(environ) is None
    if (lacks_jdk or lacks_maven) and is_root and apt_get is not None:
        quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run(apt_get, "update", "--quiet=2", environ=quiet)
        packages = [_jdk_package(version, environ)] if lacks_jdk else []
        packages += ["maven"] if lacks_maven else []
        chosen = ("--yes", "--quiet=2", "--no-install-recommends", *packages)
        _run(apt_get, "install", *chosen, environ=quiet)
    jdk(version, environ=environ, places=places)
    maven(version, environ=environ)


def _run(*command: str, environ: Mapping[str, str]) -> None:
    subprocess.run(command, env=environ, check=True, stdout=sys.stderr)


def _jdk_package(version: str, environ: Mapping[str, str]) -> str:
    """The oldest suitable JDK that the distribution has; their versions differ."""
    for major in dict.fromkeys((oldest_java(version), *_NEWER_JAVA)):
        name = f"openjdk-{major}-jdk-headless"
        command = ["apt-cache", "show", name]
        if subprocess.run(command, env=environ, capture_output=True, check=False).returncode == 0:
            return name
    return "default-jdk-headless"
