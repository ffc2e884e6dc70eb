"""The JDK and Maven that a Neo4j server for the tests needs: found, or installed where possible."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
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
    needed = oldest_java(version)
    for home in _homes(environ, places):
        found = _jdk_in(home)
        if found is not None and found.major >= needed:
            return found
    raise MissingProgramError(
        _ADVICE.format(
            missing_de=f"ein JDK ab Version {needed}",
            missing_en=f"a JDK, version {needed} or newer",
            packages=f"openjdk-{needed}-jdk-headless maven",
        )
    )


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
    found = shutil.which("mvn", path=environ.get("PATH", ""))
    if found is None:
        raise MissingProgramError(
            _ADVICE.format(
                missing_de="Maven",
                missing_en="Maven",
                packages=f"openjdk-{oldest_java(version)}-jdk-headless maven",
            )
        )
    return Path(found)


def install_missing(version: str) -> None:
    """Install with apt-get what is missing, where we are root and there is such a thing.

    Raises
    ------
    MissingProgramError
        If something is missing and cannot be installed.
    """
    packages = []
    try:
        jdk(version)
    except MissingProgramError:
        packages.append("jdk")
    try:
        maven(version)
    except MissingProgramError:
        packages.append("maven")
    if packages and os.geteuid() == 0 and shutil.which("apt-get") is not None:
        _apt_get("update", "--quiet=2")
        named = [_jdk_package(version) if one == "jdk" else one for one in packages]
        _apt_get("install", "--yes", "--quiet=2", "--no-install-recommends", *named)
    jdk(version)
    maven(version)


def _apt_get(*arguments: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=quiet, check=True, stdout=sys.stderr)


def _jdk_package(version: str) -> str:
    """The oldest suitable JDK that the distribution has; their versions differ."""
    oldest = oldest_java(version)
    for major in dict.fromkeys((oldest, *_NEWER_JAVA)):
        name = f"openjdk-{major}-jdk-headless"
        known = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
        if known.returncode == 0:
            return name
    return "default-jdk-headless"
