"""``analyse relief``: which referrals could go to whom, and what cannot be solved that way."""

from typing import Annotated

import typer

from graph_model.analysis.relief.results import Move, Relief
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from service.cli import options as o
from service.cli.asking import All, asking, rows_of
from service.cli.console import Terminal
from service.cli.showing import chosen, count, need_label, show_hidden, shown

analyses = typer.Typer()


@analyses.command()
def relief(
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
    """Wer ist zu voll, was könnte zu wem, und was bleibt?

    Who is too full, what could go to whom, and what stays?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        found = questions.relief(asked, level)
        if as_json:
            screen.json(found)
            return
        show_relief(screen, found, questions.snapshot.directory, most=rows_of(every=every))


def show_relief(screen: Terminal, found: Relief, directory: Directory, *, most: int) -> None:
    """Who carries too much, what could go to whom, and what stays for which reason."""
    totals = (found.excess, found.moved, found.unsolved)
    figures = tuple(screen.shown(count(one)) for one in totals)
    shown(
        screen,
        chosen(
            screen,
            "Entlastung: zu viel {}, davon zu anderen {}, bleibt {}".format(*figures),
            "Relief: too many {}, of these to others {}, left {}".format(*figures),
        ),
        chosen(
            screen,
            ("wer", "offen", "Plätze", "zu viel", "zu anderen", "bleibt"),
            ("who", "open", "places", "too many", "to others", "stays"),
        ),
        rows=[
            (
                one.actor_name,
                count(one.open_load),
                one.places,
                *(count(number) for number in (one.excess, one.moved, one.unsolved)),
            )
            for one in found.relieved
        ],
        notes=[chosen(screen, one.sentence.de, one.sentence.en) for one in found.relieved],
        most=most,
    )
    _show_moves(screen, found, directory, most=most)
    _show_rests(screen, found, directory, most=most)
    show_hidden(screen, found.hidden)


def _show_moves(screen: Terminal, found: Relief, directory: Directory, *, most: int) -> None:
    if not found.moves:
        return
    shown(
        screen,
        chosen(screen, "Was zu wem könnte", "What could go to whom"),
        chosen(
            screen,
            ("von", "Bedarf", "Gebiet", "zu", "Fälle", "im Monat", "Preis*"),
            ("from", "need", "area", "to", "cases", "a month", "price*"),
        ),
        rows=[_move(screen, move, directory) for move in found.moves],
        notes=[chosen(screen, move.sentence.de, move.sentence.en) for move in found.moves],
        most=most,
        legend=chosen(
            screen,
            "* 0: so nah, schnell, passend und hilfreich wie möglich; 100: in nichts davon",
            "* 0: as near, quick, fitting and helpful as can be; 100: in none of it",
        ),
    )


def _move(screen: Terminal, move: Move, directory: Directory) -> tuple[object, ...]:
    return (
        move.from_name,
        _topic(screen, move.need_code, directory),
        move.area_name,
        move.to_name,
        count(move.cases),
        count(move.referrals_per_month),
        round(move.cost * 100),
    )


def _show_rests(screen: Terminal, found: Relief, directory: Directory, *, most: int) -> None:
    if not found.rests:
        return
    shown(
        screen,
        chosen(screen, "Was bleibt, und warum", "What stays, and why"),
        chosen(screen, ("wer", "Bedarf", "Gebiet", "Fälle"), ("who", "need", "area", "cases")),
        rows=[
            (
                rest.actor_name,
                None if rest.area_id is None else _topic(screen, rest.need_code, directory),
                rest.area_name,
                count(rest.cases),
            )
            for rest in found.rests
        ],
        notes=[chosen(screen, rest.sentence.de, rest.sentence.en) for rest in found.rests],
        most=most,
    )


def _topic(screen: Terminal, need_code: str | None, directory: Directory) -> str:
    told = need_label(directory, need_code, screen.language)
    return chosen(screen, "ganze Hilfeketten", "whole help chains") if told is None else told
