"""``what-if``: what it would do if somebody stopped, lost or gained places, or opened a service."""

from typing import Annotated

import typer

from graph_model.analysis.resilience.ranking import LossRanking
from graph_model.analysis.resilience.what_if import CellChange, Move, WhatIf
from graph_model.analysis.resilience.worst import WorstThree
from graph_model.domain.checks import refuse
from graph_model.domain.labels import label
from graph_model.domain.vocabulary import AreaLevel
from graph_model.snapshot.directory import Directory
from service.cli import options as o
from service.cli.asking import All, asking, rows_of
from service.cli.console import Terminal
from service.cli.showing import chosen, count, need_label, show_hidden, shown
from service.use_cases.supposing import changes_of

app = typer.Typer()


@app.command(name="what-if")
def what_if(
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ID", help="Wer aufhört, mehrfach / who stops."),
    ] = None,
    places: Annotated[
        list[str] | None,
        typer.Option(
            "--places", metavar="ID=ZAHL", help="Plätze weniger oder mehr, etwa partner-7=-5."
        ),
    ] = None,
    opened: Annotated[
        list[str] | None,
        typer.Option(
            "--open",
            metavar="BEDARF@GEBIET=PLÄTZE",
            help="Was neu öffnet, etwa debt@14612000=4 / a service that opens.",
        ),
    ] = None,
    ranking: Annotated[
        bool,
        typer.Option("--ranking", help="Wessen Verlust am meisten kostet / whose loss costs most."),
    ] = False,
    worst_three: Annotated[
        bool,
        typer.Option(
            "--worst-three",
            help="Die drei, deren Verlust zusammen am schlimmsten wäre / the worst three.",
        ),
    ] = False,
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
    """Was wäre, wenn ein Partner aufhört, Plätze verliert oder welche dazukommen?

    What if a partner stopped, lost places, or some were added?
    """
    asked = o.scope_of(
        first, end, area=area, needs=need, cooperative=cooperative, known_on=known_on
    )
    changes = changes_of(without or (), places or (), opened=opened or ())
    if (bool(without or places or opened), ranking, worst_three).count(True) != 1:
        raise refuse(
            "what-if",
            "eines angeben: --without, --places, --open (auch zusammen), --ranking, --worst-three",
            "say one of: --without, --places, --open (also together), --ranking, --worst-three",
        )
    with asking(store, language, now=now, unsuppressed=unsuppressed) as (screen, questions):
        show = _Showing(screen, questions.snapshot.directory, most=rows_of(every=every))
        if ranking:
            show.ranking(questions.losses(asked, level), as_json=as_json)
        elif worst_three:
            show.worst(questions.worst_three(asked, level), as_json=as_json)
        else:
            found = questions.what_if(asked, level, changes=changes)
            show.what_if(found, as_json=as_json)


class _Showing:
    """Shows each answer as a table for people or as JSON for programs."""

    def __init__(self, screen: Terminal, directory: Directory, *, most: int) -> None:
        self._screen = screen
        self._directory = directory
        self._most = most

    def what_if(self, found: WhatIf, *, as_json: bool) -> None:
        """What would be lost and gained, and where people could go."""
        if as_json:
            self._screen.json(found)
        else:
            self._changes(found)

    def ranking(self, found: LossRanking, *, as_json: bool) -> None:
        """All partners and offices, the dearest loss first."""
        screen = self._screen
        if as_json:
            screen.json(found)
            return
        shown(
            screen,
            chosen(screen, "Wessen Verlust am meisten kostet", "Whose loss costs most"),
            chosen(
                screen,
                ("", "wer", "Art", "ohne jemand*", "offen**", "je Monat", "ohne Platz***"),
                ("", "who", "kind", "nobody left*", "open**", "a month", "no place***"),
            ),
            rows=[
                (
                    one.rank,
                    one.actor_name,
                    label(one.actor_kind, screen.language),
                    one.lost_cells,
                    count(one.hanging),
                    count(one.per_month),
                    count(one.unplaced),
                )
                for one in found.losses
            ],
            notes=[chosen(screen, one.sentence.de, one.sentence.en) for one in found.losses],
            most=self._most,
            legend=chosen(
                screen,
                "* Bedarfe an Orten, für die niemand bliebe; ** offene Vermittlungen; *** im "
                "ersten Monat",
                "* needs in places for which nobody would be left; ** open referrals; *** in the "
                "first month",
            ),
        )
        show_hidden(screen, found.hidden)

    def worst(self, found: WorstThree, *, as_json: bool) -> None:
        """The three, and what their joint loss would do."""
        screen = self._screen
        if as_json:
            screen.json(found)
            return
        names = ", ".join(self._directory.actor_name(one) for one in found.actor_ids)
        screen.print(
            f"Von {found.partners} Partnern und Ämtern wöge dieser Verlust am schwersten: "
            f"{names or 'keiner'}.",
            f"Of {found.partners} partners and offices this loss would weigh most: "
            f"{names or 'none'}.",
        )
        if found.actor_ids:
            self._changes(found.loss)

    def _changes(self, found: WhatIf) -> None:
        screen = self._screen
        screen.print(found.sentence.de, found.sentence.en)
        if found.hidden is None:
            self._figures(found)
        if found.lost:
            title = chosen(screen, "Wo niemand mehr da wäre", "Where nobody would be left")
            self._cells(title, found.lost)
        if found.gained:
            title = chosen(screen, "Wo es zum ersten Mal Hilfe gäbe", "Where help would be new")
            self._cells(title, found.gained)
        if found.moves and found.hidden is None:
            self._moves(found)
        elif found.moves:
            self._others(found)
        show_hidden(screen, found.hidden)

    def _figures(self, found: WhatIf) -> None:
        rows: list[tuple[str, object]] = [
            (chosen(self._screen, german, english), count(figure))
            for german, english, figure in (
                ("offene Vermittlungen dort", "open referrals there", found.hanging),
                ("Fälle über den bleibenden Plätzen", "cases beyond the places left", found.beyond),
                ("Aufnahmen je Monat, die wegfielen", "taken in a month, no more", found.per_month),
                ("suchen im ersten Monat Platz", "seek a place in the first month", found.seeking),
                ("finden einen", "find one", found.placed),
            )
        ]
        if found.unmet_placed is not None:
            before, after = found.unmet_placed
            texts = ("bisher ohne Hilfe, fänden Platz", "without help so far, would find a place")
            rows.append((chosen(self._screen, *texts), after - before))
        title = chosen(self._screen, "In Zahlen", "In figures")
        self._screen.table(title, ("", chosen(self._screen, "Zahl", "number")), rows=rows)

    def _cells(self, title: str, cells: tuple[CellChange, ...]) -> None:
        screen = self._screen
        shown(
            screen,
            title,
            chosen(screen, ("Bedarf", "Gebiet", "je Monat"), ("need", "area", "a month")),
            rows=[
                (
                    need_label(self._directory, cell.need_code, screen.language),
                    cell.area_name,
                    count(cell.per_month),
                )
                for cell in cells
            ],
            notes=[chosen(screen, cell.sentence.de, cell.sentence.en) for cell in cells],
            most=self._most,
        )

    def _others(self, found: WhatIf) -> None:
        screen = self._screen
        shown(
            screen,
            chosen(screen, "Wer dort auch noch hilft", "Who else helps there"),
            chosen(screen, ("Bedarf", "Gebiet", "wer"), ("need", "area", "who")),
            rows=[self._move(move) for move in found.moves],
            most=self._most,
        )

    def _move(self, move: Move) -> tuple[str | None, str, str]:
        areas = self._directory.areas.by_id
        return (
            need_label(self._directory, move.need_code, self._screen.language),
            areas[move.area_id].name if move.area_id in areas else move.area_id,
            self._directory.actor_name(move.actor_id),
        )

    def _moves(self, found: WhatIf) -> None:
        screen = self._screen
        shown(
            screen,
            chosen(screen, "Wohin sie gehen könnten", "Where they could go"),
            chosen(screen, ("Bedarf", "aus", "zu", "Fälle"), ("need", "from", "to", "cases")),
            rows=[(*self._move(move), count(move.cases)) for move in found.moves],
            most=self._most,
        )
