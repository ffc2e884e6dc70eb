"""Container files that cannot be built here: each line held against what there is."""

import re
import subprocess
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

from docs.command_line import commands
from service.bootstrap import place_of
from service.bundle import BUILT
from service.settings import Settings
from tests.docs.containers import compose, image_environment, instructions, of_name
from tests.docs.repository import PACKAGES, ROOT, text_of
from tests.neo4j_server.programs import LONG_TERM

KNOWN = {
    "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "STOPSIGNAL",
    "USER", "VOLUME", "WORKDIR",
}  # fmt: skip


MADE_IN = {
    ("--from=pages",): {"/pages/bundle/"},
    ("--from=build",): {"/venv", "/app"},
}
"""What is copied from which stage."""


def test_every_line_of_the_containerfile_is_a_known_instruction() -> None:
    found = instructions()
    assert {one.name for one in found} <= KNOWN
    assert found[0].name == "FROM"
    assert len(found) > 15


def test_both_python_stages_stand_on_one_python_that_the_project_supports() -> None:
    pages, *images = [one.words[0] for one in of_name("FROM")]
    assert re.fullmatch(r"node:(\d+)-slim", pages)
    assert len(images) == 2
    (version,) = {re.fullmatch(r"python:(\d+\.\d+)-slim", image)[1] for image in images}  # type: ignore[index]
    supported = tomllib.loads(text_of("pyproject.toml"))["project"]["requires-python"]
    assert SpecifierSet(supported).contains(f"{version}.0")


def test_what_is_copied_exists_and_goes_along_to_the_build() -> None:
    allowed = {line[1:] for line in text_of(".containerignore").splitlines() if line[0] == "!"}
    taken = set()
    for one in of_name("COPY"):
        *sources, target = one.words
        assert target.startswith(("/", "./"))
        if one.options:
            assert set(sources) <= MADE_IN[one.options]
            continue
        taken |= {source.rstrip("/") for source in sources}
    assert {name for name in taken if not name.startswith("service/")} == allowed
    assert {*PACKAGES, "requirements.txt"} <= taken
    assert [name for name in taken if not (ROOT / name).exists()] == []
    assert (ROOT / ".dockerignore").resolve() == ROOT / ".containerignore"


def test_the_scripts_of_the_pages_are_built_where_the_service_looks_for_them() -> None:
    places, _ = of_name("WORKDIR")
    (build,) = [one.rest for one in of_name("RUN") if "npm ci" in one.rest]
    assert build.endswith("node build.mjs")
    source, target = next(one.words for one in of_name("COPY") if one.options == ("--from=pages",))
    # The build puts them beside its own folder (service/web/frontend/build.mjs).
    assert source == f"{places.rest.rpartition('/')[0]}/bundle/"
    assert target == f"/app/{BUILT.relative_to(ROOT).as_posix()}/"


def test_only_locked_requirements_with_hashes_are_installed() -> None:
    (install,) = [one.rest for one in of_name("RUN") if "pip install" in one.rest]
    assert "--require-hashes" in install
    assert "--requirement requirements.txt" in install
    assert "http" not in install


def test_the_process_is_not_root_and_owns_its_volume() -> None:
    (user,) = of_name("USER")
    assert user.rest == "10001:10001"
    (volume,) = of_name("VOLUME")
    (made,) = [one.rest for one in of_name("RUN") if "useradd" in one.rest]
    assert f"--owner=10001 --group=10001 --mode=700 {volume.rest}" in made
    for name in ("HILFENETZ_STORE", "HILFENETZ_SNAPSHOT_FOLDER"):
        assert f"{volume.rest}/" in image_environment()[name]


def test_the_command_of_the_image_is_one_of_the_program() -> None:
    (entry,), (command,) = of_name("ENTRYPOINT"), of_name("CMD")
    assert entry.words == ["python", "-m", "service"]
    assert (ROOT / "service" / "__main__.py").is_file()
    assert command.words[0] in {words.split()[-1] for words, _ in commands()}


def test_the_image_s_settings_are_settings_of_the_service() -> None:
    found = Settings.from_environ(image_environment())
    (port,) = of_name("EXPOSE")
    assert found.host == "0.0.0.0"  # noqa: S104 - inside the container; see the Containerfile
    assert port.words == [str(found.port)]
    assert place_of(found.store) == "sqlite:////data/hilfenetz.db"


KEYS = {
    "build", "cap_drop", "depends_on", "environment", "healthcheck", "image", "ports", "read_only",
    "restart", "secrets", "security_opt", "stop_grace_period", "tmpfs", "volumes",
}  # fmt: skip


def test_the_composition_holds_known_keys_and_names_only_what_it_declares() -> None:
    whole = compose()
    assert set(whole) == {"name", "services", "secrets", "volumes"}
    assert set(whole["services"]) == {"service", "neo4j"}
    for service in whole["services"].values():
        assert set(service) <= KEYS
        assert set(service["secrets"]) <= set(whole["secrets"])
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(whole["volumes"])
        assert set(service["healthcheck"]) == {
            "test",
            "interval",
            "timeout",
            "retries",
            "start_period",
        }
        assert service["restart"] == "unless-stopped"
    assert whole["services"]["service"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert (ROOT / whole["services"]["service"]["build"]["dockerfile"]).is_file()


def test_the_service_in_the_composition_finds_store_and_password() -> None:
    service, neo4j = (compose()["services"][name] for name in ("service", "neo4j"))
    found = Settings.from_environ(image_environment() | service["environment"])
    assert place_of(found.store) == "neo4j:7687/neo4j"
    assert found.store_password_file == "/run/secrets/neo4j_password"  # noqa: S105 - a path
    assert "neo4j_password" in service["secrets"]
    assert neo4j["environment"]["NEO4J_AUTH_FILE"] == "/run/secrets/neo4j_auth"
    assert "neo4j_auth" in neo4j["secrets"]


def test_nothing_is_published_beyond_this_machine_and_no_secret_is_written_down() -> None:
    for service in compose()["services"].values():
        for port in service["ports"]:
            here, outside, inside = port.split(":")
            assert (here, outside) == ("127.0.0.1", inside)
        # Secrets come by file.
        named = {name: value for name, value in service["environment"].items() if "AUTH" in name}
        named |= {n: v for n, v in service["environment"].items() if "PASSWORD" in n}
        assert all(name.endswith("_FILE") for name in named)
    files = [secret["file"] for secret in compose()["secrets"].values()]
    ignored = subprocess.run(
        ["git", "check-ignore", *files], cwd=ROOT, check=False, capture_output=True
    )
    assert len(ignored.stdout.splitlines()) == len(files) == 2


def test_the_service_in_the_composition_may_write_only_where_it_must() -> None:
    service = compose()["services"]["service"]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - of the container
    assert service["cap_drop"] == ["ALL"]
    (volume,) = of_name("VOLUME")
    assert [one.partition(":")[2] for one in service["volumes"]] == [volume.rest]


def test_the_database_is_of_the_version_that_is_tested() -> None:
    image = compose()["services"]["neo4j"]["image"]
    assert image == f"neo4j:{LONG_TERM.rpartition('.')[0]}-community"


@pytest.mark.parametrize("name", ["neo4j_password", "neo4j_auth"])
def test_the_page_tells_how_to_make_each_secret(name: str) -> None:
    assert f"secrets/{name}" in text_of("docs/operations/containers.md")
