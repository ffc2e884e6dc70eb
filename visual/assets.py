"""The page's own scripts and styles, put together into one script and one style sheet.

A page that is one file cannot load modules from addresses, so the small ES modules in ``static/``
are joined in the order of their imports. Each becomes a function of its own that gives back what it
exports, so that names of one module do not meet those of another.
"""

import base64
import hashlib
import re
from importlib.resources import files

MODULES = (
    "data.js",
    "states.js",
    "ways.js",
    "selection.js",
    "address.js",
    "clusters.js",
    "drawing.js",
    "painting.js",
    "elements.js",
    "legend.js",
    "panel.js",
    "tables.js",
    "search.js",
    "keys.js",
    "wayfinding.js",
    "period.js",
    "svg.js",
    "saving.js",
    "main.js",
)
"""Own modules, each after those that it imports."""

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:function|const) (\w+))", re.MULTILINE)

_COMMENT = re.compile(r"^\s*(?:/\*\*[^\n]*\*/|//[^\n]*)\n", re.MULTILINE)
_INDENT = re.compile(r"^[ ]+", re.MULTILINE)


def own_script() -> str:
    """The page's script: all modules joined, in strict mode, with nothing left in global scope."""
    parts = "".join(_as_function(name) for name in MODULES)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _as_function(name: str) -> str:
    source = read_static(name)
    exported = ", ".join(_EXPORT.findall(source))
    body = _EXPORT.sub("", _IMPORT.sub(r"const \1 = \2Module;", source))
    # Comments and indentation are for those who read the modules, not for the page.
    body = _INDENT.sub("", _COMMENT.sub("", body))
    module = name.removesuffix(".js")
    return f"const {module}Module = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n"


def imports_of(name: str) -> tuple[str, ...]:
    """Modules that the module ``name`` imports, in the order of its lines."""
    return tuple(f"{module}.js" for _, module in _IMPORT.findall(read_static(name)))


def read_static(name: str) -> str:
    """Text of a file in ``visual/static``."""
    return files("visual").joinpath("static", name).read_text(encoding="utf-8")


def content_hash(text: str) -> str:
    """Source expression for a Content-Security-Policy that allows exactly this inline text."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
