"""Cypher stands in a few modules, and whoever runs it adds values as parameters only."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.repository import PACKAGES, ROOT, name_of

FOLDER = ROOT / "graph_model" / "store" / "neo4j"
CYPHER = {
    "statements.py",
    "check_statements.py",
    "feed_statements.py",
    "list_statements.py",
    "schema.py",
}
OTHERS = [file for file in sorted(FOLDER.glob("*.py")) if file.name not in CYPHER]
# A pattern may also be put in where a part of the text ends.
CLAUSE = re.compile(
    r"\b(MATCH|MERGE|UNWIND|FOREACH|DETACH DELETE|CREATE)( *[(:\[$]| $)|\bSHOW INDEXES"
)
RUN = {"rows", "one", "do", "stream", "run"}


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text in a source that is no docstring."""
    docstrings = {
        id(node.value)
        for parent in ast.walk(tree)
        for node in ast.iter_child_nodes(parent)
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield str(ast.literal_eval(node))


def test_the_search_finds_cypher_where_it_stands() -> None:
    for name in CYPHER - {"schema.py"}:
        tree = ast.parse((FOLDER / name).read_text(encoding="utf-8"))
        assert any(CLAUSE.search(text) for text in texts(tree)), name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_module_holds_cypher(package: str) -> None:
    holding = [
        name_of(module)
        for module in sorted((ROOT / package).rglob("*.py"))
        if module.parent != FOLDER or module.name not in CYPHER
        for text in texts(ast.parse(module.read_text(encoding="utf-8")))
        if CLAUSE.search(text)
    ]
    assert holding == []


def is_as_written(statement: ast.expr) -> bool:
    """Whether it is a name, or what a function of the statements' modules has made."""
    match statement:
        case ast.Name() | ast.Attribute(value=ast.Name()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module))):
            return f"{module}.py" in CYPHER
        case _:
            return False


def composed(source: str) -> list[str]:
    """What is run although it was put together on the spot."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in RUN
        and node.args
        and not is_as_written(node.args[0])
    ]


def test_what_is_put_together_on_the_spot_is_found() -> None:
    source = """
run.rows(statements.REVISION)
run.rows(statements.look(kinds), id=id)
run.one(question, id=id)
run.do(f"MATCH (n {{id: '{id}'}}) DELETE n")
run.do("MATCH (n) WHERE n.id = " + id)
run.do(QUESTION.format(id=id))
"""
    found = composed(source)
    assert len(found) == 3
    assert "DELETE" in found[0]
    assert "+ id" in found[1]
    assert "QUESTION" in found[2]


@pytest.mark.parametrize("module", OTHERS, ids=name_of)
def test_a_statement_is_run_as_it_was_written(module: Path) -> None:
    assert composed(module.read_text(encoding="utf-8")) == []
