"""The files of the repository as the tests of the documents see them."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("graph_model", "importers", "visual", "service")


def own_files(*suffixes: str) -> list[Path]:
    """Files that git tracks or would take in, sorted; with suffixes, only those that have one."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = {ROOT / name for name in listed.stdout.split("\0") if name}
    return sorted(
        file for file in files if file.is_file() and (not suffixes or file.suffix in suffixes)
    )


def package_modules() -> list[Path]:
    """Python modules of the four packages, sorted."""
    return sorted(module for name in PACKAGES for module in (ROOT / name).rglob("*.py"))


def name_of(file: Path) -> str:
    """Path of a file from the root of the repository, with slashes."""
    return file.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    """What a file of the repository says."""
    return (ROOT / name).read_text(encoding="utf-8")
