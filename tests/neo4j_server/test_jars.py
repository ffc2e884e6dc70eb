"""What Maven fetched is kept, and fetched again when it is not whole.

A script takes Maven's place; it copies files from a folder of the test.
"""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.neo4j_server.jars import jars
from tests.neo4j_server.programs import LONG_TERM, MissingProgramError
from tests.neo4j_server.test_programs import make_jdk, program

MAVEN = """
echo "$*" >> {calls}
for argument in "$@"; do
    case $argument in
        -DoutputDirectory=*) target=${{argument#*=}} ;;
        -Dmaven.repo.local=*) source={central} ;;
    esac
done
mkdir -p "$target" && cp "${{source:-{local}}}"/*.jar "$target"
"""


class Machine:
    """A cache, a JDK, and a Maven whose own repository and whose central one are folders."""

    def __init__(self, folder: Path) -> None:
        self.calls = folder / "calls"
        self.local, self.central = folder / "local", folder / "central"
        for repository in (self.local, self.central):
            repository.mkdir()
            for name in ("kernel", "bolt"):
                with zipfile.ZipFile(repository / f"{name}.jar", "w") as jar:
                    jar.writestr("content", name * 1000)
        script = MAVEN.format(calls=self.calls, local=self.local, central=self.central)
        tools = make_jdk(folder / "jdk", "17.0.15") / "bin"
        program(tools / "mvn", script)
        self.cache = folder / "cache"
        self.environ = {"XDG_CACHE_HOME": str(self.cache), "PATH": f"{tools}:/usr/bin:/bin"}

    def jars(self) -> list[str]:
        """Names of the jars that the cache gives, all of them sound."""
        found = jars(LONG_TERM, environ=self.environ)
        for jar in found:
            with zipfile.ZipFile(jar) as content:
                assert content.testzip() is None
        return [jar.name for jar in found]

    def fetches(self) -> int:
        return len(self.calls.read_text(encoding="utf-8").splitlines())

    @property
    def fetched(self) -> Path:
        return self.cache / "hilfenetz" / f"neo4j-{LONG_TERM}"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def test_the_jars_are_fetched_once(machine: Machine) -> None:
    assert machine.jars() == machine.jars() == ["bolt.jar", "kernel.jar"]
    assert machine.fetches() == 1


def test_a_jar_that_is_damaged_gone_or_foreign_makes_them_be_fetched_again(
    machine: Machine,
) -> None:
    machine.jars()
    halve(machine.fetched / "bolt.jar")
    assert machine.jars() == ["bolt.jar", "kernel.jar"]
    (machine.fetched / "bolt.jar").unlink()
    assert machine.jars() == ["bolt.jar", "kernel.jar"]
    shutil.copy(machine.local / "bolt.jar", machine.fetched / "other.jar")
    assert machine.jars() == ["bolt.jar", "kernel.jar"]
    assert machine.fetches() == 4


def test_a_folder_that_was_never_finished_is_made_anew(machine: Machine) -> None:
    machine.fetched.mkdir(parents=True)
    shutil.copy(machine.local / "bolt.jar", machine.fetched)
    assert machine.jars() == ["bolt.jar", "kernel.jar"]


def test_a_broken_file_in_mavens_own_repository_is_passed_by(machine: Machine) -> None:
    halve(machine.local / "kernel.jar")
    assert machine.jars() == ["bolt.jar", "kernel.jar"]
    assert machine.fetches() == 2


def test_what_cannot_be_fetched_is_told_and_leaves_nothing_behind(machine: Machine) -> None:
    shutil.rmtree(machine.local)
    shutil.rmtree(machine.central)
    with pytest.raises(
        MissingProgramError, match=r"konnte Neo4j .* nicht holen.*\n.*could not fetch"
    ):
        machine.jars()
    assert [file.name for file in (machine.cache / "hilfenetz").iterdir()] == ["lock"]


def test_a_cache_that_cannot_be_written_is_told(machine: Machine) -> None:
    machine.cache.write_text("a file where the folder should be")
    with pytest.raises(MissingProgramError, match=r"XDG_CACHE_HOME.*\n.*XDG_CACHE_HOME"):
        machine.jars()
