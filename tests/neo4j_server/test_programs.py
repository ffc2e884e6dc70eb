"""The JDK is found where it may be, and who lacks something is told what to do."""

from pathlib import Path

import pytest

from tests.neo4j_server.programs import (
    LONG_TERM,
    MissingProgramError,
    install_missing,
    jdk,
    maven,
)

CALENDAR = "2026.08.1"


def program(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def make_jdk(home: Path, version: str) -> Path:
    program(home / "bin" / "javac", f"echo javac {version}")
    return home


def test_java_home_comes_first_then_the_path_then_the_usual_places(tmp_path: Path) -> None:
    named, beside = make_jdk(tmp_path / "named", "17.0.15"), make_jdk(tmp_path / "jvm/a", "17.0.1")
    on_path = make_jdk(tmp_path / "on-path", "21")
    everywhere = {"JAVA_HOME": str(named), "PATH": str(on_path / "bin")}
    places = [str(tmp_path / "jvm/*")]
    assert jdk(LONG_TERM, environ=everywhere, places=places).home == named
    without_name = {"PATH": str(on_path / "bin")}
    assert jdk(LONG_TERM, environ=without_name, places=places).home == on_path
    assert jdk(LONG_TERM, environ={}, places=places).home == beside


def test_what_is_too_old_or_only_a_runtime_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "jvm/a-runtime/bin/java", "true")
    make_jdk(tmp_path / "jvm/b", "17.0.15")
    new_enough = make_jdk(tmp_path / "jvm/c", "25.0.3")
    old = make_jdk(tmp_path / "old", "1.8.0_402")
    environ = {"JAVA_HOME": str(old), "PATH": str(old / "bin")}
    found = jdk(CALENDAR, environ=environ, places=[str(tmp_path / "jvm/*")])
    assert (found.home, found.major) == (new_enough, 25)


def test_a_program_on_the_path_may_be_a_link(tmp_path: Path) -> None:
    home = make_jdk(tmp_path / "jvm/17", "17.0.15")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/javac").symlink_to(home / "bin/javac")
    assert jdk(LONG_TERM, environ={"PATH": str(tmp_path / "bin")}, places=[]).home == home


@pytest.mark.parametrize(("version", "needed"), [(LONG_TERM, "17"), (CALENDAR, "21")])
def test_without_a_jdk_both_languages_say_what_to_install(
    tmp_path: Path, version: str, needed: str
) -> None:
    with pytest.raises(MissingProgramError) as missing:
        jdk(version, environ={"PATH": str(tmp_path)}, places=[])
    german, english = str(missing.value).splitlines()
    assert f"fehlt ein JDK ab Version {needed}" in german
    assert f"need a JDK, version {needed} or newer" in english
    for sentence in (german, english):
        assert f"apt-get install openjdk-{needed}-jdk-headless maven" in sentence
        assert "HILFENETZ_TEST_NEO4J" in sentence


def test_without_maven_both_languages_say_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MissingProgramError, match=r"fehlt Maven.*\n.*need Maven"):
        maven(LONG_TERM, environ={"PATH": str(tmp_path)})


APT_GET = """
PATH=/usr/bin:/bin
echo "$*" >> {asked}
case $1 in
    update) mkdir {lists} ;;
    install) cp {archive}/* {bin} ;;
esac
"""

# Packages are known once there are lists of them; the oldest JDK of this distribution is 21.
APT_CACHE = "test -d {lists} && case $2 in openjdk-21-*) ;; *) exit 100 ;; esac"


class Distribution:
    """A machine with apt-get and nothing else; what is installed comes to lie on the path."""

    def __init__(self, folder: Path) -> None:
        self.bin, self._asked = folder / "bin", folder / "asked"
        archive, lists = folder / "archive", folder / "lists"
        program(archive / "javac", "echo javac 21.0.4")
        program(archive / "mvn", "true")
        script = APT_GET.format(asked=self._asked, lists=lists, archive=archive, bin=self.bin)
        program(self.bin / "apt-get", script)
        program(self.bin / "apt-cache", APT_CACHE.format(lists=lists))

    def install_missing(self, *, may_install: bool = True) -> None:
        environ = {"PATH": str(self.bin)}
        install_missing(LONG_TERM, environ=environ, places=(), may_install=may_install)

    def asked(self) -> list[str]:
        """What apt-get was asked for."""
        return self._asked.read_text(encoding="utf-8").splitlines() if self._asked.exists() else []


@pytest.fixture
def distribution(tmp_path: Path) -> Distribution:
    return Distribution(tmp_path)


def test_what_is_missing_is_installed_once(distribution: Distribution) -> None:
    distribution.install_missing()
    update, install = distribution.asked()
    assert update.startswith("update ")
    assert install.startswith("install --yes ")
    assert install.endswith(" openjdk-21-jdk-headless maven")
    distribution.install_missing()
    assert len(distribution.asked()) == 2


def test_only_what_is_missing_is_installed(distribution: Distribution) -> None:
    make_jdk(distribution.bin.parent, "17.0.15")
    distribution.install_missing()
    assert distribution.asked()[1].endswith(" --no-install-recommends maven")


def test_who_may_not_install_is_told_what_to_install(distribution: Distribution) -> None:
    with pytest.raises(MissingProgramError, match="apt-get install openjdk-17-jdk-headless maven"):
        distribution.install_missing(may_install=False)
    assert distribution.asked() == []
