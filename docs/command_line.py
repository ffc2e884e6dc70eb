"""The page on the command line, made from the tree of commands."""

from collections.abc import Iterator
from typing import Any

import typer.main

from service.cli.app import app
from service.cli.console import EXITS

HEAD = """\
# Kommandozeile / Command line

Alles, was der Dienst kann, geht auch im Terminal. Ergebnisse stehen auf der Standardausgabe (mit
`--json` für Programme), alles Übrige auf der Fehlerausgabe. `hilfenetz --install-completion`
richtet die Vervollständigung mit der Tabulatortaste ein. Diese Seite entsteht aus `service/cli`
(`make docs`).

Everything that the service can do works from a terminal too. Results go to standard output (with
`--json` for programs), all else to standard error. `hilfenetz --install-completion` sets up
completion. This page is made from `service/cli` (`make docs`).

## Ende eines Befehls / Exit codes

| Code | Deutsch | English |
|---|---|---|
"""

EXIT_SENTENCES = {
    0: ("Es hat geklappt.", "It worked."),
    1: ("Ein anderer Fehler, oder abgebrochen.", "Another error, or stopped."),
    2: ("Der Befehl ist so nicht zu verstehen.", "The command cannot be understood."),
    3: (
        "Abgelehnt: Angaben oder Dateien stimmen nicht.",
        "Refused: values or files are not right.",
    ),
    4: ("Unter dieser Kennung gibt es nichts.", "There is nothing under this id."),
    5: ("Der Speicher kann es gerade nicht.", "The store cannot do it now."),
    6: (
        "Was gespeichert ist, steht dagegen; neu laden, noch einmal versuchen.",
        "What is stored stands against it; load again and retry.",
    ),
    7: ("Eine Einstellung stimmt nicht.", "A setting is not right."),
}


def command_line_page() -> str:
    """``docs/command-line.md``: exit codes, and each command with its arguments and options."""
    if set(EXITS.values()) - set(EXIT_SENTENCES):
        raise AssertionError("An exit code has no sentence.")
    codes = [f"| {code} | {de} | {en} |" for code, (de, en) in EXIT_SENTENCES.items()]
    parts = [_section(words, command) for words, command in commands()]
    return HEAD + "\n".join(codes) + "\n\n" + "\n".join(parts)


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, in order of the words."""
    return _below("hilfenetz", typer.main.get_command(app))


def _below(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    members = getattr(command, "commands", None)
    if members is None:
        yield words, command
        return
    for name in sorted(members):
        yield from _below(f"{words} {name}", members[name])


def _section(words: str, command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    call = " ".join([words, *(_argument(one) for one in arguments)])
    german, _, english = command.help.partition("\n\n")
    lines = [f"## `{call}`", "", f"{_plain(german)}  ", f"*{_plain(english)}*", ""]
    lines += ["| | |", "|---|---|"]
    lines += [f"| `{_argument(one)}` | {_help(one)} |" for one in arguments]
    lines += [f"| `{_option(one)}` | {_help(one)} |" for one in options if one.name != "help"]
    return "\n".join(lines) + "\n"


def _argument(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    name += "…" if argument.nargs == -1 else ""
    return name if argument.required else f"[{name}]"


def _option(option: Any) -> str:
    names = ", ".join(option.opts) + "".join(f"/{name}" for name in option.secondary_opts)
    if option.is_flag:
        return names
    return f"{names} {option.metavar or '…'}"


def _help(parameter: Any) -> str:
    choices = getattr(parameter.type_descriptor, "choices", None) or ()
    return " ".join(
        [parameter.help, ", ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices)]
    ).strip()


def _plain(text: str) -> str:
    return " ".join(text.split())
