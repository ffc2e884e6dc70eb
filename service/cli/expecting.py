"""Expected help chains on the command line: which there are, and how chains went against them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from graph_model.analysis.chains.deviation_words import due_label
from graph_model.analysis.chains.deviations import DeviationCode
from graph_model.analysis.chains.findings import ChainFindings
from graph_model.analysis.chains.sentences import Names
from graph_model.domain.templates import ChainTemplate
from graph_model.snapshot.directory import Directory
from importers.templates import read_templates
from service.bootstrap import rules_of
from service.cli import options as o
from service.cli.asking import asking
from service.cli.console import Terminal
from service.cli.showing import chosen, few, headed, need_label, shown, word
from service.use_cases.expected import expected_chains

app = typer.Typer()

DEVIATIONS: Mapping[DeviationCode, tuple[str, str]] = {
    DeviationCode.MISSING: ("fehlt", "missing"),
    DeviationCode.OTHER: ("jemand anderes", "somebody else"),
    DeviationCode.LATE: ("zu spät", "too late"),
    DeviationCode.EXTRA: ("zusätzlich", "extra"),
}


@app.command()
def templates(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="DATEI",
            help="CSV-Datei, sonst HILFENETZ_TEMPLATES_FILE / file, otherwise the one set.",
        ),
    ] = None,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Zeigt die vereinbarten Hilfeketten und was davon nicht verzeichnet ist.

    Shows the expected help chains, and what in them is not in the directory.
    """
    with asking(store, language, unsuppressed=True) as (screen, questions):
        directory = questions.snapshot.directory
        templates = rules_of(screen.settings).templates if file is None else read_templates(file)
        found = expected_chains(templates, directory)
        if as_json:
            screen.json(found)
            return
        _show_templates(screen, found.templates, directory)
        if found.unknown:
            named = few(screen, found.unknown)
            screen.print(f"Nicht verzeichnet: {named}.", f"Not in the directory: {named}.")


def _show_templates(
    screen: Terminal, found: tuple[ChainTemplate, ...], directory: Directory
) -> None:
    names = Names.of(directory)
    rows = [
        (
            need_label(directory, template.need_code, screen.language),
            number,
            due_label(step, names, language=screen.language),
            step.days,
        )
        for template in found
        for number, step in enumerate(template.steps, start=1)
    ]
    shown(
        screen,
        chosen(screen, "Vereinbarte Hilfeketten", "Expected help chains"),
        chosen(
            screen, ("Bedarf", "Schritt", "an wen", "Tage"), ("need", "step", "to whom", "days")
        ),
        rows=rows,
        most=len(rows),
    )


def show_expected(
    screen: Terminal, found: ChainFindings, directory: Directory, *, most: int
) -> None:
    """How chains went against the expected ones, and where they first left them; if any is set.

    For many no single chain is told of.
    """
    if not found.templates:
        return
    _show_courses(screen, found, directory, most=most)
    _show_places(screen, found, directory, most=most)
    if found.counts_are_at_least:
        return
    shown(
        screen,
        chosen(screen, "Abweichungen im Einzelnen", "Deviations in detail"),
        chosen(screen, ("was", "Kette"), ("what", "chain")),
        rows=[
            (word(DEVIATIONS[one.code], screen.language), one.chain_id) for one in found.deviations
        ],
        notes=[chosen(screen, one.german, one.english) for one in found.deviations],
        most=most,
    )


def _show_courses(
    screen: Terminal, found: ChainFindings, directory: Directory, *, most: int
) -> None:
    at_least = found.counts_are_at_least
    shown(
        screen,
        chosen(
            screen,
            headed("Gegen die vereinbarten Hilfeketten", "mindestens", at_least=at_least),
            headed("Against the expected help chains", "at least", at_least=at_least),
        ),
        chosen(
            screen,
            ("Bedarf", "Ketten", "wie vereinbart", "unterwegs", "vorher beendet", "abgewichen"),
            ("need", "chains", "as expected", "under way", "ended before", "departed"),
        ),
        rows=[
            (
                need_label(directory, one.template.need_code, screen.language),
                one.chains,
                one.as_expected,
                one.under_way,
                one.ended_before,
                one.deviating,
            )
            for one in found.templates
        ],
        most=most,
    )


def _show_places(
    screen: Terminal, found: ChainFindings, directory: Directory, *, most: int
) -> None:
    at_least = found.counts_are_at_least
    shown(
        screen,
        chosen(
            screen,
            headed("Wo Ketten zuerst abweichen", "mindestens", at_least=at_least),
            headed("Where chains first depart", "at least", at_least=at_least),
        ),
        chosen(screen, ("Bedarf", "Schritt", "was", "Ketten"), ("need", "step", "what", "chains")),
        rows=[
            (
                need_label(directory, held.template.need_code, screen.language),
                one.step,
                word(DEVIATIONS[one.code], screen.language),
                one.chains,
            )
            for held in found.templates
            for one in held.deviations
        ],
        notes=[
            chosen(screen, one.sentence.de, one.sentence.en)
            for held in found.templates
            for one in held.deviations
        ],
        most=most,
    )
