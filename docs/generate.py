"""Make the pages that follow from the code: ``python -m docs.generate``, or ``make docs``.

``tests/docs`` compares each page with what this module would write.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from docs.command_line import command_line_page
from docs.import_formats import import_formats_page
from graph_model.errors import HilfenetzError
from service.secret import Secret
from service.settings import PREFIX, Settings

FOLDER = Path(__file__).resolve().parent

ERRORS_HEAD = """\
# Fehler / Errors

Jeder Fehler hat einen festen Code; in `{…}` steht, worum es im Einzelfall geht. Diese Seite
entsteht aus `graph_model/errors` (`make docs`).

Each error has a stable code; `{…}` names the record, rule or figure in question. This page is made
from `graph_model/errors` (`make docs`).

| Code | Klasse / class | Deutsch | English |
|---|---|---|---|
"""

SETTINGS_HEAD = """\
# Einstellungen / Settings

Jede Einstellung ist eine Umgebungsvariable; was fehlt, behält seinen Standardwert, und eine
unbekannte Variable mit diesem Vorsatz wird abgelehnt. Diese Seite entsteht aus
`service/settings.py` (`make docs`).

Each setting is an environment variable; what is missing keeps its default, and an unknown variable
with this prefix is refused. This page is made from `service/settings.py` (`make docs`).

| Variable | Standard / default | erlaubt / allowed | Deutsch | English |
|---|---|---|---|---|
"""


def error_classes() -> list[type[HilfenetzError]]:
    """Every error class, the root first, then the tree in the order of the source."""
    return list(_with_subclasses(HilfenetzError))


def _with_subclasses(kind: type[HilfenetzError]) -> Iterator[type[HilfenetzError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _with_subclasses(child)


def errors_page() -> str:
    """``docs/errors.md``: each code with its class and both sentences."""
    rows = [
        f"| `{kind.code}` | {_depth(kind)}`{kind.__name__}` | {kind.german} | {kind.english} |"
        for kind in error_classes()
    ]
    return ERRORS_HEAD + "\n".join(rows) + "\n"


def _depth(kind: type[HilfenetzError]) -> str:
    levels = len(kind.__mro__) - len(HilfenetzError.__mro__)
    return "· " * levels


def settings_page() -> str:
    """``docs/settings.md``: each environment variable with default, range and meaning."""
    rows = [
        f"| `{PREFIX}{setting.name.upper()}` | {_default(setting.default)} "
        f"| {_allowed(setting.metadata)} "
        f"| {setting.metadata['german']} | {setting.metadata['english']} |"
        for setting in fields(Settings)
    ]
    return SETTINGS_HEAD + "\n".join(rows) + "\n"


def _default(value: object) -> str:
    return f"`{value}`" if value not in ("", Secret()) else "leer / empty"


def _allowed(limits: Mapping[str, object]) -> str:
    if "among" in limits and isinstance(limits["among"], tuple):
        return ", ".join(f"`{value}`" for value in limits["among"])
    return f"{limits['low']} – {limits['high']}" if "low" in limits else ""


PAGES = {
    "command-line.md": command_line_page,
    "errors.md": errors_page,
    "import-formats.md": import_formats_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write every generated page into ``docs/``."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
