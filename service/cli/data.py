"""Commands on data: ``import``, ``export``, ``copy``, ``generate``, ``erase``, ``check``."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from graph_model.errors import BadRowsError, SettingsError, StoreDamagedError
from importers.report import ImportOptions, ImportReport
from service.bootstrap import (
    cache_of,
    is_missing,
    open_store,
    password_in,
    password_of,
    password_of_source,
    place_of,
)
from service.cli import options as o
from service.cli.console import Terminal, address_of_store, terminal
from service.cli.progress import bars
from service.clock import system_clock
from service.demo.generator import NetworkSpec, write_network
from service.record_names import RECORDS
from service.use_cases import importing, undoing
from service.use_cases.copying import copy_store
from service.use_cases.exporting import export_records
from service.use_cases.importing import BY_COMMAND, Signed

app = typer.Typer()

_SHOWN = 20


@app.command(name="import")
def import_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="CSV, GeoJSON, XES oder ein Ordner / files or a folder.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Nur zeigen, was sich ändern würde / only show what would change."
        ),
    ] = False,
    skip_bad_rows: Annotated[
        bool,
        typer.Option("--skip-bad-rows", help="Fehlerhafte Zeilen auslassen / leave out bad rows."),
    ] = False,
    need: Annotated[
        str,
        typer.Option(
            metavar="CODE", help="Bedarf der Vermittlungen aus XES / need of referrals from XES."
        ),
    ] = ImportOptions().need,
    actor_attribute: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="XES-Attribut für den Empfänger / that names the recipient."
        ),
    ] = ImportOptions().actor_attribute,
    undo: Annotated[
        str | None,
        typer.Option(
            metavar="ÜBERNAHME", help="Eine frühere Übernahme zurücknehmen / take one back."
        ),
    ] = None,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Liest Dateien ein: alles oder nichts, und dieselbe Datei noch einmal ändert nichts.

    Reads files in: all or nothing, and the same file again changes nothing.
    """
    screen = terminal(store, language)
    if (undo is None) == (not files):
        raise SettingsError(
            name="FILES" if undo is None else "--undo",
            problem_de="gebraucht werden Dateien oder --undo, eines von beiden",
            problem_en="files or --undo are needed, one of the two",
        )
    if undo is not None:
        _take_back(screen, undo, as_json=as_json)
        return
    chosen = ImportOptions(skip_bad_rows=skip_bad_rows, need=need, actor_attribute=actor_attribute)
    with screen.store() as opened:
        with bars(screen) as progress:
            shown = importing.dry_run(opened, files or [], options=chosen, progress=progress)
        refused = not shown.plan.is_clean and not skip_bad_rows
        if refused or dry_run or shown.is_empty:
            report = shown.report
        else:
            signed = Signed(import_id=importing.new_import_id(), by=BY_COMMAND, now=system_clock())
            with bars(screen) as progress:
                report = importing.carry_out(opened, shown, signed=signed, progress=progress)
            screen.say(
                f"Zurücknehmen ließe sich das mit: hilfenetz import --undo {signed.import_id}",
                f"To take it back: hilfenetz import --undo {signed.import_id}",
            )
    if as_json:
        screen.json(report)
    else:
        _show(screen, report)
    if refused:
        raise BadRowsError(count=report.bad_rows)
    if dry_run:
        screen.say("Probelauf: Es wurde nichts geschrieben.", "Dry run: nothing was written.")


def _take_back(screen: Terminal, import_id: str, *, as_json: bool) -> None:
    with screen.store() as opened, bars(screen) as progress:
        batch = undoing.undo(
            opened, import_id, by=BY_COMMAND, now=system_clock(), progress=progress
        )
    if as_json:
        screen.json(batch)
    screen.say(
        f"Übernahme {batch.id} zurückgenommen; alles ist wieder wie vorher.",
        f"Import {batch.id} taken back; everything is as it was before.",
    )


def _show(screen: Terminal, report: ImportReport) -> None:
    german = screen.language == "de"
    rows = [
        (RECORDS[kind][0 if german else 1], count.created, count.changed, count.unchanged)
        for kind, count in report.counts.items()
    ]
    screen.table(
        "Einlesen" if german else "Import",
        ("", "neu", "geändert", "unverändert") if german else ("", "new", "changed", "unchanged"),
        rows=rows,
    )
    for summary in report.files:
        if summary.ignored:
            columns = ", ".join(summary.ignored)
            screen.say(
                f"{summary.file}: Diese Spalten wurden nicht gebraucht: {columns}.",
                f"{summary.file}: These columns were not used: {columns}.",
            )
    if report.problems:
        _show_problems(screen, report)


def _show_problems(screen: Terminal, report: ImportReport) -> None:
    german = screen.language == "de"
    shown = report.problems[:_SHOWN]
    count = screen.shown(report.bad_rows)
    title = f"Fehlerhafte Zeilen: {count}" if german else f"Rows with errors: {count}"
    rest = len(report.problems) - len(shown)
    more = f"… und {rest} weitere" if german else f"… and {rest} more"
    screen.table(
        title,
        ("Datei", "Zeile", "Spalte", "Code") if german else ("file", "row", "column", "code"),
        rows=[(one.file, one.row, one.column, one.code) for one in shown],
        notes=[one.sentence(screen.language) for one in shown],
        below=[more] if rest else [],
    )


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(help="Ordner für die CSV-Dateien / folder for the CSV files.")
    ],
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Gibt alles als CSV aus, in der Form, die „import“ wieder liest (ohne Schlüssel).

    Writes everything as CSV, as "import" reads it again (without access keys).
    """
    screen = terminal(store, language)
    with screen.store() as opened:
        count = export_records(opened, folder)
    screen.say(
        f"{count} Einträge in {folder} geschrieben.", f"{count} records written to {folder}."
    )


@app.command()
def generate(
    folder: Annotated[
        Path, typer.Argument(help="Ordner für die CSV-Dateien / folder for the CSV files.")
    ] = Path("netz"),
    referrals: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=20_000_000,
            metavar="ZAHL",
            help="Ungefähre Zahl der Vermittlungen / about so many referrals.",
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            metavar="ZAHL", help="Gleicher Startwert, gleiches Netz / same seed, same network."
        ),
    ] = 7,
    language: o.Language = None,
) -> None:
    """Erzeugt ein erfundenes Netz als CSV-Dateien; truth/truth.json sagt, was darin steckt.

    Makes an invented network as CSV files; truth/truth.json tells what is planted in it.
    """
    screen = terminal(None, language)
    with bars(screen) as progress:
        write_network(
            NetworkSpec(referrals=referrals, seed=seed),
            folder,
            lambda done, total: progress("generate", done, total),
        )
    screen.say(f"Netz in {folder} geschrieben.", f"Network written to {folder}.")


@app.command()
def copy(
    source: Annotated[
        str, typer.Option("--from", metavar="ORT", help="Speicher, der bleibt / the original.")
    ],
    target: Annotated[
        str, typer.Option("--to", metavar="ORT", help="Leerer Speicher oder Teilkopie / the copy.")
    ],
    source_password: Annotated[
        Path | None,
        typer.Option(
            "--from-password-file", metavar="DATEI", help="Passwort des Originals / its password."
        ),
    ] = None,
    target_password: Annotated[
        Path | None,
        typer.Option(
            "--to-password-file", metavar="DATEI", help="Passwort der Kopie / of the copy."
        ),
    ] = None,
    as_json: o.AsJson = False,
    language: o.Language = None,
) -> None:
    """Bringt alles in einen anderen Speicher und vergleicht beide; setzt nach Abbruch fort.

    Brings everything into another store and compares both; goes on after an interruption.
    """
    screen = terminal(target, language)
    settings, original = screen.settings, address_of_store(source)
    _demand_two_stores(original, settings.store)
    from_password = (
        password_of_source(settings, original, target=settings.store)
        if source_password is None
        else password_in(source_password, "--from-password-file")
    )
    to_password = (
        password_of(settings)
        if target_password is None
        else password_in(target_password, "--to-password-file")
    )
    with (
        closing(open_store(original, password=from_password)) as kept,
        closing(open_store(settings.store, password=to_password)) as made,
        bars(screen) as progress,
    ):
        report = copy_store(kept, made, name=place_of(original), progress=progress)
    if as_json:
        screen.json(report)
    records, written = screen.shown(report.records), screen.shown(report.written)
    screen.say(
        f"In beiden gleich: {records} Einträge. Jetzt geschrieben: {written} Änderungen.",
        f"Equal in both: {records} records. Written now: {written} changes.",
    )


def _demand_two_stores(source: str, target: str) -> None:
    if place_of(source) == place_of(target):
        raise SettingsError(
            name="--to",
            problem_de="Original und Kopie sind derselbe Speicher",
            problem_en="original and copy are the same store",
        )
    if is_missing(source):
        raise SettingsError(
            name="--from",
            problem_de="dort liegt kein Speicher",
            problem_en="there is no store",
        )


@app.command()
def erase(
    tenant: Annotated[
        str, typer.Argument(help="Kennung der Mieterin oder des Mieters / id of the tenant.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage / without asking.")] = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Löscht eine Person endgültig; Zählungen zwischen Organisationen bleiben.

    Erases a person for good; counts between organisations stay.
    """
    screen = terminal(store, language)
    if not yes:
        typer.confirm(
            f"{tenant} endgültig löschen?" if screen.language == "de" else f"Erase {tenant}?",
            abort=True,
        )
    with screen.store() as opened:
        done = opened.erase(tenant)
    cache = cache_of(screen.settings)
    if cache is not None:
        cache.remove()
    screen.say(
        f"{done.deleted} Einträge gelöscht, {done.anonymised} ohne Person weitergeführt.",
        f"{done.deleted} records deleted, {done.anonymised} kept without the person.",
    )


@app.command()
def check(as_json: o.AsJson = False, store: o.Store = None, language: o.Language = None) -> None:
    """Prüft den Speicher gegen seine eigenen Regeln.

    Holds the store against its own rules.
    """
    screen = terminal(store, language)
    with screen.store() as opened:
        report = opened.check(screen.language)
    if as_json:
        screen.json(report)
    else:
        german = screen.language == "de"
        screen.table(
            f"Stand {report.revision}" if german else f"Revision {report.revision}",
            ("", "Einträge") if german else ("", "records"),
            rows=[(RECORDS[kind][0 if german else 1], n) for kind, n in report.counts.items()],
        )
        for problem in report.problems:
            screen.print(problem, problem)
    if report.problems:
        raise StoreDamagedError(problem=f"{len(report.problems)}")
    screen.say("Der Speicher ist in Ordnung.", "The store is sound.")
