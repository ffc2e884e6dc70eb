"""Commands that ask: ``analyse …``, ``chain``, ``recommend``, ``map``."""

from pathlib import Path
from typing import Annotated

import typer

from graph_model.analysis.flows import FlowLevel
from graph_model.analysis.variants import TraceLevel
from graph_model.domain.periods import Period
from graph_model.domain.vocabulary import AreaLevel
from graph_model.errors import InvalidValueError, UnknownRecordError
from service.cli import options as o
from service.cli import tables
from service.cli.asking import All, asking, rows_of
from service.files import write_whole
from service.use_cases.mapping import MapForm, MapWish

app = typer.Typer()
analyses = typer.Typer(
    help="Auswertungen: Lücken, Auslastung, Wege.\n\nAnalyses: gaps, load, ways.",
    no_args_is_help=True,
)


@analyses.command()
def gaps(
    level: Annotated[
        AreaLevel | None,
        typer.Option(help="Ebene der Gebiete / level of the areas."),
    ] = None,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wo fehlt Hilfe, und warum?

    Where is help missing, and why?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.gaps(asked, level)
        if as_json:
            screen.json(found)
            return
        directory = questions.snapshot.directory
        tables.show_gaps(screen, found, directory, most=rows_of(every=every))


@analyses.command(name="separations")
def structural(
    level: Annotated[
        AreaLevel | None,
        typer.Option(help="Ebene der Gebiete / level of the areas."),
    ] = None,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wer hat dieselben Bedarfe, ist nah beieinander und arbeitet doch nicht zusammen?

    Who has the same needs, is near one another, and yet does not work together?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.separations(asked, level)
        if as_json:
            screen.json(found)
        else:
            tables.show_structural(screen, found, most=rows_of(every=every))


@analyses.command()
def load(
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wer ist voll, wer läuft voll, und woran sieht man das?

    Who is full, who is filling up, and how does it show?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.load(asked)
        if as_json:
            screen.json(found)
        else:
            tables.show_load(screen, found, most=rows_of(every=every))
            if asked.period != Period() and found.scope.period == Period():
                weeks = found.rules.cohort_weeks
                screen.print(
                    f"Ohne Zeitraum: Wartezeiten und Ablehnungen sind die der letzten {weeks} "
                    "Wochen, damit sich aus zwei Zeiträumen niemand ablesen lässt.",
                    f"Without a period: waits and refusals are those of the last {weeks} weeks, so "
                    "that nobody can be read off two periods.",
                )


@analyses.command()
def chains(
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wo bleiben Hilfeketten stecken?

    Where do help chains get stuck?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.findings(asked)
        if as_json:
            screen.json(found)
            return
        directory = questions.snapshot.directory
        tables.show_findings(screen, found, directory, most=rows_of(every=every))


@analyses.command()
def flows(
    level: Annotated[
        FlowLevel, typer.Option(help="Was die Enden sind / what the ends are.")
    ] = FlowLevel.ACTOR,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wer vermittelt wie oft an wen, und was wird daraus?

    Who refers to whom how often, and what becomes of it?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.flows(asked, level)
        if as_json:
            screen.json(found)
        else:
            tables.show_flows(screen, found, most=rows_of(every=every))


@analyses.command()
def variants(
    level: Annotated[
        TraceLevel,
        typer.Option(help="Was die Schritte sind / what the steps are."),
    ] = TraceLevel.KIND,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Welche Wege nehmen die Ketten?

    Which ways do the chains take?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.variants(asked, level)
        if as_json:
            screen.json(found)
        else:
            directory = questions.snapshot.directory
            tables.show_variants(screen, found, directory, most=rows_of(every=every))


@analyses.command(name="process-map")
def process_map(
    level: Annotated[
        TraceLevel,
        typer.Option(help="Was die Schritte sind / what the steps are."),
    ] = TraceLevel.KIND,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    every: All = False,
    as_json: o.AsJson = False,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Was folgt direkt auf was, wie oft und nach wie langer Zeit?

    What directly follows what, how often and after how long?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.process_map(asked, level)
        if as_json:
            screen.json(found)
        else:
            tables.show_process_map(screen, found, most=rows_of(every=every))


@app.command()
def chain(
    chain_id: Annotated[
        str, typer.Argument(metavar="ID", help="Kennung der Hilfekette / id of the help chain.")
    ],
    now: o.Now = None,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Zeigt den Weg einer Hilfekette: wer sie jetzt hat und wo sie stockt.

    Shows the way of one help chain: who holds it now and where it is stuck.
    """
    with asking(store, language, now=now, unsuppressed=True) as (screen, questions):
        file = questions.snapshot.chain_file(chain_id)
        if file is None:
            raise UnknownRecordError(kind="chain", record_id=chain_id)
        path = questions.path(file)
        if as_json:
            screen.json(path)
        else:
            tables.show_path(screen, path, questions.snapshot.directory)


@app.command(name="map")
def network_map(
    output: o.Output = Path("map.html"),
    chain_id: Annotated[
        str | None,
        typer.Option(
            "--chain", metavar="ID", help="Weg dieser Hilfekette zeigen / show this chain's path."
        ),
    ] = None,
    first: o.First = None,
    end: o.End = None,
    area: o.AreaOf = None,
    need: o.Needs = None,
    cooperative: o.Cooperative = None,
    known_on: o.KnownOn = None,
    now: o.Now = None,
    unsuppressed: o.Unsuppressed = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Schreibt die Netzkarte als eine Datei, die ohne Internet auskommt.

    Writes the network map as one file that needs no internet.

    Die Endung entscheidet: .html (Karte), .graphml und .gexf (für andere Programme), .csv (Wege),
    .participants.csv (Beteiligte). / The ending decides.
    """
    form = _form_of(output)
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        chains = () if chain_id is None else (chain_id,)
        wish = MapWish(language=screen.language, chain_ids=chains)
        write_whole(output, questions.network_map(asked, wish, form=form))
        screen.say(f"Netzkarte geschrieben: {output}", f"Map written: {output}")


def _form_of(output: Path) -> MapForm:
    """What a file is to be, by the end of its name; the longest that fits."""
    for form in sorted(MapForm, key=len, reverse=True):
        if output.name.lower().endswith(f".{form.value}"):
            return form
    endings = ", ".join(f".{form.value}" for form in MapForm)
    raise InvalidValueError(
        field="output",
        rule_de=f"die Datei muss auf eine dieser Endungen enden: {endings}",
        rule_en=f"the file's name must end in one of {endings}",
    )
