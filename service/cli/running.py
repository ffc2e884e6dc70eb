"""Commands that run the service: ``serve`` and ``demo``."""

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from graph_model.domain.checks import local_day, local_midnight
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.scope import Scope
from importers.loading import apply_plan, plan_import
from service import logs
from service.app import create_app, enveloped
from service.bootstrap import questions_of
from service.cli import options as o
from service.cli import tables
from service.cli.console import Terminal, terminal
from service.cli.progress import bars
from service.clock import system_clock
from service.context import Services
from service.demo.generator import NetworkSpec, write_network
from service.files import write_whole
from service.use_cases.questions import Questions

app = typer.Typer()

_MOST = 8

Host = Annotated[str | None, typer.Option(help="Adresse, auf der der Dienst lauscht.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port des Dienstes.")]


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Arbeitsprozesse.")] = None,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Startet den Dienst; Zugang gibt „hilfenetz keys add“."""
    screen = terminal(store, language)
    # Worker processes read their settings from the environment, so the options go there.
    os.environ["HILFENETZ_STORE"] = screen.settings.store
    os.environ["HILFENETZ_LANGUAGE"] = screen.settings.language
    uvicorn.run(
        "service.app:from_environ",
        factory=True,
        host=host or screen.settings.host,
        port=port or screen.settings.port,
        workers=workers or screen.settings.workers,
        access_log=False,
        log_config=None,
        server_header=False,
    )


@app.command()
def demo(
    serve_it: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Am Ende den Dienst starten.")
    ] = True,
    folder: Annotated[Path, typer.Option(help="Ordner des Vorführnetzes.")] = Path(
        "hilfenetz-demo"
    ),
    output: Annotated[Path, typer.Option("--map", help="Datei der Netzkarte.")] = Path(
        "demo-map.html"
    ),
    seed: Annotated[int, typer.Option(help="Gleicher Startwert, gleiches Netz.")] = 7,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Letzter Tag des Netzes (sonst heute)."),
    ] = None,
    port: Port = None,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Erfindet ein Netz, liest es ein, zeigt die Auswertungen und die Karte, startet den Dienst."""
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
        write_whole(output, questions.network_map(Scope(), language=screen.language))
        screen.say(f"Netzkarte: {output}", f"Network map: {output}")
        if serve_it:
            services = Services(
                settings=screen.settings,
                store=opened,
                clock=system_clock,
                snapshots=questions.snapshots,
            )
            _serve_demo(screen, services, port=port or screen.settings.port)


def _emptied(folder: Path) -> Path:
    """The demo's folder without the database of an earlier demo; nothing else is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("demo.db", "demo.db-wal", "demo.db-shm"):
        (folder / name).unlink(missing_ok=True)
    return folder


def _show(screen: Terminal, questions: Questions, *, as_json: bool) -> None:
    everything = Scope()
    found = {
        "gaps": questions.gaps(everything, AreaLevel.MUNICIPALITY),
        "load": questions.load(everything),
        "chains": questions.findings(everything),
        "flows": questions.flows(everything),
    }
    if as_json:
        screen.json(found)
        return
    directory = questions.snapshot().directory
    tables.show_flows(screen, questions.flows(everything), most=_MOST)
    towns = questions.gaps(everything, AreaLevel.MUNICIPALITY)
    tables.show_gaps(screen, towns, directory, most=_MOST)
    tables.show_load(screen, questions.load(everything), most=_MOST)
    tables.show_findings(screen, questions.findings(everything), directory, most=_MOST)


def _serve_demo(screen: Terminal, services: Services, *, port: int) -> None:
    logs.configure("WARNING")
    token = services.links.make(now=services.clock())
    place = f"http://127.0.0.1:{port}/sign-in/{token}"
    screen.say(
        f"Der Dienst läuft. Zum Anmelden einmal öffnen: {place}",
        f"The service is running. Open once to sign in: {place}",
    )
    screen.say("Beenden mit Strg+C.", "Stop with Ctrl+C.")
    uvicorn.run(
        enveloped(create_app(services), services.settings),
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
    )
