"""Modules and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.repository import name_of, own_files, package_modules

LONGEST_MODULE = 400
LONGEST_BODY = 40


@pytest.mark.parametrize("module", own_files(".py"), ids=name_of)
def test_a_module_has_at_most_400_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", package_modules(), ids=name_of)
def test_the_body_of_a_function_has_at_most_40_lines(module: Path) -> None:
    lengths = dict(body_lengths(module.read_text(encoding="utf-8")))
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_BODY} == {}


def body_lengths(source: str) -> Iterator[tuple[str, int]]:
    """Each function's name with the lines from after its docstring to its end."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_docstrings_do_not_count_and_nested_functions_count_twice() -> None:
    source = (
        'def f():\n    """One.\n\n    Two.\n    """\n    def g():\n        return 1\n    return g\n'
    )
    assert dict(body_lengths(source)) == {"f": 3, "g": 1}
