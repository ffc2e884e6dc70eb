"""The command line's tree of commands."""

import os
import sys

import typer
from rich.console import Console
from rich.markup import escape

from graph_model.errors import HilfenetzError
from service.cli import analysing, data, keys, running
from service.cli.console import EXIT_OTHER, exit_code

app = typer.Typer(
    name="hilfenetz",
    help="Hilfenetz: Netz- und Vermittlungsanalyse für die soziale Arbeit in Genossenschaften.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (running.app, data.app, analysing.app):
    app.registered_commands += group.registered_commands
app.add_typer(analysing.analyses, name="analyse")
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Run the command line; every error ends in a sentence and a telling exit code."""
    language = os.environ.get("HILFENETZ_LANGUAGE", "de")
    try:
        app()
    except HilfenetzError as error:
        _tell(f"{error.sentence(language)} [{error.code}]")
        sys.exit(exit_code(error))
    except OSError as error:
        _tell(f"{error.strerror or error} [{error.filename or ''}]")
        sys.exit(EXIT_OTHER)


def _tell(sentence: str) -> None:
    Console(stderr=True).print(escape(sentence), style="red", highlight=False)
