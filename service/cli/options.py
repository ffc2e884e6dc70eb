"""Options that several commands take, and what they ask about."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from graph_model.domain.checks import local_midnight, refuse
from graph_model.domain.periods import Period
from graph_model.snapshot.scope import Scope

_DAY = ["%Y-%m-%d"]
_YEARS = range(1900, 2200)
_MOMENT = timedelta(microseconds=1)

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="ORT",
        help="Speicher: Pfad, sqlite:///PFAD oder neo4j://…, sonst HILFENETZ_STORE / the store.",
    ),
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Sprache: de, en / language.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Ergebnis als JSON für Programme / result as JSON.")
]
First = Annotated[
    datetime | None,
    typer.Option("--from", formats=_DAY, metavar="TAG", help="Erster Tag / first day."),
]
End = Annotated[
    datetime | None,
    typer.Option(
        "--to",
        formats=_DAY,
        metavar="TAG",
        help="Erster Tag, der nicht mehr zählt / first day that no longer counts.",
    ),
]
AreaOf = Annotated[
    str | None,
    typer.Option(
        "--area", metavar="ID", help="Gebiet mit allem darunter / an area with all below it."
    ),
]
Needs = Annotated[
    list[str] | None,
    typer.Option("--need", metavar="CODE", help="Bedarf, mehrfach möglich / need, repeatable."),
]
Cooperative = Annotated[
    str | None,
    typer.Option("--cooperative", metavar="ID", help="Genossenschaft / housing cooperative."),
]
KnownOn = Annotated[
    datetime | None,
    typer.Option(
        "--known-on",
        formats=_DAY,
        metavar="TAG",
        help="Nur was an diesem Tag schon erfasst war / only what was recorded by that day.",
    ),
]
Now = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        formats=_DAY,
        metavar="TAG",
        help="Auswerten, als wäre dieser Tag heute / as if that day were today.",
    ),
]
Unsuppressed = Annotated[
    bool,
    typer.Option(
        "--unsuppressed",
        help="Ungeschützt, mit Zahlen über einzelne Menschen: nur für wen Einzelfälle bestimmt sind"
        " / with figures on single people: only for whoever may open single cases.",
    ),
]
Output = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="DATEI", help="Datei, die geschrieben wird / file to write."
    ),
]


def scope_of(
    first: datetime | None = None,
    end: datetime | None = None,
    *,
    area: str | None = None,
    needs: list[str] | None = None,
    cooperative: str | None = None,
    known_on: datetime | None = None,
) -> Scope:
    """What the options of a command ask about.

    Raises
    ------
    InvalidValueError
        If the period runs backwards or a day lies outside the years 1900 to 2199.
    """
    return Scope(
        period=Period(
            start=None if first is None else day_start("--from", first.date()),
            end=None if end is None else day_start("--to", end.date()),
        ),
        area_id=area,
        need_codes=tuple(sorted(set(needs or ()))),
        cooperative_id=cooperative,
        known_on=None if known_on is None else day_end("--known-on", known_on.date()),
    )


def day_start(option: str, day: date) -> datetime:
    """The moment at which a day begins in Germany.

    Raises
    ------
    InvalidValueError
        If the year is not 1900 to 2199.
    """
    if day.year not in _YEARS:
        raise refuse(
            option, "das Jahr muss zwischen 1900 und 2199 liegen", "the year must be 1900 to 2199"
        )
    return local_midnight(day)


def day_end(option: str, day: date) -> datetime:
    """The last moment of a day in Germany.

    Raises
    ------
    InvalidValueError
        If the year is not 1900 to 2199.
    """
    day_start(option, day)
    return local_midnight(day + timedelta(days=1)) - _MOMENT
