"""The command line's tree of commands."""

import typer

from service.cli.analysing import analyses
from service.cli.analysing import app as analysing
from service.cli.console import telling
from service.cli.data import app as data
from service.cli.evaluating import analyses as evaluating
from service.cli.expecting import app as expecting
from service.cli.keys import app as keys
from service.cli.reaching import analyses as reaching
from service.cli.recommending import app as recommending
from service.cli.relieving import analyses as relieving
from service.cli.reporting import app as reporting
from service.cli.running import app as running
from service.cli.structuring import analyses as structuring
from service.cli.supposing import app as supposing

app = typer.Typer(
    name="hilfenetz",
    help=(
        "Hilfenetz: Netz- und Vermittlungsanalyse für die soziale Arbeit in Genossenschaften.\n\n"
        "Network and referral analysis for social work in housing cooperatives."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (running, data, analysing, supposing, recommending, expecting, reporting):
    app.registered_commands += group.registered_commands
analyses.registered_commands += reaching.registered_commands
analyses.registered_commands += structuring.registered_commands
analyses.registered_commands += evaluating.registered_commands
analyses.registered_commands += relieving.registered_commands
app.add_typer(analyses, name="analyse")
app.add_typer(keys, name="keys")
for command in (
    *app.registered_commands,
    *analyses.registered_commands,
    *keys.registered_commands,
):
    if command.callback is not None:
        command.callback = telling(command.callback)


def main() -> None:
    """Run the command line; every error ends in a sentence and a telling exit code."""
    app()
