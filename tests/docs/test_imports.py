"""The domain and the errors stand on the standard library alone."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.repository import ROOT, name_of

ALONE = [
    module
    for package in ("errors", "domain")
    for module in sorted((ROOT / "graph_model" / package).rglob("*.py"))
]


@pytest.mark.parametrize("module", ALONE, ids=name_of)
def test_the_domain_imports_only_the_standard_library_and_itself(module: Path) -> None:
    own = ("graph_model.domain", "graph_model.errors")
    foreign = [
        name
        for name in imported(module.read_text(encoding="utf-8"))
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(own)
    ]
    assert foreign == []


def imported(source: str) -> Iterator[str]:
    """Names of the modules that a source imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
