"""``analyse structure``: how the network is built and on whom its parts hang."""

from collections.abc import Mapping
from typing import Annotated

import typer

from graph_model.analysis.structure.findings import StructureCode
from graph_model.analysis.structure.structure import Position, Structure
from graph_model.analysis.structure.whole import Whole
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from service.cli import options as o
from service.cli.asking import All, asking, rows_of
from service.cli.console import Terminal
from service.cli.showing import chosen, shown, word

analyses = typer.Typer()

CODES: Mapping[StructureCode, tuple[str, str]] = {
    StructureCode.CUT_POINT: ("hält andere am Netz", "holds others"),
    StructureCode.APART: ("steht für sich", "stands apart"),
    StructureCode.BOTTLENECK: ("Engstelle", "bottleneck"),
}


@analyses.command()
def structure(
    level: Annotated[
        AreaLevel | None,
        typer.Option(
            help="Ebene der Gebiete für den Vergleich / level of the areas to compare with."
        ),
    ] = None,
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
    """Wie ist das Netz gebaut, wer verbindet, und wo risse es?

    How is the network built, who connects, and where would it break?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.structure(asked, level)
        if as_json:
            screen.json(found)
            return
        show_structure(screen, found, questions.snapshot.directory, most=rows_of(every=every))


def show_structure(screen: Terminal, found: Structure, directory: Directory, *, most: int) -> None:
    """What stands out, the figures of the whole, and who stands between others."""
    screen.print(found.summary.de, found.summary.en)
    if found.counts_are_at_least:
        screen.print(
            "Das ist das Netz der Verbindungen, die niemanden erkennen lassen. Es kann weitere "
            "geben, "
            "am wenigsten fehlt ohne Einschränkung auf Zeit, Gebiet, Bedarf oder Haus.",
            "This is the network of the ties by which nobody can be made out. There may be others; "
            "least is missing without a narrower time, area, need or house.",
        )
    _show_findings(screen, found, directory, most=most)
    _show_whole(screen, found.whole)
    shown(
        screen,
        chosen(screen, "Wer zwischen anderen steht", "Who stands between others"),
        chosen(
            screen,
            (
                "wer",
                "Art",
                "% der Wege",
                "fragt",
                "gefragt von",
                "vermittelt Paare*",
                "Bindung %**",
            ),
            ("who", "kind", "% of ways", "asks", "asked by", "pairs brokered*", "constraint %**"),
        ),
        rows=[_position(screen, one) for one in found.positions],
        most=most,
        legend=chosen(
            screen,
            "* steht zwischen zweien, die einander nicht fragen; ** nahe 100: alle, mit denen man "
            "arbeitet, kennen einander (Burt)",
            "* stands between two who do not ask one another; ** near 100: all whom one works with "
            "know one another (Burt)",
        ),
    )


def _show_findings(screen: Terminal, found: Structure, directory: Directory, *, most: int) -> None:
    shown(
        screen,
        chosen(screen, "Was auffällt", "What stands out"),
        chosen(screen, ("was", "wer"), ("what", "who")),
        rows=[
            (
                word(CODES[one.code], screen.language),
                directory.actor_name(one.actor_id or one.concerned_ids[0]),
            )
            for one in found.findings
        ],
        notes=[chosen(screen, one.sentence.de, one.sentence.en) for one in found.findings],
        most=most,
    )


def _position(screen: Terminal, one: Position) -> tuple[object, ...]:
    return (
        one.actor_name,
        "" if one.actor_kind is None else label(one.actor_kind, screen.language),
        one.betweenness * 100,
        one.asks,
        one.asked_by,
        one.roles.total,
        None if one.constraint is None else one.constraint * 100,
    )


def _show_whole(screen: Terminal, whole: Whole) -> None:
    across = whole.across_cooperatives
    figures = (
        ("Dichte", "density", whole.density),
        ("erwidert", "mutual", whole.reciprocity),
        ("auf wenige Gefragte gerichtet", "centred on few who are asked", whole.in_centralisation),
        ("von wenigen ausgehend", "centred on few who ask", whole.out_centralisation),
        ("über wenige laufend", "running through few", whole.between_centralisation),
        (
            "zwischen Genossenschaften",
            "across cooperatives",
            None if across is None else across.share,
        ),
    )
    screen.table(
        chosen(screen, "Das Netz als Ganzes", "The network as a whole"),
        chosen(screen, ("", "%"), ("", "%")),
        rows=[
            (chosen(screen, german, english), None if share is None else share * 100)
            for german, english, share in figures
        ],
    )
