"""``analyse access``: places within reach of where people live."""

from typing import Annotated

import typer

from graph_model.analysis.access.access import AccessRules, SpatialAccess
from graph_model.analysis.access.catchment import FadeKind, fade_within
from graph_model.analysis.access.located import People
from graph_model.domain.vocabulary import AreaLevel
from service.cli import options as o
from service.cli.asking import All, asking, rows_of
from service.cli.console import Terminal
from service.cli.showing import chosen, few, shown

analyses = typer.Typer()


@analyses.command()
def access(
    level: Annotated[
        AreaLevel, typer.Option(help="Ebene der Gebiete / level of the areas.")
    ] = AreaLevel.MUNICIPALITY,
    area: o.AreaOf = None,
    need: o.Needs = None,
    people: Annotated[
        People, typer.Option(help="Wessen Zahl für den Bedarf steht / who stands for the demand.")
    ] = People.RESIDENTS_65_PLUS,
    reach_km: Annotated[
        float,
        typer.Option(
            "--reach-km",
            metavar="KM",
            help="Weiter weg zählt nichts (Luftlinie) / beyond it nothing counts.",
        ),
    ] = 15.0,
    fade: Annotated[
        FadeKind,
        typer.Option(help="Wie Plätze mit der Entfernung weniger zählen / how places fade."),
    ] = FadeKind.STEPS,
    served_only: Annotated[
        bool,
        typer.Option(
            "--served-only",
            help="Nur Plätze, die es für das Gebiet gibt / only places that serve the area.",
        ),
    ] = False,
    now: o.Now = None,
    every: All = False,
    as_json: o.AsJson = False,
    store: o.Store = None,
    language: o.Language = None,
) -> None:
    """Wie viele Plätze erreichen die Menschen von dort, wo sie wohnen?

    How many places can people reach from where they live?
    """
    asked = o.scope_of(area=area, needs=need)
    rules = AccessRules(fade=fade_within(reach_km, fade), people=people, served_only=served_only)
    with asking(store, language, now=now) as (screen, questions):
        found = questions.access(asked, level, rules=rules)
        if as_json:
            screen.json(found)
        else:
            show_access(screen, found, most=rows_of(every=every))


def show_access(screen: Terminal, found: SpatialAccess, *, most: int) -> None:
    """Places within reach of each area, lowest first, and what could not be reckoned with."""
    rows = [
        (
            one.area_name,
            one.people,
            one.places_per_1000,
            None if one.relative is None else round(one.relative * 100),
            one.suppliers,
            one.nearest_km,
        )
        for one in found.areas
    ]
    places, people = screen.shown(round(found.places_in_reach)), screen.shown(found.people)
    shown(
        screen,
        chosen(
            screen,
            f"Erreichbare Plätze: {places} für {people} Menschen",
            f"Places within reach: {places} for {people} people",
        ),
        chosen(
            screen,
            ("Gebiet", "Menschen", "Plätze je 1.000", "% vom Mittel", "Angebote", "nächstes km"),
            ("area", "people", "places per 1,000", "% of mean", "services", "nearest km"),
        ),
        rows=rows,
        notes=[chosen(screen, one.sentence.de, one.sentence.en) for one in found.areas],
        most=most,
    )
    for german, english, ids in (
        ("Gebiete ohne Ort", "Areas without a point", found.areas_without_point),
        ("Gebiete ohne Zahl der Menschen", "Areas without people", found.areas_without_people),
        ("Angebote ohne Ort", "Services without a point", found.offers_without_point),
        ("Angebote ohne Zahl der Plätze", "Services without places", found.offers_without_places),
        ("Angebote, die niemand erreicht", "Services out of everybody's reach", found.unreached),
    ):
        if ids:
            screen.print(*(f"{title}: {few(screen, ids)}" for title in (german, english)))
