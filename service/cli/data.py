"""Commands that bring data in and out: ``import``, ``export``, ``generate``, ``erase``, ``check``."""

from pathlib import Path
from typing import Annotated

import typer

from graph_model.errors import BadRowsError, StoreDamagedError
from importers.loading import apply_plan, plan_import
from importers.report import ImportOptions, ImportReport
from service.cli import options as o
from service.cli.console import Terminal, terminal
from service.cli.progress import bars
from service.demo.generator import NetworkSpec, write_network
from service.use_cases.exporting import export_records

app = typer.Typer()

_SHOWN = 20


@app.command(name="import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="CSV, GeoJSON, XES, oder ein Ordner.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Nur zeigen, was sich ändern würde.")
    ] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Fehlerhafte Zeilen auslassen.")
    ] = False,
    need: Annotated[
        str, typer.Option(help="Bedarf der Vermittlungen aus einem Ereignisprotokoll (XES).")
    ] = ImportOptions().need,
    actor_attribute: Annotated[
        str, typer.Option(help="XES-Attribut, das den Empfänger nennt.")
    ] = ImportOptions().actor_attribute,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Liest Dateien ein: alles oder nichts, und dieselbe Datei noch einmal ändert nichts."""
    screen = terminal(store, language)
    chosen = ImportOptions(
        skip_bad_rows=skip_bad_rows, need=need, actor_attribute=actor_attribute
    )
    with screen.store() as opened:
        with bars(screen) as progress:
            plan = plan_import(opened, files, options=chosen, progress=progress)
        refused = not plan.is_clean and not skip_bad_rows
        if refused or dry_run:
            report = plan.preview
        else:
            with bars(screen) as progress:
                report = apply_plan(opened, plan, progress=progress)
    if as_json:
        screen.json(report)
    else:
        _show(screen, report)
    if refused:
        raise BadRowsError(count=plan.preview.bad_rows)
    if dry_run:
        screen.say(
            "Probelauf: Es wurde nichts geschrieben.", "Dry run: nothing was written."
        )


def _show(screen: Terminal, report: ImportReport) -> None:
    german = screen.language == "de"
    columns = (
        ("Art", "neu", "geändert", "unverändert")
        if german
        else ("kind", "new", "changed", "unchanged")
    )
    rows = [
        (kind, count.created, count.changed, count.unchanged)
        for kind, count in report.counts.items()
    ]
    screen.table("Einlesen" if german else "Import", columns, rows)
    if report.problems:
        shown = report.problems[:_SHOWN]
        columns = (
            ("Datei", "Zeile", "Spalte", "Fehler", "Code")
            if german
            else ("file", "row", "column", "problem", "code")
        )
        problems = [(p.file, p.row, p.column, p.sentence(screen.language), p.code) for p in shown]
        title = f"{report.bad_rows} fehlerhafte Zeilen" if german else f"{report.bad_rows} bad rows"
        screen.table(title, columns, problems)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Ordner für die CSV-Dateien.")],
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Gibt alles als CSV aus, in der Form, die „import“ wieder liest (ohne Schlüssel)."""
    screen = terminal(store, language)
    with screen.store() as opened:
        count = export_records(opened, folder)
    screen.say(f"{count} Einträge in {folder} geschrieben.", f"{count} records written to {folder}.")


@app.command()
def generate(
    folder: Annotated[Path, typer.Argument(help="Ordner für die CSV-Dateien.")] = Path("netz"),
    referrals: Annotated[
        int | None, typer.Option(min=1, max=20_000_000, help="Ungefähre Zahl der Vermittlungen.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Gleicher Startwert, gleiches Netz.")] = 7,
    language: o.Language = None,
) -> None:
    """Erzeugt ein erfundenes Netz als CSV-Dateien, samt truth/truth.json mit dem, was darin steckt."""
    screen = terminal(None, language)
    with bars(screen) as progress:
        write_network(
            NetworkSpec(referrals=referrals, seed=seed),
            folder,
            lambda done, total: progress("generate", done, total),
        )
    screen.say(f"Netz in {folder} geschrieben.", f"Network written to {folder}.")


@app.command()
def erase(
    tenant: Annotated[str, typer.Argument(help="Kennung der Mieterin oder des Mieters.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage.")] = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Löscht eine Person endgültig; Zählungen zwischen Organisationen bleiben."""
    screen = terminal(store, language)
    if not yes:
        typer.confirm(
            f"{tenant} endgültig löschen?" if screen.language == "de" else f"Erase {tenant}?",
            abort=True,
        )
    with screen.store() as opened:
        done = opened.erase(tenant)
    screen.say(
        f"{done.deleted} Einträge gelöscht, {done.anonymised} ohne Person weitergeführt.",
        f"{done.deleted} records deleted, {done.anonymised} kept without the person.",
    )


@app.command()
def check(as_json: o.AsJson = False, store: o.Store = None, language: o.Language = None) -> None:
    """Prüft den Speicher gegen seine eigenen Regeln."""
    screen = terminal(store, language)
    with screen.store() as opened:
        report = opened.check(screen.language)
    if as_json:
        screen.json(report)
    else:
        german = screen.language == "de"
        columns = ("Art", "Einträge") if german else ("kind", "records")
        screen.table(f"Stand {report.revision}", columns, list(report.counts.items()))
        for problem in report.problems:
            screen.say(problem, problem)
    if report.problems:
        raise StoreDamagedError(problem=f"{len(report.problems)}")
    screen.say("Der Speicher ist in Ordnung.", "The store is sound.")
