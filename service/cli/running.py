"""Commands that run the service: ``serve`` and ``demo``."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graph_model.domain.checks import local_day, local_midnight
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from importers.loading import apply_plan, plan_import
from service import logs
from service.app import create_app, enveloped
from service.bootstrap import questions_of, rules_of
from service.cli import options as o
from service.cli import tables
from service.cli.console import Terminal, terminal
from service.cli.progress import bars
from service.cli.relieving import show_relief
from service.cli.serving import address_of, listening, run_until_stopped
from service.cli.structuring import show_structure
from service.clock import system_clock
from service.context import Services
from service.demo.generator import NetworkSpec, write_network
from service.files import write_whole
from service.use_cases.mapping import MapWish
from service.use_cases.questions import Questions

app = typer.Typer()

_MOST = 8
_MOST_GAPS = 16
_LOOPBACK = "127.0.0.1"

Host = Annotated[
    str | None,
    typer.Option(metavar="ADRESSE", help="Adresse, auf der der Dienst lauscht / address."),
]
Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, metavar="ZAHL", help="Port; 0: ein freier / 0: a free one."),
]


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, metavar="ZAHL", help="Arbeitsprozesse / worker processes."),
    ] = None,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Startet den Dienst; Zugang gibt „hilfenetz keys add“.

    Starts the service; "hilfenetz keys add" gives access.
    """
    screen = terminal(store, language)
    settings = screen.settings
    rules_of(settings)
    # Once here, so that a store that cannot be opened is told before any worker starts.
    with screen.store():
        bound = listening(host or settings.host, settings.port if port is None else port)
    # Worker processes read their settings from the environment, so the options go there.
    os.environ["HILFENETZ_STORE"] = settings.store
    os.environ["HILFENETZ_LANGUAGE"] = settings.language
    place = address_of(bound)
    screen.say(f"Der Dienst läuft: {place}", f"The service is running: {place}")
    run_until_stopped(
        "service.app:from_environ", bound, screen=screen, workers=workers or settings.workers
    )


@app.command()
def demo(
    serve_it: Annotated[
        bool,
        typer.Option("--serve/--no-serve", help="Am Ende den Dienst starten / serve in the end."),
    ] = True,
    folder: Annotated[
        Path, typer.Option(metavar="ORDNER", help="Ordner des Beispielnetzes / its folder.")
    ] = Path("hilfenetz-demo"),
    output: Annotated[
        Path, typer.Option("--map", metavar="DATEI", help="Datei der Netzkarte / map file.")
    ] = Path("demo-map.html"),
    seed: Annotated[
        int,
        typer.Option(
            metavar="ZAHL", help="Gleicher Startwert, gleiches Netz / same seed, same network."
        ),
    ] = 7,
    today: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="TAG",
            help="Tag, an dem das Netz endet, sonst heute / its last day, otherwise today.",
        ),
    ] = None,
    port: Port = None,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Erfindet ein Netz, liest es ein, zeigt Auswertungen und Karte, startet den Dienst.

    Invents a network, imports it, shows analyses and map, starts the service.
    """
    own = f"sqlite:///{_emptied(folder) / 'demo.db'}" if store is None else store
    screen = terminal(own, language)
    with screen.store() as opened:
        day = local_day(system_clock()) if today is None else today.date()
        spec = NetworkSpec(seed=seed, today=day)
        with bars(screen) as progress:
            write_network(spec, folder / "csv", lambda done, all_: progress("generate", done, all_))
            plan = plan_import(opened, [folder / "csv"], progress=progress)
            apply_plan(opened, plan, progress=progress)
        questions = questions_of(opened, screen.settings, now=local_midnight(day))
        _show(screen, questions, as_json=as_json)
        write_whole(output, questions.network_map(Scope(), MapWish(language=screen.language)))
        screen.say(f"Netzkarte: {output}", f"Network map: {output}")
        if serve_it:
            services = Services(
                settings=screen.settings,
                store=opened,
                clock=system_clock,
                snapshots=questions.snapshots,
            )
            _serve(screen, services, port=screen.settings.port if port is None else port)


def _emptied(folder: Path) -> Path:
    """The demo's folder without the database of an earlier demo; nothing else is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("demo.db", "demo.db-wal", "demo.db-shm"):
        (folder / name).unlink(missing_ok=True)
    return folder


def _show(screen: Terminal, questions: Questions, *, as_json: bool) -> None:
    everything = Scope()
    gaps = questions.gaps(everything, AreaLevel.MUNICIPALITY)
    load = questions.load(everything)
    findings = questions.findings(everything)
    flows = questions.flows(everything)
    structure = questions.structure(everything)
    relief = questions.relief(everything)
    if as_json:
        screen.json(
            {
                "gaps": gaps,
                "load": load,
                "relief": relief,
                "chains": findings,
                "flows": flows,
                "structure": structure,
            }
        )
        return
    directory = questions.snapshot.directory
    tables.show_flows(screen, flows, most=_MOST)
    tables.show_gaps(screen, gaps, directory, most=_MOST_GAPS)
    tables.show_load(screen, load, most=_MOST)
    show_relief(screen, relief, directory, most=_MOST)
    show_structure(screen, structure, directory, most=_MOST)
    tables.show_findings(screen, findings, directory, most=_MOST)


def _serve(screen: Terminal, services: Services, *, port: int) -> None:
    bound = listening(_LOOPBACK, port)
    logs.configure("WARNING")
    token = services.links.make(now=services.clock())
    screen.say(
        "Der Dienst läuft. Zum Anmelden diese Adresse öffnen; sie gilt einmal und eine Stunde:",
        "The service is running. Open this address to sign in; it works once, for an hour:",
    )
    place = f"{address_of(bound)}/sign-in/{token}"
    screen.say(place, place)
    run_until_stopped(enveloped(create_app(services), services.settings), bound, screen=screen)
