"""The locks: complete, hashed, free of addresses, and permissively licensed."""

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.repository import text_of

LOCKS = ("requirements.txt", "requirements-dev.txt")
PERMISSIVE = (
    "0BSD",
    "Apache",
    "BSD",
    "CC0",
    "ISC",
    "MIT",
    "PSF",
    "Python Software Foundation",
    "Python-2.0",
    "Zlib",
)


def locked(name: str) -> list[Requirement]:
    """Requirements of a lock file, each with its pinned version and marker, without hashes."""
    joined = text_of(name).replace("\\\n", " ")
    return [Requirement(line.split("--hash")[0]) for line in joined.splitlines() if line.strip()]


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks the lock for."""
    project = tomllib.loads(text_of("pyproject.toml"))
    names = project["project"]["dependencies"]
    if lock == "requirements-dev.txt":
        names = names + project["dependency-groups"]["dev"] + project["build-system"]["requires"]
    return [Requirement(name) for name in names]


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-node.txt"])
def test_a_lock_holds_nothing_but_pinned_and_hashed_requirements(lock: str) -> None:
    for line in text_of(lock).replace("\\\n", " ").splitlines():
        assert re.fullmatch(
            r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+ *", line
        )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_the_project(lock: str) -> None:
    pinned: dict[str, list[str]] = {}
    for requirement in locked(lock):
        version = str(requirement.specifier).removeprefix("==")
        pinned.setdefault(canonicalize_name(requirement.name), []).append(version)
    for requirement in wanted(lock):
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_lock_for_machines_without_node_holds_just_node() -> None:
    (node,) = locked("requirements-node.txt")
    (asked,) = tomllib.loads(text_of("pyproject.toml"))["dependency-groups"]["node"]
    assert node.name == Requirement(asked).name
    assert Requirement(asked).specifier.contains(str(node.specifier).removeprefix("=="))


def test_both_locks_pin_the_same_versions() -> None:
    run, development = (
        {(found.name, str(found.specifier)) for found in locked(name)} for name in LOCKS
    )
    assert run <= development


def licence(name: str) -> str:
    """What a distribution says about its licence, in one string."""
    about = metadata.metadata(name)
    stated = about.get("License-Expression")
    classifiers = [text for text in about.get_all("Classifier", []) if text.startswith("License")]
    return str(stated or "; ".join(classifiers) or about.get("License") or "")


def test_everything_we_run_on_is_permissively_licensed() -> None:
    here = [found.name for found in locked("requirements.txt") if applies(found)]
    assert len(here) > 10
    # Every part of a combined licence must be permissive, not just one of them.
    impermissive = {
        name: part
        for name in here
        for part in re.split(r" AND |; ", licence(name))
        if not any(word in part for word in PERMISSIVE) or "GPL" in part
    }
    assert impermissive == {}


def applies(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate()
